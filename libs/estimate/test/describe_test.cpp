// SPDX-License-Identifier: Apache-2.0
#include "halflight/estimate/method.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "halflight/base/error.hpp"
#include "halflight/io/files.hpp"

namespace halflight::estimate {
namespace {

TEST(Methods, EveryExampleIsASpecificationOfItsMethod) {
    for (const Method& method : methods()) {
        EXPECT_NO_THROW((void)read_settings(method.example, "example.toml", method.fields))
            << method.name;
    }
}

TEST(Methods, NamesAndKeysStandOnce) {
    std::set<std::string_view> names;
    for (const Method& method : methods()) {
        EXPECT_TRUE(names.insert(method.name).second) << method.name;
        std::set<std::string_view> keys;
        for (const Field& field : method.fields) {
            EXPECT_TRUE(keys.insert(field.name).second) << method.name << " " << field.name;
            EXPECT_FALSE(field.text.empty()) << method.name << " " << field.name;
            EXPECT_EQ(field.type == FieldType::choice, !field.choices.empty()) << field.name;
        }
    }
}

TEST(Methods, EveryMethodIsListedAndDescribed) {
    for (const Method& method : methods()) {
        EXPECT_NE(list_methods().find("  " + std::string(method.name) + " "), std::string::npos);
        const std::string text = describe(method);
        for (const Field& field : method.fields) {
            EXPECT_NE(text.find("  " + std::string(field.name) + " ("), std::string::npos);
        }
    }
}

TEST(Methods, EveryMethodHasItsPage) {
    const std::string folder = HALFLIGHT_METHOD_PAGES;
    for (const Method& method : methods()) {
        EXPECT_NO_THROW((void)io::read_file(folder + "/" + std::string(method.page) + ".md"))
            << method.name;
    }
}

TEST(Methods, ThePageOfAllMethodsIsUpToDate) {
    EXPECT_EQ(io::read_file(std::string(HALFLIGHT_METHOD_PAGES) + "/README.md"), methods_page())
        << "run: halflight estimate --list --markdown > docs/methods/README.md";
}

TEST(Methods, AWrongNameIsToldTheNearest) {
    try {
        (void)find_method("adjst");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::usage);
        EXPECT_STREQ(error.what(), "no method is named 'adjst'; is 'adjust' meant?");
    }
}

} // namespace
} // namespace halflight::estimate
