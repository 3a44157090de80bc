// SPDX-License-Identifier: Apache-2.0
// The tables of a nowcast.
#pragma once

#include "asked.hpp"
#include "halflight/studies/nowcast.hpp"

namespace halflight::inquiry {

[[nodiscard]] std::vector<measures::Table> nowcast_tables(Asked& asked,
                                                          const studies::NowcastReport& report,
                                                          const studies::NowcastSpec& spec,
                                                          const stats::Warnings& warnings);

} // namespace halflight::inquiry
