// SPDX-License-Identifier: Apache-2.0
// Files that older versions wrote open, migrate and give their ledger. Each vN.sql is frozen.
#include "halflight/store/store.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace halflight::store {

namespace {

namespace fs = std::filesystem;

/// A database made from a frozen script, removed afterwards.
class FrozenStore {
  public:
    explicit FrozenStore(const char* script) {
        std::string name = (fs::temp_directory_path() / "halflight-compat-XXXXXX").string();
        m_folder = mkdtemp(name.data());
        std::ifstream in(fs::path(HALFLIGHT_STORE_COMPAT) / script);
        const std::string sql{std::istreambuf_iterator<char>(in), {}};
        sqlite3* database = nullptr;
        EXPECT_EQ(sqlite3_open(path().c_str(), &database), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
            << sqlite3_errmsg(database);
        sqlite3_close(database);
    }
    FrozenStore(const FrozenStore&) = delete;
    FrozenStore& operator=(const FrozenStore&) = delete;
    ~FrozenStore() {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }
    [[nodiscard]] fs::path path() const { return m_folder / "ledger.sqlite"; }

  private:
    fs::path m_folder;
};

TEST(StoreCompat, SchemaOneMigrates) {
    const FrozenStore frozen("v1.sql");
    const auto store = open_sqlite(frozen.path());
    EXPECT_EQ(store->schema_version(), current_schema());
    EXPECT_EQ(store->content_hash(), "e3b0");
    EXPECT_EQ(open_sqlite(frozen.path())->schema_version(), current_schema())
        << "opening it again changes nothing";
}

TEST(StoreCompat, SchemaOneGivesItsClaims) {
    const FrozenStore frozen("v1.sql");
    const ledger::Ledger ledger = open_sqlite(frozen.path())->load();
    ASSERT_EQ(ledger.claims().size(), 2U);
    const ledger::Claim& claim = ledger.claims()[0];
    EXPECT_EQ(ledger.text(claim.id), "E006");
    EXPECT_EQ(ledger.key_text(ledger.series()[claim.series]), "trade.turnover:RUS:PRK");
    EXPECT_EQ(claim.period, parse_period("2018").value());
    EXPECT_EQ(claim.bounds, Interval::closed(34064500, 34065500));
    EXPECT_EQ(claim.withdrawn, Period::no_end()) << "schema 1 knew of no withdrawal";
    EXPECT_EQ(claim.locator, "p. 4");
    EXPECT_EQ(ledger.text(claim.unit), "thousand USD");
    EXPECT_EQ(ledger.claims()[1].missing, Missing::not_published);
    EXPECT_EQ(ledger.claims()[1].bounds, Interval::all());
}

TEST(StoreCompat, SchemaOneGivesItsCodesAndSources) {
    const FrozenStore frozen("v1.sql");
    const ledger::Ledger ledger = open_sqlite(frozen.path())->load();
    const ledger::Indicator& turnover = ledger.codes.indicators.at("trade.turnover");
    EXPECT_EQ(turnover.sum_of, (std::vector<std::string>{"trade.exports", "trade.imports"}));
    EXPECT_EQ(turnover.units.at(0).text, "USD");
    EXPECT_EQ(turnover.frequency, Frequency::annual);
    EXPECT_EQ(ledger.codes.dimensions.at("purpose").codes.at(0).parts,
              std::vector<std::string>{"study"});
    EXPECT_EQ(ledger.codes.areas.at("CHN_RUS").parts, (std::vector<std::string>{"CHN", "RUS"}));
    EXPECT_EQ(ledger.sources()[ledger.origin_of(0)].id, "customs");
    EXPECT_FALSE(ledger.sources()[1].date);
}

} // namespace

} // namespace halflight::store
