// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/error.hpp"
#include "halflight/store/store.hpp"
#include "ledgers.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <unistd.h>

namespace halflight::store::test {

namespace {

void run_sql(const std::filesystem::path& path, const char* sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
}

/// Message of the Error(store) that opening and loading gives; empty when there is none.
std::string refusal(const std::filesystem::path& path) {
    try {
        (void)open_sqlite(path)->load();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::store);
        EXPECT_NE(std::string(error.what()).find(path.string()), std::string::npos) << error.what();
        return error.what();
    }
    return {};
}

void expect_refused(const std::filesystem::path& path, const std::string& words) {
    const std::string message = refusal(path);
    EXPECT_NE(message.find(words), std::string::npos) << message;
}

TEST(Schema, RefusesANewerOne) {
    const TemporaryFolder folder;
    (void)open_sqlite(folder.path() / "l.sqlite");
    run_sql(folder.path() / "l.sqlite", "PRAGMA user_version = 99");
    expect_refused(folder.path() / "l.sqlite", "schema 99, newer than");
}

TEST(Schema, RefusesAnotherProgramsDatabase) {
    const TemporaryFolder folder;
    run_sql(folder.path() / "x.sqlite", "CREATE TABLE recipes(name TEXT)");
    expect_refused(folder.path() / "x.sqlite", "belongs to another program");
}

TEST(Schema, RefusesWhatIsNoDatabase) {
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "x.sqlite") << std::string(5000, 'x');
    expect_refused(folder.path() / "x.sqlite", "not a Halflight ledger");
}

TEST(Schema, RefusesATruncatedFile) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "l.sqlite";
    open_sqlite(path, Journal::single_file)->save(large_ledger(2000), "hash");
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    expect_refused(path, "damaged");
}

TEST(Schema, RefusesRowsThatDoNotFit) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "l.sqlite";
    open_sqlite(path)->save(large_ledger(3), "hash");
    run_sql(path, "PRAGMA foreign_keys = OFF; UPDATE claim SET series = 77 WHERE id = 1");
    expect_refused(path, "is damaged: claim K1 does not fit");
}

TEST(Schema, NamesAFolderThatIsMissing) {
    const TemporaryFolder folder;
    expect_refused(folder.path() / "no" / "l.sqlite", "does the folder exist");
}

TEST(Schema, NamesAFolderThatMayNotBeWritten) {
    if (geteuid() == 0) {
        GTEST_SKIP() << "root may write everywhere";
    }
    const TemporaryFolder folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read);
    expect_refused(folder.path() / "l.sqlite", "written");
}

} // namespace

} // namespace halflight::store::test
