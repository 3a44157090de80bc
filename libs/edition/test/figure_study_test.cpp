// SPDX-License-Identifier: Apache-2.0
// Forms "scatter" and "counterfactual", on tables made by hand.
#include "figure_study_tables.hpp"

#include <cmath>
#include <set>

namespace halflight::edition::test {
namespace {

using Json = nlohmann::ordered_json;
// ---- scatter ----------------------------------------------------------------------------------

/// Five places on the line 1 + 2 x, one beside it seen as bounds, one without light.
std::vector<Table> county(Value slope = between(1, 2, 3)) {
    std::vector<Row> places;
    for (const double x : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        places.push_back(named("P" + std::to_string(places.size()),
                               {number(x), number(1 + 2 * x), number(10 + 90 * x)}));
    }
    places.push_back(named("WIDE", {between(0.3, 0.5, 0.7), between(0, 2, 4), number(1)}));
    places.push_back(
        named("DARK", {number(0.5), measures::missing_value(Missing::not_published), number(5)}));
    return {table("S", {"slope", "error", "p"},
                  {named("hc3", {std::move(slope), number(0.5), number(0.0004)})}),
            table("S.about", {"places", "intercept"}, {named("", {number(6), number(1)})}),
            table("S.places", {"exposure", "change", "mentions"}, std::move(places))};
}

const std::string scatter = figure("scatter", "studies = [\"S\"]");

Json place(const Json& spec, const std::string& label) {
    for (const Json& mark : with(spec, "number", "S.places/" + label + "/change")) {
        if (mark.contains("size")) {
            return mark;
        }
    }
    return {};
}

TEST(FigureScatter, DrawsEachPlaceWithBothValuesWhereTheyAre) {
    const Figure out = only_over(county(), scatter);
    const Json spec = spec_of(out);
    const Json first = place(spec, "P0");
    const Json middle = place(spec, "P2");
    const Json last = place(spec, "P4");
    ASSERT_FALSE(first.is_null() || middle.is_null() || last.is_null());
    EXPECT_NEAR(middle["px"].get<double>() - first["px"].get<double>(),
                last["px"].get<double>() - middle["px"].get<double>(), 1e-6);
    EXPECT_LT(last["py"].get<double>(), first["py"].get<double>());      // upwards is more
    EXPECT_GT(last["size"].get<double>(), middle["size"].get<double>()); // more mentions
    EXPECT_EQ(middle["fill"], "#ffffff");                                // rests on a model
    EXPECT_TRUE(place(spec, "DARK").is_null());
    EXPECT_TRUE(says(out, "6 places, 1 not drawn: not published")) << out.alternative;
    expect_accounted(out);
}

TEST(FigureScatter, PutsTheLineOnThePlacesThatLieOnIt) {
    const Json spec = spec_of(only_over(county(), scatter));
    const auto lines = with(spec, "number", "S/hc3/slope");
    ASSERT_EQ(lines.size(), 1U);
    const Json& line = lines.front();
    const Json at = place(spec, "P1");
    const double share = (at["px"].get<double>() - line["px"].get<double>()) /
                         (line["px2"].get<double>() - line["px"].get<double>());
    EXPECT_NEAR(line["py"].get<double>() +
                    share * (line["py2"].get<double>() - line["py"].get<double>()),
                at["py"].get<double>(), 1e-6);
}

TEST(FigureScatter, TheBandGoesThroughThePointOfMeansAndWidensOutwards) {
    const auto band = with(spec_of(only_over(county(), scatter)), "py2");
    double narrowest = 1e9;
    double at = 0;
    double left = 0;
    for (const Json& one : band) {
        if (!one.contains("number") && !one.contains("px2")) {
            const double width = std::abs(one["py"].get<double>() - one["py2"].get<double>());
            left = one["px"] == 0 ? width : left;
            at = width < narrowest ? one["px"].get<double>() : at;
            narrowest = std::min(narrowest, width);
        }
    }
    EXPECT_NEAR(at, 544 / 2.0, 12); // the mean of the exposures is one half
    EXPECT_LT(narrowest, left / 5);
}

TEST(FigureScatter, HasWhiskersOnlyWhereBoundsAreWide) {
    const auto all = with(spec_of(only_over(county(), scatter)), "px2");
    std::size_t whiskers = 0;
    for (const Json& one : all) {
        whiskers += one.contains("number") && one["number"] == "S.places/WIDE/change" ? 1U : 0U;
        EXPECT_FALSE(one.contains("number") && one["number"] == "S.places/P1/change");
    }
    EXPECT_EQ(whiskers, 2U);
}

TEST(FigureScatter, SaysTheSlopeInWords) {
    const Figure out = only_over(county(), scatter);
    EXPECT_TRUE(says(out, "slope 2 nW/cm2/sr (1 to 3); p < 0.001")) << out.alternative;
    EXPECT_TRUE(says(out, "(told from zero)")) << out.alternative;
    EXPECT_FALSE(with(spec_of(out), "words", "slope 2 nW/cm2/sr (1 to 3); p < 0.001").empty());
}

TEST(FigureScatter, DrawsNoBandForASlopeWithoutAnError) {
    const Figure out = only_over(county(without_error(2)), scatter);
    EXPECT_EQ(with(spec_of(out), "number", "S/hc3/slope").size(), 1U);
    EXPECT_TRUE(with(spec_of(out), "words",
                     "lines that the interval of the slope allows, through the point of means")
                    .empty());
    EXPECT_FALSE(says(out, "(told from zero)")) << out.alternative;
}

TEST(FigureScatter, GivesEachStudyAPlotAndSharesAxesOnRequest) {
    std::vector<Table> tables = county();
    for (Table other : county()) {
        other.id.replace(0, 1, "T");
        for (Row& row : other.rows) {
            if (other.id == "T.places" && row.values[1].point) {
                row.values[1] = number(10 * *row.values[1].point);
            }
        }
        tables.push_back(std::move(other));
    }
    const auto heights = [&](const std::string& more) {
        const Json spec =
            spec_of(only_over(tables, figure("scatter", "studies = [\"S\", \"T\"]\n" + more)));
        const Json first = place(spec, "P4");
        const auto second = with(spec, "number", "T.places/P4/change");
        EXPECT_FALSE(second.empty());
        EXPECT_GT(second.back()["px"].get<double>(), first["px"].get<double>());
        return std::pair(first["py"].get<double>(), second.back()["py"].get<double>());
    };
    const auto apart = heights("");
    const auto shared = heights("same_axes = true");
    EXPECT_GT(shared.first, apart.first + 20); // pressed down by the tenfold of the other
    EXPECT_NEAR(shared.second, apart.second, 1e-6);
}

TEST(FigureScatter, Faults) {
    expect_fault(county(), figure("scatter", "studies = [\"Z\"]"), "G006", "no measure 'Z'", "");
    expect_fault(county(), figure("scatter", "studies = [\"months\"]"), "G007", "no column 'slope'",
                 "design county");
    std::vector<Table> tables = county();
    tables.pop_back();
    expect_fault(tables, scatter, "G007", "no table 'S.places'", "design county");
    tables = county();
    tables.back().rows = {tables.back().rows.back()};
    expect_fault(tables, scatter, "G009", "no place of 'S'", "leave the figure out");
    expect_fault(county(),
                 figure("scatter", "studies = [\"S\", \"S\", \"S\", \"S\", \"S\", \"S\", \"S\"]"),
                 "G007", "7 plots", "at most 6");
}

// ---- counterfactual ---------------------------------------------------------------------------

std::vector<Table> enterprise(double wild = 0.2) {
    std::vector<Row> observed;
    std::vector<Row> path;
    const Value none = measures::missing_value(Missing::not_applicable);
    for (int month = 1; month <= 12; ++month) {
        const std::string period = (month < 10 ? "2024-0" : "2024-") + std::to_string(month);
        const bool after = month > 6;
        observed.push_back(dated(period, "",
                                 {month == 3   ? measures::missing_value(Missing::not_collected)
                                  : month == 2 ? between(1, 1.5, 2)
                                               : number(after ? 3 : 2)}));
        const double width = month == 9 ? wild : 0.2;
        for (const std::string method : {"gsynth", "did"}) {
            path.push_back(dated(period, method,
                                 {between(2 - width, 2, 2 + width),
                                  after ? between(1 - width, 1, 1 + width) : number(0),
                                  after ? between(month - 6.5, month - 6, month - 5.5) : none}));
        }
    }
    return {table("E", {"average", "p"},
                  {named("gsynth", {between(0.8, 1, 1.2), number(0.01)}),
                   named("did", {between(-0.1, 0.9, 1.9), number(0.2)})}),
            table("E.observed", {"light"}, std::move(observed)),
            table("E.path", {"counterfactual", "gap", "cumulative"}, std::move(path))};
}

std::string counterfactual(const std::string& more = "") {
    return figure("counterfactual", "studies = [\"E\"]\n" + more);
}

TEST(FigureCounterfactual, DrawsBothPathsOfTheFirstMethod) {
    const Figure out = only_over(enterprise(), counterfactual());
    const Json spec = spec_of(out);
    EXPECT_EQ(spec["vconcat"].size(), 1U);
    EXPECT_EQ(with(spec, "number", "E.path/gsynth/counterfactual@2024-09").size(), 1U);
    EXPECT_TRUE(with(spec, "number", "E.path/did/counterfactual@2024-09").empty());
    EXPECT_EQ(with(spec, "number", "E.observed/light@2024-08").front()["y"].get<double>(), 3);
    EXPECT_TRUE(says(out, "average gap 1 nW/cm2/sr (0.8 to 1.2); p = 0.01; gsynth, told from zero"))
        << out.alternative;
    expect_accounted(out);
}

TEST(FigureCounterfactual, TellsWhatIsMissingAndBreaksTheLineThere) {
    const Figure out = only_over(enterprise(), counterfactual());
    const auto march = with(spec_of(out), "number", "E.observed/light@2024-03");
    ASSERT_EQ(march.size(), 1U);
    EXPECT_EQ(march.front()["value"], "not collected");
    std::set<int> runs;
    for (const Json& one : with(spec_of(out), "run")) {
        if (one["y"] == 3 || one["y"] == 1.5) {
            runs.insert(one["run"].get<int>());
        }
    }
    EXPECT_EQ(runs.size(), 2U); // before March and after it
    EXPECT_TRUE(says(out, "1 not collected")) << out.alternative;
}

TEST(FigureCounterfactual, ShowsTheGapOrItsSumOfAnotherMethod) {
    const Figure gap = only_over(enterprise(), counterfactual("show = \"gap\"\nmethod = \"did\""));
    EXPECT_EQ(with(spec_of(gap), "number", "E.path/did/gap@2024-12").size(), 1U);
    EXPECT_TRUE(says(gap, "did, not told from zero")) << gap.alternative;
    const Figure sum = only_over(enterprise(), counterfactual("show = \"cumulative\""));
    EXPECT_TRUE(with(spec_of(sum), "number", "E.path/gsynth/cumulative@2024-06").empty());
    EXPECT_EQ(with(spec_of(sum), "number", "E.path/gsynth/cumulative@2024-07").size(), 1U);
    EXPECT_FALSE(says(sum, "not applicable")) << sum.alternative;
}

TEST(FigureCounterfactual, MarksAWildIntervalInsteadOfGivingItTheAxis) {
    const Figure out = only_over(enterprise(1e6), counterfactual());
    const auto marks = with(spec_of(out), "number", "E.path/gsynth/counterfactual@2024-09");
    ASSERT_EQ(marks.size(), 3U); // the value, an arrow at each edge
    EXPECT_LT(marks[1]["y"].get<double>(), 10);
    EXPECT_NE(marks.back()["value"].get<std::string>().find("00,000"), std::string::npos)
        << marks.back().dump();
    EXPECT_TRUE(says(out, "1 interval goes beyond the plot")) << out.alternative;
    EXPECT_FALSE(says(only_over(enterprise(), counterfactual()), "beyond the plot"));
}

TEST(FigureCounterfactual, SetsARuleAtTheTreatment) {
    EXPECT_TRUE(with(spec_of(only_over(enterprise(), counterfactual())), "treatment").empty());
    const auto rules = with(
        spec_of(only_over(enterprise(), counterfactual("treatment = \"2024-07\""))), "treatment");
    ASSERT_EQ(rules.size(), 1U);
    EXPECT_EQ(rules.front()["treatment"], "2024-07-01");
}

TEST(FigureCounterfactual, TakesTheTreatmentFromTheStudyItself) {
    Publication publication = publish(loaded(figure_world(counterfactual())), {});
    const std::vector<Table> tables = enterprise();
    publication.measures.insert(publication.measures.end(), tables.begin(), tables.end());
    dossier::Study study;
    study.declaration.id = "E";
    study.declaration.parameters["treatment"] = {{{"2024-06", {}}}, false, {}};
    publication.analysed.dossier.studies.push_back(std::move(study));
    const Figures out = draw(publication, NumberBook(publication, {}));
    ASSERT_EQ(out.figures.size(), 1U);
    const auto rules = with(spec_of(out.figures.front()), "treatment");
    ASSERT_EQ(rules.size(), 1U);
    EXPECT_EQ(rules.front()["treatment"], "2024-06-01");
}

TEST(FigureCounterfactual, LabelsEventsAboveTheFirstPlotAndRulesAll) {
    const Json spec = spec_of(only_over(
        enterprise(), figure("counterfactual", "studies = [\"E\", \"E\"]\nevents = [\"one\"]")));
    ASSERT_EQ(spec["vconcat"].size(), 2U);
    EXPECT_EQ(with(spec["vconcat"][0], "label").size(), 2U); // a rule and words
    EXPECT_EQ(with(spec["vconcat"][1], "label").size(), 1U);
}

/// A mark below the name of a year, in its middle, would be read as its first day.
TEST(FigureCounterfactual, MarksStandWhereYearsBeginAndNamesInTheirMiddle) {
    const std::string words = spec_of(only_over(enterprise(), counterfactual())).dump();
    EXPECT_NE(words.find("tickOpacity"), std::string::npos);
    const Json spec = spec_of(only_over(enterprise(), counterfactual()));
    const auto x_axis = [](const Json& one) -> Json {
        for (const Json& layer : one["layer"]) {
            if (layer.contains("encoding") && layer["encoding"].contains("x") &&
                layer["encoding"]["x"].contains("axis") &&
                layer["encoding"]["x"]["axis"].is_object()) {
                return layer["encoding"]["x"]["axis"];
            }
        }
        return {};
    };
    const Json axis = x_axis(spec.contains("vconcat") ? spec["vconcat"][0] : spec);
    ASSERT_TRUE(axis.is_object()) << words;
    const std::string marked = axis["tickOpacity"]["condition"]["test"];
    const std::string named = axis["labelExpr"];
    EXPECT_EQ(axis["tickOpacity"]["value"], 0);
    // Each mark is a place of its own, none of them named.
    std::size_t marks = 0;
    for (std::size_t at = marked.find("=="); at != std::string::npos;
         at = marked.find("==", at + 2)) {
        const std::string instant = marked.substr(at, marked.find('|', at) - at);
        EXPECT_EQ(named.find("datum.value" + instant + "?"), std::string::npos) << instant;
        ++marks;
    }
    EXPECT_GE(marks, 2U);
    EXPECT_EQ(axis["tickCount"], axis["values"].size());
}

TEST(FigureCounterfactual, Faults) {
    expect_fault(enterprise(), counterfactual("method = \"gsynht\""), "G007",
                 "no result of method 'gsynht'", "'gsynth'");
    expect_fault(enterprise(), counterfactual("show = \"gaps\""), "G005", "'gaps'", "'gap'");
    expect_fault(enterprise(), counterfactual("treatment = \"soon\""), "G007", "'soon'", "2024-07");
    expect_fault(enterprise(), counterfactual("from = \"2030\""), "G009", "in the range", "");
    std::vector<Table> tables = enterprise();
    tables.front().rows.clear();
    expect_fault(tables, counterfactual(), "G009", "no method that gave a result", "");
    for (Table other : enterprise()) {
        other.id.replace(0, 1, "F");
        other.columns.front().unit = "km2";
        tables.push_back(std::move(other));
    }
    tables.front() = enterprise().front();
    expect_fault(tables, figure("counterfactual", "studies = [\"E\", \"F\"]\nsame_axes = true"),
                 "G007", "km2", "leave same_axes out");
}

} // namespace
} // namespace halflight::edition::test
