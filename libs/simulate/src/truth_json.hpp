// SPDX-License-Identifier: Apache-2.0
// The truth as JSON.
#pragma once

#include "halflight/simulate/truth.hpp"

#include <nlohmann/json.hpp>

namespace halflight::simulate {

/// First value of the object: what kind of file it is.
inline constexpr const char* truth_format = "halflight-truth-1";

[[nodiscard]] nlohmann::ordered_json truth_json(const Country& country, const Truth& truth);

} // namespace halflight::simulate
