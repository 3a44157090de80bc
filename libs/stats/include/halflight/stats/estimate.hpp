// SPDX-License-Identifier: Apache-2.0
// halflight/stats/estimate.hpp - what every estimator answers with: numbers, warnings, refusals.
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::stats {

/// What a method does not define stands as NaN (JSON: null) and is explained by a warning.
inline constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// One estimated number with what is known of its error.
struct Coefficient {
    std::string name;
    double estimate = undefined;
    double std_error = undefined;
    double statistic = undefined; ///< estimate / std_error, unless the method says otherwise
    double p_value = undefined;   ///< two-sided
    double low = undefined;       ///< interval of the method's level; contains the estimate
    double high = undefined;
};

/// Something that a reader of the result must know. Codes are stable words such as "not_converged".
struct Warning {
    std::string code;
    std::string text;
    bool operator==(const Warning&) const = default;
};

using Warnings = std::vector<Warning>;

/// Throws an Error of code `refused`: the assumptions of a method do not hold. `reason` is one
/// sentence that says what is lacking, how much there is, and what would be enough.
[[noreturn]] void refuse(std::string_view reason);

/// How an interval and a p-value follow from an estimate and its standard error.
enum class Reference : unsigned char {
    normal,
    student, ///< with the degrees of freedom given
};

/// Fills statistic, p-value and interval of `level` (0.95: 95 percent) from estimate and std_error.
[[nodiscard]] Coefficient with_interval(std::string name, double estimate, double std_error,
                                        Reference reference, double degrees, double level);

} // namespace halflight::stats
