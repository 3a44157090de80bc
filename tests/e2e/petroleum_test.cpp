// SPDX-License-Identifier: Apache-2.0
// Refined petroleum of both suppliers, month by month, from monthly, cumulative and annual
// statements in two units.
#include "flagship.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace halflight::test {
namespace {

struct Months {
    std::vector<std::string> period;
    std::vector<std::string> low;
    std::vector<std::string> high;
    std::vector<std::string> value;
    std::vector<std::string> status;
    std::vector<std::string> missing;
    std::vector<std::string> claims;
};

Months query(const std::string& key) {
    const Shell shell;
    const Outcome outcome =
        shell({"query", flagship_folder(), key, "--from", "2018-01", "--to", "2024-12", "--quiet"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return {column(outcome.out, "time_period"), column(outcome.out, "low"),
            column(outcome.out, "high"),        column(outcome.out, "value"),
            column(outcome.out, "status"),      column(outcome.out, "missing"),
            column(outcome.out, "claim_ids")};
}

class Petroleum : public testing::TestWithParam<const char*> {};

TEST_P(Petroleum, EveryMonthHasAnIntervalAndNoUnreportedMonthIsZero) {
    const Months months = query(GetParam());
    ASSERT_EQ(months.period.size(), 84U);
    for (std::size_t i = 0; i < 84; ++i) {
        const std::string label =
            std::to_string(2018 + i / 12) + (i % 12 < 9 ? "-0" : "-") + std::to_string(i % 12 + 1);
        EXPECT_EQ(months.period[i], label);
        EXPECT_FALSE(months.low[i].empty()) << label; // an empty upper end is an unbounded one
        const bool reported = months.status[i] == "reported";
        EXPECT_EQ(months.missing[i].empty(), reported) << label << " is " << months.status[i];
        if (!reported) {
            // Zero only where a statement over more months says zero, and then with that statement.
            const bool zero = months.high[i] == "0";
            EXPECT_EQ(zero, months.value[i] == "0") << label;
            EXPECT_TRUE(!zero || (months.status[i] == "derived" && !months.claims[i].empty()))
                << label << " is unreported, not zero";
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Suppliers, Petroleum,
                         testing::Values("oil.refined:PRK:CHN:unit=bbl",
                                         "oil.refined:PRK:RUS:unit=bbl"),
                         [](const auto& supplier) {
                             return supplier.index == 0 ? "China" : "Russia";
                         });

TEST(Petroleum, WhatNobodyPublishedFollowsFromCumulativeTotals) {
    const Months china = query("oil.refined:PRK:CHN:unit=bbl");
    const auto bounds = [&china](int year, int month) {
        const std::size_t at = static_cast<std::size_t>((year - 2018) * 12 + month - 1);
        return std::pair{std::atof(china.low[at].c_str()), std::atof(china.high[at].c_str())};
    };
    // January to June less January to May, each to half a barrel.
    EXPECT_EQ(bounds(2022, 6), (std::pair{3460.0, 3462.0}));
    // The year less January to November, of which January to August is printed in thousands.
    const auto december = bounds(2023, 12);
    EXPECT_LE(december.first, 37445);
    EXPECT_GE(december.second, 37445);
    EXPECT_EQ(bounds(2022, 5), (std::pair{0.0, 0.0})) << "reported as zero";
}

TEST(Petroleum, MonthsThatRussiaDidNotNotifyAreMissingWithTheirReason) {
    const Months russia = query("oil.refined:PRK:RUS:unit=bbl");
    for (std::size_t i = 73; i < 84; ++i) {
        EXPECT_EQ(russia.missing[i], "not_published") << russia.period[i];
        // What both suppliers notified up to August bounds the months till then; nothing bounds
        // those after it.
        const bool till_august = i < 80;
        EXPECT_EQ(russia.status[i], till_august ? "bounded" : "missing") << russia.period[i];
        EXPECT_EQ(russia.high[i].empty(), !till_august) << russia.period[i];
    }
}

} // namespace
} // namespace halflight::test
