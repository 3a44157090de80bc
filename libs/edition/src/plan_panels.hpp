// SPDX-License-Identifier: Apache-2.0
// Panels of night lights among the data of an edition.
#pragma once

#include "plan_edition.hpp"

#include <optional>
#include <string>
#include <vector>

namespace halflight::edition {

/// Columns of data/panels/NAME.csv, for data/dictionary.csv.
[[nodiscard]] std::string panels_dictionary(const dossier::Files& text);

/// Steps that write rows and record of each panel (data/panels/NAME.csv and .csv.json): as they
/// stand in the text, or, as of a day, without rows whose claims were not known then and without
/// rasters that gave nothing else. The record then says `as_of` and `rows_left_out`. Keeps
/// references.
[[nodiscard]] std::vector<Step> panel_steps(const Values& values, std::optional<Date> as_of);

} // namespace halflight::edition
