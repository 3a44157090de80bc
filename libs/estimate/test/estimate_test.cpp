// SPDX-License-Identifier: Apache-2.0
#include "halflight/estimate/estimate.hpp"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "halflight/base/error.hpp"
#include "halflight/io/files.hpp"

namespace halflight::estimate {
namespace {

namespace fs = std::filesystem;

/// A folder of its own for each test.
class Estimate : public testing::Test {
  protected:
    void SetUp() override {
        m_folder = fs::temp_directory_path() /
                   ("halflight_estimate_" +
                    std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
        fs::remove_all(m_folder);
        fs::create_directories(m_folder);
    }
    void TearDown() override { fs::remove_all(m_folder); }

    std::string put(const std::string& name, std::string_view text) const {
        io::write_file(m_folder / name, text);
        return (m_folder / name).string();
    }

  private:
    fs::path m_folder;
};

TEST_F(Estimate, AnswersInOneSchema) {
    const EstimateSpec spec{.method = "adjust",
                            .data = put("p.csv", "p\n0.01\nNA\n0.04\n"),
                            .spec = put("s.toml", "p_value = 'p'\nrule = 'bonferroni'\n"),
                            .program_version = "1"};
    const auto json = nlohmann::json::parse(estimate(spec));
    EXPECT_EQ(json.at("schema"), "halflight-estimate/1");
    EXPECT_EQ(json.at("method"), "adjust");
    EXPECT_EQ(json.at("data").at("rows"), 3);
    EXPECT_EQ(json.at("settings").at("rule"), "bonferroni");
    EXPECT_EQ(json.at("conventions").at("rule"), "bonferroni");
    EXPECT_TRUE(json.at("seed").is_null());
    EXPECT_EQ(json.at("tables").at("p_values").at("rows"),
              nlohmann::json::parse("[[2, 0.01, 0.02], [3, null, null], [4, 0.04, 0.08]]"));
    EXPECT_EQ(estimate(spec), estimate(spec));
}

TEST_F(Estimate, RefusesWhatIsNoPValue) {
    const EstimateSpec spec{.method = "adjust", .data = put("p.csv", "p_value\n0.5\n1.5\n")};
    try {
        (void)estimate(spec);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::refused);
        EXPECT_EQ(std::string(error.what()),
                  spec.data + ":3: column 'p_value' is not a p-value: it must lie from 0 to 1");
    }
}

TEST_F(Estimate, AFileThatIsNotThereIsNamed) {
    try {
        (void)estimate({.method = "adjust", .data = "no/such.csv"});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::io);
        EXPECT_NE(std::string(error.what()).find("no/such.csv"), std::string::npos);
    }
}

} // namespace
} // namespace halflight::estimate
