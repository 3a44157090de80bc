// SPDX-License-Identifier: Apache-2.0
#include "nowcast_engine.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::studies {

namespace {

/// A past year counts where at least so much of the part that is compared was seen in it.
constexpr double least_match = 0.5;
constexpr std::size_t least_pooled_years = 3;
constexpr std::size_t least_pooled_sectors = 2;

double autoregression(const std::map<int, double>& known, int year) {
    std::vector<double> before;
    std::vector<double> now;
    for (const auto& [at, growth] : known) {
        if (const auto past = known.find(at - 1); past != known.end()) {
            before.push_back(past->second);
            now.push_back(growth);
        }
    }
    constexpr std::size_t least_pairs = 5;
    if (now.size() < least_pairs) {
        return stats::undefined;
    }
    double mean_x = 0;
    double mean_y = 0;
    const auto n = static_cast<double>(now.size());
    for (std::size_t i = 0; i < now.size(); ++i) {
        mean_x += before[i] / n;
        mean_y += now[i] / n;
    }
    double xx = 0;
    double xy = 0;
    for (std::size_t i = 0; i < now.size(); ++i) {
        xx += (before[i] - mean_x) * (before[i] - mean_x);
        xy += (before[i] - mean_x) * (now[i] - mean_y);
    }
    const double slope = xx > 0 ? xy / xx : 0;
    double value = known.rbegin()->second;
    for (int at = known.rbegin()->first; at < year; ++at) {
        value = mean_y + slope * (value - mean_x);
    }
    return value;
}

} // namespace

Period year_period(int year) {
    return {to_date({year, 1, 1}), to_date({year + 1, 1, 1})};
}

int year_of(const Period& period) {
    return to_civil(period.first).year;
}

double Mixture::baseline() const {
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        sum += weights[i] * bridges[i].line.mean_y;
    }
    return sum;
}

double Mixture::points(std::size_t bridge) const {
    const Bridge& one = bridges[bridge];
    return weights[bridge] * one.line.slope * (one.x - one.line.mean_x) + 0.0; // no minus zero
}

double Mixture::value() const {
    if (weights.empty()) {
        return stats::undefined;
    }
    double sum = baseline();
    for (std::size_t i = 0; i < weights.size(); ++i) {
        sum += points(i);
    }
    return sum;
}

double naive(NaiveRule rule, const std::map<int, double>& known, int year,
             std::size_t least_autoregression) {
    if (rule == NaiveRule::zero) {
        return 0;
    }
    if (known.empty()) {
        return stats::undefined;
    }
    if (rule == NaiveRule::last) {
        return known.rbegin()->second;
    }
    if (rule == NaiveRule::ar1) {
        return known.size() >= least_autoregression ? autoregression(known, year)
                                                    : stats::undefined;
    }
    double mean = 0;
    for (const auto& [at, growth] : known) {
        mean += growth / static_cast<double>(known.size());
    }
    return mean;
}

std::map<int, Reading> Engine::first_on(std::size_t sector, Date day) const {
    std::map<int, Reading> out;
    for (const Reading& reading : m_targets[sector].readings) {
        if (reading.known_since <= day) {
            const auto [at, fresh] = out.emplace(year_of(reading.period), reading);
            if (!fresh && reading.known_since < at->second.known_since) {
                at->second = reading;
            }
        }
    }
    return out;
}

std::map<int, double> Engine::growth_on(std::size_t sector, Date day) const {
    std::map<int, double> out;
    if (m_spec.release == Release::first) {
        for (const auto& [year, reading] : first_on(sector, day)) {
            out.emplace(year, reading.value);
        }
        return out;
    }
    for (const Reading& reading : known_on(m_targets[sector].readings, day)) {
        out.emplace(year_of(reading.period), reading.value);
    }
    return out;
}

const std::vector<Reading>& Engine::readings_on(std::size_t indicator, Date day) {
    const auto key = std::pair(indicator, day);
    const auto known = m_readings.find(key);
    return known != m_readings.end()
               ? known->second
               : m_readings.emplace(key, known_on(m_indicators[indicator].readings, day))
                     .first->second;
}

IndicatorGrowth Engine::growth_in(std::size_t indicator, int year, Date day) {
    return indicator_growth(readings_on(indicator, day), m_indicators[indicator].aggregate,
                            year_period(year));
}

std::map<int, double> Engine::past_growth(std::size_t indicator, const std::map<int, double>& years,
                                          int year, std::span<const Period> spans, Date day) {
    std::map<int, double> out;
    const std::vector<Reading>& known = readings_on(indicator, day);
    for (const auto& [past, growth] : years) {
        std::vector<Period> same;
        for (const Period& span : spans) {
            same.push_back(shifted(span, past - year));
        }
        const IndicatorGrowth seen =
            indicator_growth(known, m_indicators[indicator].aggregate, year_period(past), same);
        if (seen.share >= least_match && std::isfinite(seen.value)) {
            out.emplace(past, seen.value);
        }
    }
    return out;
}

std::vector<Bridge> Engine::bridges(std::size_t sector, int year, Date day,
                                    const std::map<int, double>& known) {
    std::vector<Bridge> out;
    for (std::size_t j = 0; j < m_indicators.size(); ++j) {
        if (!m_indicators[j].speaks_of(m_targets[sector].sector)) {
            continue;
        }
        const IndicatorGrowth now = growth_in(j, year, day);
        if (!std::isfinite(now.value) || now.share < m_spec.least_share) {
            continue;
        }
        std::vector<double> x;
        std::vector<double> y;
        for (const auto& [past, growth] : past_growth(j, known, year, now.spans, day)) {
            x.push_back(growth);
            y.push_back(known.at(past));
        }
        if (x.size() >= m_spec.least_years) {
            out.push_back({j, ridge_line(x, y), now.value, now.share});
        }
    }
    return out;
}

std::optional<Line> Engine::pooled_line(std::size_t sector, std::size_t indicator, int year,
                                        Date day, std::span<const Period> spans) {
    std::vector<PooledPoint> points;
    std::size_t own = 0;
    std::size_t sectors = 0;
    for (std::size_t s = 0; s < m_targets.size(); ++s) {
        for (std::size_t j = 0; j < m_indicators.size(); ++j) {
            if (m_indicators[j].family_name() != m_indicators[indicator].family_name() ||
                !m_indicators[j].speaks_of(m_targets[s].sector)) {
                continue;
            }
            std::map<int, double> known = growth_on(s, day);
            known.erase(known.lower_bound(year), known.end());
            const auto past = past_growth(j, known, year, spans, day);
            if (past.size() < least_pooled_years) {
                continue;
            }
            own = s == sector ? sectors : own;
            for (const auto& [at, growth] : past) {
                points.push_back({sectors, at, growth, known.at(at)});
            }
            sectors += 1;
        }
    }
    if (sectors < least_pooled_sectors || points.size() < m_spec.least_years) {
        return std::nullopt;
    }
    return pooled_lines(points, sectors)[own];
}

std::vector<Bridge> Engine::pooled(std::size_t sector, int year, Date day) {
    std::vector<Bridge> out;
    for (std::size_t j = 0; j < m_indicators.size(); ++j) {
        if (!m_indicators[j].speaks_of(m_targets[sector].sector)) {
            continue;
        }
        const IndicatorGrowth now = growth_in(j, year, day);
        if (!std::isfinite(now.value) || now.share < m_spec.least_share) {
            continue;
        }
        std::map<int, double> known = growth_on(sector, day);
        known.erase(known.lower_bound(year), known.end());
        if (past_growth(j, known, year, now.spans, day).size() < least_pooled_years) {
            continue;
        }
        if (const auto line = pooled_line(sector, j, year, day, now.spans)) {
            out.push_back({j, *line, now.value, now.share});
        }
    }
    return out;
}

Mixture Engine::mixture(const Foretold& foretold, Combination combination) const {
    Mixture out;
    out.bridges = combination == Combination::pooled ? foretold.pooled : foretold.bridges;
    double sum = 0;
    for (const Bridge& bridge : out.bridges) {
        constexpr double least_mse = 1e-9; // a line without error has not all the weight
        out.weights.push_back(combination == Combination::inverse_mse
                                  ? 1 / std::max(least_mse, bridge.line.left_out_mse)
                                  : 1);
        sum += out.weights.back();
    }
    for (double& weight : out.weights) {
        weight /= sum;
    }
    return out;
}

Foretold Engine::foretell(std::size_t sector, int year, Date day) {
    Foretold out;
    out.known = growth_on(sector, day);
    out.known.erase(out.known.lower_bound(year), out.known.end());
    out.bridges = bridges(sector, year, day, out.known);
    out.pooled = pooled(sector, year, day);
    for (const Combination combination : combinations) {
        out.values.push_back(mixture(out, combination).value());
    }
    for (std::size_t j = 0; j < m_indicators.size(); ++j) {
        const auto found = std::ranges::find(out.bridges, j, &Bridge::indicator);
        out.values.push_back(found == out.bridges.end() ? stats::undefined
                                                        : found->line.at(found->x));
    }
    for (const NaiveRule rule : naive_rules) {
        out.values.push_back(naive(rule, out.known, year, m_spec.least_autoregression));
    }
    return out;
}

std::vector<std::string> Engine::methods() const {
    std::vector<std::string> names;
    for (const Combination combination : combinations) {
        names.emplace_back(to_string(combination));
    }
    for (const Indicator& indicator : m_indicators) {
        names.push_back(indicator.name);
    }
    for (const NaiveRule rule : naive_rules) {
        names.emplace_back(to_string(rule));
    }
    return names;
}

} // namespace halflight::studies
