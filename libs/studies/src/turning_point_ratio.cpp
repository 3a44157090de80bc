// SPDX-License-Identifier: Apache-2.0
#include "turning_point_ratio.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "golden.hpp"
#include "halflight/stats/distribution.hpp"
#include "halflight/stats/resample.hpp"

namespace halflight::studies {

namespace {

/// Sums over the first cells, for each exposure that occurs: all that a rate is fitted to.
class Sums {
  public:
    Sums(std::span<const double> counts, std::span<const double> exposure)
        : m_exposure(exposure.begin(), exposure.end()), m_cells(counts.size()) {
        std::ranges::sort(m_exposure);
        m_exposure.erase(std::unique(m_exposure.begin(), m_exposure.end()), m_exposure.end());
        const std::size_t width = m_exposure.size();
        m_sums.resize((m_cells + 1) * width);
        m_numbers.resize(m_sums.size());
        for (std::size_t i = 0; i < m_cells; ++i) {
            const auto from = static_cast<std::ptrdiff_t>(i * width);
            const auto length = static_cast<std::ptrdiff_t>(width);
            std::copy_n(m_sums.begin() + from, length, m_sums.begin() + from + length);
            std::copy_n(m_numbers.begin() + from, length, m_numbers.begin() + from + length);
            const auto group = static_cast<std::size_t>(
                std::ranges::lower_bound(m_exposure, exposure[i]) - m_exposure.begin());
            m_sums[(i + 1) * width + group] += counts[i];
            ++m_numbers[(i + 1) * width + group];
        }
    }

    [[nodiscard]] std::size_t cells() const noexcept { return m_cells; }
    [[nodiscard]] std::size_t groups() const noexcept { return m_exposure.size(); }
    [[nodiscard]] double exposure(std::size_t group) const { return m_exposure[group]; }
    [[nodiscard]] double sum(std::size_t group, std::size_t begin, std::size_t end) const {
        return m_sums[end * groups() + group] - m_sums[begin * groups() + group];
    }
    [[nodiscard]] double number(std::size_t group, std::size_t begin, std::size_t end) const {
        return m_numbers[end * groups() + group] - m_numbers[begin * groups() + group];
    }

  private:
    std::vector<double> m_exposure;
    std::size_t m_cells;
    std::vector<double> m_sums;
    std::vector<double> m_numbers;
};

struct RateFit {
    double rate = 0;
    double value = 0; ///< log likelihood but for what the rate does not enter
};

/// The Poisson model: where the rate is exact.
RateFit fit_rate(const Sums& sums, std::size_t begin, std::size_t end) {
    double count = 0;
    double units = 0;
    for (std::size_t g = 0; g < sums.groups(); ++g) {
        count += sums.sum(g, begin, end);
        units += sums.exposure(g) * sums.number(g, begin, end);
    }
    const double rate = count / units;
    return {rate, count > 0 ? count * std::log(rate) - count : 0};
}

/// Negative binomial of known size: Newton's method on the log rate, in which it is concave.
RateFit fit_rate(const Sums& sums, std::size_t begin, std::size_t end, double size) {
    RateFit fit = fit_rate(sums, begin, end);
    if (!(fit.rate > 0)) {
        return {0, 0};
    }
    const double start = fit.rate;
    double step = 1;
    for (int turn = 0; turn < 50 && std::abs(step) > 1e-10; ++turn) {
        double slope = 0;
        double bend = 0;
        for (std::size_t g = 0; g < sums.groups(); ++g) {
            const double weight = sums.sum(g, begin, end) + size * sums.number(g, begin, end);
            const double p = fit.rate * sums.exposure(g) / (size + fit.rate * sums.exposure(g));
            slope += sums.sum(g, begin, end) - weight * p;
            bend += weight * p * (1 - p);
        }
        step = std::clamp(slope / bend, -1.0, 1.0);
        fit.rate *= std::exp(step);
    }
    fit.rate = std::isfinite(fit.rate) ? fit.rate : start;
    fit.value = 0;
    for (std::size_t g = 0; g < sums.groups(); ++g) {
        const double sum = sums.sum(g, begin, end);
        fit.value += sum * std::log(fit.rate) - (sum + size * sums.number(g, begin, end)) *
                                                    std::log1p(fit.rate * sums.exposure(g) / size);
    }
    return fit;
}

double size_constant(std::span<const double> counts, double size) {
    double sum = 0;
    for (const double count : counts) {
        if (count > 0) {
            sum += stats::log_gamma(size + count) - stats::log_gamma(size) - count * std::log(size);
        }
    }
    return sum;
}

/// The date of the greatest likelihood, its ratio to none, size given (0: Poisson).
std::size_t best_date(const Sums& sums, double size, double& greatest) {
    std::size_t best = 1;
    greatest = -HUGE_VAL;
    const auto fit = [&](std::size_t begin, std::size_t end) {
        return size > 0 ? fit_rate(sums, begin, end, size) : fit_rate(sums, begin, end);
    };
    for (std::size_t at = 1; at < sums.cells(); ++at) {
        const double value = fit(0, at).value + fit(at, sums.cells()).value;
        // Equal but for rounding: the first stands.
        if (value > greatest + 1e-9) {
            greatest = value;
            best = at;
        }
    }
    return best;
}

RatioFit poisson_ratio(const Sums& sums) {
    double greatest = 0;
    const std::size_t at = best_date(sums, 0, greatest);
    const RateFit none = fit_rate(sums, 0, sums.cells());
    return {.statistic = 2 * (greatest - none.value),
            .after = at,
            .before_rate = fit_rate(sums, 0, at).rate,
            .after_rate = fit_rate(sums, at, sums.cells()).rate,
            .rate = none.rate};
}

/// Sizes are looked for by factors of 4 from 1/16 to 4096, then between neighbours of the best.
RatioFit negative_binomial_ratio(const Sums& sums, std::span<const double> counts) {
    const std::size_t n = sums.cells();
    double best_none = -HUGE_VAL;
    double best_change = -HUGE_VAL;
    double none_log = 0;
    double change_log = 0;
    RatioFit fit;
    for (int power = -4; power <= 12; power += 2) {
        const double size = std::exp2(power);
        const double constant = size_constant(counts, size);
        const double none = constant + fit_rate(sums, 0, n, size).value;
        double change = 0;
        const std::size_t at = best_date(sums, size, change);
        change += constant;
        if (none > best_none) {
            best_none = none;
            none_log = std::log(size);
        }
        if (change > best_change) {
            best_change = change;
            change_log = std::log(size);
            fit.after = at;
        }
    }
    const auto none = [&](double log_size) {
        const double size = std::exp(log_size);
        return size_constant(counts, size) + fit_rate(sums, 0, n, size).value;
    };
    const auto change = [&](double log_size) {
        const double size = std::exp(log_size);
        return size_constant(counts, size) + fit_rate(sums, 0, fit.after, size).value +
               fit_rate(sums, fit.after, n, size).value;
    };
    none_log = greatest_between(none_log - std::log(4.0), none_log + std::log(4.0), 1e-4, none);
    change_log =
        greatest_between(change_log - std::log(4.0), change_log + std::log(4.0), 1e-4, change);
    const double size = std::exp(change_log);
    fit.statistic = std::max(0.0, 2 * (change(change_log) - none(none_log)));
    fit.before_rate = fit_rate(sums, 0, fit.after, size).rate;
    fit.after_rate = fit_rate(sums, fit.after, n, size).rate;
    fit.size = std::exp(none_log);
    fit.rate = fit_rate(sums, 0, n, fit.size).rate;
    return fit;
}

/// Where an upper sum first passes a draw.
std::size_t chosen(const std::vector<double>& sums, double draw) {
    const auto at = std::ranges::upper_bound(sums, draw);
    return std::min(static_cast<std::size_t>(at - sums.begin()), sums.size() - 1);
}

/// P(at most k events) for k from 0 to where the rest no longer matters.
std::vector<double> distribution(double mean, double size) {
    std::vector<double> made;
    double sum = 0;
    const double log_mean = std::log(mean / (size + mean));
    const double none = -size * std::log1p(mean / size);
    const double most = mean + 20 * std::sqrt(mean + mean * mean / size) + 50 * (1 + mean / size);
    for (double k = 0; k <= most && sum < 1 - 1e-12; ++k) {
        sum += std::exp(stats::log_gamma(size + k) - stats::log_gamma(size) -
                        stats::log_gamma(k + 1) + none + k * log_mean);
        made.push_back(sum);
    }
    return made;
}

} // namespace

RatioFit likelihood_ratio(CountModel model, std::span<const double> counts,
                          std::span<const double> exposure) {
    const Sums sums(counts, exposure);
    return model == CountModel::poisson ? poisson_ratio(sums)
                                        : negative_binomial_ratio(sums, counts);
}

double ratio_p_value(const TurningPointSpec& spec, std::span<const double> counts,
                     std::span<const double> exposure, const RatioFit& fit, std::uint64_t seed) {
    const auto total =
        static_cast<std::uint64_t>(std::accumulate(counts.begin(), counts.end(), 0.0));
    std::vector<double> places;
    std::partial_sum(exposure.begin(), exposure.end(), std::back_inserter(places));
    std::vector<std::vector<double>> cells;
    if (spec.model == CountModel::negative_binomial) {
        for (const double units : exposure) {
            cells.push_back(distribution(fit.rate * units, fit.size));
        }
    }
    const stats::Draws draws{.count = spec.draws, .seed = seed, .jobs = spec.jobs};
    const auto made =
        stats::replicate(draws, 1, [&](std::size_t, const Random& random, std::span<double> out) {
            std::vector<double> drawn(counts.size());
            if (cells.empty()) {
                for (std::uint64_t event = 0; event < total; ++event) {
                    ++drawn[chosen(places, random.uniform(event) * places.back())];
                }
            } else {
                for (std::size_t i = 0; i < drawn.size(); ++i) {
                    drawn[i] = static_cast<double>(chosen(cells[i], random.uniform(i)));
                }
            }
            const bool none = std::ranges::all_of(drawn, [](double x) { return x == 0; });
            out[0] = none ? 0 : likelihood_ratio(spec.model, drawn, exposure).statistic;
            return true;
        });
    const auto values = made.values.view();
    double as_great = 1;
    for (std::size_t d = 0; d < spec.draws; ++d) {
        as_great += values(0, d) >= fit.statistic - 1e-9 ? 1 : 0;
    }
    return as_great / static_cast<double>(spec.draws + 1);
}

} // namespace halflight::studies
