// SPDX-License-Identifier: Apache-2.0
#include "fields.hpp"

#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace halflight::edition {

std::string number_field(double value) {
    return std::isfinite(value) ? format_exact(value) : std::string();
}

std::string value_field(const Observation& row) {
    return row.value ? format_exact(*row.value) : std::string();
}

std::string_view flag_field(bool value) noexcept {
    return value ? "true" : "false";
}

std::string_view missing_field(const Observation& row) noexcept {
    return row.missing == Missing::none ? std::string_view() : to_string(row.missing);
}

std::string claims_field(const Observation& row) {
    return fmt::format("{}", fmt::join(row.claims, " "));
}

std::string known_since_field(const Observation& row) {
    return row.known_since ? to_string(*row.known_since) : std::string();
}

std::string line_of(const std::vector<std::string>& fields) {
    const std::vector<std::string_view> views(fields.begin(), fields.end());
    return io::csv_line(views);
}

} // namespace halflight::edition
