// SPDX-License-Identifier: Apache-2.0
// The numbers of a specification by name, with their ranges: read, written and checked from one
// list.
#pragma once

#include "halflight/simulate/country_spec.hpp"

#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace halflight::simulate {

using SpecMember = std::variant<std::uint64_t CountrySpec::*, int CountrySpec::*,
                                double CountrySpec::*, Period CountrySpec::*>;

struct SpecField {
    std::string_view name;
    SpecMember member;
    double least = 0; ///< of numbers; both included
    double most = 0;
};

/// In the order in which they are written. Industries and numbers by group are not among them.
[[nodiscard]] std::span<const SpecField> spec_fields() noexcept;

/// The first of the range or the last alone where the other is out of reach.
[[nodiscard]] std::string range_words(const SpecField& field);

/// What is wrong with a number of the specification; empty: nothing.
[[nodiscard]] std::string out_of_range(const SpecField& field, const CountrySpec& spec);

} // namespace halflight::simulate
