// SPDX-License-Identifier: Apache-2.0
#include "halflight/estimate/settings.hpp"

#include <string>

#include <gtest/gtest.h>

#include "halflight/base/error.hpp"

namespace halflight::estimate {
namespace {

const std::vector<Field> fields = {
    {.name = "outcome", .type = FieldType::column, .required = true, .text = "What is explained."},
    {.name = "controls", .type = FieldType::columns},
    {.name = "level", .type = FieldType::number, .fallback = "0.95", .least = 0.5, .most = 0.9999},
    {.name = "draws", .type = FieldType::integer, .fallback = "200", .least = 1},
    {.name = "trend", .type = FieldType::flag, .fallback = "true"},
    {.name = "errors", .type = FieldType::choice, .choices = {"cluster", "hc1"}},
    {.name = "grid", .type = FieldType::numbers}};

std::string fault(std::string_view toml) {
    try {
        (void)read_settings(toml, "s.toml", fields);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::parse);
        return error.what();
    }
    return "";
}

TEST(Settings, WhatIsNotGivenHasItsDefault) {
    const Settings settings = read_settings("outcome = 'y'", "s.toml", fields);
    EXPECT_EQ(settings.text("outcome"), "y");
    EXPECT_EQ(settings.number("level"), 0.95);
    EXPECT_EQ(settings.integer("draws"), 200);
    EXPECT_TRUE(settings.flag("trend"));
    EXPECT_EQ(settings.text("errors"), "cluster");
    EXPECT_TRUE(settings.list("controls").empty());
    EXPECT_FALSE(settings.has("grid"));
}

TEST(Settings, WhatIsGivenIsTaken) {
    const Settings settings =
        read_settings("outcome = 'y'\ncontrols = ['a', 'b']\nlevel = 0.9\n"
                      "draws = 7\ntrend = false\nerrors = 'hc1'\ngrid = [1, 2.5]",
                      "s.toml", fields);
    EXPECT_EQ(settings.list("controls"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(settings.number("level"), 0.9);
    EXPECT_EQ(settings.integer("draws"), 7);
    EXPECT_FALSE(settings.flag("trend"));
    EXPECT_EQ(settings.text("errors"), "hc1");
    EXPECT_EQ(settings.numbers("grid"), (std::vector<double>{1, 2.5}));
}

TEST(Settings, EveryFaultIsToldWithItsPlace) {
    EXPECT_EQ(fault("outcom = 'y'"), "s.toml:1:10: unknown key 'outcom'; is 'outcome' meant?\n"
                                     "s.toml: the key 'outcome' is needed: What is explained.");
    EXPECT_EQ(fault("outcome = 'y'\nlevel = 95"),
              "s.toml:2:9: 'level' is 95; it must be from 0.5 to 0.9999");
    EXPECT_EQ(fault("outcome = 'y'\ndraws = 0"), "s.toml:2:9: 'draws' is 0; it must be at least 1");
    EXPECT_EQ(fault("outcome = 'y'\ndraws = 1.5"), "s.toml:2:9: 'draws' must be a whole number");
    EXPECT_EQ(fault("outcome = 3"),
              "s.toml:1:11: 'outcome' must be the name of a column in quotes");
    EXPECT_EQ(fault("outcome = 'y'\nerrors = 'hc9'"),
              "s.toml:2:10: 'errors' cannot be 'hc9'; choose of cluster, hc1");
    EXPECT_EQ(fault("outcome = 'y'\ncontrols = ['a', 3]"),
              "s.toml:2:12: 'controls' must be a list of names of columns");
    EXPECT_EQ(fault("outcome = 'y'\nlevel = nan"), "s.toml:2:9: 'level' must be a finite number");
    EXPECT_EQ(fault("outcome = 'y'\ngrid = [1, inf]"),
              "s.toml:2:8: 'grid' must be a list of finite numbers");
    EXPECT_NE(fault("outcome = ").find("s.toml:1:11: "), std::string::npos);
}

} // namespace
} // namespace halflight::estimate
