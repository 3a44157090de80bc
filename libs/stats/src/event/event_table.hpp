// SPDX-License-Identifier: Apache-2.0
// event_table.hpp - the rows of an event study, checked and encoded.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "halflight/stats/event_data.hpp"
#include "linear/codes.hpp"

namespace halflight::stats::detail {

struct EventTable {
    std::vector<double> outcome = {};
    std::vector<double> weights = {}; ///< one per row
    bool weighted = false;
    Matrix covariates = {};
    std::vector<std::int32_t> unit_codes = {};
    std::vector<std::int32_t> period_codes = {};
    std::vector<std::int32_t> onset = {}; ///< per row
    std::vector<std::int32_t> cluster_codes = {};
    Levels unit = {};
    Levels period = {};
    Levels cluster = {};

    [[nodiscard]] std::size_t rows() const noexcept { return outcome.size(); }
    [[nodiscard]] bool ever(std::size_t row) const noexcept { return onset[row] != no_onset; }
    /// Only where `ever`.
    [[nodiscard]] int time(std::size_t row) const noexcept {
        return period_codes[row] - onset[row];
    }
    [[nodiscard]] bool treated(std::size_t row) const noexcept {
        return ever(row) && time(row) >= 0;
    }
};

/// Refuses what no event study can use; `method` stands in the sentence.
[[nodiscard]] EventTable make_events(const EventData& data, std::string_view method);

/// Rows for which `keep` is true.
[[nodiscard]] EventTable take(const EventTable& table,
                              const std::function<bool(std::size_t)>& keep);

/// Without units that are treated in every row they have, with a warning.
[[nodiscard]] EventTable drop_always_treated(EventTable table, Warnings& warnings);

/// Number of units with and without an onset.
struct UnitCount {
    std::size_t treated = 0;
    std::size_t never = 0;
};
[[nodiscard]] UnitCount count_units(const EventTable& table);

/// Views the table as a linear model with unit and period effects, errors clustered.
[[nodiscard]] LinearData linear_data(const EventTable& table);

[[nodiscard]] std::vector<std::string> covariate_names(const EventData& data);

/// a' M a.
[[nodiscard]] double quadratic(MatrixView m, std::span<const double> a);

} // namespace halflight::stats::detail
