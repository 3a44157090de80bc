// SPDX-License-Identifier: Apache-2.0
// Every planted contradiction is found, and nothing that rests on right statements alone is called
// one.
#include "made_dossier.hpp"

#include "halflight/reason/analysis.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace halflight::made {
namespace {

struct Result {
    std::size_t conflicts = 0;
    std::size_t without_planted = 0;
    std::set<std::string> missed;
};

Result check(const Size& size) {
    const MadeDossier made = make_dossier(size);
    auto loaded = dossier::load(made.files);
    EXPECT_EQ(loaded.diagnostics.errors(), 0U);
    EXPECT_EQ(made.planted.size(), size.planted);
    const auto report = reason::analyse(loaded.ledger, loaded.relations, loaded.verdicts, {});
    EXPECT_EQ(report.components, 1U) << "all cells hang together";
    const std::set<std::string> planted(made.planted.begin(), made.planted.end());
    Result result{0, 0, planted};
    for (const reason::Finding& finding : report.findings) {
        if (finding.outcome != reason::Outcome::conflict) {
            continue;
        }
        ++result.conflicts;
        bool some = false;
        for (const ledger::ClaimIndex claim : finding.claims) {
            const std::string id(loaded.ledger.text(loaded.ledger.claims()[claim].id));
            some = some || planted.contains(id);
            result.missed.erase(id);
        }
        result.without_planted += some ? 0U : 1U;
    }
    return result;
}

class Planted : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Planted, AreAllFoundAndNothingElseIs) {
    Size size{6, 3, 3, 5.0, 0.05, 40, GetParam()};
    const Result result = check(size);
    EXPECT_TRUE(result.missed.empty()) << *result.missed.begin();
    EXPECT_EQ(result.without_planted, 0U);
    EXPECT_EQ(result.conflicts, 40U);
}

TEST_P(Planted, NothingIsFoundWhereNothingIsWrong) {
    Size size{6, 3, 3, 5.0, 0.1, 0, GetParam()};
    EXPECT_EQ(check(size).conflicts, 0U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Planted, testing::Range<std::uint64_t>(1, 13));

} // namespace
} // namespace halflight::made
