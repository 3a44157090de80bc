// SPDX-License-Identifier: Apache-2.0
// A released step is never edited: files in the field were made by it. A change is a further step.
#include "schema.hpp"

#include "halflight/base/error.hpp"
#include "halflight/store/store.hpp"

#include <fmt/format.h>

#include <array>

namespace halflight::store {

namespace {

// Dates are days since 1970-01-01; 1000000000 and -1000000000 stand for open ends. Enumerations are
// kept as their numbers, which are part of the schema.
constexpr const char* step_1 = R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE file(id INTEGER PRIMARY KEY, path TEXT NOT NULL) STRICT;
CREATE TABLE symbol(id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE unit(
    id INTEGER PRIMARY KEY, numerator REAL NOT NULL, denominator REAL NOT NULL, exponents TEXT NOT NULL,
    label TEXT NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE source(
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, publisher TEXT NOT NULL, title TEXT NOT NULL,
    date INTEGER, language TEXT NOT NULL, read_in TEXT NOT NULL, translation INTEGER NOT NULL,
    translator TEXT NOT NULL, url TEXT NOT NULL, licence TEXT NOT NULL, redistribute INTEGER NOT NULL,
    synthetic INTEGER NOT NULL, origin TEXT NOT NULL, reliability TEXT NOT NULL, note TEXT NOT NULL,
    place_file TEXT NOT NULL, place_line INTEGER NOT NULL, place_column INTEGER NOT NULL) STRICT;
CREATE TABLE indicator(
    id TEXT PRIMARY KEY, name TEXT NOT NULL, type INTEGER NOT NULL, nonnegative INTEGER NOT NULL,
    whole INTEGER NOT NULL, frequency INTEGER NOT NULL, growth_of TEXT NOT NULL, mean_over TEXT NOT NULL,
    share_part TEXT, share_whole TEXT, share_dims TEXT, share_area TEXT, share_counterpart TEXT,
    place_file TEXT NOT NULL, place_line INTEGER NOT NULL, place_column INTEGER NOT NULL) STRICT;
CREATE TABLE indicator_unit(
    indicator TEXT NOT NULL REFERENCES indicator(id), position INTEGER NOT NULL,
    unit INTEGER NOT NULL REFERENCES unit(id), PRIMARY KEY(indicator, position)) STRICT;
CREATE TABLE indicator_sum(
    indicator TEXT NOT NULL REFERENCES indicator(id), position INTEGER NOT NULL,
    member TEXT NOT NULL, PRIMARY KEY(indicator, position)) STRICT;
CREATE TABLE conversion(
    indicator TEXT NOT NULL REFERENCES indicator(id), position INTEGER NOT NULL,
    from_unit INTEGER NOT NULL REFERENCES unit(id), to_unit INTEGER NOT NULL REFERENCES unit(id),
    low REAL NOT NULL, high REAL NOT NULL, low_open INTEGER NOT NULL, high_open INTEGER NOT NULL,
    source TEXT NOT NULL, PRIMARY KEY(indicator, position)) STRICT;
CREATE TABLE dimension(
    id TEXT PRIMARY KEY, name TEXT NOT NULL, default_code TEXT NOT NULL, definition INTEGER NOT NULL,
    place_file TEXT NOT NULL, place_line INTEGER NOT NULL, place_column INTEGER NOT NULL) STRICT;
-- Codes of a dimension, and groups of areas where the dimension is empty.
CREATE TABLE code(
    dimension TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
    complete INTEGER NOT NULL, residual_of TEXT NOT NULL, read_as TEXT NOT NULL, assumption TEXT NOT NULL,
    place_file TEXT NOT NULL, place_line INTEGER NOT NULL, place_column INTEGER NOT NULL,
    PRIMARY KEY(dimension, position)) STRICT;
CREATE TABLE code_part(
    dimension TEXT NOT NULL, code INTEGER NOT NULL, position INTEGER NOT NULL, part TEXT NOT NULL,
    PRIMARY KEY(dimension, code, position),
    FOREIGN KEY(dimension, code) REFERENCES code(dimension, position)) STRICT;
CREATE TABLE series(
    id INTEGER PRIMARY KEY, indicator INTEGER NOT NULL, area INTEGER NOT NULL,
    counterpart INTEGER NOT NULL, dims INTEGER NOT NULL, unit INTEGER NOT NULL) STRICT;
CREATE TABLE claim(
    id INTEGER PRIMARY KEY, name INTEGER NOT NULL UNIQUE REFERENCES symbol(id),
    series INTEGER NOT NULL REFERENCES series(id), first INTEGER NOT NULL, end INTEGER NOT NULL,
    low REAL NOT NULL, high REAL NOT NULL, low_open INTEGER NOT NULL, high_open INTEGER NOT NULL,
    printed_low REAL NOT NULL, printed_high REAL NOT NULL, form INTEGER NOT NULL, missing INTEGER NOT NULL,
    kind INTEGER NOT NULL, credibility INTEGER NOT NULL, decimals INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES source(id), unit INTEGER NOT NULL, known_since INTEGER NOT NULL,
    locator TEXT NOT NULL, quote TEXT NOT NULL, note TEXT NOT NULL,
    file INTEGER NOT NULL, line INTEGER NOT NULL) STRICT;
)sql";

// Withdrawn claims, and what other programs like to ask: the claims of a series, in words.
constexpr const char* step_2 = R"sql(
ALTER TABLE claim ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 1000000000;
CREATE INDEX claim_series ON claim(series, first);
CREATE VIEW statement AS
    SELECT name.text AS claim, indicator.text AS indicator, area.text AS area,
           ifnull(counterpart.text, '') AS counterpart, ifnull(dims.text, '') AS dims,
           date(claim.first * 86400, 'unixepoch') AS first, date(claim.end * 86400, 'unixepoch') AS end,
           claim.low, claim.high, source.name AS source, source.reliability, claim.credibility,
           date(claim.known_since * 86400, 'unixepoch') AS known_since
    FROM claim JOIN series ON series.id = claim.series JOIN source ON source.id = claim.source
         JOIN symbol AS name ON name.id = claim.name JOIN symbol AS indicator ON indicator.id = series.indicator
         JOIN symbol AS area ON area.id = series.area
         LEFT JOIN symbol AS counterpart ON counterpart.id = series.counterpart
         LEFT JOIN symbol AS dims ON dims.id = series.dims;
)sql";

constexpr std::array steps{step_1, step_2};

void require_ours(const Database& database, std::int64_t version) {
    const bool fresh = database.integer("SELECT count(*) FROM sqlite_schema") == 0;
    if (!fresh && database.integer("PRAGMA application_id") != application_id) {
        throw Error(ErrorCode::store,
                    fmt::format("database {} belongs to another program; choose another place",
                                database.path()));
    }
    if (version < 0 || version > current_schema()) {
        throw Error(
            ErrorCode::store,
            fmt::format(
                "database {} has schema {}, newer than the {} of this program; use the newer "
                "program, or delete the file and build it again from the text",
                database.path(), version, current_schema()));
    }
}

} // namespace

int current_schema() noexcept {
    return static_cast<int>(steps.size());
}

void migrate(const Database& database) {
    require_ours(database, database.integer("PRAGMA user_version"));
    while (database.integer("PRAGMA user_version") < current_schema()) {
        Transaction step(database);
        // Read again under the lock: another process may have made the step.
        const auto version = database.integer("PRAGMA user_version");
        if (version >= current_schema()) {
            break;
        }
        database.execute(steps.at(static_cast<std::size_t>(version)));
        database.execute(fmt::format("PRAGMA user_version = {}; PRAGMA application_id = {}",
                                     version + 1, application_id));
        step.commit();
    }
}

} // namespace halflight::store
