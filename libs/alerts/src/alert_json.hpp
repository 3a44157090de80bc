// SPDX-License-Identifier: Apache-2.0
// Alerts, signals and transitions as JSON: for the state file and for what is sent.
#pragma once

#include "halflight/alerts/state.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace halflight::alerts {

using Json = nlohmann::ordered_json;

[[nodiscard]] Json to_json(const watch::Signal& signal);
[[nodiscard]] Json to_json(const watch::Alert& alert);
/// Read back what to_json gave. Throw Error(parse) that names the member and what is wrong with it.
[[nodiscard]] watch::Signal signal_of(const Json& json);
[[nodiscard]] watch::Alert alert_of(const Json& json);
/// Throws Error(parse) that says so of `name`.
[[nodiscard]] Json parse_json(std::string_view text, std::string_view name);

/// On one line; what is no UTF-8 is replaced.
[[nodiscard]] std::string dump(const Json& json);
/// "2026-11-23T01:02:03Z".
[[nodiscard]] std::string iso_instant(Instant at);

} // namespace halflight::alerts
