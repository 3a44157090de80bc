// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "design.hpp"
#include "halflight/studies/enterprise_study.hpp"

namespace halflight::inquiry {

/// ID: the average by method. ID.about: fit, placebos and bounds by method. ID.observed: mean light
/// by period. ID.path: counterfactual, gap and cumulation by period and method.
[[nodiscard]] std::vector<measures::Table> enterprise_tables(Asked& asked,
                                                             const studies::EnterpriseStudy& study,
                                                             const studies::EnterpriseSpec& spec,
                                                             const std::string& unit);

} // namespace halflight::inquiry
