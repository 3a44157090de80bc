// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/evaluate.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace halflight::measures {
namespace {

TEST(Forms, AreSortedAndNamedOnce) {
    EXPECT_TRUE(std::ranges::is_sorted(forms(), {}, &Form::name));
    EXPECT_EQ(std::ranges::adjacent_find(forms(), {}, &Form::name), forms().end());
    for (const Form& form : forms()) {
        EXPECT_FALSE(form.summary.empty()) << form.name;
        EXPECT_FALSE(form.formula.empty()) << form.name;
        EXPECT_FALSE(form.citation.empty()) << form.name;
        EXPECT_NE(form.evaluate, nullptr) << form.name;
    }
}

TEST(Combine, IsAsFirmAsTheWeakestThatItRestsOn) {
    Value reported;
    reported.basis = Basis::reported;
    reported.cells = {"b", "a"};
    Value bounded;
    bounded.basis = Basis::bounded;
    bounded.cells = {"a"};
    bounded.disputed = true;
    const Value both = combine(Interval::closed(1, 2), 1.5, "x", {reported, bounded});
    EXPECT_EQ(both.basis, Basis::bounded);
    EXPECT_TRUE(both.disputed);
    EXPECT_EQ(both.cells, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(both.point, 1.5);
}

TEST(Combine, OfWhatBoundsNothingIsMissingWithItsReason) {
    const Value gap = missing_value(Missing::not_published);
    const Value out = combine(Interval::all(), std::nullopt, "x", {gap});
    EXPECT_EQ(out.basis, Basis::missing);
    EXPECT_EQ(out.missing, Missing::not_published);
}

} // namespace
} // namespace halflight::measures
