// SPDX-License-Identifier: Apache-2.0
// Dates of birth as the consolidated list writes them.
#pragma once

#include "halflight/watch/listed.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace halflight::sources {

/// What an INDIVIDUAL_DATE_OF_BIRTH holds, fields trimmed.
struct BirthFields {
    std::string type; ///< EXACT, APPROXIMATELY, BETWEEN
    std::string date;
    std::string year;
    std::string from_year;
    std::string to_year;
    std::string note;
};

/// Nothing where no field tells a year. A note such as "Sep." narrows a year, "Nov. 1973" alone is
/// read too.
[[nodiscard]] std::optional<watch::BirthSpan> birth_of(const BirthFields& fields);
/// Whether there is anything to read.
[[nodiscard]] bool is_empty(const BirthFields& fields);

} // namespace halflight::sources
