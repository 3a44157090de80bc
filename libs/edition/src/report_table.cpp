// SPDX-License-Identifier: Apache-2.0
#include "report_table.hpp"
#include "halflight/base/text.hpp"

#include "report_markdown.hpp"
#include "report_number.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>

namespace halflight::edition {

namespace {

using measures::Basis;
using measures::Column;
using measures::Row;
using measures::Table;
using measures::Value;

constexpr std::size_t most_periods_across = 7;
constexpr std::size_t most_columns_across = 4;

struct Mark {
    std::string_view sign;
    std::string_view meaning;
};

Mark mark_of(Missing missing) {
    constexpr std::array<Mark, static_cast<std::size_t>(Missing::count_)> marks = {
        Mark{"", ""},
        Mark{"n.c.", "not collected, or no statement is held"},
        Mark{"n.p.", "not published"},
        Mark{"supp.", "suppressed"},
        Mark{"late", "late"},
        Mark{"n.a.", "not applicable"}};
    return marks.at(static_cast<std::size_t>(missing));
}

Mark mark_of(Basis basis) {
    switch (basis) {
    case Basis::derived:
        return {"d", "derived from other statements"};
    case Basis::bounded:
        return {"b", "only bounds follow"};
    case Basis::modelled:
        return {"m", "rests on a stated assumption"};
    default:
        return {};
    }
}

std::vector<Mark> marks_of(const Value& value) {
    std::vector<Mark> marks;
    if (const Mark basis = mark_of(value.basis); !basis.sign.empty()) {
        marks.push_back(basis);
    }
    if (value.disputed) {
        marks.push_back({"†", "rests on statements that contradict each other"});
    }
    if (value.synthetic) {
        marks.push_back({"synthetic", "made data"});
    }
    return marks;
}

const std::string& name_of(const Row& row) {
    return row.name.empty() ? row.label : row.name;
}

std::string period_of(const Row& row) {
    return row.period ? to_string(*row.period) : std::string();
}

template <class T>
void add_new(std::vector<T>& items, const T& item) {
    if (std::ranges::find(items, item) == items.end()) {
        items.push_back(item);
    }
}

/// The rows and columns of a table that are to be shown.
class Layout {
  public:
    Layout(const Table& table, const std::set<std::string>& only) : m_table(table) {
        for (std::size_t i = 0; i < table.rows.size(); ++i) {
            for (std::size_t j = 0; j < table.columns.size(); ++j) {
                if (only.empty() ||
                    only.contains(number_id(table, table.rows[i], table.columns[j]))) {
                    m_rows.insert(i);
                    m_columns.insert(j);
                }
            }
        }
        for (const std::size_t i : m_rows) {
            m_labels = m_labels || !table.rows[i].label.empty();
            m_dated = m_dated || table.rows[i].period.has_value();
            add_new(m_periods, period_of(table.rows[i]));
        }
    }

    Grid grid() {
        const bool few_periods = m_dated && m_periods.size() <= most_periods_across;
        const bool wide = m_columns.size() > most_columns_across;
        m_one_unit = one_unit();
        Grid grid = m_labels && m_columns.size() == 1 && few_periods ? labels_by_period()
                    : !m_labels && wide && few_periods               ? columns_by_period()
                                                                     : rows_by_column();
        grid.unit = m_one_unit;
        return grid;
    }

  private:
    [[nodiscard]] std::string one_unit() const {
        std::set<std::string> units;
        for (const std::size_t j : m_columns) {
            units.insert(m_table.columns[j].unit);
        }
        return units.size() == 1 ? *units.begin() : std::string();
    }

    [[nodiscard]] std::string head(const Column& column) const {
        const bool says = m_one_unit.empty() && !column.unit.empty() && column.unit != "ratio";
        return says ? fmt::format("{} ({})", column.name, column.unit) : column.name;
    }

    [[nodiscard]] Grid::Cell cell(std::size_t row, std::size_t column) const {
        return {&m_table.rows[row].values.at(column),
                number_id(m_table, m_table.rows[row], m_table.columns[column]),
                m_table.columns[column].unit};
    }

    [[nodiscard]] Grid rows_by_column() const {
        Grid grid;
        grid.row_heads = (m_dated ? 1U : 0U) + (m_labels ? 1U : 0U);
        if (m_dated) {
            grid.heads.emplace_back("Period");
        }
        if (m_labels) {
            grid.heads.emplace_back("Of");
        }
        for (const std::size_t j : m_columns) {
            grid.heads.push_back(head(m_table.columns[j]));
        }
        for (const std::size_t i : m_rows) {
            Grid::Row row;
            if (m_dated) {
                row.heads.push_back(period_of(m_table.rows[i]));
            }
            if (m_labels) {
                row.heads.push_back(name_of(m_table.rows[i]));
            }
            for (const std::size_t j : m_columns) {
                row.cells.push_back(cell(i, j));
            }
            grid.rows.push_back(std::move(row));
        }
        return grid;
    }

    [[nodiscard]] Grid labels_by_period() const {
        Grid grid;
        grid.heads.push_back(m_table.columns[*m_columns.begin()].name);
        grid.heads.insert(grid.heads.end(), m_periods.begin(), m_periods.end());
        std::vector<std::string> labels;
        for (const std::size_t i : m_rows) {
            add_new(labels, m_table.rows[i].label);
        }
        for (const std::string& label : labels) {
            Grid::Row row;
            row.cells.resize(m_periods.size());
            for (const std::size_t i : m_rows) {
                if (m_table.rows[i].label == label) {
                    row.heads = {name_of(m_table.rows[i])};
                    row.cells[period_index(i)] = cell(i, *m_columns.begin());
                }
            }
            grid.rows.push_back(std::move(row));
        }
        return grid;
    }

    [[nodiscard]] Grid columns_by_period() const {
        Grid grid;
        grid.heads.emplace_back("");
        grid.heads.insert(grid.heads.end(), m_periods.begin(), m_periods.end());
        for (const std::size_t j : m_columns) {
            Grid::Row row;
            row.heads = {head(m_table.columns[j])};
            row.cells.resize(m_periods.size());
            for (const std::size_t i : m_rows) {
                row.cells[period_index(i)] = cell(i, j);
            }
            grid.rows.push_back(std::move(row));
        }
        return grid;
    }

    [[nodiscard]] std::size_t period_index(std::size_t row) const {
        const auto found = std::ranges::find(m_periods, period_of(m_table.rows[row]));
        return static_cast<std::size_t>(found - m_periods.begin());
    }

    const Table& m_table;
    std::set<std::size_t> m_rows;
    std::set<std::size_t> m_columns;
    std::vector<std::string> m_periods;
    bool m_labels = false;
    bool m_dated = false;
    std::string m_one_unit;
};

/// Marks that stand at each cell, and what is said once of all.
class Key {
  public:
    explicit Key(const Grid& grid) {
        std::set<Basis> bases;
        for (const Grid::Row& row : grid.rows) {
            for (const Grid::Cell& cell : row.cells) {
                if (cell.value != nullptr && cell.value->basis != Basis::missing) {
                    bases.insert(cell.value->basis);
                }
            }
        }
        if (bases.size() == 1) {
            m_all = mark_of(*bases.begin());
        }
    }

    std::vector<Mark> of(const Grid::Cell& cell) {
        std::vector<Mark> marks = marks_of(*cell.value);
        std::erase_if(marks, [this](const Mark& mark) { return mark.sign == m_all.sign; });
        for (const Mark& mark : marks) {
            note(mark);
        }
        return marks;
    }

    void note(const Mark& mark) {
        if (std::ranges::find(m_used, mark.sign, &Mark::sign) == m_used.end()) {
            m_used.push_back(mark);
        }
    }

    [[nodiscard]] std::vector<Mark> used() const { return m_used; }
    [[nodiscard]] std::string_view all() const { return m_all.meaning; }

  private:
    Mark m_all;
    std::vector<Mark> m_used;
};

std::string cell_text(const Grid::Cell& cell, Key& key) {
    if (cell.value->basis == Basis::missing) {
        const Mark mark = mark_of(cell.value->missing);
        key.note(mark);
        return std::string(mark.sign);
    }
    return show_bare(*cell.value, cell.unit);
}

std::string cell_html(const Grid::Cell& cell, Key& key) {
    if (cell.value == nullptr) {
        return "<td></td>";
    }
    const bool missing = cell.value->basis == Basis::missing;
    const std::string text = escape_html(cell_text(cell, key));
    std::string out = fmt::format(
        "<td{}><a class=\"number\" href=\"#{}\"{}>{}</a>", missing ? " class=\"missing\"" : "",
        anchor(cell.id),
        missing ? fmt::format(" aria-label=\"{}: {}\"", text, in_words(cell.value->missing)) : "",
        text);
    if (!missing) {
        for (const Mark& mark : key.of(cell)) {
            out += fmt::format("<sup title=\"{}\">{}</sup>", mark.meaning, mark.sign);
        }
    }
    return out + "</td>";
}

/// What is true of every value of a table, as a sentence.
std::string of_all(std::string_view meaning) {
    if (meaning == mark_of(Basis::bounded).meaning) {
        return "All values are bounds";
    }
    return meaning == mark_of(Basis::modelled).meaning ? "All values rest on a stated assumption"
                                                       : fmt::format("All values are {}", meaning);
}

std::string key_html(const Key& key) {
    std::string out;
    for (const Mark& mark : key.used()) {
        out += fmt::format("<span><b>{}</b> {}</span> ", mark.sign, mark.meaning);
    }
    if (!key.all().empty()) {
        out += fmt::format("<span>{}.</span>", of_all(key.all()));
    }
    return out.empty() ? out : "<p class=\"key\">" + out + "</p>\n";
}

} // namespace

Grid lay_out(const Table& table, const std::set<std::string>& only) {
    return Layout(table, only).grid();
}

std::string grid_html(const Grid& grid, const std::string& caption) {
    Key key(grid);
    std::string out = fmt::format(
        "<div class=\"scroll\" role=\"region\" aria-label=\"{}\" tabindex=\"0\"><table>\n",
        escape_html(caption));
    const bool says = !grid.unit.empty() && grid.unit != "ratio";
    if (says) {
        out += fmt::format("<caption>in {}</caption>\n", escape_html(grid.unit));
    }
    out += "<thead><tr>";
    for (const std::string& head : grid.heads) {
        out += head.empty() ? "<td></td>"
                            : fmt::format("<th scope=\"col\">{}</th>", escape_html(head));
    }
    out += "</tr></thead>\n<tbody>\n";
    for (const Grid::Row& row : grid.rows) {
        out += "<tr>";
        for (const std::string& head : row.heads) {
            out += fmt::format("<th scope=\"row\">{}</th>", escape_html(head));
        }
        for (const Grid::Cell& cell : row.cells) {
            out += cell_html(cell, key);
        }
        out += "</tr>\n";
    }
    return out + "</tbody></table></div>\n" + key_html(key);
}

std::string grid_markdown(const Grid& grid) {
    Key key(grid);
    std::string out = "|";
    std::string rule = "|";
    for (std::size_t i = 0; i < grid.heads.size(); ++i) {
        out += fmt::format(" {} |", escape_markdown(grid.heads[i]));
        rule += i < grid.row_heads ? " --- |" : " ---: |";
    }
    out += '\n' + rule + '\n';
    for (const Grid::Row& row : grid.rows) {
        out += '|';
        for (const std::string& head : row.heads) {
            out += fmt::format(" {} |", escape_markdown(head));
        }
        for (const Grid::Cell& cell : row.cells) {
            std::string text = cell.value == nullptr ? "" : cell_text(cell, key);
            if (cell.value != nullptr && cell.value->basis != Basis::missing) {
                for (const Mark& mark : key.of(cell)) {
                    text += fmt::format(" {}", mark.sign);
                }
            }
            out += fmt::format(" {} |", escape_markdown(text));
        }
        out += '\n';
    }
    std::vector<std::string> meanings;
    for (const Mark& mark : key.used()) {
        meanings.push_back(fmt::format("{}: {}", mark.sign, mark.meaning));
    }
    return meanings.empty() ? out : fmt::format("{}\n{}\n", out, fmt::join(meanings, "; "));
}

std::vector<std::string> numbers_of(const Grid& grid) {
    std::vector<std::string> ids;
    for (const Grid::Row& row : grid.rows) {
        for (const Grid::Cell& cell : row.cells) {
            if (cell.value != nullptr) {
                ids.push_back(cell.id);
            }
        }
    }
    return ids;
}

} // namespace halflight::edition
