// SPDX-License-Identifier: Apache-2.0
// Aid in dossiers.
#include "boxes.hpp"
#include "world.hpp"

#include <array>
#include <string>
#include <vector>

namespace halflight::measures {
namespace {

using namespace test;

constexpr const char* codes = R"([indicator.asked]
name = "Wheat asked for"
type = "flow"
unit = "t"

[indicator.delivered]
name = "Wheat delivered"
type = "flow"
unit = "t"

[indicator.given]
name = "Contribution"
type = "flow"
unit = "USD"

[area.DONORS]
name = "All donors"
parts = ["RUS", "SWE"]
complete = false
)";

constexpr const char* rows = R"(ASK,asked,ERI,RUS,,2019,,,~50000,,t,target,agency
DEL,delivered,RUS,ERI,,2020-05,,,~25,,kt,measured,agency
RUS,given,RUS,ERI,,2019,,,4.0,,million USD,measured,agency
SWE,given,SWE,ERI,,2019,,,not_published,,million USD,measured,agency
ALL,given,DONORS,ERI,,2019,,,7.4,,million USD,measured,agency
)";

Report run(const std::string& form, const std::string& parameters) {
    return World(codes, rows, "[[measure]]\nid = \"m\"\nform = \"" + form + "\"\n" + parameters)
        .evaluated();
}

constexpr const char* stages =
    R"(stages = ["requested = asked:ERI:RUS", "delivered = delivered:RUS:ERI"]
)";

TEST(AidStagesForm, KeepsStagesApart) {
    const Report report = run("aid-stages", std::string(stages) + "reference = \"requested\"\n"
                                                                  "reference_period = \"2019\"\n");
    EXPECT_EQ(table_of(report, "m").rows.size(), 2U);
    const Value& asked = value_of(report, "m/requested/amount@2019");
    EXPECT_EQ(asked.point, 50000);
    EXPECT_EQ(asked.kind, ledger::Kind::target);
    EXPECT_EQ(asked.claims, std::vector<std::string>{"ASK"});
    EXPECT_EQ(value_of(report, "m/delivered/share@2020-05").point, 50);
    EXPECT_EQ(value_of(report, "m/requested/share@2019").missing, Missing::not_applicable);
}

TEST(AidStagesForm, NeedsNoReference) {
    EXPECT_EQ(table_of(run("aid-stages", stages), "m").columns.size(), 1U);
}

TEST(DonorShareForm, LeavesTheRestToOthers) {
    const Report report =
        run("donor-share", R"(donors = ["RUS = given:RUS:ERI", "SWE = given:SWE:ERI"]
total = "given:DONORS:ERI"
periods = [2019]
)");
    EXPECT_NEAR(*value_of(report, "m/RUS/share@2019").point, 54.05, 0.005);
    EXPECT_EQ(value_of(report, "m/SWE/share@2019").bounds.lo, 0);
    EXPECT_LT(value_of(report, "m/SWE/share@2019").bounds.hi, 48);
    EXPECT_EQ(value_of(report, "m/others/amount@2019").bounds.lo, 0);
}

TEST(AidForms, ReportEveryBadParameter) {
    const std::string s = stages;
    const std::vector<std::array<std::string, 3>> cases = {
        {"aid-stages", s + "reference = \"requested\"\n", "M007"},
        {"aid-stages", s + "reference_period = \"2019\"\n", "M007"},
        {"aid-stages", s + "reference = \"pledged\"\nreference_period = \"2019\"\n", "M007"},
        {"aid-stages", "stages = [\"asked:ERI:RUS\", \"given:RUS:ERI\"]\n", "M007"},
        {"aid-stages", "stages = [\"a = asked:ERI:RUS\", \"a = delivered:RUS:ERI\"]\n", "M007"},
        {"donor-share", "donors = [\"asked:RUS:ERI\"]\ntotal = \"given:DONORS:ERI\"\n", "M007"},
        {"donor-share", "donors = [\"given:RUS:ERI\"]\n", "M003"},
    };
    for (const auto& [form, parameters, expected] : cases) {
        EXPECT_EQ(codes_of(run(form, parameters)), expected) << form << "\n" << parameters;
    }
}

} // namespace
} // namespace halflight::measures
