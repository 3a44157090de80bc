// SPDX-License-Identifier: Apache-2.0
// Fields of tables for machines.
#pragma once

#include "halflight/edition/export.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace halflight::edition {

/// Shortest form that reads back equal; empty for an end without limit.
[[nodiscard]] std::string number_field(double value);
[[nodiscard]] std::string value_field(const Observation& row);
[[nodiscard]] std::string_view flag_field(bool value) noexcept;
[[nodiscard]] std::string_view missing_field(const Observation& row) noexcept;
[[nodiscard]] std::string claims_field(const Observation& row);
[[nodiscard]] std::string known_since_field(const Observation& row);
/// One line of RFC 4180.
[[nodiscard]] std::string line_of(const std::vector<std::string>& fields);

} // namespace halflight::edition
