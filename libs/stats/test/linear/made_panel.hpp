// SPDX-License-Identifier: Apache-2.0
// made_panel.hpp - an unbalanced panel made from a seed.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "halflight/base/random.hpp"
#include "halflight/stats/linear.hpp"

namespace halflight::stats {

struct MadePanel {
    std::vector<double> y = {};
    std::vector<double> counts = {};
    std::vector<double> z = {};
    std::vector<double> weights = {};
    Matrix x = {};
    std::vector<std::int32_t> unit = {};
    std::vector<std::int32_t> time = {};
    std::vector<std::int32_t> group = {};

    [[nodiscard]] LinearData data() const {
        LinearData made;
        made.outcome = y;
        made.weights = weights;
        made.regressors = {.values = x.view(), .names = {"x1", "x2"}};
        made.effects = {{.name = "unit", .codes = unit},
                        {.name = "time", .codes = time},
                        {.name = "group", .codes = group}};
        made.structure.clusters = {{.name = "unit", .codes = unit}};
        return made;
    }

    void reverse() {
        for (auto* column : {&y, &counts, &z, &weights}) {
            std::ranges::reverse(*column);
        }
        for (auto* codes : {&unit, &time, &group}) {
            std::ranges::reverse(*codes);
        }
        for (std::size_t c = 0; c < x.cols(); ++c) {
            std::ranges::reverse(x.column(c));
        }
    }
};

/// Every unit in most periods; the group of a row changes from period to period.
inline MadePanel made_panel(std::size_t units, std::size_t periods, std::uint64_t groups) {
    const Random random(11);
    MadePanel made;
    std::vector<double> x1;
    std::vector<double> x2;
    for (std::size_t u = 0; u < units; ++u) {
        for (std::size_t t = 0; t < periods; ++t) {
            const std::uint64_t at = 16 * (u * periods + t);
            if (random.uniform(at) < 0.15) {
                continue;
            }
            made.unit.push_back(static_cast<std::int32_t>(u));
            made.time.push_back(static_cast<std::int32_t>(t));
            made.group.push_back(static_cast<std::int32_t>(random.below(at + 1, groups)));
            made.weights.push_back(0.5 + random.uniform(at + 2));
            const double effect =
                std::sin(static_cast<double>(u)) + 0.3 * static_cast<double>(t) + made.group.back();
            made.z.push_back(random.normal(at + 3));
            x1.push_back(random.normal(at + 4) + 0.5 * effect + made.z.back());
            x2.push_back(random.normal(at + 5));
            made.y.push_back(x1.back() - 0.5 * x2.back() + effect + random.normal(at + 6));
            const double mean = std::exp(0.2 * x1.back() - 0.3 * x2.back() + 0.1 * effect);
            made.counts.push_back(std::floor(mean * (0.2 + 1.6 * random.uniform(at + 7))));
        }
    }
    made.x = Matrix(made.y.size(), 2);
    std::ranges::copy(x1, made.x.column(0).begin());
    std::ranges::copy(x2, made.x.column(1).begin());
    return made;
}

} // namespace halflight::stats
