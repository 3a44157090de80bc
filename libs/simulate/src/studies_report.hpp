// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "part.hpp"

#include <optional>
#include <vector>

namespace halflight::simulate {

/// report.md and figures.toml of the studies; `lights`: with those of counties and enterprises;
/// `growth`: the first year that is not published, with those of growth.
[[nodiscard]] std::vector<TextFile> studies_report(bool lights, std::optional<Period> growth);

} // namespace halflight::simulate
