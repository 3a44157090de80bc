// SPDX-License-Identifier: Apache-2.0
#include "claim_number.hpp"

#include "claim_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace halflight::dossier {
namespace {

using ledger::Claim;

/// The column that stands for the three where they are wrong together.
Column main_column(const ClaimRow& row) {
    return row[Column::value].empty() && !row[Column::low].empty() ? Column::low : Column::value;
}

/// Each field that cannot be read alone is reported; where all can, they do not go together.
void value_fault(ClaimRow& row, const Fault& fault, bool is_date) {
    bool all_readable = true;
    for (const Column column : {Column::low, Column::value, Column::high}) {
        const std::string_view text = row[column];
        const auto alone = is_date ? parse_date_quantity({}, text, {}) : parse_quantity(text);
        if (text.empty() || alone) {
            continue;
        }
        all_readable = false;
        if (row.spoil(FaultCode::bad_value, column)) {
            row.fault(FaultCode::bad_value, column, alone.fault().message,
                      hint_or(alone.fault().hint, is_date
                                                      ? "write a day or a longer period, as 2019-12"
                                                      : "write a number, as 1,234.5"));
        }
    }
    const Column at = main_column(row);
    if (all_readable && row.spoil(FaultCode::bad_value, at)) {
        row.fault(FaultCode::bad_value, at, fault.message,
                  hint_or(fault.hint,
                          "write the smaller as low, the larger as high, and a value, if any, "
                          "between them"));
    }
}

void narrow_to_integers(ClaimRow& row, Claim& claim, const ledger::Indicator& indicator) {
    const Interval whole = to_integers(claim.bounds);
    const Column column = main_column(row);
    if (!whole.empty()) {
        claim.bounds = whole;
    } else if (row.spoil(FaultCode::no_whole_number, column)) {
        row.fault(FaultCode::no_whole_number, column,
                  fmt::format("no whole number lies in {}, but {} counts", to_string(claim.bounds),
                              in_quotes(indicator.id)),
                  "write whole numbers, or integer = false at the indicator");
    }
}

void check_range(ClaimRow& row, Claim& claim, const ledger::Indicator& indicator) {
    const Column column = main_column(row);
    if (claim.bounds.empty()) {
        if (row.spoil(FaultCode::bad_value, column)) {
            row.fault(FaultCode::bad_value, column,
                      "the number has more digits than can be told apart",
                      "write at most 15 digits, and zeros behind them");
        }
        return;
    }
    const bool below_zero = claim.bounds.hi < 0 || (claim.bounds.hi == 0 && claim.bounds.hi_open);
    if (indicator.nonnegative && below_zero) {
        if (row.spoil(FaultCode::negative_value, column)) {
            row.fault(
                FaultCode::negative_value, column,
                fmt::format("the value lies below zero, which {} cannot", in_quotes(indicator.id)),
                "mend the sign, or write nonnegative = false at the indicator");
        }
        return;
    }
    if (indicator.integer) {
        narrow_to_integers(row, claim, indicator);
    }
}

void set_value(ClaimRow& row, Claim& claim, const Quantity& quantity, const ClaimSeries& series) {
    claim.form = quantity.form;
    claim.missing = quantity.missing;
    if (quantity.is_missing()) {
        return; // bounds stay all reals
    }
    constexpr int most_decimals = 127;
    claim.decimals = static_cast<std::int8_t>(std::clamp(quantity.decimals, 0, most_decimals));
    claim.bounds = quantity.bounds;
    claim.printed_low = quantity.low;
    claim.printed_high = quantity.high;
    if (!series.same_unit) {
        claim.bounds = convert(quantity.bounds, series.written, series.kept);
        claim.printed_low = from_base(to_base(quantity.low, series.written), series.kept);
        claim.printed_high = from_base(to_base(quantity.high, series.written), series.kept);
    }
    check_range(row, claim, *series.indicator);
}

} // namespace

void read_value(ClaimRow& row, Claim& claim, const ClaimSeries* series) {
    const std::string_view low = row[Column::low];
    const std::string_view value = row[Column::value];
    const std::string_view high = row[Column::high];
    const bool is_date =
        series != nullptr ? series->written.is_date() : row[Column::unit] == "date";
    const auto quantity =
        is_date ? parse_date_quantity(low, value, high) : parse_quantity(low, value, high);
    if (!quantity) {
        value_fault(row, quantity.fault(), is_date);
    } else if (series != nullptr) {
        set_value(row, claim, *quantity, *series);
    }
}

} // namespace halflight::dossier
