// SPDX-License-Identifier: Apache-2.0
// The tables of a made country say what its truth says that they say: flows with margins and
// mix-ups, prices with crises, visits with gaps, reports that stop.
#include "halflight/studies/turning_point.hpp"
#include "made_country.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace halflight::test {
namespace {

using nlohmann::json;
using simulate::CountrySpec;

using Texts = std::vector<std::string>;

/// Months from 2018-01 on.
std::string month_text(std::size_t index) {
    return fmt::format("{}-{:02}", 2018 + index / 12, index % 12 + 1);
}

std::string flow_id(const json& line, const std::string& counterpart, const std::string& period) {
    return fmt::format("{}-{}-{}-{}", line.at("flow").get<std::string>(),
                       line.at("reporter").get<std::string>(), counterpart, period);
}

/// Share of the namesake's trade that a reporter books as the country's, by month.
std::map<std::string, double> mixups_of(const MadeCountry& made, const std::string& reporter) {
    std::map<std::string, double> shares;
    for (const json& one : made.truth.at("trade").at("mixups")) {
        if (one.at("reporter") == reporter) {
            shares[one.at("month").get<std::string>()] = one.at("share").get<double>();
        }
    }
    return shares;
}

/// What a line reports in USD according to the truth; the line of the namesake follows that of the
/// country.
double reported(const MadeCountry& made, std::size_t line, std::size_t t) {
    const json& lines = made.truth.at("trade").at("lines");
    const auto plain = [&](std::size_t which) {
        return lines.at(which).at("fob_usd").at(t).get<double>() *
               (1 + lines.at(which).at("margin").at(t).get<double>());
    };
    const auto shares = mixups_of(made, lines.at(line).at("reporter").get<std::string>());
    const auto found = shares.find(month_text(t));
    const double share = found == shares.end() ? 0 : found->second;
    const bool own = lines.at(line).at("counterpart") == "MADE";
    return own ? plain(line) + share * plain(line + 1) : plain(line) * (1 - share);
}

TEST(MadeTrade, PartnersReportWhatTheTruthSays) {
    MadeCountry made = made_country(five_years());
    const json& lines = made.truth.at("trade").at("lines");
    ASSERT_EQ(lines.size(), 8U);
    EXPECT_EQ(made.truth.at("trade").at("mixups").size(), 12U);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const json& line = lines.at(i);
        const auto missing = line.at("missing").get<std::set<std::string>>();
        for (std::size_t t = 0; t < 60; ++t) {
            const auto& stated = claim(
                made, flow_id(line, line.at("counterpart").get<std::string>(), month_text(t)));
            if (missing.contains(month_text(t))) {
                EXPECT_EQ(stated.missing, Missing::not_published);
                continue;
            }
            ASSERT_TRUE(stated.has_value());
            const double value = reported(made, i, t);
            EXPECT_TRUE(stated.bounds.lo - 1e-3 <= value && value <= stated.bounds.hi + 1e-3)
                << made.dossier.ledger.text(stated.id);
            EXPECT_GT(stated.bounds.lo, 0.0);
        }
    }
}

TEST(MadeTrade, MarginsStandOnImportsAlone) {
    CountrySpec spec = five_years();
    spec.cif_margin = 0.2;
    spec.mixup_months = 0;
    MadeCountry made = made_country(spec);
    EXPECT_TRUE(made.truth.at("trade").at("mixups").empty());
    for (const json& line : made.truth.at("trade").at("lines")) {
        const auto margins = line.at("margin").get<std::vector<double>>();
        const double mean = std::accumulate(margins.begin(), margins.end(), 0.0) / 60;
        EXPECT_NEAR(mean, line.at("flow") == "trade.imports" ? 0.2 : 0.0, 0.01);
    }
}

TEST(MadeTrade, WhatIsLateIsMissingUntilItComes) {
    MadeCountry made = made_country(five_years());
    std::size_t late = 0;
    for (const json& line : made.truth.at("trade").at("lines")) {
        const auto counterpart = line.at("counterpart").get<std::string>();
        for (const auto& at : line.at("late").get<Texts>()) {
            ++late;
            const auto& value = claim(made, flow_id(line, counterpart, at));
            const auto& until = claim(made, flow_id(line, counterpart, at) + "-late");
            EXPECT_EQ(until.missing, Missing::late);
            EXPECT_EQ(until.withdrawn, value.known_since);
            EXPECT_LT(until.known_since, value.known_since);
        }
    }
    EXPECT_GT(late, 10U);
    CountrySpec punctual = five_years();
    punctual.trade_late = punctual.trade_missing = 0;
    const MadeCountry whole = made_country(punctual);
    for (const ledger::Claim& one : whole.dossier.ledger.claims()) {
        EXPECT_NE(one.missing, Missing::late);
        EXPECT_TRUE(one.has_value() || !whole.dossier.ledger.text(one.id).starts_with("trade."));
    }
}

/// A month that nobody published follows from the year.
TEST(MadeTrade, YearsGiveTheMonthsThatAreMissing) {
    MadeCountry made = made_country(five_years());
    const auto report = analyse(made);
    const json& lines = made.truth.at("trade").at("lines");
    std::size_t derived = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto missing = lines.at(i).at("missing").get<Texts>();
        for (const std::string& at : missing) {
            const auto same_year = std::ranges::count_if(missing, [&](const std::string& other) {
                return other.substr(0, 4) == at.substr(0, 4);
            });
            if (same_year != 1) {
                continue;
            }
            const auto& stated = claim(
                made, flow_id(lines.at(i), lines.at(i).at("counterpart").get<std::string>(), at));
            const reason::Cell* const cell = report.find(stated.series, stated.period);
            ASSERT_NE(cell, nullptr);
            const double value =
                reported(made, i,
                         static_cast<std::size_t>((std::stoi(at.substr(0, 4)) - 2018) * 12 +
                                                  std::stoi(at.substr(5)) - 1));
            EXPECT_TRUE(cell->bounds.lo - 1e-3 <= value && value <= cell->bounds.hi + 1e-3);
            EXPECT_LT(cell->bounds.width(), 20'000);
            ++derived;
        }
    }
    EXPECT_GT(derived, 3U);
}

/// Sum over goods of the change of the logarithm from the month before, by month.
std::map<std::string, double> jumps(const MadeCountry& made) {
    std::map<std::string, double> sums;
    for (const std::string_view good : {"rice", "maize", "petrol", "dollar"}) {
        for (std::size_t t = 1; t < 60; ++t) {
            const auto at = [&](std::size_t i) {
                return claim(made, fmt::format("price-{}-{}", good, month_text(i))).printed_low;
            };
            sums[month_text(t)] += std::log(at(t) / at(t - 1));
        }
    }
    return sums;
}

TEST(MadePrices, JumpWhereTheTruthHasACrisis) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        CountrySpec spec = five_years(seed);
        spec.price_missing = 0;
        const MadeCountry made = made_country(spec);
        std::set<std::string> onsets;
        for (const json& crisis : made.truth.at("prices").at("crises")) {
            onsets.insert(crisis.at("onset").get<std::string>());
            EXPECT_EQ(crisis.at("months"), spec.crisis_months);
        }
        EXPECT_EQ(onsets.size(), 2U);
        std::set<std::string> found;
        for (const auto& [at, jump] : jumps(made)) {
            if (jump > 1.5) {
                found.insert(at);
            }
        }
        EXPECT_EQ(found, onsets);
        spec.crisis_size = 0;
        const MadeCountry calm = made_country(spec);
        EXPECT_TRUE(calm.truth.at("prices").at("crises").empty());
        for (const auto& [at, jump] : jumps(calm)) {
            EXPECT_LT(std::abs(jump), 0.8) << at;
        }
    }
}

struct Archive {
    std::vector<studies::ReportedEvent> events;
    std::vector<studies::Coverage> coverage;
};

Archive archive_of(const MadeCountry& made) {
    Archive archive;
    for (const Texts& row : rows_of(made.visits)) {
        studies::ReportedEvent event;
        event.type = row.at(1);
        event.happened = row.at(2).empty() ? std::nullopt : std::optional(month(row.at(2)));
        event.reported = month(row.at(3)).first;
        archive.events.push_back(std::move(event));
    }
    for (const Texts& row : rows_of(made.coverage)) {
        archive.coverage.push_back(
            {from_to(month(row.at(0)).first, month(row.at(1)).first), std::stod(row.at(2))});
    }
    return archive;
}

studies::TurningPoint turning_point(const MadeCountry& made, const CountrySpec& spec) {
    const Archive archive = archive_of(made);
    studies::TurningPointSpec study;
    study.type = made.truth.at("visits").at("class").get<std::string>();
    study.window = {spec.first_month.first, add_months(spec.first_month.first, spec.months)};
    study.model = studies::CountModel::poisson;
    study.least_delay_days = 1;
    study.most_delay_days = spec.visit_delay;
    study.draws = 0;
    return studies::turning_point(archive.events, archive.coverage, {}, study, 1);
}

TEST(MadeVisits, TheTurningPointIsWhereTheTruthHasIt) {
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
        CountrySpec spec = five_years(seed);
        spec.visit_rate = 3;
        spec.visit_rise = 4;
        spec.visit_lead = 3;
        const MadeCountry made = made_country(spec);
        const Period truth = month(made.truth.at("visits").at("first_month").get<std::string>());
        EXPECT_EQ(to_string(truth), "2021-03");
        const auto found = turning_point(made, spec);
        EXPECT_LE(std::abs(found.mode.first.days - truth.first.days), 31) << to_string(found.mode);
        EXPECT_LT(found.no_change, 0.001);
        EXPECT_GT(found.rate_after, 2 * found.rate_before);
        std::size_t gaps = 0;
        for (const auto& gap : made.truth.at("visits").at("archive_gaps").get<Texts>()) {
            const auto at = static_cast<std::size_t>((std::stoi(gap.substr(0, 4)) - 2018) * 12 +
                                                     std::stoi(gap.substr(5)) - 1);
            EXPECT_EQ(found.exposure.at(at), 0.0) << gap;
            ++gaps;
        }
        EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(found.exposure, 0.0)), gaps);
    }
}

TEST(MadeVisits, NothingTurnsWhereNothingRises) {
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
        CountrySpec spec = five_years(seed);
        spec.visit_rate = 3;
        spec.visit_rise = 1;
        const MadeCountry made = made_country(spec);
        EXPECT_TRUE(made.truth.at("visits").at("first_month").is_null());
        EXPECT_GT(turning_point(made, spec).no_change, 0.2);
    }
}

TEST(MadeVisits, ReportsComeAfterVisitsAndNoneOfAGapStands) {
    const CountrySpec spec = five_years();
    const MadeCountry made = made_country(spec);
    const Archive archive = archive_of(made);
    ASSERT_GT(archive.events.size(), 100U);
    EXPECT_EQ(made.dossier.events.size(), archive.events.size());
    std::size_t dated = 0;
    for (const studies::ReportedEvent& one : archive.events) {
        if (!one.happened) {
            continue;
        }
        ++dated;
        const int days = one.reported.days - one.happened->first.days;
        EXPECT_TRUE(1 <= days && days <= spec.visit_delay) << days;
        EXPECT_TRUE(std::ranges::any_of(archive.coverage, [&](const studies::Coverage& stretch) {
            return stretch.span.contains(*one.happened);
        }));
    }
    EXPECT_NEAR(static_cast<double>(dated) / static_cast<double>(archive.events.size()), 0.5, 0.1);
}

/// Where the report does not say when, the event is as long as the days on which it may have been.
TEST(MadeVisits, EventsSayNoMoreThanTheReports) {
    const CountrySpec spec = five_years();
    const MadeCountry made = made_country(spec);
    std::map<std::string, const dossier::Event*> events;
    for (const dossier::Event& event : made.dossier.events) {
        events[event.id] = &event;
    }
    for (const Texts& row : rows_of(made.visits)) {
        const dossier::Event& event = *events.at(row.at(0));
        const Date reported = month(row.at(3)).first;
        const Period possible{{reported.days - spec.visit_delay}, reported};
        EXPECT_EQ(event.period, row.at(2).empty() ? possible : month(row.at(2)));
        EXPECT_EQ(event.kind, row.at(1));
        EXPECT_EQ(event.note, "reported " + row.at(3));
    }
}

TEST(MadePetroleum, ReportsStopAndAnEstimateComesLater) {
    MadeCountry made = made_country(five_years());
    const json& truth = made.truth.at("petroleum");
    const auto stop = truth.at("first_month_unreported").get<std::string>();
    const double factor = truth.at("barrels_per_tonne").get<double>();
    for (const std::string from : {"PARTNER_N", "PARTNER_E"}) {
        for (std::size_t t = 0; t < 60; ++t) {
            const auto& stated = claim(made, fmt::format("oil-{}-{}", from, month_text(t)));
            ASSERT_EQ(stated.has_value(), month_text(t) < stop);
            if (!stated.has_value()) {
                EXPECT_EQ(stated.missing, Missing::not_published);
                continue;
            }
            const double value = truth.at("barrels").at(from).at(t).get<double>() /
                                 (from == "PARTNER_E" ? factor : 1);
            EXPECT_TRUE(stated.bounds.lo - 1e-6 <= value && value <= stated.bounds.hi + 1e-6);
        }
    }
    ASSERT_FALSE(truth.at("estimates").empty());
    for (const json& estimate : truth.at("estimates")) {
        const auto period = estimate.at("period").get<std::string>();
        const auto& stated = claim(made, "oil-estimate-" + period);
        EXPECT_EQ(stated.kind, ledger::Kind::estimate);
        EXPECT_GT(stated.known_since, stated.period.end);
        const double value = estimate.at("barrels").get<double>();
        EXPECT_EQ(stated.bounds.lo <= value && value <= stated.bounds.hi,
                  estimate.at("holds").get<bool>());
    }
    EXPECT_EQ(claim(made, "oil-cap-2020").kind, ledger::Kind::cap);
}

TEST(MadePetroleum, ReportsThatDoNotStopNeedNoEstimate) {
    CountrySpec spec = five_years();
    spec.oil_stop = simulate::month_of(2023, 1);
    const MadeCountry made = made_country(spec);
    EXPECT_TRUE(made.truth.at("petroleum").at("first_month_unreported").is_null());
    EXPECT_TRUE(made.truth.at("petroleum").at("estimates").empty());
    EXPECT_TRUE(claim(made, "oil-PARTNER_E-2022-12").has_value());
}

} // namespace
} // namespace halflight::test
