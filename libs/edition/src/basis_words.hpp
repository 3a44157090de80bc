// SPDX-License-Identifier: Apache-2.0
// What a value rests on, in words.
#pragma once

#include "halflight/measures/value.hpp"

#include <string>

namespace halflight::edition {

/// In short, with its marks: "derived, disputed", "missing, synthetic".
[[nodiscard]] std::string basis_words(const measures::Value& value);
/// "derived: follows from what is published", "missing: not published".
[[nodiscard]] std::string basis_explained(const measures::Value& value);

} // namespace halflight::edition
