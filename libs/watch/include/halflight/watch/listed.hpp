// SPDX-License-Identifier: Apache-2.0
// halflight/watch/listed.hpp - a list of designated people, firms and ships as plain values.
#pragma once

#include "halflight/base/date.hpp"
#include "halflight/watch/identifier.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

enum class EntryKind : std::uint8_t { individual, entity, vessel };
[[nodiscard]] std::string_view to_string(EntryKind kind) noexcept;
/// Also "person", "company", "organisation", "ship".
[[nodiscard]] std::optional<EntryKind> parse_entry_kind(std::string_view word) noexcept;

enum class NameQuality : std::uint8_t {
    primary,
    original_script,
    good,   ///< an alias that the list calls good or "a.k.a."
    former, ///< "f.k.a."
    low,
};
[[nodiscard]] std::string_view to_string(NameQuality quality) noexcept;

struct ListedName {
    std::string text; ///< as printed, blanks folded
    NameQuality quality = NameQuality::primary;
    std::uint32_t line = 0;
    bool operator==(const ListedName&) const = default;
};

/// The days on which someone may have been born, both included.
struct BirthSpan {
    Date first;
    Date last;
    bool approximate = false; ///< the list says "approximately"
    std::string text;         ///< as printed

    [[nodiscard]] bool one_day() const noexcept { return first == last; }
    bool operator==(const BirthSpan&) const = default;
};

/// "1964-10-13", "1964-10" or "1964".
[[nodiscard]] Result<BirthSpan> parse_birth(std::string_view text);

struct ListedEntry {
    std::string id; ///< the list's own reference, "KPi.001"
    EntryKind kind = EntryKind::entity;
    std::string programme; ///< "DPRK"
    std::vector<ListedName> names;
    std::vector<BirthSpan> births;
    std::vector<std::string> nationalities;
    std::vector<Identifier> identifiers;
    std::vector<std::string> designations;
    std::string comment;
    std::optional<Date> listed_on;
    std::uint32_t line = 0; ///< where the entry begins in its file
};

struct Watchlist {
    std::string name;      ///< "UN Security Council consolidated list"
    std::string generated; ///< as the list says it
    std::vector<ListedEntry> entries;
};

/// First 16 hexadecimal digits of the SHA-256 of all that the entry says; where it stands in the
/// file does not matter. A decision on an entry falls open when this changes.
[[nodiscard]] std::string entry_hash(const ListedEntry& entry);

enum class CountryAgreement : std::uint8_t { unknown, differs, agrees };

/// Whether two spellings (a code of ISO 3166, a usual or a full name) mean one state. `unknown`
/// where one of them is not in the table and they are not spelled alike.
[[nodiscard]] CountryAgreement same_country(std::string_view one, std::string_view other);
/// Whether the table knows this spelling.
[[nodiscard]] bool known_country(std::string_view name);

} // namespace halflight::watch
