// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/error.hpp"
#include "small_country.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace halflight::simulate {
namespace {

using test::small_spec;

std::string message_of(const std::function<void()>& body, ErrorCode code) {
    try {
        body();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), code) << error.what();
        return error.what();
    }
    return "nothing was thrown";
}

TEST(Spec, WhatIsWrittenReadsBackEqual) {
    CountrySpec spec = small_spec(77);
    spec.effect_unit = EffectUnit::radiance;
    spec.effects[1] = 1.0 / 3;
    spec.loadings[2] = -0.125;
    spec.industries = {{"a", "A \"quoted\" \\ name", Group::munitions, 0.3, {}},
                       {"b", "B", Group::heavy, 1e-7, -2.5}};
    EXPECT_EQ(read_spec(to_toml(spec), "x.toml"), spec);
    EXPECT_EQ(read_spec("", "x.toml"), CountrySpec{});
    EXPECT_EQ(read_spec(to_toml({}), "x.toml"), CountrySpec{});
}

TEST(Spec, EveryFaultIsToldWithItsPlace) {
    const std::string text = "provinzes = 3\n"
                             "counties = \"many\"\n"
                             "floor = -1\n"
                             "treatment = \"2023\"\n"
                             "months = 12.5\n"
                             "effect_unit = \"lux\"\n"
                             "purpose_move = \"2019-Q3\"\n"
                             "moved_purposes = 3\n"
                             "oil_error = 0\n"
                             "[effects]\n"
                             "hevy = 1\n"
                             "[[industry]]\n"
                             "code = \"a\"\n"
                             "group = \"civil\"\n";
    const std::string told =
        message_of([&] { (void)read_spec(text, "made.toml"); }, ErrorCode::parse);
    for (const char* part :
         {"made.toml:1:13: unknown key 'provinzes'; is 'provinces' meant?",
          "made.toml:2:12: 'counties' must be a whole number",
          "made.toml:3:9: 'floor' is -1; it must be from 0 to 1,000",
          "made.toml:4:13: 'treatment' must be a month", "made.toml:5:10: 'months' must be a whole",
          "made.toml:6:15: 'effect_unit' must be",
          "made.toml:7:16: 'purpose_move' must be a month in quotes",
          "made.toml:8:18: 'moved_purposes' is 3; it must be from 0 to 2",
          "made.toml:9:13: 'oil_error' is 0; it must be from 0.001 to 0.9",
          "made.toml:11:8: unknown group 'hevy'; is 'heavy'",
          "made.toml:14:9: unknown group 'civil'; known are heavy, munitions, light, other",
          "made.toml:12:1: an industry needs the key 'share'"}) {
        EXPECT_NE(told.find(part), std::string::npos) << part << "\n" << told;
    }
    EXPECT_NE(message_of([] { (void)read_spec("a = [\n", "made.toml"); }, ErrorCode::parse)
                  .find("made.toml:"),
              std::string::npos);
}

TEST(Spec, RefusesWhatNoCountryCanBeMadeOf) {
    using Change = std::function<void(CountrySpec&)>;
    const std::vector<std::pair<Change, std::string>> cases{
        {[](CountrySpec& s) { s.counties = 0; }, "counties is 0; it must be from 1"},
        {[](CountrySpec& s) { s.counties = 5000; }, "5000 counties do not fit on 77500 cells"},
        {[](CountrySpec& s) { s.provinces = 21; }, "21 provinces cannot be made of 20 counties"},
        {[](CountrySpec& s) { s.enterprises = 11; }, "11 enterprises cannot belong to 12"},
        {[](CountrySpec& s) { s.treatment = month_of(2021, 10); },
         "lies outside the months 2021-11"},
        {[](CountrySpec& s) { s.treatment = month_of(2024, 5); },
         "outside the months 2021-11 to 2024-04"},
        {[](CountrySpec& s) { s.treatment = s.first_month; }, "with 0 months before it"},
        {[](CountrySpec& s) { s.industries.clear(); }, "there are 0 industries"},
        {[](CountrySpec& s) { s.industries[3].share = 0; },
         "industry 'chemicals' has a share of 0"},
        {[](CountrySpec& s) { s.industries[0].code = "food"; }, "industry 'food' stands twice"},
        {[](CountrySpec& s) { s.industries[0].code = ""; }, "industry 1 has no code"},
        {[](CountrySpec& s) { s.industries = {{"a", "A", Group::light, 1, {}}}; },
         "an effect of 0.15 on heavy is asked for, but 0 industries belong to it"},
        {[](CountrySpec& s) { s.first_month = Period{Date{0}, Date{40}}; }, "it must be one month"},
        {[](CountrySpec& s) { s.closure_last = month_of(2019, 1); }, "turn them round"},
        {[](CountrySpec& s) { s.mention_last_year = 2000; }, "mentions end in 2000"},
        {[](CountrySpec& s) { s.noise = std::numeric_limits<double>::quiet_NaN(); },
         "noise is nan"},
        {[](CountrySpec& s) {
             s.tile_h = 35;
             s.grid_width = 2401;
         },
         "crosses 180 degrees"},
    };
    EXPECT_NO_THROW(require_sound(small_spec()));
    for (const auto& [change, part] : cases) {
        CountrySpec spec = small_spec();
        change(spec);
        const std::string told = message_of([&] { require_sound(spec); }, ErrorCode::refused);
        EXPECT_NE(told.find(part), std::string::npos) << part << "\n" << told;
    }
    CountrySpec nothing_planted = small_spec();
    nothing_planted.effect = 0;
    nothing_planted.treatment = nothing_planted.first_month;
    EXPECT_NO_THROW(require_sound(nothing_planted));
}

} // namespace
} // namespace halflight::simulate
