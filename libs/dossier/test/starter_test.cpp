// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

#include <gtest/gtest.h>

namespace halflight::dossier::test {
namespace {

TEST(Starter, LoadsWithoutADiagnostic) {
    const Dossier dossier = load(starter());
    EXPECT_EQ("", diagnostics_of(dossier));
    EXPECT_TRUE(dossier.manifest.synthetic);
    EXPECT_EQ(7U, dossier.ledger.claims().size());
    for (const ledger::Source& source : dossier.ledger.sources()) {
        EXPECT_TRUE(source.synthetic) << source.id;
    }
}

TEST(Starter, HoldsOneRelationAndOneMonthToDerive) {
    const Dossier dossier = load(starter());
    ASSERT_EQ(1U, dossier.relations.size());
    EXPECT_EQ("FERRY-PAX-Q3 * FERRY-FARE = FERRY-REV-Q3",
              dossier.relations.front().asserts.front().text);
    std::vector<Period> stated;
    for (const ledger::Claim& claim : dossier.ledger.claims()) {
        if (dossier.ledger.indicator_of(dossier.ledger.series()[claim.series]).id ==
            "trade.exports") {
            stated.push_back(claim.period);
        }
    }
    const Period september = parse_period("2024-09").value();
    ASSERT_EQ(3U, stated.size());
    EXPECT_TRUE(tiles(stated[2], std::vector{stated[0], stated[1], september}));
}

TEST(Starter, ReadsBackFromItsOwnText) {
    const Files files = starter();
    EXPECT_EQ(content_hash(files), load(files).content_hash);
    for (const char* name : {"dossier.toml", "sources.toml", "codes.toml", "relations.toml",
                             "claims/trade.csv", "verdicts.toml", "README.md"}) {
        EXPECT_TRUE(files.contains(name)) << name;
    }
}

} // namespace
} // namespace halflight::dossier::test
