// SPDX-License-Identifier: Apache-2.0
// What a border table leaves unnamed: the residual, and the same for other peoples.
#include "labour_border_parameters.hpp"
#include "labour_parts.hpp"
#include "table_parts.hpp"

#include <fmt/format.h>

#include <array>

namespace halflight::measures {

namespace {

constexpr std::array residual_parameters = {total_info, named_info, stated_info, frequency_info,
                                            from_info,  to_info,    periods_info};

std::vector<Column> border_columns(const std::string& unit) {
    return {{"total", "Total", unit},
            {"named", "Sum of the named", unit},
            {"residual", "Residual", unit},
            {"share", "Share of the residual", "percent"}};
}

std::string disagreement(const Period& period, const std::string& of = "") {
    return fmt::format("{}{}: the residual as published and the total less the named parts exclude "
                       "each other; the range holds both.",
                       to_string(period), of);
}

Table evaluate_residual(const View& view, Arguments& arguments) {
    Table table;
    const auto border = border_table(view, arguments);
    if (!border) {
        return table;
    }
    const std::string unit = view.unit(border->total).text;
    table.columns = border_columns(unit);
    table.columns.push_back({"stated", "Residual as published", unit});
    for (const Period& period : arguments.periods(border->total)) {
        const BorderRow row = border_row(view, *border, period);
        table.rows.push_back(
            {period, "", "", {row.total, row.named, row.amount, row.share, row.stated}});
        if (!row.agrees) {
            table.notes.push_back(disagreement(period));
        }
    }
    return table;
}

// ---- placebo

/// Counterparts of the series that differ from `total` in that alone, in order of key.
std::vector<std::string> other_counterparts(const View& view, ledger::SeriesIndex total) {
    const ledger::Ledger& ledger = view.ledger();
    const ledger::SeriesKey own = ledger.series()[total];
    std::vector<std::string> found;
    for (const ledger::SeriesIndex index : view.of_indicator(ledger.text(own.indicator))) {
        const ledger::SeriesKey& key = ledger.series()[index];
        if (key.area == own.area && key.dims == own.dims && key.unit == own.unit &&
            key.counterpart != own.counterpart) {
            found.emplace_back(ledger.text(key.counterpart));
        }
    }
    return found;
}

std::optional<BorderTable> placebo_table(const View& view, const BorderTable& table,
                                         const std::string& counterpart) {
    BorderTable out;
    const auto total = with_counterpart(view, table.total, counterpart);
    if (!total) {
        return std::nullopt;
    }
    out.total = *total;
    for (const auto& [label, series] : table.named) {
        const auto part = with_counterpart(view, series, counterpart);
        if (!part) {
            return std::nullopt;
        }
        out.named.emplace_back(label, *part);
    }
    if (table.stated) {
        out.stated = with_counterpart(view, *table.stated, counterpart);
    }
    return out;
}

Table evaluate_placebo(const View& view, Arguments& arguments) {
    Table table;
    const auto border = border_table(view, arguments);
    if (!border) {
        return table;
    }
    table.columns = border_columns(view.unit(border->total).text);
    const ledger::SeriesKey own = view.ledger().series()[border->total];
    std::vector<std::pair<std::string, BorderTable>> all = {
        {std::string(view.ledger().text(own.counterpart)), *border}};
    for (const std::string& counterpart : other_counterparts(view, border->total)) {
        if (auto other = placebo_table(view, *border, counterpart)) {
            all.emplace_back(counterpart, std::move(*other));
        }
    }
    if (all.size() == 1) {
        table.notes.emplace_back("The ledger holds no other nationality: a change of the table "
                                 "itself cannot be told from a change of this one.");
    }
    for (const Period& period : arguments.periods(border->total)) {
        for (const auto& [counterpart, other] : all) {
            const BorderRow row = border_row(view, other, period);
            table.rows.push_back({period,
                                  column_id(counterpart),
                                  reader_name(view, counterpart, other.total),
                                  {row.total, row.named, row.amount, row.share}});
            if (!row.agrees) {
                table.notes.push_back(disagreement(period, ", " + counterpart));
            }
        }
    }
    return table;
}

constexpr std::array all_forms = {
    Form{"residual", "What a table of entries leaves unnamed",
         "total - sum of the named parts; share = residual / total", "identity",
         residual_parameters, evaluate_residual},
    Form{"residual-placebo", "The same residual for other nationalities",
         "total - sum of the named parts; share = residual / total",
         "placebo outcome (Athey and Imbens 2017)", residual_parameters, evaluate_placebo},
};

} // namespace

std::span<const Form> residual_forms() {
    return all_forms;
}

} // namespace halflight::measures
