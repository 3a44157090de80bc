// SPDX-License-Identifier: Apache-2.0
// halflight/stats/panel.hpp - units by periods, balanced or not, made from long rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "halflight/stats/matrix.hpp"

namespace halflight::stats {

/// One row for each unit and period that was observed. All spans have the same length.
struct PanelRows {
    std::span<const std::uint32_t> unit;   ///< codes from 0, without gaps
    std::span<const std::uint32_t> period; ///< codes from 0, without gaps, in the order of time
    std::span<const double> outcome;       ///< finite
    std::span<const double> treated;       ///< 0 or 1
    MatrixView covariates{};               ///< rows x p, finite; p may be 0
    std::span<const double> weights{};     ///< positive; empty: one each
    std::vector<std::string> covariate_names{}; ///< p names, or none: x1, x2, ...
    std::vector<std::string> unit_names{};      ///< by code, for messages; none: the codes
    std::vector<std::string> period_names{};    ///< likewise
};

/// Matrices of periods x units: a column is one unit through time.
struct Panel {
    Matrix outcome;                 ///< NaN where nothing was observed
    Matrix treated;                 ///< 0 or 1; 0 where nothing was observed
    std::vector<Matrix> covariates; ///< 0 where nothing was observed
    std::vector<std::string> covariate_names;
    Matrix weights = {};                        ///< empty: one each; 0 where nothing was observed
    std::vector<std::string> unit_names = {};   ///< for messages; may be empty
    std::vector<std::string> period_names = {}; ///< likewise

    [[nodiscard]] std::size_t units() const noexcept { return outcome.cols(); }
    [[nodiscard]] std::size_t periods() const noexcept { return outcome.rows(); }
    [[nodiscard]] bool observed(std::size_t period, std::size_t unit) const noexcept {
        return outcome(period, unit) == outcome(period, unit);
    }
    /// Observed and not under treatment: what a counterfactual is learnt from.
    [[nodiscard]] bool untreated(std::size_t period, std::size_t unit) const noexcept {
        return observed(period, unit) && treated(period, unit) == 0;
    }
    /// How messages call a unit or a period: its name, else its number from 0.
    [[nodiscard]] std::string unit_name(std::size_t unit) const;
    [[nodiscard]] std::string period_name(std::size_t period) const;
    [[nodiscard]] double weight(std::size_t period, std::size_t unit) const noexcept {
        return weights.empty() ? 1 : weights(period, unit);
    }
};

/// Sorts rows into a panel. Refuses, naming row (counted from 1) and column: spans of unequal
/// length, no rows, a code that no row has, a unit-period that stands twice, a value that is not
/// finite, a treatment other than 0 or 1, a weight that is not positive.
[[nodiscard]] Panel make_panel(const PanelRows& rows);

/// The same panel with these units only, in this order; a unit may come several times.
[[nodiscard]] Panel take_units(const Panel& panel, std::span<const std::size_t> units);

/// What methods ask of a panel before they begin.
struct PanelShape {
    std::vector<std::size_t> treated;  ///< units that are treated in some observed period
    std::vector<std::size_t> controls; ///< the others
    std::vector<std::optional<std::size_t>> onset; ///< per unit: first treated period
    std::vector<std::size_t> untreated_periods;    ///< per unit: observed untreated periods
    std::optional<std::size_t> switches_back;      ///< first unit whose treatment ends again
    bool balanced = true;                          ///< every unit is seen in every period
    bool staggered = false;                        ///< treated units differ in onset
};
[[nodiscard]] PanelShape shape_of(const Panel& panel);

/// Refuses a panel without a treated unit, or with treated units only, or where the treatment of a
/// unit ends again; the method's name stands in the sentence.
void require_absorbing(const Panel& panel, const PanelShape& shape, const std::string& method);
void require_contrast(const PanelShape& shape, const std::string& method);

/// Periods since treatment began: 1 in the first treated period, 0 in the last one before. After a
/// treatment has ended the count runs towards the next one, and there is none if none follows, nor
/// for treatment that was there from a unit's first row on. A gap in observation carries the last
/// state on. Periods x units, by columns.
inline constexpr int no_relative_period = std::numeric_limits<int>::min();
[[nodiscard]] std::vector<int> relative_periods(const Panel& panel);

} // namespace halflight::stats
