// SPDX-License-Identifier: Apache-2.0
// The keys about standard errors that regression methods share.
#pragma once

#include <vector>

#include "halflight/estimate/method.hpp"
#include "halflight/stats/covariance.hpp"

#include "terms.hpp"

namespace halflight::estimate {

[[nodiscard]] std::vector<Field> error_fields();
void want_error_columns(const Settings& settings, Frame::Wanted& wanted);
[[nodiscard]] stats::ErrorStructure error_structure(const Settings& settings, const Frame& frame,
                                                    ModelColumns& columns);
[[nodiscard]] stats::CovarianceSpec covariance_spec(const Settings& settings, int jobs);
/// The conventions that standard errors follow.
void tell_conventions(const Settings& settings, Answer& answer);

} // namespace halflight::estimate
