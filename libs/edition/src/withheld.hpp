// SPDX-License-Identifier: Apache-2.0
// What falls with the sources that were taken out, told without telling what they said; and what
// was not known on an earlier day.
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

/// What an edition of an earlier day leaves out; empty without a day.
[[nodiscard]] NotKnown what_was_not_known(const Values& values);

[[nodiscard]] std::string not_known_json(const NotKnown& lacking);
[[nodiscard]] std::string not_known_markdown(const NotKnown& lacking);

} // namespace halflight::edition
