// SPDX-License-Identifier: Apache-2.0
// change_date.cpp - the posterior of a single date.
#include "halflight/stats/change_date.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "breaks/change_date_evidence.hpp"
#include "breaks/series.hpp"
#include "halflight/stats/distribution.hpp"

namespace halflight::stats {

namespace {

/// Sums over the first cells.
struct Sums {
    std::vector<double> values{0};
    std::vector<double> units{0};
    double squares = 0;
};

Sums sums_of(const Observed& cells, std::span<const double> exposure, double centre) {
    Sums made;
    for (std::size_t i = 0; i < cells.values.size(); ++i) {
        const double value = cells.values[i] - centre;
        made.values.push_back(made.values.back() + value);
        made.units.push_back(made.units.back() +
                             (exposure.empty() ? 1 : exposure[cells.places[i]]));
        made.squares += value * value;
    }
    return made;
}

Evidence gaussian_evidence(const Sums& sums, const ChangeDateSpec& spec) {
    const std::size_t n = sums.units.size() - 1;
    const double count = static_cast<double>(n);
    const double k = spec.mean_weight;
    // Half a cell's worth of prior on the variance, at the variance of the series itself.
    const double shape = 0.5;
    const double rate = 0.5 * sums.squares / count;
    const auto explained = [&](std::size_t begin, std::size_t end) {
        const double sum = sums.values[end] - sums.values[begin];
        return sum * sum / (k + static_cast<double>(end - begin));
    };
    const auto shrink = [&](std::size_t cells) {
        return 0.5 * std::log(k / (k + static_cast<double>(cells)));
    };
    const auto tail = [&](double fitted) {
        return -(shape + count / 2) * std::log(rate + (sums.squares - fitted) / 2);
    };
    Evidence made{.none = shrink(n) + tail(explained(0, n)), .after = {}};
    for (std::size_t at = 1; at < n; ++at) {
        made.after.push_back(shrink(at) + shrink(n - at) +
                             tail(explained(0, at) + explained(at, n)));
    }
    return made;
}

RatePrior rate_prior(const Sums& sums, const ChangeDateSpec& spec) {
    const double own = (sums.values.back() + 0.5) / sums.units.back();
    return {.shape = spec.rate_shape,
            .rate = spec.rate_weight > 0 ? spec.rate_weight : spec.rate_shape / own};
}

Evidence poisson_evidence(const Sums& sums, const ChangeDateSpec& spec) {
    const std::size_t n = sums.units.size() - 1;
    const auto [shape, rate] = rate_prior(sums, spec);
    const double constant = shape * std::log(rate) - log_gamma(shape);
    const auto part = [&](std::size_t begin, std::size_t end) {
        const double count = shape + sums.values[end] - sums.values[begin];
        return constant + log_gamma(count) -
               count * std::log(rate + sums.units[end] - sums.units[begin]);
    };
    Evidence made{.none = part(0, n), .after = {}};
    for (std::size_t at = 1; at < n; ++at) {
        made.after.push_back(part(0, at) + part(at, n));
    }
    return made;
}

double exposure_of(const Observed& cells, std::span<const double> exposure, std::size_t cell) {
    return exposure.empty() ? 1 : exposure[cells.places[cell]];
}

Evidence evidence_of(const Sums& sums, const Observed& cells, std::span<const double> exposure,
                     const ChangeDateSpec& spec) {
    switch (spec.model) {
    case ChangeModel::gaussian:
        return gaussian_evidence(sums, spec);
    case ChangeModel::poisson:
        return poisson_evidence(sums, spec);
    case ChangeModel::negative_binomial:
        break;
    }
    std::vector<double> units;
    for (std::size_t cell = 0; cell < cells.values.size(); ++cell) {
        units.push_back(exposure_of(cells, exposure, cell));
    }
    return negative_binomial_evidence(cells.values, units, rate_prior(sums, spec), spec);
}

void check(const ChangeDateSpec& spec, std::size_t cells) {
    require_share(spec.change, "the prior probability of a change");
    require_share(spec.level, "the level");
    if (!(spec.mean_weight > 0) || !(spec.rate_shape > 0) || !(spec.rate_weight >= 0)) {
        refuse("priors must be proper: mean_weight and rate_shape above 0, rate_weight 0 or more");
    }
    if (!(spec.size_spread > 0) || (spec.size && !(*spec.size > 0 && std::isfinite(*spec.size)))) {
        refuse("the size of a negative binomial and the spread of its prior must be above 0");
    }
    if (spec.least == 0 || cells < 2 * spec.least || cells < 3) {
        refuse(
            fmt::format("{} observed cells are too few for {} before and after a change: at least "
                        "{} are needed",
                        cells, spec.least, std::max<std::size_t>(2 * spec.least, 3)));
    }
}

void fill(const Evidence& evidence, const Observed& cells, const ChangeDateSpec& spec,
          ChangeDateFit& fit) {
    const std::size_t n = cells.values.size();
    std::vector<double> logs;
    for (std::size_t at = spec.least; at + spec.least <= n; ++at) {
        fit.last.push_back(cells.places[at - 1] + 1);
        logs.push_back(evidence.after[at - 1]);
    }
    const double top = *std::max_element(logs.begin(), logs.end());
    double sum = 0;
    for (const double one : logs) {
        fit.probability.push_back(std::exp(one - top));
        sum += fit.probability.back();
    }
    for (double& one : fit.probability) {
        one /= sum;
    }
    fit.log_bayes_factor = top + std::log(sum / static_cast<double>(logs.size())) - evidence.none;
    const double odds = fit.log_bayes_factor + std::log(spec.change / (1 - spec.change));
    fit.no_change = odds > 0 ? std::exp(-odds) / (1 + std::exp(-odds)) : 1 / (1 + std::exp(odds));
    std::vector<std::size_t> order(logs.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return fit.probability[a] > fit.probability[b];
    });
    fit.mode = fit.last[order.front()];
    double held = 0;
    for (std::size_t i = 0; i < order.size() && held < spec.level; ++i) {
        held += fit.probability[order[i]];
        fit.likely.push_back(fit.last[order[i]]);
    }
    std::sort(fit.likely.begin(), fit.likely.end());
}

} // namespace

ChangeDateFit change_date(std::span<const double> series, std::span<const double> exposure,
                          const ChangeDateSpec& spec) {
    const bool counts = spec.model != ChangeModel::gaussian;
    const Observed cells = observed_cells(series, "the series", counts && spec.whole_counts);
    if (counts && std::ranges::any_of(cells.values, [](double y) { return y < 0; })) {
        refuse("the series holds a count below 0: counts are 0 or more, or missing");
    }
    if (!exposure.empty()) {
        if (!counts) {
            refuse("only counts have an exposure: leave it out or take the model of counts");
        }
        require_exposure(exposure, series);
    }
    const std::size_t n = cells.values.size();
    check(spec, n);
    ChangeDateFit fit;
    if (n < series.size()) {
        fit.warnings.push_back(
            {"missing_left_out", fmt::format("{} missing cells were left out", series.size() - n)});
    }
    double mean = 0;
    for (const double value : cells.values) {
        mean += value / static_cast<double>(n);
    }
    const Sums sums = sums_of(cells, exposure, counts ? 0 : mean);
    if (!counts && !(sums.squares > 0)) {
        refuse(fmt::format("the series is {} in every cell: a change needs a series that varies",
                           cells.values.front()));
    }
    fill(evidence_of(sums, cells, exposure, spec), cells, spec, fit);
    return fit;
}

} // namespace halflight::stats
