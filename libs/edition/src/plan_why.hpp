// SPDX-License-Identifier: Apache-2.0
// Why each step ran, in words.
#pragma once

#include "plan.hpp"

namespace halflight::edition {

/// Every step of a finished plan. `old` may be null. Compares what changed with what stood in the
/// old edition: claims by id, rows by period, numbers by id.
[[nodiscard]] std::vector<StepReport> explain_plan(const Plan& plan, const OldEdition* old);

/// Every step of an edition as kept.
[[nodiscard]] std::vector<StepReport> all_kept(const EditionManifest& manifest);

} // namespace halflight::edition
