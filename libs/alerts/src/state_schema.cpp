// SPDX-License-Identifier: Apache-2.0
// A released step is never edited: files in the field were made by it. A change is a further step.
#include "state_schema.hpp"

#include "state_rows.hpp"

#include <fmt/format.h>

#include <array>
#include <fcntl.h>
#include <random>
#include <unistd.h>

namespace halflight::alerts {

namespace {

namespace fs = std::filesystem;

// Dates are days since 1970-01-01, instants milliseconds since then; alerts and signals are JSON.
constexpr const char* step_1 = R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE run(
    id INTEGER PRIMARY KEY AUTOINCREMENT, day INTEGER NOT NULL, at INTEGER NOT NULL,
    content_hash TEXT NOT NULL, title TEXT NOT NULL) STRICT;
CREATE TABLE alert(
    monitor TEXT NOT NULL, cause TEXT NOT NULL, state TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY(monitor, cause)) STRICT;
CREATE TABLE transition(
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL REFERENCES run(id),
    monitor TEXT NOT NULL, cause TEXT NOT NULL, alert TEXT NOT NULL,
    before TEXT NOT NULL, after TEXT NOT NULL, day INTEGER NOT NULL, why TEXT NOT NULL,
    severity TEXT NOT NULL, signal TEXT NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE delivery(
    id INTEGER PRIMARY KEY AUTOINCREMENT, sequence INTEGER NOT NULL REFERENCES transition(sequence),
    channel TEXT NOT NULL, message TEXT NOT NULL UNIQUE, state INTEGER NOT NULL, attempts INTEGER NOT NULL,
    next INTEGER NOT NULL, detail TEXT NOT NULL, UNIQUE(sequence, channel)) STRICT;
CREATE INDEX delivery_open ON delivery(state, sequence);
CREATE TABLE attempt(
    id INTEGER PRIMARY KEY AUTOINCREMENT, delivery INTEGER NOT NULL REFERENCES delivery(id),
    number INTEGER NOT NULL, begun INTEGER NOT NULL, ended INTEGER, state INTEGER, detail TEXT) STRICT;
CREATE TABLE backtest(monitor TEXT PRIMARY KEY, text TEXT NOT NULL, content_hash TEXT NOT NULL) STRICT;
CREATE TRIGGER transition_stays BEFORE DELETE ON transition
    BEGIN SELECT raise(ABORT, 'a transition is never taken away'); END;
CREATE TRIGGER transition_is_fixed BEFORE UPDATE ON transition
    BEGIN SELECT raise(ABORT, 'a transition is never changed'); END;
CREATE TRIGGER delivery_stays BEFORE DELETE ON delivery
    BEGIN SELECT raise(ABORT, 'a delivery is never taken away'); END;
)sql";

constexpr std::array steps{step_1};

void set_durable(const Database& database) {
    // EXTRA is FULL and a synchronised folder: a journal that was taken away does not come back
    // after a power cut and undo what had been committed, and with it sent.
    database.execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;"
                     "PRAGMA foreign_keys = ON");
}

void migrate(const Database& database) {
    while (database.integer("PRAGMA user_version") < current_state_schema()) {
        Transaction step(database);
        const auto version = static_cast<std::size_t>(database.integer("PRAGMA user_version"));
        if (version < steps.size()) {
            database.execute(steps.at(version));
            database.execute(fmt::format("PRAGMA user_version = {}; PRAGMA application_id = {}",
                                         version + 1, state_application_id)
                                 .c_str());
        }
        step.commit();
    }
}

void require_ours(const Database& database) {
    if (database.integer("PRAGMA application_id") != state_application_id) {
        refuse_state(database.path(), "it belongs to another program",
                     "name another place with --state");
    }
    const std::int64_t version = database.integer("PRAGMA user_version");
    if (version < 1 || version > current_state_schema()) {
        refuse_state(database.path(),
                     fmt::format("it has schema {}, newer than the {} of this program", version,
                                 current_state_schema()),
                     "use the newer program");
    }
}

void require_whole(const Database& database) {
    Query check = database.query("PRAGMA integrity_check(1)");
    const std::string said = check.step() ? check.text(0) : "no answer";
    if (said != "ok") {
        refuse_state(database.path(), fmt::format("it is damaged ({})", said),
                     "it was left as it is; move it away and put a copy of it back, or begin anew "
                     "without it: every alert is then told again");
    }
}

std::string new_id() {
    std::random_device random;
    std::string id;
    for (int i = 0; i < 4; ++i) {
        id += fmt::format("{:08x}", random());
    }
    return id;
}

void sync_folder(const fs::path& folder) noexcept {
    const int number = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (number >= 0) {
        (void)::fsync(number);
        ::close(number);
    }
}

} // namespace

int current_state_schema() noexcept {
    return static_cast<int>(steps.size());
}

void make_state(const fs::path& path) {
    const fs::path fresh = path.string() + ".new";
    std::error_code fault;
    fs::remove(fresh, fault); // left by one that was killed here
    fs::remove(fresh.string() + "-journal", fault);
    {
        const Database database(fresh, Database::Mode::create);
        set_durable(database);
        migrate(database);
        database.query("INSERT INTO meta VALUES('id', ?)").bind(new_id()).run();
    }
    fs::rename(fresh, path, fault);
    if (fault) {
        refuse_state(path.string(), fault.message(), "may its folder be written?");
    }
    sync_folder(path.parent_path());
}

Database open_state(const fs::path& path) {
    std::error_code fault;
    if (fs::is_regular_file(path, fault) && fs::file_size(path, fault) == 0) {
        refuse_state(path.string(), "the file is empty, which this program never leaves",
                     "put a copy of it back, or delete it to begin anew: every alert is then told "
                     "again");
    }
    Database database(path, Database::Mode::existing);
    require_ours(database);
    require_whole(database);
    require_sound_rows(database);
    set_durable(database);
    migrate(database);
    return database;
}

Database reopen_state(const fs::path& path) {
    Database database(path, Database::Mode::existing);
    require_ours(database);
    set_durable(database);
    return database;
}

} // namespace halflight::alerts
