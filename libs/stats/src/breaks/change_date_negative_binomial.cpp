// SPDX-License-Identifier: Apache-2.0
// change_date_negative_binomial.cpp - rates and size of overdispersed counts, integrated out.
//
// Rates: the trapezoid rule in t with log rate = centre + t - exp(-t). Above the centre t is the
// log rate, on which the likelihood of X counts has a width of 1 / sqrt(X) at least; below it,
// where a stretch without any count leaves the slow tail of the prior, the map reaches far in few
// steps. For such integrands the rule's error falls faster than any power of the step.
#include "breaks/change_date_evidence.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "halflight/stats/distribution.hpp"

namespace halflight::stats {

namespace {

/// Log of a sum of exponentials.
double log_sum(std::span<const double> logs) {
    const double top = *std::ranges::max_element(logs);
    double sum = 0;
    for (const double one : logs) {
        // What is left out adds less than its rounding to the sum.
        sum += one > top - 45 ? std::exp(one - top) : 0;
    }
    return top + std::log(sum);
}

/// log(gamma(size + y) / gamma(size) / size^y), without the cancellation of a large size.
double log_rising(double y, double size) {
    if (y > 1000) {
        return log_gamma(size + y) - log_gamma(size) - y * std::log(size);
    }
    const double part = y - std::floor(y);
    double sum = 0;
    if (part > 0) {
        sum = size > 1e6 ? part * (part - 1) / (2 * size)
                         : log_gamma(size + part) - log_gamma(size) - part * std::log(size);
    }
    for (double step = part; step < y; ++step) {
        sum += std::log1p(step / size);
    }
    return sum;
}

struct Sizes {
    std::vector<double> size;
    std::vector<double> log_weight; ///< sums to 1
};

/// Half-octaves from 1/16 to 4096; the coefficient of variation of rates from cell to cell,
/// size^-1/2, is half-normal.
Sizes sizes_of(const ChangeDateSpec& spec) {
    if (spec.size) {
        return {{*spec.size}, {0}};
    }
    Sizes made;
    for (int half = -8; half <= 24; ++half) {
        const double size = std::exp2(half / 2.0);
        made.size.push_back(size);
        made.log_weight.push_back(-std::log(size) / 2 -
                                  1 / (2 * size * spec.size_spread * spec.size_spread));
    }
    const double all = log_sum(made.log_weight);
    for (double& one : made.log_weight) {
        one -= all;
    }
    return made;
}

struct Nodes {
    std::vector<double> rate;
    std::vector<double> log_rate;
    std::vector<double> log_weight; ///< of the rule, with the prior's density
};

Nodes nodes_of(std::span<const double> counts, std::span<const double> units,
               const RatePrior& prior) {
    const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
    const double exposure = std::accumulate(units.begin(), units.end(), 0.0);
    double greatest = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        greatest = std::max(greatest, (counts[i] + 1) / units[i]);
    }
    const double step = std::min(0.15, 0.75 / std::sqrt(prior.shape + total + 1));
    const double centre = std::log(prior.shape / (prior.rate + exposure)) - 1;
    // Beyond these ends the integrand is below 1e-18 of its top.
    const double first = -std::log(42 / prior.shape + 1);
    const double last = std::log(60 / prior.rate + 10 * greatest) - centre;
    const double constant = prior.shape * std::log(prior.rate) - log_gamma(prior.shape);
    Nodes made;
    const auto count = static_cast<std::size_t>(std::ceil((last - first) / step)) + 1;
    for (std::size_t j = 0; j < count; ++j) {
        const double t = first + step * static_cast<double>(j);
        const double tail = std::exp(-t);
        const double x = centre + t - tail;
        const double rate = std::exp(x);
        made.rate.push_back(rate);
        made.log_rate.push_back(x);
        made.log_weight.push_back(std::log(step * (1 + tail)) + constant + prior.shape * x -
                                  prior.rate * rate);
    }
    return made;
}

/// Which exposures occur, and which one each cell has: most cells share a few.
struct Exposures {
    std::vector<double> distinct;
    std::vector<std::size_t> of_cell;
};

Exposures exposures_of(std::span<const double> units) {
    Exposures made{.distinct = {units.begin(), units.end()}, .of_cell = {}};
    std::ranges::sort(made.distinct);
    made.distinct.erase(std::unique(made.distinct.begin(), made.distinct.end()),
                        made.distinct.end());
    for (const double one : units) {
        const auto at = std::ranges::lower_bound(made.distinct, one);
        made.of_cell.push_back(static_cast<std::size_t>(at - made.distinct.begin()));
    }
    return made;
}

/// All of one size: fills the log evidence of no change and of a change after each cell.
class OneSize {
  public:
    OneSize(std::span<const double> counts, const Exposures& exposures, const Nodes& nodes,
            double size)
        : m_counts(counts), m_exposures(exposures), m_nodes(nodes), m_size(size) {
        for (const double exposure : exposures.distinct) {
            std::vector<double>& logs = m_logs.emplace_back();
            for (const double rate : nodes.rate) {
                logs.push_back(std::log1p(rate * exposure / size));
            }
        }
    }

    /// First no change, then a change after each cell but the last.
    [[nodiscard]] std::vector<double> evidence() const {
        double constant = 0;
        std::vector<double> whole = m_nodes.log_weight;
        for (std::size_t i = 0; i < m_counts.size(); ++i) {
            constant += log_rising(m_counts[i], m_size);
            add(i, 1, whole);
        }
        std::vector<double> before = m_nodes.log_weight;
        std::vector<double> after = whole;
        std::vector<double> made = {constant + log_sum(whole)};
        for (std::size_t i = 0; i + 1 < m_counts.size(); ++i) {
            add(i, 1, before);
            add(i, -1, after);
            made.push_back(constant + log_sum(before) + log_sum(after));
        }
        return made;
    }

  private:
    void add(std::size_t cell, double sign, std::vector<double>& into) const {
        const double count = sign * m_counts[cell];
        const double weight = sign * (m_size + m_counts[cell]);
        const std::vector<double>& logs = m_logs[m_exposures.of_cell[cell]];
        for (std::size_t j = 0; j < into.size(); ++j) {
            into[j] += count * m_nodes.log_rate[j] - weight * logs[j];
        }
    }

    std::span<const double> m_counts;
    const Exposures& m_exposures;
    const Nodes& m_nodes;
    double m_size;
    std::vector<std::vector<double>> m_logs;
};

} // namespace

Evidence negative_binomial_evidence(std::span<const double> counts, std::span<const double> units,
                                    const RatePrior& prior, const ChangeDateSpec& spec) {
    const Sizes sizes = sizes_of(spec);
    const Nodes nodes = nodes_of(counts, units, prior);
    const Exposures exposures = exposures_of(units);
    std::vector<std::vector<double>> by_size;
    for (std::size_t k = 0; k < sizes.size.size(); ++k) {
        by_size.push_back(OneSize(counts, exposures, nodes, sizes.size[k]).evidence());
        for (double& one : by_size.back()) {
            one += sizes.log_weight[k];
        }
    }
    std::vector<double> mixed;
    std::vector<double> logs(by_size.size());
    for (std::size_t at = 0; at < counts.size(); ++at) {
        for (std::size_t k = 0; k < by_size.size(); ++k) {
            logs[k] = by_size[k][at];
        }
        mixed.push_back(log_sum(logs));
    }
    return {.none = mixed.front(), .after = {mixed.begin() + 1, mixed.end()}};
}

} // namespace halflight::stats
