// SPDX-License-Identifier: Apache-2.0
// made_panel.hpp - panels of two factors with a known effect.
#pragma once

#include <cmath>
#include <vector>

#include "halflight/base/random.hpp"
#include "halflight/stats/synthetic_tests.hpp"

namespace halflight::stats {

struct MadePanel {
    Matrix outcome;
    std::vector<int> first;
    [[nodiscard]] SyntheticPanel view() const {
        return {.outcome = outcome.view(), .first_treated = first, .predictors = {}};
    }
};

/// `dates` of the first units; the rest is never treated. Noise of standard deviation `noise`.
inline MadePanel made_panel(std::size_t periods, std::size_t units, const std::vector<int>& dates,
                            double effect, double noise, std::uint64_t seed) {
    const Random random(seed);
    MadePanel made{Matrix(periods, units), std::vector<int>(units, never_treated)};
    for (std::size_t u = 0; u < units; ++u) {
        if (u < dates.size()) {
            made.first[u] = dates[u];
        }
        const double load = 0.3 + 0.4 * random.uniform(u);
        for (std::size_t t = 0; t < periods; ++t) {
            const bool on = made.first[u] >= 0 && static_cast<int>(t) >= made.first[u];
            made.outcome(t, u) = 10 * load + load * static_cast<double>(t) +
                                 2 * (1 - load) * std::sin(static_cast<double>(t)) +
                                 noise * random.normal(1000 + u * periods + t) + (on ? effect : 0);
        }
    }
    return made;
}

} // namespace halflight::stats
