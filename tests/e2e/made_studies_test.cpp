// SPDX-License-Identifier: Apache-2.0
// The studies of a made country, from its rasters to its edition, against its truth.
#include "halflight/dossier/studies.hpp"
#include "halflight/edition/build.hpp"
#include "halflight/io/files.hpp"
#include "halflight/simulate/write.hpp"
#include "made_country.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace halflight::test {

namespace {

namespace fs = std::filesystem;

class MadeStudies : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        std::string name = (fs::temp_directory_path() / "halflight-made-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder = new fs::path(name);
        simulate::WriteSpec write;
        write.country = five_years(4);
        write.country.enterprises = 500;
        write.country.counties = 24;
        write.country.provinces = 4;
        write.country.grid_width = 900;
        write.country.grid_height = 800;
        write.country.floor = 0;
        write.country.drift = 0;
        write.country.effect = 3; // so that so few show it
        write.folder = *folder / "made";
        (void)simulate::write_country(write);
        report = new edition::BuildReport(
            edition::build(*folder / "made", *folder / "edition", edition::BuildSpec{}));
    }
    static void TearDownTestSuite() {
        fs::remove_all(*folder);
        delete folder;
        delete report;
    }
    static dossier::StudyRecord record(const std::string& id) {
        return dossier::parse_study_record(
                   io::read_file(*folder / "edition/dossier" / dossier::result_file(id)))
            .value();
    }
    static const measures::Value& value(const dossier::StudyRecord& record,
                                        const std::string& label, const std::string& column) {
        const measures::Table& table = record.tables.front();
        const auto at = std::ranges::find(table.columns, column, &measures::Column::id);
        const auto row = std::ranges::find(table.rows, label, &measures::Row::label);
        return row->values.at(static_cast<std::size_t>(at - table.columns.begin()));
    }
    static nlohmann::json truth() {
        return nlohmann::json::parse(io::read_file(*folder / "made.truth.json"));
    }

    static inline fs::path* folder = nullptr;
    static inline edition::BuildReport* report = nullptr;
};

TEST_F(MadeStudies, MakeAWholeEdition) {
    ASSERT_EQ(report->outcome, edition::BuildOutcome::built)
        << edition::to_text(report->diagnostics);
    EXPECT_EQ(report->figures, 5U);
    for (const char* id : {"begin", "county", "curve", "heavy", "light", "munitions"}) {
        const dossier::StudyRecord one = record(id);
        EXPECT_TRUE(one.faults.empty()) << id;
        EXPECT_TRUE(one.synthetic) << id;
        EXPECT_FALSE(one.sources.empty()) << id;
    }
    const std::string page = io::read_file(*folder / "edition/index.html");
    EXPECT_NE(page.find("Whatever is asked"), std::string::npos);
}

TEST_F(MadeStudies, FindWhatWasPlantedInEnterprises) {
    const nlohmann::json planted = truth();
    for (const auto& group : planted.at("groups")) {
        const std::string name = group.at("group");
        if (name != "heavy" && name != "munitions") {
            continue;
        }
        const dossier::StudyRecord one = record(name);
        const measures::Value& average = value(one, "gsynth", "average");
        ASSERT_TRUE(average.point) << name;
        EXPECT_GT(*average.point, 0) << name;
        // The quarter of the treatment counts as treated, its first months were not: somewhat less.
        EXPECT_LT(average.bounds.lo, group.at("average").get<double>()) << name;
        EXPECT_GT(average.bounds.hi, 0.5 * group.at("average").get<double>()) << name;
    }
}

TEST_F(MadeStudies, FindTheMonthOfTheVisits) {
    const measures::Value begin = value(record("begin"), "", "begin");
    const Period planted =
        parse_period(truth().at("observed").at("visits").at("first_month").get<std::string>())
            .value();
    EXPECT_LE(begin.bounds.lo, planted.first.days);
    EXPECT_GE(begin.bounds.hi, planted.first.days);
}

TEST_F(MadeStudies, AskInEveryWay) {
    const measures::Value asked = value(record("curve"), "", "estimated");
    const measures::Value refused = value(record("curve"), "", "refused");
    EXPECT_GE(*asked.point + *refused.point, 216); // as many years back as five years give
    EXPECT_GT(*asked.point, 0);
}

TEST_F(MadeStudies, AreNotRunTwice) {
    EXPECT_EQ(edition::build(*folder / "made", *folder / "edition", edition::BuildSpec{}).outcome,
              edition::BuildOutcome::up_to_date);
}

} // namespace

} // namespace halflight::test
