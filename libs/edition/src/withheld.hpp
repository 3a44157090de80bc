// SPDX-License-Identifier: Apache-2.0
// What falls with the sources that were taken out, told without telling what they said.
#pragma once

#include "halflight/edition/build.hpp"
#include "halflight/edition/redact.hpp"

namespace halflight::edition {

struct Values;

/// Compares an edition with all sources with one without some.
[[nodiscard]] Withheld what_fell(const Redaction& redaction, const Values& before,
                                 const Values& after);

[[nodiscard]] std::string withheld_json(const Withheld& withheld);
[[nodiscard]] std::string withheld_markdown(const Withheld& withheld);

} // namespace halflight::edition
