// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/cache.hpp"
#include "halflight/edition/open.hpp"
#include "halflight/edition/query.hpp"
#include "halflight/io/files.hpp"
#include "halflight/store/store.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

namespace halflight::edition::test {

namespace {

namespace fs = std::filesystem;

fs::path store_of(const Folder& folder) {
    return folder / ".halflight/ledger.sqlite";
}

std::string answer(const Folder& folder) {
    QuerySpec spec;
    spec.frequency = Frequency::month;
    return to_json(query(load_cached(folder.path()), "exports:RUS:PRK", spec));
}

TEST(Cache, GivesTheSameAnswerAsTheText) {
    const Folder folder;
    write_world(folder.path(), small_world());
    const std::string cold = answer(folder);
    ASSERT_TRUE(fs::exists(store_of(folder)));
    EXPECT_EQ(answer(folder), cold);
    const dossier::Dossier warm = load_cached(folder.path());
    EXPECT_EQ(warm.content_hash, dossier::content_hash(dossier::read_files(folder.path())));
    EXPECT_EQ(warm.verdicts.size(), 1U);
    EXPECT_EQ(warm.manifest.title, "Small world");
}

TEST(Cache, ARuleThatNamesAStatementIsNotFaulty) {
    const Folder folder;
    write_world(folder.path(), small_world());
    const auto claim = load_cached(folder.path()).ledger;
    const std::string id(claim.text(claim.claims().front().id));
    fs::create_directories(folder / "rules");
    io::write_file(folder / "rules/r.toml", "[[rule]]\nid = \"a\"\ninstrument = \"I\"\nkind = "
                                            "\"ban\"\nfrom = 2001-01-01\nquoted_by = [\"" +
                                                id + "\"]\n");
    for (int run = 0; run < 2; ++run) { // the second does not read the claims' text
        const dossier::Dossier made = load_cached(folder.path());
        EXPECT_EQ(made.diagnostics.errors(), 0U);
        ASSERT_EQ(made.rules.rules.size(), 1U);
        EXPECT_FALSE(made.rules.rules[0].faulty) << run;
    }
}

TEST(Cache, FollowsTheText) {
    const Folder folder;
    write_world(folder.path(), small_world());
    (void)answer(folder);
    write_world(
        folder.path(),
        small_world_with("NOV,exports,RUS,PRK,,2024-11,70,USD,measured,agency,2024-12-01,2\n"));
    EXPECT_TRUE(load_cached(folder.path()).ledger.find_claim("NOV"));
}

TEST(Cache, TextWithErrorsIsNotSaved) {
    const Folder folder;
    write_world(
        folder.path(),
        small_world_with("BAD,exports,RUS,PRK,,2024-99,1,USD,measured,agency,2024-01-01,1\n"));
    EXPECT_EQ(load_cached(folder.path()).diagnostics.errors(), 1U);
    EXPECT_EQ(load_cached(folder.path()).diagnostics.errors(), 1U)
        << "the second reading tells it again";
}

TEST(Cache, WarningsOfPricesAreToldEveryTime) {
    const Folder folder;
    dossier::Files files = small_world();
    files["prices/p.csv"] = "date,market,commodity,unit,pricetype,currency,price\n"
                            "2021-03-15,F,Rice,KG,Retail,ABC,4\n"
                            "2021-03-15,F,Rice,KG,Retail,ABC,4\n"
                            "2021-03-16,F,Rice,KG,Retail,ABC,0\n";
    write_world(folder.path(), files);
    for (const char* which : {"cold", "warm"}) {
        const Opened opened = open(folder.path());
        constexpr std::string_view prices[] = {"prices/"};
        const Diagnostics told = warnings_in_short(opened, prices);
        ASSERT_EQ(told.items().size(), 1U) << which;
        const std::string text = to_text(told.items().front());
        EXPECT_TRUE(text.starts_with("prices/p.csv:3:33: warning: W112: 2 warnings on this file, "
                                     "the first: 1 row repeats"))
            << which << ": " << text;
        EXPECT_EQ(told.warnings(), 1U);
    }
    EXPECT_TRUE(fs::exists(store_of(folder)));
}

TEST(Cache, DamageCostsOnlyTheCache) {
    const Folder folder;
    write_world(folder.path(), small_world());
    const std::string cold = answer(folder);
    io::write_file(store_of(folder), std::string(9000, 'x'));
    EXPECT_EQ(answer(folder), cold);
    fs::remove(store_of(folder));
    fs::create_directory(store_of(folder));
    EXPECT_EQ(answer(folder), cold);
}

TEST(Cache, AFileInItsPlaceCostsOnlyTheCache) {
    const Folder folder;
    write_world(folder.path(), small_world());
    io::write_file(folder / ".halflight", "in the way");
    EXPECT_NE(answer(folder), "");
}

TEST(Cache, DoesNotFollowALink) {
    const Folder folder;
    const Folder elsewhere;
    write_world(folder.path(), small_world());
    fs::create_directory_symlink(elsewhere.path(), folder / ".halflight");
    EXPECT_NE(answer(folder), "");
    EXPECT_TRUE(fs::is_empty(elsewhere.path()));
}

} // namespace

} // namespace halflight::edition::test
