// SPDX-License-Identifier: Apache-2.0
// halflight/watch/identifier.hpp - numbers that name one ship, company or person.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

enum class IdentifierScheme : std::uint8_t {
    imo_ship,     ///< IMO ship identification number
    imo_company,  ///< IMO unique company and registered owner identification number
    passport,     ///< of any kind: ordinary, service, diplomatic
    national_id,  ///< personal number of a state
    registration, ///< of a firm in a register
};
[[nodiscard]] std::string_view to_string(IdentifierScheme scheme) noexcept;

struct Identifier {
    IdentifierScheme scheme = IdentifierScheme::registration;
    std::string number;  ///< as `normal_number` gives it
    std::string country; ///< that issued it, as written; may be empty
    std::string text;    ///< as printed
    bool operator==(const Identifier&) const = default;
};

/// Seven digits whose last is that of the sum of the first six weighted 7 to 2 (IMO resolution
/// A.1117(30)).
[[nodiscard]] bool is_imo_ship_number(std::string_view digits) noexcept;

/// Seven digits whose last is (11 - s mod 11) mod 10, s the sum of the first six weighted 8, 6, 4,
/// 2, 9, 7 (the scheme of resolution MSC.160(78)). One number in eleven or so satisfies both rules.
[[nodiscard]] bool is_imo_company_number(std::string_view digits) noexcept;

/// Letters and digits in upper case, everything else left out: "ps 472-330 208" is "PS472330208".
[[nodiscard]] std::string normal_number(std::string_view text);

/// The number in the field of a document, which lists fill with more than the number: what stands
/// before a bracket, without words ("Libyan passport No. 513519" is "513519"), a short prefix in
/// capitals kept ("PS 472330208"). Empty where there is no digit.
[[nodiscard]] std::string document_number(std::string_view text);

struct ImoMention {
    std::string digits; ///< seven
    std::size_t offset = 0;
    bool ship = false;    ///< the check digit is that of a ship
    bool company = false; ///< the check digit is that of a company; neither: a mistake in the text
};

/// Runs of exactly seven digits that follow "IMO" with nothing between but brackets, punctuation
/// and words such as "number" or "company". Never seven digits that stand alone.
[[nodiscard]] std::vector<ImoMention> find_imo_numbers(std::string_view text);

/// How two identifiers of one scheme compare.
enum class Agreement : std::uint8_t {
    unrelated, ///< another scheme, or too short to tell anything
    differs,
    agrees,
};

/// Documents agree where their numbers do, a prefix of letters being absent on one side at most,
/// and their countries do not contradict (`same_country`); less than six characters or four digits
/// are too short.
[[nodiscard]] Agreement compare(const Identifier& one, const Identifier& other);

} // namespace halflight::watch
