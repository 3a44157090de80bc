// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>
#include <string>

#include <fmt/format.h>

#include "halflight/base/error.hpp"
#include "halflight/stats/fixed_effects.hpp"
#include "inputs.hpp"
#include "projector.hpp"

namespace halflight::stats {

namespace {

struct Prepared {
    std::vector<detail::Levels> levels;
    std::vector<detail::Dimension> dimensions;
};

Prepared prepare(std::span<const FixedEffect> effects) {
    Prepared made;
    made.levels.reserve(effects.size());
    for (const FixedEffect& effect : effects) {
        made.levels.push_back(detail::encode(effect.codes));
        made.dimensions.push_back({.levels = made.levels.back().of_row,
                                   .count = made.levels.back().count(),
                                   .slopes = effect.slopes,
                                   .intercept = effect.intercept});
    }
    return made;
}

Warnings end_warnings(const detail::ProjectionEnd& end) {
    if (end.converged) {
        return {};
    }
    return {{.code = "not_converged",
             .text = fmt::format("fixed effects were not removed to the tolerance within {} "
                                 "iterations; allow more",
                                 end.iterations)}};
}

/// Parameters of the intercepts of effects, and the component of each row.
std::size_t count_parameters(std::span<const detail::Dimension> dimensions,
                             std::vector<std::int32_t>& component) {
    std::vector<const detail::Dimension*> constant;
    std::size_t total = 0;
    for (const detail::Dimension& d : dimensions) {
        total += d.count * d.terms();
        if (d.intercept) {
            constant.push_back(&d);
        }
    }
    if (constant.size() < 2) {
        return total;
    }
    const detail::Components found = detail::components(constant[0]->levels, constant[0]->count,
                                                        constant[1]->levels, constant[1]->count);
    for (std::size_t i = 0; i < component.size(); ++i) {
        component[i] = static_cast<std::int32_t>(found.of_first[constant[0]->levels[i]]);
    }
    return total - found.count - (constant.size() - 2);
}

/// Moves the mean of every later dimension's intercepts into the first, by component.
void normalise(std::span<const detail::Dimension> dimensions, std::span<const double> weights,
               std::span<const std::int32_t> component, std::vector<EffectValues>& effects) {
    std::size_t first = dimensions.size();
    for (std::size_t q = 0; q < dimensions.size(); ++q) {
        if (!dimensions[q].intercept) {
            continue;
        }
        if (first == dimensions.size()) {
            first = q;
            continue;
        }
        const bool two = dimensions.size() == 2;
        const std::size_t parts =
            two ? static_cast<std::size_t>(std::ranges::max(component)) + 1 : 1;
        const auto part = [&](std::size_t row) {
            return two ? static_cast<std::size_t>(component[row]) : std::size_t{0};
        };
        std::vector<double> sum(parts);
        std::vector<double> mass(parts);
        for (std::size_t i = 0; i < component.size(); ++i) {
            const double w = weights.empty() ? 1.0 : weights[i];
            sum[part(i)] += w * effects[q].values(dimensions[q].levels[i], 0);
            mass[part(i)] += w;
        }
        std::vector<bool> moved_first(dimensions[first].count, false);
        std::vector<bool> moved(dimensions[q].count, false);
        for (std::size_t i = 0; i < component.size(); ++i) {
            const double mean = sum[part(i)] / mass[part(i)];
            const std::uint32_t a = dimensions[first].levels[i];
            const std::uint32_t b = dimensions[q].levels[i];
            effects[first].values(a, 0) += moved_first[a] ? 0.0 : mean;
            effects[q].values(b, 0) -= moved[b] ? 0.0 : mean;
            moved_first[a] = true;
            moved[b] = true;
        }
    }
}

} // namespace

std::vector<std::size_t> singletons(std::span<const FixedEffect> effects) {
    if (effects.empty()) {
        return {};
    }
    detail::check_effects(effects, effects[0].codes.size());
    const Prepared prepared = prepare(effects);
    std::vector<bool> counts;
    for (const FixedEffect& effect : effects) {
        counts.push_back(effect.intercept);
    }
    std::vector<bool> keep(effects[0].codes.size(), true);
    (void)detail::mark_singletons(prepared.levels, counts, keep);
    std::vector<std::size_t> dropped;
    for (std::size_t i = 0; i < keep.size(); ++i) {
        if (!keep[i]) {
            dropped.push_back(i);
        }
    }
    return dropped;
}

Demeaned demean(MatrixView columns, std::span<const FixedEffect> effects,
                std::span<const double> weights, const DemeanSpec& spec) {
    for (std::size_t c = 0; c < columns.cols; ++c) {
        detail::check_finite(columns.column(c), fmt::format("{}", c + 1));
    }
    detail::check_weights(weights, columns.rows);
    detail::check_effects(effects, columns.rows);
    Demeaned made{.values = Matrix(columns.rows, columns.cols)};
    std::copy(columns.data, columns.data + columns.rows * columns.cols, made.values.data());
    if (effects.empty() || columns.rows == 0 || columns.cols == 0) {
        return made;
    }
    const Prepared prepared = prepare(effects);
    const detail::Projector projector(prepared.dimensions, columns.rows, weights);
    std::vector<double*> targets;
    for (std::size_t c = 0; c < columns.cols; ++c) {
        targets.push_back(made.values.column(c).data());
    }
    const detail::ProjectionEnd end = projector.remove(targets, spec);
    made.iterations = end.iterations;
    made.converged = end.converged;
    made.warnings = end_warnings(end);
    return made;
}

FixedEffectFit fit_fixed_effects(std::span<const double> outcome,
                                 std::span<const FixedEffect> effects,
                                 std::span<const double> weights, const DemeanSpec& spec) {
    detail::check_finite(outcome, "outcome");
    detail::check_weights(weights, outcome.size());
    detail::check_effects(effects, outcome.size());
    FixedEffectFit fit{.residuals = std::vector<double>(outcome.begin(), outcome.end()),
                       .component = std::vector<std::int32_t>(outcome.size(), 0)};
    if (effects.empty() || outcome.empty()) {
        return fit;
    }
    const Prepared prepared = prepare(effects);
    const detail::Projector projector(prepared.dimensions, outcome.size(), weights);
    std::vector<Matrix> values;
    const detail::ProjectionEnd end = projector.remove(fit.residuals.data(), spec, values);
    for (std::size_t q = 0; q < effects.size(); ++q) {
        fit.effects.push_back({.name = effects[q].name,
                               .levels = prepared.levels[q].codes,
                               .values = std::move(values[q])});
    }
    fit.parameters = count_parameters(prepared.dimensions, fit.component);
    normalise(prepared.dimensions, weights, fit.component, fit.effects);
    fit.iterations = end.iterations;
    fit.converged = end.converged;
    fit.warnings = end_warnings(end);
    return fit;
}

} // namespace halflight::stats
