// SPDX-License-Identifier: Apache-2.0
// halflight/studies/nowcast_series.hpp - published growth and what may foretell it, each number
// with the day since which it was known.
#pragma once

#include "halflight/base/period.hpp"
#include "halflight/stats/estimate.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace halflight::studies {

/// One printed number with the bounds that its rounding leaves.
struct Reading {
    Period period{};
    double low = stats::undefined;
    double value = stats::undefined;
    double high = stats::undefined;
    Date known_since{};
    Date withdrawn = Period::no_end();
    bool operator==(const Reading&) const = default;
};

/// Published growth of one sector on the year before, in percent, by calendar year. Several
/// readings of a year are its vintages.
struct GrowthSeries {
    std::string sector{};
    std::vector<Reading> readings{};
};

/// How parts of a year make its growth on the year before.
enum class Aggregate : unsigned char {
    sum,    ///< flows: 100 log(sum over parts / sum over the same parts of the year before)
    mean,   ///< levels: the same of means, parts weighed by their days
    last,   ///< stocks: the same of the last part alone
    growth, ///< readings are growth on the year before themselves, percent: mean, weighed by days
};
[[nodiscard]] std::string_view to_string(Aggregate aggregate) noexcept;

/// What may foretell growth: readings of any periods (months, quarters, years, January to May).
struct Indicator {
    std::string name{};
    std::vector<std::string> sectors{}; ///< those of which it may speak; empty: all
    std::string family{}; ///< indicators of one family, one a sector, share their pooled slope;
                          ///< empty: its own name
    Aggregate aggregate = Aggregate::sum;
    std::vector<Reading> readings{};
    [[nodiscard]] bool speaks_of(const std::string& sector) const;
    [[nodiscard]] const std::string& family_name() const { return family.empty() ? name : family; }
};

/// Of readings of equal period the one that stood on a day: known by then, not withdrawn by then,
/// of those the latest, of equally late ones the narrowest. By period.
[[nodiscard]] std::vector<Reading> known_on(std::span<const Reading> readings, Date day);

/// Growth of an indicator in one year. `spans`: the days of the year that it rests on, as stretches
/// without gaps between them.
struct IndicatorGrowth {
    double value = stats::undefined; ///< in percent; undefined where nothing can be compared
    double share = 0;                ///< of the days that were asked for
    std::vector<Period> spans{};
};

/// Growth of `year` on the year before from `known` (in order, one a period, as
/// `known_on` gives them), over parts that are
/// known in both years: so many that they cover the most days without overlap, of equals the
/// fewest. `within`: stretches of that year to which parts are confined; empty: all of it.
/// Undefined where the level a year before, or now, is 0.
[[nodiscard]] IndicatorGrowth indicator_growth(std::span<const Reading> known, Aggregate aggregate,
                                               const Period& year,
                                               std::span<const Period> within = {});

/// A period so many years on.
[[nodiscard]] Period shifted(const Period& period, int years);

} // namespace halflight::studies
