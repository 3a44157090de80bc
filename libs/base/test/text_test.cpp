// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace {

using std::string_view_literals::operator""sv;
using halflight::format_exact;
using halflight::format_number;
using halflight::nearest;
using halflight::without_controls;

TEST(Text, Trim) {
    EXPECT_EQ(halflight::trim(" \t a b\r\n"), "a b");
    EXPECT_EQ(halflight::trim(" \n"), "");
    EXPECT_EQ(halflight::trim(""), "");
}

TEST(Text, SplitKeepsEmptyPieces) {
    using Pieces = std::vector<std::string_view>;
    EXPECT_EQ(halflight::split("a,,b,", ','), (Pieces{"a", "", "b", ""}));
    EXPECT_EQ(halflight::split("", ','), Pieces{""});
    EXPECT_EQ(halflight::split(" a ", ','), Pieces{" a "});
}

TEST(Text, Utf8Borders) {
    for (const auto text :
         {"\x7F"sv, "\xC2\x80"sv, "\xDF\xBF"sv, "\xE0\xA0\x80"sv, "\xED\x9F\xBF"sv,
          "\xEE\x80\x80"sv, "\xF0\x90\x80\x80"sv, "\xF4\x8F\xBF\xBF"sv, "\0"sv})
        EXPECT_EQ(halflight::first_invalid_utf8(text), std::nullopt);
    for (const auto text : {"\x80"sv, "\xC0\x80"sv, "\xC1\xBF"sv, "\xC2"sv, "\xE0\x9F\xBF"sv,
                            "\xED\xA0\x80"sv, "\xE2\x82"sv, "\xF0\x8F\xBF\xBF"sv,
                            "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv, "\xFF"sv, "\xC2 "sv})
        EXPECT_EQ(halflight::first_invalid_utf8(text), 0U);
    EXPECT_EQ(halflight::first_invalid_utf8("ab\u00E9\xE2\x82z"), 4U);
}

TEST(Text, CodePoints) {
    EXPECT_EQ(halflight::code_points("a\u00E9\u20AC\U0001F600"), 4U);
    EXPECT_EQ(halflight::code_points(""), 0U);
}

TEST(Text, Shorten) {
    EXPECT_EQ(halflight::shorten("abcdef", 6), "abcdef");
    EXPECT_EQ(halflight::shorten("abcdefg", 6), "abc...");
    EXPECT_EQ(halflight::shorten("\u00E9\u00E9\u00E9\u00E9\u00E9", 4), "\u00E9...");
    EXPECT_EQ(halflight::shorten("a\n\x1B[31m\u0085\x7F"), "a??[31m??");
    EXPECT_EQ(halflight::shorten("a\xFFz"), "a?z");
    EXPECT_EQ(halflight::shorten("abcd", 2), "..");
    EXPECT_EQ(halflight::shorten("abcd", 0), "");
}

RC_GTEST_PROP(Text, ShortenIsValidAndShort, (const std::string& text)) {
    const auto limit = *rc::gen::inRange<std::size_t>(0, 20);
    const std::string shown = halflight::shorten(text, limit);
    RC_ASSERT(halflight::first_invalid_utf8(shown) == std::nullopt);
    RC_ASSERT(halflight::code_points(shown) <= limit);
}

TEST(Text, NearestFindsSlips) {
    constexpr std::array words{"persons"sv, "permits"sv, "USD"sv, "t"sv};
    EXPECT_EQ(nearest("person", words), "persons");
    EXPECT_EQ(nearest("presons", words), "persons");
    EXPECT_EQ(nearest("permist", words), "permits");
    EXPECT_EQ(nearest("usd", words), "USD");
    EXPECT_EQ(nearest("elephants", words), std::nullopt);
    EXPECT_EQ(nearest("x", words), std::nullopt);
    EXPECT_EQ(nearest("", words), std::nullopt);
    EXPECT_EQ(nearest("persons", {}), std::nullopt);
}

/// The recursion that defines optimal string alignment (Boytsov 2011).
std::size_t alignment(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty())
        return a.size() + b.size();
    const std::string_view x = a.substr(1);
    const std::string_view y = b.substr(1);
    std::size_t best = std::min(
        {alignment(x, b) + 1, alignment(a, y) + 1, alignment(x, y) + (a[0] == b[0] ? 0U : 1U)});
    if (!x.empty() && !y.empty() && a[0] == y[0] && x[0] == b[0])
        best = std::min(best, alignment(x.substr(1), y.substr(1)) + 1);
    return best;
}

RC_GTEST_PROP(Text, NearestAgreesWithTheDefinition, ()) {
    const auto word = rc::gen::container<std::string>(rc::gen::element('a', 'b', 'c'));
    const auto a = (*rc::gen::resize(6, word)).substr(0, 6);
    const auto b = (*rc::gen::resize(6, word)).substr(0, 6);
    const std::array<std::string_view, 1> candidates{b};
    const std::size_t distance = alignment(a, b);
    const bool near = distance <= std::max<std::size_t>(1, a.size() / 3) && distance < a.size();
    RC_ASSERT((nearest(a, candidates).has_value() == (!a.empty() && near)));
}

TEST(Text, FormatNumber) {
    EXPECT_EQ(format_number(34065), "34,065");
    EXPECT_EQ(format_number(0.0072), "0.0072");
    EXPECT_EQ(format_number(-56.26), "-56.26");
    EXPECT_EQ(format_number(-123), "-123");
    EXPECT_EQ(format_number(-1234.5), "-1,234.5");
    EXPECT_EQ(format_number(100000), "100,000");
    EXPECT_EQ(format_number(24.5e9), "24,500,000,000");
    EXPECT_EQ(format_number(1e20), "1e+20");
    EXPECT_EQ(format_number(1e-7), "1e-07");
    EXPECT_EQ(format_number(-0.0), "0");
    EXPECT_EQ(format_number(std::numeric_limits<double>::infinity()), "inf");
    EXPECT_EQ(format_number(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(Text, FormatNumberWithDigits) {
    EXPECT_EQ(format_number(5370.1234, 5), "5,370.1");
    EXPECT_EQ(format_number(5370.1234, 2), "5,400");
    EXPECT_EQ(format_number(2.0 / 3, 3), "0.667");
    EXPECT_EQ(format_number(999.96, 4), "1,000");
    EXPECT_EQ(format_number(48, 5), "48");
    EXPECT_EQ(format_number(0, 3), "0");
    EXPECT_EQ(format_number(1234, 0), "1,000");
    EXPECT_EQ(format_number(std::numeric_limits<double>::max(), 1),
              format_number(std::numeric_limits<double>::max()));
}

TEST(Text, FormatExact) {
    EXPECT_EQ(format_exact(34065), "34065");
    EXPECT_EQ(format_exact(100000), "100000");
    EXPECT_EQ(format_exact(1e20), "1e+20");
    EXPECT_EQ(format_exact(0.1), "0.1");
    EXPECT_EQ(format_exact(-0.0), "-0");
    EXPECT_EQ(format_exact(std::numeric_limits<double>::infinity()), "inf");
}

RC_GTEST_PROP(Text, FormatExactRoundTrips, (std::uint64_t bits)) {
    const auto value = std::bit_cast<double>(bits);
    RC_PRE(std::isfinite(value));
    RC_ASSERT(std::strtod(format_exact(value).c_str(), nullptr) == value);
}

RC_GTEST_PROP(Text, FormatNumberRoundTripsWithoutCommas, (double value)) {
    std::string text = format_number(value);
    std::erase(text, ',');
    RC_ASSERT(std::stod(text) == value);
}

TEST(WithoutControls, KeepsTextAndReplacesWhatSteers) {
    EXPECT_EQ(without_controls("a\tb\nПр 조 —"), "a\tb\nПр 조 —");
    EXPECT_EQ(without_controls("x\x1b[31m"), "x\xef\xbf\xbd[31m");
    EXPECT_EQ(without_controls("\xe2\x80\xae"
                               "abc\xe2\x81\xa9"),
              "\xef\xbf\xbd"
              "abc\xef\xbf\xbd");
    EXPECT_EQ(without_controls("\xc2\x85"), "\xef\xbf\xbd");
    EXPECT_EQ(without_controls("\xe2\x80\xa9\xe2"), "\xe2\x80\xa9\xe2");
}

} // namespace
