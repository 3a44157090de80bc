// SPDX-License-Identifier: Apache-2.0
// halflight/lights/compare.hpp - how much more or less light a zone has than it had before.
#pragma once

#include "halflight/lights/gap_policy.hpp"

#include <optional>

namespace halflight::lights {

struct CompareSpec {
    std::vector<Period> period{}; ///< every period of the panel inside one of these
    std::vector<Period> base{};   ///< what they are compared with
    /// Match by calendar month: a month counts only where both sets have a value of it, and all
    /// matched months weigh the same. The difference is then free of the yearly cycle of
    /// vegetation, snow, moon and twilight (Levin 2017; Roman et al. 2018, both in Remote Sensing
    /// of Environment), as it is of months that one year lacks.
    bool season_matched = false;
    double least_valid_share = 0.5;
    GapPolicy gaps{};
};

/// A number with an interval; low and high are NaN where the panel has neither bounds nor errors.
struct Bounded {
    double value = SeriesCell::none;
    double low = SeriesCell::none;
    double high = SeriesCell::none;
};
enum class Basis : std::uint8_t { none, censoring, sampling, both };
[[nodiscard]] std::string_view to_string(Basis basis) noexcept;

/// A period, or a calendar month of a set, that does not count, and why.
struct LeftOut {
    bool of_base = false;
    std::optional<Period> period; ///< none: the set has no period of this month at all
    int month = 0;                ///< 1 to 12; 0 where months are not matched
    std::string reason;
};

struct Comparison {
    double period = SeriesCell::none; ///< mean over the periods or matched months
    double base = SeriesCell::none;
    Bounded difference; ///< period less base
    Bounded ratio;      ///< period over base; NaN where the base is not above 0
    Basis basis = Basis::none;
    std::vector<int> months; ///< matched calendar months, ascending
    std::size_t periods = 0; ///< cells that count, of both sets
    std::size_t filled = 0;  ///< of these, closed by the gap policy; with any there is no interval
    std::vector<LeftOut> left_out;
    std::string missing; ///< why there is no difference; empty where there is one
};

struct CompareReport {
    std::vector<Comparison> zones; ///< as in the series
    std::size_t filled = 0;        ///< cells that the gap policy closed, whether they count or not
    std::vector<std::string> remarks;
};

/// Compares two sets of periods zone by zone. Intervals hold all cells below the floor at 0 against
/// at the floor, widened on both sides by 1.96 standard errors (of a set that is only known within
/// bounds: Imbens and Manski 2004, Econometrica 72; errors of different periods independent); those
/// of a ratio are Fieller's (1954, J. R. Stat. Soc. B 16), a side NaN where the base that it is
/// taken from cannot be told from 0: there is no limit on that side. They leave out what the
/// numbers of observations do not show: drift of the sensor, view angle, snow.
///
/// Throws Error(not_found) where the panel has no period of a set, Error(invalid_argument) where
/// the sets share a period, where seasons are to be matched and a period is longer than a month or
/// runs over the end of one, or where shares of valid area are asked for that the panel lacks.
[[nodiscard]] CompareReport compare(Series series, const CompareSpec& spec);

/// The rows as CSV, and what goes beside them as JSON (source, rules, definitions; no clock time).
[[nodiscard]] std::string compare_csv(const Series& series, const CompareReport& report);
[[nodiscard]] std::string compare_metadata(const Series& series, const CompareSpec& spec,
                                           const CompareReport& report, std::string_view panel,
                                           std::string_view version);

} // namespace halflight::lights
