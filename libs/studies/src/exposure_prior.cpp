// SPDX-License-Identifier: Apache-2.0
#include "exposure_prior.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "golden.hpp"
#include "halflight/stats/distribution.hpp"

namespace halflight::studies {

namespace {

/// Sum over zones of log(gamma(a + n) / gamma(a)), n the counts of the zones.
class Rises {
  public:
    explicit Rises(std::span<const double> counts) {
        constexpr double most = 2000;
        for (const double count : counts) {
            if (count != std::floor(count) || count > most) {
                m_other.push_back(count);
                continue;
            }
            const auto whole = static_cast<std::size_t>(count);
            m_above.resize(std::max(m_above.size(), whole));
            for (std::size_t i = 0; i < whole; ++i) {
                ++m_above[i];
            }
        }
    }

    [[nodiscard]] double operator()(double a) const {
        double sum = 0;
        for (std::size_t i = 0; i < m_above.size(); ++i) {
            sum += m_above[i] * std::log(a + static_cast<double>(i));
        }
        for (const double count : m_other) {
            sum += stats::log_gamma(a + count) - stats::log_gamma(a);
        }
        return sum;
    }

  private:
    std::vector<double> m_above; ///< zones with a count above 0, 1, 2, ...
    std::vector<double> m_other; ///< counts that are not whole, or great
};

/// The beta-binomial likelihood of a mean and a precision, but for its constant.
class BetaBinomial {
  public:
    BetaBinomial(std::span<const double> group, std::span<const double> all)
        : m_group(group), m_rest(rest(group, all)), m_all(all) {}

    [[nodiscard]] double operator()(double mean, double precision) const {
        return m_group(precision * mean) + m_rest(precision * (1 - mean)) - m_all(precision);
    }

  private:
    static std::vector<double> rest(std::span<const double> group, std::span<const double> all) {
        std::vector<double> made;
        for (std::size_t zone = 0; zone < all.size(); ++zone) {
            made.push_back(all[zone] - group[zone]);
        }
        return made;
    }

    Rises m_group;
    Rises m_rest;
    Rises m_all;
};

double best_mean(const BetaBinomial& likelihood, double precision) {
    const double logit = greatest_between(
        -14, 14, 1e-7, [&](double x) { return likelihood(1 / (1 + std::exp(-x)), precision); });
    return 1 / (1 + std::exp(-logit));
}

/// The best precision of a likelihood, at an edge where nothing between is better.
template <typename Value>
SharePrior best_precision(const Value& value) {
    const double least = std::log(least_precision);
    const double most = std::log(most_precision);
    // A coarse look first: far out the likelihood is flat.
    constexpr int steps = 18;
    const double step = (most - least) / steps;
    int top = 0;
    double best = value(std::exp(least));
    for (int i = 1; i <= steps; ++i) {
        const double own = value(std::exp(least + step * i));
        if (own > best + 1e-9) {
            best = own;
            top = i;
        }
    }
    const double low = least + step * std::max(0, top - 1);
    const double high = least + step * std::min(steps, top + 1);
    const double log_precision =
        greatest_between(low, high, 1e-5, [&](double x) { return value(std::exp(x)); });
    SharePrior made{.mean = {}, .precision = std::exp(log_precision)};
    constexpr double flat = 1e-3; // of the log likelihood
    const double inside = value(made.precision);
    if (value(most_precision) >= inside - flat) {
        made.precision = most_precision;
        made.edge = PriorEdge::most;
    } else if (value(least_precision) >= inside - flat) {
        made.precision = least_precision;
        made.edge = PriorEdge::least;
    }
    return made;
}

} // namespace

SharePrior beta_prior(std::span<const double> group, std::span<const double> all) {
    const BetaBinomial likelihood(group, all);
    SharePrior made = best_precision(
        [&](double precision) { return likelihood(best_mean(likelihood, precision), precision); });
    const double mean = best_mean(likelihood, made.precision);
    made.mean = {mean, 1 - mean};
    return made;
}

SharePrior dirichlet_prior(const stats::Matrix& counts, std::vector<double> mean) {
    std::vector<Rises> by_category;
    std::vector<double> all(counts.rows());
    for (std::size_t j = 0; j < counts.cols(); ++j) {
        by_category.emplace_back(counts.column(j));
        for (std::size_t zone = 0; zone < counts.rows(); ++zone) {
            all[zone] += counts(zone, j);
        }
    }
    const Rises total(all);
    SharePrior made = best_precision([&](double precision) {
        double sum = -total(precision);
        for (std::size_t j = 0; j < by_category.size(); ++j) {
            // A category without any mention has a mean of 0 and adds nothing.
            sum += mean[j] > 0 ? by_category[j](precision * mean[j]) : 0;
        }
        return sum;
    });
    made.mean = std::move(mean);
    return made;
}

} // namespace halflight::studies
