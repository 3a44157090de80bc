// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"
#include "ledger_rows.hpp"

#include <fmt/format.h>

#include <charconv>
#include <unordered_map>

namespace halflight::store {

namespace {

using ledger::Claim;
using ledger::Code;
using ledger::CodeLists;
using ledger::Indicator;
using ledger::Ledger;
using ledger::SeriesKey;
using ledger::Source;

[[noreturn]] void damaged(const Database& database, std::string_view what) {
    throw Error(
        ErrorCode::store,
        fmt::format("database {} is damaged: {}; delete it and build it again from the text",
                    database.path(), what));
}

/// Columns of one row, read from left to right.
class Row {
  public:
    explicit Row(const Statement& statement) : m_statement(statement) {}

    [[nodiscard]] std::string text() { return std::string(m_statement.text(m_column++)); }
    [[nodiscard]] std::string_view view() { return m_statement.text(m_column++); }
    [[nodiscard]] double real() { return m_statement.real(m_column++); }
    [[nodiscard]] bool flag() { return m_statement.integer(m_column++) != 0; }
    [[nodiscard]] bool is_null() const { return m_statement.is_null(m_column); }
    template <class T>
    [[nodiscard]] T number() {
        return static_cast<T>(m_statement.integer(m_column++));
    }
    [[nodiscard]] Date date() { return {number<std::int32_t>()}; }
    [[nodiscard]] Interval interval() {
        Interval value;
        value.lo = real();
        value.hi = real();
        value.lo_open = flag();
        value.hi_open = flag();
        return value;
    }
    [[nodiscard]] Place place() {
        Place where;
        where.file = text();
        where.line = number<std::uint32_t>();
        where.column = number<std::uint32_t>();
        return where;
    }
    void skip() { ++m_column; }

  private:
    const Statement& m_statement;
    int m_column = 0;
};

void read_files(const Database& database, Ledger& ledger) {
    Statement select = database.prepare("SELECT path FROM file ORDER BY id");
    while (select.step()) {
        ledger.files.emplace_back(select.text(0));
    }
}

/// Stored numbers of symbols to those of the ledger's pool.
class Symbols {
  public:
    Symbols(const Database& database, Ledger& ledger) : m_database(database) {
        Statement select = database.prepare("SELECT id, text FROM symbol ORDER BY id");
        while (select.step()) {
            m_symbols.emplace(select.integer(0), ledger.pool.intern(select.text(1)));
        }
    }
    [[nodiscard]] Symbol at(std::int64_t id) const {
        if (id == 0) {
            return {};
        }
        const auto found = m_symbols.find(id);
        if (found == m_symbols.end()) {
            damaged(m_database, fmt::format("symbol {} is missing", id));
        }
        return found->second;
    }

  private:
    const Database& m_database;
    std::unordered_map<std::int64_t, Symbol> m_symbols;
};

Source read_source(Row row) {
    Source s;
    s.id = row.text();
    s.publisher = row.text();
    s.title = row.text();
    if (row.is_null()) {
        row.skip();
    } else {
        s.date = row.date();
    }
    s.language = row.text();
    s.read_in = row.text();
    s.translation = row.number<ledger::Translation>();
    s.translator = row.text();
    s.url = row.text();
    s.licence = row.text();
    s.redistribute = row.flag();
    s.synthetic = row.flag();
    s.origin = row.text();
    const std::string_view reliability = row.view();
    s.reliability = reliability.empty() ? 'F' : reliability.front();
    s.note = row.text();
    s.place = row.place();
    return s;
}

void read_sources(const Database& database, Ledger& ledger) {
    Statement select = database.prepare(
        "SELECT name, publisher, title, date, language, read_in, translation, translator, url, "
        "licence, "
        "redistribute, synthetic, origin, reliability, note, place_file, place_line, place_column "
        "FROM source ORDER BY id");
    while (select.step()) {
        ledger.add_source(read_source(Row(select)));
    }
}

Unit read_unit(const Database& database, Row row) {
    Unit unit;
    unit.numerator = row.real();
    unit.denominator = row.real();
    const auto words = split(row.view(), ' ');
    if (words.size() != unit.exponents.size()) {
        damaged(database, "a unit has too few exponents");
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::from_chars(words[i].data(), words[i].data() + words[i].size(), unit.exponents[i]);
    }
    unit.label = row.text();
    unit.text = row.text();
    return unit;
}

std::vector<Unit> read_units(const Database& database) {
    std::vector<Unit> units;
    Statement select = database.prepare(
        "SELECT numerator, denominator, exponents, label, text FROM unit ORDER BY id");
    while (select.step()) {
        units.push_back(read_unit(database, Row(select)));
    }
    return units;
}

Indicator read_indicator(Row row) {
    Indicator indicator;
    indicator.id = row.text();
    indicator.name = row.text();
    indicator.type = row.number<ledger::IndicatorType>();
    indicator.nonnegative = row.flag();
    indicator.integer = row.flag();
    indicator.frequency = row.number<Frequency>();
    indicator.growth_of = row.text();
    indicator.mean_over = row.text();
    const bool has_share = !row.is_null();
    ledger::ShareRule share;
    for (std::string* field : {&share.part, &share.whole, &share.whole_dims, &share.whole_area,
                               &share.whole_counterpart}) {
        *field = row.text();
    }
    if (has_share) {
        indicator.share_of = std::move(share);
    }
    indicator.place = row.place();
    return indicator;
}

void read_conversions(const Database& database, const std::vector<Unit>& units, CodeLists& codes) {
    Statement select = database.prepare("SELECT indicator, from_unit, to_unit, low, high, "
                                        "low_open, high_open, source FROM conversion "
                                        "ORDER BY indicator, position");
    while (select.step()) {
        Row row(select);
        Indicator& indicator = codes.indicators[row.text()];
        ledger::ConversionRule rule;
        rule.from = units.at(row.number<std::size_t>());
        rule.to = units.at(row.number<std::size_t>());
        rule.factor = row.interval();
        rule.source = row.text();
        indicator.conversions.push_back(std::move(rule));
    }
}

void read_indicators(const Database& database, CodeLists& codes) {
    const std::vector<Unit> units = read_units(database);
    Statement select = database.prepare("SELECT * FROM indicator ORDER BY id");
    while (select.step()) {
        Indicator indicator = read_indicator(Row(select));
        codes.indicators.insert_or_assign(indicator.id, std::move(indicator));
    }
    Statement unit_of =
        database.prepare("SELECT indicator, unit FROM indicator_unit ORDER BY indicator, position");
    while (unit_of.step()) {
        const auto unit = static_cast<std::size_t>(unit_of.integer(1));
        codes.indicators[std::string(unit_of.text(0))].units.push_back(units.at(unit));
    }
    Statement member = database.prepare(
        "SELECT indicator, member FROM indicator_sum ORDER BY indicator, position");
    while (member.step()) {
        codes.indicators[std::string(member.text(0))].sum_of.emplace_back(member.text(1));
    }
    read_conversions(database, units, codes);
}

Code read_code(Row& row) {
    Code code;
    code.id = row.text();
    code.name = row.text();
    code.complete = row.flag();
    code.residual_of = row.text();
    code.read_as = row.text();
    code.assumption = row.text();
    code.place = row.place();
    return code;
}

/// Codes of one list in order; those of areas under the empty dimension.
std::vector<Code> read_codes(const Database& database, std::string_view dimension) {
    std::vector<Code> codes;
    Statement select = database.prepare("SELECT id, name, complete, residual_of, read_as, "
                                        "assumption, place_file, place_line, place_column "
                                        "FROM code WHERE dimension = ? ORDER BY position");
    select.bind(dimension);
    while (select.step()) {
        Row row(select);
        codes.push_back(read_code(row));
    }
    Statement parts = database.prepare(
        "SELECT code, part FROM code_part WHERE dimension = ? ORDER BY code, position");
    parts.bind(dimension);
    while (parts.step()) {
        codes.at(static_cast<std::size_t>(parts.integer(0))).parts.emplace_back(parts.text(1));
    }
    return codes;
}

void read_dimensions(const Database& database, CodeLists& codes) {
    Statement select = database.prepare("SELECT * FROM dimension ORDER BY id");
    while (select.step()) {
        Row row(select);
        ledger::Dimension dimension;
        dimension.id = row.text();
        dimension.name = row.text();
        dimension.default_code = row.text();
        dimension.definition = row.flag();
        dimension.place = row.place();
        dimension.codes = read_codes(database, dimension.id);
        codes.dimensions.insert_or_assign(dimension.id, std::move(dimension));
    }
    for (Code& area : read_codes(database, "")) {
        codes.areas.insert_or_assign(area.id, std::move(area));
    }
}

void read_series(const Database& database, const Symbols& symbols, Ledger& ledger) {
    Statement select =
        database.prepare("SELECT indicator, area, counterpart, dims, unit FROM series ORDER BY id");
    while (select.step()) {
        Row row(select);
        SeriesKey key;
        for (Symbol* part : {&key.indicator, &key.area, &key.counterpart, &key.dims, &key.unit}) {
            *part = symbols.at(row.number<std::int64_t>());
        }
        ledger.add_series(key);
    }
}

Claim read_claim(Row row, const Symbols& symbols, Ledger& ledger) {
    Claim c;
    c.id = symbols.at(row.number<std::int64_t>());
    c.series = row.number<ledger::SeriesIndex>();
    c.period.first = row.date();
    c.period.end = row.date();
    c.bounds = row.interval();
    c.printed_low = row.real();
    c.printed_high = row.real();
    c.form = row.number<Form>();
    c.missing = row.number<Missing>();
    c.kind = row.number<ledger::Kind>();
    c.credibility = row.number<std::int8_t>();
    c.decimals = row.number<std::int8_t>();
    c.source = row.number<ledger::SourceIndex>();
    c.unit = symbols.at(row.number<std::int64_t>());
    c.known_since = row.date();
    c.locator = ledger.pool.keep(row.view());
    c.quote = ledger.pool.keep(row.view());
    c.note = ledger.pool.keep(row.view());
    c.file = row.number<std::uint32_t>();
    c.line = row.number<std::uint32_t>();
    c.withdrawn = row.date();
    return c;
}

bool is_sound(const Claim& claim, const Ledger& ledger) {
    return claim.series < ledger.series().size() && claim.source < ledger.sources().size() &&
           claim.file < ledger.files.size() && claim.form < Form::count_ &&
           claim.missing < Missing::count_ && claim.kind < ledger::Kind::count_;
}

void read_claims(const Database& database, const Symbols& symbols, Ledger& ledger) {
    ledger.reserve(static_cast<std::size_t>(database.integer("SELECT count(*) FROM claim")));
    Statement select = database.prepare("SELECT name, series, first, end, low, high, low_open, "
                                        "high_open, printed_low, printed_high, form, "
                                        "missing, kind, credibility, decimals, source, unit, "
                                        "known_since, locator, quote, note, file, line, "
                                        "withdrawn FROM claim ORDER BY id");
    while (select.step()) {
        const Claim claim = read_claim(Row(select), symbols, ledger);
        if (!is_sound(claim, ledger) || !ledger.add_claim(claim)) {
            damaged(database, fmt::format("claim {} does not fit", ledger.text(claim.id)));
        }
    }
}

} // namespace

Ledger read_ledger(const Database& database) {
    Ledger ledger;
    const Symbols symbols(database, ledger);
    read_files(database, ledger);
    read_sources(database, ledger);
    try {
        read_indicators(database, ledger.codes);
        read_dimensions(database, ledger.codes);
    } catch (const std::out_of_range&) {
        damaged(database, "a code list refers to a row that is missing");
    }
    read_series(database, symbols, ledger);
    read_claims(database, symbols, ledger);
    return ledger;
}

} // namespace halflight::store
