// SPDX-License-Identifier: Apache-2.0
// Made growth of sectors and indicators, with the days since which each number was known.
#pragma once

#include "halflight/studies/nowcast.hpp"

#include <cstdint>

namespace halflight::studies::made {

struct GrowthWorld {
    std::uint64_t seed = 1;
    int first_year = 2000;
    int years = 20; ///< with growth published
    std::size_t sectors = 3;
    double information = 1;     ///< of indicators, in what moves sectors; 0: none
    double indicator_noise = 1; ///< percent
    double own_noise = 1.5;     ///< of sectors, percent
    double error = 0;           ///< of what is published, percent
    double persistence = 0;     ///< of what moves sectors
};

struct Growth {
    std::vector<GrowthSeries> targets; ///< published on 30 June, revised a year later
    std::vector<Indicator> indicators; ///< "power" by month, "trade" by quarter, "noise" by month
    std::vector<std::vector<double>> truth; ///< by sector, then year; one more than is published
    NowcastSpec spec;                       ///< on 1 March after the last year
};

/// The last of the years is not published.
[[nodiscard]] Growth make_growth(const GrowthWorld& world);

[[nodiscard]] Reading reading(const std::string& period, double value, const std::string& known,
                              double half_width = 0);
[[nodiscard]] Date day(const std::string& text);

/// What a refusal says; "nothing" where there was none.
template <class Run>
[[nodiscard]] std::string refusal(const Run& run);

} // namespace halflight::studies::made

#include "halflight/base/error.hpp"

template <class Run>
std::string halflight::studies::made::refusal(const Run& run) {
    try {
        (void)run();
    } catch (const Error& error) {
        return error.code() == ErrorCode::refused ? error.what() : "another error";
    }
    return "nothing";
}
