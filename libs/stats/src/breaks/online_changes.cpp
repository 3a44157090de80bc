// SPDX-License-Identifier: Apache-2.0
// online_changes.cpp - the length of the present run, cell by cell.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <fmt/format.h>

#include "breaks/series.hpp"
#include "halflight/stats/change_date.hpp"
#include "halflight/stats/distribution.hpp"

namespace halflight::stats {

namespace {

/// A run that may be the present one, and what it has learned. Gaussian: mean m worth `weight`
/// cells, shape and rate of the inverse variance. Poisson: shape and rate of the rate.
struct Run {
    double log_probability;
    double mean;
    double weight;
    double shape;
    double rate;
    std::size_t length;
    std::size_t learned; ///< cells of the run that were observed
};

/// log gamma(shape + 1/2) - log gamma(shape) of a run that learned 0, 1, ... cells.
class GammaSteps {
  public:
    explicit GammaSteps(double shape) : m_shape(shape) {}
    double operator()(std::size_t learned) {
        while (m_steps.size() <= learned) {
            const double shape = m_shape + 0.5 * static_cast<double>(m_steps.size());
            m_steps.push_back(log_gamma(shape + 0.5) - log_gamma(shape));
        }
        return m_steps[learned];
    }

  private:
    double m_shape;
    std::vector<double> m_steps;
};

double log_student(double x, const Run& run, GammaSteps& steps) {
    const double degrees = 2 * run.shape;
    const double variance = run.rate * (run.weight + 1) / (run.shape * run.weight);
    const double apart = x - run.mean;
    return steps(run.learned) - std::log(degrees * std::numbers::pi * variance) / 2 -
           (degrees + 1) / 2 * std::log1p(apart * apart / (degrees * variance));
}

double log_negative_binomial(double x, const Run& run) {
    return log_gamma(x + run.shape) - log_gamma(run.shape) - log_gamma(x + 1) +
           run.shape * std::log(run.rate / (run.rate + 1)) - x * std::log1p(run.rate);
}

void learn(double x, OnlineModel model, Run& run) {
    ++run.learned;
    if (model == OnlineModel::poisson) {
        run.shape += x;
        run.rate += 1;
        return;
    }
    const double apart = x - run.mean;
    run.rate += run.weight * apart * apart / (2 * (run.weight + 1));
    run.mean = (run.weight * run.mean + x) / (run.weight + 1);
    run.weight += 1;
    run.shape += 0.5;
}

double log_sum(const std::vector<double>& logs) {
    const double top = *std::max_element(logs.begin(), logs.end());
    double sum = 0;
    for (const double one : logs) {
        sum += std::exp(one - top);
    }
    return top + std::log(sum);
}

/// The most probable sequence of starts: Viterbi's recursion over the first cell of the last run.
class Path {
  public:
    /// After cell `cell` (from 1), runs as they stand.
    void extend(const std::vector<Run>& runs, std::size_t cell) {
        double best = -std::numeric_limits<double>::infinity();
        std::size_t start = cell;
        for (std::size_t i = runs.size(); i-- > 0;) {
            // A run without a cell cannot be the last of a path.
            if (runs[i].length == 0) {
                continue;
            }
            const std::size_t first = cell + 1 - runs[i].length;
            const double value = runs[i].log_probability + m_best[first - 1];
            if (value > best) {
                best = value;
                start = first;
            }
        }
        m_best.push_back(best);
        m_start.push_back(start);
    }
    [[nodiscard]] std::vector<std::size_t> starts() const {
        std::vector<std::size_t> made;
        for (std::size_t cell = m_start.size() - 1; cell > 0; cell = m_start[cell] - 1) {
            made.push_back(m_start[cell]);
        }
        std::reverse(made.begin(), made.end());
        return made;
    }

  private:
    std::vector<double> m_best{0};
    std::vector<std::size_t> m_start{0};
};

void check(const OnlineSpec& spec) {
    require_share(spec.threshold, "the threshold");
    if (!(spec.run_length > 1) || !std::isfinite(spec.run_length)) {
        refuse(fmt::format("the expected run length is {}: it must be above 1", spec.run_length));
    }
    if (!(spec.shape > 0) || !(spec.rate > 0) || !(spec.weight > 0) || !std::isfinite(spec.mean)) {
        refuse("priors must be proper: weight, shape and rate above 0, a finite mean");
    }
    if (!(spec.forget >= 0 && spec.forget < 0.01)) {
        refuse(fmt::format("forget is {}: it must lie between 0 and 0.01", spec.forget));
    }
}

/// Drops the longest runs while their probabilities together are below `forget`.
void drop_tail(std::vector<Run>& runs, double forget) {
    double tail = 0;
    while (runs.size() > 2) {
        tail += std::exp(runs.back().log_probability);
        if (tail >= forget) {
            return;
        }
        runs.pop_back();
    }
}

/// One step: every run takes the cell in or ends before the next one.
void step(double x, const OnlineSpec& spec, const Run& prior, GammaSteps& steps,
          std::vector<Run>& runs) {
    const double hazard = 1 / spec.run_length;
    std::vector<double> logs;
    for (Run& run : runs) {
        if (!std::isnan(x)) {
            run.log_probability += spec.model == OnlineModel::gaussian
                                       ? log_student(x, run, steps)
                                       : log_negative_binomial(x, run);
            learn(x, spec.model, run);
        }
        ++run.length;
        logs.push_back(run.log_probability);
    }
    const double all = log_sum(logs);
    for (Run& run : runs) {
        run.log_probability += std::log1p(-hazard) - all;
    }
    Run fresh = prior;
    fresh.log_probability = std::log(hazard);
    runs.insert(runs.begin(), fresh);
}

void note(std::size_t cell, const std::vector<Run>& runs, const OnlineSpec& spec, OnlineFit& fit) {
    // runs[0] has no cell yet.
    std::size_t top = 1;
    for (std::size_t i = 2; i < runs.size(); ++i) {
        top = runs[i].log_probability > runs[top].log_probability ? i : top;
    }
    fit.run.push_back(runs[top].length);
    fit.run_probability.push_back(std::exp(runs[top].log_probability));
    fit.fresh.push_back(std::exp(runs[0].log_probability) +
                        (runs[1].length == 1 ? std::exp(runs[1].log_probability) : 0));
    fit.by_mode.push_back(cell + 1 - runs[top].length);
    for (std::size_t i = 1; i < runs.size(); ++i) {
        if (std::exp(runs[i].log_probability) > spec.threshold) {
            fit.by_threshold.push_back(cell + 1 - runs[i].length);
        }
    }
}

void sort_unique(std::vector<std::size_t>& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

} // namespace

OnlineFit online_changes(std::span<const double> series, const OnlineSpec& spec) {
    check(spec);
    if (spec.model == OnlineModel::poisson) {
        require_counts(series, "the series");
    }
    const std::size_t missing =
        series.size() - observed_cells(series, "the series", false).values.size();
    if (series.size() - missing < 2) {
        refuse(fmt::format("{} observed cells are too few: at least 2 are needed",
                           series.size() - missing));
    }
    OnlineFit fit;
    if (missing > 0) {
        fit.warnings.push_back(
            {"missing_left_out", fmt::format("{} missing cells told nothing", missing)});
    }
    const Run prior{0, spec.mean, spec.weight, spec.shape, spec.rate, 0, 0};
    GammaSteps steps(spec.shape);
    std::vector<Run> runs{prior};
    Path path;
    for (std::size_t i = 0; i < series.size(); ++i) {
        step(series[i], spec, prior, steps, runs);
        drop_tail(runs, spec.forget);
        note(i + 1, runs, spec, fit);
        path.extend(runs, i + 1);
    }
    sort_unique(fit.by_mode);
    sort_unique(fit.by_threshold);
    fit.by_path = path.starts();
    return fit;
}

} // namespace halflight::stats
