// SPDX-License-Identifier: Apache-2.0
// shiftshare/randomize.cpp - the distribution of the estimate over assignments of shocks.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "halflight/stats/shock_level.hpp"
#include "shiftshare/prepared.hpp"

namespace halflight::stats {

using namespace shiftshare;

namespace {

using Eigen::Index;
using Eigen::VectorXd;

// The statistic of an assignment at effect b is |outcome - b treatment|.
struct Sums {
    double outcome = 0;
    double treatment = 0;
    [[nodiscard]] double at(double b) const { return std::abs(outcome - b * treatment); }
};

using Groups = std::vector<std::vector<std::size_t>>;

Groups groups_of(std::size_t shocks, std::span<const int> codes) {
    std::map<int, std::vector<std::size_t>> by_code;
    for (std::size_t k = 0; k < shocks; ++k) {
        by_code[codes.empty() ? 0 : codes[k]].push_back(k);
    }
    Groups made;
    for (auto& [code, members] : by_code) {
        made.push_back(std::move(members));
    }
    return made;
}

VectorXd less_group_means(std::span<const double> shocks, const Groups& groups) {
    VectorXd made(static_cast<Index>(shocks.size()));
    for (const auto& members : groups) {
        double mean = 0;
        for (const std::size_t k : members) {
            mean += shocks[k] / static_cast<double>(members.size());
        }
        for (const std::size_t k : members) {
            made(static_cast<Index>(k)) = shocks[k] - mean;
        }
    }
    return made;
}

Sums assigned(const VectorXd& shocks, const VectorXd& outcome, const VectorXd& treatment,
              const Groups& groups, const Random& random) {
    Sums made;
    std::uint64_t first = 0;
    for (const auto& members : groups) {
        const auto order = permutation(random, members.size(), first);
        first += members.size();
        for (std::size_t i = 0; i < members.size(); ++i) {
            const double g = shocks(static_cast<Index>(members[order[i]]));
            made.outcome += g * outcome(static_cast<Index>(members[i]));
            made.treatment += g * treatment(static_cast<Index>(members[i]));
        }
    }
    return made;
}

// Equal but for sign and rounding: the assignment seen, shocks of equal size exchanged.
bool same(const Sums& a, const Sums& b) {
    const double sign = a.treatment * b.treatment < 0 ? -1 : 1;
    const double near = 1e-11;
    return std::abs(a.treatment - sign * b.treatment) <= near * std::abs(b.treatment) &&
           std::abs(a.outcome - sign * b.outcome) <= near * std::abs(b.outcome);
}

struct Event {
    double at = 0;
    int change = 0; // of the number of assignments at least as extreme, from left to right
};

struct Sweep {
    std::vector<Event> events;
    int at_ends = 0; // assignments as extreme at very small and very large effects
};

// Where each assignment is at least as extreme as the one seen: between two roots, or outside.
Sweep sweep_of(const Sums& seen, std::span<const Sums> drawn) {
    Sweep made;
    for (const Sums& d : drawn) {
        if (same(d, seen)) {
            ++made.at_ends;
            continue;
        }
        const double less = d.treatment - seen.treatment;
        const double more = d.treatment + seen.treatment;
        const double one = (d.outcome - seen.outcome) / less;
        const double two = (d.outcome + seen.outcome) / more;
        const bool outside = std::abs(d.treatment) >= std::abs(seen.treatment);
        made.at_ends += outside ? 1 : 0;
        const double low = std::min(one, two);
        const double high = std::max(one, two);
        if (std::isfinite(low)) {
            made.events.push_back({low, outside ? -1 : 1});
        }
        if (std::isfinite(high)) {
            made.events.push_back({high, outside ? 1 : -1});
        }
    }
    return made;
}

// The least effect that enough assignments (more than `needed`) make acceptable.
double low_end(const Sweep& sweep, double needed) {
    if (sweep.at_ends > needed) {
        return -std::numeric_limits<double>::infinity();
    }
    std::vector<Event> events = sweep.events;
    std::ranges::sort(events, [](const Event& a, const Event& b) {
        return a.at != b.at ? a.at < b.at : a.change > b.change;
    });
    int count = sweep.at_ends;
    for (const Event& event : events) {
        count += event.change;
        if (count > needed) {
            return event.at;
        }
    }
    return undefined;
}

double high_end(Sweep sweep, double needed) {
    for (Event& event : sweep.events) {
        event = {-event.at, -event.change};
    }
    return -low_end(sweep, needed);
}

} // namespace

RandomizationFit randomize_shocks(const ShiftShareData& data, const ShiftShareSpec& spec,
                                  std::span<const int> exchangeable, const Draws& draws) {
    if (!exchangeable.empty() && exchangeable.size() != data.shares.cols) {
        refuse(fmt::format("groups of exchangeable shocks are given for {} shocks; there are {}",
                           exchangeable.size(), data.shares.cols));
    }
    const double least = 1 / (1 - spec.level);
    if (static_cast<double>(draws.count) + 1 < least) {
        refuse(fmt::format("{} assignments cannot reject at level {}; {} are needed", draws.count,
                           spec.level, std::ceil(least) - 1));
    }
    const Prepared p = prepare(data, spec, true);
    const Groups groups = groups_of(data.shares.cols, exchangeable);
    const VectorXd shocks = less_group_means(data.shocks, groups);
    if (!(shocks.cwiseAbs().maxCoeff() > 0)) {
        refuse(
            "shocks do not vary within the groups of exchangeable ones: there is one assignment");
    }
    const VectorXd outcome = p.shares.transposed_times(p.weights.cwiseProduct(p.outcome));
    const VectorXd treatment = p.shares.transposed_times(p.weights.cwiseProduct(p.treatment));
    const Sums seen{shocks.dot(outcome), shocks.dot(treatment)};
    const Replicates made =
        replicate(draws, 2, [&](std::size_t, const Random& random, std::span<double> out) {
            const Sums sums = assigned(shocks, outcome, treatment, groups, random);
            out[0] = sums.outcome;
            out[1] = sums.treatment;
            return true;
        });
    std::vector<Sums> drawn(draws.count);
    for (std::size_t d = 0; d < draws.count; ++d) {
        drawn[d] = {made.values(0, d), made.values(1, d)};
    }
    RandomizationFit fit{.estimate = seen.outcome / seen.treatment, .warnings = p.warnings};
    const double own = seen.at(spec.null_value) * (1 - 1e-12);
    const auto extreme =
        std::ranges::count_if(drawn, [&](const Sums& d) { return d.at(spec.null_value) >= own; });
    const auto all = static_cast<double>(draws.count + 1);
    fit.p_value = static_cast<double>(extreme + 1) / all;
    // A share of exactly 1 - level rejects, whatever the rounding of 1 - level.
    const double needed = (1 - spec.level) * all - 1 + 1e-9;
    const Sweep sweep = sweep_of(seen, drawn);
    fit.low = low_end(sweep, needed);
    fit.high = high_end(sweep, needed);
    fit.bounded = std::isfinite(fit.low) && std::isfinite(fit.high);
    if (!fit.bounded) {
        fit.warnings.push_back({"randomization_unbounded",
                                "the assignments do not bound the effect: many of them are related "
                                "to the treatment as strongly as the shocks"});
    }
    return fit;
}

} // namespace halflight::stats
