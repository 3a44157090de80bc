// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

#include <gtest/gtest.h>

namespace halflight::measures::test {

namespace {

constexpr const char* sources = R"([source.agency]
publisher = "Agency"
title = "Bulletin"
date = 2024-12-01
language = "en"
reliability = "B"

[source.paper]
publisher = "Paper"
title = "Article"
date = 2024-12-05
language = "en"
reliability = "C"

[source.made]
publisher = "Nobody"
title = "Made numbers"
date = 2024-12-05
language = "en"
reliability = "F"
synthetic = true
)";

std::string claims_csv(std::string_view rows) {
    std::string csv = "id,indicator,area,counterpart,dims,start,end,low,value,high,unit,kind,"
                      "source,known_since,credibility\n";
    while (!rows.empty()) {
        const std::size_t stop = std::min(rows.find('\n'), rows.size());
        if (stop > 0) {
            csv += std::string(rows.substr(0, stop)) + ",2024-12-31,2\n";
        }
        rows.remove_prefix(std::min(stop + 1, rows.size()));
    }
    return csv;
}

} // namespace

World::World(const std::string& codes, std::string_view rows, const std::string& measures)
    : dossier(dossier::load({{"dossier.toml", "title = \"World\"\narea = \"PRK\"\n"},
                             {"sources.toml", sources},
                             {"codes.toml", codes},
                             {"measures.toml", measures},
                             {"claims/all.csv", claims_csv(rows)}})),
      report(reason::analyse(dossier.ledger, dossier.relations, dossier.verdicts, {})) {
    for (const Diagnostic& diagnostic : dossier.diagnostics.items()) {
        ADD_FAILURE() << to_text(diagnostic);
    }
}

Report World::evaluated() {
    Report found = evaluate(view(), dossier.measures);
    expect_points_inside(found);
    return found;
}

void expect_points_inside(const Report& report) {
    for (const Table& table : report.tables) {
        for (const Row& row : table.rows) {
            for (std::size_t i = 0; i < table.columns.size(); ++i) {
                const Value& value = row.values[i];
                EXPECT_TRUE(!value.point || point_within(value.bounds, value.point))
                    << number_id(table, row, table.columns[i]) << " is " << *value.point
                    << " and lies in " << to_string(value.bounds);
            }
        }
    }
}

const Table& table_of(const Report& report, std::string_view id) {
    static const Table none;
    for (const Table& table : report.tables) {
        if (table.id == id) {
            return table;
        }
    }
    ADD_FAILURE() << "no table " << id;
    for (const Diagnostic& diagnostic : report.diagnostics.items()) {
        ADD_FAILURE() << to_text(diagnostic);
    }
    return none;
}

const Value& value_of(const Report& report, std::string_view number) {
    static const Value none;
    for (const Table& table : report.tables) {
        for (const Row& row : table.rows) {
            for (std::size_t i = 0; i < table.columns.size(); ++i) {
                if (number_id(table, row, table.columns[i]) == number) {
                    return row.values[i];
                }
            }
        }
    }
    ADD_FAILURE() << "no number " << number;
    return none;
}

std::string codes_of(const Report& report) {
    std::string codes;
    for (const Diagnostic& diagnostic : report.diagnostics.items()) {
        codes += (codes.empty() ? "" : " ") + diagnostic.code;
    }
    return codes;
}

} // namespace halflight::measures::test
