// SPDX-License-Identifier: Apache-2.0
// Pieces that may stand inside a page's scripts and styles.
#pragma once

#include <string>
#include <string_view>

namespace halflight::edition {

/// JSON that may stand inside a script element: no '<' and no line separator of JavaScript.
[[nodiscard]] std::string json_for_script(std::string_view json);
/// JavaScript of our own that may stand inside a script element.
[[nodiscard]] std::string code_for_script(std::string_view code);
/// A picture without what comes before its root element.
[[nodiscard]] std::string_view inline_svg(std::string_view svg);
/// A file of assets_folder().
[[nodiscard]] std::string asset(std::string_view name);

} // namespace halflight::edition
