// SPDX-License-Identifier: Apache-2.0
// watch.toml and prices/*.csv: what is read, and every fault with its place and remedy.
#include "world.hpp"

#include <gtest/gtest.h>

namespace halflight::dossier {
namespace {

using namespace test;

constexpr std::string_view sound = R"(early_days = 200

[policy]
recovering_days = 60

[[monitor]]
id = "late"
form = "lateness"
title = "Nothing is heard"
series = ["a:B", "c:D"]
pending_days = 10

[[monitor]]
id = "prices"
form = "price-anomaly"
prices = "country"

[[meter]]
id = "oil"
rule = "cap"

[[board]]
cell = "food"
title = "Food"
monitors = ["prices"]

[[deliver]]
id = "log"
kind = "jsonl"
file = "log.jsonl"

[[crisis]]
id = "crash"
title = "The crash"
monitors = ["prices"]
onset = 2021-09-01
peak = 2022-08-31
end = 2022-12-31

[[prices]]
file = "abc.csv"
id = "country"
lag_days = 20
)";
constexpr std::string_view prices = "date,market,commodity,unit,pricetype,currency,price\n"
                                    "2021-03-15,Fair,Rice,KG,Retail,ABC,4\n";

Files files_with(std::string_view watch) {
    Files files = world_with("watch.toml", watch);
    files.emplace("prices/abc.csv", prices);
    files.emplace("prices/other.csv", prices);
    return files;
}

const Diagnostic* find(const Dossier& dossier, std::string_view code) {
    for (const Diagnostic& item : dossier.diagnostics.items()) {
        if (item.code == code && item.place.file.starts_with("watch.toml")) {
            return &item;
        }
    }
    return nullptr;
}

TEST(WatchText, APlanIsRead) {
    const Dossier dossier = load(files_with(sound));
    for (const Diagnostic& item : dossier.diagnostics.items()) {
        ADD_FAILURE() << to_text(item);
    }
    const watch::Plan& plan = dossier.plan;
    EXPECT_EQ(plan.backtest_early_days, 200);
    ASSERT_EQ(plan.monitors.size(), 2U);
    EXPECT_EQ(plan.monitors[0].form, "lateness");
    EXPECT_EQ(plan.monitors[0].parameters.at("series").items.size(), 2U);
    EXPECT_EQ(plan.monitors[0].place.line, 6U);
    EXPECT_EQ(policy_of(plan, "late"), (watch::Policy{10, 60, 0}));
    EXPECT_EQ(policy_of(plan, "prices"), (watch::Policy{0, 60, 0}));
    ASSERT_EQ(plan.meters.size(), 1U);
    EXPECT_EQ(plan.meters[0].parameters.at("rule").items[0].text, "cap");
    ASSERT_EQ(plan.board.size(), 1U);
    EXPECT_EQ(plan.board[0].id, "food");
    ASSERT_EQ(plan.deliver.size(), 1U);
    EXPECT_EQ(plan.deliver[0].form, "jsonl");
    ASSERT_EQ(plan.crises.size(), 1U);
    EXPECT_EQ(to_string(plan.crises[0].span), "2021-09/2022-12");
    EXPECT_EQ(plan.crises[0].peak, to_date({2022, 8, 31}));
}

TEST(WatchText, PricesAreReadDeclaredOrNot) {
    const Dossier dossier = load(files_with(sound));
    ASSERT_EQ(dossier.plan.prices.size(), 2U);
    EXPECT_EQ(dossier.plan.prices[0].id, "country");
    EXPECT_EQ(dossier.plan.prices[0].lag_days, 20);
    EXPECT_EQ(dossier.plan.prices[1].id, "other");
    EXPECT_EQ(dossier.plan.prices[1].lag_days, 15);
    EXPECT_EQ(dossier.plan.prices[1].rows.size(), 1U);
    EXPECT_EQ(load(files_with("")).plan.prices.size(), 2U);
}

TEST(WatchText, CrisesCanBeEvents) {
    Files files = files_with("[[crisis]]\nid = \"wars\"\nevent_kind = \"war\"\nlasts_days = 30\n");
    files["events.csv"] = "id,start,end,label,kind,source,note\n"
                          "one,2020-02-01,,first,war,agency,\ntwo,2021-02,,second,war,agency,\n"
                          "three,2021-03,,no war,peace,agency,\n";
    const Dossier dossier = load(files);
    ASSERT_EQ(dossier.plan.crises.size(), 2U);
    EXPECT_EQ(dossier.plan.crises[0].id, "wars/one");
    EXPECT_EQ(dossier.plan.crises[0].span.end, to_date({2020, 3, 3}));
    EXPECT_EQ(dossier.plan.crises[1].title, "second");
}

struct Fault {
    const char* name;
    const char* text;
    const char* code;
    std::uint32_t line;
};
class WatchFaults : public testing::TestWithParam<Fault> {};

TEST_P(WatchFaults, HaveTheirPlaceAndRemedy) {
    const Dossier dossier = load(files_with(GetParam().text));
    const Diagnostic* const found = find(dossier, GetParam().code);
    ASSERT_NE(found, nullptr) << (dossier.diagnostics.items().empty()
                                      ? "no diagnostic"
                                      : to_text(dossier.diagnostics.items().front()));
    EXPECT_EQ(found->place.line, GetParam().line);
    EXPECT_FALSE(found->hint.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, WatchFaults,
    testing::Values(
        Fault{"unknown_key", "\n[[monitors]]\nid = \"a\"\n", "S005", 2},
        Fault{"no_form", "[[monitor]]\nid = \"a\"\n", "S007", 1},
        Fault{"bad_name", "[[monitor]]\nid = \"a b\"\nform = \"threshold\"\n", "S010", 2},
        Fault{"policy", "[policy]\npending = 3\n", "S005", 2},
        Fault{"own_policy",
              "[[monitor]]\nid = \"a\"\nform = \"threshold\"\npending_days = \"soon\"\n", "S006",
              4},
        Fault{"crisis_dates", "[[crisis]]\nid = \"a\"\nonset = 2021-02-01\nend = 2021-01-01\n",
              "R008", 4},
        Fault{"crisis_end", "[[crisis]]\nid = \"a\"\nonset = 2021-02-01\n", "S007", 1},
        Fault{"no_events", "[[crisis]]\nid = \"a\"\nevent_kind = \"flood\"\n", "S009", 3},
        Fault{"no_file", "[[prices]]\nfile = \"abd.csv\"\n", "S022", 2},
        Fault{"source", "[[prices]]\nfile = \"abc.csv\"\nsource = \"agencey\"\n", "R005", 3},
        Fault{"area", "[[prices]]\nfile = \"abc.csv\"\narea = \"QQQ\"\n", "R003", 3}),
    [](const testing::TestParamInfo<Fault>& fault) { return std::string(fault.param.name); });

TEST(WatchText, FaultsOfPricesNameTheirFile) {
    Files files = files_with("");
    files["prices/abc.csv"] = std::string(prices) + "2021-04-15,Fair,Rice,KG,Retail,ABC,0\n";
    const Dossier dossier = load(files);
    ASSERT_EQ(dossier.diagnostics.items().size(), 1U);
    EXPECT_EQ(dossier.diagnostics.items()[0].place.file, "prices/abc.csv");
    EXPECT_EQ(dossier.diagnostics.items()[0].place.line, 3U);
}

// A fuzzer found it: such a monitor gave signals of nobody.
TEST(WatchText, WhatHasNoIdIsToldAndLeftOut) {
    const Dossier dossier =
        load(files_with("[[monitor]]\nform = \"threshold\"\n[[meter]]\nrule = \"r\"\n"
                        "[[deliver]]\nkind = \"jsonl\"\n[[board]]\ntitle = \"Food\"\n"
                        "[[monitor]]\nid = \"kept\"\nform = \"threshold\"\n"));
    EXPECT_EQ(dossier.diagnostics.errors(), 4U);
    ASSERT_EQ(dossier.plan.monitors.size(), 1U);
    EXPECT_EQ(dossier.plan.monitors[0].id, "kept");
    EXPECT_TRUE(dossier.plan.meters.empty());
    EXPECT_TRUE(dossier.plan.deliver.empty());
    EXPECT_TRUE(dossier.plan.board.empty());
}

} // namespace
} // namespace halflight::dossier
