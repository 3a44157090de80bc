// SPDX-License-Identifier: Apache-2.0
#include "panel.hpp"
#include "halflight/base/text.hpp"

#include "basis_words.hpp"
#include "explain_number.hpp"
#include "report_markdown.hpp"
#include "report_sections.hpp"
#include "report_sources.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace halflight::edition {

namespace {

using measures::Basis;

/// One row of a description list; nothing for an empty text.
std::string row(std::string_view name, std::string_view html) {
    return html.empty() ? std::string() : fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, html);
}

/// Several things that are said stand apart, or one runs into the next.
std::string lines(const std::vector<std::string>& items) {
    if (items.size() == 1) {
        return escape_html(items.front());
    }
    std::string out;
    for (const std::string& item : items) {
        out += fmt::format("<li>{}</li>", escape_html(item));
    }
    return out.empty() ? out : fmt::format("<ul>{}</ul>", out);
}

std::string cells_html(const Number& number, const std::set<std::string>& panels) {
    std::string out;
    for (const std::string& cell : number.value.cells) {
        if (cell == number.id) {
            continue;
        }
        const std::string code = fmt::format("<code>{}</code>", escape_html(cell));
        out += out.empty() ? "" : "<br>";
        out += panels.contains(cell) ? fmt::format("<a href=\"#{}\">{}</a>", anchor(cell), code)
                                     : code;
    }
    return out;
}

std::string marks(const measures::Value& value) {
    std::string out;
    if (value.disputed) {
        out += " <span class=\"flag\">disputed</span>";
    }
    if (value.synthetic) {
        out += " <span class=\"synthetic\">synthetic</span>";
    }
    return out;
}

std::string facts(const Number& number, const PanelContext& context) {
    std::string out = "<dl>\n";
    out += row("Point", escape_html(point_words(number)));
    out += row("Basis", escape_html(basis_explained(number.value)));
    if (number.value.kind) {
        out += row("Kind", ledger::to_string(*number.value.kind));
    }
    out += row("Formula", escape_html(number.formula));
    out += row("With numbers", escape_html(number.value.formula));
    out += row("After", escape_html(number.citation));
    out += row("Assumes", lines(number.assumptions));
    out += row("Note", lines(number.notes));
    out += row("From", cells_html(number, context.panels));
    out += row("Bound by", lines(number.relations));
    return out == "<dl>\n" ? std::string() : out + "</dl>\n";
}

std::string source_html(const StatementView& statement) {
    std::string out;
    for (const SourceView& source : statement.sources) {
        out += fmt::format("{}<a href=\"#{}\">{}</a>", out.empty() ? "" : ", which repeats ",
                           source_anchor(source.id),
                           escape_html(source.publisher.empty() ? source.id : source.publisher));
        if (!source.title.empty()) {
            out += fmt::format(", <cite>{}</cite>", escape_html(source.title));
        }
        out += source.date ? ", " + to_string(*source.date) : "";
        out += fmt::format(" (reliability {})", source.reliability);
        out += source.synthetic ? " <span class=\"synthetic\">synthetic</span>" : "";
    }
    const std::string address = escape_html(web_address(statement.sources.front().url));
    return address.empty() ? out
                           : fmt::format("{}, <a class=\"url\" href=\"{}\" rel=\"noreferrer\">{}"
                                         "</a>",
                                         out, address, address);
}

std::string statement_anchor(const std::string& claim) {
    return "st-" + anchor(claim).substr(2);
}

std::string statement_html(const StatementView& statement) {
    std::string out = fmt::format(
        "<li id=\"{}\"><b>{}</b>{}; <span class=\"about\">about {} of <code>{}</code>; {}, "
        "grade {}{}; known "
        "since {}{}</span><br><span class=\"from\">{}{}</span>",
        statement_anchor(statement.id), escape_html(statement.printed),
        statement.read_as.empty() ? "" : ", read as " + escape_html(statement.read_as),
        to_string(statement.period), escape_html(statement.key), ledger::to_string(statement.kind),
        statement.sources.front().reliability, statement.credibility,
        to_string(statement.known_since),
        statement.withdrawn ? ", withdrawn " + to_string(*statement.withdrawn) : "",
        source_html(statement),
        statement.locator.empty() ? "" : ", " + escape_html(statement.locator));
    if (!statement.note.empty()) {
        out += fmt::format("<br><span class=\"note\">{}</span>", escape_html(statement.note));
    }
    return out + fmt::format(" <code class=\"claim\">{}</code></li>\n", escape_html(statement.id));
}

std::string conflicts_html(const Explained& explained) {
    std::string out;
    for (const FindingView& finding : explained.findings) {
        const bool open =
            finding.outcome == reason::Outcome::conflict && !finding.verdict.has_value();
        out += open ? fmt::format("<li><a href=\"#{}\">{}</a> {}</li>\n",
                                  conflict_anchor(finding.code), finding.code,
                                  escape_html(finding.message))
                    : std::string();
    }
    return out.empty() ? out
                       : "<p class=\"part\">Open conflicts</p>\n<ul class=\"in-conflict\">\n" +
                             out + "</ul>\n";
}

std::string uses_html(std::span<const NumberUse* const> uses) {
    std::string out;
    std::set<std::string> seen;
    std::size_t in_text = 0;
    for (const NumberUse* use : uses) {
        if (!seen.insert(use->anchor).second) {
            continue;
        }
        const bool text = use->where == "text";
        in_text += text ? 1U : 0U;
        const std::string label = text ? fmt::format("text {}", in_text) : use->where;
        out += fmt::format("{}<a href=\"#{}\">{}</a>", out.empty() ? "" : ", ", use->anchor, label);
    }
    return out.empty() ? out : fmt::format("<p class=\"uses\">Used in: {}</p>\n", out);
}

/// Each with what it printed and who published it; the rest stands in the list of all statements.
std::string listed_statements(const Explained& explained) {
    if (explained.statements.empty()) {
        return "<p class=\"part\">No statement binds it.</p>\n";
    }
    std::string out = "<p class=\"part\">Statements that bind it</p>\n<ul class=\"statements\">\n";
    for (const StatementView& statement : explained.statements) {
        const SourceView& source = statement.sources.front();
        out +=
            fmt::format("<li><a href=\"#{}\">{}</a> {}, {}</li>\n", statement_anchor(statement.id),
                        escape_html(statement.id), escape_html(statement.printed),
                        escape_html(source.publisher.empty() ? source.id : source.publisher));
    }
    return out + "</ul>\n";
}

/// In one line: publisher and date; title and address stand in the list of sources.
std::string brief_statement(const StatementView& statement) {
    std::string sources;
    for (const SourceView& source : statement.sources) {
        sources += fmt::format("{}<a href=\"#{}\">{}</a>{}{}",
                               sources.empty() ? "" : ", which repeats ", source_anchor(source.id),
                               escape_html(source.publisher.empty() ? source.id : source.publisher),
                               source.date ? ", " + to_string(*source.date) : "",
                               source.synthetic ? " (synthetic)" : "");
    }
    return fmt::format(
        "<li id=\"{}\"><code class=\"claim\">{}</code> <b>{}</b>{}; {} of <code>{}</code>; {}, "
        "{}{}; known since {}{}; {}{}{}</li>\n",
        statement_anchor(statement.id), escape_html(statement.id), escape_html(statement.printed),
        statement.read_as.empty() ? "" : ", read as " + escape_html(statement.read_as),
        to_string(statement.period), escape_html(statement.key), ledger::to_string(statement.kind),
        statement.sources.front().reliability, statement.credibility,
        to_string(statement.known_since),
        statement.withdrawn ? ", withdrawn " + to_string(*statement.withdrawn) : "", sources,
        statement.locator.empty() ? "" : ", " + escape_html(statement.locator),
        statement.note.empty() ? "" : ". " + escape_html(statement.note));
}

/// "; formula" where there is one.
std::string behind(std::string_view name, const std::string& text) {
    return text.empty() ? text : fmt::format("; {}{}", name, escape_html(text));
}

std::string joined(const std::vector<std::string>& items) {
    return fmt::format("{}", fmt::join(items, "; "));
}

std::string brief_conflicts(const Explained& explained) {
    std::string out;
    for (const FindingView& finding : explained.findings) {
        if (finding.outcome == reason::Outcome::conflict && !finding.verdict.has_value()) {
            out +=
                fmt::format("{}<a href=\"#{}\">{}</a>", out.empty() ? "; open conflicts: " : ", ",
                            conflict_anchor(finding.code), finding.code);
        }
    }
    return out;
}

std::string brief_statements(const Explained& explained) {
    std::string out;
    for (const StatementView& statement : explained.statements) {
        out += fmt::format("{}<a href=\"#{}\">{}</a>", out.empty() ? "" : ", ",
                           statement_anchor(statement.id), escape_html(statement.id));
    }
    return out.empty() ? "; no statement binds it" : "; bound by " + out;
}

/// Without the title of the measure, which the first of its numbers bears.
std::string_view brief_name(const Number& number, bool introduces) {
    const std::string_view name = number.name;
    const std::size_t title = name.find(": ");
    const bool shared = !introduces && title != std::string_view::npos;
    return shared ? name.substr(title + 2) : name;
}

/// For paper: one paragraph. What all numbers of a measure share is said by the first of them.
std::string brief_panel(const Explained& explained, const PanelContext& context) {
    const Number& number = *explained.number;
    std::string out =
        fmt::format("<p class=\"panel\" id=\"{}\"><b>{}</b>: <span "
                    "class=\"value\">{}</span>{}",
                    anchor(number.id), escape_html(brief_name(number, context.introduces)),
                    escape_html(interval_words(number)), marks(number.value));
    const std::string point = point_words(number);
    out += point == interval_words(number) ? "" : behind("point ", point);
    out += behind("", number.value.basis == Basis::missing
                          ? basis_explained(number.value)
                          : std::string(measures::to_string(number.value.basis)));
    out += number.value.kind ? fmt::format(", {}", ledger::to_string(*number.value.kind)) : "";
    if (context.introduces) {
        out += behind("formula: ", number.formula) + behind("after ", number.citation);
        out += behind("assumes: ", joined(number.assumptions)) + behind("", joined(number.notes));
    }
    out += behind("with numbers: ", number.value.formula);
    return out + brief_statements(explained) + brief_conflicts(explained) +
           fmt::format(" <code>{}</code></p>\n", escape_html(number.id));
}

} // namespace

std::string statements_html(std::span<const StatementView* const> statements, bool brief) {
    std::string out = "<ul class=\"statements\">\n";
    for (const StatementView* statement : statements) {
        out += brief ? brief_statement(*statement) : statement_html(*statement);
    }
    return out + "</ul>\n";
}

std::string panel_html(const Explained& explained, const PanelContext& context) {
    if (context.brief) {
        return brief_panel(explained, context);
    }
    const Number& number = *explained.number;
    const std::string id = anchor(number.id);
    std::string out = fmt::format(
        "<section class=\"panel\" id=\"{0}\" aria-labelledby=\"t{0}\">\n<h3 id=\"t{0}\">{1}</h3>\n"
        "<p class=\"value\">{2}{3}</p>\n",
        id, escape_html(number.name), escape_html(interval_words(number)), marks(number.value));
    out += facts(number, context);
    out += listed_statements(explained);
    out += conflicts_html(explained) + uses_html(context.uses);
    return out +
           fmt::format("<p class=\"id\"><code>{}</code></p>\n</section>\n", escape_html(number.id));
}

} // namespace halflight::edition
