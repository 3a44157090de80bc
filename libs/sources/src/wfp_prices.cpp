// SPDX-License-Identifier: Apache-2.0
#include "halflight/sources/wfp_prices.hpp"

#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"
#include "price_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <span>

namespace halflight::sources {

namespace {

using watch::PriceRow;

enum Column : std::size_t {
    date,
    admin1,
    market,
    category,
    commodity,
    unit,
    priceflag,
    pricetype,
    currency,
    price,
    count_
};
constexpr std::array<std::string_view, count_> names = {
    "date", "admin1",    "market",    "category", "commodity",
    "unit", "priceflag", "pricetype", "currency", "price"};
constexpr std::array<Column, 7> needed = {date,      market,   commodity, unit,
                                          pricetype, currency, price};
constexpr std::size_t none = static_cast<std::size_t>(-1);
constexpr std::size_t most_told = 20;

class Reader {
  public:
    Reader(std::string_view csv, const WfpPricesSpec& spec) : m_csv(csv), m_file(spec.file) {
        m_at.fill(none);
        m_out.table.file = spec.file;
        m_out.table.id = spec.id.empty() ? stem(spec.file) : spec.id;
    }

    WfpPricesReport read() {
        if (m_csv.next() && read_header()) {
            while (m_csv.next()) {
                read_row();
            }
            finish();
        } else if (m_width == 0) {
            tell(halflight::Severity::error, "W120", 1, 1, "the file of prices is empty",
                 "write the header and one row for each price");
        }
        for (const io::CsvFault& fault : m_csv.faults()) {
            tell(halflight::Severity::warning, "W121", fault.line, fault.column, fault.message,
                 fault.hint);
        }
        m_out.table.rows = settle_prices(std::move(m_read), m_out.diagnostics);
        std::ranges::stable_sort(m_out.table.rows, {}, &PriceRow::month);
        m_out.diagnostics.sort();
        return std::move(m_out);
    }

  private:
    static std::string stem(const std::string& file) {
        const std::size_t slash = file.rfind('/');
        const std::string name = slash == std::string::npos ? file : file.substr(slash + 1);
        return name.substr(0, name.rfind('.'));
    }

    void tell(halflight::Severity severity, std::string code, std::uint32_t line,
              std::uint32_t column, std::string message, std::string hint) {
        m_out.diagnostics.add({severity,
                               std::move(code),
                               "",
                               std::move(message),
                               {m_file, line, column},
                               {},
                               std::move(hint)});
    }

    bool read_header() {
        const auto fields = m_csv.fields();
        m_width = fields.size();
        bool whole = true;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const auto* const known = std::ranges::find(names, trim(fields[i].text));
            if (known == names.end()) {
                continue;
            }
            std::size_t& at = m_at[static_cast<std::size_t>(known - names.begin())];
            if (at != none) {
                tell(halflight::Severity::error, "W122", fields[i].line, fields[i].column,
                     fmt::format("the column '{}' stands twice", *known),
                     "keep the one that holds; until then nothing of this file is read");
                whole = false;
            }
            at = i;
        }
        if (const std::string_view other = other_separator(); !other.empty()) {
            tell(halflight::Severity::error, "W122", m_csv.line(), 1,
                 fmt::format("{} where commas are expected: the header is one field", other),
                 "write the file anew with commas between fields and a point in numbers");
            return false;
        }
        for (const Column column : needed) {
            if (m_at[column] == none) {
                tell(halflight::Severity::error, "W122", m_csv.line(), 1,
                     fmt::format("the column '{}' is missing", names[column]),
                     "the header names date, market, commodity, unit, pricetype, currency, price");
                whole = false;
            }
        }
        return whole;
    }

    /// What parts the names of a header that has no comma.
    std::string_view other_separator() const {
        if (m_csv.fields().size() != 1) {
            return {};
        }
        for (const auto& [separator, words] :
             {std::pair{';', "semicolons"}, std::pair{'\t', "tabs"}, std::pair{'|', "bars"}}) {
            const auto parts = split(m_csv.fields().front().text, separator);
            const auto known = std::ranges::count_if(parts, [](std::string_view part) {
                return std::ranges::find(names, trim(part)) != names.end();
            });
            if (known > 1) {
                return words;
            }
        }
        return {};
    }

    std::string_view field(Column column) const {
        return m_at[column] == none ? std::string_view() : trim(m_csv.fields()[m_at[column]].text);
    }

    /// The row is left out; a few are told, then only their number.
    void leave_out(std::optional<Column> column, std::string message, std::string hint) {
        ++m_left_out;
        if (m_left_out > most_told) {
            return;
        }
        const bool placed = column && m_at[*column] < m_csv.fields().size();
        const io::CsvField* const at = placed ? &m_csv.fields()[m_at[*column]] : nullptr;
        tell(halflight::Severity::warning, "W123", at == nullptr ? m_csv.line() : at->line,
             at == nullptr ? 1 : at->column, std::move(message), std::move(hint));
    }

    std::optional<double> read_price() {
        const std::string_view text = field(price);
        double value = 0;
        const char* const end = text.data() + text.size();
        const auto [stop, fault] = std::from_chars(text.data(), end, value);
        if (text.empty() || fault != std::errc() || stop != end || !std::isfinite(value)) {
            leave_out(price, fmt::format("'{}' is not a price", shorten(text)),
                      "write digits with a point; the row is left out, not read as 0");
            return std::nullopt;
        }
        if (!(value > 0)) {
            leave_out(price, fmt::format("a price of {} is no price", format_number(value)),
                      "leave out rows without a price; the row is not read");
            return std::nullopt;
        }
        return value;
    }

    std::optional<Date> read_day() {
        const auto day = parse_date(field(date));
        if (!day) {
            leave_out(date, fmt::format("date '{}': {}", shorten(field(date)), day.fault().message),
                      "write 2021-03-15");
            return std::nullopt;
        }
        return *day;
    }

    void read_row() {
        const auto fields = m_csv.fields();
        const bool tags = !m_begun && !fields.empty() && fields.front().text.starts_with('#');
        m_begun = true;
        if (tags) {
            return;
        }
        if (fields.size() != m_width) {
            leave_out(std::nullopt,
                      fmt::format("the row has {} fields, the header {}", fields.size(), m_width),
                      "write one field for each column");
            return;
        }
        for (const Column column : {market, commodity, unit, pricetype, currency}) {
            if (field(column).empty()) {
                leave_out(column, fmt::format("the {} is empty", names[column]), "name it");
                return;
            }
        }
        const auto day = read_day();
        const auto value = day ? read_price() : std::nullopt;
        if (value) {
            add(*day, *value);
        }
    }

    void add(Date day, double value) {
        PriceRow row;
        row.month = period_at(day, Frequency::month);
        row.market = field(admin1).empty() ? std::string(field(market))
                                           : fmt::format("{} ({})", field(market), field(admin1));
        row.category = field(category);
        row.commodity = field(commodity);
        row.unit = field(unit);
        const std::string_view flag = field(priceflag);
        row.flag = flag.find("forecast") != std::string_view::npos ? "forecast" : flag;
        row.type = field(pricetype);
        row.currency = field(currency);
        row.price = value;
        row.line = m_csv.line();
        const io::CsvField& at = m_csv.fields()[m_at[price]];
        m_read.push_back({std::move(row), day, {m_file, at.line, at.column}});
    }

    void finish() {
        if (m_left_out > most_told) {
            tell(halflight::Severity::warning, "W124", 1, 1,
                 fmt::format("{} rows were left out, the first {} are listed", m_left_out,
                             most_told),
                 "mend or remove them");
        }
        if (m_read.empty()) {
            tell(halflight::Severity::error, "W125", 1, 1, "no row has a price that can be read",
                 "see docs/dossier-format.md for the form of prices/*.csv");
        }
    }

    io::CsvReader m_csv;
    std::string m_file;
    WfpPricesReport m_out;
    std::vector<ReadPrice> m_read;
    std::array<std::size_t, count_> m_at{};
    std::size_t m_width = 0;
    std::size_t m_left_out = 0;
    bool m_begun = false;
};

} // namespace

WfpPricesReport read_wfp_prices(std::string_view csv, const WfpPricesSpec& spec) {
    return Reader(csv, spec).read();
}

} // namespace halflight::sources
