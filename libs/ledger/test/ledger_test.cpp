// SPDX-License-Identifier: Apache-2.0
#include "halflight/ledger/ledger.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>
#include <type_traits>

namespace halflight::ledger {
namespace {

static_assert(std::is_move_constructible_v<Ledger> && !std::is_copy_constructible_v<Ledger>);

Unit unit(std::string text) {
    Unit out;
    out.text = std::move(text);
    return out;
}

Ledger sample() {
    Ledger ledger;
    auto& indicators = ledger.codes.indicators;
    indicators["trade.turnover"].id = "trade.turnover";
    indicators["trade.turnover"].units = {unit("USD")};
    indicators["oil.refined"].id = "oil.refined";
    indicators["oil.refined"].units = {unit("bbl"), unit("t")};
    Code group;
    group.id = "CHN_RUS";
    ledger.codes.areas["CHN_RUS"] = group;
    Dimension purpose;
    purpose.id = "purpose";
    purpose.default_code = "total";
    purpose.codes.resize(2);
    purpose.codes[0].id = "total";
    purpose.codes[1].id = "study";
    ledger.codes.dimensions["purpose"] = purpose;
    return ledger;
}

Source source(std::string id, std::string origin = {}) {
    Source out;
    out.id = std::move(id);
    out.origin = std::move(origin);
    return out;
}

Date day(int year, int month, int of_month) {
    return to_date({year, month, of_month});
}

TEST(Kind, WordsReadBack) {
    for (int i = 0; i < static_cast<int>(Kind::count_); ++i) {
        const auto kind = static_cast<Kind>(i);
        EXPECT_EQ(parse_kind(to_string(kind)), kind);
    }
    EXPECT_EQ(to_string(Kind::cap), "cap");
    EXPECT_EQ(parse_kind("guess"), std::nullopt);
    EXPECT_EQ(parse_kind(""), std::nullopt);
}

TEST(SeriesKey, ReadsPositionsAndUnit) {
    Ledger ledger = sample();
    const SeriesKey key = *parse_series_key("oil.refined:PRK:CHN_RUS:purpose=study:unit=t", ledger);
    EXPECT_EQ(ledger.text(key.indicator), "oil.refined");
    EXPECT_EQ(ledger.text(key.area), "PRK");
    EXPECT_EQ(ledger.text(key.counterpart), "CHN_RUS");
    EXPECT_EQ(ledger.text(key.dims), "purpose=study");
    EXPECT_EQ(ledger.text(key.unit), "t");
}

TEST(SeriesKey, TextIsCanonical) {
    struct Case {
        std::string_view text;
        std::string_view canonical;
    };
    const Case cases[] = {
        {"trade.turnover:RUS", "trade.turnover:RUS"},
        {"trade.turnover:RUS:", "trade.turnover:RUS"},
        {"trade.turnover:RUS:PRK", "trade.turnover:RUS:PRK"},
        {" trade.turnover : RUS : PRK ", "trade.turnover:RUS:PRK"},
        {"trade.turnover:RUS:PRK:purpose=total", "trade.turnover:RUS:PRK"},
        {"trade.turnover:RUS::purpose=study", "trade.turnover:RUS::purpose=study"},
        {"trade.turnover:RUS:PRK::unit=USD", "trade.turnover:RUS:PRK"},
        {"oil.refined:PRK", "oil.refined:PRK:unit=bbl"},
        {"oil.refined:PRK:RUS::unit=t", "oil.refined:PRK:RUS:unit=t"},
        {"oil.refined:PRK:RUS:unit=t", "oil.refined:PRK:RUS:unit=t"},
        {"oil.refined:PRK:unit=t", "oil.refined:PRK:unit=t"},
        {"oil.refined:PRK:RUS:purpose=study:unit=t", "oil.refined:PRK:RUS:purpose=study:unit=t"},
    };
    Ledger ledger = sample();
    for (const Case& c : cases) {
        const auto key = parse_series_key(c.text, ledger);
        ASSERT_TRUE(key.ok()) << c.text << ": " << key.fault().message;
        EXPECT_EQ(ledger.key_text(*key), c.canonical) << c.text;
        const auto again = parse_series_key(c.canonical, ledger);
        ASSERT_TRUE(again.ok()) << c.canonical;
        EXPECT_EQ(*again, *key) << c.text;
    }
}

TEST(SeriesKey, FaultsHavePlaceAndHint) {
    struct Case {
        std::string_view text;
        std::string_view message;
        std::string_view hint;
        std::size_t offset;
    };
    constexpr std::string_view form = "write it as indicator:area:counterpart:dims:unit=...";
    const Case cases[] = {
        {"trade.turnovr:RUS", "unknown indicator 'trade.turnovr'", "did you mean 'trade.turnover'?",
         0},
        {"", "unknown indicator ''", "known here: oil.refined, trade.turnover", 0},
        {"trade.turnover", "series key has no area", form, 14},
        {"trade.turnover: :PRK", "series key has no area", form, 15},
        {"trade.turnover:rus", "unknown area 'rus'", "the code of Russian Federation is 'RUS'", 15},
        {"trade.turnover:Russia", "unknown area 'Russia'",
         "the code of Russian Federation is 'RUS'", 15},
        {"trade.turnover:RUS:CHN_RUSS", "unknown counterpart 'CHN_RUSS'", "did you mean 'CHN_RUS'?",
         19},
        {"trade.turnover:RUS:PRK:purpose=studi", "unknown code of dimension 'purpose' 'studi'",
         "did you mean 'study'?", 31},
        {"oil.refined:PRK:RUS::unit=kg", "unknown unit of indicator 'oil.refined' 'kg'",
         "known here: bbl, t", 26},
        {"trade.turnover:RUS:PRK:unit=EUR", "unknown unit of indicator 'trade.turnover' 'EUR'",
         "known here: USD", 28},
        {"trade.turnover:RUS:PRK::x:unit=USD", "series key has a part too many: 'x'", form, 24},
    };
    Ledger ledger = sample();
    for (const Case& c : cases) {
        const auto key = parse_series_key(c.text, ledger);
        ASSERT_FALSE(key.ok()) << c.text;
        EXPECT_EQ(key.fault().message, c.message) << c.text;
        EXPECT_EQ(key.fault().hint, c.hint) << c.text;
        EXPECT_EQ(key.fault().offset, c.offset) << c.text;
    }
}

TEST(SeriesKey, NoTextBreaksIt) {
    EXPECT_TRUE(rc::check("offsets of faults lie in the text, keys read back", [] {
        const auto piece = rc::gen::element<std::string>(":", "=", ";", "oil.refined", "PRK",
                                                         "purpose", "study", "unit=", "t", " ");
        std::string text;
        for (const auto& p : *rc::gen::container<std::vector<std::string>>(piece)) {
            text += p;
        }
        Ledger ledger = sample();
        const auto key = parse_series_key(text, ledger);
        if (key.ok()) {
            RC_ASSERT(*parse_series_key(ledger.key_text(*key), ledger) == *key);
        } else {
            RC_ASSERT(key.fault().offset <= text.size());
        }
    }));
}

TEST(Ledger, KeepsSeriesOnce) {
    Ledger ledger = sample();
    const SeriesKey key = *parse_series_key("trade.turnover:RUS:PRK", ledger);
    const SeriesKey other = *parse_series_key("trade.turnover:RUS:CHN", ledger);
    EXPECT_EQ(ledger.find_series(key), std::nullopt);
    EXPECT_EQ(ledger.add_series(key), 0U);
    EXPECT_EQ(ledger.add_series(other), 1U);
    EXPECT_EQ(ledger.add_series(key), 0U);
    EXPECT_EQ(ledger.find_series(other), 1U);
    EXPECT_EQ(ledger.series().size(), 2U);
}

TEST(Ledger, KeepsClaimsOfNewIdsOnly) {
    Ledger ledger;
    Claim claim;
    claim.id = ledger.pool.intern("K001");
    EXPECT_TRUE(ledger.add_claim(claim));
    EXPECT_FALSE(ledger.add_claim(claim));
    ledger.pool.intern("K002");
    EXPECT_EQ(ledger.claims().size(), 1U);
    EXPECT_EQ(ledger.find_claim("K001"), 0U);
    EXPECT_EQ(ledger.find_claim("K002"), std::nullopt);
    EXPECT_EQ(ledger.find_claim("K003"), std::nullopt);
    EXPECT_EQ(ledger.find_claim(""), std::nullopt);
}

TEST(Ledger, KeepsTheFirstSourceOfAnId) {
    Ledger ledger;
    Source first = source("fsb");
    first.title = "first";
    EXPECT_EQ(ledger.add_source(first), 0U);
    EXPECT_EQ(ledger.add_source(source("fsb")), 0U);
    EXPECT_EQ(ledger.add_source(source("tass")), 1U);
    EXPECT_EQ(ledger.sources().size(), 2U);
    EXPECT_EQ(ledger.sources()[0].title, "first");
    EXPECT_EQ(ledger.find_source("tass"), 1U);
    EXPECT_EQ(ledger.find_source("ria"), std::nullopt);
}

TEST(Ledger, KnowsTheUnitOfASeries) {
    Ledger ledger = sample();
    EXPECT_EQ(ledger.unit_of(*parse_series_key("trade.turnover:RUS", ledger)).text, "USD");
    EXPECT_EQ(ledger.unit_of(*parse_series_key("oil.refined:PRK", ledger)).text, "bbl");
    const SeriesKey tonnes = *parse_series_key("oil.refined:PRK:unit=t", ledger);
    EXPECT_EQ(ledger.unit_of(tonnes).text, "t");
    EXPECT_EQ(ledger.indicator_of(tonnes).id, "oil.refined");
    SeriesKey wrong = tonnes;
    wrong.unit = ledger.pool.intern("kg");
    EXPECT_THROW((void)ledger.unit_of(wrong), Error);
    wrong.indicator = ledger.pool.intern("nothing");
    EXPECT_THROW((void)ledger.indicator_of(wrong), Error);
}

TEST(Ledger, KnowsThePlaceOfAClaim) {
    Ledger ledger;
    ledger.files = {"claims/aid.csv"};
    Claim claim;
    claim.line = 14;
    EXPECT_EQ(ledger.place_of(claim), (Place{"claims/aid.csv", 14, 1}));
    claim.line = 0;
    EXPECT_EQ(ledger.place_of(claim), (Place{"claims/aid.csv", 0, 0}));
    claim.file = 1;
    EXPECT_EQ(ledger.place_of(claim), Place{});
}

TEST(Ledger, SeesWhatWasKnownOnADay) {
    Ledger ledger;
    const auto add = [&](std::string_view id, Date since, Date withdrawn) {
        Claim claim;
        claim.id = ledger.pool.intern(id);
        claim.known_since = since;
        claim.withdrawn = withdrawn;
        ledger.add_claim(claim);
    };
    add("stands", day(2020, 1, 1), Period::no_end());
    add("withdrawn", day(2020, 1, 1), day(2021, 1, 1));
    add("later", day(2022, 1, 1), Period::no_end());
    using Indices = std::vector<ClaimIndex>;
    EXPECT_EQ(ledger.as_of(day(2019, 12, 31)), Indices{});
    EXPECT_EQ(ledger.as_of(day(2020, 1, 1)), (Indices{0, 1}));
    EXPECT_EQ(ledger.as_of(day(2020, 12, 31)), (Indices{0, 1}));
    EXPECT_EQ(ledger.as_of(day(2021, 1, 1)), (Indices{0}));
    EXPECT_EQ(ledger.as_of(day(2022, 1, 1)), (Indices{0, 2}));
    EXPECT_EQ(ledger.as_of(std::nullopt), (Indices{0, 2}));
}

TEST(Claim, StandsUnlessWithdrawn) {
    EXPECT_EQ(Claim{}.withdrawn, Period::no_end());
}

TEST(Origins, AreFollowedToTheRoot) {
    Ledger ledger;
    ledger.add_source(source("article", "agency"));
    ledger.add_source(source("agency", "customs"));
    ledger.add_source(source("customs"));
    ledger.add_source(source("blog", "not registered"));
    EXPECT_EQ(ledger.origin_of(0), 2U);
    EXPECT_EQ(ledger.origin_of(2), 2U);
    EXPECT_EQ(ledger.origin_of(3), 3U);
    EXPECT_TRUE(ledger.find_origin_cycle().empty());
}

TEST(Origins, CyclesAreFoundAndHarmless) {
    Ledger ledger;
    ledger.add_source(source("root"));
    ledger.add_source(source("tail", "a"));
    ledger.add_source(source("a", "b"));
    ledger.add_source(source("b", "c"));
    ledger.add_source(source("c", "a"));
    EXPECT_EQ(ledger.find_origin_cycle(), (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_LT(ledger.origin_of(1), 5U);
    Ledger selfish;
    selfish.add_source(source("x", "x"));
    EXPECT_EQ(selfish.find_origin_cycle(), std::vector<std::string>{"x"});
    EXPECT_EQ(selfish.origin_of(0), 0U);
}

TEST(Origins, CycleIsRealWhereverOneIs) {
    EXPECT_TRUE(rc::check("a cycle is found exactly when some chain does not end", [] {
        const auto edges = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-3, 12));
        const int count = static_cast<int>(edges.size());
        Ledger ledger;
        for (int i = 0; i < count; ++i) {
            const int to = edges[static_cast<std::size_t>(i)];
            ledger.add_source(source(std::to_string(i), to < 0 ? "" : std::to_string(to)));
        }
        bool endless = false;
        for (int i = 0; i < count; ++i) {
            int at = i;
            for (int steps = 0; steps <= count && at >= 0 && at < count; ++steps) {
                at = edges[static_cast<std::size_t>(at)];
            }
            endless = endless || (at >= 0 && at < count);
        }
        const auto cycle = ledger.find_origin_cycle();
        RC_ASSERT(cycle.empty() != endless);
        RC_ASSERT(std::set(cycle.begin(), cycle.end()).size() == cycle.size());
        for (std::size_t i = 0; i < cycle.size(); ++i) {
            const Source& from = ledger.sources()[*ledger.find_source(cycle[i])];
            RC_ASSERT(from.origin == cycle[(i + 1) % cycle.size()]);
        }
    }));
}

} // namespace
} // namespace halflight::ledger
