// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"
#include "halflight/io/files.hpp"
#include "panel_table.hpp"
#include "series_build.hpp"
#include "table_hash.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <optional>

namespace halflight::lights {

namespace {

namespace fs = std::filesystem;

class PanelText {
  public:
    PanelText(const fs::path& path, std::string_view statistic)
        : m_path(path), m_text(io::read_file(path)), m_reader(m_text),
          m_builder(path.string(), statistic) {}

    Series read() {
        read_metadata();
        read_columns();
        while (m_reader.next()) {
            read_row();
        }
        if (!m_reader.faults().empty()) {
            const io::CsvFault& fault = m_reader.faults().front();
            refuse(fault.line, fault.message);
        }
        check(m_reader.line(), m_builder.finish());
        return m_builder.take();
    }

  private:
    [[noreturn]] void refuse(std::uint32_t line, const std::string& what) const {
        throw Error(ErrorCode::parse,
                    fmt::format("'{}', line {}: {}; make the panel again with `halflight lights "
                                "panel`",
                                m_path.string(), line, what));
    }
    void check(std::uint32_t line, const std::string& fault) const {
        if (!fault.empty()) {
            refuse(line, fault);
        }
    }

    void read_metadata() {
        const fs::path path = metadata_path(m_path);
        std::error_code unknown;
        if (!fs::exists(path, unknown)) {
            throw Error(ErrorCode::io,
                        fmt::format("'{}' is absent: it says what the columns of the panel are; "
                                    "keep it beside the table",
                                    path.string()));
        }
        m_builder.take_metadata(io::read_file(path), path.string());
        TableHash hash;
        hash.add(m_text);
        if (hash.digest() != m_builder.table_hash()) {
            throw Error(ErrorCode::parse,
                        fmt::format("'{}' is not the table that '{}' speaks of: one of them was "
                                    "changed; make the panel again",
                                    m_path.string(), path.string()));
        }
    }

    void read_columns() {
        std::map<std::string, std::size_t, std::less<>> names;
        if (m_reader.next()) {
            for (const io::CsvField& field : m_reader.fields()) {
                names.emplace(field.text, names.size());
            }
        }
        check(1, m_builder.take_columns(names));
    }

    [[nodiscard]] double number(const std::optional<std::size_t>& column) const {
        double value = SeriesCell::none;
        const std::string_view text = column ? m_reader.fields()[*column].text : std::string_view();
        if (text.empty()) {
            return value;
        }
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (fault != std::errc{} || end != text.data() + text.size()) {
            refuse(m_reader.line(), fmt::format("'{}' is no number", shorten(text)));
        }
        return value;
    }

    void read_row() {
        const auto fields = m_reader.fields();
        const SeriesColumns& columns = m_builder.columns();
        if (fields.size() != columns.count) {
            refuse(m_reader.line(),
                   fmt::format("{} fields where the head has {}", fields.size(), columns.count));
        }
        SeriesRow row;
        row.zone = fields[columns.zone].text;
        row.name = columns.name ? fields[*columns.name].text : std::string_view();
        row.period = fields[columns.period].text;
        row.cell.missing = std::string(fields[columns.missing].text);
        row.cell.value = number(columns.value);
        row.cell.low = number(columns.low);
        row.cell.high = number(columns.high);
        row.cell.error = number(columns.error);
        row.cell.valid_share = number(columns.valid_share);
        check(m_reader.line(), m_builder.add(std::move(row)));
    }

    fs::path m_path;
    std::string m_text;
    io::CsvReader m_reader;
    SeriesBuilder m_builder;
};

} // namespace

Series read_series(const fs::path& panel, std::string_view statistic) {
    if (panel.extension() == ".sqlite") {
        return read_sqlite_series(panel, statistic);
    }
    if (panel.extension() != ".csv") {
        throw Error(ErrorCode::usage,
                    fmt::format("'{}' is no panel by its name; make one with `halflight lights "
                                "panel --out FILE.csv` or FILE.sqlite",
                                panel.string()));
    }
    return PanelText(panel, statistic).read();
}

void require_valid_share(Series& series, double least) {
    if (!(least > 0)) {
        return;
    }
    if (!series.has_valid_share) {
        throw Error(ErrorCode::invalid_argument,
                    "the panel has no column valid_share, so that nobody can tell how much of a "
                    "zone was seen; make it with --stat ...,valid_share or give --min-valid 0");
    }
    for (SeriesCell& cell : series.cells) {
        if (cell.has_value() && !(cell.valid_share >= least)) {
            const double share = cell.valid_share;
            cell = {};
            cell.valid_share = share;
            cell.missing = "valid_share_low";
        }
    }
}

} // namespace halflight::lights
