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

/// What is told of how errors are made, beside the method's name: which rows a question makes.
struct Variant {
    std::string_view name; ///< empty: the usual one
    bool places = true;    ///< clusters are counties; else units count as independent
    double thin_km = 0;
    studies::EnterpriseErrors errors = studies::EnterpriseErrors::jackknife;
};

struct Design {
    std::string_view name;
    std::string_view about; ///< what is special, for the reader
    void (*change)(simulate::CountrySpec&);
    std::vector<Question> questions;
    std::vector<studies::CounterfactualMethod> methods;
    bool counties = true; ///< asked about too
    bool honest = false;  ///< bounds against trends too, which take most of a study's time
    std::vector<Variant> variants{{}};
    bool parallel = true; ///< without the treatment, places go alike whatever their exposure
};

[[nodiscard]] std::span<const Design> designs();

/// What a country is made for. Counties: as many of them and of enterprises as a real one has, on
/// little land. Enterprises: as thinly spread as in a real one, in fewer counties.
enum class Size : unsigned char { for_counties, for_enterprises };
[[nodiscard]] simulate::CountrySpec spec_of(const Design& design, Size size, std::uint64_t seed,
                                            double effect);

} // namespace halflight::bench
