// SPDX-License-Identifier: Apache-2.0
// What cannot be run gives its reasons, at their places.
#include "made_study.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace halflight::inquiry {
namespace {

using made::run;
using made::with;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string county_fault(const std::string& from, const std::string& to) {
    return made::faults(run(with("s", replaced(made::county_study(), from, to)), "s"));
}

std::string county_fault_of(const std::string& file, const std::string& from,
                            const std::string& to) {
    dossier::Files files = with("s", made::county_study());
    files[file] = replaced(files[file], from, to);
    return made::faults(run(files, "s"));
}

std::string plant_fault(const std::string& from, const std::string& to) {
    return made::faults(run(with("s", replaced(made::enterprise_study(), from, to)), "s"));
}

void expect_in(const std::string& text, std::initializer_list<const char*> parts) {
    for (const char* part : parts) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\nin: " << text;
    }
}

bool warned(const dossier::StudyRecord& record, std::string_view code) {
    return std::ranges::find(record.warnings, code, &dossier::StudyRemark::code) !=
           record.warnings.end();
}

TEST(BadStudy, NamesTheDesignThatWasMeant) {
    expect_in(county_fault("\"county\"", "\"conty\""),
              {"design: there is no design 'conty'", "did you mean 'county'?"});
}

TEST(BadStudy, TellsAllFaultsOfKeysAtOnce) {
    const std::string text =
        county_fault("earlier = \"2021-Q4\"", "earlir = \"2021-Q4\"\nlevl = 0.9");
    expect_in(text, {"no key 'earlir'", "did you mean 'earlier'?", "no key 'levl'",
                     "'earlier' is missing"});
    expect_in(county_fault("window = \"2010/2020\"", "level = 0.9"), {"'window' is missing"});
}

TEST(BadStudy, ValuesOutOfRange) {
    expect_in(county_fault("permutations = 99", "permutations = -1"), {"permutations is '-1'"});
    expect_in(county_fault("permutations = 99", "level = 2"),
              {"level is '2'", "from 0.5 to 0.999"});
    expect_in(county_fault("\"2021-Q4\"", "\"2021-Q5\""), {"earlier: "});
    expect_in(county_fault("permutations = 99", "smoothing = \"beta\""),
              {"smoothing cannot be 'beta'", "beta-binomial"});
    expect_in(county_fault("permutations = 99", "controls = [\"harbours\"]"),
              {"no column 'harbours'", "ports"});
}

TEST(BadStudy, PanelsAndTablesThatAreNotThere) {
    expect_in(county_fault("panel = \"county\"", "panel = \"counties\""),
              {"panel: there is no panel 'counties'", "county, enterprise"});
    expect_in(county_fault("\"mentions.csv\"", "\"nothing.csv\""),
              {"mentions: there is no table studies/nothing.csv"});
    expect_in(county_fault("permutations = 99", "statistic = \"meen\""),
              {"statistic: ", "no statistic 'meen'", "did you mean 'mean'?"});
    expect_in(county_fault("[\"heavy\", \"munitions\"]", "[\"arms\"]"),
              {"group: ", "no group 'arms'", "heavy, light, munitions"});
}

TEST(BadStudy, RowsOfTables) {
    expect_in(county_fault_of("studies/enterprises.csv", "\nE01,", "\nE00,"),
              {"enterprises.csv:3: the enterprise 'E00' is given twice"});
    expect_in(county_fault_of("studies/enterprises.csv", "C00,", "C99,"),
              {"enterprises.csv:2: the panel has no zone 'C99'"});
    expect_in(county_fault_of("studies/enterprises.csv", "C00,20,50", "C00,20,"),
              {"enterprises.csv:2: half of a place"});
    expect_in(county_fault_of("studies/mentions.csv", "E01,", "E99,"),
              {"there is no enterprise 'E99'"});
    expect_in(county_fault_of("studies/mentions.csv", "2010-03-01", "2010-13-01"),
              {"mentions.csv:", "write a day"});
    expect_in(county_fault_of("studies/places.csv", "C00,", "C98,"),
              {"places.csv: there is no row for the zone 'C00'"});
    expect_in(county_fault_of("studies/industries.csv", "code,group", "code,kind"),
              {"no column 'group'"});
}

TEST(BadStudy, DatesThatDoNotFit) {
    expect_in(county_fault("treatment = \"2022-01\"", "treatment = \"2030-01\""), {"2030"});
    expect_in(county_fault("earlier = \"2021-Q4\"", "earlier = \"2023-Q4\""),
              {"the baselines are not in order"});
    expect_in(plant_fault("treatment = \"2022-01\"", "treatment = \"2031-01\""), {"2031"});
}

TEST(BadStudy, MentionsInTheFuture) {
    expect_in(county_fault("permutations = 99", "known-since = 2012-01-01"), {"2012-01-01"});
}

TEST(BadStudy, ExposureOfNothing) {
    dossier::Files files = with("s", made::county_study());
    std::string& mentions = files["studies/mentions.csv"];
    for (std::size_t at = mentions.find("production"); at != std::string::npos;
         at = mentions.find("production", at)) {
        mentions.replace(at, 10, "visit");
    }
    files["studies/s.toml"] += "activities = [\"production\"]\n";
    EXPECT_FALSE(run(files, "s").faults.empty());
}

TEST(BadStudy, AllUnitsTreated) {
    expect_in(plant_fault("controls = [\"light\"]", "controls = [\"heavy\"]"), {"control"});
}

TEST(BadStudy, FewerPeriodsBeforeThanFactors) {
    const std::string text = replaced(made::enterprise_study(), "most-factors = 2",
                                      "most-factors = 5\nwindow = \"2021-07/2022-12\"");
    const auto record = run(with("s", text), "s"); // 6 periods
    ASSERT_TRUE(record.faults.empty()) << made::faults(record);
    EXPECT_TRUE(warned(record, "few_pre_periods"));
    expect_in(plant_fault("most-factors = 2", "window = \"2021-11/2022-12\""),
              {"2 periods before the treatment in 2022-01", "begin the window"});
}

TEST(BadStudy, MethodsThatRefuseAreTold) {
    const auto record =
        run(with("s", replaced(made::enterprise_study(), "most-factors = 2", "most-factors = 40")),
            "s"); // 36 periods before
    ASSERT_TRUE(record.faults.empty()) << made::faults(record);
    EXPECT_TRUE(warned(record, "method_refused"));
}

TEST(BadStudy, EnterprisesWithoutAPlace) {
    dossier::Files files = with("s", made::enterprise_study());
    std::string& enterprises = files["studies/enterprises.csv"];
    enterprises = replaced(enterprises, ",C00,20,50", ",C00,,");
    expect_in(made::faults(run(files, "s")),
              {"1 of 72 enterprises of which the panel has light have no longitude and latitude",
               "'E00' first", "independent = true"});
    files["studies/s.toml"] += "independent = true\n";
    EXPECT_TRUE(run(files, "s").faults.empty());
}

TEST(BadStudy, EnterprisesThatMayBeOne) {
    for (const auto& study : {made::county_study(), made::enterprise_study()}) {
        dossier::Files files = with("s", study);
        EXPECT_FALSE(warned(run(files, "s"), "enterprises_alike"));
        files["studies/enterprises.csv"] += "E99,steel,C00,20,50\n";
        const auto record = run(files, "s");
        EXPECT_TRUE(record.faults.empty()) << made::faults(record);
        EXPECT_TRUE(warned(record, "enterprises_alike"));
    }
}

std::string plant_fault_of(const std::string& from, const std::string& to) {
    dossier::Files files = with("s", made::enterprise_study() + "cluster = \"county\"\n");
    std::string& enterprises = files["studies/enterprises.csv"];
    enterprises = replaced(enterprises, from, to);
    return made::faults(run(files, "s"));
}

TEST(BadStudy, LabelsAndPlacesThatAreNone) {
    EXPECT_EQ(plant_fault_of("E00,", "E00,"), "");
    expect_in(plant_fault_of(",C00,20,50", ",,20,50"), {"enterprises.csv:2: there is no county"});
    expect_in(plant_fault_of(",C00,20,50", ",C00,20,150"),
              {"enterprises.csv:2: longitude 20, latitude 150 is no place on earth"});
    expect_in(county_fault_of("studies/places.csv", "C00,20,50", "C00,500,50"),
              {"places.csv:2: longitude 500, latitude 50 is no place on earth"});
    expect_in(county_fault_of("studies/places.csv", ",P0,", ",,"),
              {"places.csv:2: there is no province"});
    expect_in(county_fault_of("studies/places.csv", "\nC01,", "\nC00,"),
              {"places.csv:3: the zone 'C00' is given twice"});
}

TEST(BadStudy, MethodsThatAreNone) {
    expect_in(plant_fault("[\"gsynth\", \"difference-in-differences\"]", "[]"),
              {"methods: there is no method"});
    expect_in(plant_fault("[\"gsynth\", ", "[\"gsynth\", \"gsynth\", "),
              {"methods: 'gsynth' is named twice"});
    const std::string only = replaced(made::enterprise_study(),
                                      "\"gsynth\", \"difference-in-differences\"", "\"gsynth\"");
    expect_in(
        made::faults(run(with("s", replaced(only, "most-factors = 2", "most-factors = 40")), "s")),
        {"no method gives an answer; gsynth: "});
}

TEST(BadStudy, DrawsThatMakeNoError) {
    expect_in(plant_fault("most-factors = 2", "errors = \"bootstrap\"\ndraws = 2"),
              {"draws: 2 draws make no error", "20 at least"});
    expect_in(plant_fault("most-factors = 2", "independent = true\nother-draws = 0"),
              {"other-draws: 0 draws"});
    EXPECT_EQ(plant_fault("most-factors = 2", "draws = 2"), ""); // of a jackknife there are none
}

TEST(BadStudy, DistancesThatLeaveNobody) {
    expect_in(plant_fault("apart-km = 0", "apart-km = 5000"),
              {"apart-km: 48 of 48 enterprises that could be controls lie nearer than 5000 km"});
    expect_in(plant_fault("apart-km = 0", "apart-km = 0\nthin-km = 5000"),
              {"thinning leaves", "take a smaller distance"});
    expect_in(plant_fault("apart-km = 0", "apart-km = 0\nthin-km = 2\nindependent = true"),
              {"thin-km: independent = true leaves aside"});
}

TEST(BadStudy, ReportsGivenTwice) {
    dossier::Files files = with("s", made::visits_study());
    std::string& visits = files["studies/visits.csv"];
    const std::size_t first = visits.find('\n') + 1;
    visits += visits.substr(first, visits.find('\n', first) + 1 - first);
    expect_in(made::faults(run(files, "s")), {"visits.csv:", "is given twice"});
}

TEST(BadStudy, NothingToPermute) {
    const auto p_of = [](const std::string& text) {
        return made::value(made::table(run(with("s", text), "s"), "s.about"), "", "permutation-p");
    };
    EXPECT_TRUE(p_of(made::county_study()).point);
    EXPECT_FALSE(
        p_of(replaced(made::county_study(), "permutations = 99", "permutations = 0")).point);
}

TEST(BadStudy, CountiesThatAreNotWritten) {
    dossier::Files files = with("s", made::county_study());
    EXPECT_FALSE(warned(run(files, "s"), "county_not_written"));
    std::string& enterprises = files["studies/enterprises.csv"];
    const std::size_t at = enterprises.find(",C00,20,50");
    ASSERT_NE(at, std::string::npos);
    enterprises.replace(at, 4, ","); // a point on the map alone
    const auto record = run(files, "s");
    EXPECT_TRUE(record.faults.empty()) << made::faults(record);
    EXPECT_TRUE(warned(record, "county_not_written"));
}

TEST(BadStudy, MarkersWithoutAnEvent) {
    const auto record = run(
        with("s", replaced(made::visits_study(), "event = \"treaty\"", "event = \"traety\"")), "s");
    expect_in(made::faults(record), {"marker.treaty.event: events.csv has no event 'traety'"});
}

TEST(BadStudy, CurvesOfNothing) {
    const auto curve = [](const std::string& rest) {
        return made::faults(run(with("c", "design = \"curve\"\ntitle = \"c\"\n" + rest), "c"));
    };
    expect_in(curve("of = \"x\"\n"), {"of: there is no study 'x'"});
    expect_in(curve("of = \"c\"\n"), {"has no single number to follow"});
    dossier::Files files = with("s", made::county_study());
    files = with("c", "design = \"curve\"\ntitle = \"c\"\nof = \"s\"\n[choice]\nerorr = [\"a\"]\n",
                 files);
    expect_in(made::faults(run(files, "c")), {"choice.erorr: ", "no key 'erorr'"});
}

} // namespace
} // namespace halflight::inquiry
