// SPDX-License-Identifier: Apache-2.0
#include "panel_table.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace halflight::inquiry {
namespace {

struct Columns {
    std::size_t unit = 0;
    std::size_t period = 0;
    std::size_t value = 0;
    std::optional<std::size_t> low, high;
};

class TableReader {
  public:
    TableReader(Asked& asked, const TextTable& table, std::string statistic)
        : m_asked(asked), m_table(table), m_statistic(std::move(statistic)) {}

    std::unique_ptr<PanelText> read() {
        if (!find_columns() || !find_periods()) {
            return nullptr;
        }
        auto out = std::make_unique<PanelText>();
        out->unit = m_asked.text("light-unit", "1");
        out->panel.periods = whole_stretch();
        place_units(out->panel);
        return fill(out->panel) ? std::move(out) : nullptr;
    }

  private:
    std::optional<std::size_t> column(std::string_view key, std::string_view fallback) {
        const std::string name = m_asked.text(key, fallback);
        const auto found = m_table.find(name);
        if (!found) {
            m_asked.fault(m_asked.has(key) ? key : "panel",
                          fmt::format("{}: there is no column '{}'", m_table.file, shorten(name)),
                          fmt::format("it has {}", fmt::join(m_table.columns, ", ")));
        }
        return found;
    }

    bool find_columns() {
        const auto unit = column("unit-column", "unit");
        const auto period = column("period-column", "period");
        const auto value = column("statistic", m_statistic);
        if (!unit || !period || !value) {
            return false;
        }
        m_columns = {*unit, *period, *value, m_table.find(m_statistic + "_low"),
                     m_table.find(m_statistic + "_high")};
        return true;
    }

    bool find_periods() {
        for (std::size_t row = 0; row < m_table.rows.size(); ++row) {
            const auto parsed = parse_period(m_table.rows[row][m_columns.period]);
            if (!parsed) {
                m_asked.fault("panel",
                              fmt::format("{}: {}", m_table.place(row), parsed.fault().message),
                              "write a period, as 2024-07");
                return false;
            }
            const Frequency own = frequency_of(*parsed);
            const Frequency frequency = own == Frequency::day ? Frequency::month : own;
            if (frequency == Frequency::none || (row > 0 && frequency != m_frequency)) {
                m_asked.fault("panel",
                              fmt::format("{}: {} is not of the frequency of the rows before",
                                          m_table.place(row), to_string(*parsed)),
                              "write months, quarters or years, one kind in a table");
                return false;
            }
            m_frequency = frequency;
            m_periods.push_back(period_at(parsed->first, frequency));
        }
        if (m_periods.empty()) {
            m_asked.fault("panel", m_table.file + " has no rows", "write some");
        }
        return !m_periods.empty();
    }

    [[nodiscard]] std::vector<Period> whole_stretch() const {
        const auto [first, last] = std::ranges::minmax(m_periods);
        return units_inside({first.first, last.end}, m_frequency);
    }

    void place_units(studies::LightPanel& panel) {
        for (const auto& row : m_table.rows) {
            if (m_units.emplace(row[m_columns.unit], panel.units.size()).second) {
                panel.units.push_back(row[m_columns.unit]);
            }
        }
    }

    [[nodiscard]] double number(std::size_t row, std::size_t column) {
        return m_table.rows[row][column].empty()
                   ? stats::undefined
                   : number_at(m_table, row, column, m_asked, "panel");
    }

    bool fill(studies::LightPanel& panel) {
        for (stats::Matrix* matrix : {&panel.value, &panel.low, &panel.high}) {
            *matrix = stats::Matrix(panel.periods.size(), panel.units.size());
            std::fill_n(matrix->data(), panel.periods.size() * panel.units.size(),
                        stats::undefined);
        }
        std::vector<bool> given(panel.periods.size() * panel.units.size());
        for (std::size_t row = 0; row < m_table.rows.size(); ++row) {
            const auto at = std::ranges::lower_bound(panel.periods, m_periods[row]);
            const auto t = static_cast<std::size_t>(at - panel.periods.begin());
            const std::size_t unit = m_units.at(m_table.rows[row][m_columns.unit]);
            if (given[t * panel.units.size() + unit]) {
                m_asked.fault("panel",
                              fmt::format("{}: {} of '{}' is given twice", m_table.place(row),
                                          to_string(m_periods[row]), shorten(panel.units[unit])),
                              "leave one of the rows out");
                return false;
            }
            given[t * panel.units.size() + unit] = true;
            const double value = number(row, m_columns.value);
            panel.value(t, unit) = value;
            panel.low(t, unit) =
                m_columns.low ? std::min(value, number(row, *m_columns.low)) : value;
            panel.high(t, unit) =
                m_columns.high ? std::max(value, number(row, *m_columns.high)) : value;
        }
        return true;
    }

    Asked& m_asked;
    const TextTable& m_table;
    std::string m_statistic;
    Columns m_columns;
    Frequency m_frequency = Frequency::none;
    std::vector<Period> m_periods; ///< by row
    std::map<std::string_view, std::size_t> m_units;
};

} // namespace

std::unique_ptr<PanelText> panel_of(Asked& asked, const TextTable& table,
                                    const std::string& statistic) {
    return TableReader(asked, table, statistic).read();
}

} // namespace halflight::inquiry
