// SPDX-License-Identifier: Apache-2.0
// What the trade and mirror forms share: flows as values in one unit, words for formulas.
#pragma once

#include "halflight/measures/form.hpp"

namespace halflight::measures {

using Labelled = std::pair<std::string, ledger::SeriesIndex>;

/// Forms by family; trade_forms() joins them.
[[nodiscard]] std::span<const Form> share_forms();
[[nodiscard]] std::span<const Form> composition_forms();
[[nodiscard]] std::span<const Form> change_forms();
[[nodiscard]] std::span<const Form> judgement_forms();

/// A cell in `unit`. A flow without a cell of its own is still bounded by the cells of the same
/// series inside its period (from below) and around it (from above).
[[nodiscard]] Value flow_in(const View& view, ledger::SeriesIndex series, const Period& period,
                            const Unit& unit);
/// True where the bounds say more than the sign: bounded above, or above zero.
[[nodiscard]] bool informative(const Value& value);
/// Informative, or missing for a reason that somebody states: kept back, suppressed or late.
[[nodiscard]] bool worth_a_row(const Value& value);
/// Nothing can be told: missing with the reason of the first missing among `from`, else `reason`,
/// bounds kept, cells and claims of all.
[[nodiscard]] Value cannot_tell(Missing reason, const Interval& bounds, std::string formula,
                                std::span<const Value> from);

/// "34,065,000", "33,500,000 to 34,500,000", "at least 27,500,000".
[[nodiscard]] std::string in_words(const Value& value);
[[nodiscard]] std::string in_words(const Interval& interval);

inline constexpr double percent = 100;
[[nodiscard]] Interval in_percent(const Interval& ratio);
/// None where one is missing, or the whole is not positive.
[[nodiscard]] std::optional<double> ratio_in_percent(std::optional<double> part,
                                                     std::optional<double> whole);
/// 1 where sure, 0 where sure not, between where either is possible.
[[nodiscard]] Interval three_valued(bool certain, bool refuted);
[[nodiscard]] std::vector<Interval> boxes_of(std::span<const Value> values);

/// The point of each, or none where one has none.
[[nodiscard]] std::optional<double> sum_of_points(std::span<const Value> values);

/// Reports a fault where the units of the series have not the dimension of `unit`.
void check_units(const View& view, Arguments& arguments, std::string_view parameter,
                 std::span<const Labelled> series, const Unit& unit);
/// "LABEL = NUMBER" items; reports labels that are not among `known`.
[[nodiscard]] std::vector<std::pair<std::string, double>>
labelled_numbers(Arguments& arguments, std::string_view name, std::span<const Labelled> known);
/// "LABEL = text"; nullopt without " = ".
[[nodiscard]] std::optional<std::pair<std::string, std::string>> split_label(std::string_view item);

} // namespace halflight::measures
