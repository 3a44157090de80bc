// SPDX-License-Identifier: Apache-2.0
// The forms about workers, on a border table of other countries than the flagship's.
#include "boxes.hpp"
#include "world.hpp"

#include <array>
#include <string>
#include <vector>

namespace halflight::measures {
namespace {

using namespace test;

constexpr const char* codes = R"([indicator.entries]
name = "Entries"
type = "flow"
unit = "persons"
integer = true

[indicator.workers]
name = "Workers"
type = "stock"
unit = "workers"

[indicator.students]
name = "Students"
type = "stock"
unit = "persons"

[indicator.remittance]
name = "Remittance"
type = "level"
unit = "USD per worker-month"

[indicator.revenue]
name = "Revenue"
type = "flow"
unit = "USD"

[dimension.purpose]
name = "Purpose"
default = "total"
  [dimension.purpose.codes.total]
  name = "All"
  [dimension.purpose.codes.business]
  name = "Business"
  [dimension.purpose.codes.tourism]
  name = "Tourism"
  [dimension.purpose.codes.study]
  name = "Study"
  [dimension.purpose.codes.work]
  name = "Work"
  [dimension.purpose.codes.rest]
  name = "Not classified"
)";

constexpr const char* rows = R"(T22,entries,ARE,ERI,,2022,,,100,,persons,measured,agency
T23,entries,ARE,ERI,,2023,,,1000,,persons,measured,agency
T24,entries,ARE,ERI,,2024,,,2000,,persons,measured,agency
B22,entries,ARE,ERI,purpose=business,2022,,,100,,persons,measured,agency
V22,entries,ARE,ERI,purpose=tourism,2022,,,0,,persons,measured,agency
B23,entries,ARE,ERI,purpose=business,2023,,,300,,persons,measured,agency
V23,entries,ARE,ERI,purpose=tourism,2023,,,100,,persons,measured,agency
B24,entries,ARE,ERI,purpose=business,2024,,,500,,persons,measured,agency
R24,entries,ARE,ERI,purpose=rest,2024,,,1400,,persons,estimate,paper
S23,entries,ARE,ERI,purpose=study,2023,,,590,,persons,measured,agency
W23,entries,ARE,ERI,purpose=work,2023,,,10,,persons,measured,agency
STU,students,ARE,ERI,,2023-06,,,=50,,persons,measured,paper
OT23,entries,ARE,SDN,,2023,,,400,,persons,measured,agency
OB23,entries,ARE,SDN,purpose=business,2023,,,300,,persons,measured,agency
OV23,entries,ARE,SDN,purpose=tourism,2023,,,100,,persons,measured,agency
N17,workers,ARE,ERI,,2017,,,=32000,,workers,estimate,paper
M17,remittance,ARE,ERI,,2017,,300,,900,USD per worker-month,estimate,paper
V17,revenue,ARE,ERI,,2017,,,=200,,million USD,estimate,paper
)";

constexpr const char* table = R"(total = "entries:ARE:ERI"
named = ["entries:ARE:ERI:purpose=business", "entries:ARE:ERI:purpose=tourism"]
)";

/// One measure with the id "m".
std::string measure(const std::string& form, const std::string& parameters) {
    return "[[measure]]\nid = \"m\"\nform = \"" + form + "\"\n" + parameters;
}

Report run(const std::string& form, const std::string& parameters) {
    return World(codes, rows, measure(form, parameters)).evaluated();
}

TEST(ResidualForm, IsTheTotalLessWhatIsNamed) {
    const Report report =
        run("residual", std::string(table) + "stated = \"entries:ARE:ERI:purpose=rest\"\n"
                                             "frequency = \"A\"\n");
    const Value& amount = value_of(report, "m/residual@2023");
    EXPECT_EQ(amount.bounds, Interval::point(600));
    EXPECT_EQ(amount.formula, "1,000 - 400");
    EXPECT_EQ(amount.cells.size(), 3U);
    EXPECT_EQ(value_of(report, "m/share@2023").point, 60);
    EXPECT_EQ(value_of(report, "m/residual@2022").bounds, Interval::point(0));
    EXPECT_EQ(value_of(report, "m/stated@2023").basis, Basis::missing);
}

TEST(ResidualForm, TakesThePublishedOneWhereAPurposeIsUnknown) {
    const Report report =
        run("residual", std::string(table) + "stated = \"entries:ARE:ERI:purpose=rest\"\n"
                                             "periods = [2024]\n");
    EXPECT_EQ(value_of(report, "m/residual@2024").bounds, Interval::point(1400));
    EXPECT_EQ(value_of(report, "m/share@2024").bounds, Interval::point(70));
    const Report without = run("residual", std::string(table) + "periods = [2024]\n");
    EXPECT_EQ(value_of(without, "m/residual@2024").bounds, Interval::closed(0, 1500));
    EXPECT_EQ(value_of(without, "m/residual@2024").basis, Basis::bounded);
}

TEST(ResidualForm, OfAYearThatNobodyReportsIsMissing) {
    const Report report = run("residual", std::string(table) + "periods = [2015]\n");
    EXPECT_EQ(value_of(report, "m/residual@2015").basis, Basis::missing);
    EXPECT_EQ(value_of(report, "m/share@2015").basis, Basis::missing);
}

TEST(ReadingsForm, PutsReadingsSideBySide) {
    const Report report = run("residual-readings", std::string(table) + R"(periods = [2022, 2023]
trips = [1, 2]
study = "entries:ARE:ERI:purpose=study"
work = "entries:ARE:ERI:purpose=work"
students = "STU"
troops_since = "2023-07"
repeat_trips = [1, 4]
repeat_persons = "STU"
hidden_text = "they hide."
)");
    EXPECT_EQ(table_of(report, "m").rows.size(), 8U);
    EXPECT_EQ(value_of(report, "m/hidden-workers/fits@2023").bounds, Interval::closed(0, 1));
    EXPECT_EQ(value_of(report, "m/hidden-workers/workers@2023").bounds, Interval::closed(300, 600));
    EXPECT_EQ(value_of(report, "m/codes-left-out/fits@2023").bounds, Interval::point(1));
    EXPECT_EQ(value_of(report, "m/codes-left-out/left@2023").bounds, Interval::point(0));
    EXPECT_EQ(value_of(report, "m/codes-left-out/workers@2023").bounds, Interval::closed(5, 550));
    EXPECT_NEAR(*value_of(report, "m/codes-left-out/trips@2023").point, 11.8, 1e-9);
    EXPECT_EQ(value_of(report, "m/troops/workers@2023").bounds, Interval::point(0));
    EXPECT_EQ(value_of(report, "m/troops/fits@2023").bounds, Interval::closed(0, 1));
    EXPECT_EQ(value_of(report, "m/repeat-entries/fits@2023").bounds, Interval::point(0));
    EXPECT_EQ(value_of(report, "m/repeat-entries/left@2023").bounds, Interval::closed(400, 550));
    EXPECT_EQ(value_of(report, "m/repeat-entries/trips@2023").point, 12);
    EXPECT_EQ(value_of(report, "m/codes-left-out/workers@2023").basis, Basis::modelled);
    EXPECT_EQ(table_of(report, "m").notes.front(), "hidden-workers: they hide.");
}

TEST(ReadingsForm, OffersNoTroopsBeforeTheyCame) {
    const Report report =
        run("residual-readings", std::string(table) + "periods = [2023]\ntroops_since = 2024\n");
    EXPECT_EQ(value_of(report, "m/troops/fits@2023").bounds, Interval::point(0));
    EXPECT_EQ(value_of(report, "m/troops/left@2023").bounds, Interval::point(600));
}

TEST(PlaceboForm, TakesEveryOtherNationality) {
    const Report report = run("residual-placebo", std::string(table) + "periods = [2023]\n");
    EXPECT_EQ(value_of(report, "m/ERI/share@2023").point, 60);
    EXPECT_EQ(value_of(report, "m/SDN/share@2023").point, 0);
    EXPECT_EQ(table_of(report, "m").rows[1].name, "Sudan");
    EXPECT_TRUE(table_of(report, "m").notes.empty());
}

TEST(PersonsForm, DividesByTrips) {
    const Report report = run("entries-to-persons",
                              "entries = \"entries:ARE:ERI\"\ntrips = [1, 3]\nperiods = [2023]\n");
    const Value& persons = value_of(report, "m/persons@2023");
    EXPECT_EQ(persons.bounds, Interval::closed(334, 1000));
    EXPECT_EQ(persons.basis, Basis::modelled);
    const Report rest =
        run("entries-to-persons", std::string(table) + "trips = 2\nperiods = [2023]\n");
    EXPECT_EQ(value_of(rest, "m/persons@2023").point, 300);
}

TEST(StockFlowForm, BoundsTheStockByTheStay) {
    const Report report = run("stock-flow", R"(entries = "entries:ARE:ERI"
stay = [12, 18]
start = 0
frequency = "A"
from = 2022
to = 2024
)");
    EXPECT_EQ(value_of(report, "m/stock@2022").bounds, Interval::point(100));
    EXPECT_EQ(value_of(report, "m/stock@2023").bounds, Interval::closed(1000, 1100));
    EXPECT_EQ(value_of(report, "m/stock@2024").bounds, Interval::closed(2000, 3000));
    EXPECT_EQ(value_of(report, "m/exits@2024").basis, Basis::missing);
}

TEST(RemittanceForm, HoldsThePublishedRevenue) {
    const Report report = run("remittance-revenue", R"(workers = "workers:ARE:ERI"
remittance = "remittance:ARE:ERI"
revenue = "revenue:ARE:ERI"
periods = [2017]
)");
    EXPECT_EQ(value_of(report, "m/at-low@2017").point, 115.2e6);
    EXPECT_EQ(value_of(report, "m/at-high@2017").point, 345.6e6);
    EXPECT_EQ(value_of(report, "m/revenue@2017").bounds, Interval::closed(115.2e6, 345.6e6));
    EXPECT_EQ(value_of(report, "m/independent@2017").point, 230.4e6);
    EXPECT_NEAR(*value_of(report, "m/implied@2017").point, 520.83, 0.005);
    EXPECT_EQ(value_of(report, "m/holds@2017").bounds, Interval::point(1));
    EXPECT_EQ(table_of(report, "m").columns.front().unit, "USD");
}

TEST(RemittanceForm, TellsTheCouplingsApart) {
    const Report report = run("remittance-revenue", R"(workers = "workers:ARE:ERI"
remittance = "remittance:ARE:ERI"
revenue = "revenue:ARE:ERI"
months = [10, 12]
periods = [2017]
)");
    const double low = *value_of(report, "m/antitone@2017").point;
    const double middle = *value_of(report, "m/independent@2017").point;
    const double high = *value_of(report, "m/comonotone@2017").point;
    EXPECT_NEAR(high - middle, 32000 * 2 * 600 / 12.0, 1e-3);
    EXPECT_NEAR(middle - low, 32000 * 2 * 600 / 12.0, 1e-3);
    EXPECT_TRUE(value_of(report, "m/revenue@2017").bounds.contains(Interval::closed(low, high)));
}

TEST(LabourForms, ReportEveryBadParameter) {
    const std::string t = table;
    const std::string pay = "workers = \"workers:ARE:ERI\"\nremittance = \"remittance:ARE:ERI\"\n";
    const std::vector<std::array<std::string, 3>> cases = {
        {"residual", t + "stated = \"workers:ARE:ERI\"\nperiods = [2023]\n", ""},
        {"residual", t + "stated = \"revenue:ARE:ERI\"\n", "M007"},
        {"residual", "total = \"entries:ARE:ERI\"\nnamed = [\"revenue:ARE:ERI\"]\n", "M007"},
        {"residual", "total = \"entry:ARE:ERI\"\nnamed = [\"entries:ARE:ERI\"]\n", "M006"},
        {"residual", "total = \"entries:ARE:ERI\"\n", "M003"},
        {"residual-readings", t + "trips = [0.5, 2]\n", "M007"},
        {"residual-readings", t + "trips = [3, 2]\n", "M005"},
        {"residual-readings", t + "repeat_trips = 0\n", "M007"},
        {"residual-readings", t + "troops = [-1, 2]\n", "M007"},
        {"residual-readings", t + "study = \"entries:ARE:ERI:purpose=study\"\n", "M007"},
        {"residual-readings", t + "students = \"NOBODY\"\n", "M006"},
        {"entries-to-persons", "entries = \"entries:ARE:ERI\"\ntrips = 0\n", "M007"},
        {"entries-to-persons", "trips = 1\n", "M007"},
        {"entries-to-persons", t + "entries = \"entries:ARE:ERI\"\ntrips = 1\n", "M007"},
        {"stock-flow", "entries = \"entries:ARE:ERI\"\nstay = [-1, 3]\n", "M007"},
        {"stock-flow", "entries = \"entries:ARE:ERI\"\nstay = 3\nstart = [-2, 3]\n", "M007"},
        {"stock-flow", "entries = \"entries:ARE:ERI\"\nstay = 3\nperiods = [2022, 2024]\n", "M007"},
        {"remittance-revenue", pay + "revenue = \"workers:ARE:ERI\"\n", "M007"},
        {"remittance-revenue", pay + "revenue = \"revenue:ARE:ERI\"\nmonths = [10, 13]\n", "M007"},
        {"remittance-revenue", pay + "revenue = \"revenue:ARE:ERI\"\nperiods = [\"2017-Q1\"]\n",
         "M007"},
    };
    for (const auto& [form, parameters, expected] : cases) {
        EXPECT_EQ(codes_of(run(form, parameters)), expected) << form << "\n" << parameters;
    }
}

} // namespace
} // namespace halflight::measures
