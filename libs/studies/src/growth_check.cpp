// SPDX-License-Identifier: Apache-2.0
#include "halflight/studies/growth_check.hpp"

#include "growth_check_parts.hpp"
#include "nowcast_engine.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace halflight::studies {

namespace {

void require_shares(std::span<const GrowthSeries> targets, std::span<const OutputShare> shares,
                    const GrowthCheckSpec& spec) {
    const auto is_sector = [&](const std::string& name) {
        return std::ranges::find(targets, name, &GrowthSeries::sector) != targets.end();
    };
    if (!spec.total.empty() && !is_sector(spec.total)) {
        stats::refuse(fmt::format("the total {} is none of the {} sectors; name one of them",
                                  spec.total, targets.size()));
    }
    std::set<std::string> names;
    for (const OutputShare& share : shares) {
        if (!is_sector(share.sector) || share.sector == spec.total) {
            stats::refuse(fmt::format("a share is given of {}, which is none of the sectors that "
                                      "make the whole; name sectors of which growth is given",
                                      share.sector));
        }
        if (!names.insert(share.sector).second) {
            stats::refuse(
                fmt::format("the share of {} is given twice; leave one out", share.sector));
        }
        for (const Reading& reading : share.readings) {
            if (!(reading.low <= reading.value && reading.value <= reading.high) ||
                !std::isfinite(reading.low) || !std::isfinite(reading.high) ||
                frequency_of(reading.period) != Frequency::annual) {
                stats::refuse(fmt::format("the share of {} in {} is no finite number of a calendar "
                                          "year; give one, or leave it out",
                                          share.sector, to_string(reading.period)));
            }
        }
    }
}

class Check {
  public:
    Check(std::span<const GrowthSeries> targets, std::span<const Indicator> indicators,
          const GrowthCheckSpec& spec)
        : m_targets(targets), m_indicators(indicators), m_spec(spec) {
        for (const Indicator& indicator : indicators) {
            m_readings.push_back(known_on(indicator.readings, spec.as_of));
        }
    }

    GrowthCheck run(std::span<const OutputShare> shares) {
        std::uint64_t stream = 0;
        for (const GrowthSeries& target : m_targets) {
            for (std::size_t j = 0; j < m_indicators.size(); ++j) {
                if (m_indicators[j].speaks_of(target.sector)) {
                    compare(target, j, stream);
                }
                ++stream;
            }
        }
        rank_sectors();
        m_check.sums = growth_sums(m_targets, shares, m_spec);
        warn_of_sums();
        if (m_check.agreements.empty() && m_check.sums.empty()) {
            stats::refuse(fmt::format("no sector and indicator have {} years in common, and no "
                                      "year can be summed; give longer series, or shares",
                                      m_spec.least_years));
        }
        return std::move(m_check);
    }

  private:
    void compare(const GrowthSeries& target, std::size_t j, std::uint64_t stream) {
        std::vector<GrowthYear> years;
        for (const Reading& reading : growth_by_year(target, m_spec)) {
            const IndicatorGrowth shown =
                indicator_growth(m_readings[j], m_indicators[j].aggregate, reading.period);
            if (std::isfinite(shown.value) && shown.share >= m_spec.least_share) {
                GrowthYear year;
                year.sector = target.sector;
                year.indicator = m_indicators[j].name;
                year.year = reading.period;
                year.published = reading;
                year.growth = shown.value;
                year.share = shown.share;
                years.push_back(year);
            }
        }
        if (years.size() < m_spec.least_years) {
            m_check.warnings.push_back(
                {"few_common_years",
                 fmt::format("{} and {} have {} years in common, {} are needed: not compared",
                             target.sector, m_indicators[j].name, years.size(),
                             m_spec.least_years)});
            return;
        }
        judge_years(years, m_spec.level);
        add_agreement(years, stream);
        m_check.years.insert(m_check.years.end(), years.begin(), years.end());
    }

    void add_agreement(std::span<const GrowthYear> years, std::uint64_t stream) {
        std::vector<double> published;
        std::vector<double> shown;
        for (const GrowthYear& year : years) {
            published.push_back(year.published.value);
            shown.push_back(year.growth);
        }
        GrowthAgreement pair = agreement(published, shown, m_spec, stream);
        pair.sector = years.front().sector;
        pair.indicator = years.front().indicator;
        pair.expected = 0;
        for (const GrowthYear& year : years) {
            pair.outside += year.outside ? 1 : 0;
            pair.expected += std::isfinite(year.expected) ? 1 - m_spec.level : 0;
        }
        m_check.agreements.push_back(std::move(pair));
    }

    /// Families with an indicator of its own for each of several sectors.
    void rank_sectors() {
        std::set<std::string> families;
        for (const Indicator& indicator : m_indicators) {
            if (indicator.sectors.size() == 1) {
                families.insert(indicator.family_name());
            }
        }
        for (const std::string& family : families) {
            rank_family(family);
        }
    }

    void rank_family(const std::string& family) {
        std::map<std::string, std::vector<const GrowthYear*>> by_sector;
        for (const GrowthYear& year : m_check.years) {
            const auto indicator =
                std::ranges::find(m_indicators, year.indicator, &Indicator::name);
            if (indicator->family_name() == family && indicator->sectors.size() == 1 &&
                year.sector != m_spec.total) {
                by_sector[year.sector].push_back(&year);
            }
        }
        std::map<Period, std::size_t> counts;
        for (const auto& [sector, years] : by_sector) {
            for (const GrowthYear* year : years) {
                counts[year->year] += 1;
            }
        }
        GrowthRank out;
        out.family = family;
        for (const auto& [sector, years] : by_sector) {
            double published = 0;
            double shown = 0;
            double n = 0;
            for (const GrowthYear* year : years) {
                if (counts[year->year] == by_sector.size()) {
                    published += year->published.value;
                    shown += year->growth;
                    n += 1;
                }
            }
            out.years = static_cast<std::size_t>(n);
            out.sectors.push_back(sector);
            out.published.push_back(published / n);
            out.shown.push_back(shown / n);
        }
        if (out.sectors.size() > 1 && out.years > 0) {
            out.published_rank = ranks(out.published);
            out.shown_rank = ranks(out.shown);
            out.correlation = correlation(out.published_rank, out.shown_rank);
            m_check.ranks.push_back(std::move(out));
        }
    }

    void warn_of_sums() {
        std::vector<std::string> failing;
        std::vector<std::string> lacking;
        for (const GrowthSum& sum : m_check.sums) {
            if (sum.adds_up == AddsUp::no) {
                failing.push_back(to_string(sum.year));
            } else if (sum.adds_up == AddsUp::incomplete) {
                lacking.push_back(to_string(sum.year));
            }
        }
        if (!failing.empty()) {
            m_check.warnings.push_back(
                {"does_not_add_up",
                 fmt::format("total growth of {} is not what sectors with their shares give, "
                             "whatever rounding hides",
                             fmt::join(failing, ", "))});
        }
        if (!lacking.empty()) {
            m_check.warnings.push_back(
                {"shares_incomplete",
                 fmt::format("sectors do not make the whole of {}: growth or shares are lacking, "
                             "or shares do not make 100 percent",
                             fmt::join(lacking, ", "))});
        }
    }

    std::span<const GrowthSeries> m_targets;
    std::span<const Indicator> m_indicators;
    const GrowthCheckSpec& m_spec;
    std::vector<std::vector<Reading>> m_readings;
    GrowthCheck m_check;
};

} // namespace

std::vector<Reading> growth_by_year(const GrowthSeries& target, const GrowthCheckSpec& spec) {
    if (spec.release == Release::latest) {
        return known_on(target.readings, spec.as_of);
    }
    NowcastSpec first;
    first.release = Release::first;
    const Engine engine(std::span(&target, 1), {}, first);
    std::vector<Reading> out;
    for (const auto& [year, reading] : engine.first_on(0, spec.as_of)) {
        out.push_back(reading);
    }
    return out;
}

GrowthCheck growth_check(std::span<const GrowthSeries> targets,
                         std::span<const Indicator> indicators, std::span<const OutputShare> shares,
                         const GrowthCheckSpec& spec) {
    constexpr std::size_t fewest = 5;
    if (spec.least_years < fewest) {
        stats::refuse(fmt::format("least-years is {}; a line and its band need at least {}",
                                  spec.least_years, fewest));
    }
    NowcastSpec names;
    names.level = spec.level;
    require_sound(targets, indicators, names);
    require_shares(targets, shares, spec);
    return Check(targets, indicators, spec).run(shares);
}

} // namespace halflight::studies
