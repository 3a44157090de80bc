// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/diagnostic.hpp"
#include "halflight/base/error.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

namespace {

using halflight::Diagnostic;
using halflight::Diagnostics;
using halflight::ErrorCode;
using halflight::Place;
using halflight::Severity;

Diagnostic conflict() {
    return {Severity::error,
            "C007",
            "part-whole",
            "parts exceed the total",
            {"claims/aid.csv", 14, 1},
            {{"total of 2019", {"claims/aid.csv", 15, 1}}, {"proposed verdict: scope", {}}},
            "confirm the verdict"};
}

TEST(Diagnostic, ConflictWithNotesAndHint) {
    EXPECT_EQ(to_text(conflict()),
              "claims/aid.csv:14:1: error: conflict C007 [part-whole]: parts exceed the total\n"
              "  note: claims/aid.csv:15:1: total of 2019\n"
              "  note: proposed verdict: scope\n"
              "  help: confirm the verdict\n");
}

TEST(Diagnostic, OtherCodes) {
    Diagnostic d{Severity::error, "S012", "", "text", {"file", 1, 2}, {}, ""};
    EXPECT_EQ(to_text(d), "file:1:2: error: S012: text\n");
    d.severity = Severity::warning;
    d.code = "F003";
    d.kind = "target";
    EXPECT_EQ(to_text(d), "file:1:2: warning: F003 [target]: text\n");
    d.code = "C003";
    d.kind = "";
    EXPECT_EQ(to_text(d), "file:1:2: warning: conflict C003: text\n");
}

TEST(Diagnostic, UnknownPlaces) {
    Diagnostic d{Severity::note, "W001", "", "text", {"file", 0, 0}, {}, ""};
    EXPECT_EQ(to_text(d), "file: note: W001: text\n");
    d.place = {"file", 7, 0};
    EXPECT_EQ(to_text(d), "file:7: note: W001: text\n");
    d.place = {"", 7, 3};
    EXPECT_EQ(to_text(d), "note: W001: text\n");
    d.code = "";
    EXPECT_EQ(to_text(d), "note: text\n");
}

TEST(Diagnostics, CountsAndAppends) {
    Diagnostics all;
    all.add(conflict());
    Diagnostics other;
    other.add({Severity::warning, "F001", "", "w", {}, {}, ""});
    other.add({Severity::note, "F002", "", "n", {}, {}, ""});
    all.append(std::move(other));
    EXPECT_EQ(all.errors(), 1U);
    EXPECT_EQ(all.warnings(), 1U);
    EXPECT_EQ(all.items().size(), 3U);
}

TEST(Diagnostics, SortsByPlaceThenCodeThenMessage) {
    Diagnostics all;
    const auto add = [&](const char* file, unsigned line, const char* code, const char* message) {
        all.add({Severity::error, code, "", message, {file, line, 1}, {}, ""});
    };
    add("b", 1, "S001", "1");
    add("a", 10, "S001", "2");
    add("a", 9, "S002", "3");
    add("a", 9, "S001", "5");
    add("a", 9, "S001", "4");
    all.sort();
    std::string order;
    for (const Diagnostic& d : all.items())
        order += d.message;
    EXPECT_EQ(order, "45321");
}

RC_GTEST_PROP(Diagnostics, OrderDoesNotDependOnArrival, (unsigned seed)) {
    std::vector<Diagnostic> made;
    const auto small = rc::gen::inRange(0U, 3U);
    for (int i = 0; i < 12; ++i)
        made.push_back({static_cast<Severity>(*small),
                        "F00" + std::to_string(*small),
                        "",
                        std::to_string(*small),
                        {"f", *small, *small},
                        {{std::to_string(*small), {}}},
                        ""});
    Diagnostics first;
    for (const Diagnostic& d : made)
        first.add(d);
    std::shuffle(made.begin(), made.end(), std::mt19937(seed));
    Diagnostics second;
    for (const Diagnostic& d : made)
        second.add(d);
    first.sort();
    second.sort();
    RC_ASSERT(first.items() == second.items());
}

TEST(Error, NamesAndStatuses) {
    EXPECT_EQ(to_string(ErrorCode::usage), "usage");
    EXPECT_EQ(to_string(ErrorCode::io), "io");
    EXPECT_EQ(exit_status(ErrorCode::usage), 2);
    EXPECT_EQ(exit_status(ErrorCode::io), 3);
    EXPECT_EQ(exit_status(ErrorCode::store), 3);
    EXPECT_EQ(exit_status(ErrorCode::refused), 4);
    for (const ErrorCode code :
         {ErrorCode::invalid_argument, ErrorCode::parse, ErrorCode::not_found, ErrorCode::internal})
        EXPECT_EQ(exit_status(code), 1);
}

TEST(Error, ResultHoldsOneOfTwo) {
    const halflight::Result<int> good = 3;
    const halflight::Result<int> bad = halflight::Fault{"no", "try 4", 2};
    EXPECT_TRUE(good.ok());
    EXPECT_EQ(*good, 3);
    EXPECT_FALSE(bad);
    EXPECT_EQ(bad.fault().hint, "try 4");
}

} // namespace
