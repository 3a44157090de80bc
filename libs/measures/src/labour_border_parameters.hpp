// SPDX-License-Identifier: Apache-2.0
// The parameters of all forms that read a border table.
#pragma once

#include "halflight/measures/form.hpp"

namespace halflight::measures {

inline constexpr ParameterInfo total_info{"total", "series of all entries", true};
inline constexpr ParameterInfo named_info{"named", "series of the purposes that the table names",
                                          true, true};
inline constexpr ParameterInfo stated_info{"stated",
                                           "series of the residual as its publisher gives it"};
inline constexpr ParameterInfo frequency_info{"frequency", "A, S, Q or M"};
inline constexpr ParameterInfo from_info{"from", "first period"};
inline constexpr ParameterInfo to_info{"to", "last period"};
inline constexpr ParameterInfo periods_info{"periods", "the periods one by one", false, true};

} // namespace halflight::measures
