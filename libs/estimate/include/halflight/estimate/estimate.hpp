// SPDX-License-Identifier: Apache-2.0
// halflight/estimate/estimate.hpp - one method on one table, JSON out.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace halflight::estimate {

struct EstimateSpec {
    std::string method;
    std::string data;      ///< CSV file
    std::string spec = {}; ///< TOML file; empty: every key at its default
    int jobs = 1;
    std::string program_version = {};
    std::function<void(std::size_t)> progress = nullptr;
};

/// The answer as JSON of schema "halflight-estimate/1" (docs/methods/README.md), ended by a line
/// feed. Throws an Error: `usage` (no such method), `io`, `parse`, `not_found` (a column),
/// `refused`.
[[nodiscard]] std::string estimate(const EstimateSpec& spec);

} // namespace halflight::estimate
