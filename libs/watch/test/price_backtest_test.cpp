// SPDX-License-Identifier: Apache-2.0
// The price monitor replayed: on Sri Lanka's prices where they are at hand, and on a made file.
#include "price_world.hpp"

#include "halflight/base/random.hpp"
#include "price_index.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>

namespace halflight::watch {
namespace {

using test::price_watch;
using test::PriceWorld;

std::filesystem::path sri_lanka() {
    const char* named = std::getenv("HALFLIGHT_SHARED");
    const std::filesystem::path shared =
        named == nullptr ? std::filesystem::path(HALFLIGHT_SOURCE_DIR) / "../shared" : named;
    return shared / "data/prices/wfp_food_prices_lka.csv";
}

void print(const BacktestRecord& record) {
    std::cout << record.monitor << ": " << record.text << '\n';
    for (const CrisisOutcome& crisis : record.crises) {
        std::cout << "  crisis " << crisis.crisis
                  << (crisis.hit      ? ": hit on "
                      : crisis.judged ? ": missed"
                                      : ": not in these days")
                  << (crisis.fired ? to_string(*crisis.fired) : "");
        if (crisis.hit && crisis.lead_to_onset_days) {
            std::cout << ", lead to its onset " << *crisis.lead_to_onset_days << " days";
        }
        if (crisis.lead_to_peak_days) {
            std::cout << ", to its peak " << *crisis.lead_to_peak_days << " days";
        }
        std::cout << '\n';
    }
    for (const Transition& transition : record.transitions) {
        std::cout << "  " << to_string(transition.day) << "  " << to_string(transition.from)
                  << " -> " << to_string(transition.to) << "  " << transition.signal.text << '\n';
    }
}

/// Month in which the median over the commodities of the level, against its mean in the twelve
/// months before `from`, is highest.
Period price_peak(const PriceTable& table, Period from) {
    const auto rows = detail::known_rows(table, {}, Period::no_end());
    const int first = detail::month_number(from);
    std::map<int, std::vector<double>> relative;
    for (const detail::CommodityIndex& index : detail::indices(rows)) {
        double base = 0;
        int months = 0;
        for (std::size_t i = 0; i < index.level.size(); ++i) {
            const int month = index.first + static_cast<int>(i);
            if (month >= first - 12 && month < first && !std::isnan(index.level[i])) {
                base += index.level[i];
                ++months;
            }
        }
        for (std::size_t i = 0; i < index.level.size(); ++i) {
            const int month = index.first + static_cast<int>(i);
            if (month >= first && months > 0 && !std::isnan(index.level[i])) {
                relative[month].push_back(index.level[i] * months / base);
            }
        }
    }
    std::pair<double, int> peak{0, first};
    for (auto& [month, levels] : relative) {
        peak = std::max(peak, std::pair(detail::median_of(levels), month));
    }
    return detail::month_of(peak.second);
}

// From memory, unsourced: emergency regulations on the supply of food were proclaimed on 30 August
// 2021; the food inflation of the Colombo index was highest in September 2022. The file of prices
// holds neither day.
constexpr const char* sri_lanka_crisis = R"(
[[crisis]]
id = "lka-2021"
title = "Sri Lanka's crisis of 2021 and 2022"
monitors = ["food-prices"]
onset = 2021-08-30
peak = 2022-09-30
end = 2022-12-31
)";

TEST(PriceBacktest, SriLanka) {
    const auto path = sri_lanka();
    if (!std::filesystem::exists(path)) {
        GTEST_SKIP() << "no prices at " << path << ": set HALFLIGHT_SHARED";
    }
    PriceWorld world(test::bytes_of(path.string()), price_watch(sri_lanka_crisis));
    const BacktestReport quiet =
        world.backtested({to_date({2005, 1, 1}), to_date({2019, 12, 31}), 0.95});
    std::cout << "2005-2019\n";
    print(quiet.records[0]);
    const BacktestReport crisis =
        world.backtested({to_date({2005, 1, 1}), to_date({2022, 7, 31}), 0.95});
    std::cout << "2005-2022\n";
    print(crisis.records[0]);
    const BacktestRecord& record = crisis.records[0];
    ASSERT_EQ(record.crises.size(), 1U);
    EXPECT_TRUE(record.crises[0].hit);
    EXPECT_FALSE(record.crises[0].sourced);
    EXPECT_NE(record.text.find("declared without a source"), std::string::npos) << record.text;
    EXPECT_GT(record.crises[0].lead_to_peak_days.value_or(-1), 0);
    const Period peak = price_peak(world.dossier.plan.prices[0],
                                   period_at(to_date({2021, 8, 30}), Frequency::month));
    std::cout << "highest prices of the file: " << to_string(peak) << '\n';
    EXPECT_LT(record.crises[0].fired.value_or(Period::no_end()), peak.end);
    EXPECT_TRUE(quiet.records[0].false_per_year.has_value());
    EXPECT_EQ(crisis.diagnostics.errors(), 0U);
}

/// A country that does not exist: six foods, markets that open and close and differ in how dear
/// they are, seasons, and times in which all prices rise for eight months and then stay.
class MadePrices {
  public:
    explicit MadePrices(std::uint64_t seed) : m_seed(seed) {}
    std::vector<int> onsets; ///< months from January 2000

    [[nodiscard]] std::string csv(int months) const {
        std::string text = "date,admin1,market,category,commodity,unit,priceflag,pricetype,"
                           "currency,price\n#date,#adm1,#loc,#item+type,#item,#unit,#flag,#type,"
                           "#currency,#value\n";
        for (std::uint64_t food = 0; food < 6; ++food) {
            double level = 3 + static_cast<double>(food) * 0.5;
            const Random walk(m_seed, 100 + food);
            for (int month = 0; month < months; ++month) {
                level += 0.004 + 0.02 * walk.normal(static_cast<std::uint64_t>(month));
                level += risen(month) ? 0.05 : 0;
                add_month(food, month, level, text);
            }
        }
        return text;
    }

  private:
    [[nodiscard]] bool risen(int month) const {
        return std::ranges::any_of(onsets,
                                   [&](int onset) { return month >= onset && month < onset + 8; });
    }

    void add_month(std::uint64_t food, int month, double level, std::string& text) const {
        for (std::uint64_t market = 0; market < 5; ++market) {
            // The second market is open for the first ten years, the third from the fifth on.
            const bool open = market == 1 ? month < 120 : market == 2 ? month >= 60 : true;
            const Random noise(m_seed, 1000 + food * 10 + market);
            const auto at = static_cast<std::uint64_t>(month);
            if (!open || noise.uniform(2 * at) < 0.15) {
                continue;
            }
            const double dear = market == 1 ? 0.8 : market == 2 ? -0.6 : 0;
            const double season = 0.08 * std::sin((month + static_cast<int>(food)) * 0.5236);
            const double price = std::exp(level + dear + season + 0.01 * noise.normal(2 * at + 1));
            const Period period = detail::month_of(2000 * 12 + month);
            text += to_string(period.first) + ",N,Market " + std::to_string(market) +
                    ",cereals,Food " + std::to_string(food) + ",KG,actual,Retail,ABC," +
                    std::to_string(price) + "\n";
        }
    }

    std::uint64_t m_seed;
};

// The same configuration, untouched.
TEST(PriceBacktest, AMadeCountryWithKnownCrises) {
    MadePrices made(20261123);
    made.onsets = {130, 200};
    const std::string crises = "[[crisis]]\nid = \"first\"\nmonitors = [\"food-prices\"]\n"
                               "onset = 2010-11-01\npeak = 2011-06-30\nend = 2011-12-31\n"
                               "[[crisis]]\nid = \"second\"\nmonitors = [\"food-prices\"]\n"
                               "onset = 2016-09-01\npeak = 2017-04-30\nend = 2017-10-31\n";
    PriceWorld world(made.csv(240), price_watch(crises));
    const BacktestReport report =
        world.backtested({to_date({2000, 1, 1}), to_date({2019, 12, 31}), 0.95});
    const BacktestRecord& record = report.records[0];
    print(record);
    EXPECT_EQ(record.hits, 2U);
    for (const CrisisOutcome& crisis : record.crises) {
        EXPECT_GT(crisis.lead_to_peak_days.value_or(-1), 0) << crisis.crisis;
    }
    // From 2006-02, but for two windows of 365 and 425 days.
    EXPECT_NEAR(record.watched_years, 13.87 - 2 * 790 / 365.25, 0.1);
    EXPECT_LT(record.false_per_year.value_or(9), 0.5);
    EXPECT_TRUE(record.false_per_year_interval.contains(*record.false_per_year));
}

TEST(PriceBacktest, WithoutCrisesNothingIsClaimed) {
    const MadePrices made(7);
    PriceWorld world(made.csv(150), price_watch(""));
    const BacktestReport report =
        world.backtested({to_date({2000, 1, 1}), to_date({2012, 6, 30}), 0.95});
    EXPECT_FALSE(report.records[0].declared);
    EXPECT_TRUE(report.records[0].text.starts_with("no backtest")) << report.records[0].text;
}

TEST(PriceBacktest, AReplayedDayIsTheSameWithLaterPricesInTheFile) {
    MadePrices made(11);
    made.onsets = {100};
    PriceWorld early(made.csv(120), price_watch(""));
    PriceWorld late(made.csv(160), price_watch(""));
    for (const int month : {70, 100, 104, 118}) {
        const Date day{detail::month_of(2000 * 12 + month).end.days + 15};
        EXPECT_EQ(early.on(day).signals, late.on(day).signals) << month;
    }
}

} // namespace
} // namespace halflight::watch
