// SPDX-License-Identifier: Apache-2.0
// made_regions.hpp - regions with shares, shocks, a treatment and an outcome.
#pragma once

#include <cmath>
#include <vector>

#include "halflight/base/random.hpp"
#include "halflight/stats/shift_share.hpp"

namespace halflight::stats {

struct MadeRegions {
    Matrix shares;
    Matrix controls;
    std::vector<double> shocks;
    std::vector<double> outcome;
    std::vector<double> treatment;
    std::vector<double> weights;
    std::vector<int> states;
    std::vector<int> sectors;
    [[nodiscard]] ShiftShareData view() const {
        return {.outcome = outcome,
                .treatment = treatment,
                .shares = shares.view(),
                .shocks = shocks,
                .instrument = {},
                .controls = controls.view(),
                .weights = weights,
                .region_clusters = states,
                .sector_clusters = sectors,
                .periods = {}};
    }
};

/// Shares are positive with chance `filled`; those of a region sum to `total` at most.
inline MadeRegions made_regions(std::size_t n, std::size_t shocks, double filled, double total,
                                std::uint64_t seed) {
    const Random random(seed);
    MadeRegions made{Matrix(n, shocks), Matrix(n, 1), {}, {}, {}, {}, {}, {}};
    for (std::size_t k = 0; k < shocks; ++k) {
        made.shocks.push_back(random.normal(k));
        made.sectors.push_back(static_cast<int>(k / 2));
    }
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint64_t base = 1'000'000 + i * (2 * shocks + 8);
        double sum = 0;
        for (std::size_t k = 0; k < shocks; ++k) {
            const bool in = random.uniform(base + k) < filled || k == i % shocks;
            made.shares(i, k) = in ? random.uniform(base + shocks + k) : 0;
            sum += made.shares(i, k);
        }
        const double scale = total * (total == 1 ? 1 : random.uniform(base + 2 * shocks)) / sum;
        double z = 0;
        for (std::size_t k = 0; k < shocks; ++k) {
            made.shares(i, k) *= scale;
            z += made.shares(i, k) * made.shocks[k];
        }
        made.controls(i, 0) = random.normal(base + 2 * shocks + 1);
        const double hidden = random.normal(base + 2 * shocks + 2);
        made.treatment.push_back(z + 0.3 * hidden + 0.2 * made.controls(i, 0));
        made.outcome.push_back(1.5 * made.treatment[i] + 0.5 * made.controls(i, 0) + 0.4 * hidden +
                               0.3 * random.normal(base + 2 * shocks + 3));
        made.weights.push_back(0.5 + random.uniform(base + 2 * shocks + 4));
        made.states.push_back(static_cast<int>(i % 7));
    }
    return made;
}

} // namespace halflight::stats
