// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/identifier.hpp"

#include "halflight/watch/listed.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace halflight::watch {
namespace {

std::string digits(std::string_view text) {
    std::string made;
    for (const auto& mention : find_imo_numbers(text)) {
        made += mention.digits + (mention.ship ? "s" : "") + (mention.company ? "c" : "") + " ";
    }
    return made;
}

TEST(Identifier, CheckDigitsOfShipsAndCompanies) {
    EXPECT_TRUE(is_imo_ship_number("9074729")) << "the example of IMO's own circular";
    EXPECT_FALSE(is_imo_ship_number("9074728"));
    EXPECT_TRUE(is_imo_company_number("5342883"));
    EXPECT_FALSE(is_imo_company_number("5342884"));
    EXPECT_FALSE(is_imo_ship_number("907472"));
    EXPECT_FALSE(is_imo_ship_number("907472x"));
    EXPECT_FALSE(is_imo_ship_number("0000000")) << "filled in, not a number";
}

/// Either rule finds every single wrong digit: the weights are prime to 10, or 11 is prime.
RC_GTEST_PROP(Identifier, ACompanyNumberWithOneWrongDigitIsFound, ()) {
    std::string number = "534288";
    for (char& c : number) {
        c = static_cast<char>('0' + *rc::gen::inRange(0, 10));
    }
    for (char last = '0'; last <= '9'; ++last) {
        if (is_imo_company_number(number + last)) {
            std::string wrong = number + last;
            const auto at = *rc::gen::inRange<std::size_t>(0, 6);
            wrong[at] = wrong[at] == '9' ? '0' : static_cast<char>(wrong[at] + 1);
            // 10 and 0 share a check digit: the one slip that may pass.
            RC_PRE(!is_imo_company_number(wrong) || last == '0' || last == '1');
            RC_ASSERT(!is_imo_company_number(wrong) || last == '0' || last == '1');
        }
    }
}

TEST(Identifier, FindsImoNumbersInText) {
    EXPECT_EQ(digits("owner of a tanker. IMO number: 5571322."), "5571322c ");
    EXPECT_EQ(digits("International Maritime Organization (IMO) Number: 9074729."), "9074729s ");
    EXPECT_EQ(digits("Company Number IMO 5434358"), "5434358c ");
    EXPECT_EQ(digits("IMO numbers 9074729 and 5434358"), "9074729s 5434358c ");
    EXPECT_EQ(digits("IMO: 1234568"), "1234568 ") << "neither: told, not used";
    EXPECT_EQ(digits("phone 9074729"), "");
    EXPECT_EQ(digits("IMO 90747291"), "") << "eight digits";
    EXPECT_EQ(digits("TIMO 9074729"), "");
    EXPECT_EQ(digits("the IMO said that 9074729 barrels"), "");
    EXPECT_EQ(digits("IMO"), "");
}

TEST(Identifier, NumbersOfDocumentsAsListsFillThem) {
    EXPECT_EQ(document_number("381110042 (Expired 25 Jan. 2016)"), "381110042");
    EXPECT_EQ(document_number("PS 472330208"), "PS472330208");
    EXPECT_EQ(document_number("Libyan passport No. 513519 "), "513519");
    EXPECT_EQ(document_number("Libya 428720"), "428720");
    EXPECT_EQ(document_number("Diplomatic Passport: Z30321794"), "Z30321794");
    EXPECT_EQ(document_number("CAR diplomatic passport no. D00000898"), "D00000898");
    EXPECT_EQ(document_number("A-333602"), "A333602");
    EXPECT_EQ(document_number("none"), "");
}

TEST(Identifier, DocumentsAgree) {
    const auto passport = [](std::string number, std::string country = "") {
        return Identifier{IdentifierScheme::passport, std::move(number), std::move(country), ""};
    };
    EXPECT_EQ(compare(passport("PS381420397"), passport("381420397")), Agreement::agrees);
    EXPECT_EQ(compare(passport("PS381420397"), passport("PD381420397")), Agreement::differs)
        << "two prefixes";
    EXPECT_EQ(compare(passport("381420397"), passport("381420398")), Agreement::differs);
    EXPECT_EQ(compare(passport("12345"), passport("12345")), Agreement::unrelated) << "too short";
    EXPECT_EQ(compare(passport("381420397", "KP"), passport("381420397", "North Korea")),
              Agreement::agrees);
    EXPECT_EQ(compare(passport("381420397", "KP"), passport("381420397", "Libya")),
              Agreement::unrelated)
        << "states number their passports alike";
    EXPECT_EQ(
        compare(passport("9074729"), Identifier{IdentifierScheme::imo_ship, "9074729", "", ""}),
        Agreement::unrelated);
}

TEST(Listed, Countries) {
    EXPECT_EQ(same_country("KP", "Democratic People's Republic of Korea"),
              CountryAgreement::agrees);
    EXPECT_EQ(same_country("PRK", "Democratic People\xE2\x80\x99s Republic of Korea"),
              CountryAgreement::agrees);
    EXPECT_EQ(same_country("Iran", "Iran (Islamic Republic of)"), CountryAgreement::agrees);
    EXPECT_EQ(same_country("KR", "KP"), CountryAgreement::differs);
    EXPECT_EQ(same_country("Ruritania", "KP"), CountryAgreement::unknown);
    EXPECT_EQ(same_country("Ruritania", "ruritania"), CountryAgreement::agrees);
}

TEST(Listed, TheHashOfAnEntryIsOfWhatItSays) {
    ListedEntry entry;
    entry.id = "X.1";
    entry.names = {{"A B", NameQuality::primary, 3}};
    entry.line = 2;
    const std::string before = entry_hash(entry);
    EXPECT_EQ(before.size(), 16U);
    entry.line = 900;
    EXPECT_EQ(entry_hash(entry), before) << "where it stands does not matter";
    entry.names.push_back({"C", NameQuality::low, 4});
    EXPECT_NE(entry_hash(entry), before);
}

} // namespace
} // namespace halflight::watch
