// SPDX-License-Identifier: Apache-2.0
#include "report_exhibits.hpp"

#include "halflight/base/text.hpp"
#include "redact_names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::edition {

using measures::Basis;
using measures::Value;

const Exhibit* Exhibits::find(const std::string& id) const {
    const auto found = m_exhibits.find(id);
    return found == m_exhibits.end() ? nullptr : &found->second;
}

void Exhibits::number(const std::vector<Piece>& pieces,
                      const std::map<std::size_t, std::string>& withheld) {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (withheld.contains(i)) {
            i = pieces[i].end;
            continue;
        }
        const Piece& piece = pieces[i];
        if (piece.kind == PieceKind::figure && !m_exhibits.contains(piece.text)) {
            add(piece.text, piece.is_table);
        }
    }
    for (const Figure& figure : m_figures) {
        if (!m_exhibits.contains(figure.id)) {
            add(figure.id, figure.is_table);
            m_left_over.push_back(figure.id);
        }
    }
}

void Exhibits::add(const std::string& id, bool is_table) {
    Exhibit exhibit;
    exhibit.id = id;
    const auto figure = std::ranges::find(m_figures, id, &Figure::id);
    if (figure != m_figures.end()) {
        exhibit.figure = &*figure;
        exhibit.index = static_cast<std::size_t>(figure - m_figures.begin());
        is_table = figure->is_table;
        for (const std::string& measure : figure->measures) {
            add_table(exhibit, measure);
        }
    } else if (is_table) {
        add_table(exhibit, id);
    }
    const bool drawn = exhibit.figure != nullptr;
    if (!drawn && (exhibit.tables.empty() || !shows_something(*exhibit.tables.front()))) {
        return;
    }
    std::size_t& count = is_table ? m_tables : m_pictures;
    exhibit.label = fmt::format("{} {}", is_table ? "Table" : "Figure", ++count);
    m_exhibits.emplace(id, std::move(exhibit));
}

void Exhibits::add_table(Exhibit& exhibit, const std::string& id) const {
    if (const measures::Table* const table = find_measure(id)) {
        exhibit.tables.push_back(table);
    }
}

const measures::Table* Exhibits::find_measure(const std::string& id) const {
    const auto found = std::ranges::find(m_publication.measures, id, &measures::Table::id);
    return found == m_publication.measures.end() ? nullptr : &*found;
}

/// A table of nothing but reasons for missing values is one in an edition of all that is known:
/// there the gap is what it shows. In one that leaves things out it is a table that fell.
bool Exhibits::shows_something(const measures::Table& table) const {
    const auto has_value = [](const measures::Row& row) {
        return std::ranges::any_of(
            row.values, [](const Value& value) { return value.basis != Basis::missing; });
    };
    return !m_spec.lenient || std::ranges::any_of(table.rows, has_value);
}

std::string Exhibits::words_for(const Piece& piece) const {
    const auto& figures = m_publication.analysed.dossier.figures;
    const auto figure = std::ranges::find(figures, piece.text, &measures::Declaration::id);
    const auto& measures = m_publication.analysed.dossier.measures;
    const auto measure = std::ranges::find(measures, piece.text, &measures::Declaration::id);
    const char* const kind = piece.is_table ? "table" : "figure";
    if (figure != figures.end() && !figure->title.empty()) {
        return fmt::format("{}, {}", kind, figure->title);
    }
    if (piece.is_table && measure != measures.end() && !measure->title.empty()) {
        return fmt::format("{}, {}", kind, measure->title);
    }
    const bool cut = m_spec.redacted && piece.text == name_struck_out;
    return cut ? fmt::format("a {}", kind) : fmt::format("{} {}", kind, shorten(piece.text));
}

Diagnostic Exhibits::unknown(const Piece& piece) const {
    std::vector<std::string_view> known;
    for (const Figure& figure : m_figures) {
        known.push_back(figure.id);
    }
    for (const measures::Table& table : m_publication.measures) {
        known.push_back(table.id);
    }
    const auto near = nearest(piece.text, known);
    const bool measure = find_measure(piece.text) != nullptr;
    return report_error(
        "P007", fmt::format("there is no figure or table '{}'", shorten(piece.text)), piece.place,
        measure ? fmt::format("'{}' is a measure: show it by {{{{ table {} }}}}", piece.text,
                              piece.text)
        : near  ? fmt::format("did you mean '{}'?", *near)
                : "declare it in figures.toml, or a measure in measures.toml; one whose own "
                  "declaration has faults is not there either");
}

} // namespace halflight::edition
