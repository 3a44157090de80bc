// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/labour.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::measures {

namespace {

const Interval nonnegative = Interval::at_least(0);

double ratio(double amount, double rest, double undefined) {
    if (amount == 0 && rest == 0) {
        return undefined;
    }
    if (std::isinf(rest)) {
        return 0;
    }
    return std::isinf(amount) ? 1 : amount / (amount + rest);
}

/// amount / (amount + rest) over the box cut by the strip amount + rest in total. The ratio grows
/// with amount and falls with rest, so that each end lies at a corner, moved along an edge onto the
/// strip.
Interval share_in(const Interval& amount, const Interval& rest, const Interval& total) {
    if (amount.hi == 0) {
        return Interval::point(0);
    }
    const double most_rest = std::min(rest.hi, total.hi - amount.lo);
    const double least_amount = std::max(amount.lo, total.lo - most_rest);
    const double most_amount = std::min(amount.hi, total.hi - rest.lo);
    const double least_rest = std::max(rest.lo, total.lo - most_amount);
    return Interval::closed(ratio(least_amount, most_rest, 0), ratio(most_amount, least_rest, 1));
}

} // namespace

Residual residual(const Interval& total, std::span<const Interval> parts, const Interval& stated) {
    Residual out;
    const Interval whole = intersect(total, nonnegative);
    Interval named = Interval::point(0);
    for (const Interval& part : parts) {
        named = named + intersect(part, nonnegative);
    }
    const Interval left = intersect(whole - named, nonnegative);
    const Interval amount = intersect(left, stated);
    out.agrees = !amount.empty();
    out.amount = out.agrees ? amount : intersect(hull(left, stated), nonnegative);
    out.named = out.agrees ? intersect(named, whole - amount) : named;
    out.share = share_in(out.amount, out.agrees ? out.named : nonnegative, whole);
    return out;
}

Interval may_equal(const Interval& offered, const Interval& wanted) noexcept {
    if (disjoint(offered, wanted)) {
        return Interval::point(0);
    }
    const bool one = offered.is_point() && wanted.is_point();
    return one ? Interval::point(1) : Interval::closed(0, 1);
}

Interval entries_to_persons(const Interval& entries, const Interval& trips) {
    const Interval persons = intersect(entries, nonnegative) / trips;
    const Interval whole = to_integers(persons);
    return whole.empty() ? persons : whole;
}

CodesLeftOut codes_left_out(const Interval& residual, const Interval& study, const Interval& work,
                            const Interval& students, const Interval& trips) {
    CodesLeftOut out;
    out.offered = study + work;
    out.fits = may_equal(out.offered, residual);
    out.trips = intersect(study, nonnegative) / intersect(students, nonnegative);
    const Interval entered = intersect(out.offered, residual);
    const Interval for_work = intersect(intersect(work, residual - study), nonnegative);
    if (entered.empty() || for_work.empty()) {
        out.workers = Interval::all();
        return out;
    }
    const double least = (for_work / trips).lo;
    const double most = (entered / trips - students).hi;
    const Interval workers = Interval::closed(least, std::max(least, most));
    const Interval whole = to_integers(workers);
    out.workers = whole.empty() ? workers : whole;
    return out;
}

std::vector<Interval> stock_flow(const Interval& start, std::span<const Interval> entries,
                                 std::span<const Interval> exits, const Interval& stay) {
    std::vector<Interval> stocks;
    Interval stock = intersect(start, nonnegative);
    for (std::size_t t = 0; t < entries.size(); ++t) {
        // Entered in period j, a person is between t - j and t - j + 1 periods there at the end of
        // t.
        double surely = 0;
        double possibly = static_cast<double>(t + 1) <= stay.hi ? start.hi : 0;
        for (std::size_t j = 0; j <= t; ++j) {
            const auto age = static_cast<double>(t - j);
            surely += age + 1 <= stay.lo ? entries[j].lo : 0;
            possibly += age <= stay.hi ? entries[j].hi : 0;
        }
        const Interval by_stay = Interval::closed(std::max(0.0, surely), possibly);
        stock = intersect(stock + entries[t] - exits[t], by_stay);
        stocks.push_back(stock);
    }
    return stocks;
}

Interval remittance_revenue(const Interval& workers, const Interval& months,
                            const Interval& remittance) {
    return intersect(workers, nonnegative) * intersect(months, nonnegative) *
           intersect(remittance, nonnegative);
}

Interval spread_revenue(const Interval& workers, const Interval& months, const Interval& remittance,
                        Dependence dependence) {
    if (!months.bounded() || !remittance.bounded()) {
        return Interval::all();
    }
    const double means = (months.lo + months.hi) / 2 * ((remittance.lo + remittance.hi) / 2);
    const double covariance = months.width() * remittance.width() / 12;
    const double sign = dependence == Dependence::independent  ? 0
                        : dependence == Dependence::comonotone ? 1
                                                               : -1;
    return scale(intersect(workers, nonnegative), means + sign * covariance);
}

Interval implied_remittance(const Interval& revenue, const Interval& workers,
                            const Interval& months) {
    return intersect(revenue, nonnegative) /
           (intersect(workers, nonnegative) * intersect(months, nonnegative));
}

Interval lies_in(const Interval& x, const Interval& range) noexcept {
    if (disjoint(x, range)) {
        return Interval::point(0);
    }
    return range.contains(x) ? Interval::point(1) : Interval::closed(0, 1);
}

} // namespace halflight::measures
