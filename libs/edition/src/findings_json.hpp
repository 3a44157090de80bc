// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "halflight/edition/explain.hpp"
#include "json.hpp"

namespace halflight::edition {

[[nodiscard]] Json to_json_finding(const FindingView& finding);

} // namespace halflight::edition
