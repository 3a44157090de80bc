// SPDX-License-Identifier: Apache-2.0
// halflight/measures/documentation.hpp - the forms described by themselves.
#pragma once

#include <string>

namespace halflight::measures {

/// docs/measures.md: every form with its summary, formula, citation and parameters, as Markdown.
[[nodiscard]] std::string documentation();

} // namespace halflight::measures
