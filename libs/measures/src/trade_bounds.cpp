// SPDX-License-Identifier: Apache-2.0
// Bounds of shares, concentration, superlatives and substitution.
#include "halflight/measures/trade.hpp"
#include "trade_spread.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace halflight::measures {

namespace {

Interval flow(const Interval& value) {
    return intersect(value, Interval::at_least(0));
}

/// x / whole at an end; the limit where both are infinite.
double quotient(double x, double whole) {
    if (std::isinf(x)) {
        return 1;
    }
    return std::isinf(whole) || x == 0 ? 0 : x / whole;
}

double clamped(double value, const Interval& to) {
    return std::clamp(value, to.lo, to.hi);
}

/// The level c at which the flows, clamped to it, have sum x^2 = c (sum x + unlisted).
double common_level(std::span<const Interval> flows, double unlisted) {
    double low = 0;
    double high = 0;
    for (const Interval& flow : flows) {
        high = std::max(high, flow.lo);
    }
    const auto surplus = [&](double level) {
        double sum = -level * unlisted;
        for (const Interval& flow : flows) {
            const double x = clamped(level, flow);
            sum += x * (x - level);
        }
        return sum;
    };
    constexpr int halvings = 200;
    for (int i = 0; i < halvings && low < high; ++i) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) {
            break;
        }
        (surplus(middle) > 0 ? low : high) = middle;
    }
    return high;
}

double least_herfindahl(std::span<const Interval> flows, double unlisted) {
    const double level = common_level(flows, unlisted);
    double squares = 0;
    double sum = unlisted;
    for (const Interval& flow : flows) {
        const double x = clamped(level, flow);
        squares += x * x;
        sum += x;
    }
    if (squares > 0) {
        return std::isinf(sum) ? 0 : squares / (sum * sum);
    }
    // All may vanish. With unlisted trade the index then tends to zero; without, n equal flows that
    // tend to zero are the least even spread.
    const auto able = std::ranges::count_if(flows, [](const Interval& f) { return f.hi > 0; });
    return unlisted > 0 || able == 0 ? 0 : 1.0 / static_cast<double>(able);
}

} // namespace

Interval share(const Interval& part, const Interval& rest, const Interval& total) {
    const Interval x = flow(part);
    const Interval r = flow(rest);
    const Interval whole = flow(total);
    if (x.empty() || r.empty() || whole.empty()) {
        return Interval::none();
    }
    const double least = std::isinf(r.hi) ? x.lo : std::max(x.lo, whole.lo - r.hi);
    const double most = std::min(x.hi, whole.hi - r.lo);
    if (least > most || std::min(whole.hi, most + r.hi) == 0) {
        return Interval::none();
    }
    const double high = quotient(most, std::max(whole.lo, most + r.lo));
    const double under = std::min(whole.hi, least + r.hi);
    const double low = under == 0 ? high : quotient(least, under);
    Interval out = Interval::closed(std::min(low, high), std::clamp(high, 0.0, 1.0));
    out.lo_open = std::isinf(under) && least > 0;
    out.hi_open = std::isinf(most) && r.lo > 0;
    return out;
}

Interval herfindahl(std::span<const Interval> flows, const Interval& unlisted) {
    std::vector<Interval> all;
    double capacity = 0;
    bool unbounded = false;
    for (const Interval& given : flows) {
        all.push_back(flow(given));
        if (all.back().empty()) {
            return Interval::none();
        }
        capacity += all.back().hi;
        unbounded = unbounded || std::isinf(all.back().hi);
    }
    const Interval others = flow(unlisted);
    if (others.empty() || capacity + others.hi == 0) {
        return Interval::none();
    }
    const double low = least_herfindahl(all, others.hi);
    all.push_back(others);
    unbounded = unbounded || std::isinf(others.hi);
    Interval out = Interval::closed(low, unbounded ? 1.0 : greatest_herfindahl(all));
    out.hi = std::clamp(out.hi, low, 1.0);
    return out;
}

Superlative superlative(const Interval& candidate, std::span<const Interval> others, bool largest) {
    Superlative out{Interval::point(1), Interval::all(), std::nullopt};
    if (others.empty()) {
        return out;
    }
    const Interval own = largest ? candidate : -candidate;
    Interval best = Interval::none();
    double surest = 0;
    for (std::size_t i = 0; i < others.size(); ++i) {
        const Interval other = largest ? others[i] : -others[i];
        if (best.empty()) {
            best = other;
        }
        if (!out.runner_up || other.lo > surest ||
            (other.lo == surest &&
             other.hi > (largest ? others[*out.runner_up].hi : -others[*out.runner_up].lo))) {
            surest = other.lo;
            out.runner_up = i;
        }
        best.lo = std::max(best.lo, other.lo);
        if (other.hi >= best.hi) {
            best.hi_open = other.hi == best.hi ? best.hi_open && other.hi_open : other.hi_open;
            best.hi = other.hi;
        }
    }
    best.lo_open = std::isinf(best.lo);
    const bool certain = own.lo > best.hi || (own.lo == best.hi && (own.lo_open || best.hi_open));
    const bool refuted = own.hi <= best.lo;
    out.holds = Interval::closed(certain ? 1 : 0, refuted ? 0 : 1);
    out.margin = largest ? own - best : best - own;
    return out;
}

Substitution substitution(const Interval& base, const Interval& now, const Interval& other_base,
                          const Interval& other_now) {
    Substitution out;
    out.fall = base - now;
    out.relative = Interval::point(1) - now / base;
    out.multiple = Interval::point(1) + out.fall / other_base;
    out.added = other_now - other_base;
    out.covered = out.fall.lo > 0 ? out.added / out.fall : Interval::all();
    return out;
}

} // namespace halflight::measures
