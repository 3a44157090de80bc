// SPDX-License-Identifier: Apache-2.0
// count_glr.cpp - the likelihood ratio of a change of the mean by a factor at an unknown time.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "breaks/series.hpp"
#include "warning/baseline.hpp"

namespace halflight::stats {

namespace {

/// Counts and their means in control since the last alarm, without missing cells.
struct Stretch {
    std::vector<double> counts;
    std::vector<double> means;
};

/// Log likelihood ratio of the factor exp(kappa) for the cells from `begin` on.
double ratio_of(const Stretch& held, std::size_t begin, double kappa, double dispersion) {
    double sum = 0;
    for (std::size_t i = begin; i < held.counts.size(); ++i) {
        const double a = dispersion * held.means[i];
        sum += kappa * held.counts[i] - (held.counts[i] + 1 / dispersion) *
                                            (std::log1p(a * std::exp(kappa)) - std::log1p(a));
    }
    return sum;
}

/// The factor of largest likelihood, by Newton on its logarithm: the score decreases in it.
double best_factor(const Stretch& held, std::size_t begin, double start, double dispersion) {
    double kappa = start;
    for (int step = 0; step < 100; ++step) {
        double score = 0;
        double information = 0;
        for (std::size_t i = begin; i < held.counts.size(); ++i) {
            const double mean = held.means[i] * std::exp(kappa);
            const double spread = 1 + dispersion * mean;
            score += (held.counts[i] - mean) / spread;
            information += mean * (1 + dispersion * held.counts[i]) / (spread * spread);
        }
        const double move = std::clamp(score / information, -2.0, 2.0);
        kappa += move;
        if (std::abs(move) < 1e-13 * (1 + std::abs(kappa))) {
            break;
        }
    }
    return kappa;
}

/// Largest log likelihood ratio over changes at each of the cells held.
double largest_ratio(const Stretch& held, const GlrSpec& spec) {
    const bool up = spec.direction == GlrDirection::increase;
    const std::size_t cells = held.counts.size();
    const std::size_t reach = spec.window == 0 ? cells : std::min(cells, spec.window + 1);
    double count = 0;
    double mean = 0;
    double best = 0;
    for (std::size_t back = 1; back <= reach; ++back) {
        const std::size_t begin = cells - back;
        count += held.counts[begin];
        mean += held.means[begin];
        if (up ? count <= mean : count >= mean) {
            continue;
        }
        if (count == 0) {
            // The likelihood rises to a factor of 0.
            double all = mean;
            if (spec.dispersion > 0) {
                all = 0;
                for (std::size_t i = begin; i < cells; ++i) {
                    all += std::log1p(spec.dispersion * held.means[i]) / spec.dispersion;
                }
            }
            best = std::max(best, all);
            continue;
        }
        const double crude = std::log(count / mean);
        if (spec.dispersion == 0) {
            best = std::max(best, crude * count - count + mean);
            continue;
        }
        const double kappa = best_factor(held, begin, crude, spec.dispersion);
        if (up ? kappa > 0 : kappa < 0) {
            best = std::max(best, ratio_of(held, begin, kappa, spec.dispersion));
        }
    }
    return best;
}

/// The ratio if the last count were another.
double ratio_with(Stretch& held, double count, const GlrSpec& spec) {
    held.counts.back() = count;
    return largest_ratio(held, spec);
}

/// Least count that raises an alarm (largest, for a decrease): the ratio is monotone on its side.
double needed_count(Stretch held, const GlrSpec& spec) {
    if (spec.direction == GlrDirection::increase) {
        double high = 1;
        while (ratio_with(held, high, spec) < spec.limit) {
            high *= 2;
        }
        double low = -1;
        while (high - low > 1) {
            const double middle = std::floor((low + high) / 2);
            (ratio_with(held, middle, spec) < spec.limit ? low : high) = middle;
        }
        return high;
    }
    if (ratio_with(held, 0, spec) < spec.limit) {
        return undefined;
    }
    double count = 0;
    while (count < 1e9 && ratio_with(held, count + 1, spec) >= spec.limit) {
        count += 1;
    }
    return count;
}

void check(std::span<const double> counts, const GlrSpec& spec) {
    require_counts(counts, "the series");
    if (!(spec.limit > 0) || !std::isfinite(spec.limit)) {
        refuse(fmt::format("the limit is {}: it must be above 0", spec.limit));
    }
    if (!(spec.dispersion >= 0) || !std::isfinite(spec.dispersion)) {
        refuse(
            fmt::format("the dispersion is {}: it must be 0 (Poisson) or more", spec.dispersion));
    }
    if (spec.first < 2 && spec.mean.empty()) {
        refuse(
            "give the first row to judge, at least 2: the rows before it make the mean in control");
    }
}

} // namespace

Alarms count_glr(std::span<const double> counts, const GlrSpec& spec) {
    check(counts, spec);
    const std::size_t begin = first_time(spec.first, spec.mean.empty() ? 1 : 0, counts.size());
    const auto means = control_means(counts, begin, spec.mean);
    Alarms made;
    Stretch held;
    for (std::size_t time = begin; time < counts.size(); ++time) {
        Alarm alarm = time_of(counts, time);
        alarm.expected = means[time - begin];
        alarm.limit = spec.limit;
        if (alarm.state == AlarmState::judged) {
            held.counts.push_back(alarm.observed);
            held.means.push_back(alarm.expected);
            alarm.statistic = largest_ratio(held, spec);
            alarm.needed = needed_count(held, spec);
            alarm.threshold = alarm.needed;
            alarm.alarm = alarm.statistic >= spec.limit;
        }
        if (alarm.alarm) {
            held = {};
        }
        made.times.push_back(alarm);
    }
    return made;
}

} // namespace halflight::stats
