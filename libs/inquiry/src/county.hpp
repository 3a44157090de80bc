// SPDX-License-Identifier: Apache-2.0
// The county study of a text: what it reads, what it answers, the tables of that.
#pragma once

#include "design.hpp"
#include "halflight/studies/county_study.hpp"
#include "industries.hpp"

namespace halflight::inquiry {

struct CountyInputs {
    const PanelText* panel = nullptr;
    Enterprises enterprises{};
    std::vector<studies::Mention> mentions{};
    studies::IndustryGroup group{};
    std::vector<double> given{}; ///< exposure by zone that is no index of mentions
    studies::Places places{};
    studies::ExposureSpec exposure{};
    studies::CountySpec spec{};
};

/// Throws Faults.
[[nodiscard]] CountyInputs read_county(Asked& asked, Desk& desk, int jobs);

struct CountyAnswer {
    studies::ExposureIndex exposure;
    studies::IndustryShares shares;
    studies::CountyStudy study;
};
[[nodiscard]] CountyAnswer answer_county(const CountyInputs& inputs);

/// ID: slopes by their errors. ID.about: bounds, diagnostics and tests. ID.places: exposure and
/// change of each place. ID.event: slopes by period. ID.placebos: by what was put in the place of
/// what.
[[nodiscard]] std::vector<measures::Table> county_tables(Asked& asked, const CountyInputs& inputs,
                                                         const CountyAnswer& answer);

} // namespace halflight::inquiry
