// SPDX-License-Identifier: Apache-2.0
// What a partner counts at its border, by quarter, nationality and purpose. From a date on some
// purposes of one nationality are booked under another code; nobody says so, and totals stay right.
#include "part_list.hpp"
#include "statements.hpp"
#include "streams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::simulate {

namespace {

struct Purpose {
    std::string_view code;
    std::string_view name;
    double share;
};
constexpr std::array purposes{
    Purpose{"study", "Study", 0.25},      Purpose{"work", "Work", 0.3},
    Purpose{"business", "Business", 0.2}, Purpose{"tourism", "Tourism", 0.05},
    Purpose{"private", "Private", 0.15},  Purpose{"transit", "Transit", 0.05}};
constexpr std::size_t may_rise = 2; ///< study and work
constexpr std::size_t may_move = 3; ///< and business

constexpr std::string_view unclassified = "unclassified";
constexpr int days_to_table = 45;
constexpr int days_to_yearbook = 300;

/// Entries as they were, by quarter and purpose.
using Counts = std::vector<std::array<double, purposes.size()>>;

struct Table {
    std::vector<Period> quarters;
    std::vector<std::string> nationalities; ///< the made one first
    std::vector<Counts> counts;             ///< by nationality
    std::array<bool, purposes.size()> moved{};
    std::size_t first_moved = 0; ///< quarter; as many as there are: never

    [[nodiscard]] bool is_moved(std::size_t n, std::size_t q, std::size_t p) const {
        return n == 0 && q >= first_moved && moved.at(p);
    }
};

Counts count_entries(const Country& country, const Table& table, std::size_t n) {
    const CountrySpec& spec = country.spec;
    const auto which = static_cast<std::uint32_t>(n);
    const Random levels = draws(spec.seed, Stream::border_levels, which);
    const Random months = draws(spec.seed, Stream::border_months, which);
    const Random random = draws(spec.seed, Stream::border_counts, which);
    constexpr double level_spread = 0.5;
    constexpr double mix_spread = 0.2;
    constexpr double wobble = 0.1;
    constexpr double shut = 0.97; // of entries, in a month with a closed border
    const double level =
        spec.border_entries * (n == 0 ? 1 : std::exp(level_spread * levels.normal(0)));
    Counts counts(table.quarters.size());
    for (std::size_t q = 0; q < counts.size(); ++q) {
        const auto inside = months_in(country, table.quarters[q]);
        const double open = n == 0 ? 1 - shut * mean_over(country.closed, inside) : 1;
        const double rise = n == 0 ? spec.entries_rise * mean_over(country.ramp, inside) : 0;
        for (std::size_t p = 0; p < purposes.size(); ++p) {
            const std::uint64_t index = q * purposes.size() + p;
            const double rate =
                level * purposes.at(p).share * std::exp(mix_spread * levels.normal(p + 1)) * open *
                (p < may_rise ? 1 + rise : 1) * std::exp(wobble * months.normal(index));
            counts[q].at(p) = draw_count(random, index, rate);
        }
    }
    return counts;
}

/// Which purposes move, so far as there are quarters before and after.
void move_purposes(const CountrySpec& spec, Table& table) {
    const auto first = static_cast<std::size_t>(
        std::ranges::find_if(table.quarters,
                             [&](const Period& q) { return q.first >= spec.purpose_move.first; }) -
        table.quarters.begin());
    const bool inside = first > 0 && first < table.quarters.size() && spec.moved_purposes > 0;
    table.first_moved = inside ? first : table.quarters.size();
    if (!inside) {
        return;
    }
    const Random random = draws(spec.seed, Stream::border_moved);
    const std::size_t one = random.below(0, may_move);
    table.moved.at(one) = true;
    if (spec.moved_purposes > 1) {
        table.moved.at((one + 1 + random.below(1, may_move - 1)) % may_move) = true;
    }
}

Table make_table(const Country& country) {
    Table table;
    table.quarters = units_inside(whole_span(country), Frequency::quarter);
    table.nationalities.emplace_back(made);
    for (int i = 1; i <= country.spec.border_others; ++i) {
        table.nationalities.push_back(fmt::format("OTHER_{}", i));
    }
    for (std::size_t n = 0; n < table.nationalities.size(); ++n) {
        table.counts.push_back(count_entries(country, table, n));
    }
    move_purposes(country.spec, table);
    return table;
}

Statement entry(const Table& table, std::size_t n, std::size_t q, std::string_view purpose,
                std::string value) {
    Statement row;
    row.id = fmt::format("border-{}-{}-{}", table.nationalities[n], purpose,
                         to_string(table.quarters[q]));
    row.indicator = "entries";
    row.area = partner_north;
    row.counterpart = table.nationalities[n];
    row.dims = fmt::format("purpose={}", purpose);
    row.period = table.quarters[q];
    row.value = std::move(value);
    row.unit = "persons";
    row.source = "made-border";
    row.known_since = {table.quarters[q].end.days + days_to_table};
    return row;
}

void print_quarter(const Table& table, std::size_t n, std::size_t q, std::vector<Statement>& rows) {
    double total = 0;
    double elsewhere = 0;
    for (std::size_t p = 0; p < purposes.size(); ++p) {
        const double count = table.counts[n][q].at(p);
        total += count;
        if (table.is_moved(n, q, p)) {
            elsewhere += count;
            rows.push_back(entry(table, n, q, purposes.at(p).code, "not_published"));
            rows.back().note = "the table has no such row";
        } else {
            rows.push_back(entry(table, n, q, purposes.at(p).code, whole(count)));
        }
    }
    rows.push_back(entry(table, n, q, unclassified, whole(elsewhere)));
    rows.push_back(entry(table, n, q, "total", whole(total)));
}

/// Every second year the partner's statistics print the country's people by the purposes that they
/// wrote on their cards.
void print_yearbook(const Table& table, std::vector<Statement>& rows) {
    for (std::size_t q = 0; q < table.quarters.size(); ++q) {
        const Period year = period_at(table.quarters[q].first, Frequency::annual);
        if (to_civil(year.first).year % 2 != 0) {
            continue;
        }
        for (std::size_t p = 0; p < purposes.size(); ++p) {
            Statement row =
                entry(table, 0, q, purposes.at(p).code, whole(table.counts[0][q].at(p)));
            row.id =
                fmt::format("yearbook-{}-{}", purposes.at(p).code, to_string(table.quarters[q]));
            row.source = "made-yearbook";
            row.known_since = {year.end.days + days_to_yearbook};
            rows.push_back(std::move(row));
        }
    }
}

std::string border_codes(const Table& table) {
    std::string text = "\n[indicator.entries]\nname = \"Persons that entered\"\ntype = \"flow\"\n"
                       "unit = \"persons\"\ninteger = true\n"
                       "\n[dimension.purpose]\nname = \"Purpose of travel\"\ndefault = \"total\"\n"
                       "  [dimension.purpose.codes.total]\n  name = \"All purposes\"\n  parts = [";
    for (std::size_t p = 0; p < purposes.size(); ++p) {
        text += fmt::format("{}\"{}\"", p == 0 ? "" : ", ", purposes.at(p).code);
    }
    text += "]\n  complete = true\n";
    for (const Purpose& purpose : purposes) {
        text += fmt::format("  [dimension.purpose.codes.{}]\n  name = \"{}\"\n", purpose.code,
                            purpose.name);
    }
    text += fmt::format("  [dimension.purpose.codes.{}]\n"
                        "  name = \"Of the total, under none of the purposes\"\n"
                        "  residual_of = \"total\"\n",
                        unclassified);
    for (std::size_t n = 1; n < table.nationalities.size(); ++n) {
        text +=
            fmt::format("\n[area.{}]\nname = \"Another country, {}\"\n", table.nationalities[n], n);
    }
    return text;
}

nlohmann::ordered_json border_truth(const Table& table) {
    nlohmann::ordered_json truth{{"indicator", "entries"},
                                 {"reporter", partner_north},
                                 {"nationality", made},
                                 {"recorded_under", unclassified},
                                 {"moved", nlohmann::ordered_json::array()},
                                 {"first_quarter", nullptr},
                                 {"first_seen", nullptr},
                                 {"placebo_nationalities", table.nationalities.size() - 1}};
    for (std::size_t p = 0; p < purposes.size(); ++p) {
        if (table.moved.at(p)) {
            truth["moved"].push_back(purposes.at(p).code);
        }
    }
    for (std::size_t q = table.quarters.size(); q-- > table.first_moved;) {
        truth["first_quarter"] = to_string(table.quarters[table.first_moved]);
        for (std::size_t p = 0; p < purposes.size(); ++p) {
            if (table.moved.at(p) && table.counts[0][q].at(p) > 0) {
                truth["first_seen"] = to_string(table.quarters[q]);
            }
        }
    }
    truth["entries"] = nlohmann::ordered_json::array();
    for (std::size_t q = 0; q < table.quarters.size(); ++q) {
        nlohmann::ordered_json row{{"quarter", to_string(table.quarters[q])}};
        for (std::size_t p = 0; p < purposes.size(); ++p) {
            row[std::string(purposes.at(p).code)] = table.counts[0][q].at(p);
        }
        truth["entries"].push_back(std::move(row));
    }
    return truth;
}

} // namespace

Part border_part(const Country& country) {
    const Table table = make_table(country);
    std::vector<Statement> rows;
    for (std::size_t n = 0; n < table.nationalities.size(); ++n) {
        for (std::size_t q = 0; q < table.quarters.size(); ++q) {
            print_quarter(table, n, q, rows);
        }
    }
    print_yearbook(table, rows);
    Part part;
    part.files.push_back({"claims/border.csv", claims_csv(rows)});
    part.claims = rows.size();
    part.sources =
        source_table({"made-border", "Persons at the border by quarter", 'B', "", {}}) +
        source_table({"made-yearbook", "Yearbook of the northern partner", 'B', "made-border", {}});
    part.codes = border_codes(table);
    part.truth_key = "border";
    part.truth = border_truth(table);
    return part;
}

} // namespace halflight::simulate
