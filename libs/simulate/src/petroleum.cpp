// SPDX-License-Identifier: Apache-2.0
// Refined petroleum that two partners deliver under a cap. They report it month by month, until
// they stop; years later somebody estimates what came after.
#include "part_list.hpp"
#include "statements.hpp"
#include "streams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::simulate {

namespace {

using Json = nlohmann::ordered_json;

constexpr double barrels_per_tonne = 8.3; ///< of the mix that is delivered
constexpr int days_to_report = 60;
constexpr int days_to_estimate = 200;

struct Supplier {
    std::string_view area;
    double share;
    bool in_tonnes;
};
constexpr std::array suppliers{Supplier{partner_north, 0.6, false},
                               Supplier{partner_east, 0.4, true}};

/// Barrels by month.
std::vector<double> delivered(const Country& country, std::size_t supplier) {
    const CountrySpec& spec = country.spec;
    const Random random =
        draws(spec.seed, Stream::oil_volumes, static_cast<std::uint32_t>(supplier));
    constexpr double wobble = 0.2;
    constexpr double shut = 0.6;
    std::vector<double> out;
    for (std::size_t t = 0; t < country.months.size(); ++t) {
        const bool reported = country.months[t].first < spec.oil_stop.first;
        const double year = spec.oil_cap * (reported ? spec.oil_before : spec.oil_after);
        out.push_back(year / 12 * suppliers.at(supplier).share * (1 - shut * country.closed[t]) *
                      std::exp(wobble * random.normal(t)));
    }
    return out;
}

Statement oil_statement(std::string id, std::string_view from, const Period& period,
                        std::string unit) {
    Statement row;
    row.id = std::move(id);
    row.indicator = "oil.refined";
    row.area = made;
    row.counterpart = from;
    row.period = period;
    row.unit = std::move(unit);
    return row;
}

void print_reports(const Country& country, std::size_t supplier, std::span<const double> barrels,
                   std::vector<Statement>& rows) {
    const Supplier& one = suppliers.at(supplier);
    for (std::size_t t = 0; t < country.months.size(); ++t) {
        const Period& month = country.months[t];
        Statement row = oil_statement(fmt::format("oil-{}-{}", one.area, to_string(month)),
                                      one.area, month, one.in_tonnes ? "t" : "bbl");
        row.source = "made-committee";
        row.known_since = {month.end.days + days_to_report};
        row.value = month.first < country.spec.oil_stop.first
                        ? whole(barrels[t] / (one.in_tonnes ? barrels_per_tonne : 1))
                        : "not_published";
        rows.push_back(std::move(row));
    }
}

void print_caps(const Country& country, std::vector<Statement>& rows) {
    for (const Period& year : units_inside(whole_span(country), Frequency::annual)) {
        Statement row =
            oil_statement(fmt::format("oil-cap-{}", to_string(year)), both_partners, year, "bbl");
        row.value = fmt::format("={}", whole(country.spec.oil_cap));
        row.kind = "cap";
        row.source = "made-resolution";
        row.known_since = whole_span(country).first;
        rows.push_back(std::move(row));
    }
}

/// Ranges for the half-years after the last report. Whether they hold the truth is told there.
Json print_estimates(const Country& country, std::span<const double> barrels,
                     std::vector<Statement>& rows) {
    const CountrySpec& spec = country.spec;
    const Random random = draws(spec.seed, Stream::oil_estimates);
    Json told = Json::array();
    for (const Period& half : units_inside(whole_span(country), Frequency::half_year)) {
        if (half.first < spec.oil_stop.first) {
            continue;
        }
        const auto inside = months_in(country, half);
        const double truth = mean_over(barrels, inside) * static_cast<double>(inside.size());
        const double middle = truth * std::exp(spec.oil_error / 2 * random.normal(inside.front()));
        const double low = std::round(middle * (1 - spec.oil_error));
        const double high = std::round(middle * (1 + spec.oil_error));
        Statement row = oil_statement(fmt::format("oil-estimate-{}", to_string(half)),
                                      both_partners, half, "bbl");
        row.low = whole(low);
        row.high = whole(high);
        row.kind = "estimate";
        row.source = "made-tankers";
        row.known_since = {half.end.days + days_to_estimate};
        rows.push_back(std::move(row));
        told.push_back({{"period", to_string(half)},
                        {"barrels", truth},
                        {"holds", low <= truth && truth <= high}});
    }
    return told;
}

} // namespace

Part petroleum_part(const Country& country) {
    std::vector<Statement> rows;
    std::vector<double> all(country.months.size());
    Json by_supplier;
    for (std::size_t s = 0; s < suppliers.size(); ++s) {
        const std::vector<double> barrels = delivered(country, s);
        for (std::size_t t = 0; t < all.size(); ++t) {
            all[t] += barrels[t];
        }
        print_reports(country, s, barrels, rows);
        by_supplier[std::string(suppliers.at(s).area)] = barrels;
    }
    print_caps(country, rows);
    const Json estimates = print_estimates(country, all, rows);
    const auto stop = std::ranges::find_if(country.months, [&](const Period& month) {
        return month.first >= country.spec.oil_stop.first;
    });
    Part part;
    part.files.push_back({"claims/petroleum.csv", claims_csv(rows)});
    part.claims = rows.size();
    part.sources =
        source_table({"made-committee", "Deliveries that partners reported", 'B', "", {}}) +
        source_table({"made-resolution", "The cap on refined petroleum", 'A', "", {}}) +
        source_table({"made-tankers", "Deliveries by counted tankers", 'C', "", {}});
    part.codes = "\n[indicator.\"oil.refined\"]\nname = \"Refined petroleum delivered\"\n"
                 "type = \"flow\"\nunits = [\"bbl\", \"t\"]\n"
                 "  [[indicator.\"oil.refined\".conversion]]\n  from = \"t\"\n  to = \"bbl\"\n"
                 "  low = 6.62\n  high = 11.65\n  source = \"made-committee\"\n";
    part.truth_key = "petroleum";
    part.truth = {
        {"first_month_unreported", stop == country.months.end() ? Json() : Json(to_string(*stop))},
        {"barrels", by_supplier},
        {"barrels_per_tonne", barrels_per_tonne},
        {"estimates", estimates}};
    return part;
}

} // namespace halflight::simulate
