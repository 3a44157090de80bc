// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/imputation.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "untreated_model.hpp"

namespace halflight::stats {

namespace {

using detail::EventTable;

struct Work {
    EventTable table = {};
    std::vector<bool> used = {}; ///< treated rows that can be imputed
    std::vector<double> imputed = {};
    std::vector<std::uint32_t> group = {}; ///< per row
    std::size_t groups = 0;
    std::vector<std::uint32_t> cell = {};        ///< per used row: its unit within its group
    std::vector<std::uint32_t> first_cell = {0}; ///< per group, and the end
};

/// A treated row cannot be imputed without an untreated row of its unit and one of its period.
std::vector<bool> imputable(const EventTable& table, Warnings& warnings) {
    std::vector<bool> unit(table.unit.count(), false);
    std::vector<bool> period(table.period.count(), false);
    for (std::size_t i = 0; i < table.rows(); ++i) {
        if (!table.treated(i)) {
            unit[table.unit.of_row[i]] = true;
            period[table.period.of_row[i]] = true;
        }
    }
    std::vector<bool> made(table.rows(), false);
    std::size_t no_unit = 0;
    std::size_t no_period = 0;
    std::size_t good = 0;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        if (table.treated(i)) {
            const bool has_unit = unit[table.unit.of_row[i]];
            const bool has_period = period[table.period.of_row[i]];
            no_unit += has_unit ? 0U : 1U;
            no_period += has_unit && !has_period ? 1U : 0U;
            made[i] = has_unit && has_period;
            good += made[i] ? 1U : 0U;
        }
    }
    if (good == 0) {
        refuse(fmt::format("none of {} treated rows can be imputed: {} are of units without an "
                           "untreated row, {} of periods without one; both are needed",
                           no_unit + no_period, no_unit, no_period));
    }
    if (no_unit + no_period > 0) {
        warnings.push_back(
            {.code = "not_imputed",
             .text = fmt::format("{} treated rows are of units without an untreated row and {} of "
                                 "periods without one: they are in no mean",
                                 no_unit, no_period)});
    }
    return made;
}

void number_groups(Work& work, ImputationGroups rule) {
    std::map<std::pair<std::int32_t, int>, std::uint32_t> found;
    work.group.assign(work.table.rows(), 0);
    for (std::size_t i = 0; i < work.table.rows(); ++i) {
        if (work.used[i]) {
            const bool by_cohort = rule == ImputationGroups::cohort_and_time;
            const bool by_time = rule != ImputationGroups::all;
            const std::pair<std::int32_t, int> key = {by_cohort ? work.table.onset[i] : 0,
                                                      by_time ? work.table.time(i) : 0};
            work.group[i] =
                found.emplace(key, static_cast<std::uint32_t>(found.size())).first->second;
        }
    }
    work.groups = found.size();
}

/// Cells stand by group, within it by unit.
void number_cells(Work& work) {
    const detail::Order order = detail::order_by(work.table.unit.of_row, work.table.unit.count());
    std::vector<std::uint32_t> cells(work.groups, 0);
    std::vector<std::size_t> last_unit(work.groups, work.table.unit.count());
    work.cell.assign(work.table.rows(), 0);
    for (const std::uint32_t row : order.rows) {
        if (work.used[row]) {
            const std::uint32_t group = work.group[row];
            if (last_unit[group] != work.table.unit.of_row[row]) {
                last_unit[group] = work.table.unit.of_row[row];
                ++cells[group];
            }
            work.cell[row] = cells[group] - 1;
        }
    }
    for (const std::uint32_t count : cells) {
        work.first_cell.push_back(work.first_cell.back() + count);
    }
    for (std::size_t i = 0; i < work.cell.size(); ++i) {
        work.cell[i] += work.used[i] ? work.first_cell[work.group[i]] : 0;
    }
}

/// The weighted mean of effects over used rows: all, those of a cohort or those of an event time.
struct Estimand {
    std::string name = {};
    std::optional<std::int32_t> onset = {};
    std::optional<int> time = {};
    std::size_t rows = 0;
    double estimate = 0;

    [[nodiscard]] bool takes(const Work& work, std::size_t row) const {
        return work.used[row] && (!onset || work.table.onset[row] == *onset) &&
               (!time || work.table.time(row) == *time);
    }
};

/// Weights of all rows, zero where the mean does not take one, and what comes of them.
void weigh(const Work& work, Estimand& estimand, std::vector<double>& w) {
    w.assign(work.table.rows(), 0.0);
    double total = 0;
    for (std::size_t i = 0; i < w.size(); ++i) {
        if (estimand.takes(work, i)) {
            w[i] = work.table.weights[i];
            total += w[i];
            ++estimand.rows;
        }
    }
    for (std::size_t i = 0; i < w.size(); ++i) {
        w[i] /= total;
        if (w[i] > 0) {
            estimand.estimate += w[i] * (work.table.outcome[i] - work.imputed[i]);
        }
    }
}

/// Of a unit within a group: sums of v and of v x effect.
struct Share {
    double weight = 0;
    double effect = 0;
    bool counts = false; ///< some v is not zero
};

/// Mean of each group that makes the variance least, and what leaving a unit out makes of it.
class GroupMeans {
  public:
    GroupMeans(const Work& work, const std::vector<double>& v)
        : m_work(work), m_of(work.first_cell.back()), m_sum(work.groups), m_units(work.groups) {
        for (std::size_t i = 0; i < v.size(); ++i) {
            if (work.used[i] && v[i] != 0) {
                Share& share = m_of[work.cell[i]];
                share.weight += v[i];
                share.effect += v[i] * (work.table.outcome[i] - work.imputed[i]);
                share.counts = true;
            }
        }
        for (std::size_t g = 0; g < work.groups; ++g) {
            for (std::uint32_t c = work.first_cell[g]; c < work.first_cell[g + 1]; ++c) {
                m_sum[g].weight += m_of[c].weight * m_of[c].weight;
                m_sum[g].effect += m_of[c].weight * m_of[c].effect;
                m_units[g] += m_of[c].counts ? 1U : 0U;
            }
        }
    }
    /// Of a row whose v is not zero.
    [[nodiscard]] double mean(std::size_t row, bool leave_out) const {
        const std::uint32_t group = m_work.group[row];
        Share sum = m_sum[group];
        if (leave_out && m_units[group] > 1) {
            const Share& own = m_of[m_work.cell[row]];
            sum.weight -= own.weight * own.weight;
            sum.effect -= own.weight * own.effect;
        }
        return sum.effect / sum.weight;
    }
    [[nodiscard]] std::size_t lone() const {
        return static_cast<std::size_t>(std::ranges::count(m_units, std::size_t{1}));
    }

  private:
    const Work& m_work;
    std::vector<Share> m_of; ///< per cell
    std::vector<Share> m_sum;
    std::vector<std::size_t> m_units;
};

/// Sum of v e by cluster.
std::vector<double> influence(const Work& work, const std::vector<double>& v,
                              const GroupMeans& means, bool leave_out) {
    std::vector<double> made(work.table.cluster.count(), 0.0);
    for (std::size_t i = 0; i < v.size(); ++i) {
        if (v[i] == 0 || !std::isfinite(work.imputed[i])) {
            continue;
        }
        const double left = work.table.outcome[i] - work.imputed[i];
        made[work.table.cluster.of_row[i]] +=
            v[i] * (work.used[i] ? left - means.mean(i, leave_out) : left);
    }
    return made;
}

std::vector<Estimand> estimands_of(const Work& work, const ImputationSpec& spec) {
    std::set<int> times;
    std::set<std::int32_t> onsets;
    for (std::size_t i = 0; i < work.table.rows(); ++i) {
        if (work.used[i]) {
            onsets.insert(work.table.onset[i]);
            if (work.table.time(i) <= spec.last) {
                times.insert(work.table.time(i));
            }
        }
    }
    std::vector<Estimand> made = {{.name = "overall"}};
    for (const std::int32_t onset : onsets) {
        made.push_back({.name = fmt::format("cohort:{}", onset), .onset = onset});
    }
    for (const int time : times) {
        made.push_back({.name = fmt::format("event:{}", time), .time = time});
    }
    return made;
}

void tell(ImputationFit& fit, const std::vector<Estimand>& estimands, const Matrix& psi,
          double level) {
    const auto times = static_cast<std::size_t>(
        std::ranges::count_if(estimands, [](const Estimand& e) { return e.time.has_value(); }));
    const std::size_t head = estimands.size() - times;
    fit.path.degrees = std::numeric_limits<double>::infinity();
    fit.path.covariance = Matrix(times, times);
    for (std::size_t e = 0; e < estimands.size(); ++e) {
        const Estimand& estimand = estimands[e];
        double variance = 0;
        for (const double value : psi.column(e)) {
            variance += value * value;
        }
        const Coefficient made = with_interval(estimand.name, estimand.estimate,
                                               std::sqrt(variance), Reference::normal, 0, level);
        if (estimand.onset) {
            fit.cohorts.push_back({.onset = *estimand.onset, .effect = made});
        } else if (estimand.time) {
            fit.path.times.push_back(*estimand.time);
            fit.path.effects.push_back(made);
            fit.path.rows.push_back(estimand.rows);
            for (std::size_t o = head; o < estimands.size(); ++o) {
                for (std::size_t c = 0; c < psi.rows(); ++c) {
                    fit.path.covariance(e - head, o - head) += psi(c, e) * psi(c, o);
                }
            }
        } else {
            fit.overall = made;
        }
    }
}

/// Leads among untreated rows by least squares, errors clustered.
void test_trend(ImputationFit& fit, const EventTable& all, const ImputationSpec& spec) {
    const EventTable table = detail::take(all, [&](std::size_t i) { return !all.treated(i); });
    std::map<int, std::size_t> leads;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        if (table.ever(i) && -table.time(i) <= spec.leads) {
            leads[table.time(i)] = 0;
        }
    }
    const std::size_t own = table.covariates.cols();
    Matrix columns(table.rows(), own + leads.size());
    std::copy_n(table.covariates.data(), table.rows() * own, columns.data());
    std::vector<std::string> names;
    for (std::size_t c = 0; c < own; ++c) {
        names.push_back(fmt::format("x{}", c + 1));
    }
    for (auto& [time, place] : leads) {
        place = names.size();
        names.push_back(fmt::format("event:{}", time));
    }
    for (std::size_t i = 0; i < table.rows(); ++i) {
        if (table.ever(i) && leads.contains(table.time(i))) {
            columns(i, leads[table.time(i)]) = 1;
        }
    }
    LinearData data = detail::linear_data(table);
    data.regressors = {.values = columns.view(), .names = names};
    const LinearFit model =
        least_squares(data, {.covariance = {.model = ErrorModel::clustered}, .level = spec.level});
    std::vector<std::size_t> which;
    for (std::size_t p = 0; p < model.kept.size(); ++p) {
        if (model.kept[p] >= own) {
            which.push_back(p);
            fit.leads.effects.push_back(model.coefficients[p]);
            fit.leads.times.push_back(
                std::next(leads.begin(), static_cast<std::ptrdiff_t>(model.kept[p] - own))->first);
        }
    }
    fit.leads.degrees = model.covariance.degrees;
    fit.leads.covariance = Matrix(which.size(), which.size());
    for (std::size_t a = 0; a < which.size(); ++a) {
        for (std::size_t b = 0; b < which.size(); ++b) {
            fit.leads.covariance(a, b) = model.covariance.values(which[a], which[b]);
        }
    }
    if (!which.empty()) {
        fit.pre_trend = wald(model.coefficients, model.covariance, which);
    }
    fit.warnings.insert(fit.warnings.end(), model.warnings.begin(), model.warnings.end());
}

/// A test that the data do not allow is no reason to hide the effects.
void try_trend(ImputationFit& fit, const EventTable& table, const ImputationSpec& spec) {
    try {
        test_trend(fit, table, spec);
    } catch (const std::exception& error) {
        fit.leads = {};
        fit.warnings.push_back(
            {.code = "no_pre_trend_test",
             .text = fmt::format("trends before the treatment were not tested: {}", error.what())});
    }
}

/// Of each estimand by cluster; `lone`: the most groups in one that hold a single unit.
Matrix influences(const Work& work, const detail::UntreatedModel& model, const ImputationSpec& spec,
                  std::vector<Estimand>& estimands, std::size_t& lone) {
    Matrix psi(work.table.cluster.count(), estimands.size());
    std::vector<double> w;
    std::vector<double> v;
    for (std::size_t e = 0; e < estimands.size(); ++e) {
        weigh(work, estimands[e], w);
        model.weights_of(w, v);
        const GroupMeans means(work, v);
        lone = std::max(lone, means.lone());
        std::ranges::copy(influence(work, v, means, spec.leave_out), psi.column(e).begin());
    }
    return psi;
}

void note_inference(ImputationFit& fit, std::size_t lone) {
    if (fit.clusters < 30) {
        fit.warnings.push_back({.code = "few_clusters",
                                .text = fmt::format("{} clusters: errors without a small-sample "
                                                    "factor are too small under about 30",
                                                    fit.clusters)});
    }
    if (lone > 0) {
        fit.warnings.push_back(
            {.code = "lone_unit",
             .text = fmt::format("{} groups of effects hold one unit: nothing remains when it is "
                                 "left out, and its own effect stands as the mean",
                                 lone)});
    }
}

} // namespace

ImputationFit imputation(const EventData& data, const ImputationSpec& spec) {
    ImputationFit fit;
    Work work{.table = detail::make_events(data, "imputation")};
    const EventTable& table = work.table;
    work.used = imputable(table, fit.warnings);
    std::vector<bool> untreated(table.rows());
    for (std::size_t i = 0; i < table.rows(); ++i) {
        untreated[i] = !table.treated(i);
    }
    const detail::UntreatedModel model(table, untreated);
    work.imputed = model.imputed();
    number_groups(work, spec.groups);
    number_cells(work);
    std::vector<Estimand> estimands = estimands_of(work, spec);
    fit.clusters = table.cluster.count();
    if (fit.clusters < 2) {
        refuse("one cluster: errors need at least two");
    }
    std::size_t lone = 0;
    const Matrix psi = influences(work, model, spec, estimands, lone);
    tell(fit, estimands, psi, spec.level);
    fit.effects.assign(table.rows(), undefined);
    for (std::size_t i = 0; i < table.rows(); ++i) {
        fit.untreated_rows += untreated[i] ? 1U : 0U;
        fit.treated_rows += work.used[i] ? 1U : 0U;
        fit.effects[i] = work.used[i] ? table.outcome[i] - work.imputed[i] : undefined;
    }
    const std::vector<std::string> names = detail::covariate_names(data);
    const std::vector<double> slopes = model.slopes();
    for (std::size_t c = 0; c < names.size(); ++c) {
        fit.covariates.push_back({.name = names[c], .estimate = slopes[c]});
    }
    note_inference(fit, spec.leave_out ? lone : 0);
    if (spec.leads > 0) {
        try_trend(fit, table, spec);
    }
    return fit;
}

} // namespace halflight::stats
