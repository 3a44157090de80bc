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
/// What regression methods read alike: constant, errors, level, singletons, threads.
template <class Spec>
[[nodiscard]] Spec regression_spec(const Settings& settings, int jobs) {
    Spec spec;
    spec.intercept = settings.flag("intercept");
    spec.covariance = covariance_spec(settings, jobs);
    spec.level = settings.number("level");
    spec.drop_singletons = settings.flag("drop_singletons");
    spec.demean.jobs = jobs;
    return spec;
}
/// The conventions that standard errors follow.
void tell_conventions(const Settings& settings, Answer& answer);

} // namespace halflight::estimate
