// SPDX-License-Identifier: Apache-2.0
// A published number with all that a reader may ask of it. Panels, text and JSON are made from it.
#pragma once

#include "halflight/edition/explain.hpp"
#include "report_sections.hpp"

#include <string>
#include <string_view>

namespace halflight::edition {

/// Its statements and its open conflicts. `statements` must be of the same analysis.
[[nodiscard]] Explained explain_number(const Analysed& analysed, const Number& number,
                                       Statements& statements);

/// "31,500 to 32,500 persons", or the reason why it is missing.
[[nodiscard]] std::string interval_words(const Number& number);
/// "32,000 persons", unrounded; empty without a point.
[[nodiscard]] std::string point_words(const Number& number);

} // namespace halflight::edition
