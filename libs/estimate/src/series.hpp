// SPDX-License-Identifier: Apache-2.0
// One series in the order of time, its cells named by period.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "halflight/estimate/method.hpp"

namespace halflight::estimate {

struct NamedSeries {
    std::vector<double> values;    ///< NaN: missing
    std::vector<double> exposure;  ///< empty without
    std::vector<std::string> rows; ///< periods, or numbers from 1
};

/// series, period, exposure.
[[nodiscard]] std::vector<Field> series_fields();
[[nodiscard]] NamedSeries read_series(const Run& run, Answer& answer);

/// Refuses, with its line, a row whose period does not follow the one before it.
void need_order(const Frame& frame, const std::string& period);
/// Labels of a column, row by row.
[[nodiscard]] std::vector<std::string> labels_of(const Frame& frame, const std::string& column);
/// "1", "2", ...
[[nodiscard]] std::vector<std::string> numbers_of(std::size_t rows);

} // namespace halflight::estimate
