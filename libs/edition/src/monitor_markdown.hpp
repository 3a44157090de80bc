// SPDX-License-Identifier: Apache-2.0
// The section "Monitor" for pandoc.
#pragma once

#include "halflight/edition/publication.hpp"

#include <string>

namespace halflight::edition {

[[nodiscard]] std::string monitor_markdown(const Monitor& monitor, const NumberBook& book);

} // namespace halflight::edition
