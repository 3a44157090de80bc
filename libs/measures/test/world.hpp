// SPDX-License-Identifier: Apache-2.0
// Tiny dossiers for tests: text in, tables out.
#pragma once

#include "halflight/dossier/dossier.hpp"
#include "halflight/measures/evaluate.hpp"

#include <string>
#include <string_view>

namespace halflight::measures::test {

/// A loaded and analysed dossier. `codes` is codes.toml; `rows` are claim rows under the header
/// id,indicator,area,counterpart,dims,start,end,low,value,high,unit,kind,source (known since
/// 2024-12-31, credibility 2), sources "agency", "paper" and "made" (synthetic); `measures` is
/// measures.toml. Faults of the text fail the test.
struct World {
    World(const std::string& codes, std::string_view rows, const std::string& measures = "");

    [[nodiscard]] View view() { return View(dossier.ledger, report); }
    /// The measures of the dossier. A point outside its bounds fails the test.
    [[nodiscard]] Report evaluated();

    dossier::Dossier dossier;
    reason::Report report;
};

/// Every point of every table lies within its bounds, but for rounding.
void expect_points_inside(const Report& report);
/// The table of that id; fails the test and gives an empty one where there is none.
[[nodiscard]] const Table& table_of(const Report& report, std::string_view id);
/// The value with that number id; fails the test and gives a missing one where there is none.
[[nodiscard]] const Value& value_of(const Report& report, std::string_view number);
/// "M002 M005": codes of the diagnostics in order, for comparison.
[[nodiscard]] std::string codes_of(const Report& report);

} // namespace halflight::measures::test
