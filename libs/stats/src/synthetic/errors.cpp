// SPDX-License-Identifier: Apache-2.0
// synthetic/errors.cpp - placebo, jackknife and bootstrap errors of a fitted design.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include <fmt/format.h>

#include "halflight/base/parallel.hpp"
#include "synthetic/design.hpp"

namespace halflight::stats::synthetic {

namespace {

std::size_t treated_units(const Design& design) {
    std::size_t count = 0;
    for (const Group& group : design.groups) {
        count += group.treated.size();
    }
    return count;
}

// Root of the mean squared deviation (divided by the number of draws, as the paper has it).
double spread(std::span<const double> effects) {
    const auto n = static_cast<double>(
        std::ranges::count_if(effects, [](double x) { return !std::isnan(x); }));
    return std::sqrt((n - 1) / n) * deviation(effects);
}

// The design with controls in the place of the treated: the first of `order` are treated.
Design placebo(const Design& design, const std::vector<std::size_t>& order) {
    Design made{.controls = {}, .groups = design.groups};
    std::size_t at = 0;
    for (Group& group : made.groups) {
        for (std::size_t& unit : group.treated) {
            unit = design.controls[order[at++]];
        }
    }
    for (; at < order.size(); ++at) {
        made.controls.push_back(design.controls[order[at]]);
    }
    return made;
}

// Number of sets of k out of n, or limit + 1 where there are more.
std::size_t sets(std::size_t n, std::size_t k, std::size_t limit) {
    double count = 1;
    for (std::size_t i = 1; i <= k; ++i) {
        count = count * static_cast<double>(n - k + i) / static_cast<double>(i);
        if (count > static_cast<double>(limit) + 0.5) {
            return limit + 1;
        }
    }
    return static_cast<std::size_t>(std::llround(count));
}

// The chosen, then the rest, both ascending.
std::vector<std::size_t> chosen_first(const std::vector<std::size_t>& chosen, std::size_t n) {
    std::vector<std::size_t> order = chosen;
    for (std::size_t i = 0; i < n; ++i) {
        if (!std::ranges::binary_search(chosen, i)) {
            order.push_back(i);
        }
    }
    return order;
}

// All orders of 0 .. n - 1 whose first k form a new set.
std::vector<std::vector<std::size_t>> all_sets(std::size_t n, std::size_t k) {
    std::vector<std::size_t> chosen(k);
    std::iota(chosen.begin(), chosen.end(), std::size_t{0});
    std::vector<std::vector<std::size_t>> made;
    while (true) {
        made.push_back(chosen_first(chosen, n));
        std::size_t at = k;
        while (at > 0 && chosen[at - 1] == n - k + at - 1) {
            --at;
        }
        if (at == 0) {
            return made;
        }
        ++chosen[at - 1];
        std::iota(chosen.begin() + static_cast<std::ptrdiff_t>(at), chosen.end(),
                  chosen[at - 1] + 1);
    }
}

std::vector<double> effects_of(const SyntheticPanel& panel, const SyntheticSpec& spec,
                               const Design& design,
                               const std::vector<std::vector<std::size_t>>& orders) {
    std::vector<double> effects(orders.size());
    for_each_index(orders.size(), spec.draws.jobs, [&](std::size_t i) {
        effects[i] = effect_of(panel, spec, placebo(design, orders[i]));
    });
    return effects;
}

std::vector<double> random_placebos(const SyntheticPanel& panel, const SyntheticSpec& spec,
                                    const Design& design) {
    const std::size_t n = design.controls.size();
    if (treated_units(design) > 1) {
        const Replicates made =
            replicate(spec.draws, 1, [&](std::size_t, const Random& random, std::span<double> out) {
                out[0] = effect_of(panel, spec, placebo(design, permutation(random, n)));
                return true;
            });
        return {made.values.data(), made.values.data() + spec.draws.count};
    }
    // One treated unit: no more than n placebos differ, whatever the number of draws.
    const std::vector<double> each = effects_of(panel, spec, design, all_sets(n, 1));
    const Replicates made =
        replicate(spec.draws, 1, [&](std::size_t, const Random& random, std::span<double> out) {
            out[0] = each[permutation(random, n).front()];
            return true;
        });
    return {made.values.data(), made.values.data() + spec.draws.count};
}

double placebo_error(const SyntheticPanel& panel, const SyntheticSpec& spec, const Design& design,
                     SyntheticFit& fit) {
    const std::size_t n = design.controls.size();
    const std::size_t treated = treated_units(design);
    if (n <= treated + 1) {
        fit.warnings.push_back(
            {"placebo_undefined",
             fmt::format("a placebo needs two controls more than the {} treated unit(s); there are "
                         "{} controls",
                         treated, n)});
        return undefined;
    }
    fit.enumerated = spec.placebos == Placebos::enumerated && design.groups.size() == 1 &&
                     sets(n, treated, spec.enumerate_at_most) <= spec.enumerate_at_most;
    fit.replicates = fit.enumerated ? effects_of(panel, spec, design, all_sets(n, treated))
                                    : random_placebos(panel, spec, design);
    if (n < 20) {
        fit.warnings.push_back(
            {"few_placebos", fmt::format("the placebo error rests on {} controls", n)});
    }
    return spread(fit.replicates);
}

Design without(const Design& design, std::size_t left_out) {
    Design made = design;
    std::erase(made.controls, left_out);
    for (Group& group : made.groups) {
        std::erase(group.treated, left_out);
    }
    return made;
}

bool jackknife_defined(const Design& design) {
    return std::ranges::all_of(design.groups, [&](const Group& group) {
        const auto weighted = std::ranges::count_if(
            design.controls, [&](std::size_t u) { return group.unit_weights[u] != 0; });
        return group.treated.size() >= 2 && weighted >= 2;
    });
}

double jackknife_error(const SyntheticPanel& panel, const SyntheticSpec& spec, const Design& design,
                       SyntheticFit& fit) {
    if (!jackknife_defined(design)) {
        fit.warnings.push_back({"jackknife_undefined",
                                "the jackknife needs two treated units at each date and two "
                                "controls of weight; use placebos"});
        return undefined;
    }
    if (spec.method == SyntheticMethod::synthetic_control) {
        fit.warnings.push_back({"jackknife_synthetic_control",
                                "the jackknife is not justified for synthetic controls"});
    }
    std::vector<std::size_t> units = design.controls;
    for (const Group& group : design.groups) {
        units.insert(units.end(), group.treated.begin(), group.treated.end());
    }
    std::ranges::sort(units);
    fit.replicates.resize(units.size());
    for_each_index(units.size(), spec.draws.jobs, [&](std::size_t i) {
        fit.replicates[i] = effect_with_fixed_weights(panel, without(design, units[i]));
    });
    const auto n = static_cast<double>(units.size());
    return (n - 1) / std::sqrt(n) * deviation(fit.replicates);
}

// The design of a sample of units; without controls or without treated units it is of no use.
Design sampled(const Design& design, const std::vector<std::size_t>& units,
               const std::vector<std::size_t>& sample, std::size_t panel_units) {
    constexpr std::size_t control = 0;
    std::vector<std::size_t> place(panel_units, control);
    for (std::size_t g = 0; g < design.groups.size(); ++g) {
        for (const std::size_t u : design.groups[g].treated) {
            place[u] = g + 1;
        }
    }
    Design made{.controls = {}, .groups = design.groups};
    for (Group& group : made.groups) {
        group.treated.clear();
    }
    for (const std::size_t i : sample) {
        const std::size_t u = units[i];
        (place[u] == control ? made.controls : made.groups[place[u] - 1].treated).push_back(u);
    }
    std::erase_if(made.groups, [](const Group& group) { return group.treated.empty(); });
    return made;
}

double bootstrap_error(const SyntheticPanel& panel, const SyntheticSpec& spec, const Design& design,
                       SyntheticFit& fit) {
    constexpr std::uint64_t tries = 1'000;
    if (treated_units(design) < 2) {
        fit.warnings.push_back({"bootstrap_undefined",
                                "the bootstrap needs two treated units; there is one: use "
                                "placebos"});
        return undefined;
    }
    std::vector<std::size_t> units = design.controls;
    for (const Group& group : design.groups) {
        units.insert(units.end(), group.treated.begin(), group.treated.end());
    }
    std::ranges::sort(units);
    const Draw draw = [&](std::size_t, const Random& random, std::span<double> out) {
        for (std::uint64_t i = 0; i < tries; ++i) {
            std::vector<std::size_t> sample =
                resample(random, units.size(), i * static_cast<std::uint64_t>(units.size()));
            std::ranges::sort(sample);
            const Design drawn = sampled(design, units, sample, panel.outcome.cols);
            if (!drawn.controls.empty() && !drawn.groups.empty()) {
                out[0] = effect_of(panel, spec, drawn);
                return true;
            }
        }
        return false;
    };
    const Replicates made = replicate(spec.draws, 1, draw);
    fit.replicates.assign(made.values.data(), made.values.data() + spec.draws.count);
    fit.failed_draws = made.failed;
    return spread(fit.replicates);
}

} // namespace

double standard_error(const SyntheticPanel& panel, const SyntheticSpec& spec, const Design& design,
                      SyntheticFit& fit) {
    switch (spec.error) {
    case SyntheticError::placebo:
        return placebo_error(panel, spec, design, fit);
    case SyntheticError::jackknife:
        return jackknife_error(panel, spec, design, fit);
    case SyntheticError::bootstrap:
        return bootstrap_error(panel, spec, design, fit);
    case SyntheticError::none:
        break;
    }
    return undefined;
}

} // namespace halflight::stats::synthetic
