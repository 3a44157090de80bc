// SPDX-License-Identifier: Apache-2.0
// halflight/estimate/answer.hpp - what every method answers with, and its JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "halflight/stats/estimate.hpp"

namespace halflight::estimate {

/// A cell of a table or a diagnostic. A NaN is written as null.
using Value = std::variant<double, std::int64_t, bool, std::string>;

/// A named table of results: one row per period, weight, draw, ...
struct Listing {
    std::string name;
    std::vector<std::string> columns;
    std::vector<std::vector<Value>> rows;
};

/// The result of one run of one method.
struct Answer {
    std::vector<stats::Coefficient> estimates;
    std::vector<Listing> listings;
    std::vector<std::pair<std::string, Value>> diagnostics;
    /// Choices between conventions that the numbers depend on, by name.
    std::vector<std::pair<std::string, std::string>> conventions;
    stats::Warnings warnings;
    std::optional<std::uint64_t> seed; ///< where random numbers were used
};

} // namespace halflight::estimate
