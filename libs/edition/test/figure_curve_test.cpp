// SPDX-License-Identifier: Apache-2.0
// Forms "curve" and "posterior", on tables made by hand.
#include "figure_study_tables.hpp"

#include <cmath>

namespace halflight::edition::test {
namespace {

using Json = nlohmann::ordered_json;

// ---- curve ------------------------------------------------------------------------------------

constexpr int choices = 4; // of two options each

/// `count` estimates from -1 to 1, those above 0.5 told from zero; option 2 of the first choice is
/// that of every positive one, the others alternate. The last one is refused.
std::vector<Table> curve(int count, double wild = 0.5) {
    std::vector<std::string> columns = {"estimate", "p"};
    std::vector<Row> options;
    std::vector<Row> explained;
    for (int c = 0; c < choices; ++c) {
        const std::string choice(1, static_cast<char>('a' + c));
        columns.push_back("choice-" + choice);
        explained.push_back(named(choice, {number(c == 0 ? 0.7 : 0.001)}));
        for (const std::string option : {".1", ".2"}) {
            options.push_back({std::nullopt,
                               choice + option,
                               choice + " = option" + option,
                               {number(0.25), number(count / 2.0), number(0.5)}});
        }
    }
    std::vector<Row> rows;
    for (int i = 0; i <= count; ++i) {
        const double at = -1 + 2.0 * i / (count - 1);
        const double width = i == count / 2 ? wild : 0.5;
        std::vector<Value> values = {i == count ? measures::missing_value(Missing::not_applicable)
                                                : between(at - width, at, at + width),
                                     number(0.5), number(at > 0 ? 2 : 1)};
        for (int c = 1; c < choices; ++c) {
            values.push_back(number(1 + (i >> (c - 1)) % 2));
        }
        const std::string digits = std::to_string(100001 + i);
        rows.push_back({std::nullopt, "s" + digits.substr(1), "a of " + digits, values});
    }
    return {table("C", {"median", "estimated"}, {named("", {between(-1, 0.01, 1), number(count)})}),
            table("C.specifications", columns, std::move(rows)),
            table("C.options", {"median", "count", "significant"}, std::move(options)),
            table("C.choices", {"explained"}, std::move(explained))};
}

const std::string ways = figure("curve", "study = \"C\"");

std::vector<Json> estimates(const Json& spec) {
    std::vector<Json> out;
    for (const Json& mark : with(spec, "size")) {
        if (mark["number"].get<std::string>().starts_with("C.specifications/")) {
            out.push_back(mark);
        }
    }
    return out;
}

TEST(FigureCurve, DrawsEveryEstimateInOrder) {
    const Figure out = only_over(curve(40), ways);
    const auto marks = estimates(spec_of(out));
    ASSERT_EQ(marks.size(), 40U);
    for (std::size_t i = 1; i < marks.size(); ++i) {
        EXPECT_GT(marks[i]["px"].get<double>(), marks[i - 1]["px"].get<double>());
        EXPECT_LT(marks[i]["py"].get<double>(), marks[i - 1]["py"].get<double>());
    }
    EXPECT_EQ(marks.front()["number"], "C.specifications/s00001/estimate");
    EXPECT_EQ(marks.front()["name"], "a of 100001");
    EXPECT_TRUE(says(out, "40 specifications, 1 more refused")) << out.alternative;
    expect_accounted(out);
}

TEST(FigureCurve, EmphasisesWhatIsToldFromZero) {
    const Figure out = only_over(curve(41), ways);
    std::size_t told = 0;
    for (const Json& mark : estimates(spec_of(out))) {
        told += mark["shape"] == "diamond" ? 1U : 0U;
        EXPECT_EQ(mark["shape"] == "diamond", mark["stroke"] == "#d55e00");
    }
    EXPECT_EQ(told, 20U); // below -0.5 and above 0.5
    EXPECT_TRUE(says(out, "20 told from zero, 10 above it")) << out.alternative;
}

/// Pixels that the blocks of an option cover.
double covered(const std::string& path) {
    double sum = 0;
    for (std::size_t at = path.find('M'); at != std::string::npos; at = path.find('M', at + 1)) {
        const double left = std::stod(path.substr(at + 1));
        sum += std::stod(path.substr(path.find('H', at) + 1)) - left;
    }
    return sum;
}

TEST(FigureCurve, TicksWhatEachSpecificationChose) {
    const Json spec = spec_of(only_over(curve(40), ways));
    const auto first = with(spec, "number", "C.options/a.1/median");
    const auto second = with(spec, "number", "C.options/a.2/median");
    ASSERT_EQ(first.size(), 1U);
    ASSERT_EQ(second.size(), 1U);
    // The negative half chose the first option, the positive half the other: one block each.
    const std::string path = first.front()["path"];
    EXPECT_EQ(std::ranges::count(path, 'M'), 1);
    EXPECT_LT(std::stod(path.substr(1)), 4);
    EXPECT_NEAR(covered(path), covered(second.front()["path"]), 0.2);
    const std::string alternating = with(spec, "number", "C.options/b.1/median").front()["path"];
    EXPECT_EQ(std::ranges::count(alternating, 'M'), 20);
    EXPECT_FALSE(with(spec, "words", "option.1").empty());
    EXPECT_FALSE(with(spec, "words", "explains 70 % of the variance").empty());
    EXPECT_FALSE(with(spec, "words", "explains < 1 % of the variance").empty());
}

TEST(FigureCurve, StaysSmallWithTwoThousandSpecifications) {
    const Figure out = only_over(curve(2000), ways);
    const Json spec = spec_of(out);
    EXPECT_EQ(estimates(spec).size(), 2000U);
    RecordProperty("bytes", static_cast<int>(out.vega_lite.size()));
    EXPECT_LT(out.vega_lite.size(), 1'000'000U);
    // The intervals are an area of at most one step a pixel, not whiskers.
    std::size_t steps = 0;
    for (const Json& one : with(spec, "py2")) {
        steps += one.contains("px2") ? 0U : 1U;
    }
    EXPECT_GT(steps, 100U);
    EXPECT_LT(steps, 600U);
    // Half of the specifications chose each option: neighbours share blocks that stay in the plot.
    for (const char* const option : {"a.1", "b.1"}) {
        const auto ticks = with(spec, "number", std::string("C.options/") + option + "/median");
        ASSERT_EQ(ticks.size(), 1U);
        const std::string path = ticks.front()["path"];
        EXPECT_LT(path.size(), 10'000U);
        EXPECT_LE(std::stod(path.substr(path.rfind('H') + 1)), 500);
    }
    EXPECT_FALSE(with(spec, "words", "intervals: median of the ends of neighbours").empty());
}

TEST(FigureCurve, MarksAWildInterval) {
    const Figure out = only_over(curve(40, 1e6), ways);
    EXPECT_TRUE(says(out, "1 interval goes beyond the plot")) << out.alternative;
    EXPECT_EQ(with(spec_of(out), "shape", "triangle-up").size(), 1U);
    EXPECT_EQ(with(spec_of(out), "shape", "triangle-down").size(), 1U);
}

TEST(FigureCurve, Faults) {
    std::vector<Table> tables = curve(10);
    tables.pop_back();
    expect_fault(tables, ways, "G007", "no table 'C.choices'", "design curve");
    tables = curve(10);
    tables[1].rows = {tables[1].rows.back()};
    expect_fault(tables, ways, "G009", "no specification of 'C'", "");
    expect_fault(curve(10), figure("curve", "study = \"D\""), "G006", "no measure 'D'", "");
    expect_fault(curve(10), figure("curve", ""), "G003", "'study' is missing", "study");
}

// ---- posterior --------------------------------------------------------------------------------

std::vector<Table> turning_point() {
    std::vector<Row> posterior;
    std::vector<Row> counts;
    for (int month = 1; month <= 6; ++month) {
        const std::string period = "2024-0" + std::to_string(month);
        const double share = month == 4 ? 0.75 : 0.05;
        const bool covered = month != 2;
        posterior.push_back(dated(period, "all", {number(share), number(month == 4 ? 1 : 0)}));
        posterior.push_back(dated(
            period, "treaty", {number(1.0 / 6), measures::missing_value(Missing::not_applicable)}));
        counts.push_back(
            dated(period, "",
                  {covered ? number(month) : measures::missing_value(Missing::not_collected),
                   number(month == 5 ? 0.5
                          : covered  ? 1
                                     : 0)}));
    }
    // 2024-04-01 to 2024-04-30, in days since 1970.
    return {table("B", {"begin", "probability", "rate-before", "rate-after"},
                  {named("", {between(19814, 19814, 19843), number(0.75), number(2), number(5)})}),
            table("B.posterior", {"probability", "likely"}, std::move(posterior)),
            table("B.counts", {"events", "covered"}, std::move(counts))};
}

const std::string when = figure("posterior", "study = \"B\"");

/// The column of a number, from its foot to its top.
double height(const Json& spec, const std::string& number) {
    const auto marks = with(spec, "number", number);
    return marks.empty() ? -1
                         : marks.front()["py"].get<double>() - marks.front()["py2"].get<double>();
}

TEST(FigurePosterior, FillsTheColumnsOfTheLikelySet) {
    const Figure out = only_over(turning_point(), when);
    const Json spec = spec_of(out);
    EXPECT_NEAR(height(spec, "B.posterior/all/probability@2024-04"),
                15 * height(spec, "B.posterior/all/probability@2024-03"), 1e-6);
    EXPECT_EQ(with(spec, "number", "B.posterior/all/probability@2024-04").front()["fill"],
              "#0072b2");
    EXPECT_EQ(with(spec, "number", "B.posterior/all/probability@2024-03").front()["fill"],
              "#ffffff");
    EXPECT_TRUE(says(out, "likely between 2024-04-01 and 2024-04-30; likeliest from 2024-04-01 on "
                          "(probability 0.75); 1 period in the likely set"))
        << out.alternative;
    expect_accounted(out);
}

TEST(FigurePosterior, ShowsEachSourceByItself) {
    const Json spec = spec_of(only_over(turning_point(), when));
    EXPECT_EQ(with(spec, "number", "B.posterior/treaty/probability@2024-04").size(), 1U);
    EXPECT_FALSE(with(spec, "words", "treaty: up to 0.17").empty());
    const Json without =
        spec_of(only_over(turning_point(), figure("posterior", "study = \"B\"\nsources = false")));
    EXPECT_TRUE(with(without, "number", "B.posterior/treaty/probability@2024-04").empty());
    EXPECT_LT(without["height"], spec["height"]);
}

TEST(FigurePosterior, GreysWhatTheSourceDoesNotCover) {
    const Figure out = only_over(turning_point(), when);
    const Json spec = spec_of(out);
    const auto whole = with(spec, "number", "B.counts/covered@2024-02");
    const auto half = with(spec, "number", "B.counts/covered@2024-05");
    ASSERT_EQ(whole.size(), 1U);
    ASSERT_EQ(half.size(), 1U);
    const auto deep = [](const Json& one) {
        return one["py2"].get<double>() - one["py"].get<double>();
    };
    EXPECT_NEAR(deep(whole.front()), 2 * deep(half.front()), 1e-6);
    EXPECT_TRUE(with(spec, "number", "B.counts/covered@2024-01").empty());
    EXPECT_EQ(with(spec, "number", "B.counts/events@2024-02").front()["value"], "not collected");
    EXPECT_TRUE(says(out, "2 of 6 periods are not wholly covered")) << out.alternative;
}

TEST(FigurePosterior, SetsTheRatesBeforeAndAfterTheLikeliestDate) {
    const Json spec = spec_of(only_over(turning_point(), when));
    const Json before = with(spec, "number", "B/rate-before").front();
    const Json after = with(spec, "number", "B/rate-after").front();
    EXPECT_EQ(before["px2"], after["px"]);
    EXPECT_NEAR(before["px2"].get<double>(), 272, 1); // the first of April, of half a year
    EXPECT_GT(before["py"].get<double>(), after["py"].get<double>());
}

TEST(FigurePosterior, TakesARangeEventsAndNoCounts) {
    const Figure out = only_over(
        turning_point(),
        figure("posterior",
               "study = \"B\"\nfrom = \"2024-03\"\ncounts = false\nevent_kinds = [\"visit\"]"));
    const Json spec = spec_of(out);
    EXPECT_TRUE(with(spec, "number", "B.posterior/all/probability@2024-02").empty());
    EXPECT_TRUE(with(spec, "number", "B.counts/events@2024-03").empty());
    EXPECT_TRUE(with(spec, "label").empty()); // in August: outside
    expect_accounted(out);
}

TEST(FigurePosterior, Faults) {
    expect_fault(turning_point(), figure("posterior", "study = \"months\""), "G007",
                 "no column 'begin'", "design turning-point");
    expect_fault(turning_point(), figure("posterior", "study = \"B\"\nfrom = 2030"), "G009",
                 "no probability in the range", "");
    std::vector<Table> tables = turning_point();
    tables.pop_back();
    expect_fault(tables, when, "G007", "no table 'B.counts'", "design turning-point");
    EXPECT_EQ(
        drawn_over(tables, figure("posterior", "study = \"B\"\ncounts = false")).figures.size(),
        1U);
}

} // namespace
} // namespace halflight::edition::test
