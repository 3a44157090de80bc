// SPDX-License-Identifier: Apache-2.0
#include "halflight/studies/nowcast.hpp"

#include "nowcast_engine.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace halflight::studies {

namespace {

class Study {
  public:
    Study(std::vector<GrowthSeries> targets, std::span<const Indicator> indicators,
          const NowcastSpec& spec)
        : m_targets(std::move(targets)), m_indicators(indicators), m_spec(spec),
          m_engine(m_targets, indicators, spec) {}

    NowcastReport run() {
        leave_out_short();
        look_back();
        for (const GrowthSeries& target : m_targets) {
            m_report.sectors.push_back(target.sector);
        }
        m_report.methods = m_engine.methods();
        m_report.headline = static_cast<std::size_t>(m_spec.method);
        m_report.first_rule = m_report.methods.size() - naive_rules.size();
        m_report.offset_days = m_spec.offset_days.value_or(natural_offset());
        m_report.origins = past(m_report.offset_days);
        score(m_report, m_spec);
        foretell();
        warn();
        return std::move(m_report);
    }

  private:
    void warn(std::string code, std::string text) {
        m_report.warnings.push_back({std::move(code), std::move(text)});
    }

    void leave_out_short() {
        std::vector<GrowthSeries> kept;
        std::size_t most = 0;
        for (std::size_t s = 0; s < m_targets.size(); ++s) {
            const std::size_t years = m_engine.first_on(s, m_spec.as_of).size();
            most = std::max(most, years);
            if (years > m_spec.least_years) {
                kept.push_back(m_targets[s]);
            } else {
                warn("few_years", fmt::format("{} is left out: growth of {} years was published "
                                              "by {}, {} are needed",
                                              m_targets[s].sector, years, to_string(m_spec.as_of),
                                              m_spec.least_years + 1));
            }
        }
        if (kept.empty()) {
            stats::refuse(fmt::format("of no sector was growth of more than {} years published by "
                                      "{}; {} are needed",
                                      most, to_string(m_spec.as_of), m_spec.least_years + 1));
        }
        if (kept.size() < m_targets.size()) {
            m_targets = std::move(kept);
            m_engine = Engine(m_targets, m_indicators, m_spec);
        }
    }

    /// What of the indicators could be used, had all been known at once.
    void look_back() {
        bool any = false;
        for (std::size_t j = 0; j < m_indicators.size(); ++j) {
            const Indicator& indicator = m_indicators[j];
            const auto known = known_on(indicator.readings, m_spec.as_of);
            std::size_t common = 0;
            for (std::size_t s = 0; s < m_targets.size(); ++s) {
                common = std::max(common, in_common(s, j));
            }
            if (known.size() < 2) {
                warn("few_values",
                     fmt::format("{} has {} values by {}: no growth can be made of "
                                 "it",
                                 indicator.name, known.size(), to_string(m_spec.as_of)));
            } else if (common < m_spec.least_years) {
                warn("no_overlap",
                     fmt::format("{} and growth have {} years in common, {} are needed for a line",
                                 indicator.name, common, m_spec.least_years));
            } else {
                any = true;
                m_usable.insert(j);
            }
        }
        if (!any) {
            stats::refuse(fmt::format("none of {} indicators has {} years in common with growth of "
                                      "a sector; give longer series, or a smaller least-years",
                                      m_indicators.size(), m_spec.least_years));
        }
    }

    std::size_t in_common(std::size_t sector, std::size_t indicator) {
        if (!m_indicators[indicator].speaks_of(m_targets[sector].sector)) {
            return 0;
        }
        std::size_t count = 0;
        for (const auto& [year, growth] : m_engine.growth_on(sector, m_spec.as_of)) {
            count +=
                std::isfinite(m_engine.growth_in(indicator, year, m_spec.as_of).value) ? 1U : 0U;
        }
        return count;
    }

    /// Years that are not published on the last day.
    std::vector<int> ahead(std::size_t sector) {
        std::vector<int> years;
        const int last = m_engine.first_on(sector, m_spec.as_of).rbegin()->first;
        for (int year = last + 1; year_period(year).first <= m_spec.as_of; ++year) {
            years.push_back(year);
        }
        return years;
    }

    int offset_of(int year) const { return m_spec.as_of.days - year_period(year).end.days; }

    /// That of the first year ahead of which an indicator tells; else the day before growth is out.
    int natural_offset() {
        std::optional<int> first;
        for (std::size_t s = 0; s < m_targets.size(); ++s) {
            for (const int year : ahead(s)) {
                const auto& values = m_engine.foretell(s, year, m_spec.as_of).values;
                if (std::isfinite(values[m_report.headline])) {
                    first = std::min(first.value_or(year), year);
                }
            }
        }
        constexpr int as_late_as_can_be = 36500;
        return first ? offset_of(*first) : as_late_as_can_be;
    }

    NowcastOrigin origin_at(std::size_t sector, int year, Date day, const Foretold& foretold) {
        NowcastOrigin out;
        out.sector = m_targets[sector].sector;
        out.year = year_period(year);
        out.day = day;
        out.known = foretold.known.size();
        out.steps = foretold.known.empty() ? 1 : year - foretold.known.rbegin()->first;
        out.values = foretold.values;
        out.half_widths.assign(out.values.size(), stats::undefined);
        return out;
    }

    /// Past years, foretold so many days after their end, with intervals from what was known then.
    const std::vector<NowcastOrigin>& past(int offset) {
        const auto known = m_past.find(offset);
        if (known != m_past.end()) {
            return known->second;
        }
        std::vector<NowcastOrigin> all;
        for (std::size_t s = 0; s < m_targets.size(); ++s) {
            const auto published = m_engine.growth_on(s, m_spec.as_of);
            std::vector<NowcastOrigin> own;
            for (const auto& [year, first] : m_engine.first_on(s, m_spec.as_of)) {
                const auto stands = published.find(year);
                if (stands == published.end()) {
                    continue; // withdrawn
                }
                const Date day{
                    std::min(year_period(year).end.days + offset, first.known_since.days - 1)};
                NowcastOrigin origin = origin_at(s, year, day, m_engine.foretell(s, year, day));
                if (!std::isfinite(origin.values[m_report.headline])) {
                    continue;
                }
                origin.published = stands->second;
                origin.release = first;
                for (std::size_t m = 0; m < origin.values.size(); ++m) {
                    origin.half_widths[m] =
                        conformal_half_width(errors(s, own, m, day), m_spec.level);
                }
                own.push_back(std::move(origin));
            }
            all.insert(all.end(), own.begin(), own.end());
        }
        return m_past.emplace(offset, std::move(all)).first->second;
    }

    /// Of a method at origins whose growth was known by `day`, as it stood then.
    std::vector<double> errors(std::size_t sector, std::span<const NowcastOrigin> origins,
                               std::size_t method, Date day) const {
        const auto known = m_engine.growth_on(sector, day);
        std::vector<double> out;
        for (const NowcastOrigin& origin : origins) {
            const auto came = known.find(year_of(origin.year));
            if (origin.sector == m_targets[sector].sector && came != known.end() &&
                std::isfinite(origin.values[method])) {
                out.push_back(origin.values[method] - came->second);
            }
        }
        return out;
    }

    void foretell() {
        for (std::size_t s = 0; s < m_targets.size(); ++s) {
            for (const int year : ahead(s)) {
                m_report.nowcasts.push_back(foretell(s, year));
            }
        }
    }

    Nowcast foretell(std::size_t sector, int year) {
        const Foretold foretold = m_engine.foretell(sector, year, m_spec.as_of);
        const Mixture mixture = m_engine.mixture(foretold, m_spec.method);
        Nowcast out;
        out.origin = origin_at(sector, year, m_spec.as_of, foretold);
        if (mixture.empty()) {
            out.refused = fmt::format(
                "no indicator was known by {} for {} of {} and {} of its years of growth",
                to_string(m_spec.as_of), m_spec.least_share, year, m_spec.least_years);
            return out;
        }
        out.value = mixture.value();
        out.baseline = mixture.baseline();
        for (std::size_t i = 0; i < mixture.weights.size(); ++i) {
            const Bridge& bridge = mixture.bridges[i];
            out.contributions.push_back({m_indicators[bridge.indicator].name, bridge.x,
                                         bridge.share, mixture.weights[i], bridge.line.slope,
                                         mixture.points(i), bridge.line.years});
        }
        add_interval(out, sector, year);
        add_release(out, sector, year);
        return out;
    }

    void add_interval(Nowcast& out, std::size_t sector, int year) {
        const auto& origins = past(offset_of(year));
        for (std::size_t m = 0; m < out.origin.values.size(); ++m) {
            const auto own = errors(sector, origins, m, m_spec.as_of);
            out.origin.half_widths[m] = conformal_half_width(own, m_spec.level);
            out.errors = m == m_report.headline ? own.size() : out.errors;
        }
        const double half = out.origin.half_widths[m_report.headline];
        out.low = out.value - half;
        out.high = out.value + half;
        if (std::isnan(half)) {
            out.no_interval =
                fmt::format("an interval of {:g} percent needs {} past errors, there are {}",
                            100 * m_spec.level, least_errors(m_spec.level), out.errors);
        }
    }

    /// What came after the day of the nowcast, for comparison only.
    void add_release(Nowcast& out, std::size_t sector, int year) {
        const auto later = m_engine.first_on(sector, Period::no_end());
        if (const auto came = later.find(year); came != later.end()) {
            out.origin.published = came->second.value;
            out.origin.release = came->second;
        }
    }

    void warn() {
        if (m_report.origins.empty()) {
            warn("vintages_together",
                 "nothing is scored: on no day before growth of a year was published were growth "
                 "and an indicator of enough earlier years known; give the days since which "
                 "numbers were known, or how long after a period they are published");
            return;
        }
        warn_of_late();
        std::set<Period> years;
        for (const NowcastOrigin& origin : m_report.origins) {
            years.insert(origin.year);
        }
        if (years.size() < m_spec.least_origins) {
            warn("few_origins", fmt::format("scores rest on {} past years; {} are needed for a "
                                            "verdict",
                                            years.size(), m_spec.least_origins));
        }
        warn_of_parts();
    }

    void warn_of_parts() {
        std::set<std::string> parts;
        for (const Nowcast& nowcast : m_report.nowcasts) {
            for (const NowcastContribution& one : nowcast.contributions) {
                constexpr double nearly_all = 0.99;
                if (one.share < nearly_all) {
                    parts.insert(fmt::format("{} {:.0f} percent of {}", one.indicator,
                                             100 * one.share, to_string(nowcast.origin.year)));
                }
            }
        }
        if (!parts.empty()) {
            warn("incomplete_years",
                 fmt::format("indicators are known for parts of years only, which are held against "
                             "the same parts of the years before: {}",
                             fmt::join(parts, ", ")));
        }
    }

    void warn_of_late() {
        for (const std::size_t j : m_usable) {
            const bool spoke = std::ranges::any_of(m_report.origins, [&](const NowcastOrigin& one) {
                return std::isfinite(one.values[combinations.size() + j]);
            });
            if (!spoke) {
                warn("late_indicator",
                     fmt::format("{} was at no past nowcast known for enough years: it is not "
                                 "scored, however well it fits afterwards",
                                 m_indicators[j].name));
            }
        }
    }

    std::vector<GrowthSeries> m_targets;
    std::span<const Indicator> m_indicators;
    const NowcastSpec& m_spec;
    Engine m_engine;
    NowcastReport m_report;
    std::set<std::size_t> m_usable;
    std::map<int, std::vector<NowcastOrigin>> m_past;
};

} // namespace

NowcastReport nowcast(std::span<const GrowthSeries> targets, std::span<const Indicator> indicators,
                      const NowcastSpec& spec) {
    require_sound(targets, indicators, spec);
    return Study(std::vector<GrowthSeries>(targets.begin(), targets.end()), indicators, spec).run();
}

} // namespace halflight::studies
