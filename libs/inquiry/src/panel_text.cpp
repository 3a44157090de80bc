// SPDX-License-Identifier: Apache-2.0
#include "panel_text.hpp"

#include "halflight/base/text.hpp"
#include "halflight/dossier/lights.hpp"
#include "halflight/io/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <unordered_map>
#include <vector>

namespace halflight::inquiry {
namespace {

struct Cell {
    std::size_t unit = 0;
    std::size_t period = 0;
    double value = stats::undefined;
    double low = stats::undefined;
    double high = stats::undefined;
};

double number_of(std::string_view text, double otherwise) {
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc() && end == text.data() + text.size() ? value : otherwise;
}

class PanelReader {
  public:
    PanelReader(std::string_view rows, std::string statistic, studies::LightPanel& panel)
        : m_reader(rows), m_statistic(std::move(statistic)), m_panel(panel) {}

    std::optional<Fault> run() {
        if (!m_reader.next()) {
            return damaged();
        }
        if (auto fault = read_header()) {
            return fault;
        }
        while (m_reader.next()) {
            if (!read_row()) {
                return damaged();
            }
        }
        if (m_cells.empty() || m_cells.size() != m_panel.units.size() * m_panel.periods.size()) {
            return damaged();
        }
        fill();
        return std::nullopt;
    }

  private:
    [[nodiscard]] Fault damaged() const {
        return {fmt::format("line {} is damaged", m_reader.line()),
                "remove the panel, so that it is computed from its rasters",
                std::max<std::size_t>(1, m_reader.line())};
    }

    std::optional<std::size_t> column(std::string_view name) const {
        const auto fields = m_reader.fields();
        const auto found = std::ranges::find(fields, name, &io::CsvField::text);
        return found == fields.end()
                   ? std::nullopt
                   : std::optional(static_cast<std::size_t>(found - fields.begin()));
    }

    std::optional<Fault> read_header() {
        constexpr std::size_t leading = std::size(dossier::panel_columns);
        m_width = m_reader.fields().size();
        if (m_width < leading) {
            return damaged();
        }
        const auto value = column(m_statistic);
        if (!value || *value < leading) {
            std::vector<std::string_view> names;
            for (const io::CsvField& field : m_reader.fields().subspan(leading)) {
                names.push_back(field.text);
            }
            const auto near = nearest(m_statistic, names);
            return Fault{fmt::format("the panel has no statistic '{}'", shorten(m_statistic)),
                         near ? fmt::format("did you mean '{}'?", *near)
                              : std::string("name one of its table in dossier.toml"),
                         0};
        }
        m_value = *value;
        m_low = column(m_statistic + "_low");
        m_high = column(m_statistic + "_high");
        return std::nullopt;
    }

    bool read_row() {
        const auto fields = m_reader.fields();
        if (fields.size() != m_width) {
            return false;
        }
        const std::string_view period = fields[2].text;
        if (m_panel.periods.empty() || period != m_period) {
            const auto parsed = parse_period(period);
            if (!parsed) {
                return false;
            }
            m_period = period;
            m_panel.periods.push_back(*parsed);
        }
        Cell cell;
        cell.period = m_panel.periods.size() - 1;
        const auto [known, fresh] =
            m_units.emplace(std::string(fields[0].text), m_panel.units.size());
        if (fresh) {
            m_panel.units.emplace_back(fields[0].text);
        }
        cell.unit = known->second;
        if (const std::string_view text = fields[m_value].text; !text.empty()) {
            cell.value = number_of(text, stats::undefined);
            cell.low = m_low ? std::min(cell.value, number_of(fields[*m_low].text, cell.value))
                             : cell.value;
            cell.high = m_high ? std::max(cell.value, number_of(fields[*m_high].text, cell.value))
                               : cell.value;
        }
        m_cells.push_back(cell);
        return true;
    }

    void fill() {
        for (stats::Matrix* matrix : {&m_panel.value, &m_panel.low, &m_panel.high}) {
            *matrix = stats::Matrix(m_panel.periods.size(), m_panel.units.size());
            std::fill_n(matrix->data(), m_cells.size(), stats::undefined);
        }
        for (const Cell& cell : m_cells) {
            m_panel.value(cell.period, cell.unit) = cell.value;
            m_panel.low(cell.period, cell.unit) = cell.low;
            m_panel.high(cell.period, cell.unit) = cell.high;
        }
    }

    io::CsvReader m_reader;
    std::string m_statistic;
    studies::LightPanel& m_panel;
    std::size_t m_width = 0;
    std::size_t m_value = 0;
    std::optional<std::size_t> m_low, m_high;
    std::string m_period;
    std::unordered_map<std::string, std::size_t> m_units;
    std::vector<Cell> m_cells;
};

} // namespace

std::optional<Fault> read_panel(std::string_view rows, const std::string& statistic,
                                studies::LightPanel& panel) {
    return PanelReader(rows, statistic, panel).run();
}

} // namespace halflight::inquiry
