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

/// A state with an alert, a transition and a delivery.
void make_whole(const fs::path& path) {
    const watch::Alert alert = some_alert();
    const watch::Transition move{watch::alert_id(alert),
                                 watch::AlertState::normal,
                                 watch::AlertState::firing,
                                 day_one,
                                 "why",
                                 alert.last,
                                 watch::Severity::critical};
    const std::vector<Channel> channels = {webhook_channel("https://example.org/")};
    (void)State(path).write({day_one, 1000, "hash", "title", {alert}, {move}, channels});
}

struct BadRow {
    const char* sql;
    const char* row;  ///< how it is named
    const char* what; ///< what is wrong
};
constexpr const char* free_transition = "DROP TRIGGER transition_is_fixed;";
constexpr BadRow bad_rows[] = {
    {"UPDATE alert SET body = '{\"monitor\":'", "table alert, row 'oil', 'cap",
     "is no JSON from byte"},
    {"UPDATE alert SET body = '[]'", "table alert", "'body' is no object"},
    {"UPDATE alert SET body = json_remove(body, '$.last')", "table alert", "'last' is missing"},
    {"UPDATE alert SET body = json_set(body, '$.state', 'burning')", "table alert",
     "'state' is 'burning', which is not known"},
    {"UPDATE alert SET body = json_set(body, '$.seen', '2024-13-99')", "table alert",
     "'seen' is no date"},
    {"UPDATE alert SET body = json_set(body, '$.episode', -4)", "table alert",
     "'episode' is no whole number"},
    {"UPDATE alert SET body = json_set(body, '$.latest.value.low', 'x')", "table alert",
     "'low' is no number"},
    {"UPDATE alert SET state = 'normal'", "table alert", "'normal' in the row and 'firing' in its"},
    {"UPDATE transition SET after = 'smoke'", "table transition, row 1", "after is 'smoke'"},
    {"UPDATE transition SET signal = 'no'", "table transition, row 1", "is no JSON from byte"},
    {"UPDATE transition SET day = 99999999999", "table transition, row 1", "day 99999999999 lies"},
    {"UPDATE transition SET severity = ''", "table transition, row 1", "severity is ''"},
    {"UPDATE delivery SET state = 9", "table delivery, row 1", "state is 9"},
    {"UPDATE delivery SET attempts = -1", "table delivery, row 1", "attempts is -1"},
    {"UPDATE delivery SET sequence = 77", "table delivery, row 1",
     "a row of transition that is not"},
    {"UPDATE run SET day = -99999999", "table run, row 1", "day -99999999 lies"},
    {"UPDATE meta SET value = 'me' WHERE key = 'id'", "table meta, row id", "no identity"},
    {"INSERT INTO attempt(delivery, number, begun, state) VALUES(1, 1, 0, -3)",
     "table attempt, row 1", "state is -3"}};

TEST(State, ARowThatDoesNotReadIsNamedAndTheFileLeftAsItIs) {
    for (const BadRow& bad : bad_rows) {
        const Folder folder;
        make_whole(folder / "s");
        ASSERT_EQ(fault_of(folder / "s"), "");
        run_sql(folder / "s", free_transition);
        run_sql(folder / "s", bad.sql);
        const std::string bytes = folder.read("s");
        const std::string fault = fault_of(folder / "s");
        for (const std::string& part :
             {(folder / "s").string(), std::string(bad.row), std::string(bad.what),
              std::string("put a copy of it back")}) {
            EXPECT_NE(fault.find(part), std::string::npos) << part << " in: " << fault;
        }
        EXPECT_EQ(fault.find("exception"), std::string::npos) << fault;
        EXPECT_EQ(folder.read("s"), bytes);
    }
}

TEST(State, BelongsToTheDossierThatFirstWroteIntoIt) {
    const Folder folder;
    make_whole(folder / "s"); // as it was made before dossiers were asked for
    const auto write = [&](const std::string& dossier) {
        State state(folder / "s");
        state.require_dossier(dossier, "north");
        (void)state.write({day_one, 0, "", "", {}, {}, {}});
    };
    {
        State state(folder / "s");
        state.require_dossier("reader", "north"); // reads alone, and so adopts nothing
    }
    write("North (NOR)");
    write("North (NOR)");
    const std::string before = folder.read("s");
    try {
        write("South (SOU)");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::store);
        const std::string fault = error.what();
        for (const char* part :
             {"'North (NOR)'", "north is 'South (SOU)'", "--state", "id = \"North (NOR)\""}) {
            EXPECT_NE(fault.find(part), std::string::npos) << fault;
        }
    }
    EXPECT_EQ(folder.read("s"), before);
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
