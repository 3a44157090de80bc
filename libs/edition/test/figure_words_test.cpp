// SPDX-License-Identifier: Apache-2.0
// What figures say in words and labels: ranges as ranges, units, open sides, no midpoints.
#include "figure_worlds.hpp"

#include <gtest/gtest.h>

namespace halflight::edition::test {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* ranges_header =
    "id,indicator,area,counterpart,dims,start,low,value,high,unit,"
    "kind,source,known_since,credibility\n";

dossier::Files world_with(const std::string& rows, const std::string& figures) {
    dossier::Files files = figure_world(figures);
    files["claims/more.csv"] = ranges_header + rows;
    return files;
}

bool says(const Figure& figure, const std::string& words) {
    return figure.alternative.find(words) != std::string::npos ||
           figure.vega_lite.find(words) != std::string::npos;
}

TEST(FigureWords, ATargetThatIsARangeIsToldAsOne) {
    const Figure out = only(
        world_with("SPAN,exports,RUS,PRK,,2023,50,,80,million USD,target,agency,2022-01-01,1\n",
                   figure("target", "value = \"years/exports\"\ntargets = [\"SPAN\"]")));
    const std::string words = "target of 50 to 80 million USD for 2023";
    EXPECT_EQ(with(spec_of(out), "words", words).size(), 2U); // a rim and the words
    EXPECT_NE(out.alternative.find(words), std::string::npos) << out.alternative;
    EXPECT_FALSE(says(out, "65 million")); // the middle of it is nobody's target
    const auto drawn = with(spec_of(out), "number", "SPAN");
    ASSERT_FALSE(drawn.empty());
    EXPECT_EQ(drawn.front()["y"], 50);
    EXPECT_EQ(drawn.front()["y2"], 80);
}

TEST(FigureWords, TheLabelOfATargetHasItsUnit) {
    const Figure out =
        only(figure_world(figure("target", "value = \"years/exports\"\ntargets = [\"AIM\"]")));
    EXPECT_EQ(with(spec_of(out), "words", "target of 1 million USD for 2023").size(), 2U);
}

TEST(FigureWords, ABarWithoutABoundIsLabelledAsOne) {
    const Figure out =
        only(world_with("GOAL,visits,PRK,RUS,,2025,,=3000,,visits,target,agency,2022-01-01,1\n",
                        figure("target", "value = \"visits/total\"\ntargets = [\"GOAL\"]")));
    EXPECT_EQ(with(spec_of(out), "words", "\u2265 2,500").size(), 2U);
    EXPECT_TRUE(with(spec_of(out), "words", "2,500").empty());
    EXPECT_FALSE(with(spec_of(out), "words", "no bound on this side").empty());
}

TEST(FigureWords, WhiskersThatAreLeftOutAreTold) {
    dossier::Files files =
        world_with("V1,visits,PRK,CHN,,2024,,>=100,,visits,measured,agency,2025-01-01,1\n"
                   "V2,visits,PRK,JPN,,2024,,>=200,,visits,measured,agency,2025-01-01,1\n"
                   "V3,visits,PRK,KOR,,2024,,>=300,,visits,measured,agency,2025-01-01,1\n",
                   figure("stacked", "values = [\"guests\"]"));
    files["measures.toml"] += "[[measure]]\nid = \"guests\"\nform = \"series\"\nseries = "
                              "[\"visits:PRK:CHN\", \"visits:PRK:JPN\", \"visits:PRK:KOR\"]\n"
                              "periods = [2024]\n";
    const Figure out = only(files);
    const Json spec = spec_of(out);
    EXPECT_EQ(with(spec, "up").size(), 2U);
    EXPECT_FALSE(with(spec, "words", "no bound on this side").empty());
    EXPECT_FALSE(with(spec, "words", "two widest intervals of a bar; its parts have more").empty());
    EXPECT_NE(out.alternative.find("the two widest are drawn"), std::string::npos);
}

/// September lies in 88,500 to 91,500, the disputed year in 9,500 to 20,500.
TEST(FigureWords, AnIntervalIsNeverToldAsItsMidpoint) {
    for (const std::string form : {"intervals", "readings", "stacked"}) {
        const Figure months = only(figure_world(figure(form, "values = [\"months/exports\"]")));
        EXPECT_TRUE(says(months, "88,500 to 91,500 USD")) << form << months.alternative;
        EXPECT_FALSE(says(months, "90,000")) << form;
        const Figure years = only(figure_world(figure(form, "values = [\"years/exports\"]")));
        EXPECT_FALSE(says(years, "15,000")) << form;
    }
    const Figure target =
        only(figure_world(figure("target", "value = \"years/exports\"\ntargets = [\"AIM\"]")));
    EXPECT_FALSE(with(spec_of(target), "number", "years/exports@2023").empty());
    EXPECT_FALSE(says(target, "15,000"));
    EXPECT_FALSE(says(only(figure_world(meter_figure())), "90,000"));
}

TEST(FigureWords, FactsHoldNoCharactersThatSteer) {
    dossier::Files files = figure_world(figure("conflicts", ""));
    files["relations.toml"] = "[[relation]]\nid = \"more\"\nkind = \"bound\"\n"
                              "text = \"Ex\\u202Eports fell\"\nassert = [\"JUL > AUG\"]\n";
    const Figure out = only(files);
    ASSERT_FALSE(out.facts.empty());
    std::string cells;
    for (const FigureFact& fact : out.facts) {
        for (const std::string& cell : fact.cells) {
            cells += cell + '\n';
        }
    }
    for (const std::string& text : {cells, out.vega_lite, out.alternative}) {
        EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos);
    }
    EXPECT_NE(cells.find("Ex\xEF\xBF\xBDports"), std::string::npos) << cells;
    EXPECT_NE(out.vega_lite.find("Ex\xEF\xBF\xBDports"), std::string::npos) << out.vega_lite;
}

} // namespace
} // namespace halflight::edition::test
