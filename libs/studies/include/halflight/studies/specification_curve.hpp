// SPDX-License-Identifier: Apache-2.0
// halflight/studies/specification_curve.hpp - one question, every defensible way to ask it.
#pragma once

#include "halflight/stats/estimate.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace halflight::studies {

/// One thing to choose, and what there is to choose from: "base quarter": 2019-Q1, 2020-Q1, ...
struct Choice {
    std::string name{};
    std::vector<std::string> options{};
};

struct SpecificationResult {
    std::vector<std::size_t> options{}; ///< one for each choice
    stats::Coefficient estimate{};
    std::string refused{}; ///< why there is none
};

/// What the curve says of one option: the median over all specifications that take it.
struct OptionSummary {
    std::string choice{};
    std::string option{};
    std::size_t count = 0;
    double median = stats::undefined;
    double share_significant = stats::undefined;
};

struct SpecificationCurve {
    std::vector<Choice> choices{};
    std::vector<SpecificationResult> results{}; ///< estimated ones by estimate, then the refused
    std::size_t estimated = 0;
    std::size_t refused = 0;
    double median = stats::undefined;
    double lowest = stats::undefined;
    double highest = stats::undefined;
    double share_positive = stats::undefined;
    double share_significant = stats::undefined; ///< two-sided, at 1 - level, either sign
    double share_significant_positive = stats::undefined;
    std::vector<OptionSummary> options{};
    /// Share of the variance of estimates over specifications that each choice explains by itself.
    std::vector<double> explained{};
};

using Estimate = std::function<SpecificationResult(std::span<const std::size_t> options)>;

/// Every combination of options, run by `estimate` on `jobs` threads, in a fixed order (Simonsohn,
/// Simmons and Nelson 2020). `estimate` must be safe to call from many threads; an Error of code
/// `refused` from it is a refused specification. Refuses choices without options, names given
/// twice, and more than 100,000 combinations.
[[nodiscard]] SpecificationCurve specification_curve(std::span<const Choice> choices,
                                                     const Estimate& estimate, double level,
                                                     int jobs);

} // namespace halflight::studies
