// SPDX-License-Identifier: Apache-2.0
// What would have been foretold on one day from what was known on it.
#pragma once

#include "halflight/studies/nowcast.hpp"
#include "nowcast_line.hpp"

#include <map>
#include <utility>

namespace halflight::studies {

/// The line of one indicator and its growth in the year that is foretold.
struct Bridge {
    std::size_t indicator = 0;
    Line line;
    double x = 0;
    double share = 0;
};

/// Bridges with their weights: a combination.
struct Mixture {
    std::vector<Bridge> bridges;
    std::vector<double> weights; ///< add up to 1; none: no number
    [[nodiscard]] bool empty() const { return weights.empty(); }
    [[nodiscard]] double baseline() const;
    [[nodiscard]] double points(std::size_t bridge) const;
    /// Baseline and points, added in order.
    [[nodiscard]] double value() const;
};

struct Foretold {
    std::map<int, double> known; ///< growth of the sector by year
    std::vector<Bridge> bridges; ///< by indicator
    std::vector<Bridge> pooled;  ///< likewise
    std::vector<double> values;  ///< by method
};

/// Looks at readings of one study. Not for several threads.
class Engine {
  public:
    Engine(std::span<const GrowthSeries> targets, std::span<const Indicator> indicators,
           const NowcastSpec& spec)
        : m_targets(targets), m_indicators(indicators), m_spec(spec) {}

    /// Growth of a sector that was known on a day, by year, of the release that the study asks for.
    [[nodiscard]] std::map<int, double> growth_on(std::size_t sector, Date day) const;
    /// The first reading of each year known by `day`.
    [[nodiscard]] std::map<int, Reading> first_on(std::size_t sector, Date day) const;
    [[nodiscard]] Foretold foretell(std::size_t sector, int year, Date day);
    [[nodiscard]] Mixture mixture(const Foretold& foretold, Combination combination) const;
    /// Combinations, bridges by indicator, naive rules.
    [[nodiscard]] std::vector<std::string> methods() const;
    /// Growth of an indicator in earlier years over the same spans, where it was seen well enough.
    [[nodiscard]] std::map<int, double> past_growth(std::size_t indicator,
                                                    const std::map<int, double>& years, int year,
                                                    std::span<const Period> spans, Date day);
    [[nodiscard]] IndicatorGrowth growth_in(std::size_t indicator, int year, Date day);

  private:
    [[nodiscard]] const std::vector<Reading>& readings_on(std::size_t indicator, Date day);
    [[nodiscard]] std::vector<Bridge> bridges(std::size_t sector, int year, Date day,
                                              const std::map<int, double>& known);
    [[nodiscard]] std::vector<Bridge> pooled(std::size_t sector, int year, Date day);
    [[nodiscard]] std::optional<Line> pooled_line(std::size_t sector, std::size_t indicator,
                                                  int year, Date day,
                                                  std::span<const Period> spans);

    std::span<const GrowthSeries> m_targets;
    std::span<const Indicator> m_indicators;
    NowcastSpec m_spec;
    std::map<std::pair<std::size_t, Date>, std::vector<Reading>> m_readings;
};

/// What a naive rule says; NaN where it says nothing.
[[nodiscard]] double naive(NaiveRule rule, const std::map<int, double>& known, int year,
                           std::size_t least_autoregression);

[[nodiscard]] Period year_period(int year);
[[nodiscard]] int year_of(const Period& period);

/// Refuses what no nowcast can be made of.
void require_sound(std::span<const GrowthSeries> targets, std::span<const Indicator> indicators,
                   const NowcastSpec& spec);

/// Scores, contests and verdicts of the origins of a report.
void score(NowcastReport& report, const NowcastSpec& spec);

} // namespace halflight::studies
