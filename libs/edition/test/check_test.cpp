// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/check.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace halflight::edition::test {

namespace {

CheckReport check_world(const CheckSpec& spec, const dossier::Files& files = small_world()) {
    const Folder folder;
    write_world(folder.path(), files);
    return check(folder.path(), spec);
}

std::size_t with_code(const CheckReport& report, const std::string& prefix) {
    return static_cast<std::size_t>(
        std::ranges::count_if(report.diagnostics.items(),
                              [&](const Diagnostic& d) { return d.code.starts_with(prefix); }));
}

TEST(Check, AConflictWithAVerdictIsNoError) {
    const CheckReport report = check_world({});
    EXPECT_EQ(report.diagnostics.errors(), 1U) << to_text(report.diagnostics);
    EXPECT_EQ(report.counts.outcomes[static_cast<std::size_t>(reason::Outcome::conflict)], 2U);
    EXPECT_EQ(report.counts.decided, 1U);
    EXPECT_EQ(report.counts.claims, 9U);
}

TEST(Check, AllShowsWhatHoldsToo) {
    CheckSpec all;
    all.all = true;
    EXPECT_GT(check_world(all).diagnostics.items().size(),
              check_world({}).diagnostics.items().size());
}

TEST(Check, GoesOnBehindAFaultOfTheText) {
    const CheckReport report = check_world(
        {}, small_world_with("BAD,exports,RUS,PRK,,2024-99,1,USD,measured,agency,2024-01-01,1\n"));
    EXPECT_EQ(report.diagnostics.errors(), 2U) << to_text(report.diagnostics);
    EXPECT_EQ(report.counts.claims, 9U);
}

TEST(Check, AsOfHidesWhatCameLater) {
    CheckSpec early;
    early.reason.as_of = parse_date("2023-06-01").value();
    const CheckReport report = check_world(early);
    EXPECT_EQ(report.counts.claims, 2U);
    EXPECT_EQ(report.diagnostics.errors(), 1U) << "the verdict on the two came in 2024";
}

TEST(Check, AVerdictCountsFromItsDateOn) {
    CheckSpec spec;
    spec.reason.as_of = parse_date("2024-02-02").value();
    EXPECT_EQ(check_world(spec).counts.decided, 1U);
}

TEST(Check, WithoutASourceSaysWhatFalls) {
    CheckSpec spec;
    spec.reason.without = {"paper"};
    const CheckReport report = check_world(spec);
    EXPECT_EQ(report.diagnostics.errors(), 0U) << to_text(report.diagnostics);
    EXPECT_GE(with_code(report, "W101"), 1U) << "the conflicts fall";
    EXPECT_GE(with_code(report, "W10"), 3U) << to_text(report.diagnostics);
}

TEST(Check, UnknownSourceIsWrongUsage) {
    CheckSpec spec;
    spec.reason.without = {"papr"};
    try {
        (void)check_world(spec);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::usage);
        EXPECT_NE(std::string(error.what()).find("did you mean 'paper'?"), std::string::npos)
            << error.what();
    }
}

TEST(Check, SummaryCounts) {
    EXPECT_EQ(to_text(check_world({}).counts)
                  .find("9 claims from 2 sources: 2 conflicts (1 with a verdict)"),
              0U);
}

} // namespace

} // namespace halflight::edition::test
