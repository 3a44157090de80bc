// SPDX-License-Identifier: Apache-2.0
// Any bytes are a table of prices, or faults with place and remedy. What is read can be weighed: a
// price above zero of something, once for each row.
#include "fuzz.hpp"
#include "halflight/base/text.hpp"
#include "halflight/sources/wfp_prices.hpp"

#include <cmath>
#include <set>

using halflight::fuzz::require;

namespace {

void check_rows(const halflight::watch::PriceTable& table) {
    std::set<std::uint32_t> lines;
    const halflight::watch::PriceRow* before = nullptr;
    for (const auto& row : table.rows) {
        require(std::isfinite(row.price) && row.price > 0, "a price is above zero");
        require(!row.market.empty() && !row.commodity.empty() && !row.unit.empty() &&
                    !row.type.empty() && !row.currency.empty(),
                "a price is of something");
        require(row.line > 1 && lines.insert(row.line).second, "a row has a line of its own");
        require(before == nullptr || before->month.first <= row.month.first, "months go up");
        before = &row;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = halflight::fuzz::as_text(data, size);
    const auto report = halflight::sources::read_wfp_prices(text, {.file = "p.csv", .id = ""});
    check_rows(report.table);
    for (const auto& diagnostic : report.diagnostics.items()) {
        require(!diagnostic.message.empty() && !diagnostic.hint.empty(),
                "a diagnostic says what is wrong and what to do");
        require(diagnostic.place.line >= 1 && diagnostic.place.column >= 1,
                "a diagnostic has a place");
        require(!halflight::first_invalid_utf8(to_text(diagnostic)), "a diagnostic is UTF-8");
    }
    require(!report.table.rows.empty() || report.diagnostics.errors() > 0,
            "a table without prices says why");
    return 0;
}
