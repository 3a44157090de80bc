// SPDX-License-Identifier: Apache-2.0
// halflight/measures/value.hpp - a computed number that knows what it rests on.
#pragma once

#include "halflight/base/diagnostic.hpp"
#include "halflight/base/interval.hpp"
#include "halflight/base/period.hpp"
#include "halflight/base/quantity.hpp"
#include "halflight/ledger/ledger.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::measures {

/// How a value came about, from the firmest to none. A value is as firm as the weakest it rests on.
enum class Basis : std::uint8_t {
    reported, ///< published as it is
    derived,  ///< follows from what is published
    bounded,  ///< only bounds follow
    modelled, ///< rests on a stated assumption besides
    missing,
    count_
};
[[nodiscard]] std::string_view to_string(Basis basis) noexcept;

/// An interval, or missing with a reason. `bounds` may be a half line: "at least 1,498".
struct Value {
    Interval bounds = Interval::all();
    std::optional<double> point; ///< what the printed numbers themselves give; never outside the
                                 ///< bounds: none where others rule the print out
    Basis basis = Basis::missing;
    Missing missing = Missing::not_collected; ///< none unless basis is missing
    std::optional<ledger::Kind> kind;         ///< of a single statement or cell
    bool disputed = false;                    ///< rests on statements in open conflict
    bool synthetic = false;                   ///< rests on made data
    std::string formula;             ///< with its numbers: "3,765 / 5,381"; empty for a plain cell
    std::vector<std::string> cells;  ///< "KEY@PERIOD" of every cell read, sorted, once each
    std::vector<std::string> claims; ///< ids of statements read directly, sorted, once each
    bool operator==(const Value&) const = default;
};

[[nodiscard]] Value missing_value(Missing reason);

/// The point where it lies within the bounds; by no more than rounding beside them (1e-12 of it) it
/// is their nearer end. Ends count as inside even where they are open: prints are rounded.
[[nodiscard]] std::optional<double> point_within(const Interval& bounds,
                                                 std::optional<double> point) noexcept;

/// A value computed from others: basis, dispute, synthetic mark, cells and claims follow from
/// `from`. Basis is at least `derived`; it is `missing` only where `bounds` is empty or all reals
/// (then with the first reason among `from`). A point outside the bounds is no point.
[[nodiscard]] Value combine(const Interval& bounds, std::optional<double> point,
                            std::string formula, std::span<const Value> from);
[[nodiscard]] Value combine(const Interval& bounds, std::optional<double> point,
                            std::string formula, std::initializer_list<Value> from);
/// The same value resting on a stated assumption: basis is at least `modelled`.
[[nodiscard]] Value modelled(Value value);

struct Column {
    std::string id;   ///< a name: "share"
    std::string name; ///< for readers: "Share in imports"
    std::string unit; ///< "percent"; as parse_unit reads it
    bool operator==(const Column&) const = default;
};

struct Row {
    std::optional<Period> period;
    std::string label; ///< a name that tells rows of one period apart ("CHN"); empty for one row a
                       ///< period
    std::string name;  ///< of the label, for readers
    std::vector<Value> values;        ///< one for each column
    std::vector<std::string> notes{}; ///< what concerns this row alone
    bool operator==(const Row&) const = default;
};

/// One evaluated measure.
struct Table {
    std::string id;
    std::string form;
    std::string title;
    std::string formula;  ///< in general terms
    std::string citation; ///< the paper or document that the form follows
    std::vector<std::string> assumptions;
    std::vector<std::string> notes; ///< what a reader should know of this very result
    std::vector<Column> columns;
    std::vector<Row> rows;            ///< by period, then as the form orders them
    std::vector<std::string> sources; ///< ids of those that it rests on besides its statements
    Place place;
    bool operator==(const Table&) const = default;
};

/// "oil-cap-rus/share@2018"; "hhi/CHN/share@2024" for a row with a label; no "@" without a period.
/// Unique inside a dossier: a slash before the "@" tells it from a cell ("KEY@PERIOD").
[[nodiscard]] std::string number_id(const Table& table, const Row& row, const Column& column);

} // namespace halflight::measures
