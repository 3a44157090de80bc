// SPDX-License-Identifier: Apache-2.0
// made_events.hpp - a balanced panel with staggered treatment, made from a seed.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/event_data.hpp"

namespace halflight::stats {

struct MadeEvents {
    std::vector<double> y = {};
    std::vector<double> weights = {};
    std::vector<std::int32_t> unit = {};
    std::vector<std::int32_t> period = {};
    std::vector<std::int32_t> onset = {};
    Matrix x = {}; ///< one column, constant within units; used where asked for

    [[nodiscard]] EventData data(bool covariates = false) const {
        EventData made{.outcome = y, .unit = unit, .period = period, .onset = onset};
        if (covariates) {
            made.covariates = {.values = x.view(), .names = {"x"}};
        }
        return made;
    }
    /// Mean outcome of the cohort in a period.
    [[nodiscard]] double mean(std::int32_t cohort, std::int32_t time) const {
        double sum = 0;
        double count = 0;
        for (std::size_t i = 0; i < y.size(); ++i) {
            if (onset[i] == cohort && period[i] == time) {
                sum += y[i];
                ++count;
            }
        }
        return sum / count;
    }
};

/// Units take the onsets in turn; effects grow with event time and differ by cohort.
inline MadeEvents made_events(int units, int periods, const std::vector<std::int32_t>& onsets,
                              std::uint64_t seed, double noise = 1) {
    const Random random(seed);
    MadeEvents made;
    std::vector<double> x;
    for (int u = 0; u < units; ++u) {
        const auto at_unit = static_cast<std::uint64_t>(u);
        const std::int32_t onset = onsets[at_unit % onsets.size()];
        const double trait = random.normal(at_unit) + (onset == no_onset ? 0 : 0.3);
        for (int t = 0; t < periods; ++t) {
            const std::uint64_t at = 10'000 + at_unit * 1'000 + static_cast<std::uint64_t>(t);
            const double effect = onset != no_onset && t >= onset ? 1 + 0.5 * (t - onset) : 0;
            made.y.push_back(std::sin(7.0 * u) + 0.2 * t * t + 0.3 * t * trait + effect +
                             noise * random.normal(at));
            made.weights.push_back(0.5 + random.uniform(at + 500));
            made.unit.push_back(u);
            made.period.push_back(t);
            made.onset.push_back(onset);
            x.push_back(trait);
        }
    }
    made.x = Matrix(x.size(), 1);
    std::ranges::copy(x, made.x.column(0).begin());
    return made;
}

inline bool warns(const Warnings& warnings, const std::string& code) {
    return std::ranges::any_of(warnings, [&](const Warning& w) { return w.code == code; });
}

/// What a call refuses with; empty where it does not.
template <class Call>
std::string refused(Call call) {
    try {
        call();
    } catch (const Error& error) {
        return error.code() == ErrorCode::refused ? error.what() : "";
    }
    return "";
}

} // namespace halflight::stats
