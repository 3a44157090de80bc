// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"
#include "halflight/estimate/method.hpp"

#include "method_list.hpp"

namespace halflight::estimate {

std::span<const Method> methods() {
    static const std::vector<Method> all = {least_squares_method(),
                                            poisson_method(),
                                            wild_bootstrap_method(),
                                            shift_share_method(),
                                            shift_share_shocks_method(),
                                            rotemberg_method(),
                                            shift_share_permutation_method(),
                                            event_study_method(),
                                            imputation_method(),
                                            group_time_method(),
                                            pre_trends_method(),
                                            gsynth_method(),
                                            interactive_effects_method(),
                                            matrix_completion_method(),
                                            synthetic_method(),
                                            placebo_units_method(),
                                            conformal_method(),
                                            breaks_method(),
                                            break_tests_method(),
                                            fluctuation_method(),
                                            segments_method(),
                                            change_date_method(),
                                            online_changes_method(),
                                            farrington_method(),
                                            ears_method(),
                                            cusum_method(),
                                            glr_method(),
                                            bayes_alarm_method(),
                                            rki_alarm_method(),
                                            price_anomaly_method(),
                                            seasonal_method(),
                                            adjust_method()};
    return all;
}

const Method& find_method(std::string_view name) {
    const auto found = std::ranges::find(methods(), name, &Method::name);
    if (found != methods().end()) {
        return *found;
    }
    std::vector<std::string_view> names;
    std::ranges::transform(methods(), std::back_inserter(names), &Method::name);
    const auto near = nearest(name, names);
    throw Error(ErrorCode::usage,
                fmt::format("no method is named '{}'; {}", shorten(name),
                            near ? fmt::format("is '{}' meant?", *near)
                                 : std::string("halflight estimate --list names them all")));
}

} // namespace halflight::estimate
