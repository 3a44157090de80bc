// SPDX-License-Identifier: Apache-2.0
// event_test.cpp - event studies from a table and a specification.
#include "halflight/estimate/estimate.hpp"

#include <cmath>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "halflight/base/error.hpp"
#include "halflight/io/files.hpp"

namespace halflight::estimate {
namespace {

namespace fs = std::filesystem;

/// 40 units in years 2001 to 2006; a quarter treated from 2003, a quarter from 2005 on. The effect
/// is 2; everything else is the same wave for all, and a small one per unit.
std::string panel(bool ends = false) {
    std::string text = "unit,period,y,treated\n";
    for (int u = 0; u < 40; ++u) {
        for (int year = 2001; year <= 2006; ++year) {
            const int onset = u % 4 == 0 ? 2003 : (u % 4 == 1 ? 2005 : 9999);
            const bool treated = year >= onset && !(ends && year == 2006);
            const double y = u + std::sin(year) + (year >= onset ? 2 : 0) +
                             0.1 * std::sin(12.9898 * (u * 10 + year));
            text += "u" + std::to_string(u) + "," + std::to_string(year) + "," + std::to_string(y) +
                    "," + (treated ? "1" : "0") + "\n";
        }
    }
    return text;
}

class Events : public testing::Test {
  protected:
    void SetUp() override {
        m_folder = fs::temp_directory_path() /
                   ("halflight_events_" +
                    std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
        fs::remove_all(m_folder);
        fs::create_directories(m_folder);
    }
    void TearDown() override { fs::remove_all(m_folder); }

    nlohmann::json answer(const std::string& method, const std::string& spec,
                          const std::string& data = panel()) const {
        io::write_file(m_folder / "data.csv", data);
        io::write_file(m_folder / "spec.toml", "outcome = 'y'\ntreatment = 'treated'\n" + spec);
        return nlohmann::json::parse(estimate({.method = method,
                                               .data = (m_folder / "data.csv").string(),
                                               .spec = (m_folder / "spec.toml").string(),
                                               .program_version = "1"}));
    }

  private:
    fs::path m_folder;
};

TEST_F(Events, AllEstimatorsFindTheEffect) {
    for (const auto& [method, spec] : {std::pair{"event-study", ""},
                                       {"event-study", "model = 'two-way'\nlast = 1\n"},
                                       {"imputation", "leave_out = true\n"},
                                       {"group-time", "draws = 99\n"}}) {
        const auto json = answer(method, spec);
        const auto& overall = json.at("estimates").at(0);
        EXPECT_NEAR(overall.at("estimate").get<double>(), 2, 0.1) << method;
        EXPECT_GT(overall.at("std_error").get<double>(), 0) << method;
        EXPECT_LT(overall.at("low").get<double>(), overall.at("high").get<double>());
    }
}

TEST_F(Events, CohortsBearTheirPeriods) {
    for (const char* method : {"event-study", "imputation", "group-time"}) {
        const auto rows = answer(method, "").at("tables").at("cohorts").at("rows");
        ASSERT_EQ(rows.size(), 2U);
        EXPECT_EQ(rows.at(0).at(0), "2003");
        EXPECT_EQ(rows.at(1).at(0), "2005");
    }
}

TEST_F(Events, PreTrendsTellPowerAndBounds) {
    for (const char* path : {"sun-abraham", "two-way", "group-time"}) {
        const auto json = answer("pre-trends", "m = [0, 1]\npath = '" + std::string(path) + "'\n");
        const auto slopes = json.at("tables").at("slopes").at("rows");
        EXPECT_LT(slopes.at(0).at(1).get<double>(), slopes.at(1).at(1).get<double>());
        const auto bounds = json.at("tables").at("bounds").at("rows");
        EXPECT_LT(bounds.at(1).at(1).get<double>(), bounds.at(0).at(1).get<double>());
        EXPECT_GT(json.at("diagnostics").at("breakdown_m").get<double>(), 1);
    }
}

TEST_F(Events, ATreatmentThatEndsIsRefusedWithItsLine) {
    try {
        (void)answer("event-study", "", panel(true));
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::refused);
        EXPECT_NE(std::string(error.what()).find("line 7: the treatment of unit 'u0' ends"),
                  std::string::npos)
            << error.what();
    }
}

} // namespace
} // namespace halflight::estimate
