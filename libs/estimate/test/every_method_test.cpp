// SPDX-License-Identifier: Apache-2.0
// Every method of the registry on made data: it answers, and with the same bytes for any number of
// threads and in every run.
#include "halflight/estimate/estimate.hpp"
#include "halflight/estimate/method.hpp"

#include <cmath>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "halflight/base/random.hpp"
#include "halflight/io/files.hpp"

namespace halflight::estimate {
namespace {

namespace fs = std::filesystem;

/// 20 units in 16 periods; the last three are treated from period 11 on.
std::string panel_table() {
    std::string text = "unit,period,cohort,group,treated,x,z,y,count,lat,lon\n";
    for (int i = 0; i < 20; ++i) {
        const Random random(5, static_cast<std::uint64_t>(i));
        const double level = random.normal(1000);
        for (int t = 1; t <= 16; ++t) {
            const auto n = static_cast<std::uint64_t>(10 * t);
            const int treated = i >= 17 && t >= 11 ? 1 : 0;
            const double x = random.normal(n);
            const double y = level + 0.3 * t + level * std::sin(0.5 * t) + x + 2 * treated +
                             0.3 * random.normal(n + 1);
            text += fmt::format("u{:02},{},{},{},{},{},{},{},{},{},{}\n", i, t, i >= 17 ? 11 : 0,
                                i % 4, treated, x, x + random.normal(n + 2), y,
                                random.below(n + 3, 9) + (treated == 1 ? 6U : 0U), 38 + 0.1 * i,
                                125 + 0.1 * (i % 5));
        }
    }
    return text;
}

/// Twelve years of months: counts, prices with a season, a level that jumps.
std::string series_table() {
    std::string text = "row,count,price,level\n";
    const Random random(6);
    for (int t = 0; t < 144; ++t) {
        const auto n = static_cast<std::uint64_t>(4 * t);
        text += fmt::format(
            "{},{},{},{}\n", t + 1, random.below(n, 8) + (t == 140 ? 30U : 0U),
            100 * std::exp(0.003 * t + 0.1 * std::sin(0.5236 * t) + 0.05 * random.normal(n + 1)),
            random.normal(n + 2) + (t >= 80 ? 3 : 0));
    }
    return text;
}

/// 60 regions; shares of 25 sectors; one shock each.
std::string region_table() {
    std::string text = "region,d_y,d_x\n";
    for (int i = 0; i < 60; ++i) {
        const Random random(7, static_cast<std::uint64_t>(i));
        text += fmt::format("r{},{},{}\n", i, random.normal(1) + 2 * random.uniform(3),
                            random.normal(2) + random.uniform(3));
    }
    return text;
}

std::string share_table() {
    std::string text = "region";
    for (int k = 0; k < 25; ++k) {
        text += fmt::format(",s{}", k);
    }
    text += '\n';
    for (int i = 0; i < 60; ++i) {
        const Random random(8, static_cast<std::uint64_t>(i));
        text += fmt::format("r{}", i);
        for (std::uint64_t k = 0; k < 25; ++k) {
            text += fmt::format(",{}", random.uniform(k) / 15);
        }
        text += '\n';
    }
    return text;
}

std::string shock_table() {
    std::string text = "sector,shock,branch\n";
    for (int k = 0; k < 25; ++k) {
        text +=
            fmt::format("s{},{},b{}\n", k, Random(9).normal(static_cast<std::uint64_t>(k)), k / 2);
    }
    return text;
}

struct Case {
    std::string table;
    std::string settings;
};

constexpr const char* panel =
    "outcome = 'y'\ntreatment = 'treated'\ninference = 'bootstrap'\ndraws = 20\n";
constexpr const char* balanced = "outcome = 'y'\ntreatment = 'treated'\n";
constexpr const char* shares =
    "outcome = 'd_y'\ntreatment = 'd_x'\nshares = 'shares.csv'\nkeys = ['region']\n"
    "shocks = 'shocks.csv'\nsector_cluster = 'branch'\n";

const std::map<std::string, Case, std::less<>>& cases() {
    static const std::map<std::string, Case, std::less<>> all = {
        {"adjust", {"p.csv", "p_value = 'p'\n"}},
        {"bayes-alarm",
         {"series.csv", "series = 'count'\nseason = 12\nyears = 2\nhalf_width = 2\n"}},
        {"break-tests", {"series.csv", "outcome = 'level'\n"}},
        {"breaks", {"series.csv", "outcome = 'level'\nperiod = 'row'\n"}},
        {"change-date", {"series.csv", "series = 'level'\nperiod = 'row'\n"}},
        {"conformal",
         {"panel.csv", "outcome = 'y'\ntreatment = 'treated'\nmethod = 'synthetic-control'\n"}},
        {"cusum", {"series.csv", "series = 'count'\nfirst = 100\n"}},
        {"ears", {"series.csv", "series = 'count'\n"}},
        {"event-study", {"panel.csv", std::string(balanced) + "first = -4\nlast = 4\n"}},
        {"farrington",
         {"series.csv", "series = 'count'\nseason = 12\nyears = 4\nhalf_width = 1\nseasons = 4\n"
                        "left_out = 6\n"}},
        {"fluctuation", {"series.csv", "outcome = 'level'\n"}},
        {"glr", {"series.csv", "series = 'count'\nfirst = 100\n"}},
        {"group-time", {"panel.csv", std::string(balanced) + "draws = 99\n"}},
        {"gsynth",
         {"panel.csv",
          std::string(panel) + "covariates = ['x']\nfactors = 2\nplacebo_periods = 2\n"}},
        {"imputation", {"panel.csv", balanced}},
        {"interactive-effects",
         {"panel.csv", std::string(panel) + "covariates = ['x']\nfactors = 2\n"}},
        {"least-squares",
         {"panel.csv",
          "outcome = 'y'\nregressors = ['x', 'treated']\neffects = ['unit', 'period']\n"
          "clusters = ['unit', 'period']\n"}},
        {"matrix-completion", {"panel.csv", std::string(panel) + "lambda = 0.01\n"}},
        {"online-changes", {"series.csv", "series = 'level'\n"}},
        {"placebo-units", {"panel.csv", std::string(balanced) + "method = 'synthetic-control'\n"}},
        {"poisson",
         {"panel.csv", "outcome = 'count'\nregressors = ['treated']\neffects = ['unit']\nclusters "
                       "= ['unit']\n"}},
        {"pre-trends",
         {"panel.csv", std::string(balanced) + "first = -4\nlast = 3\nm = [0.5, 1]\n"}},
        {"price-anomaly", {"series.csv", "series = 'price'\nperiod = 'row'\n"}},
        {"rki-alarm", {"series.csv", "series = 'count'\nseason = 12\nhalf_width = 2\n"}},
        {"rotemberg", {"regions.csv", shares}},
        {"seasonal", {"series.csv", "series = 'price'\nseason = 12\n"}},
        {"segments", {"series.csv", "series = 'level'\n"}},
        {"shift-share", {"regions.csv", shares}},
        {"shift-share-permutation", {"regions.csv", std::string(shares) + "draws = 99\n"}},
        {"shift-share-shocks", {"regions.csv", shares}},
        {"synthetic",
         {"panel.csv", std::string(balanced) + "inference = 'bootstrap'\ndraws = 30\n"}},
        {"wild-bootstrap",
         {"panel.csv",
          "outcome = 'y'\ncoefficient = 'x'\nregressors = ['x']\ncluster = 'unit'\ndraws = 199\n"}},
    };
    return all;
}

class EveryMethod : public testing::TestWithParam<std::string> {
  protected:
    static void SetUpTestSuite() {
        fs::create_directories(folder());
        io::write_file(folder() / "panel.csv", panel_table());
        io::write_file(folder() / "series.csv", series_table());
        io::write_file(folder() / "regions.csv", region_table());
        io::write_file(folder() / "shares.csv", share_table());
        io::write_file(folder() / "shocks.csv", shock_table());
        io::write_file(folder() / "p.csv", "p\n0.01\n0.2\n");
    }
    static void TearDownTestSuite() { fs::remove_all(folder()); }
    static fs::path folder() {
        return fs::temp_directory_path() / fmt::format("halflight_methods_{}", ::getpid());
    }
    static std::string answer(const std::string& method, int jobs) {
        const Case& one = cases().find(method)->second;
        const fs::path spec = folder() / (method + ".toml");
        io::write_file(spec, one.settings);
        return estimate({.method = method,
                         .data = (folder() / one.table).string(),
                         .spec = spec.string(),
                         .jobs = jobs});
    }
};

TEST_P(EveryMethod, AnswersWithTheSameBytesWhateverTheThreads) {
    const std::string& method = GetParam();
    ASSERT_TRUE(cases().contains(method)) << "a method without a case here";
    const std::string one = answer(method, 1);
    EXPECT_EQ(one, answer(method, 1));
    EXPECT_EQ(one, answer(method, 2));
    EXPECT_EQ(one, answer(method, 5));
    const auto json = nlohmann::json::parse(one);
    EXPECT_FALSE(json.at("estimates").empty() && json.at("tables").empty());
}

std::vector<std::string> names() {
    std::vector<std::string> made;
    for (const Method& method : methods()) {
        made.emplace_back(method.name);
    }
    return made;
}

INSTANTIATE_TEST_SUITE_P(Registry, EveryMethod, testing::ValuesIn(names()), [](const auto& method) {
    std::string name = method.param;
    std::erase(name, '-');
    return name;
});

} // namespace
} // namespace halflight::estimate
