// SPDX-License-Identifier: Apache-2.0
// One function per method, each in a method_*.cpp.
#pragma once

#include "halflight/estimate/method.hpp"

namespace halflight::estimate {

[[nodiscard]] Method adjust_method();
[[nodiscard]] Method bayes_alarm_method();
[[nodiscard]] Method break_tests_method();
[[nodiscard]] Method breaks_method();
[[nodiscard]] Method change_date_method();
[[nodiscard]] Method conformal_method();
[[nodiscard]] Method cusum_method();
[[nodiscard]] Method ears_method();
[[nodiscard]] Method event_study_method();
[[nodiscard]] Method farrington_method();
[[nodiscard]] Method fluctuation_method();
[[nodiscard]] Method glr_method();
[[nodiscard]] Method group_time_method();
[[nodiscard]] Method gsynth_method();
[[nodiscard]] Method imputation_method();
[[nodiscard]] Method interactive_effects_method();
[[nodiscard]] Method least_squares_method();
[[nodiscard]] Method matrix_completion_method();
[[nodiscard]] Method online_changes_method();
[[nodiscard]] Method placebo_units_method();
[[nodiscard]] Method poisson_method();
[[nodiscard]] Method pre_trends_method();
[[nodiscard]] Method price_anomaly_method();
[[nodiscard]] Method rki_alarm_method();
[[nodiscard]] Method rotemberg_method();
[[nodiscard]] Method seasonal_method();
[[nodiscard]] Method segments_method();
[[nodiscard]] Method shift_share_method();
[[nodiscard]] Method shift_share_permutation_method();
[[nodiscard]] Method shift_share_shocks_method();
[[nodiscard]] Method synthetic_method();
[[nodiscard]] Method wild_bootstrap_method();

} // namespace halflight::estimate
