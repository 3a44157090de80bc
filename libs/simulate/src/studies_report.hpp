// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "part.hpp"

#include <vector>

namespace halflight::simulate {

/// report.md and figures.toml of the studies; `lights`: with those of counties and enterprises.
[[nodiscard]] std::vector<TextFile> studies_report(bool lights);

} // namespace halflight::simulate
