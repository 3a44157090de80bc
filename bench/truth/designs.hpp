// SPDX-License-Identifier: Apache-2.0
// designs.hpp - the worlds that countries are made in.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "halflight/simulate/country_spec.hpp"
#include "halflight/studies/enterprise_study.hpp"

namespace halflight::bench {

/// Who is compared with whom among enterprises.
struct Question {
    std::string_view name;
    simulate::Group treated;
    bool light_controls; ///< enterprises of light industry may be controls
    /// Controls (and treated ones without an effect) lie `clear_km` off all heavy industry and
    /// munitions that are known.
    bool clear;
};

inline constexpr double clear_km = 5;

struct Design {
    std::string_view name;
    std::string_view about; ///< what is special, for the reader
    void (*change)(simulate::CountrySpec&);
    std::vector<Question> questions;
    std::vector<studies::CounterfactualMethod> methods;
};

[[nodiscard]] std::span<const Design> designs();

/// A small country: quick to make, with all parts of a large one.
[[nodiscard]] simulate::CountrySpec spec_of(const Design& design, std::uint64_t seed,
                                            double effect);

} // namespace halflight::bench
