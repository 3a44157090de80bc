// SPDX-License-Identifier: Apache-2.0
// The country's trade as its partners report it: imports with freight and insurance, exports
// without; in some months part of the namesake's trade is booked as the country's.
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
using Series = std::vector<double>;

/// As the partner sees them.
struct Flow {
    std::string_view indicator;
    bool partner_imports;
};
constexpr std::array flows{Flow{"trade.imports", true}, Flow{"trade.exports", false}};

struct Reporter {
    std::string_view area;
    std::string_view source;
    double share; ///< of the country's trade
};
constexpr std::array reporters{Reporter{partner_north, "made-customs-north", 0.3},
                               Reporter{partner_east, "made-customs-east", 0.7}};

constexpr std::array subjects{made, namesake};
constexpr int days_to_report = 50;
constexpr int days_late = 180;

enum class Fate : unsigned char { in_time, late, missing };

/// Trade of one partner with one country in one direction, USD by month.
struct Line {
    std::size_t reporter = 0;
    std::size_t flow = 0;
    std::size_t subject = 0;
    Series fob;      ///< as it was
    Series margin;   ///< (reported value - FOB) / FOB
    Series reported; ///< after mix-ups
    std::vector<Fate> fate;
};

std::uint32_t number_of(const Line& line) {
    return static_cast<std::uint32_t>((line.reporter * flows.size() + line.flow) * subjects.size() +
                                      line.subject);
}

/// The namesake's trade is larger and steady; the country's follows industry, season and border.
Series true_flow(const Country& country, const Line& line, std::span<const double> industry) {
    const CountrySpec& spec = country.spec;
    const Random random = draws(spec.seed, Stream::trade_flows, number_of(line));
    constexpr double namesake_size = 3;
    constexpr double million = 1e6;
    constexpr double season = 0.15;
    constexpr double shut = 0.8;
    constexpr double wobble = 0.12;
    constexpr double persistence = 0.6;
    const bool own = line.subject == 0;
    const double year =
        flows.at(line.flow).partner_imports ? spec.trade_exports : spec.trade_imports;
    const double level =
        year * million / 12 * reporters.at(line.reporter).share * (own ? 1 : namesake_size);
    Series out;
    double state = random.normal(0);
    for (std::size_t t = 0; t < country.months.size(); ++t) {
        state =
            persistence * state + std::sqrt(1 - persistence * persistence) * random.normal(t + 1);
        const double moved =
            own ? industry[t] * (1 + season * country.season[t]) * (1 - shut * country.closed[t])
                : 1;
        out.push_back(level * moved * std::exp(wobble * state));
    }
    return out;
}

Series margins(const Country& country, const Line& line) {
    const Random random = draws(country.spec.seed, Stream::trade_margins, number_of(line));
    constexpr double clerks = 0.01; // what exporters and their customs differ by
    Series out;
    for (std::size_t t = 0; t < country.months.size(); ++t) {
        out.push_back(flows.at(line.flow).partner_imports
                          ? std::max(0.0, country.spec.cif_margin +
                                              country.spec.cif_spread * random.normal(t))
                          : clerks * random.normal(t));
    }
    return out;
}

std::vector<Fate> fates(const Country& country, const Line& line) {
    const CountrySpec& spec = country.spec;
    const Random random = draws(spec.seed, Stream::trade_gaps, number_of(line));
    std::vector<Fate> out;
    for (std::size_t t = 0; t < country.months.size(); ++t) {
        const double level = random.uniform(t);
        const bool comes = level >= spec.trade_missing;
        const Fate when = level < spec.trade_missing + spec.trade_late ? Fate::late : Fate::in_time;
        out.push_back(comes ? when : Fate::missing);
    }
    return out;
}

/// Months in which a reporter books part of the namesake's trade as the country's, in order.
std::vector<std::size_t> mixed_months(const Country& country, std::size_t reporter) {
    const CountrySpec& spec = country.spec;
    std::vector<std::size_t> months(country.months.size());
    const Random random =
        draws(spec.seed, Stream::trade_mixups, static_cast<std::uint32_t>(reporter));
    for (std::size_t t = 0; t < months.size(); ++t) {
        months[t] = t;
    }
    const std::size_t wanted =
        spec.mixup_share > 0 ? std::min(months.size(), static_cast<std::size_t>(spec.mixup_months))
                             : 0;
    for (std::size_t i = 0; i < wanted; ++i) {
        std::swap(months[i], months[i + random.below(i, months.size() - i)]);
    }
    months.resize(wanted);
    std::ranges::sort(months);
    return months;
}

std::vector<Line> make_lines(const Country& country,
                             std::span<const std::vector<std::size_t>> mixed) {
    Series industry;
    for (std::size_t t = 0; t < country.months.size(); ++t) {
        double sum = 0;
        for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
            sum += country.treated_activity(t, e);
        }
        industry.push_back(sum / static_cast<double>(country.enterprises.size()));
    }
    std::vector<Line> lines;
    for (std::size_t r = 0; r < reporters.size(); ++r) {
        for (std::size_t f = 0; f < flows.size(); ++f) {
            for (std::size_t s = 0; s < subjects.size(); ++s) {
                Line line{r, f, s, {}, {}, {}, {}};
                line.fob = true_flow(country, line, industry);
                line.margin = margins(country, line);
                line.fate = fates(country, line);
                for (std::size_t t = 0; t < line.fob.size(); ++t) {
                    line.reported.push_back(line.fob[t] * (1 + line.margin[t]));
                }
                lines.push_back(std::move(line));
            }
            Line& other = lines.back();
            for (const std::size_t t : mixed[r]) {
                const double wrong = country.spec.mixup_share * other.reported[t];
                lines[lines.size() - 2].reported[t] += wrong;
                other.reported[t] -= wrong;
            }
        }
    }
    return lines;
}

Statement flow_statement(const Line& line, const Period& period, const std::string& value) {
    const Reporter& reporter = reporters.at(line.reporter);
    Statement row;
    row.id = fmt::format("{}-{}-{}-{}", flows.at(line.flow).indicator, reporter.area,
                         subjects.at(line.subject), to_string(period));
    row.indicator = flows.at(line.flow).indicator;
    row.area = reporter.area;
    row.counterpart = subjects.at(line.subject);
    row.period = period;
    row.value = value;
    row.unit = "thousand USD";
    row.source = reporter.source;
    row.known_since = {period.end.days + days_to_report};
    return row;
}

std::string thousands(double usd) {
    return whole(usd / 1000);
}

void print_months(const Country& country, const Line& line, std::vector<Statement>& rows) {
    for (std::size_t t = 0; t < country.months.size(); ++t) {
        const Period& month = country.months[t];
        if (line.fate[t] == Fate::missing) {
            rows.push_back(flow_statement(line, month, "not_published"));
            continue;
        }
        Statement row = flow_statement(line, month, thousands(line.reported[t]));
        if (line.fate[t] == Fate::late) {
            row.known_since.days += days_late;
            rows.push_back(flow_statement(line, month, "late"));
            rows.back().id += "-late";
            rows.back().withdrawn = row.known_since;
        }
        rows.push_back(std::move(row));
    }
}

/// Totals of years hold the months that were never published.
void print_years(const Country& country, const Line& line, std::vector<Statement>& rows) {
    for (const Period& year : units_inside(whole_span(country), Frequency::annual)) {
        double sum = 0;
        for (const std::size_t t : months_in(country, year)) {
            sum += line.reported[t];
        }
        rows.push_back(flow_statement(line, year, thousands(sum)));
        rows.back().known_since.days += days_late;
    }
}

Json lines_truth(const Country& country, std::span<const Line> lines) {
    Json out = Json::array();
    for (const Line& line : lines) {
        Json missing = Json::array();
        Json late = Json::array();
        for (std::size_t t = 0; t < line.fate.size(); ++t) {
            if (line.fate[t] == Fate::missing) {
                missing.push_back(to_string(country.months[t]));
            } else if (line.fate[t] == Fate::late) {
                late.push_back(to_string(country.months[t]));
            }
        }
        out.push_back({{"reporter", reporters.at(line.reporter).area},
                       {"flow", flows.at(line.flow).indicator},
                       {"counterpart", subjects.at(line.subject)},
                       {"fob_usd", line.fob},
                       {"margin", line.margin},
                       {"missing", missing},
                       {"late", late}});
    }
    return out;
}

} // namespace

Part trade_part(const Country& country) {
    std::array<std::vector<std::size_t>, reporters.size()> mixed;
    Json mixups = Json::array();
    for (std::size_t r = 0; r < reporters.size(); ++r) {
        mixed.at(r) = mixed_months(country, r);
        for (const std::size_t t : mixed.at(r)) {
            mixups.push_back({{"reporter", reporters.at(r).area},
                              {"month", to_string(country.months[t])},
                              {"belongs_to", namesake},
                              {"booked_as", made},
                              {"share", country.spec.mixup_share}});
        }
    }
    const std::vector<Line> lines = make_lines(country, mixed);
    std::vector<Statement> rows;
    for (const Line& line : lines) {
        print_months(country, line, rows);
        print_years(country, line, rows);
    }
    Part part;
    part.files.push_back({"claims/trade.csv", claims_csv(rows)});
    part.claims = rows.size();
    part.sources =
        source_table({"made-customs-north", "Customs of the northern partner", 'B', "", {}}) +
        source_table({"made-customs-east", "Customs of the eastern partner", 'B', "", {}});
    part.codes = "\n[indicator.\"trade.imports\"]\n"
                 "name = \"Imports of goods, with freight and insurance\"\n"
                 "type = \"flow\"\nunit = \"USD\"\n"
                 "\n[indicator.\"trade.exports\"]\nname = \"Exports of goods, free on board\"\n"
                 "type = \"flow\"\nunit = \"USD\"\n";
    part.truth_key = "trade";
    part.truth = {{"lines", lines_truth(country, lines)}, {"mixups", mixups}};
    return part;
}

} // namespace halflight::simulate
