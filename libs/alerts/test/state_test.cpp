// SPDX-License-Identifier: Apache-2.0
#include "halflight/alerts/state.hpp"

#include "halflight/base/error.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <limits>

namespace halflight::alerts::test {
namespace {

namespace fs = std::filesystem;

watch::Alert some_alert() {
    watch::Signal signal = signal_of("cap \"2024\"\n", watch::Reading::raised, day_one);
    signal.value = {-std::numeric_limits<double>::infinity(), 0.1 + 0.2, true, false};
    signal.threshold.reset();
    signal.release = 1e-300;
    signal.period = Period{Date{19000}, Date{19031}};
    signal.reliability.age_days.reset();
    signal.synthetic = true;
    return watch::advance({}, signal, {}).alert;
}

void run_sql(const fs::path& path, const char* sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
}

std::string fault_of(const fs::path& path) {
    try {
        const State state(path);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::store);
        return error.what();
    }
    return "";
}

TEST(State, GivesBackWhatWasWritten) {
    const Folder folder;
    const std::vector<Channel> channels = {webhook_channel("https://example.org/")};
    const watch::Alert alert = some_alert();
    watch::Transition move{watch::alert_id(alert),
                           watch::AlertState::normal,
                           watch::AlertState::firing,
                           day_one,
                           "why",
                           alert.last,
                           watch::Severity::critical};
    std::vector<Written> written;
    std::string id;
    {
        State state(folder / "s");
        id = state.id();
        written = state.write({day_one, 1000, "hash", "title", {alert}, {move, move}, channels});
    }
    State state(folder / "s");
    EXPECT_EQ(state.id(), id);
    EXPECT_EQ(id.size(), 32U);
    EXPECT_EQ(state.last_day(), day_one);
    EXPECT_EQ(state.alerts(), std::vector<watch::Alert>{alert});
    ASSERT_EQ(written.size(), 2U);
    EXPECT_EQ(written[1].sequence, 2);
    EXPECT_EQ(written[1].record, "no backtest");
    EXPECT_EQ(state.transitions(10), written);
    EXPECT_EQ(state.transition(2), written[1]);
    EXPECT_FALSE(state.transition(3));
    const std::vector<Delivery> open = state.open_deliveries();
    ASSERT_EQ(open.size(), 2U);
    EXPECT_EQ(open[0].message, id + ".1.hook");
    state.write_backtests({{"oil", {"caught 1 of 1", "hash"}}});
    EXPECT_EQ(state.write({day_one, 1000, "hash", "title", {}, {move}, {}})[0].record,
              "caught 1 of 1");
}

TEST(State, TransitionsAreNeverChanged) {
    const Folder folder;
    const watch::Alert alert = some_alert();
    (void)State(folder / "s")
        .write({day_one,
                0,
                "",
                "",
                {},
                {{"a", watch::AlertState::normal, watch::AlertState::firing, day_one, "why",
                  alert.last, watch::Severity::info}},
                {}});
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((folder / "s").c_str(), &database), SQLITE_OK);
    for (const char* sql : {"UPDATE transition SET why = 'other'", "DELETE FROM transition"}) {
        EXPECT_NE(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sql;
    }
    sqlite3_close(database);
}

TEST(State, DamageIsToldAndLeftAsItIs) {
    const Folder folder;
    {
        const State state(folder / "s");
    }
    const std::string whole = folder.read("s");
    ASSERT_GT(whole.size(), 8192U);
    std::string torn = whole;
    torn.replace(4096, 3000, 3000, '\x5a');
    const std::vector<std::string> damaged = {"", "no database at all, but long enough to be one",
                                              whole.substr(0, whole.size() / 2), torn};
    for (const std::string& bytes : damaged) {
        folder.write("s", bytes);
        const std::string fault = fault_of(folder / "s");
        EXPECT_NE(fault.find((folder / "s").string()), std::string::npos) << fault;
        EXPECT_NE(fault.find(';'), std::string::npos) << "a remedy: " << fault;
        EXPECT_EQ(folder.read("s"), bytes);
    }
}

TEST(State, OthersFilesAndNewerOnesAreRefused) {
    const Folder folder;
    run_sql(folder / "other", "CREATE TABLE t(x)");
    EXPECT_NE(fault_of(folder / "other").find("another program"), std::string::npos);
    {
        const State state(folder / "newer");
    }
    run_sql(folder / "newer", "PRAGMA user_version = 99");
    EXPECT_NE(fault_of(folder / "newer").find("newer program"), std::string::npos);
    {
        const State state(folder / "row");
    }
    run_sql(folder / "row",
            "INSERT INTO alert VALUES('a', 'b', 'firing', 'a/b/1', '{\"monitor\":1}')");
    EXPECT_THROW((void)State(folder / "row").alerts(), Error);
    EXPECT_THROW(State(folder / "absent", false), Error);
    EXPECT_THROW(State((folder / "no/folder").string()), Error);
}

TEST(State, WhatAKilledMakerLeftIsNoHindrance) {
    const Folder folder;
    folder.write("s.new", "half a file");
    const State state(folder / "s");
    EXPECT_FALSE(state.last_day());
    EXPECT_FALSE(fs::exists(folder / "s.new"));
}

} // namespace
} // namespace halflight::alerts::test
