// SPDX-License-Identifier: Apache-2.0
#include "parameters.hpp"

#include <algorithm>

#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include "halflight/stats/estimate.hpp"

namespace halflight::stats::detail {

namespace {

bool in_a_group(const Dimension& effect, std::span<const Levels> groups) {
    return std::ranges::any_of(groups, [&](const Levels& group) {
        return nested(effect.levels, effect.count, group.of_row);
    });
}

/// Levels of the first two intercept dimensions that are redundant beyond one.
double more_redundant(std::span<const Dimension> effects) {
    const Dimension* first = nullptr;
    for (const Dimension& effect : effects) {
        if (!effect.intercept) {
            continue;
        }
        if (first != nullptr) {
            const Components found =
                components(first->levels, first->count, effect.levels, effect.count);
            return static_cast<double>(found.count) - 1;
        }
        first = &effect;
    }
    return 0;
}

} // namespace

double count_effects(std::span<const Dimension> effects, std::span<const Levels> groups,
                     EffectCount rule, bool exact) {
    if (rule == EffectCount::none) {
        return 0;
    }
    double total = 0;
    double intercepts = 0;
    double nested_away = 0;
    bool all = !effects.empty();
    bool any = false;
    for (const Dimension& effect : effects) {
        const auto levels = static_cast<double>(effect.count);
        total += levels * static_cast<double>(effect.terms());
        intercepts += effect.intercept ? 1 : 0;
        if (rule == EffectCount::nested && in_a_group(effect, groups)) {
            nested_away += effect.intercept ? levels - 1 : 0;
            any = true;
        } else {
            all = false;
        }
    }
    if (all) {
        return intercepts > 0 ? 1 : 0;
    }
    total -= std::max(intercepts - 1, 0.0);
    const double redundant = exact && !any ? more_redundant(effects) : 0.0;
    return total - nested_away - redundant;
}

// With the largest dimension 1 eliminated, P = P1 + (I - P1) D (D'W(I - P1)D)^+ D'W (I - P1), D the
// other dimensions. A row of (I - P1) D has 1 for its own levels less the mean over its level of 1.
std::vector<double> effect_leverage(std::span<const Dimension> effects, std::size_t rows,
                                    std::span<const double> weights) {
    std::vector<double> made(rows, 0.0);
    if (effects.empty()) {
        return made;
    }
    for (const Dimension& effect : effects) {
        if (effect.slopes.cols > 0) {
            refuse("HC2 and HC3 errors are not offered with varying slopes; use HC1 or clusters");
        }
    }
    const Projector projector(effects, rows, weights);
    const auto size = static_cast<Eigen::Index>(projector.parameters());
    if (size > 4000) {
        refuse(fmt::format("HC2 and HC3 errors need the leverage of each row, which takes at most "
                           "4000 levels beside the largest fixed effect, and there are {}; use HC1 "
                           "or clusters",
                           size));
    }
    const std::size_t width = projector.others().size();
    const std::span<const double> w = projector.weights();
    const auto weight = [&](std::size_t i) { return w.empty() ? 1.0 : w[i]; };
    const auto slot = [&](std::size_t i, std::size_t q) {
        return static_cast<Eigen::Index>(projector.slots()[i * width + q]);
    };
    Eigen::MatrixXd system = Eigen::MatrixXd::Zero(size, size);
    const auto each_group = [&](const auto& act) {
        for (std::size_t g = 0; g < projector.lead().count; ++g) {
            act(g, projector.starts()[g], projector.starts()[g + 1]);
        }
    };
    each_group([&](std::size_t g, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            for (std::size_t q = 0; q < width; ++q) {
                for (std::size_t p = 0; p < width; ++p) {
                    system(slot(i, q), slot(i, p)) += weight(i);
                    for (std::size_t j = begin; j < end; ++j) {
                        system(slot(i, q), slot(j, p)) -=
                            weight(i) * weight(j) * projector.lead().inverse[g];
                    }
                }
            }
        }
    });
    Eigen::MatrixXd inverse(size, size);
    if (size > 0) {
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(system);
        const double least = 1e-10 * parts.eigenvalues().cwiseAbs().maxCoeff();
        const Eigen::VectorXd turned = parts.eigenvalues().unaryExpr(
            [=](double value) { return value > least ? 1 / value : 0.0; });
        inverse = parts.eigenvectors() * turned.asDiagonal() * parts.eigenvectors().transpose();
    }
    const auto between = [&](std::size_t i, std::size_t j) {
        double sum = 0;
        for (std::size_t q = 0; q < width; ++q) {
            for (std::size_t p = 0; p < width; ++p) {
                sum += inverse(slot(i, q), slot(j, p));
            }
        }
        return sum;
    };
    each_group([&](std::size_t g, std::size_t begin, std::size_t end) {
        const double share = projector.lead().inverse[g];
        std::vector<double> mean(end - begin, 0.0);
        double all = 0;
        for (std::size_t i = begin; i < end && width > 0; ++i) {
            for (std::size_t j = begin; j < end; ++j) {
                mean[i - begin] += weight(j) * share * between(i, j);
            }
            all += weight(i) * share * mean[i - begin];
        }
        for (std::size_t i = begin; i < end; ++i) {
            const double rest = width == 0 ? 0.0 : between(i, i) - 2 * mean[i - begin] + all;
            made[projector.places()[i]] = weight(i) * (share + rest);
        }
    });
    return made;
}

} // namespace halflight::stats::detail
