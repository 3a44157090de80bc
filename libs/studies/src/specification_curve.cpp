// SPDX-License-Identifier: Apache-2.0
#include "halflight/studies/specification_curve.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/parallel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace halflight::studies {
namespace {

constexpr std::size_t most_combinations = 100'000;

std::size_t count_combinations(std::span<const Choice> choices) {
    std::set<std::string> names;
    std::size_t result = 1;
    for (const Choice& choice : choices) {
        if (choice.options.empty()) {
            stats::refuse(fmt::format("the choice '{}' has no option; give it one or leave it out",
                                      choice.name));
        }
        const std::set<std::string> options(choice.options.begin(), choice.options.end());
        if (!names.insert(choice.name).second || options.size() != choice.options.size()) {
            stats::refuse(
                fmt::format("the choice '{}', or one of its options, is named twice", choice.name));
        }
        result *= choice.options.size();
        if (result > most_combinations) {
            stats::refuse(fmt::format("the choices make more than {} specifications; ask for fewer "
                                      "options",
                                      most_combinations));
        }
    }
    return result;
}

/// The last choice changes fastest.
std::vector<std::size_t> options_of(std::span<const Choice> choices, std::size_t index) {
    std::vector<std::size_t> result(choices.size());
    for (std::size_t c = choices.size(); c-- > 0;) {
        result[c] = index % choices[c].options.size();
        index /= choices[c].options.size();
    }
    return result;
}

SpecificationResult run(const Estimate& estimate, std::vector<std::size_t> options) {
    SpecificationResult result;
    try {
        result = estimate(options);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::refused) {
            throw;
        }
        result.refused = error.what();
    }
    if (result.refused.empty() && !std::isfinite(result.estimate.estimate)) {
        result.refused = "no estimate came out";
    }
    result.options = std::move(options);
    return result;
}

double median_of(std::vector<double> values) {
    if (values.empty()) {
        return stats::undefined;
    }
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

bool significant(const SpecificationResult& result, double level) {
    return result.estimate.p_value <= 1 - level;
}

double share_of(std::span<const SpecificationResult> results, const auto& holds) {
    return results.empty() ? stats::undefined
                           : static_cast<double>(std::ranges::count_if(results, holds)) /
                                 static_cast<double>(results.size());
}

std::vector<SpecificationResult> taking(std::span<const SpecificationResult> results,
                                        std::size_t choice, std::size_t option) {
    std::vector<SpecificationResult> found;
    std::ranges::copy_if(results, std::back_inserter(found),
                         [&](const SpecificationResult& r) { return r.options[choice] == option; });
    return found;
}

std::vector<double> estimates_of(std::span<const SpecificationResult> results) {
    std::vector<double> values;
    for (const SpecificationResult& result : results) {
        values.push_back(result.estimate.estimate);
    }
    return values;
}

double mean_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double squares_about(const std::vector<double>& values, double centre) {
    double sum = 0;
    for (const double value : values) {
        sum += (value - centre) * (value - centre);
    }
    return sum;
}

void summarise_options(SpecificationCurve& curve, std::span<const SpecificationResult> estimated,
                       double level) {
    const auto all = estimates_of(estimated);
    const double mean = all.empty() ? 0 : mean_of(all);
    const double total = squares_about(all, mean);
    for (std::size_t c = 0; c < curve.choices.size(); ++c) {
        double between = 0;
        for (std::size_t o = 0; o < curve.choices[c].options.size(); ++o) {
            const auto found = taking(estimated, c, o);
            const auto values = estimates_of(found);
            if (!values.empty()) {
                const double away = mean_of(values) - mean;
                between += static_cast<double>(values.size()) * away * away;
            }
            curve.options.push_back({curve.choices[c].name, curve.choices[c].options[o],
                                     found.size(), median_of(values),
                                     share_of(found, [level](const SpecificationResult& r) {
                                         return significant(r, level);
                                     })});
        }
        curve.explained.push_back(total > 0 ? between / total : stats::undefined);
    }
}

void summarise(SpecificationCurve& curve, double level) {
    const std::span<const SpecificationResult> estimated(curve.results.data(), curve.estimated);
    curve.median = median_of(estimates_of(estimated));
    if (!estimated.empty()) {
        curve.lowest = estimated.front().estimate.estimate;
        curve.highest = estimated.back().estimate.estimate;
    }
    const auto positive = [](const SpecificationResult& r) { return r.estimate.estimate > 0; };
    curve.share_positive = share_of(estimated, positive);
    curve.share_significant = share_of(
        estimated, [level](const SpecificationResult& r) { return significant(r, level); });
    curve.share_significant_positive = share_of(estimated, [&](const SpecificationResult& r) {
        return positive(r) && significant(r, level);
    });
    summarise_options(curve, estimated, level);
}

} // namespace

SpecificationCurve specification_curve(std::span<const Choice> choices, const Estimate& estimate,
                                       double level, int jobs) {
    SpecificationCurve curve;
    curve.choices.assign(choices.begin(), choices.end());
    curve.results.resize(count_combinations(choices));
    for_each_index(curve.results.size(), jobs, [&](std::size_t i) {
        curve.results[i] = run(estimate, options_of(choices, i));
    });
    const auto refused = std::stable_partition(
        curve.results.begin(), curve.results.end(),
        [](const SpecificationResult& result) { return result.refused.empty(); });
    std::stable_sort(curve.results.begin(), refused,
                     [](const SpecificationResult& a, const SpecificationResult& b) {
                         return a.estimate.estimate < b.estimate.estimate;
                     });
    curve.estimated = static_cast<std::size_t>(refused - curve.results.begin());
    curve.refused = curve.results.size() - curve.estimated;
    summarise(curve, level);
    return curve;
}

} // namespace halflight::studies
