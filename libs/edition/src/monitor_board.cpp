// SPDX-License-Identifier: Apache-2.0
// The board of livelihood in a page: cells, and the evidence behind each.
#include "halflight/base/text.hpp"
#include "monitor_html.hpp"
#include "monitor_section.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace halflight::edition {

namespace {

using watch::BoardCell;
using watch::Reliability;

std::string_view grade_words(std::string_view grade) {
    return grade == "R2"   ? "two independent origins or more, direct and fresh"
           : grade == "R1" ? "direct, but of one origin or not fresh"
                           : "nothing direct";
}

std::string origins_words(const Reliability& reliability) {
    if (reliability.origins == 0) {
        return "no origin";
    }
    return fmt::format("{} independent origin{}, best source {}, {}{}", reliability.origins,
                       reliability.origins == 1 ? "" : "s", reliability.best_source,
                       reliability.direct ? "direct" : "indirect",
                       reliability.age_days ? fmt::format(", {} days old", *reliability.age_days)
                                            : std::string());
}

std::string cell_html(const BoardView& view) {
    const BoardCell& cell = view.cell;
    return fmt::format(
        "<li class=\"cell\"><p class=\"cell-head\"><strong>{}</strong>{} <span class=\"level\">"
        "{}<a class=\"opens\" href=\"#{}\" aria-label=\"{}: {}, evidence\">{}</a></span></p>\n"
        "<p class=\"cell-text\">{}</p>\n<p class=\"about\"><abbr title=\"{}\">{}</abbr>; {}</p>"
        "</li>\n",
        escape_html(cell.title), made_mark(cell.synthetic), sign_html(sign_of(cell.level)),
        anchor(view.id), escape_html(cell.title), watch::to_string(cell.level),
        watch::to_string(cell.level), escape_html(cell.text), grade_words(cell.grade), cell.grade,
        origins_words(cell.reliability));
}

std::string facts(const BoardCell& cell) {
    const auto row = [](std::string_view name, const std::string& text) {
        return text.empty() ? std::string()
                            : fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, escape_html(text));
    };
    return "<dl>\n" + row("Set by", cell.text) +
           row("Reliability", fmt::format("{}: {}", cell.grade, grade_words(cell.grade))) +
           row("Rests on", origins_words(cell.reliability)) +
           row("Monitors", fmt::format("{}", fmt::join(cell.monitors, ", "))) +
           row("Cells", fmt::format("{}", fmt::join(cell.evidence.cells, ", "))) + "</dl>\n";
}

std::string statements_of(const BoardCell& cell, Statements& statements) {
    std::string out;
    for (const std::string& id : cell.evidence.claims) {
        if (const StatementView* const view = statements.find(id)) {
            const SourceView& source = view->sources.front();
            out += fmt::format(
                "<li>{} {}, {}</li>\n", statement_links({id}), escape_html(view->printed),
                escape_html(source.publisher.empty() ? source.id : source.publisher));
        }
    }
    return out.empty() ? "<p class=\"part\">No statement binds it.</p>\n"
                       : "<p class=\"part\">Statements that it rests on</p>\n<ul "
                         "class=\"statements\">\n" +
                             out + "</ul>\n";
}

std::string panel(const BoardView& view, Statements& statements, bool brief) {
    const BoardCell& cell = view.cell;
    const std::string id = anchor(view.id);
    if (brief) {
        return fmt::format(
            "<p class=\"panel\" id=\"{}\"><b>{}</b>: <span class=\"value\">{}</span>{}; {}; {}{}"
            "</p>\n",
            id, escape_html(cell.title), watch::to_string(cell.level), made_mark(cell.synthetic),
            cell.grade, escape_html(cell.text),
            cell.evidence.claims.empty() ? "; no statement binds it"
                                         : "; rests on " + statement_links(cell.evidence.claims));
    }
    return fmt::format(
        "<section class=\"panel\" id=\"{0}\" aria-labelledby=\"t{0}\">\n<h3 "
        "id=\"t{0}\">Board: {1}</h3>\n<p class=\"value\">{2}{3}</p>\n{4}{5}</section>"
        "\n",
        id, escape_html(cell.title), watch::to_string(cell.level), made_mark(cell.synthetic),
        facts(cell), statements_of(cell, statements));
}

} // namespace

std::string board_html(const Monitor& monitor) {
    if (monitor.board.empty()) {
        return {};
    }
    const bool synthetic = std::ranges::any_of(
        monitor.board, [](const BoardView& view) { return view.cell.synthetic; });
    std::string out = fmt::format(
        "<h3 id=\"monitor-board\">How people live{}</h3>\n<p class=\"about\">Levels are words of "
        "this board alone, no phase of another scale. Where nothing is known or what is known is "
        "old, a cell says so.</p>\n<ul class=\"board\">\n",
        made_mark(synthetic));
    for (const BoardView& view : monitor.board) {
        out += cell_html(view);
    }
    return out + "</ul>\n";
}

std::string board_panels(const Monitor& monitor, Statements& statements, bool brief) {
    std::string out;
    for (const BoardView& view : monitor.board) {
        out += panel(view, statements, brief);
    }
    return out;
}

} // namespace halflight::edition
