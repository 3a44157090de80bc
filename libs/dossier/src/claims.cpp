// SPDX-License-Identifier: Apache-2.0
// claims/*.csv: one statement a row. Built for millions of rows: words that repeat are resolved
// once, and a sound row allocates nothing but its place in the ledger.
#include "claim_number.hpp"
#include "claim_series.hpp"
#include "claim_values.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace halflight::dossier {
namespace {

using ledger::Claim;

const Date earliest_known = to_date({1900, 1, 1});

class ClaimsLoader {
  public:
    explicit ClaimsLoader(Loading& loading)
        : m_loading(loading), m_ledger(loading.ledger()), m_resolver(loading) {}

    void load(const std::string& name, std::string_view text);

  private:
    void read_row(ClaimRow& row);
    void read_id(ClaimRow& row, Claim& claim);
    void read_period(ClaimRow& row, Claim& claim);
    void read_kind(ClaimRow& row, Claim& claim);
    void read_source(ClaimRow& row, Claim& claim);
    void read_dates(ClaimRow& row, Claim& claim);
    std::optional<Date> read_date(ClaimRow& row, Column column);
    void read_credibility(ClaimRow& row, Claim& claim);
    void read_texts(ClaimRow& row, Claim& claim);
    void keep(ClaimRow& row, Claim& claim, ClaimSeries* series);
    void duplicate(ClaimRow& row, const Place& first);
    void report_csv_faults(const io::CsvReader& reader, const std::string& name);

    Loading& m_loading;
    ledger::Ledger& m_ledger;
    SeriesResolver m_resolver;
    TextMap<Result<Period>> m_periods;
    TextMap<Result<Date>> m_dates;
    TextMap<ledger::SourceIndex> m_sources;
    std::string m_period_text;
    std::uint32_t m_file = 0;
    std::size_t m_csv_faults = 0;
};

void ClaimsLoader::load(const std::string& name, std::string_view text) {
    m_file = static_cast<std::uint32_t>(m_ledger.files.size());
    m_ledger.files.push_back(name);
    m_csv_faults = 0;
    io::CsvReader reader(text);
    const bool any = reader.next();
    const bool header_lost = !reader.faults().empty(); // the record at hand is not the first line
    report_csv_faults(reader, name);
    if (!any || header_lost) {
        m_loading.report.error(FaultCode::no_header, {name, 1, 1},
                               header_lost ? "the header line cannot be read; the rows are not read"
                                           : "the file has no header line",
                               "begin with the names of the columns: id,indicator,area,...");
        return;
    }
    ClaimHeader header;
    const bool usable = header.read(reader.fields(), name, reader.line(), m_loading.report);
    while (reader.next()) {
        report_csv_faults(reader, name);
        const auto fields = reader.fields();
        if (fields.size() != header.size()) {
            m_loading.report.error(
                FaultCode::ragged_row, {name, reader.line(), 1},
                fmt::format("the row has {} {}, the header has {}", fields.size(),
                            fields.size() == 1 ? "field" : "fields", header.size()),
                "give every column a field, empty or not, and put quotation marks around commas");
        } else if (usable) {
            ClaimRow row(header, fields, name, reader.line(), m_loading.report);
            read_row(row);
        }
    }
    report_csv_faults(reader, name);
}

void ClaimsLoader::report_csv_faults(const io::CsvReader& reader, const std::string& name) {
    const auto& faults = reader.faults();
    for (; m_csv_faults < faults.size(); ++m_csv_faults) {
        const io::CsvFault& fault = faults[m_csv_faults];
        m_loading.report.error(FaultCode::csv_syntax, {name, fault.line, fault.column},
                               fault.message, hint_or(fault.hint, "see RFC 4180 for the grammar"));
    }
}

void ClaimsLoader::read_row(ClaimRow& row) {
    Claim claim;
    claim.file = m_file;
    claim.line = row.line();
    read_id(row, claim);
    ClaimSeries* const series = m_resolver.resolve(row);
    read_period(row, claim);
    read_value(row, claim, series);
    read_kind(row, claim);
    read_source(row, claim);
    read_dates(row, claim);
    read_credibility(row, claim);
    read_texts(row, claim);
    keep(row, claim, series);
}

void ClaimsLoader::read_id(ClaimRow& row, Claim& claim) {
    if (!row.filled(Column::id)) {
        return;
    }
    const std::string_view id = row[Column::id];
    if (is_name(id)) {
        claim.id = m_ledger.pool.intern(id);
    } else if (row.spoil(FaultCode::bad_id, Column::id)) {
        m_loading.bad_name("claim", id, row.place(Column::id));
    }
}

void ClaimsLoader::read_period(ClaimRow& row, Claim& claim) {
    if (!row.filled(Column::start)) {
        return;
    }
    const std::string_view start = row[Column::start];
    const std::string_view end = row[Column::end];
    m_period_text.assign(start).append("\x1f").append(end);
    auto known = m_periods.find(m_period_text);
    if (known == m_periods.end()) {
        known = m_periods.emplace(m_period_text, parse_claim_period(start, end)).first;
    }
    const Result<Period>& period = known->second;
    if (period && period->first < period->end) {
        claim.period = *period;
        return;
    }
    const auto code = period ? FaultCode::period_reversed : FaultCode::bad_period;
    // Which of the two cannot be read: the start when it cannot be read alone.
    const Column column = !period && !parse_claim_period(start, {}) ? Column::start : Column::end;
    if (!row.spoil(code, column)) {
        return;
    }
    if (period) {
        row.fault(code, column,
                  fmt::format("the period ends ({}) before it starts ({})", end, start),
                  "exchange start and end, or mend one of them");
    } else {
        row.fault(code, column, period.fault().message,
                  hint_or(period.fault().hint, "write a period, as 2024, 2024-Q3 or 2024-07-15"));
    }
}

void ClaimsLoader::read_kind(ClaimRow& row, Claim& claim) {
    if (!row.filled(Column::kind)) {
        return;
    }
    const std::string_view word = row[Column::kind];
    if (const auto kind = ledger::parse_kind(word)) {
        claim.kind = *kind;
    } else if (row.spoil(FaultCode::unknown_kind, Column::kind)) {
        constexpr std::array<std::string_view, 5> kinds = {"measured", "estimate", "forecast",
                                                           "target", "cap"};
        row.fault(FaultCode::unknown_kind, Column::kind,
                  fmt::format("unknown kind {}", in_quotes(word)),
                  suggest(word, kinds, "write " + one_of(kinds)));
    }
}

void ClaimsLoader::read_source(ClaimRow& row, Claim& claim) {
    if (!row.filled(Column::source)) {
        return;
    }
    const std::string_view id = row[Column::source];
    auto known = m_sources.find(id);
    if (known == m_sources.end()) {
        const auto found = m_ledger.find_source(id);
        if (!found) {
            row.mark_unsound();
            m_loading.unknown_source(id, row.place(Column::source));
            return;
        }
        known = m_sources.emplace(std::string(id), *found).first;
    }
    claim.source = known->second;
}

std::optional<Date> ClaimsLoader::read_date(ClaimRow& row, Column column) {
    const std::string_view text = row[column];
    auto known = m_dates.find(text);
    if (known == m_dates.end()) {
        known = m_dates.emplace(std::string(text), parse_date(text)).first;
    }
    if (known->second) {
        return *known->second;
    }
    if (row.spoil(FaultCode::bad_date, column)) {
        row.fault(FaultCode::bad_date, column,
                  fmt::format("{}: {}", name_of(column), known->second.fault().message),
                  hint_or(known->second.fault().hint, "write a day that exists, as 2024-02-29"));
    }
    return std::nullopt;
}

void ClaimsLoader::read_dates(ClaimRow& row, Claim& claim) {
    claim.withdrawn = Period::no_end();
    std::optional<Date> known;
    if (row.filled(Column::known_since)) {
        known = read_date(row, Column::known_since);
    }
    if (known && *known < earliest_known &&
        row.spoil(FaultCode::known_since_range, Column::known_since)) {
        row.fault(
            FaultCode::known_since_range, Column::known_since,
            fmt::format("known_since {} lies before 1900", row[Column::known_since]),
            "write the day on which the statement became known, not the period that it is about");
    }
    claim.known_since = known.value_or(Date{});
    if (row[Column::withdrawn].empty()) {
        return;
    }
    const auto withdrawn = read_date(row, Column::withdrawn);
    claim.withdrawn = withdrawn.value_or(claim.withdrawn);
    if (known && withdrawn && *withdrawn < *known &&
        row.spoil(FaultCode::withdrawn_early, Column::withdrawn)) {
        row.fault(FaultCode::withdrawn_early, Column::withdrawn,
                  fmt::format("withdrawn on {}, before it was known on {}", row[Column::withdrawn],
                              row[Column::known_since]),
                  "mend withdrawn or known_since: a statement is known before it is withdrawn");
    }
}

void ClaimsLoader::read_credibility(ClaimRow& row, Claim& claim) {
    const std::string_view text = row[Column::credibility];
    if (text.empty()) {
        return;
    }
    if (text.size() == 1 && text.front() >= '1' && text.front() <= '6') {
        claim.credibility = static_cast<std::int8_t>(text.front() - '0');
    } else if (row.spoil(FaultCode::bad_credibility, Column::credibility)) {
        row.fault(FaultCode::bad_credibility, Column::credibility,
                  fmt::format("credibility {} is not on the scale", in_quotes(text)),
                  "write 1 (confirmed) to 5 (improbable), or 6 where it cannot be judged");
    }
}

void ClaimsLoader::read_texts(ClaimRow& row, Claim& claim) {
    const std::string_view quote = row[Column::quote];
    if (!quote.empty() && !is_fingerprint(quote) &&
        row.spoil(FaultCode::bad_quote, Column::quote)) {
        row.fault(FaultCode::bad_quote, Column::quote,
                  fmt::format("quote {} is not a fingerprint", in_quotes(quote)),
                  "write sha256: and 16 hexadecimal digits, never the sentence itself");
    }
    if (!row.sound()) {
        return;
    }
    const auto kept = [this](std::string_view text) {
        return text.empty() ? std::string_view{} : m_ledger.pool.keep(text);
    };
    claim.locator = kept(row[Column::locator]);
    claim.quote = kept(quote);
    claim.note = kept(row[Column::note]);
}

void ClaimsLoader::keep(ClaimRow& row, Claim& claim, ClaimSeries* series) {
    if (!claim.id) {
        return;
    }
    const std::string_view id = row[Column::id];
    if (!m_loading.dropped_claims.empty()) {
        if (const auto dropped = m_loading.dropped_claims.find(id);
            dropped != m_loading.dropped_claims.end()) {
            duplicate(row, dropped->second);
            return;
        }
    }
    if (row.sound() && series != nullptr) {
        if (!series->index) {
            series->index = m_ledger.add_series(series->key);
        }
        claim.series = *series->index;
        claim.unit = series->unit;
        if (m_ledger.add_claim(claim)) {
            return;
        }
    }
    if (const auto first = m_ledger.find_claim(id)) {
        duplicate(row, m_ledger.place_of(m_ledger.claims()[*first]));
    } else {
        m_loading.dropped_claims.emplace(std::string(id), row.place(Column::id));
    }
}

void ClaimsLoader::duplicate(ClaimRow& row, const Place& first) {
    if (row.spoil(FaultCode::duplicate_id, Column::id)) {
        row.fault(FaultCode::duplicate_id, Column::id,
                  fmt::format("claim {} is stated twice", in_quotes(row[Column::id])),
                  "give each row an id of its own", {{"the first stands here", first}});
    }
}

} // namespace

void load_claims(const Files& files, Loading& loading) {
    std::size_t lines = 0;
    for (const auto& [name, text] : files) {
        if (name.starts_with("claims/") && name.ends_with(".csv")) {
            constexpr std::size_t shortest_row = 32; // a file of empty lines reserves no gigabytes
            const auto breaks = std::count(text.begin(), text.end(), '\n');
            lines += std::min(static_cast<std::size_t>(breaks), text.size() / shortest_row);
        }
    }
    loading.ledger().reserve(lines);
    ClaimsLoader loader(loading);
    for (const auto& [name, text] : files) {
        if (name.starts_with("claims/") && name.ends_with(".csv")) {
            loader.load(name, text);
        }
    }
}

} // namespace halflight::dossier
