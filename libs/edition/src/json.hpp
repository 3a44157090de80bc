// SPDX-License-Identifier: Apache-2.0
// Pieces of JSON that several documents share.
#pragma once

#include "halflight/base/diagnostic.hpp"
#include "halflight/base/interval.hpp"
#include "halflight/base/period.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace halflight::edition {

using Json = nlohmann::ordered_json;

/// A finite number, else null.
[[nodiscard]] Json to_json_number(double value);
/// {"low","low_open","high","high_open"}; null for an empty interval.
[[nodiscard]] Json to_json_interval(const Interval& interval);
[[nodiscard]] Json to_json_date(std::optional<Date> date);
/// {"file","line","column"}; null where the file is unknown.
[[nodiscard]] Json to_json_place(const Place& place);
/// Indented, ended by a line break; what is no UTF-8 is replaced.
[[nodiscard]] std::string dump(const Json& document);

} // namespace halflight::edition
