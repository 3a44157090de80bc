// SPDX-License-Identifier: Apache-2.0
#include "revise.hpp"
#include "infinity.hpp"

#include "quotient.hpp"

#include <cmath>

namespace halflight::reason {
namespace {

/// One end of a sum of intervals: finite part, how many infinite and how many open summands.
struct SumEnd {
    double finite = 0;
    int infinite = 0;
    int open = 0;

    void add(double value, bool is_open) noexcept {
        if (std::isinf(value)) {
            ++infinite;
        } else {
            finite += value;
            open += is_open ? 1 : 0;
        }
    }
};

struct Ends {
    double lo;
    double hi;
    bool lo_open;
    bool hi_open;
};

Ends scaled(const Interval& value, double coefficient) noexcept {
    return coefficient >= 0
               ? Ends{coefficient * value.lo, coefficient * value.hi, value.lo_open, value.hi_open}
               : Ends{coefficient * value.hi, coefficient * value.lo, value.hi_open, value.lo_open};
}

/// Sum of all others at one end, or infinite when one of them is.
double others(const SumEnd& sum, double own, bool& open, bool own_open) noexcept {
    const int infinite = sum.infinite - (std::isinf(own) ? 1 : 0);
    if (infinite > 0) {
        return infinity;
    }
    open = sum.open - (!std::isinf(own) && own_open ? 1 : 0) > 0;
    return std::isinf(own) ? sum.finite : sum.finite - own;
}

/// sum of c_i x_i in [low, high]  =>  c_i x_i in [low - others' high, high - others' low].
void revise_linear(const Constraint& constraint, std::span<const Term> terms,
                   const Domains& domains, std::vector<Narrowing>& out) {
    SumEnd low;
    SumEnd high;
    for (std::size_t i = 0; i < terms.size(); ++i) {
        const Ends ends = scaled(domains[i], terms[i].coefficient);
        low.add(ends.lo, ends.lo_open);
        high.add(ends.hi, ends.hi_open);
    }
    for (std::uint32_t i = 0; i < terms.size(); ++i) {
        const Ends own = scaled(domains[i], terms[i].coefficient);
        bool low_open = false;
        bool high_open = false;
        const double others_high = others(high, own.hi, low_open, own.hi_open);
        const double others_low = others(low, own.lo, high_open, own.lo_open);
        Interval allowed;
        if (!std::isinf(others_high) && !std::isinf(constraint.low)) {
            allowed.lo = constraint.low - others_high;
            allowed.lo_open = low_open;
        }
        if (!std::isinf(others_low) && !std::isinf(constraint.high)) {
            allowed.hi = constraint.high - others_low;
            allowed.hi_open = high_open;
        }
        if (terms[i].coefficient != 1.0) {
            allowed = scale(allowed, 1.0 / terms[i].coefficient);
        }
        out.push_back({i, allowed});
    }
}

/// part = factor * share * whole.
void revise_share(double factor, const Domains& d, std::vector<Narrowing>& out) {
    const Interval share = scale(d[2], factor);
    out.push_back({0, share * d[1]});
    out.push_back({1, other_factor(d[0], share)});
    out.push_back({2, scale(other_factor(d[0], d[1]), 1 / factor)});
}

/// now = before * (1 + factor * rate).
void revise_growth(double factor, const Domains& d, std::vector<Narrowing>& out) {
    const Interval one = Interval::point(1);
    const Interval ratio = one + scale(d[2], factor);
    out.push_back({0, d[1] * ratio});
    out.push_back({1, other_factor(d[0], ratio)});
    out.push_back({2, scale(other_factor(d[0], d[1]) - one, 1 / factor)});
}

/// The parent lies between the least and the greatest child.
void revise_mean(const Domains& d, std::vector<Narrowing>& out) {
    Interval span = Interval::none();
    for (std::size_t i = 1; i < d.size(); ++i) {
        span = hull(span, d[i]);
    }
    out.push_back({0, span});
}

} // namespace

void revise(const System& system, ConstraintIndex index, const Domains& domains,
            std::vector<Narrowing>& out) {
    const Constraint& constraint = system.constraints()[index];
    out.clear();
    switch (constraint.type) {
    case ConstraintType::linear:
        return revise_linear(constraint, system.terms(constraint), domains, out);
    case ConstraintType::share:
        return revise_share(constraint.factor, domains, out);
    case ConstraintType::growth:
        return revise_growth(constraint.factor, domains, out);
    case ConstraintType::mean:
        return revise_mean(domains, out);
    }
}

} // namespace halflight::reason
