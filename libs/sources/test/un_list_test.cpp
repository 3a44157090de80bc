// SPDX-License-Identifier: Apache-2.0
#include "halflight/sources/un_list.hpp"

#include "made_list.hpp"

#include "halflight/base/error.hpp"

#include <utility>

#include <gtest/gtest.h>

namespace halflight::sources {
namespace {

using test::made_list;
using test::made_list_with;
using watch::IdentifierScheme;
using watch::NameQuality;

std::string refused(const std::string& xml, UnListSpec spec = {}) {
    spec.file = "list.xml";
    try {
        (void)read_un_consolidated(xml, spec);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::parse);
        return error.what();
    }
    return "";
}

std::string first_message(const std::string& xml) {
    const auto report = read_un_consolidated(xml, {.file = "list.xml"});
    // The made list itself has one date that cannot be read.
    for (const auto& item : report.diagnostics.items()) {
        if (item.message.find("30-35 years old") == std::string::npos) {
            return to_text(item);
        }
    }
    return "";
}

TEST(UnList, ReadsPeople) {
    const auto report = read_un_consolidated(made_list);
    EXPECT_EQ(report.list.generated, "2031-05-06");
    ASSERT_EQ(report.list.entries.size(), 2U);
    const auto& person = report.list.entries[0];
    EXPECT_EQ(person.id, "TSi.001");
    EXPECT_EQ(person.line, 5U);
    EXPECT_EQ(to_string(*person.listed_on), "2030-01-02");
    ASSERT_EQ(person.names.size(), 3U);
    EXPECT_EQ(person.names[0].text, "TOK MUN BIN");
    EXPECT_EQ(person.names[1].quality, NameQuality::good);
    EXPECT_EQ(person.names[2].quality, NameQuality::low);
    ASSERT_EQ(person.births.size(), 3U);
    EXPECT_EQ(to_string(person.births[1].first) + to_string(person.births[1].last),
              "1962-01-011963-12-31");
    EXPECT_EQ(to_string(person.births[2].first) + to_string(person.births[2].last),
              "1964-11-011964-11-30");
    ASSERT_EQ(person.identifiers.size(), 1U) << "one passport in two languages";
    EXPECT_EQ(person.identifiers[0].number, "PS123456789");
    EXPECT_EQ(person.nationalities.size(), 1U);
    ASSERT_EQ(report.diagnostics.items().size(), 1U);
    EXPECT_EQ(report.diagnostics.items()[0].code, "S904");
    EXPECT_EQ(report.diagnostics.items()[0].place.line, 20U);
}

TEST(UnList, ReadsFirmsAndTheNumberOfACompany) {
    const auto report = read_un_consolidated(made_list);
    const auto& firm = report.list.entries[1];
    ASSERT_EQ(firm.names.size(), 3U);
    EXPECT_EQ(firm.names[1].quality, NameQuality::original_script);
    EXPECT_EQ(firm.names[2].quality, NameQuality::former);
    EXPECT_EQ(firm.names[2].text, "Pyol Nara & Sons");
    ASSERT_EQ(firm.identifiers.size(), 1U);
    EXPECT_EQ(firm.identifiers[0].scheme, IdentifierScheme::imo_company);
    EXPECT_EQ(firm.identifiers[0].number, "5342883");
}

TEST(UnList, RefusesWhatPointsElsewhereOrGrows) {
    const std::string bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE l [<!ENTITY a \"ha\">\n<!ENTITY b "
                             "\"&a;&a;&a;\">]>\n<CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>";
    EXPECT_EQ(refused(bomb).find("list.xml:2:1: a document type or entity declaration"), 0U);
    const std::string external = "<!DOCTYPE l SYSTEM \"file:///etc/passwd\"><CONSOLIDATED_LIST/>";
    EXPECT_EQ(refused(external).find("list.xml:1:1: a document type"), 0U);
    EXPECT_NE(refused(made_list_with("TOK", "&xxe;")).find("'&xxe;' refers to an entity"),
              std::string::npos);
    EXPECT_NE(refused(made_list_with("<DATAID>1", "<DATAID><!ENTITY x SYSTEM \"http://e.x/\">1"))
                  .find("<!..."),
              std::string::npos);
    EXPECT_NE(
        refused(made_list_with("<DATAID>1</DATAID>", "<xi:include href=\"http://e.x/list.xml\"/>"))
            .find("inclusion"),
        std::string::npos);
    EXPECT_NE(refused(made_list_with("<CONSOLIDATED_LIST", "<?xml-stylesheet href=\"http://e.x\"?>"
                                                           "<CONSOLIDATED_LIST"))
                  .find("processing instruction"),
              std::string::npos);
}

TEST(UnList, MarksInsideCommentsAndCdataAreText) {
    EXPECT_EQ(refused(made_list_with("no one on this list exists", "<!DOCTYPE &x; not one")), "");
    const auto report = read_un_consolidated(
        made_list_with("TOK</FIRST_NAME>", "<![CDATA[<!ENTITY &y; >]]></FIRST_NAME>"));
    EXPECT_EQ(report.list.entries[0].names[0].text, "<!ENTITY &y; > MUN BIN");
}

TEST(UnList, LimitsHold) {
    std::string deep;
    for (int i = 0; i < 40; ++i) {
        deep += "<a>";
    }
    EXPECT_NE(refused(deep).find("list.xml:1:97: elements more than 32 deep"), std::string::npos);
    EXPECT_NE(refused(made_list, {.most_bytes = 100}).find("a list has at most 100"),
              std::string::npos);
    EXPECT_NE(refused(made_list, {.most_elements = 10}).find("more than 10 elements"),
              std::string::npos);
}

TEST(UnList, WhatIsNotAListIsSaid) {
    EXPECT_NE(refused("<html><body/></html>").find("root element is <html>"), std::string::npos);
    EXPECT_NE(refused("").find("not well-formed"), std::string::npos);
    EXPECT_NE(
        refused("<CONSOLIDATED_LIST><INDIVIDUALS></CONSOLIDATED_LIST>").find("not well-formed XML"),
        std::string::npos);
    EXPECT_NE(refused("\xFF\xFE<").find("UTF-16"), std::string::npos);
    EXPECT_EQ(refused("<a>\n<b>\xC3</b>").find("list.xml:2:4: not UTF-8"), 0U);
    EXPECT_NE(refused("<?xml version=\"1.0\" encoding=\"windows-1251\"?><a/>").find("UTF-8"),
              std::string::npos);
    EXPECT_NE(refused(std::string(made_list).substr(0, 900)).find("tag that does not end"),
              std::string::npos)
        << "cut off in the middle";
}

TEST(UnList, AListThatWasCutOffAnywhereSaysWhatToDo) {
    const std::string whole(made_list);
    const std::size_t end = whole.rfind("</CONSOLIDATED_LIST>");
    const std::size_t root = whole.find("<CONSOLIDATED_LIST");
    for (std::size_t length = 0; length < end + 19; ++length) {
        const std::string told = refused(whole.substr(0, length));
        EXPECT_TRUE(told.ends_with("; the file ends early: fetch it again"))
            << length << " of " << whole.size() << ", root at " << root << ": " << told;
    }
    EXPECT_EQ(refused(whole.substr(0, end + 20)), "");
}

TEST(UnList, FaultsOfEntriesHaveTheirPlaceAndLoseNothing) {
    EXPECT_EQ(first_message(made_list_with("TSi.001 ", "")).find("list.xml:5:6: error: S901: "),
              0U);
    EXPECT_NE(first_message(made_list_with("TSe.001", "TSi.001"))
                  .find("TSi.001 stands twice; first "
                        "on line 5"),
              std::string::npos);
    EXPECT_NE(first_message(made_list_with("5342883", "5342880"))
                  .find("IMO number 5342880 has the "
                        "check digit of neither"),
              std::string::npos);
    EXPECT_NE(first_message(made_list_with("<DATAID>1</DATAID>", "<SHOE_SIZE>41</SHOE_SIZE>"))
                  .find("<SHOE_SIZE> in <INDIVIDUAL> is not known"),
              std::string::npos);
    const auto report = read_un_consolidated(made_list_with("TSi.001 ", ""));
    EXPECT_EQ(report.list.entries.size(), 2U);
    EXPECT_EQ(report.list.entries[0].id, "DATAID 1");
}

/// The list with one text in the place of another wherever it stands.
std::string everywhere(const std::string& before, const std::string& after) {
    std::string text = made_list;
    for (auto at = text.find(before); at != std::string::npos;
         at = text.find(before, at + after.size())) {
        text.replace(at, before.size(), after);
    }
    return text;
}

TEST(UnList, AFormThatIsNotKnownCannotBeReliedOn) {
    const std::pair<std::string, std::string> forms[] = {
        {everywhere("INDIVIDUALS", "PERSONS"), "<PERSONS> in <CONSOLIDATED_LIST> is not known"},
        {everywhere("ENTITY>", "FIRM>"), "<FIRM> in <ENTITIES> is not known"},
        {everywhere("INDIVIDUAL_ALIAS", "INDIVIDUAL_AKA"),
         "no <INDIVIDUAL> has <INDIVIDUAL_ALIAS>, but <INDIVIDUAL_AKA>"},
        {everywhere("ENTITY_ALIAS", "ENTITY_AKA"), "no <ENTITY> has <ENTITY_ALIAS>"},
        {everywhere("ALIAS_NAME", "AKA_NAME"), "no <INDIVIDUAL_ALIAS> has <ALIAS_NAME>"},
        {made_list_with("</CONSOLIDATED_LIST>", "<ENTITIES/></CONSOLIDATED_LIST>"),
         "<ENTITIES> stands twice"},
        {"<CONSOLIDATED_LIST><ENTITIES/></CONSOLIDATED_LIST>", "the list has no <INDIVIDUALS>"},
        {"<CONSOLIDATED_LIST><INDIVIDUALS/><ENTITIES/></CONSOLIDATED_LIST>",
         "the list has no entries"}};
    for (const auto& [text, why] : forms) {
        EXPECT_NE(refused(text).find(why), std::string::npos) << refused(text);
    }
    EXPECT_EQ(refused(made_list_with("<DATAID>1</DATAID>", "<SHOE_SIZE>41</SHOE_SIZE>")), "")
        << "beside known aliases another element is only told";
}

} // namespace
} // namespace halflight::sources
