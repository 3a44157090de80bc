// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/event_study.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "event_table.hpp"
#include "linear/cells.hpp"

namespace halflight::stats {

namespace {

using detail::EventTable;

using Key = std::pair<std::int32_t, int>; ///< onset and event time

/// Dummies of a regression.
struct Design {
    std::vector<Key> keys = {};
    detail::Cells cells = {};
};

int binned(int time, const EventStudySpec& spec) {
    if (spec.first && time < *spec.first) {
        return *spec.first;
    }
    return spec.last && time > *spec.last ? *spec.last : time;
}

Design design_of(const EventTable& table, const EventStudySpec& spec) {
    const bool by_cohort = spec.model == EventModel::sun_abraham;
    std::map<Key, std::ptrdiff_t> found;
    const auto key_of = [&](std::size_t i) {
        return Key{by_cohort ? table.onset[i] : no_onset, binned(table.time(i), spec)};
    };
    const auto has_cell = [&](std::size_t i) {
        return table.ever(i) &&
               std::ranges::find(spec.references, key_of(i).second) == spec.references.end();
    };
    for (std::size_t i = 0; i < table.rows(); ++i) {
        if (has_cell(i)) {
            found[key_of(i)] = 0;
        }
    }
    Design made;
    for (auto& [key, place] : found) {
        place = static_cast<std::ptrdiff_t>(made.keys.size());
        made.keys.push_back(key);
        made.cells.names.push_back(by_cohort
                                       ? fmt::format("cohort:{}:event:{}", key.first, key.second)
                                       : fmt::format("event:{}", key.second));
    }
    made.cells.of_row.assign(table.rows(), -1);
    for (std::size_t i = 0; i < table.rows(); ++i) {
        if (has_cell(i)) {
            made.cells.of_row[i] = found[key_of(i)];
        }
    }
    return made;
}

/// Sums over cells where that will do, else columns written out.
LinearFit regress(const EventTable& table, const Design& design,
                  const std::vector<std::string>& covariates, const EventStudySpec& spec) {
    LinearData linear = detail::linear_data(table);
    linear.regressors = {.values = table.covariates.view(), .names = covariates};
    const LinearSpec model{
        .covariance = {.model = ErrorModel::clustered, .small_sample = spec.small_sample},
        .level = spec.level,
        .drop_singletons = spec.drop_singletons,
        .demean = spec.demean};
    if (auto made = detail::least_squares_on_cells(linear, design.cells, model)) {
        return *std::move(made);
    }
    const std::size_t own = covariates.size();
    Matrix columns(table.rows(), own + design.keys.size());
    std::copy_n(table.covariates.data(), table.rows() * own, columns.data());
    for (std::size_t i = 0; i < table.rows(); ++i) {
        if (design.cells.of_row[i] >= 0) {
            columns(i, own + static_cast<std::size_t>(design.cells.of_row[i])) = 1;
        }
    }
    std::vector<std::string> names = covariates;
    names.insert(names.end(), design.cells.names.begin(), design.cells.names.end());
    linear.regressors = {.values = columns.view(), .names = std::move(names)};
    return least_squares(linear, model);
}

/// Controls for Sun and Abraham where all units are treated in the end.
EventTable last_cohort_as_controls(const EventTable& table, Warnings& warnings) {
    const std::int32_t last = *std::ranges::max_element(table.onset);
    EventTable made =
        detail::take(table, [&](std::size_t i) { return table.period_codes[i] < last; });
    for (std::int32_t& onset : made.onset) {
        onset = onset == last ? no_onset : onset;
    }
    bool any = false;
    for (std::size_t i = 0; i < made.rows(); ++i) {
        any = any || made.treated(i);
    }
    if (!any) {
        refuse("all units are treated from the same period on: there are no controls; units that "
               "are never treated, or treated later, are needed");
    }
    warnings.push_back({.code = "last_cohort_controls",
                        .text = fmt::format("no unit is never treated: those treated from period "
                                            "{} on are the controls, and the panel ends before it",
                                            last)});
    return made;
}

/// Where the regression's coefficients stand for each cell.
struct Cells {
    std::vector<EventCell> cells = {};
    std::vector<std::size_t> place = {}; ///< in the fit's coefficients
    std::vector<std::size_t> rows = {};
    std::vector<std::ptrdiff_t> of_row = {}; ///< per row of the table; -1: none
};

Cells cells_of(const EventTable& table, const Design& design, std::size_t own,
               const LinearFit& fit) {
    std::vector<std::ptrdiff_t> kept(design.keys.size(), -1);
    Cells made;
    for (std::size_t p = 0; p < fit.kept.size(); ++p) {
        if (fit.kept[p] < own) {
            continue;
        }
        const std::size_t key = fit.kept[p] - own;
        kept[key] = static_cast<std::ptrdiff_t>(made.cells.size());
        made.cells.push_back({.onset = design.keys[key].first,
                              .time = design.keys[key].second,
                              .effect = fit.coefficients[p]});
        made.place.push_back(p);
    }
    made.rows.assign(made.cells.size(), 0);
    made.of_row.assign(table.rows(), -1);
    const auto add = [&](std::size_t i) {
        const std::ptrdiff_t cell = design.cells.of_row[i] < 0
                                        ? -1
                                        : kept[static_cast<std::size_t>(design.cells.of_row[i])];
        made.of_row[i] = cell;
        if (cell >= 0) {
            made.cells[static_cast<std::size_t>(cell)].weight += table.weights[i];
            ++made.rows[static_cast<std::size_t>(cell)];
        }
    };
    for (std::size_t i = 0; i < (fit.rows.empty() ? table.rows() : fit.rows.size()); ++i) {
        add(fit.rows.empty() ? i : fit.rows[i]);
    }
    return made;
}

/// One mean over cells: weights that sum to one, zero outside.
struct Mean {
    std::string name = {};
    std::vector<double> weights = {};
    double total = 0;
    std::size_t rows = 0;
};

template <class Chosen>
Mean mean_over(std::string name, const Cells& cells, Chosen chosen) {
    Mean made{.name = std::move(name), .weights = std::vector<double>(cells.cells.size(), 0.0)};
    for (std::size_t c = 0; c < cells.cells.size(); ++c) {
        if (chosen(cells.cells[c])) {
            made.weights[c] = cells.cells[c].weight;
            made.total += cells.cells[c].weight;
            made.rows += cells.rows[c];
        }
    }
    for (double& weight : made.weights) {
        weight /= made.total;
    }
    return made;
}

double value_of(const Mean& mean, const Cells& cells) {
    double sum = 0;
    for (std::size_t c = 0; c < cells.cells.size(); ++c) {
        sum += mean.weights[c] * cells.cells[c].effect.estimate;
    }
    return sum;
}

/// Clusters x means: what each cluster adds to a mean by its share of rows.
Matrix share_influence(const EventTable& table, const Cells& cells,
                       const std::vector<Mean>& means) {
    Matrix made(table.cluster.count(), means.size());
    for (std::size_t m = 0; m < means.size(); ++m) {
        const double value = value_of(means[m], cells);
        for (std::size_t i = 0; i < table.rows(); ++i) {
            if (cells.of_row[i] < 0) {
                continue;
            }
            const auto cell = static_cast<std::size_t>(cells.of_row[i]);
            if (means[m].weights[cell] > 0) {
                made(table.cluster.of_row[i], m) +=
                    table.weights[i] / means[m].total * (cells.cells[cell].effect.estimate - value);
            }
        }
    }
    return made;
}

Matrix covariance_of(const EventTable& table, const Cells& cells, const std::vector<Mean>& means,
                     const LinearFit& fit, ShareError shares) {
    const std::size_t count = means.size();
    Matrix half(count, cells.cells.size());
    Matrix made(count, count);
    for (std::size_t m = 0; m < count; ++m) {
        for (std::size_t c = 0; c < cells.cells.size(); ++c) {
            for (std::size_t d = 0; d < cells.cells.size(); ++d) {
                half(m, c) +=
                    means[m].weights[d] * fit.covariance.values(cells.place[d], cells.place[c]);
            }
        }
    }
    const Matrix psi =
        shares == ShareError::counted ? share_influence(table, cells, means) : Matrix(0, count);
    for (std::size_t a = 0; a < count; ++a) {
        for (std::size_t b = 0; b < count; ++b) {
            for (std::size_t c = 0; c < cells.cells.size(); ++c) {
                made(a, b) += half(a, c) * means[b].weights[c];
            }
            for (std::size_t g = 0; g < psi.rows(); ++g) {
                made(a, b) += psi(g, a) * psi(g, b);
            }
        }
    }
    return made;
}

std::vector<Mean> means_of(const Cells& cells, bool by_cohort) {
    std::set<int> times;
    std::set<std::int32_t> onsets;
    for (const EventCell& cell : cells.cells) {
        times.insert(cell.time);
        if (cell.time >= 0) {
            onsets.insert(cell.onset);
        }
    }
    std::vector<Mean> made;
    for (const int time : times) {
        made.push_back(mean_over(fmt::format("event:{}", time), cells,
                                 [&](const EventCell& cell) { return cell.time == time; }));
    }
    if (onsets.empty()) {
        refuse("no effect at or after the onset can be told from unit and period effects: more "
               "controls or periods are needed");
    }
    made.push_back(
        mean_over("overall", cells, [](const EventCell& cell) { return cell.time >= 0; }));
    for (const std::int32_t onset : by_cohort ? onsets : std::set<std::int32_t>()) {
        made.push_back(
            mean_over(fmt::format("cohort:{}", onset), cells, [&](const EventCell& cell) {
                return cell.time >= 0 && cell.onset == onset;
            }));
    }
    return made;
}

/// Fills path, overall and cohorts; means stand as `means_of` made them.
void tell(EventStudyFit& fit, const Cells& cells, const std::vector<Mean>& means,
          const Matrix& covariance, double level) {
    const double degrees = fit.model.covariance.degrees;
    std::set<int> times;
    for (const EventCell& cell : cells.cells) {
        times.insert(cell.time);
    }
    fit.path.times.assign(times.begin(), times.end());
    fit.path.degrees = degrees;
    fit.path.covariance = Matrix(times.size(), times.size());
    for (std::size_t m = 0; m < means.size(); ++m) {
        const Coefficient made =
            with_interval(means[m].name, value_of(means[m], cells), std::sqrt(covariance(m, m)),
                          Reference::student, degrees, level);
        if (m < times.size()) {
            fit.path.effects.push_back(made);
            fit.path.rows.push_back(means[m].rows);
            for (std::size_t o = 0; o < times.size(); ++o) {
                fit.path.covariance(m, o) = covariance(m, o);
            }
        } else if (m == times.size()) {
            fit.overall = made;
        } else {
            std::size_t c = 0;
            while (means[m].weights[c] == 0) {
                ++c;
            }
            fit.cohorts.push_back({.onset = cells.cells[c].onset, .effect = made});
        }
    }
}

WaldTest pre_trend(const EventPath& path) {
    std::vector<std::size_t> before;
    for (std::size_t t = 0; t < path.times.size(); ++t) {
        if (path.times[t] < 0) {
            before.push_back(t);
        }
    }
    if (before.empty()) {
        return {};
    }
    Covariance covariance;
    covariance.values = path.covariance;
    covariance.degrees = path.degrees;
    return wald(path.effects, covariance, before);
}

/// Event times that fixed effects explain make the rest depend on which was left out.
void check_identified(const EventStudyFit& fit, const EventStudySpec& spec) {
    for (const std::string& name : fit.model.collinear) {
        if (spec.model == EventModel::two_way && name.starts_with("event:")) {
            refuse(fmt::format(
                "{} cannot be told from unit and period effects ({} units are never treated): "
                "bin the ends (first, last) or give a second reference",
                name, fit.units - fit.treated_units));
        }
    }
}

EventTable sample_of(const EventData& data, const EventStudySpec& spec, EventStudyFit& fit) {
    EventTable table =
        detail::drop_always_treated(detail::make_events(data, "an event study"), fit.warnings);
    const detail::UnitCount units = detail::count_units(table);
    if (units.treated == 0) {
        refuse("no treated unit is seen before its onset: at least one is needed");
    }
    if (units.never == 0 && spec.model == EventModel::sun_abraham) {
        table = last_cohort_as_controls(table, fit.warnings);
    }
    fit.units = units.treated + units.never;
    fit.treated_units = units.treated;
    return table;
}

} // namespace

EventStudyFit event_study(const EventData& data, const EventStudySpec& spec) {
    EventStudyFit fit;
    const EventTable table = sample_of(data, spec, fit);
    const std::vector<std::string> names = detail::covariate_names(data);
    const Design design = design_of(table, spec);
    fit.model = regress(table, design, names, spec);
    check_identified(fit, spec);
    const Cells cells = cells_of(table, design, names.size(), fit.model);
    const bool by_cohort = spec.model == EventModel::sun_abraham;
    const std::vector<Mean> means = means_of(cells, by_cohort);
    const Matrix covariance = covariance_of(table, cells, means, fit.model,
                                            by_cohort ? spec.shares : ShareError::ignored);
    tell(fit, cells, means, covariance, spec.level);
    fit.cells = cells.cells;
    for (std::size_t p = 0; p < fit.model.kept.size() && fit.model.kept[p] < names.size(); ++p) {
        fit.covariates.push_back(fit.model.coefficients[p]);
    }
    fit.pre_trend = pre_trend(fit.path);
    fit.warnings.insert(fit.warnings.end(), fit.model.warnings.begin(), fit.model.warnings.end());
    return fit;
}

} // namespace halflight::stats
