// SPDX-License-Identifier: Apache-2.0
#include "figure_worlds.hpp"

#include <gtest/gtest.h>

namespace halflight::edition::test {
namespace {

using Json = nlohmann::ordered_json;

const std::string intervals = figure("intervals", "values = [\"months/exports\"]");

void expect_fault(const std::string& figures, const std::string& code, const std::string& words,
                  const std::string& hint, std::uint32_t line = 0) {
    const Figures out = drawn(figure_world(figures));
    ASSERT_EQ(out.diagnostics.items().size(), 1U) << figures;
    const Diagnostic& fault = out.diagnostics.items().front();
    EXPECT_EQ(fault.code, code) << to_text(fault);
    EXPECT_NE(fault.message.find(words), std::string::npos) << to_text(fault);
    EXPECT_NE(fault.hint.find(hint), std::string::npos) << to_text(fault);
    EXPECT_EQ(fault.place.file, "figures.toml");
    EXPECT_GT(fault.place.line, 0U);
    if (line > 0) {
        EXPECT_EQ(fault.place.line, line);
    }
}

TEST(FigureIntervals, HoldsItsDataInline) {
    const Json spec = spec_of(only(figure_world(intervals)));
    EXPECT_EQ(spec["$schema"], "https://vega.github.io/schema/vega-lite/v6.json");
    EXPECT_EQ(spec["usermeta"]["figure"], "f");
    const auto july = with(spec, "number", "months/exports@2024-07");
    ASSERT_FALSE(july.empty());
    EXPECT_EQ(july.front()["name"], "Exports");
    EXPECT_EQ(july.front()["basis"], "reported");
    EXPECT_NE(spec.dump().find("\"USD\""), std::string::npos); // the axis names the unit
}

TEST(FigureIntervals, DrawsTheIntervalOfWhatIsOnlyBounded) {
    // September follows from the quarter: no statement prints it.
    const auto september =
        with(spec_of(only(figure_world(intervals))), "number", "months/exports@2024-09");
    ASSERT_FALSE(september.empty());
    EXPECT_EQ(september.front()["basis"], "derived");
    EXPECT_LT(september.front()["y"].get<double>(), september.front()["y2"].get<double>());
}

TEST(FigureIntervals, GivesEachReasonForAGapItsOwnMark) {
    const Json spec = spec_of(only(figure_world(intervals)));
    const auto october = with(spec, "number", "months/exports@2024-10");
    const auto november = with(spec, "number", "months/exports@2024-11");
    ASSERT_EQ(october.size(), 1U);
    ASSERT_EQ(november.size(), 1U);
    EXPECT_EQ(october.front()["value"], "not published");
    EXPECT_EQ(november.front()["value"], "not collected");
    EXPECT_NE(october.front()["shape"], november.front()["shape"]);
    EXPECT_EQ(with(spec, "words", "no value: not published").size(), 2U); // symbol and words
    EXPECT_TRUE(with(spec, "words", "no value: suppressed").empty());     // only those that occur
}

TEST(FigureIntervals, AnArrowStandsWhereThereIsNoBound) {
    const Json spec = spec_of(only(figure_world(figure("intervals", "values = [\"visits\"]"))));
    EXPECT_FALSE(with(spec, "up").empty());
    EXPECT_FALSE(with(spec, "words", "no bound on this side").empty());
    EXPECT_FALSE(with(spec, "words", "no value: suppressed").empty());
    EXPECT_FALSE(with(spec, "words", "no value: late").empty());
}

TEST(FigureIntervals, MarksDisputedValues) {
    const Json spec =
        spec_of(only(figure_world(figure("intervals", "values = [\"years/exports\"]"))));
    EXPECT_FALSE(with(spec, "words", "disputed: in open conflict").empty());
}

TEST(FigureIntervals, MakesAPlotForEachLineOnRequest) {
    const Json spec =
        spec_of(only(figure_world(figure("intervals", "values = [\"visits\"]\nrows = true"))));
    EXPECT_EQ(spec["vconcat"].size(), 2U);
}

TEST(Figure, TellsItsStoryInWords) {
    const Figure out = only(figure_world(intervals));
    EXPECT_EQ(out.alternative.rfind("A title.", 0), 0U) << out.alternative;
    for (const char* const words : {"Exports: 3 values from 2024-07 to 2024-09", "largest",
                                    "1 not published", "2 not collected", "USD"}) {
        EXPECT_NE(out.alternative.find(words), std::string::npos) << out.alternative;
    }
    EXPECT_EQ(spec_of(out)["description"], out.alternative);
}

TEST(Figure, NamesItsNumbersMeasuresAndSources) {
    const Figure out = only(figure_world(intervals));
    ASSERT_EQ(out.numbers.size(), 6U);
    EXPECT_EQ(out.numbers.front(), "months/exports@2024-07");
    EXPECT_EQ(out.numbers.back(), "months/exports@2024-12");
    EXPECT_EQ(out.measures, std::vector<std::string>{"months"});
    EXPECT_EQ(out.sources, (std::vector<std::string>{"agency", "paper"}));
    EXPECT_FALSE(out.synthetic);
    EXPECT_FALSE(out.is_table);
}

TEST(Figure, StampsMadeData) {
    dossier::Files files = figure_world(intervals);
    EXPECT_TRUE(with(spec_of(only(files)), "stamp").empty());
    files["dossier.toml"] += "synthetic = true\n";
    const Figure out = only(files);
    EXPECT_TRUE(out.synthetic);
    EXPECT_EQ(with(spec_of(out), "stamp", "SYNTHETIC DATA").size(), 1U);
    EXPECT_NE(out.alternative.find("Synthetic data."), std::string::npos);
}

TEST(Figure, StampsEveryPlotOfSeveral) {
    dossier::Files files = figure_world(figure("intervals", "values = [\"visits\"]\nrows = true"));
    files["dossier.toml"] += "synthetic = true\n";
    EXPECT_EQ(with(spec_of(only(files)), "stamp").size(), 2U);
}

TEST(Figure, GivesEqualBytesEachTime) {
    EXPECT_EQ(only(figure_world(intervals)).vega_lite, only(figure_world(intervals)).vega_lite);
}

/// Left end, right end and height above the plot of an event's words, in pixels, as far as the data
/// tells.
TEST(Figure, LabelsOfEventsStandInDifferentRows) {
    const Json spec = spec_of(only(figure_world(
        figure("intervals", "values = [\"months/exports\"]\n"
                            "events = [\"one\"]\nevent_kinds = [\"visit\", \"treaty\"]"))));
    const auto first = with(spec, "label", "a visit of some length");
    const auto second = with(spec, "label", "another visit");
    const auto last = with(spec, "label", "a treaty at the end");
    ASSERT_EQ(first.size(), 2U); // a rule and words
    ASSERT_EQ(last.size(), 2U);
    EXPECT_LT(first.front()["ly"].get<double>(), second.front()["ly"].get<double>());
    EXPECT_EQ(last.front()["left"], true); // no room at the right
    EXPECT_EQ(last.front()["note"], "said so");
}

TEST(FigureStacked, PartsNeverExceedWhatIsCertain) {
    const Json spec = spec_of(only(
        figure_world(figure("stacked", "values = [\"visits/work\"]\ntotal = \"visits/total\""))));
    const auto work = with(spec, "number", "visits/work@2024");
    ASSERT_FALSE(work.empty());
    EXPECT_EQ(work.front()["y2"].get<double>(), 1957);
    EXPECT_FALSE(with(spec, "words", "in the total, in none of the parts").empty());
}

TEST(FigureStacked, TheResidualHasAColourOfItsOwn) {
    const Json spec = spec_of(only(figure_world(
        figure("stacked", "values = [\"visits/total\"]\nresidual = \"visits/work\""))));
    const auto work = with(spec, "number", "visits/work@2024");
    ASSERT_FALSE(work.empty());
    EXPECT_EQ(work.front()["fill"], "#d55e00");
}

TEST(FigureTarget, HoldsTheTargetAndItsStatement) {
    const Figure out =
        only(figure_world(figure("target", "value = \"years/exports\"\ntargets = [\"AIM\"]")));
    EXPECT_FALSE(with(spec_of(out), "number", "AIM").empty());
    EXPECT_NE(out.alternative.find("target of 1 million USD for 2023"), std::string::npos)
        << out.alternative;
}

TEST(FigureReadings, PutsRangesSideBySide) {
    const Json spec =
        spec_of(only(figure_world(figure("readings", "values = [\"years/exports\"]"))));
    EXPECT_EQ(with(spec, "lx").size(), 2U);
}

TEST(FigureConflicts, ShowsOpenAndDecidedOnes) {
    const Figure out = only(figure_world(figure("conflicts", "")));
    const Json spec = spec_of(out);
    EXPECT_FALSE(with(spec, "state", "open").empty());
    EXPECT_FALSE(with(spec, "state", "decided").empty());
    EXPECT_NE(out.alternative.find("3 conflicts, 1 of them decided"), std::string::npos)
        << out.alternative;
    EXPECT_EQ(out.sources, (std::vector<std::string>{"agency", "paper"}));
}

TEST(FigureConflicts, LeavesDecidedOnesOutOnRequest) {
    const Json spec = spec_of(only(figure_world(figure("conflicts", "decided = false"))));
    EXPECT_TRUE(with(spec, "state", "decided").empty());
}

TEST(FigureTable, IsForTheReportToMake) {
    const Figure out = only(figure_world(figure("table", "measures = [\"visits\"]")));
    EXPECT_TRUE(out.is_table);
    EXPECT_TRUE(out.vega_lite.empty());
    EXPECT_EQ(out.numbers.size(), 6U);
}

TEST(Figure, HoldsNoCharactersThatSteer) {
    dossier::Files files = figure_world(figure(
        "intervals", "values = [\"Ex\\u0001ports\\u202E = months/exports\"]\nevents = [\"one\"]"));
    const Figure out = only(files);
    EXPECT_EQ(out.vega_lite.find("\\u0001"), std::string::npos);
    EXPECT_EQ(out.vega_lite.find("\xE2\x80\xAE"), std::string::npos);
    EXPECT_NE(out.vega_lite.find("Ex\xEF\xBF\xBDports"), std::string::npos);
}

TEST(Figure, CutsLongLabelsOfEvents) {
    dossier::Files files =
        figure_world(figure("intervals", "values = [\"months/exports\"]\nevents = [\"four\"]"));
    const std::string label = "a visit that took so long that nobody remembers";
    files["events.csv"] += "four,2024-08-01,," + label + ",visit,agency,\n";
    const auto events = with(spec_of(only(files)), "label", label);
    ASSERT_FALSE(events.empty());
    EXPECT_EQ(events.front()["words"], "a visit that took so long t\u2026");
}

TEST(FigureFaults, HeightsThatNoPageShows) {
    for (const char* const wrong : {"height = 59", "height = 2001", "height = -5"}) {
        expect_fault(figure("intervals", std::string("values = [\"months/exports\"]\n") + wrong),
                     "G005", "60 to 2000", "leave it out", 6);
    }
}

TEST(FigureFaults, EmptyList) {
    expect_fault(figure("intervals", "values = []"), "G003", "'values' is empty", "write into it",
                 5);
}

TEST(FigureFaults, UnknownForm) {
    expect_fault(figure("interval", ""), "G001", "no form 'interval'", "'intervals'", 1);
}

TEST(FigureFaults, UnknownParameter) {
    expect_fault(figure("intervals", "values = [\"months/exports\"]\nzeros = true"), "G002",
                 "'zeros'", "'zero'", 6);
}

TEST(FigureFaults, MissingParameter) {
    expect_fault(figure("intervals", ""), "G003", "'values' is missing", "add values = ...");
}

TEST(FigureFaults, ListForOneValue) {
    expect_fault(figure("intervals", "values = [\"months/exports\"]\nfrom = [2024, 2025]"), "G004",
                 "'from'", "brackets");
}

TEST(FigureFaults, WrongValues) {
    for (const char* const wrong :
         {"height = \"tall\"", "zero = \"no\"", "from = \"soon\"", "frequency = \"X\""}) {
        expect_fault(figure("intervals", std::string("values = [\"months/exports\"]\n") + wrong),
                     "G005", "", "", 6);
    }
}

TEST(FigureFaults, UnknownMeasureColumnLabelAndEvent) {
    const auto values = [](const std::string& reference) {
        return figure("intervals", "values = [\"" + reference + "\"]");
    };
    expect_fault(values("month/exports"), "G006", "no measure 'month'", "'months'", 5);
    expect_fault(values("months/export"), "G006", "no column 'export'", "'exports'", 5);
    expect_fault(values("months/RUS/exports"), "G006", "no row 'RUS'", "");
    expect_fault(figure("intervals", "values = [\"months\"]\nevents = [\"on\"]"), "G006",
                 "no event of the id 'on'", "", 6);
}

TEST(FigureFaults, WhatDoesNotGoTogether) {
    expect_fault(figure("intervals", "values = [\"months/exports\", \"visits/work\"]"), "G007",
                 "USD", "figure of its own");
    expect_fault(
        figure("stacked", "values = [\"months/exports\", \"years/exports\"]\ntotal = \"visits\""),
        "G007", "takes one", "MEASURE/LABEL/COLUMN");
    expect_fault(figure("target", "value = \"years/exports\"\ntargets = [\"VIS\"]"), "G007",
                 "'VIS'", "target");
    expect_fault(meter_figure("[\"path/reported\", \"path/reported\"]"), "G007",
                 "more or fewer lines than in 'cumulated'", "in the same order", 7);
    expect_fault(figure("intervals", "values = [\"months\"]\nfrom = 2025\nto = 2024"), "G007",
                 "ends before", "swap");
}

TEST(FigureFaults, TheSameIdTwice) {
    expect_fault(intervals + intervals, "G008", "declared twice", "another id");
}

TEST(FigureFaults, NothingToDraw) {
    expect_fault(figure("intervals", "values = [\"empty/RUS\"]"), "G006", "", "");
    for (const char* const form : {"intervals", "readings", "stacked"}) {
        expect_fault(figure(form, "values = [\"empty\"]"), "G009",
                     "the measure 'empty' has no row with a value", "leave the figure out", 5);
    }
    expect_fault(figure("table", "measures = [\"empty\"]"), "G009", "'empty'", "range");
    expect_fault(figure("intervals", "values = [\"months\"]\nto = \"2024-06\""), "G009",
                 "in the range", "");
    expect_fault(figure("conflicts", "kinds = [\"drift\"]"), "G009", "no conflict", "");
}

} // namespace
} // namespace halflight::edition::test
