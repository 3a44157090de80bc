// SPDX-License-Identifier: Apache-2.0
#include "ledger_rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <vector>

namespace halflight::store {

namespace {

using ledger::Claim;
using ledger::Code;
using ledger::CodeLists;
using ledger::Indicator;
using ledger::Ledger;
using ledger::SeriesKey;
using ledger::Source;

void clear(const Database& database) {
    for (const char* table :
         {"claim", "series", "code_part", "code", "dimension", "conversion", "indicator_sum",
          "indicator_unit", "indicator", "source", "unit", "symbol", "file", "meta"}) {
        database.execute(fmt::format("DELETE FROM {}", table));
    }
}

void write_files(const Database& database, const Ledger& ledger) {
    Statement insert = database.prepare("INSERT INTO file VALUES(?, ?)");
    std::int64_t id = 0;
    for (const std::string& path : ledger.files) {
        insert.run(id++, path);
    }
}

/// Marks of the symbols that series and claims use. Written in ascending order, so that they
/// compare in the same order when they are read back.
std::vector<bool> used_symbols(const Ledger& ledger) {
    std::vector<bool> used;
    const auto mark = [&used](Symbol symbol) {
        if (used.size() <= symbol.id) {
            used.resize(std::size_t{symbol.id} + 1);
        }
        used[symbol.id] = true;
    };
    for (const SeriesKey& key : ledger.series()) {
        for (const Symbol symbol : {key.indicator, key.area, key.counterpart, key.dims, key.unit}) {
            mark(symbol);
        }
    }
    for (const Claim& claim : ledger.claims()) {
        mark(claim.id);
        mark(claim.unit);
    }
    return used;
}

void write_symbols(const Database& database, const Ledger& ledger) {
    Statement insert = database.prepare("INSERT INTO symbol VALUES(?, ?)");
    const std::vector<bool> used = used_symbols(ledger);
    for (std::uint32_t id = 1; id < used.size(); ++id) {
        if (used[id]) {
            insert.run(id, ledger.text(Symbol{id}));
        }
    }
}

void write_sources(const Database& database, const Ledger& ledger) {
    Statement insert =
        database.prepare("INSERT INTO source VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    std::int64_t id = 0;
    for (const Source& s : ledger.sources()) {
        const std::string_view reliability(&s.reliability, 1);
        const auto write = [&](const auto& date) {
            insert.run(id, s.id, s.publisher, s.title, date, s.language, s.read_in, s.translation,
                       s.translator, s.url, s.licence, s.redistribute, s.synthetic, s.origin,
                       reliability, s.note, s.place.file, s.place.line, s.place.column);
        };
        s.date ? write(s.date->days) : write(nullptr);
        ++id;
    }
}

/// Writes units one by one and hands out their numbers.
class UnitWriter {
  public:
    explicit UnitWriter(const Database& database)
        : m_insert(database.prepare("INSERT INTO unit VALUES(?, ?, ?, ?, ?, ?)")) {}

    std::int64_t write(const Unit& unit) {
        const std::string exponents = fmt::format("{}", fmt::join(unit.exponents, " "));
        m_insert.run(m_next, unit.numerator, unit.denominator, exponents, unit.label, unit.text);
        return m_next++;
    }

  private:
    Statement m_insert;
    std::int64_t m_next = 0;
};

void write_indicator(const Database& database, const Indicator& indicator) {
    const auto write = [&](const auto& part, const auto& whole, const auto& dims, const auto& area,
                           const auto& counterpart) {
        database.prepare("INSERT INTO indicator VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
            .run(indicator.id, indicator.name, indicator.type, indicator.nonnegative,
                 indicator.integer, indicator.frequency, indicator.growth_of, indicator.mean_over,
                 part, whole, dims, area, counterpart, indicator.place.file, indicator.place.line,
                 indicator.place.column);
    };
    if (const auto& share = indicator.share_of) {
        write(share->part, share->whole, share->whole_dims, share->whole_area,
              share->whole_counterpart);
    } else {
        write(nullptr, nullptr, nullptr, nullptr, nullptr);
    }
}

void write_indicators(const Database& database, const CodeLists& codes) {
    UnitWriter units(database);
    Statement unit_of = database.prepare("INSERT INTO indicator_unit VALUES(?, ?, ?)");
    Statement member = database.prepare("INSERT INTO indicator_sum VALUES(?, ?, ?)");
    Statement conversion = database.prepare("INSERT INTO conversion VALUES(?,?,?,?,?,?,?,?,?)");
    for (const auto& [id, indicator] : codes.indicators) {
        write_indicator(database, indicator);
        int position = 0;
        for (const Unit& unit : indicator.units) {
            unit_of.run(id, position++, units.write(unit));
        }
        position = 0;
        for (const std::string& part : indicator.sum_of) {
            member.run(id, position++, part);
        }
        position = 0;
        for (const auto& rule : indicator.conversions) {
            const auto from = units.write(rule.from);
            const auto to = units.write(rule.to);
            conversion.run(id, position++, from, to, rule.factor.lo, rule.factor.hi,
                           rule.factor.lo_open, rule.factor.hi_open, rule.source);
        }
    }
}

/// Writes the codes of one list; `dimension` is empty for areas.
class CodeWriter {
  public:
    explicit CodeWriter(const Database& database)
        : m_code(database.prepare("INSERT INTO code VALUES(?,?,?,?,?,?,?,?,?,?,?)")),
          m_part(database.prepare("INSERT INTO code_part VALUES(?,?,?,?)")) {}

    void write(std::string_view dimension, int position, const Code& code) {
        m_code.run(dimension, position, code.id, code.name, code.complete, code.residual_of,
                   code.read_as, code.assumption, code.place.file, code.place.line,
                   code.place.column);
        int at = 0;
        for (const std::string& part : code.parts) {
            m_part.run(dimension, position, at++, part);
        }
    }

  private:
    Statement m_code;
    Statement m_part;
};

void write_codes(const Database& database, const CodeLists& codes) {
    CodeWriter writer(database);
    Statement insert = database.prepare("INSERT INTO dimension VALUES(?,?,?,?,?,?,?)");
    for (const auto& [id, dimension] : codes.dimensions) {
        insert.run(dimension.id, dimension.name, dimension.default_code, dimension.definition,
                   dimension.place.file, dimension.place.line, dimension.place.column);
        int position = 0;
        for (const Code& code : dimension.codes) {
            writer.write(id, position++, code);
        }
    }
    int position = 0;
    for (const auto& [id, area] : codes.areas) {
        writer.write("", position++, area);
    }
}

void write_series(const Database& database, const Ledger& ledger) {
    Statement insert = database.prepare("INSERT INTO series VALUES(?,?,?,?,?,?)");
    std::int64_t id = 0;
    for (const SeriesKey& key : ledger.series()) {
        insert.run(id++, key.indicator.id, key.area.id, key.counterpart.id, key.dims.id,
                   key.unit.id);
    }
}

void write_claims(const Database& database, const Ledger& ledger) {
    Statement insert = database.prepare(
        "INSERT INTO claim VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    std::int64_t id = 0;
    for (const Claim& c : ledger.claims()) {
        insert.run(id++, c.id.id, c.series, c.period.first.days, c.period.end.days, c.bounds.lo,
                   c.bounds.hi, c.bounds.lo_open, c.bounds.hi_open, c.printed_low, c.printed_high,
                   c.form, c.missing, c.kind, c.credibility, c.decimals, c.source, c.unit.id,
                   c.known_since.days, c.locator, c.quote, c.note, c.file, c.line,
                   c.withdrawn.days);
    }
}

} // namespace

void write_ledger(const Database& database, const Ledger& ledger) {
    clear(database);
    write_files(database, ledger);
    write_symbols(database, ledger);
    write_sources(database, ledger);
    write_indicators(database, ledger.codes);
    write_codes(database, ledger.codes);
    write_series(database, ledger);
    write_claims(database, ledger);
}

} // namespace halflight::store
