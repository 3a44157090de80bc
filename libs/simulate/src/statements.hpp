// SPDX-License-Identifier: Apache-2.0
// Statements and sources as the text of a dossier, and what observers' tables have in common.
#pragma once

#include "halflight/base/random.hpp"
#include "halflight/simulate/country.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::simulate {

/// Areas of the made world: the country, two partners and both together, the country whose name is
/// nearly that of the made one.
inline constexpr std::string_view made = "MADE";
inline constexpr std::string_view namesake = "MADA";
inline constexpr std::string_view partner_north = "PARTNER_N";
inline constexpr std::string_view partner_east = "PARTNER_E";
inline constexpr std::string_view both_partners = "PARTNERS";

/// A row of claims/*.csv; numbers stand as they are printed.
struct Statement {
    std::string id;
    std::string indicator;
    std::string area;
    std::string counterpart;
    std::string dims;
    Period period{};
    std::string low;
    std::string value;
    std::string high;
    std::string unit;
    std::string_view kind = "measured";
    std::string source;
    Date known_since{};
    std::optional<Date> withdrawn;
    std::string note;
};
[[nodiscard]] std::string claims_csv(std::span<const Statement> statements);

/// A table of sources.toml, marked synthetic.
struct MadeSource {
    std::string id;
    std::string title;
    char reliability = 'B';
    std::string origin; ///< the source that it repeats; empty for itself
    std::optional<Date> date;
};
[[nodiscard]] std::string source_table(const MadeSource& source);

/// A number without decimals and without marks between its digits.
[[nodiscard]] std::string whole(double number);

/// A Poisson count from one draw; a rounded normal one where the rate is 30 or more.
[[nodiscard]] double draw_count(const Random& random, std::uint64_t index, double rate);

/// From the first day of the country's months to their last.
[[nodiscard]] Period whole_span(const Country& country);
/// The months inside a period, by index.
[[nodiscard]] std::vector<std::size_t> months_in(const Country& country, const Period& period);
/// Mean of a series by month over some of them.
[[nodiscard]] double mean_over(std::span<const double> by_month,
                               std::span<const std::size_t> months);

} // namespace halflight::simulate
