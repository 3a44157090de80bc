// SPDX-License-Identifier: Apache-2.0
// Prices of goods and of foreign money in a market, in units of local money. A crisis throws them
// up in one month; they come down evenly.
#include "part_list.hpp"
#include "statements.hpp"
#include "streams.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace halflight::simulate {

namespace {

using Json = nlohmann::ordered_json;

struct Good {
    std::string_view code;
    std::string_view indicator;
    std::string_view dims;
    std::string_view unit;
    double level;  ///< in the first month
    double passes; ///< how much of a crisis, on the logarithm; rice: all
};
constexpr std::array goods{Good{"rice", "price.market", "good=rice", "1 per kg", 5000, 1},
                           Good{"maize", "price.market", "good=maize", "1 per kg", 2000, 1.2},
                           Good{"petrol", "price.market", "good=petrol", "1 per kg", 9000, 0.7},
                           Good{"dollar", "price.exchange", "", "1 per USD", 8000, 0.4}};

constexpr int days_to_report = 10;

struct Crisis {
    std::size_t onset; ///< month
    std::size_t months;
};

/// As many as fit with half a year of calm before each, each in its part of the months.
std::vector<Crisis> crises_of(const Country& country) {
    const CountrySpec& spec = country.spec;
    constexpr std::size_t calm = 6;
    const auto length = static_cast<std::size_t>(spec.crisis_months);
    const std::size_t fit = country.months.size() / (length + calm);
    const std::size_t count =
        spec.crisis_size > 0 ? std::min(fit, static_cast<std::size_t>(spec.price_crises)) : 0;
    const Random random = draws(spec.seed, Stream::price_crises);
    std::vector<Crisis> crises;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t room = country.months.size() / count;
        const std::size_t onset = i * room + calm + random.below(i, room - length - calm + 1);
        crises.push_back({onset, length});
    }
    return crises;
}

/// Share of a crisis that is left: 1 in the month of its onset, 0 after its length.
double strength(std::span<const Crisis> crises, std::size_t month) {
    double sum = 0;
    for (const Crisis& crisis : crises) {
        if (month >= crisis.onset && month < crisis.onset + crisis.months) {
            sum +=
                1 - static_cast<double>(month - crisis.onset) / static_cast<double>(crisis.months);
        }
    }
    return sum;
}

std::vector<double> prices_of(const Country& country, std::size_t good,
                              std::span<const Crisis> crises) {
    const CountrySpec& spec = country.spec;
    const Random random = draws(spec.seed, Stream::prices, static_cast<std::uint32_t>(good));
    constexpr double growth = 0.002; // a month
    constexpr double season = 0.04;  // dearest before the harvest
    constexpr double persistence = 0.5;
    std::vector<double> out;
    double state = random.normal(0);
    for (std::size_t t = 0; t < country.months.size(); ++t) {
        state =
            persistence * state + std::sqrt(1 - persistence * persistence) * random.normal(t + 1);
        const double logarithm = growth * static_cast<double>(t) - season * country.season[t] +
                                 spec.price_noise * state +
                                 spec.crisis_size * goods.at(good).passes * strength(crises, t);
        out.push_back(goods.at(good).level * std::exp(logarithm));
    }
    return out;
}

Statement price_statement(const Good& good, const Period& month, const std::string& value) {
    Statement row;
    row.id = fmt::format("price-{}-{}", good.code, to_string(month));
    row.indicator = good.indicator;
    row.area = made;
    row.dims = good.dims;
    row.period = month;
    row.value = value;
    row.unit = good.unit;
    row.source = "made-market";
    row.known_since = {month.end.days + days_to_report};
    return row;
}

std::string price_codes() {
    std::string text = "\n[indicator.\"price.market\"]\n"
                       "name = \"Market price, units of local money for a kilogram\"\n"
                       "type = \"level\"\nunit = \"1 per kg\"\nnonnegative = true\n"
                       "\n[indicator.\"price.exchange\"]\n"
                       "name = \"Market rate, units of local money for a dollar\"\n"
                       "type = \"level\"\nunit = \"1 per USD\"\nnonnegative = true\n"
                       "\n[dimension.good]\nname = \"What is sold\"\n";
    for (const Good& good : goods) {
        text += good.dims.empty() ? ""
                                  : fmt::format("  [dimension.good.codes.{}]\n  name = \"{}\"\n",
                                                good.code, good.code);
    }
    return text;
}

} // namespace

Part prices_part(const Country& country) {
    const CountrySpec& spec = country.spec;
    const std::vector<Crisis> crises = crises_of(country);
    const Random gaps = draws(spec.seed, Stream::price_gaps);
    std::vector<Statement> rows;
    Json passes;
    for (std::size_t g = 0; g < goods.size(); ++g) {
        const std::vector<double> prices = prices_of(country, g, crises);
        for (std::size_t t = 0; t < prices.size(); ++t) {
            const bool seen = gaps.uniform(g * prices.size() + t) >= spec.price_missing;
            rows.push_back(price_statement(goods.at(g), country.months[t],
                                           seen ? whole(prices[t]) : "not_collected"));
        }
        passes[std::string(goods.at(g).code)] = goods.at(g).passes;
    }
    Json told = Json::array();
    for (const Crisis& crisis : crises) {
        told.push_back({{"onset", to_string(country.months[crisis.onset])},
                        {"months", crisis.months},
                        {"size", spec.crisis_size}});
    }
    Part part;
    part.files.push_back({"claims/prices.csv", claims_csv(rows)});
    part.claims = rows.size();
    part.sources = source_table({"made-market", "Prices asked in markets", 'C', "", {}});
    part.codes = price_codes();
    part.truth_key = "prices";
    part.truth = {{"crises", told}, {"passes", passes}};
    return part;
}

} // namespace halflight::simulate
