// SPDX-License-Identifier: Apache-2.0
// The value columns of a claim row.
#pragma once

#include "halflight/base/period.hpp"
#include "halflight/base/quantity.hpp"

#include <string_view>

namespace halflight::dossier {

/// The three value columns with unit `date`: periods, led by "<", "<=", ">", ">=", "~" or "=" where
/// the day is not all that is said. Bounds are days since 1970-01-01, both ends included; "~"
/// widens them by half the period's length.
[[nodiscard]] Result<Quantity> parse_date_quantity(std::string_view low, std::string_view value,
                                                   std::string_view high);

/// The period of a row: from the first day of `start` to the last of `end`; ".." is open, an empty
/// end is that of `start`.
[[nodiscard]] Result<Period> parse_claim_period(std::string_view start, std::string_view end);

/// "sha256:" and 16 lower-case hexadecimal digits.
[[nodiscard]] bool is_fingerprint(std::string_view text) noexcept;

} // namespace halflight::dossier
