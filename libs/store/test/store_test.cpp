// SPDX-License-Identifier: Apache-2.0
#include "halflight/store/store.hpp"
#include "ledgers.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>
#include <fstream>
#include <iterator>

namespace halflight::store::test {

namespace {

std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

RC_GTEST_PROP(Store, GivesBackAnEqualLedger, (std::uint64_t seed)) {
    const TemporaryFolder folder;
    const ledger::Ledger ledger = random_ledger(seed);
    open_sqlite(folder.path() / "l.sqlite")->save(ledger, "hash");
    const auto store = open_sqlite(folder.path() / "l.sqlite");
    RC_ASSERT(describe(store->load()) == describe(ledger));
    RC_ASSERT(store->content_hash() == "hash");
}

RC_GTEST_PROP(Store, KeepsTheOrderOfSymbols, (std::uint64_t seed)) {
    const TemporaryFolder folder;
    const ledger::Ledger before = random_ledger(seed);
    const auto store = open_sqlite(folder.path() / "l.sqlite");
    store->save(before, "");
    const ledger::Ledger after = store->load();
    for (std::size_t i = 1; i < before.series().size(); ++i) {
        const auto old_order = before.series()[i - 1] <=> before.series()[i];
        RC_ASSERT((after.series()[i - 1] <=> after.series()[i]) == old_order);
    }
}

TEST(Store, AnEmptyStoreHoldsAnEmptyLedger) {
    const TemporaryFolder folder;
    const auto store = open_sqlite(folder.path() / "l.sqlite");
    EXPECT_EQ(store->content_hash(), "");
    EXPECT_TRUE(store->load().claims().empty());
    EXPECT_EQ(store->schema_version(), current_schema());
}

TEST(Store, SaveReplacesEverything) {
    const TemporaryFolder folder;
    const auto store = open_sqlite(folder.path() / "l.sqlite");
    store->save(random_ledger(1), "one");
    store->save(random_ledger(2), "two");
    EXPECT_EQ(describe(store->load()), describe(random_ledger(2)));
    EXPECT_EQ(store->content_hash(), "two");
}

TEST(Store, ReaderSeesTheOldLedgerWhileAnotherSaves) {
    const TemporaryFolder folder;
    const auto writer = open_sqlite(folder.path() / "l.sqlite");
    writer->save(random_ledger(1), "one");
    const auto reader = open_sqlite(folder.path() / "l.sqlite");
    writer->save(random_ledger(2), "two");
    EXPECT_EQ(describe(reader->load()), describe(random_ledger(2)));
}

TEST(Store, SingleFileIsTheSameEveryTimeAndAlone) {
    const TemporaryFolder folder;
    for (const char* name : {"a.sqlite", "b.sqlite"}) {
        open_sqlite(folder.path() / name, Journal::single_file)->save(large_ledger(3000), "hash");
    }
    EXPECT_EQ(bytes_of(folder.path() / "a.sqlite"), bytes_of(folder.path() / "b.sqlite"));
    const auto files = std::filesystem::directory_iterator(folder.path());
    EXPECT_EQ(std::distance(begin(files), end(files)), 2);
}

TEST(Store, HundredThousandClaimsAreSavedQuickly) {
    const TemporaryFolder folder;
    const ledger::Ledger ledger = large_ledger(100'000);
    const auto store = open_sqlite(folder.path() / "l.sqlite");
    const auto start = std::chrono::steady_clock::now();
    store->save(ledger, "hash");
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    RecordProperty("seconds", std::to_string(taken.count()));
    EXPECT_LT(taken.count(), 30.0) << "a bound for slow machines and sanitizers; a second is usual";
    EXPECT_EQ(store->load().claims().size(), 100'000U);
}

} // namespace

} // namespace halflight::store::test
