-- What schema 1 wrote: the tables as its step made them, and a small ledger. Frozen: never edited.
PRAGMA page_size = 4096;
PRAGMA application_id = 1212566612;
BEGIN;
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

INSERT INTO meta VALUES('content_hash', 'e3b0');
INSERT INTO file VALUES(0, 'claims/trade.csv');
INSERT INTO symbol VALUES(1, 'trade.turnover'), (2, 'RUS'), (3, 'PRK'), (4, 'purpose=study'), (5, 'E006'),
    (6, 'thousand USD'), (7, 'M-2022');
INSERT INTO unit VALUES(0, 1.0, 1.0, '0 0 0 0 1 0 0 0 0 0 0', '', 'USD');
INSERT INTO source VALUES(0, 'eastrussia', 'EastRussia', 'Trade', 18647, 'ru', 'en', 2, '', 'https://example.org', 'all rights reserved',
    0, 0, 'customs', 'C', '', 'sources.toml', 3, 1);
INSERT INTO source VALUES(1, 'customs', 'Customs', '', NULL, 'ru', 'ru', 0, '', '', '', 1, 0, '', 'B', 'n', 'sources.toml', 9, 1);
INSERT INTO indicator VALUES('trade.turnover', 'Trade turnover', 0, 1, 0, 1, '', '', NULL, NULL, NULL, NULL, NULL, 'codes.toml', 1, 1);
INSERT INTO indicator_unit VALUES('trade.turnover', 0, 0);
INSERT INTO indicator_sum VALUES('trade.turnover', 0, 'trade.exports'), ('trade.turnover', 1, 'trade.imports');
INSERT INTO dimension VALUES('purpose', 'Purpose', 'total', 0, 'codes.toml', 9, 1);
INSERT INTO code VALUES('purpose', 0, 'total', 'All', 1, '', '', '', 'codes.toml', 10, 1);
INSERT INTO code VALUES('purpose', 1, 'study', 'Study', 0, '', '', '', 'codes.toml', 12, 1);
INSERT INTO code VALUES('', 0, 'CHN_RUS', 'Both', 1, '', '', '', 'codes.toml', 20, 1);
INSERT INTO code_part VALUES('purpose', 0, 0, 'study'), ('', 0, 0, 'CHN'), ('', 0, 1, 'RUS');
INSERT INTO series VALUES(0, 1, 2, 3, 0, 0), (1, 1, 2, 3, 4, 0);
INSERT INTO claim VALUES(0, 5, 0, 17532, 17897, 34064500.0, 34065500.0, 0, 0, 34065000.0, 34065000.0, 0, 0, 0, 3, 0, 0, 6, 18658,
    'p. 4', 'sha256:0011223344556677', 'a note', 0, 2);
INSERT INTO claim VALUES(1, 7, 1, 18993, 19358, -9e999, 9e999, 1, 1, 0.0, 0.0, 0, 2, 0, 6, 0, 1, 6, 19400, '', '', '', 0, 3);
PRAGMA user_version = 1;
COMMIT;
