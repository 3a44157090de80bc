// SPDX-License-Identifier: Apache-2.0
// What was planted in the tables of a made country is found from the folder alone, and is what the
// truth says; where it was not planted, nothing is found.
#include "made_country.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace halflight::test {
namespace {

using nlohmann::json;
using reason::FindingKind;
using simulate::CountrySpec;

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

class MovedPurpose : public testing::TestWithParam<std::tuple<std::uint64_t, int>> {};

TEST_P(MovedPurpose, IsFoundWithItsCodesAndQuarter) {
    CountrySpec spec = five_years(std::get<0>(GetParam()));
    spec.moved_purposes = std::get<1>(GetParam());
    MadeCountry made = made_country(spec);
    const json& truth = made.truth.at("border");
    const auto moved = truth.at("moved").get<std::vector<std::string>>();
    ASSERT_EQ(moved.size(), static_cast<std::size_t>(spec.moved_purposes));
    const auto quarter = truth.at("first_seen").get<std::string>();
    EXPECT_EQ(quarter, truth.at("first_quarter").get<std::string>()); // many enter
    const auto under = truth.at("recorded_under").get<std::string>();
    const auto report = analyse(made);

    const auto drift = findings(report, FindingKind::drift);
    ASSERT_EQ(drift.size(), 1U);
    EXPECT_EQ(drift[0].outcome, reason::Outcome::tension);
    const auto& first = made.dossier.ledger.claims().at(drift[0].claims.back());
    EXPECT_EQ(to_string(first.period), quarter);
    EXPECT_TRUE(holds(drift[0].message, "purpose=" + under)) << drift[0].message;
    EXPECT_TRUE(holds(drift[0].message, "in " + quarter)) << drift[0].message;
    EXPECT_TRUE(
        holds(drift[0].message, fmt::format("0 of {} other counterparts break",
                                            truth.at("placebo_nationalities").get<std::size_t>())))
        << drift[0].message;

    const auto identity = findings(report, FindingKind::identity);
    ASSERT_EQ(identity.size(), 1U);
    EXPECT_TRUE(holds(identity[0].message, fmt::format("purpose={} is the sum of {{{}}}", under,
                                                       fmt::join(moved, ", "))))
        << identity[0].message;
    if (moved.size() == 1) { // of two, a quarter alone does not say how many of each
        EXPECT_TRUE(holds(identity[0].message, "; " + quarter + ": ")) << identity[0].message;
    }
    for (const reason::Finding& one : report.findings) {
        EXPECT_NE(one.outcome, reason::Outcome::conflict) << one.message;
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, MovedPurpose,
                         testing::Combine(testing::Values(1U, 2U, 3U, 4U), testing::Values(1, 2)));

TEST(MadeBorder, NothingIsFoundWhereNothingMoved) {
    CountrySpec none = five_years();
    none.moved_purposes = 0;
    CountrySpec later = five_years();
    later.purpose_move = simulate::month_of(2023, 1);
    CountrySpec before = five_years();
    before.purpose_move = simulate::month_of(2018, 1);
    for (const CountrySpec& spec : {none, later, before}) {
        MadeCountry made = made_country(spec);
        EXPECT_TRUE(made.truth.at("border").at("first_quarter").is_null());
        EXPECT_TRUE(made.truth.at("border").at("moved").empty());
        const auto report = analyse(made);
        EXPECT_TRUE(findings(report, FindingKind::drift).empty());
        EXPECT_TRUE(findings(report, FindingKind::identity).empty());
    }
}

TEST(MadeBorder, NothingIsFoundBeforeTheTableCameOut) {
    MadeCountry made = made_country(five_years());
    const Period quarter = month(made.truth.at("border").at("first_quarter").get<std::string>());
    const auto report = analyse(made, quarter.end);
    EXPECT_TRUE(findings(report, FindingKind::drift).empty());
    EXPECT_TRUE(findings(report, FindingKind::identity).empty());
}

CountrySpec busy_press(std::uint64_t seed) {
    CountrySpec spec = five_years(seed);
    spec.press_stories = 40;
    spec.press_uncited = 0.4;
    return spec;
}

/// Statements that agree, by the source of one of them.
std::map<std::string, const reason::Finding*> agreements(const MadeCountry& made,
                                                         const reason::Report& report) {
    std::map<std::string, const reason::Finding*> found;
    for (const reason::Finding& one : report.findings) {
        for (const ledger::ClaimIndex index : one.claims) {
            if (one.kind == FindingKind::origin) {
                found[id_of(made, index)] = &one;
            }
        }
    }
    return found;
}

std::string origins_words(std::size_t sources, std::size_t origins) {
    return fmt::format("; {} sources, {} {}", sources, origins,
                       origins == 1 ? "origin: counted once" : "origins");
}

TEST(MadePress, CopiesThatCiteAreCountedOnceAndHiddenOnesAreSuspected) {
    std::size_t cited = 0;
    std::size_t several = 0;
    std::size_t hidden = 0;
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        MadeCountry made = made_country(busy_press(seed));
        const auto report = analyse(made);
        const auto found = agreements(made, report);
        for (const json& story : made.truth.at("press").at("stories")) {
            const json& articles = story.at("articles");
            const auto wire = articles.at(0).at("source").get<std::string>();
            if (articles.size() == 1) {
                EXPECT_FALSE(found.contains(wire)) << wire;
                continue;
            }
            ASSERT_TRUE(found.contains(wire)) << wire;
            const std::string& message = found.at(wire)->message;
            EXPECT_EQ(found.at(wire)->claims.size(), articles.size());
            const auto origins = story.at("origins").get<std::size_t>();
            const auto copies = story.at("hidden_copies").get<std::size_t>();
            const bool suspected = holds(message, "the same digits to the last suggest one origin");
            EXPECT_EQ(suspected, copies > 0) << message;
            // What hides its origin cannot but count as one.
            EXPECT_TRUE(holds(message, origins_words(articles.size(), origins + copies)))
                << message;
            cited += copies == 0 && origins == 1 ? 1U : 0U;
            several += origins > 1 ? 1U : 0U;
            hidden += copies > 0 ? 1U : 0U;
        }
    }
    EXPECT_GT(cited, 10U);
    EXPECT_GT(several, 10U);
    EXPECT_GT(hidden, 10U);
}

TEST(MadePress, WithoutHiddenCopiesNobodyIsSuspected) {
    CountrySpec open = busy_press(1);
    open.press_uncited = 0;
    MadeCountry made = made_country(open);
    std::size_t told = 0;
    for (const auto& one : findings(analyse(made), FindingKind::origin)) {
        const bool press = holds(one.message, "workers.abroad");
        told += press ? 1U : 0U;
        EXPECT_FALSE(press && holds(one.message, "suggest one origin")) << one.message;
    }
    EXPECT_GT(told, 10U);
    open.press_copies = 0;
    open.press_independent = 0;
    MadeCountry silent = made_country(open);
    for (const auto& one : findings(analyse(silent), FindingKind::origin)) {
        EXPECT_FALSE(holds(one.message, "workers.abroad")) << one.message;
    }
}

TEST(MadePress, SlipsAreConflictsOnTheDayAndGoneWhenMended) {
    CountrySpec spec = busy_press(2);
    spec.press_slips = 0.15;
    MadeCountry made = made_country(spec);
    std::size_t slips = 0;
    for (const json& story : made.truth.at("press").at("stories")) {
        for (const json& article : story.at("articles")) {
            if (!article.contains("mended")) {
                continue;
            }
            ++slips;
            const std::string wrong = article.at("source").get<std::string>() + "-first";
            const Date day = month(article.at("first_day").get<std::string>()).first;
            EXPECT_EQ(claim(made, wrong).withdrawn,
                      month(article.at("mended").get<std::string>()).first);
            std::set<std::string> in_conflict;
            for (const reason::Finding& one : analyse(made, day).findings) {
                for (const auto& set : one.minimal_sets) {
                    for (const ledger::ClaimIndex index : set) {
                        in_conflict.insert(id_of(made, index));
                    }
                }
            }
            EXPECT_TRUE(in_conflict.contains(wrong)) << wrong << " on " << to_string(day);
        }
    }
    EXPECT_GT(slips, 3U);
    for (const reason::Finding& one : analyse(made).findings) {
        EXPECT_NE(one.outcome, reason::Outcome::conflict) << one.message;
    }
}

TEST(MadePress, WithoutSlipsNoDayHasAConflict) {
    CountrySpec spec = busy_press(2);
    spec.press_slips = 0;
    MadeCountry made = made_country(spec);
    std::set<Date> days;
    for (const ledger::Claim& one : made.dossier.ledger.claims()) {
        const std::string id(made.dossier.ledger.text(one.id));
        if (id.starts_with("press-")) {
            EXPECT_FALSE(holds(id, "-first")) << id;
            days.insert(one.known_since);
        }
    }
    ASSERT_GT(days.size(), 20U);
    std::size_t nth = 0;
    for (const Date day : days) {
        if (++nth % 8 != 0) {
            continue;
        }
        for (const reason::Finding& one : analyse(made, day).findings) {
            EXPECT_NE(one.outcome, reason::Outcome::conflict) << one.message;
        }
    }
}

TEST(MadePress, AWrongDispatchIsRepeatedByAllThatCopyIt) {
    CountrySpec spec = busy_press(3);
    spec.press_wrong = 0.5;
    MadeCountry made = made_country(spec);
    std::size_t wrong = 0;
    for (const json& story : made.truth.at("press").at("stories")) {
        const json& articles = story.at("articles");
        const double printed = articles.at(0).at("printed").get<double>();
        wrong += printed != story.at("workers").get<double>() ? 1U : 0U;
        for (const json& article : articles) {
            const bool copies = !article.at("repeats").is_null();
            const auto& stated = claim(made, article.at("source").get<std::string>());
            EXPECT_EQ(stated.printed_low, article.at("printed").get<double>());
            EXPECT_TRUE(!copies || stated.printed_low == printed);
        }
    }
    EXPECT_GT(wrong, 5U);
}

} // namespace
} // namespace halflight::test
