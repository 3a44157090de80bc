// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"
#include "halflight/io/files.hpp"
#include "halflight/lights/series.hpp"
#include "halflight/raster/statistic.hpp"
#include "panel_table.hpp"
#include "table_hash.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

namespace halflight::lights {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// Where the columns stand that are read.
struct Columns {
    std::size_t count = 0;
    std::size_t zone = 0, period = 0, missing = 0, value = 0;
    std::optional<std::size_t> name, low, high, error, valid_share;
};

class PanelText {
  public:
    PanelText(const fs::path& path, std::string_view statistic)
        : m_path(path), m_statistic(statistic), m_text(io::read_file(path)), m_reader(m_text) {}

    Series read() {
        m_series.statistic = m_statistic;
        read_metadata();
        read_columns();
        while (m_reader.next()) {
            read_row();
        }
        if (!m_reader.faults().empty()) {
            const io::CsvFault& fault = m_reader.faults().front();
            refuse(fault.line, fault.message);
        }
        place();
        return std::move(m_series);
    }

  private:
    [[noreturn]] void refuse(std::uint32_t line, const std::string& what) const {
        throw Error(ErrorCode::parse,
                    fmt::format("'{}', line {}: {}; make the panel again with `halflight lights "
                                "panel`",
                                m_path.string(), line, what));
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
        try {
            take_metadata(Json::parse(io::read_file(path)));
        } catch (const Json::exception&) {
            throw Error(ErrorCode::parse, fmt::format("'{}' is no metadata of a panel; make the "
                                                      "panel again with `halflight lights panel`",
                                                      path.string()));
        }
        TableHash hash;
        hash.add(m_text);
        if (hash.digest() != m_series.table_hash) {
            throw Error(ErrorCode::parse,
                        fmt::format("'{}' is not the table that '{}' speaks of: one of them was "
                                    "changed; make the panel again",
                                    m_path.string(), path.string()));
        }
    }

    void take_metadata(const Json& json) {
        const Json& product = json.at("product");
        m_series.product = product.at("name").get<std::string>();
        m_series.note = product.at("note").get<std::string>();
        m_series.synthetic = json.at("synthetic").get<bool>();
        m_series.zones_hash = json.at("zones").at("hash").get<std::string>();
        m_series.table_hash = json.at("table").at("hash").get<std::string>();
        for (const Json& statistic : json.at("statistics")) {
            const auto name = statistic.at("name").get<std::string>();
            m_units[name] = statistic.at("unit").get<std::string>();
            m_known += (m_known.empty() ? "" : ", ") + name;
        }
    }

    void read_columns() {
        std::map<std::string, std::size_t, std::less<>> names;
        if (m_reader.next()) {
            for (const io::CsvField& field : m_reader.fields()) {
                names.emplace(field.text, names.size());
            }
        }
        m_columns.count = names.size();
        const auto find = [&names](const std::string& name) -> std::optional<std::size_t> {
            const auto found = names.find(name);
            return found == names.end() ? std::nullopt : std::optional(found->second);
        };
        const auto need = [&](const std::string& name) {
            const auto found = find(name);
            if (!found) {
                refuse(1, fmt::format("there is no column '{}'", name));
            }
            return *found;
        };
        m_columns.zone = need("zone");
        m_columns.period = need("period");
        m_columns.missing = need("missing");
        if (!m_units.contains(m_statistic)) {
            throw Error(ErrorCode::not_found, fmt::format("'{}' has no statistic '{}'; it has {}",
                                                          m_path.string(), m_statistic, m_known));
        }
        m_series.unit = m_units[m_statistic];
        m_columns.value = need(m_statistic);
        m_columns.name = find("name");
        m_columns.low = find(m_statistic + "_low");
        m_columns.high = find(m_statistic + "_high");
        m_columns.error = find(m_statistic + "_se");
        m_columns.valid_share = find("valid_share");
        m_series.has_valid_share = m_columns.valid_share.has_value();
    }

    [[nodiscard]] double number(std::size_t column) const {
        const std::string_view text = m_reader.fields()[column].text;
        double value = SeriesCell::none;
        if (text.empty()) {
            return value;
        }
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (fault != std::errc{} || end != text.data() + text.size()) {
            refuse(m_reader.line(), fmt::format("'{}' is no number", shorten(text)));
        }
        return value;
    }
    [[nodiscard]] double number(const std::optional<std::size_t>& column) const {
        return column ? number(*column) : SeriesCell::none;
    }

    void read_row() {
        const auto fields = m_reader.fields();
        if (fields.size() != m_columns.count) {
            refuse(m_reader.line(),
                   fmt::format("{} fields where the head has {}", fields.size(), m_columns.count));
        }
        const auto period = parse_period(fields[m_columns.period].text);
        if (!period) {
            refuse(m_reader.line(), period.fault().message);
        }
        SeriesCell cell;
        cell.missing = std::string(fields[m_columns.missing].text);
        cell.value = number(m_columns.value);
        cell.low = number(m_columns.low);
        cell.high = number(m_columns.high);
        cell.error = number(m_columns.error);
        cell.valid_share = number(m_columns.valid_share);
        if (cell.missing.empty() && std::isnan(cell.value)) {
            cell.missing = raster::to_string(raster::Missing::not_given);
        }
        const std::size_t zone = zone_of(fields);
        const auto [at, is_new] = m_rows.try_emplace({zone, *period}, std::move(cell));
        if (!is_new) {
            refuse(m_reader.line(), fmt::format("zone '{}' stands twice in {}",
                                                m_series.zones[zone], to_string(*period)));
        }
    }

    std::size_t zone_of(std::span<const io::CsvField> fields) {
        const std::string id(fields[m_columns.zone].text);
        const auto [known, is_new] = m_zones.try_emplace(id, m_series.zones.size());
        if (is_new) {
            m_series.zones.push_back(id);
            if (m_columns.name) {
                m_series.names.emplace_back(fields[*m_columns.name].text);
            }
        }
        return known->second;
    }

    void place() {
        for (const auto& [key, cell] : m_rows) {
            m_series.periods.push_back(key.second);
        }
        std::ranges::sort(m_series.periods);
        m_series.periods.erase(std::ranges::unique(m_series.periods).begin(),
                               m_series.periods.end());
        if (m_rows.size() != m_series.zones.size() * m_series.periods.size()) {
            refuse(m_reader.line(), "some zones lack a row in some periods");
        }
        for (auto& [key, cell] : m_rows) { // zone after zone, period after period
            m_series.cells.push_back(std::move(cell));
        }
    }

    fs::path m_path;
    std::string m_statistic;
    std::string m_text;
    io::CsvReader m_reader;
    Series m_series;
    Columns m_columns;
    std::map<std::string, std::string> m_units;
    std::string m_known;
    std::map<std::string, std::size_t> m_zones;
    std::map<std::pair<std::size_t, Period>, SeriesCell> m_rows;
};

} // namespace

Series read_series(const fs::path& panel, std::string_view statistic) {
    if (panel.extension() != ".csv") {
        throw Error(ErrorCode::usage, fmt::format("'{}' is no CSV panel; make one with `halflight "
                                                  "lights panel --out FILE.csv`",
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
