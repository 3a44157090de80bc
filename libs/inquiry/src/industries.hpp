// SPDX-License-Identifier: Apache-2.0
// Enterprises, what was written of them, and the groups of their industries.
#pragma once

#include "desk.hpp"
#include "halflight/studies/exposure.hpp"

#include <string>
#include <vector>

namespace halflight::inquiry {

struct Enterprises {
    std::vector<studies::Enterprise> list;
    std::vector<double> longitude; ///< NaN: not known
    std::vector<double> latitude;
};

/// Table "enterprises": id, industry, county (empty: not known), longitude, latitude (both or
/// none). `zones`: codes of the counties. A county outside them, an id given twice or half a place
/// is a fault at its row.
[[nodiscard]] Enterprises read_enterprises(Asked& asked, Desk& desk,
                                           const std::vector<std::string>& zones);

/// "enterprises_alike": of one industry and at one place, which may be one enterprise twice.
[[nodiscard]] stats::Warnings warn_of_alike(const Enterprises& enterprises);

/// Table "mentions": enterprise, day, activity, and count (1 where there is none).
[[nodiscard]] std::vector<studies::Mention> read_mentions(Asked& asked, Desk& desk,
                                                          const Enterprises& enterprises);

/// Table "industries": code, group, and source. All industries of the groups named by `key`.
[[nodiscard]] studies::IndustryGroup read_group(Asked& asked, Desk& desk, std::string_view key);

} // namespace halflight::inquiry
