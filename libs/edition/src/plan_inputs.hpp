// SPDX-License-Identifier: Apache-2.0
// What an edition is made from, found before any work is done.
#pragma once

#include "halflight/dossier/dossier.hpp"
#include "halflight/edition/render.hpp"
#include "manifest.hpp"

namespace halflight::edition {

/// Hashes of the text, the program and what it brings along, and which tools are at hand.
[[nodiscard]] EditionInputs inputs_of(const dossier::Files& text, const BuildSpec& spec,
                                      const Tools& tools);

/// Throws Error(io) where a program that `spec` cannot do without is missing.
void require_tools(const BuildSpec& spec, const Tools& tools);

/// W201, W202: what an edition with figures lacks because a program is missing.
[[nodiscard]] Diagnostics missing_tools(const Tools& tools);

} // namespace halflight::edition
