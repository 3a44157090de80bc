// SPDX-License-Identifier: Apache-2.0
#include "report_figures.hpp"
#include "halflight/base/text.hpp"

#include "report_markdown.hpp"
#include "report_number.hpp"
#include "report_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace halflight::edition {

namespace {

std::set<std::string> wanted(const Exhibit& exhibit) {
    return exhibit.figure == nullptr ? std::set<std::string>()
                                     : std::set<std::string>(exhibit.figure->numbers.begin(),
                                                             exhibit.figure->numbers.end());
}

std::string title_of(const Exhibit& exhibit) {
    const std::string& title =
        exhibit.figure != nullptr ? exhibit.figure->title : exhibit.tables.front()->title;
    return title.empty() ? exhibit.id : title;
}

std::string caption_of(const Exhibit& exhibit) {
    return exhibit.figure != nullptr
               ? exhibit.figure->caption
               : fmt::format("{}", fmt::join(exhibit.tables.front()->notes, " "));
}

/// The numbers of a figure that shows no measure, one by one.
std::string number_list(const Figure& figure, const NumberBook& book) {
    std::string rows;
    for (const std::string& id : figure.numbers) {
        if (const auto number = book.find(id)) {
            rows += fmt::format("<tr><th scope=\"row\">{}</th><td><a class=\"number\" "
                                "href=\"#{}\">{}</a></td></tr>\n",
                                escape_html((*number)->name), anchor(id),
                                escape_html(show_number(**number)));
        }
    }
    return rows.empty() ? rows
                        : fmt::format("<div class=\"scroll\" role=\"region\" aria-label=\"{}\" "
                                      "tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">Number"
                                      "</th><th scope=\"col\">Value</th></tr></thead>\n<tbody>\n{}"
                                      "</tbody></table></div>\n",
                                      escape_html(figure.title), rows);
}

/// What a figure shows that is no number.
std::string facts_html(const Figure& figure) {
    if (figure.facts.empty()) {
        return {};
    }
    std::string out = fmt::format("<div class=\"scroll\" role=\"region\" aria-label=\"{}\" "
                                  "tabindex=\"0\"><table>\n<thead><tr>",
                                  escape_html(figure.title));
    for (const std::string& column : figure.fact_columns) {
        out += fmt::format("<th scope=\"col\">{}</th>", escape_html(column));
    }
    out += "</tr></thead>\n<tbody>\n";
    for (const FigureFact& fact : figure.facts) {
        const std::string name = escape_html(fact.cells.front());
        out += fmt::format(
            "<tr><th scope=\"row\">{}</th>",
            fact.link.empty() ? name : fmt::format("<a href=\"#{}\">{}</a>", fact.link, name));
        for (std::size_t i = 1; i < fact.cells.size(); ++i) {
            out += fmt::format("<td>{}</td>", escape_html(fact.cells[i]));
        }
        out += "</tr>\n";
    }
    return out + "</tbody></table></div>\n";
}

std::string tables_html(const Exhibit& exhibit, const NumberBook& book) {
    std::string out;
    for (const measures::Table* table : exhibit.tables) {
        const Grid grid = lay_out(*table, wanted(exhibit));
        if (!grid.rows.empty()) {
            const bool several = exhibit.tables.size() > 1 && !table->title.empty();
            out += several ? fmt::format("<p class=\"part\">{}</p>\n", escape_html(table->title))
                           : std::string();
            out += grid_html(grid, table->title.empty() ? table->id : table->title);
        }
    }
    return out.empty() && exhibit.figure != nullptr
               ? number_list(*exhibit.figure, book) + facts_html(*exhibit.figure)
               : out;
}

std::string caption_html(const Exhibit& exhibit) {
    const bool synthetic = exhibit.figure != nullptr && exhibit.figure->synthetic;
    const std::string caption = caption_of(exhibit);
    return fmt::format("<figcaption><strong>{}.</strong> {}{}{} {}</figcaption>\n", exhibit.label,
                       escape_html(title_of(exhibit)),
                       synthetic ? " <span class=\"synthetic\">synthetic</span>" : "",
                       caption.empty() ? "." : ". " + escape_html(caption), cites_here);
}

bool is_picture(const Exhibit& exhibit) {
    return exhibit.figure != nullptr && !exhibit.figure->is_table;
}

std::string picture_html(const Exhibit& exhibit, const NumberBook& book) {
    const std::string data = tables_html(exhibit, book);
    std::string out = fmt::format("<!--picture {}-->\n", exhibit.index);
    out += caption_html(exhibit);
    if (!exhibit.figure->alternative.empty()) {
        out += fmt::format("<details class=\"words\"><summary>{} in words</summary>\n<p>{}</p>"
                           "</details>\n",
                           exhibit.label, escape_html(exhibit.figure->alternative));
    }
    if (!data.empty()) {
        out += fmt::format("<details class=\"data\"><summary>Data of {}</summary>\n{}</details>\n",
                           exhibit.label, data);
    }
    return out;
}

std::string markdown_of(const Exhibit& exhibit) {
    const std::string title =
        fmt::format("{}. {}", exhibit.label, escape_markdown(title_of(exhibit)));
    const std::string caption = escape_markdown(caption_of(exhibit));
    if (is_picture(exhibit)) {
        return fmt::format("![{}. {}](figures/{}.png)\n\n{}{}", title, caption, exhibit.id,
                           exhibit.figure->synthetic ? "Made data (synthetic). " : "", cites_here);
    }
    std::string out = fmt::format("**{}.** {}{}\n\n", title, caption, cites_here);
    for (const measures::Table* table : exhibit.tables) {
        out += grid_markdown(lay_out(*table, wanted(exhibit))) + '\n';
    }
    return out;
}

} // namespace

std::string exhibit_anchor(std::string_view id) {
    return "exhibit-" + anchor(id).substr(2);
}

std::vector<std::string> numbers_of(const Exhibit& exhibit) {
    std::vector<std::string> ids;
    if (exhibit.figure != nullptr) {
        ids = exhibit.figure->numbers;
    }
    // Rows of its data hold numbers that the picture leaves out.
    for (const measures::Table* table : exhibit.tables) {
        for (std::string& id : numbers_of(lay_out(*table, wanted(exhibit)))) {
            if (std::ranges::find(ids, id) == ids.end()) {
                ids.push_back(std::move(id));
            }
        }
    }
    return ids;
}

Slot show_exhibit(const Exhibit& exhibit, const NumberBook& book, const SourceList& sources) {
    Slot slot;
    slot.block = true;
    slot.text = exhibit.label;
    slot.html = fmt::format("<figure id=\"{}\" class=\"{}\" aria-label=\"{}: {}\">\n",
                            exhibit_anchor(exhibit.id), is_picture(exhibit) ? "picture" : "table",
                            exhibit.label, escape_html(title_of(exhibit)));
    slot.html += is_picture(exhibit) ? picture_html(exhibit, book)
                                     : caption_html(exhibit) + tables_html(exhibit, book);
    slot.html += "</figure>\n";
    slot.markdown = markdown_of(exhibit);
    std::vector<std::string> statements;
    for (const std::string& id : numbers_of(exhibit)) {
        if (const auto number = book.find(id)) {
            statements.insert(statements.end(), (*number)->statements.begin(),
                              (*number)->statements.end());
        }
    }
    slot.sources = sources.behind(statements);
    if (exhibit.figure != nullptr) {
        for (const std::string& source : exhibit.figure->sources) {
            if (std::ranges::find(slot.sources, source) == slot.sources.end()) {
                slot.sources.push_back(source);
            }
        }
    }
    return slot;
}

} // namespace halflight::edition
