// SPDX-License-Identifier: Apache-2.0
#include "halflight/inquiry/inquiry.hpp"

#include "halflight/dossier/lights.hpp"
#include "made_study.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace halflight::inquiry {
namespace {

using made::run;
using made::table;
using made::value;
using made::with;

/// Least squares by its definition, from the published rows.
double slope_of(const measures::Table& places) {
    double n = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    for (const measures::Row& row : places.rows) {
        if (row.values.at(0).point && row.values.at(1).point) {
            const double a = *row.values.at(0).point;
            const double b = *row.values.at(1).point;
            n += 1;
            x += a;
            y += b;
            xx += a * a;
            xy += a * b;
        }
    }
    return (xy - x * y / n) / (xx - x * x / n);
}

TEST(CountyInquiry, GivesTheSlopeOfItsPlaces) {
    const auto record = run(with("steel", made::county_study()), "steel");
    ASSERT_TRUE(record.faults.empty()) << made::faults(record);
    const measures::Value& slope = value(table(record, "steel"), "hc3", "slope");
    ASSERT_TRUE(slope.point);
    EXPECT_NEAR(*slope.point, slope_of(table(record, "steel.places")), 1e-12);
    EXPECT_EQ(slope.basis, measures::Basis::modelled);
    EXPECT_TRUE(slope.synthetic);
    EXPECT_LT(slope.bounds.lo, *slope.point);
    EXPECT_GT(slope.bounds.hi, *slope.point);
    EXPECT_EQ(table(record, "steel").columns.front().unit, "nW/cm2/sr");
    EXPECT_EQ(record.sources, std::vector<std::string>{"made"});
    EXPECT_EQ(record.known_since, parse_date("2024-02-01").value());
}

TEST(CountyInquiry, CarriesWhatLiesBelowTheFloor) {
    const auto record = run(with("steel", made::county_study()), "steel");
    const measures::Value& bounds = value(table(record, "steel.about"), "", "bounds");
    EXPECT_LT(bounds.bounds.lo, slope_of(table(record, "steel.places")));
    EXPECT_GT(bounds.bounds.hi, slope_of(table(record, "steel.places")));
    const measures::Value& change = value(table(record, "steel.places"), "C03", "change");
    EXPECT_NEAR(change.bounds.hi - change.bounds.lo, 0.6, 1e-9); // 0.1 + 0.2, at both ends
}

TEST(CountyInquiry, HasAnEventStudyWithATreatment) {
    // Shares as counted: the planted slope is on them.
    const auto record =
        run(with("steel", made::county_study() + "smoothing = \"none\"\n"), "steel");
    const measures::Table& event = table(record, "steel.event");
    EXPECT_NEAR(*value(event, "", "slope", "2023-Q4").point, 2, 0.3);
    EXPECT_NEAR(*value(event, "", "slope", "2021-Q2").point, 0, 0.3);
    EXPECT_EQ(value(table(record, "steel.placebos"), "without.steel", "slope").basis,
              measures::Basis::modelled);
}

TEST(EnterpriseInquiry, FindsThePlantedGap) {
    const auto record = run(with("plants", made::enterprise_study()), "plants");
    ASSERT_TRUE(record.faults.empty()) << made::faults(record);
    for (const char* method : {"gsynth", "difference-in-differences"}) {
        EXPECT_NEAR(*value(table(record, "plants"), method, "average").point, 2, 0.15) << method;
    }
    EXPECT_NEAR(*value(table(record, "plants"), "gsynth", "treated").point, 24, 0);
    const measures::Table& path = table(record, "plants.path");
    const double gap = *value(path, "gsynth", "gap", "2023-06").point;
    const double observed = *value(table(record, "plants.observed"), "", "light", "2023-06").point;
    const double other = *value(path, "gsynth", "counterfactual", "2023-06").point;
    EXPECT_NEAR(gap, observed - other, 1e-9);
    EXPECT_EQ(value(path, "gsynth", "cumulative", "2019-06").basis, measures::Basis::missing);
}

bool one_tells_where_it_fails(const std::vector<std::string>& notes) {
    return std::ranges::count_if(notes, [](const std::string& note) {
               return note.find("made countries") != std::string::npos &&
                      note.find("fails where") != std::string::npos;
           }) == 1;
}

TEST(Inquiry, EveryEstimatorTellsWhereItFails) {
    const auto plants = run(with("plants", made::enterprise_study()), "plants");
    const auto steel = run(with("steel", made::county_study()), "steel");
    for (const auto* estimates : {&table(plants, "plants"), &table(steel, "steel")}) {
        ASSERT_GE(estimates->rows.size(), 2U);
        for (const measures::Row& row : estimates->rows) {
            EXPECT_TRUE(one_tells_where_it_fails(row.notes)) << estimates->id << " " << row.label;
        }
    }
    EXPECT_TRUE(one_tells_where_it_fails(table(steel, "steel.event").rows.back().notes));
    EXPECT_TRUE(one_tells_where_it_fails(table(steel, "steel.about").notes));
}

TEST(EnterpriseInquiry, ComparesQuartersWhereAsked) {
    const auto record =
        run(with("plants", made::enterprise_study() + "frequency = \"Q\"\n"), "plants");
    ASSERT_TRUE(record.faults.empty()) << made::faults(record);
    EXPECT_EQ(table(record, "plants.observed").rows.size(), 20U);
    EXPECT_NEAR(*value(table(record, "plants"), "gsynth", "average").point, 2, 0.15);
}

/// Two units by month; the second has no light in February.
dossier::Files with_table(const std::string& more = "") {
    dossier::Files files = made::files();
    std::string rows = "town,day,glow\n";
    std::string places = "id,distance\n";
    for (int town = 0; town < 6; ++town) {
        places += "T" + std::to_string(town) + "," + std::to_string(town) + "\n";
        for (const char* month : {"2020-01", "2020-02", "2020-03", "2020-04"}) {
            const bool after = std::string(month) > "2020-02";
            const bool unseen = town == 1 && std::string(month) == "2020-02";
            const double light = 10 + town + (after ? -0.5 * town : 0) + 0.01 * (town % 2);
            rows += "T" + std::to_string(town) + "," + month + "-01," +
                    (unseen ? "" : std::to_string(light)) + "\n";
        }
    }
    files["studies/glow.csv"] = rows + more;
    files["studies/towns.csv"] = places;
    return with("storm",
                "design = \"county\"\ntitle = \"Storm\"\npanel = \"glow.csv\"\n"
                "unit-column = \"town\"\nperiod-column = \"day\"\nstatistic = \"glow\"\n"
                "exposure = \"distance\"\nplaces = \"towns.csv\"\nfrequency = \"M\"\n"
                "earlier = \"2020-01\"\nlater = \"2020-04\"\npermutations = 0\n",
                files);
}

TEST(CountyInquiry, TakesTablesForPanelsAndColumnsForExposure) {
    const auto record = run(with_table(), "storm");
    ASSERT_TRUE(record.faults.empty()) << made::faults(record);
    EXPECT_NEAR(*value(table(record, "storm"), "hc3", "slope").point, -0.5, 1e-9);
    EXPECT_TRUE(record.inputs.contains("studies/glow.csv"));
    EXPECT_FALSE(record.known_since);
    EXPECT_NE(table(record, "storm").assumptions.front().find("distance, as given"),
              std::string::npos);
}

TEST(CountyInquiry, TablesForPanelsHaveTheirFaults) {
    const auto faults = [](const std::string& more) {
        return made::faults(run(with_table(more), "storm"));
    };
    EXPECT_NE(faults("T0,2020-01-01,3\n").find("glow.csv:26: 2020-01 of 'T0' is given twice"),
              std::string::npos);
    EXPECT_NE(faults("T0,2020,3\n").find("glow.csv:26: 2020 is not of the frequency"),
              std::string::npos);
    EXPECT_NE(faults("T0,2020-05-01,inf\n").find("glow.csv:26: glow is 'inf'"), std::string::npos);
    dossier::Files files = with_table();
    files["studies/storm.toml"] += "group = [\"heavy\"]\n";
    EXPECT_NE(made::faults(run(files, "storm")).find("group has no part in it"), std::string::npos);
}

TEST(TurningPointInquiry, FindsTheMonth) {
    const auto record = run(with("visits", made::visits_study()), "visits");
    ASSERT_TRUE(record.faults.empty()) << made::faults(record);
    const measures::Value& begin = value(table(record, "visits"), "", "begin");
    EXPECT_EQ(Date{static_cast<std::int32_t>(*begin.point)}, parse_date("2022-01-01").value());
    double sum = 0;
    for (const measures::Row& row : table(record, "visits.posterior").rows) {
        sum += row.label == "all" ? *row.values.at(0).point : 0;
    }
    EXPECT_NEAR(sum, 1, 1e-9);
    // What was not covered is no count of none.
    EXPECT_EQ(value(table(record, "visits.counts"), "", "events", "2020-07").missing,
              Missing::not_collected);
    EXPECT_EQ(*value(table(record, "visits.counts"), "", "covered", "2020-07").point, 0);
    EXPECT_FALSE(table(record, "visits.sources").rows.empty());
}

TEST(Inquiry, GivesTheSameBytesForAnyNumberOfThreads) {
    dossier::Files files = with("steel", made::county_study());
    files = with("plants", made::enterprise_study(), files);
    for (const char* id : {"steel", "plants"}) {
        EXPECT_EQ(dossier::to_json(run(files, id, 1)), dossier::to_json(run(files, id, 2))) << id;
    }
}

TEST(Inquiry, RecordsReadBack) {
    for (const auto& record : {run(with("visits", made::visits_study()), "visits"),
                               run(with("plants", made::enterprise_study()), "plants")}) {
        const auto back = dossier::parse_study_record(dossier::to_json(record));
        ASSERT_TRUE(back);
        EXPECT_EQ(back->tables, record.tables);
        EXPECT_EQ(back->warnings, record.warnings);
        EXPECT_EQ(back->inputs, record.inputs);
        EXPECT_EQ(dossier::to_json(*back), dossier::to_json(record));
    }
}

TEST(Inquiry, KeysFollowWhatIsRead) {
    const dossier::Files files = with("steel", made::county_study());
    const auto key = [](const dossier::Files& text) {
        Inquiry inquiry(text);
        return inquiry.key(inquiry.declarations().front());
    };
    const std::string first = key(files);
    EXPECT_EQ(key(files), first);
    for (const char* read :
         {"panels/county.csv", "panels/county.json", "studies/enterprises.csv",
          "studies/mentions.csv", "studies/industries.csv", "studies/places.csv"}) {
        dossier::Files other = files;
        other[read] += "\n";
        EXPECT_NE(key(other), first) << read;
    }
    for (const char* unread : {"panels/enterprise.csv", "studies/visits.csv", "sources.toml"}) {
        dossier::Files other = files;
        other[unread] += "\n";
        EXPECT_EQ(key(other), first) << unread;
    }
    EXPECT_NE(key(with("steel", made::county_study() + "level = 0.9\n")), first);
}

TEST(Inquiry, DocumentationIsThatOfTheProgram) {
    const std::string path = HALFLIGHT_SOURCE_DIR "/docs/study-designs.md";
    if (std::getenv("HALFLIGHT_UPDATE_DOCS") != nullptr) {
        std::ofstream(path) << documentation();
    }
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_EQ(text.str(), documentation())
        << "docs/study-designs.md is behind: run this test with HALFLIGHT_UPDATE_DOCS=1";
}

} // namespace
} // namespace halflight::inquiry
