// SPDX-License-Identifier: Apache-2.0
// Rules on a day, faults between them, HS codes.
#include "halflight/watch/rule.hpp"

#include <gtest/gtest.h>

#include <string>

namespace halflight::watch {
namespace {

Date day(std::string_view text) {
    return *parse_date(text);
}

Rule rule(std::string id, std::string_view from, std::vector<std::string> supersedes = {}) {
    Rule out;
    out.id = std::move(id);
    out.instrument = "UNSCR 1 (2001)";
    out.paragraph = "1";
    out.direction = Direction::to_area;
    out.force = {day(from), Period::no_end()};
    out.supersedes = std::move(supersedes);
    return out;
}

Rule cap(std::string id, std::string_view from, double limit, std::string_view unit) {
    Rule out = rule(std::move(id), from);
    out.kind = RuleKind::cap;
    out.cap = Cap{};
    out.cap->limit = limit;
    out.cap->unit = *parse_unit(unit);
    return out;
}

std::string codes(const RuleBook& book) {
    std::string text;
    const Diagnostics found = validate(book);
    for (const Diagnostic& item : found.items()) {
        text += (text.empty() ? "" : " ") + item.code;
        EXPECT_FALSE(item.hint.empty()) << item.message;
    }
    return text;
}

std::string ids(const std::vector<const Rule*>& rules) {
    std::string text;
    for (const Rule* one : rules) {
        text += (text.empty() ? "" : " ") + one->id;
    }
    return text;
}

TEST(Rules, StandFromTheirFirstDayUntilAnotherBegins) {
    Rule ended = rule("ended", "2001-01-01");
    ended.force.end = day("2003-01-01");
    Rule mandate = rule("panel", "2001-01-01");
    mandate.kind = RuleKind::mandate;
    mandate.direction = Direction::none;
    const RuleBook book{
        {ended, mandate, rule("old", "2001-01-01"), rule("new", "2004-06-01", {"old"})}, {}};
    EXPECT_EQ(codes(book), "");
    EXPECT_EQ(ids(in_force(book, day("2000-12-31"))), "");
    EXPECT_EQ(ids(in_force(book, day("2002-12-31"))), "ended old");
    EXPECT_EQ(ids(in_force(book, day("2003-01-01"))), "old");
    EXPECT_EQ(ids(in_force(book, day("2003-01-01"), true)), "old panel");
    EXPECT_EQ(ids(in_force(book, day("2004-05-31"))), "old");
    EXPECT_EQ(ids(in_force(book, day("2004-06-01"))), "new");
    EXPECT_EQ(superseded_by(book, *book.find("old"), day("2004-05-31")), nullptr);
    EXPECT_EQ(superseded_by(book, *book.find("old"), day("2009-01-01")), book.find("new"));
}

TEST(Rules, TouchGoodsByDirectionAndCode) {
    RuleBook book{{rule("in", "2001-01-01"), rule("out", "2001-01-01")}, {}};
    book.rules[0].hs = {*parse_hs("2710(part)"), *parse_hs("2712")};
    book.rules[1].hs = {*parse_hs("2701-2704")};
    book.rules[1].direction = Direction::from_area;
    const Date then = day("2005-01-01");
    EXPECT_EQ(ids(touching(book, then, Direction::to_area, "271019")), "in");
    EXPECT_EQ(ids(touching(book, then, Direction::to_area, "27")), "in");
    EXPECT_EQ(ids(touching(book, then, Direction::to_area, "2701")), "");
    EXPECT_EQ(ids(touching(book, then, Direction::from_area, "2702")), "out");
    EXPECT_EQ(ids(touching(book, then, Direction::from_area, "2705")), "");
}

TEST(Rules, ThatContradictThemselvesAreFaults) {
    EXPECT_EQ(codes({{rule("a", "2001-01-01"), rule("a", "2002-01-01")}, {}}), "W001");
    EXPECT_EQ(codes({{rule("a", "2001-01-01", {"b"})}, {}}), "W002");
    EXPECT_EQ(codes({{rule("a", "2001-01-01", {"a"})}, {}}), "W003");
    EXPECT_EQ(codes({{rule("a", "2001-01-01", {"c"}), rule("b", "2001-01-01", {"a"}),
                      rule("c", "2001-01-01", {"b"}), rule("d", "2001-01-01", {"a"})},
                     {}}),
              "W003")
        << "a circle is told once, what leads into it is none of it";
    Rule reversed = rule("a", "2002-01-01");
    reversed.force.end = day("2001-01-01");
    EXPECT_EQ(codes({{reversed}, {}}), "W004");
    Rule no_unit = cap("a", "2001-01-01", 5, "t");
    no_unit.cap->unit = {};
    EXPECT_EQ(codes({{no_unit}, {}}), "W005");
    EXPECT_EQ(codes({{cap("a", "2001-01-01", 0, "t")}, {}}), "W005");
    Rule bare = rule("a", "2001-01-01");
    bare.kind = RuleKind::cap;
    EXPECT_EQ(codes({{bare}, {}}), "W005");
    Rule ban = rule("b", "2002-01-01");
    Rule capped = cap("a", "2001-01-01", 5, "t");
    ban.goods = capped.goods = {"oil"};
    EXPECT_EQ(codes({{capped, ban}, {}}), "W006");
    capped.force.end = day("2002-01-01");
    EXPECT_EQ(codes({{capped, ban}, {}}), "") << "one after the other is no contradiction";
    Rule mandate = rule("a", "2001-01-01");
    mandate.kind = RuleKind::mandate;
    mandate.direction = Direction::none;
    mandate.goods = {"oil"};
    EXPECT_EQ(codes({{mandate}, {}}), "W007");
    Rule never = rule("a", "2001-01-01");
    never.applied = false;
    EXPECT_EQ(codes({{never}, {}}), "W011");
    EXPECT_EQ(codes({{never, rule("b", "2001-01-01", {"a"})}, {}}), "");
}

TEST(Rules, OfTwoCapsThatBelongTogetherBothSayHow) {
    RuleBook book{{cap("a", "2001-01-01", 5, "t"), cap("b", "2001-01-01", 9, "USD")}, {}};
    book.rules[0].cap->lower_of = "b";
    EXPECT_EQ(codes(book), "W010");
    book.rules[1].cap->lower_of = "a";
    EXPECT_EQ(codes(book), "");
    book.rules[1].cap->unit = *parse_unit("kt");
    EXPECT_EQ(codes(book), "W010 W010") << "the same unit: which of them binds is known";
    book.rules[0].cap->lower_of = "c";
    EXPECT_NE(codes(book).find("W010"), std::string::npos);
}

TEST(Rules, ASectorNamesRulesOrAReason) {
    const RuleBook book{{rule("a", "2001-01-01")},
                        {{"one", "T", "1", {"a"}, "", {}},
                         {"two", "T", "1", {}, "nothing", {}},
                         {"three", "T", "1", {}, "", {}},
                         {"four", "T", "1", {"b"}, "", {}},
                         {"five", "T", "1", {"a"}, "nothing", {}}}};
    EXPECT_EQ(codes(book), "W008 W009 W009");
}

TEST(Rules, DoubtFallsWithAQuotation) {
    Rule one = rule("a", "2001-01-01");
    one.hs = {*parse_hs("72")};
    one.quoted_by = {"X", "Y"};
    const auto nobody = [](std::string_view) { return false; };
    const auto y = [](std::string_view claim) { return claim == "Y"; };
    EXPECT_EQ(doubt_of(one, nobody), (Doubt{true, true}));
    EXPECT_EQ(words(doubt_of(one, nobody)),
              "no statement quotes the paragraph; the HS codes are a match by hand");
    EXPECT_EQ(doubt_of(one, y), (Doubt{false, true}));
    one.hs_checked = true;
    EXPECT_EQ(words(doubt_of(one, y)), "");
}

TEST(HsCodes, AreReadAndPrintedAlike) {
    for (const char* text : {"72", "2701", "2701-2704", "280530", "8802(part)", "50-63"}) {
        const auto range = parse_hs(text);
        ASSERT_TRUE(range.ok()) << text;
        EXPECT_EQ(to_string(*range), text);
    }
}

TEST(HsCodes, ThatDoNotExistAreFaults) {
    for (const char* text :
         {"77",   "00",   "98",        "99",      "2717",   "2700",     "7101-7119",
          "8469", "8485", "2527",      "7",       "271",    "27101",    "2710190000",
          "27a0", "",     "2704-2701", "27-2710", "(part)", "2710 part"}) {
        const auto range = parse_hs(text);
        EXPECT_FALSE(range.ok()) << text;
        EXPECT_TRUE(range.ok() || !range.fault().hint.empty()) << text;
    }
}

TEST(HsCodes, TheTableHasAsManyHeadingsAsTheEditionOf2017) {
    EXPECT_EQ(hs_headings(), 1222U) << "World Customs Organization, HS 2017: 1,222 headings";
}

} // namespace
} // namespace halflight::watch
