// SPDX-License-Identifier: Apache-2.0
#include "halflight/ledger/codes.hpp"

#include "halflight/ledger/ledger.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

namespace halflight::ledger {
namespace {

Dimension dimension(std::string id, std::string default_code, std::vector<std::string> ids) {
    Dimension out;
    out.id = std::move(id);
    out.default_code = std::move(default_code);
    for (std::string& code_id : ids) {
        Code code;
        code.id = std::move(code_id);
        out.codes.push_back(std::move(code));
    }
    return out;
}

CodeLists sample() {
    CodeLists codes;
    codes.dimensions["purpose"] = dimension("purpose", "total", {"total", "study", "work"});
    codes.dimensions["scope"] = dimension("scope", "", {"permits", "persons"});
    codes.dimensions["table"] = dimension("table", "", {"fsb", "rosstat"});
    return codes;
}

TEST(Countries, AreThoseOfIso3166) {
    EXPECT_EQ(countries().size(), 249U);
    EXPECT_TRUE(std::ranges::is_sorted(countries()));
    for (const std::string_view code : countries()) {
        EXPECT_EQ(code.size(), 3U);
        EXPECT_FALSE(country_name(code).empty()) << code;
    }
}

TEST(Countries, HaveNames) {
    EXPECT_EQ(country_name("PRK"), "Democratic People's Republic of Korea");
    EXPECT_EQ(country_name("RUS"), "Russian Federation");
    EXPECT_EQ(country_name("ABW"), "Aruba");
    EXPECT_EQ(country_name("ZWE"), "Zimbabwe");
    EXPECT_EQ(country_name("XKX"), "");
    EXPECT_EQ(country_name("rus"), "");
    EXPECT_EQ(country_name(""), "");
}

TEST(Dimension, FindsItsCodes) {
    const CodeLists codes = sample();
    const Dimension& purpose = codes.dimensions.at("purpose");
    ASSERT_NE(purpose.find("study"), nullptr);
    EXPECT_EQ(purpose.find("study")->id, "study");
    EXPECT_EQ(purpose.find("stud"), nullptr);
}

TEST(CanonicalDims, SortsAndDropsDefaults) {
    const CodeLists codes = sample();
    EXPECT_EQ(*canonical_dims("table=fsb;purpose=study", codes), "purpose=study;table=fsb");
    EXPECT_EQ(*canonical_dims("purpose=total;table=fsb", codes), "table=fsb");
    EXPECT_EQ(*canonical_dims(" table = fsb ; purpose = work ", codes), "purpose=work;table=fsb");
    EXPECT_EQ(*canonical_dims("purpose=total", codes), "");
    EXPECT_EQ(*canonical_dims("", codes), "");
    EXPECT_EQ(*canonical_dims("  ", codes), "");
}

TEST(CanonicalDims, FaultsHavePlaceAndHint) {
    struct Case {
        std::string_view text;
        std::string_view message;
        std::string_view hint;
        std::size_t offset;
    };
    const Case cases[] = {
        {"purpse=study", "unknown dimension 'purpse'", "did you mean 'purpose'?", 0},
        {"table=fsb;purpose=studi", "unknown code of dimension 'purpose' 'studi'",
         "did you mean 'study'?", 18},
        {"table=fsb; colour=x", "unknown dimension 'colour'", "known here: purpose, scope, table",
         11},
        {"table=fsb;purpose", "'purpose' is not of the form dimension=code",
         "write dimensions as purpose=study;table=fsb", 10},
        {"table=", "'table=' is not of the form dimension=code",
         "write dimensions as purpose=study;table=fsb", 0},
        {"table=fsb=x", "'table=fsb=x' is not of the form dimension=code",
         "write dimensions as purpose=study;table=fsb", 0},
        {"table=fsb;", "'' is not of the form dimension=code",
         "write dimensions as purpose=study;table=fsb", 10},
        {"table=fsb;table=rosstat", "dimension 'table' is given twice",
         "keep one code for each dimension", 10},
        {"purpose=total;purpose=work", "dimension 'purpose' is given twice",
         "keep one code for each dimension", 14},
    };
    for (const Case& c : cases) {
        const auto dims = canonical_dims(c.text, sample());
        ASSERT_FALSE(dims.ok()) << c.text;
        EXPECT_EQ(dims.fault().message, c.message) << c.text;
        EXPECT_EQ(dims.fault().hint, c.hint) << c.text;
        EXPECT_EQ(dims.fault().offset, c.offset) << c.text;
    }
}

TEST(CodeIn, GivesTheDefaultOfAnAbsentDimension) {
    const CodeLists codes = sample();
    EXPECT_EQ(code_in("purpose=study;table=fsb", "purpose", codes), "study");
    EXPECT_EQ(code_in("purpose=study;table=fsb", "table", codes), "fsb");
    EXPECT_EQ(code_in("table=fsb", "purpose", codes), "total");
    EXPECT_EQ(code_in("", "table", codes), "");
    EXPECT_EQ(code_in("", "nowhere", codes), "");
}

TEST(WithCode, ReplacesAddsAndDrops) {
    const CodeLists codes = sample();
    EXPECT_EQ(with_code("purpose=study;table=fsb", "purpose", "work", codes),
              "purpose=work;table=fsb");
    EXPECT_EQ(with_code("purpose=study;table=fsb", "purpose", "total", codes), "table=fsb");
    EXPECT_EQ(with_code("purpose=study;table=fsb", "table", "", codes), "purpose=study");
    EXPECT_EQ(with_code("table=fsb", "purpose", "work", codes), "purpose=work;table=fsb");
    EXPECT_EQ(with_code("", "scope", "persons", codes), "scope=persons");
}

TEST(WithCode, IsReadBackByCodeIn) {
    EXPECT_TRUE(rc::check("code_in(with_code(dims, d, c), d) == c and dims stay canonical", [] {
        const CodeLists codes = sample();
        std::string dims;
        for (int step = *rc::gen::inRange(0, 6); step > 0; --step) {
            const auto entry = codes.dimensions.begin();
            const auto& [id, dimension] = *std::next(entry, *rc::gen::inRange(0, 3));
            const auto number = *rc::gen::inRange<std::size_t>(0, dimension.codes.size());
            const std::string& code = dimension.codes[number].id;
            dims = with_code(dims, id, code, codes);
            RC_ASSERT(code_in(dims, id, codes) == code);
        }
        RC_ASSERT(*canonical_dims(dims, codes) == dims);
    }));
}

} // namespace
} // namespace halflight::ledger
