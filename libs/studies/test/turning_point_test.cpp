// SPDX-License-Identifier: Apache-2.0
#include "halflight/studies/turning_point.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <numeric>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/change_date.hpp"

namespace halflight::studies {
namespace {

Period period(std::string_view text) {
    return parse_period(text).value();
}
Date day(std::string_view text) {
    return period(text).first;
}

/// `counts[t]` events on days from the 10th of month t of 2020 and after.
std::vector<ReportedEvent> monthly(const std::vector<int>& counts) {
    std::vector<ReportedEvent> made;
    for (std::size_t t = 0; t < counts.size(); ++t) {
        const Date first = add_months(to_date({2020, 1, 10}), static_cast<int>(t));
        for (int event = 0; event < counts[t]; ++event) {
            made.push_back({Date{first.days + event}, {}, "visit"});
        }
    }
    return made;
}

const std::vector<int> rise = {1, 0, 2, 0, 1, 0, 1, 0, 4, 6, 3, 5, 7, 4, 6, 5};

TurningPointSpec spec_of(CountModel model = CountModel::poisson) {
    return {.type = "visit", .window = period("2020-01/2021-04"), .model = model, .draws = 99};
}

std::vector<Coverage> covered(std::initializer_list<const char*> spans) {
    std::vector<Coverage> made;
    for (const char* one : spans) {
        made.push_back({period(one)});
    }
    return made;
}

const std::vector<Coverage> all = covered({"2020/2021"});

TurningPoint point_of(const TurningPointSpec& spec, const std::vector<Coverage>& coverage = all,
                      const std::vector<Marker>& markers = {}) {
    return turning_point(monthly(rise), coverage, markers, spec, 1);
}

bool has(const TurningPoint& point, const std::string& code) {
    return std::ranges::any_of(point.warnings,
                               [&](const stats::Warning& one) { return one.code == code; });
}

TEST(TurningPoint, FullCoverageIsTheChangeDate) {
    const TurningPoint point = point_of(spec_of(CountModel::negative_binomial));
    const std::vector<double> counts(rise.begin(), rise.end());
    const stats::ChangeDateFit fit =
        stats::change_date(counts, {}, {.model = stats::ChangeModel::negative_binomial});
    ASSERT_EQ(point.probability.size(), fit.probability.size());
    for (std::size_t i = 0; i < fit.probability.size(); ++i) {
        EXPECT_NEAR(point.probability[i], fit.probability[i], 1e-12);
    }
    EXPECT_NEAR(point.no_change, fit.no_change, 1e-12);
    EXPECT_EQ(to_string(point.mode), "2020-09");
    EXPECT_EQ(to_string(point.likeliest), "2020-09");
    EXPECT_NEAR(point.rate_before, 5.0 / 8, 1e-6);
    EXPECT_NEAR(point.rate_after, 5, 1e-6);
    EXPECT_TRUE(point.warnings.empty());
}

TEST(TurningPoint, LikelihoodRatioByHand) {
    const TurningPoint point = point_of(spec_of());
    const double want =
        2 * (5 * std::log(5.0 / 8) + 40 * std::log(40.0 / 8) - 45 * std::log(45.0 / 16));
    EXPECT_NEAR(point.likelihood_ratio, want, 1e-9);
    EXPECT_DOUBLE_EQ(point.p_value, 0.01);
    TurningPointSpec threads = spec_of(CountModel::negative_binomial);
    const double once = point_of(threads).p_value;
    threads.jobs = 3;
    EXPECT_EQ(point_of(threads).p_value, once);
}

TEST(TurningPoint, AGapIsNoZeroAndHidesTheDateWithin) {
    // The months of few reports before the rise, and four of the rise, are not covered.
    std::vector<int> counts = rise;
    std::fill(counts.begin() + 5, counts.begin() + 12, 0);
    const auto gap = covered({"2020-01/2020-05", "2021-01/2021-04"});
    const TurningPoint point = turning_point(monthly(counts), gap, {}, spec_of(), 1);
    EXPECT_TRUE(has(point, "uncovered_periods"));
    const auto at = [&](const char* text) {
        const auto found = std::ranges::find(point.dates, period(text));
        EXPECT_NE(found, point.dates.end()) << text;
        return point.probability[static_cast<std::size_t>(found - point.dates.begin())];
    };
    EXPECT_EQ(point.dates.size(), 15U);
    EXPECT_DOUBLE_EQ(at("2020-06"), at("2020-12"));
    EXPECT_DOUBLE_EQ(at("2020-06"), at("2021-01"));
    EXPECT_GT(8 * at("2020-06"), 0.9);
    EXPECT_NEAR(point.rate_after, 22.0 / 4, 1e-9);
    // Taken as zeros, the gap would date the change by its own end.
    const TurningPoint zeros = turning_point(monthly(counts), all, {}, spec_of(), 1);
    EXPECT_GT(*std::ranges::max_element(zeros.probability), 0.9);
}

TEST(TurningPoint, CoverageIsExposure) {
    std::vector<Coverage> half = covered({"2020-01/2020-12"});
    half.push_back({period("2021"), 0.5});
    half.push_back({period("2021-01-01/2021-01-31"), 1});
    const TurningPoint point = point_of(spec_of(), half);
    EXPECT_DOUBLE_EQ(point.exposure[11], 1);
    EXPECT_DOUBLE_EQ(point.exposure[12], 1);
    EXPECT_DOUBLE_EQ(point.exposure[13], 0.5);
    EXPECT_NEAR(point.rate_after, 40 / 6.5, 1e-9);
    // Sixteen days of April.
    const TurningPoint part =
        point_of(spec_of(), covered({"2020-01/2021-03", "2021-04-01/2021-04-16"}));
    EXPECT_DOUBLE_EQ(part.exposure[15], 16.0 / 30);
}

TEST(TurningPoint, DelaysSplitAReportBetweenMonths) {
    std::vector<ReportedEvent> events = monthly(rise);
    events.push_back({day("2020-07-02"), {}, "visit"});
    events.push_back({day("2020-07-02"), period("2020-06-30"), "visit"});
    events.push_back({day("2020-01-01"), {}, "visit"});
    events.push_back({day("2020-03-01"), {}, "other"});
    const TurningPoint point = turning_point(events, all, {}, spec_of(), 1);
    EXPECT_TRUE(has(point, "delay_spans_periods"));
    EXPECT_DOUBLE_EQ(point.counts[5], 0 + 0.5 + 1);
    EXPECT_DOUBLE_EQ(point.counts[6], 1 + 0.5);
    EXPECT_DOUBLE_EQ(point.counts[0], 1 + 0.25);
    EXPECT_DOUBLE_EQ(point.counts[2], 2);
}

TEST(TurningPoint, MarkersMoveTheDateAndSayWhatTheyAdd) {
    const TurningPoint alone = point_of(spec_of());
    const std::vector<Marker> markers = {
        {.name = "treaty", .day = period("2020-06-15"), .lead_days = 30, .spread_days = 20},
        {.name = "nothing", .day = period("1990"), .lead_days = 0, .spread_days = 10}};
    const TurningPoint point = point_of(spec_of(), all, markers);
    ASSERT_EQ(point.contributions.size(), 3U);
    EXPECT_NEAR(std::accumulate(point.probability.begin(), point.probability.end(), 0.0), 1, 1e-12);
    const Contribution& counts = point.contributions[0];
    const Contribution& treaty = point.contributions[1];
    const Contribution& nothing = point.contributions[2];
    EXPECT_EQ(counts.name, "counts");
    for (std::size_t t = 0; t < point.dates.size(); ++t) {
        EXPECT_NEAR(counts.probability[t], alone.probability[t], 1e-12);
    }
    // By hand: the product with the marker's own distribution.
    double sum = 0;
    for (std::size_t t = 0; t < point.dates.size(); ++t) {
        sum += counts.probability[t] * treaty.probability[t];
    }
    for (std::size_t t = 0; t < point.dates.size(); ++t) {
        EXPECT_NEAR(point.probability[t], counts.probability[t] * treaty.probability[t] / sum,
                    1e-12);
    }
    // July: 30 days after 15 June at noon, half a month to either side; half of it trusted.
    const double half = 15.5 / 20;
    const double july = std::erf(half / std::sqrt(2.0));
    const double rest = 0.5 / 15;
    EXPECT_NEAR(treaty.probability[5] / treaty.probability[14], (0.5 * july + rest) / rest, 0.05);
    EXPECT_NEAR(nothing.alone, 0, 1e-12);
    EXPECT_NEAR(nothing.information, 0, 1e-12);
    EXPECT_EQ(to_string(*counts.mode_without), "2020-07");
    EXPECT_EQ(to_string(*treaty.mode_without), "2020-09");
    EXPECT_GT(counts.information, 0);
    EXPECT_FALSE(alone.contributions[0].mode_without);
    EXPECT_DOUBLE_EQ(alone.contributions[0].alone, alone.contributions[0].information);
    EXPECT_DOUBLE_EQ(point.no_change, alone.no_change);
}

TEST(TurningPoint, FewEventsAreTold) {
    const TurningPoint point = turning_point(monthly({0, 0, 0, 1, 1, 1}), all, {}, spec_of(), 1);
    EXPECT_TRUE(has(point, "few_events"));
    EXPECT_GT(point.no_change, 0.05);
}

TEST(TurningPoint, Refuses) {
    const auto refused = [](const std::function<void()>& call, const std::string& part) {
        try {
            call();
            ADD_FAILURE() << "not refused: " << part;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::refused);
            EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
        }
    };
    const auto with = [](const std::function<void(TurningPointSpec&)>& change) {
        TurningPointSpec spec = spec_of();
        change(spec);
        return [spec] { (void)point_of(spec); };
    };
    refused(with([](auto& s) { s.type = "none"; }), "no event of type 'none'");
    refused(with([](auto& s) { s.window = period("2020-01-15/2021-04-30"); }), "whole periods");
    refused(with([](auto& s) { s.least_delay_days = 5; }), "5 to 3 days");
    refused(with([](auto& s) { s.level = 1; }), "the level is 1");
    refused([] { (void)point_of(spec_of(), covered({"2020-01/2020-03"})); }, "no day is covered");
    refused(
        [] {
            (void)turning_point(monthly({1, 1}), covered({"2020-01/2020-03"}), {}, spec_of(), 1);
        },
        "3 of 16 periods");
    refused([] { (void)point_of(spec_of(), {{period("2020"), 1.5}}); }, "is 1.5");
    const auto marked = [](const Marker& marker) {
        return [marker] { (void)point_of(spec_of(), all, {marker}); };
    };
    refused(marked({"m", period("2020-06"), 0, 0}), "a spread of 0");
    refused(marked({"m", period("2020-06"), 0, 30, 0}), "a trust of 0");
    refused(marked({"m", period("1990"), 0, 10, 1}), "leaves no date");
}

/// The reports of leaders' activities with their gaps, where they are at hand.
struct Reports {
    std::vector<ReportedEvent> events; ///< of Kim Jong Un, a class once a day
    std::vector<Coverage> coverage;
};

std::filesystem::path evidence() {
    const char* named = std::getenv("HALFLIGHT_SHARED");
    const std::filesystem::path shared =
        named != nullptr ? std::filesystem::path(named)
                         : std::filesystem::path(HALFLIGHT_SOURCE_DIR).parent_path() / "shared";
    return shared / "evidence" / "leader_activity_dates.csv";
}

/// More than 60 days without a report of any class are not covered.
Reports read_reports() {
    std::ifstream in(evidence());
    std::string line;
    std::getline(in, line);
    std::set<Date> days;
    std::set<std::pair<Date, std::string>> once;
    Reports made;
    while (std::getline(in, line)) {
        std::erase(line, '\r');
        std::stringstream cells(line);
        std::string cell[4];
        for (std::string& one : cell) {
            std::getline(cells, one, ',');
        }
        if (cell[2] == "Kim Jong Un") {
            const Date reported = day(cell[0]);
            days.insert(reported);
            if (once.insert({reported, cell[3]}).second) {
                made.events.push_back({reported, from_to(reported, reported), cell[3]});
            }
        }
    }
    for (auto at = days.begin(); at != days.end();) {
        const Date first = *at;
        Date last = first;
        for (; at != days.end() && at->days - last.days <= 60; ++at) {
            last = *at;
        }
        made.coverage.push_back({from_to(first, last)});
    }
    return made;
}

TurningPoint munitions(const Reports& reports, const char* window) {
    TurningPoint point = turning_point(reports.events, reports.coverage, {},
                                       {.type = "munitions", .window = period(window)}, 1);
    std::ostringstream text;
    text << "mode " << to_string(point.mode) << ", likely " << to_string(point.likely.front())
         << " to " << to_string(point.likely.back()) << " (" << point.likely.size()
         << "), no change " << point.no_change << ", p " << point.p_value << ", likeliest "
         << to_string(point.likeliest) << ", rates " << point.rate_before << " and "
         << point.rate_after;
    testing::Test::RecordProperty(
        std::string(window) + (reports.coverage.size() > 1 ? "" : " gaps as zeros"), text.str());
    return point;
}

TEST(TurningPointOnReports, TheArchivesGapsAreNotSilence) {
    if (!std::filesystem::exists(evidence())) {
        GTEST_SKIP() << "no evidence: set HALFLIGHT_SHARED";
    }
    const Reports reports = read_reports();
    ASSERT_EQ(reports.coverage.size(), 3U);
    EXPECT_EQ(to_string(reports.coverage[0].span.end), "2014-09-05");
    EXPECT_EQ(to_string(reports.coverage[1].span.first), "2021-06-20");
    EXPECT_EQ(to_string(reports.coverage[2].span.first), "2024-07-16");
    // 2012 to 2014 is covered throughout: the rise of 2013.
    const TurningPoint early = munitions(reports, "2012-01/2014-09");
    EXPECT_EQ(early.likeliest.first, day("2013-02-01"));
    // From 2021 on the reports cannot say when, between October 2022, when one was told in the
    // half of the month that is covered, and August 2024.
    const TurningPoint late = munitions(reports, "2021-06/2024-11");
    EXPECT_TRUE(has(late, "uncovered_periods"));
    EXPECT_GT(late.rate_after, 3 * late.rate_before);
    EXPECT_GT(late.likely.size(), 20U);
    double within = 0;
    for (std::size_t t = 0; t < late.dates.size(); ++t) {
        const Date first = late.dates[t].first;
        within +=
            first >= day("2022-10-01") && first <= day("2024-08-01") ? late.probability[t] : 0;
    }
    EXPECT_GT(within, 0.7);
    // Silence in place of the gap would name a month.
    Reports silent = reports;
    silent.coverage = {{period("2021/2024")}};
    const TurningPoint zeros = munitions(silent, "2021-06/2024-11");
    EXPECT_EQ(to_string(zeros.mode), "2024-08");
    EXPECT_NE(late.mode, zeros.mode);
    EXPECT_LT(zeros.likely.size(), late.likely.size());
    EXPECT_GT(*std::ranges::max_element(zeros.probability),
              2 * *std::ranges::max_element(late.probability));
    (void)munitions(reports, "2012-01/2024-11");
}

} // namespace
} // namespace halflight::studies
