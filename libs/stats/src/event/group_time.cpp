// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/group_time.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "group_parts.hpp"
#include "halflight/stats/distribution.hpp"
#include "two_periods.hpp"

namespace halflight::stats {

namespace {

using detail::Balanced;
using detail::Moved;

struct Pairing {
    std::int32_t onset = 0;
    std::size_t period = 0; ///< place
    std::size_t base = 0;
};

std::vector<Pairing> pairings(const Balanced& panel, const GroupTimeSpec& spec) {
    std::set<std::int32_t> onsets(panel.onset.begin(), panel.onset.end());
    onsets.erase(no_onset);
    std::vector<Pairing> made;
    for (const std::int32_t onset : onsets) {
        // Periods before any anticipation: the last of them is the base.
        const auto clean = static_cast<std::size_t>(
            std::ranges::lower_bound(panel.periods, onset - spec.anticipation) -
            panel.periods.begin());
        if (clean == 0) {
            continue;
        }
        for (std::size_t t = 0; t < panel.periods.size(); ++t) {
            const bool before = t < clean && spec.base == BasePeriod::varying;
            if (before ? t > 0 : t != clean - 1) {
                made.push_back({.onset = onset, .period = t, .base = before ? t - 1 : clean - 1});
            }
        }
    }
    return made;
}

/// Places of a cohort's units and of its controls.
std::vector<std::size_t> members(const Balanced& panel, const Pairing& pair,
                                 const GroupTimeSpec& spec) {
    const std::int32_t later = std::max(panel.periods[pair.period], panel.periods[pair.base]);
    std::vector<std::size_t> made;
    for (std::size_t u = 0; u < panel.units.size(); ++u) {
        const std::int32_t onset = panel.onset[u];
        const bool control = onset == no_onset || (spec.controls == GroupControls::not_yet &&
                                                   onset - spec.anticipation > later);
        if (onset == pair.onset || control) {
            made.push_back(u);
        }
    }
    return made;
}

/// One cell: its effect as a `Moved` over all units, or why there is none.
struct Cell {
    GroupTimeCell told = {};
    Moved moved = {};
    std::string trouble = {};
};

detail::TwoPeriods compared(const Balanced& panel, const Pairing& pair,
                            const std::vector<std::size_t>& units) {
    const auto rows = static_cast<Eigen::Index>(units.size());
    const auto period = static_cast<Eigen::Index>(pair.period);
    const auto base = static_cast<Eigen::Index>(pair.base);
    detail::TwoPeriods data;
    data.change.resize(rows);
    data.treated.resize(rows);
    data.weights.resize(rows);
    data.design =
        Eigen::MatrixXd::Ones(rows, 1 + static_cast<Eigen::Index>(panel.covariates.size()));
    for (Eigen::Index i = 0; i < rows; ++i) {
        const auto unit = static_cast<Eigen::Index>(units[static_cast<std::size_t>(i)]);
        data.change[i] = panel.outcome(unit, period) - panel.outcome(unit, base);
        data.treated[i] = panel.onset[static_cast<std::size_t>(unit)] == pair.onset ? 1 : 0;
        data.weights[i] = panel.weights[unit];
        for (std::size_t c = 0; c < panel.covariates.size(); ++c) {
            data.design(i, 1 + static_cast<Eigen::Index>(c)) = panel.covariates[c](unit, base);
        }
    }
    return data;
}

Cell estimate(const Balanced& panel, const Pairing& pair, const GroupTimeSpec& spec) {
    const std::vector<std::size_t> units = members(panel, pair, spec);
    const detail::TwoPeriods data = compared(panel, pair, units);
    const auto treated = static_cast<std::size_t>(data.treated.sum());
    Cell made;
    made.told = {.onset = pair.onset,
                 .period = panel.periods[pair.period],
                 .base = panel.periods[pair.base],
                 .treated = treated,
                 .controls = units.size() - treated};
    if (made.told.controls == 0) {
        made.trouble = "no controls";
        return made;
    }
    const detail::TwoPeriodEffect effect = two_periods(data, spec.method);
    made.trouble = effect.trouble;
    if (!made.trouble.empty()) {
        return made;
    }
    made.moved.name = fmt::format("cohort:{}:period:{}", pair.onset, made.told.period);
    made.moved.value = effect.effect;
    made.moved.onset = pair.onset;
    made.moved.influence = Eigen::VectorXd::Zero(panel.weights.size());
    const double scale =
        static_cast<double>(panel.units.size()) / static_cast<double>(units.size());
    for (std::size_t i = 0; i < units.size(); ++i) {
        made.moved.influence[static_cast<Eigen::Index>(units[i])] =
            scale * effect.influence[static_cast<Eigen::Index>(i)];
    }
    return made;
}

void note_left_out(const std::vector<Cell>& cells, Warnings& warnings) {
    std::map<std::string, std::vector<std::string>> reasons;
    for (const Cell& cell : cells) {
        if (!cell.trouble.empty()) {
            reasons[cell.trouble].push_back(
                fmt::format("({}, {})", cell.told.onset, cell.told.period));
        }
    }
    for (const auto& [reason, names] : reasons) {
        const auto shown = static_cast<std::ptrdiff_t>(std::min<std::size_t>(names.size(), 5));
        warnings.push_back(
            {.code = "cells_left_out",
             .text = fmt::format("{} of {} cells (cohort, period) are left out, {}: {}{}",
                                 names.size(), cells.size(), reason,
                                 fmt::join(names.begin(), names.begin() + shown, ", "),
                                 names.size() > 5 ? ", ..." : "")});
    }
}

class Telling {
  public:
    Telling(const Balanced& panel, const GroupTimeSpec& spec) : m_panel(panel), m_spec(spec) {}

    [[nodiscard]] Coefficient operator()(const Moved& effect) const {
        const double error = detail::by_cluster({&effect}, m_panel).norm();
        return with_interval(effect.name, effect.value, error, Reference::normal, 0, m_spec.level);
    }
    [[nodiscard]] UniformBand band(const std::vector<const Moved*>& effects) const {
        return detail::uniform_band(effects, m_panel, m_spec.draws, m_spec.level);
    }

  private:
    const Balanced& m_panel;
    const GroupTimeSpec& m_spec;
};

using Parts = std::vector<const Moved*>;

Parts pointers(const std::vector<Moved>& effects) {
    Parts made;
    for (const Moved& effect : effects) {
        made.push_back(&effect);
    }
    return made;
}

WaldTest pre_trend(const EventPath& path) {
    const auto before = static_cast<Eigen::Index>(
        std::ranges::count_if(path.times, [](int time) { return time < 0; }));
    WaldTest made;
    if (before == 0) {
        return made;
    }
    Eigen::VectorXd values(before);
    Eigen::MatrixXd spread(before, before);
    for (Eigen::Index a = 0; a < before; ++a) {
        values[a] = path.effects[static_cast<std::size_t>(a)].estimate;
        for (Eigen::Index b = 0; b < before; ++b) {
            spread(a, b) =
                path.covariance(static_cast<std::size_t>(a), static_cast<std::size_t>(b));
        }
    }
    Eigen::FullPivLU<Eigen::MatrixXd> solver(spread);
    if (solver.isInvertible()) {
        const double wald = values.dot(solver.solve(values));
        made.degrees1 = static_cast<double>(before);
        made.degrees2 = std::numeric_limits<double>::infinity();
        made.statistic = wald / made.degrees1;
        made.p_value = chi_squared_upper(wald, made.degrees1);
    }
    return made;
}

void tell_path(GroupTimeFit& fit, const std::vector<Cell>& cells, const Balanced& panel,
               const Telling& telling) {
    std::map<int, Parts> by_time;
    std::map<int, std::size_t> treated;
    for (const Cell& cell : cells) {
        by_time[cell.told.period - cell.told.onset].push_back(&cell.moved);
        treated[cell.told.period - cell.told.onset] += cell.told.treated;
    }
    std::vector<Moved> effects;
    for (const auto& [time, parts] : by_time) {
        effects.push_back(mean_by_size(fmt::format("event:{}", time), parts, panel));
        fit.path.times.push_back(time);
        fit.path.effects.push_back(telling(effects.back()));
        fit.path.rows.push_back(treated[time]);
    }
    const Eigen::MatrixXd sums = detail::by_cluster(pointers(effects), panel);
    fit.path.degrees = std::numeric_limits<double>::infinity();
    fit.path.covariance = Matrix(effects.size(), effects.size());
    const Eigen::MatrixXd spread = sums.transpose() * sums;
    std::copy_n(spread.data(), spread.size(), fit.path.covariance.data());
    Parts after;
    for (std::size_t e = 0; e < effects.size(); ++e) {
        if (fit.path.times[e] >= 0) {
            after.push_back(&effects[e]);
        }
    }
    fit.path_overall = telling(detail::plain_mean("dynamic overall", after));
    fit.path_band = telling.band(pointers(effects));
    fit.pre_trend = pre_trend(fit.path);
}

void tell_means(GroupTimeFit& fit, const std::vector<Cell>& cells, const Balanced& panel,
                const Telling& telling) {
    Parts all;
    std::map<std::int32_t, Parts> by_onset;
    std::map<std::int32_t, Parts> by_period;
    for (const Cell& cell : cells) {
        if (cell.told.period >= cell.told.onset) {
            all.push_back(&cell.moved);
            by_onset[cell.told.onset].push_back(&cell.moved);
            by_period[cell.told.period].push_back(&cell.moved);
        }
    }
    fit.simple = telling(mean_by_size("simple", all, panel));
    std::vector<Moved> cohorts;
    for (const auto& [onset, parts] : by_onset) {
        cohorts.push_back(detail::plain_mean(fmt::format("cohort:{}", onset), parts));
        cohorts.back().onset = onset;
        fit.cohorts.push_back({.onset = onset, .effect = telling(cohorts.back())});
    }
    fit.cohorts_overall = telling(mean_by_size("cohorts overall", pointers(cohorts), panel));
    std::vector<Moved> calendar;
    for (const auto& [period, parts] : by_period) {
        calendar.push_back(mean_by_size(fmt::format("period:{}", period), parts, panel));
        fit.calendar.push_back({.period = period, .effect = telling(calendar.back())});
    }
    fit.calendar_overall = telling(detail::plain_mean("calendar overall", pointers(calendar)));
}

void check(const Balanced& panel, const GroupTimeSpec& spec, GroupTimeFit& fit) {
    if (spec.anticipation < 0) {
        refuse(fmt::format("anticipation of {} periods: it is 0 or more", spec.anticipation));
    }
    if (spec.controls == GroupControls::never &&
        std::ranges::find(panel.onset, no_onset) == panel.onset.end()) {
        refuse("no unit is never treated: take those not yet treated as controls");
    }
    if (panel.clusters < 2) {
        refuse(fmt::format("{} cluster: errors need at least two", panel.clusters));
    }
    if (panel.clusters < 30) {
        fit.warnings.push_back(
            {.code = "few_clusters",
             .text = fmt::format("{} clusters: errors without a small-sample factor are too small "
                                 "under about 30",
                                 panel.clusters)});
    }
}

} // namespace

GroupTimeFit group_time(const EventData& data, const GroupTimeSpec& spec) {
    GroupTimeFit fit;
    const Balanced panel =
        detail::balance(detail::make_events(data, "group-time effects"), fit.warnings);
    check(panel, spec, fit);
    fit.units = panel.units;
    fit.clusters = panel.clusters;
    std::vector<Cell> cells;
    for (const Pairing& pair : pairings(panel, spec)) {
        cells.push_back(estimate(panel, pair, spec));
    }
    note_left_out(cells, fit.warnings);
    std::erase_if(cells, [](const Cell& cell) { return !cell.trouble.empty(); });
    if (std::ranges::none_of(
            cells, [](const Cell& cell) { return cell.told.period >= cell.told.onset; })) {
        refuse(fmt::format("no cohort has a period before its onset and controls after it{}{}",
                           fit.warnings.empty() ? "" : ": ",
                           fit.warnings.empty() ? "" : fit.warnings.back().text));
    }
    const Telling telling(panel, spec);
    fit.influence = Matrix(panel.units.size(), cells.size());
    Parts all;
    for (std::size_t c = 0; c < cells.size(); ++c) {
        cells[c].told.effect = telling(cells[c].moved);
        fit.cells.push_back(cells[c].told);
        std::copy_n(cells[c].moved.influence.data(), panel.units.size(),
                    fit.influence.column(c).begin());
        all.push_back(&cells[c].moved);
    }
    fit.cell_band = telling.band(all);
    tell_path(fit, cells, panel, telling);
    tell_means(fit, cells, panel, telling);
    return fit;
}

} // namespace halflight::stats
