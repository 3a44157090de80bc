// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/symbol.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>

namespace {

using halflight::Symbol;
using halflight::SymbolPool;

TEST(Symbol, EmptyTextIsTheDefault) {
    SymbolPool pool;
    EXPECT_EQ(pool.size(), 1U);
    EXPECT_EQ(pool.intern(""), Symbol{});
    EXPECT_FALSE(pool.intern(""));
    EXPECT_EQ(pool.view(Symbol{}), "");
    EXPECT_EQ(pool.find("absent"), Symbol{});
}

TEST(Symbol, EachTextOnce) {
    SymbolPool pool;
    const Symbol a = pool.intern("RUS");
    const Symbol b = pool.intern("PRK");
    EXPECT_NE(a, b);
    EXPECT_EQ(pool.intern(std::string("RUS")), a);
    EXPECT_EQ(pool.find("PRK"), b);
    EXPECT_EQ(pool.view(a), "RUS");
    EXPECT_EQ(pool.size(), 3U);
}

TEST(Symbol, TextsMayHoldAnyByte) {
    SymbolPool pool;
    const std::string_view with_zero("a\0b", 3);
    EXPECT_EQ(pool.view(pool.intern(with_zero)), with_zero);
    EXPECT_NE(pool.intern("a"), pool.intern(with_zero));
}

TEST(Symbol, ViewsSurviveGrowthAndMove) {
    SymbolPool pool;
    const std::string_view early = pool.view(pool.intern("early"));
    const std::string long_text(3'000'000, 'x');
    const std::string_view kept = pool.keep(long_text);
    for (int i = 0; i < 100'000; ++i)
        (void)pool.intern("name " + std::to_string(i));
    SymbolPool moved = std::move(pool);
    EXPECT_EQ(early, "early");
    EXPECT_EQ(kept, long_text);
    EXPECT_EQ(moved.size(), 100'002U);
    EXPECT_EQ(moved.view(moved.find("early")).data(), early.data());
    for (int i = 0; i < 100'000; i += 997)
        EXPECT_EQ(moved.view(moved.find("name " + std::to_string(i))), "name " + std::to_string(i));
}

TEST(Symbol, KeepDoesNotIntern) {
    SymbolPool pool;
    EXPECT_EQ(pool.keep("quote"), "quote");
    EXPECT_EQ(pool.keep(""), "");
    EXPECT_EQ(pool.find("quote"), Symbol{});
    EXPECT_EQ(pool.size(), 1U);
}

RC_GTEST_PROP(Symbol, BehavesAsAMap, (const std::vector<std::string>& texts)) {
    SymbolPool pool;
    std::map<std::string, Symbol> model;
    for (const std::string& text : texts) {
        const Symbol symbol = pool.intern(text);
        const auto [at, added] = model.emplace(text, symbol);
        RC_ASSERT(at->second == symbol);
        RC_ASSERT((added || pool.find(text) == symbol));
    }
    for (const auto& [text, symbol] : model)
        RC_ASSERT(pool.view(symbol) == text);
    model.emplace("", Symbol{});
    RC_ASSERT(pool.size() == model.size());
}

} // namespace
