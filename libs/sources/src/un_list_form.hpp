// SPDX-License-Identifier: Apache-2.0
// Whether a list has the form that is known: names held against any other would look clean.
#pragma once

#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace halflight::sources {

/// An element of an entry that is read or left out on purpose.
[[nodiscard]] bool is_known_field(std::string_view name);

struct FormFault {
    pugi::xml_node node;
    std::string message;
};

/// Why entries or their aliases may be missed: a section that is missing, not known or there twice,
/// an entry under another name, no entry at all, no alias that is known where something else
/// stands. What else is not known is told by the reader and passed.
[[nodiscard]] std::optional<FormFault> form_fault(const pugi::xml_node& root);

} // namespace halflight::sources
