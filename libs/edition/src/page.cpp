// SPDX-License-Identifier: Apache-2.0
// The one file of an edition that a reader opens: report, figures, evidence, all in place.
#include "explain_number.hpp"
#include "halflight/base/text.hpp"
#include "halflight/edition/report.hpp"
#include "monitor_section.hpp"
#include "page_parts.hpp"
#include "panel.hpp"
#include "report_markdown.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace halflight::edition {

namespace {

// Nothing is fetched from anywhere; what is written into the page itself may run.
constexpr std::string_view policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'";

class PageMaker {
  public:
    PageMaker(const Publication& publication, const NumberBook& book, const BoundReport& report,
              std::span<const Figure> figures, const PageSpec& spec)
        : m_publication(publication), m_book(book), m_report(report), m_figures(figures),
          m_spec(spec), m_statements(publication.analysed) {}

    std::string make() {
        const std::string evidence = evidence_html();
        std::string out = head();
        out += "<body>\n<a class=\"skip\" href=\"#report\">Skip to the report</a>\n";
        out += header() + contents();
        out += "<main id=\"report\">\n<article class=\"report\">\n" + with_pictures() +
               "</article>\n" + evidence + "</main>\n" + footer();
        if (m_spec.interactive) {
            out += scripts();
        }
        return out + "</body>\n</html>\n";
    }

  private:
    [[nodiscard]] const dossier::Manifest& manifest() const {
        return m_publication.analysed.dossier.manifest;
    }

    [[nodiscard]] std::string title() const {
        return m_report.title.empty() ? escape_html(manifest().title) : m_report.title;
    }

    [[nodiscard]] std::string head() const {
        return fmt::format(
            "<!doctype html>\n<html lang=\"en\"{}>\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta name=\"generator\" content=\"Halflight {}\">\n"
            "<title>{}</title>\n<style>\n{}</style>\n</head>\n",
            m_spec.interactive ? "" : " class=\"printed\"", policy, escape_html(m_spec.version),
            title(), asset("page.css") + (m_publication.monitor ? asset("monitor.css") : ""));
    }

    [[nodiscard]] std::string as_of() const {
        const Analysed& analysed = m_publication.analysed;
        if (analysed.spec.as_of) {
            return "What was known on " + to_string(*analysed.spec.as_of);
        }
        const ledger::Ledger& ledger = analysed.dossier.ledger;
        const auto known = ledger.as_of(std::nullopt);
        if (known.empty()) {
            return "No statement is held";
        }
        const auto latest = std::ranges::max(known, {}, [&ledger](ledger::ClaimIndex claim) {
            return ledger.claims()[claim].known_since;
        });
        return fmt::format("All statements held, the latest known since {}",
                           to_string(ledger.claims()[latest].known_since));
    }

    /// Whether anything that the page shows rests on made data.
    [[nodiscard]] bool synthetic() const {
        const auto figure = [](const Figure& shown) { return shown.synthetic; };
        const auto number = [this](const std::string& id) {
            const auto found = m_book.find(id);
            return found && (*found)->value.synthetic;
        };
        return manifest().synthetic || std::ranges::any_of(m_figures, figure) ||
               std::ranges::any_of(m_report.numbers, number);
    }

    [[nodiscard]] std::string header() const {
        std::string out = "<header>\n";
        if (synthetic()) {
            out += "<p class=\"stamp\" role=\"note\">Synthetic data: numbers marked so are made, "
                   "not observed.</p>\n";
        }
        out += fmt::format("<h1>{}</h1>\n", title());
        if (!m_report.title.empty() && m_report.title != escape_html(manifest().title)) {
            out += fmt::format("<p class=\"dossier\">{}</p>\n", escape_html(manifest().title));
        }
        out += fmt::format("<p class=\"meta\">{}. Made by Halflight {}. Every number is a link to "
                           "its evidence.</p>\n",
                           escape_html(as_of()), escape_html(m_spec.version));
        if (!m_spec.withheld.empty()) {
            out +=
                fmt::format("<p class=\"without\" role=\"note\">Without these sources: {}.</p>\n",
                            escape_html(fmt::format("{}", fmt::join(m_spec.withheld, ", "))));
        }
        return out + "</header>\n";
    }

    [[nodiscard]] std::string contents() const {
        std::string out =
            "<nav aria-label=\"Contents\">\n<p class=\"nav-title\">Contents</p>\n<ol>\n";
        for (const Heading& heading : m_report.headings) {
            if (heading.level <= 3) {
                out += fmt::format("<li class=\"level-{}\"><a href=\"#{}\">{}</a></li>\n",
                                   heading.level, heading.id, heading.html);
            }
        }
        return out +
               "<li class=\"level-2\"><a href=\"#evidence\">Evidence</a></li>\n</ol>\n</nav>\n";
    }

    /// The report with each picture in place.
    [[nodiscard]] std::string with_pictures() const {
        constexpr std::string_view begin = "<!--picture ";
        std::string out;
        std::string_view rest = m_report.html;
        for (std::size_t at = rest.find(begin); at != std::string_view::npos;
             at = rest.find(begin)) {
            out += rest.substr(0, at);
            rest.remove_prefix(at + begin.size());
            std::size_t index = m_figures.size();
            (void)std::from_chars(rest.data(), rest.data() + rest.size(), index);
            rest.remove_prefix(rest.find("-->") + 3);
            out += index < m_figures.size() ? picture(m_figures[index]) : "";
        }
        out += rest;
        return m_spec.interactive ? out : opened(out);
    }

    /// Nothing can be unfolded on paper.
    static std::string opened(const std::string& html) {
        std::string out;
        constexpr std::string_view closed = "<details ";
        std::size_t at = 0;
        for (std::size_t next = html.find(closed); next != std::string::npos;
             next = html.find(closed, at)) {
            out += html.substr(at, next - at) + "<details open ";
            at = next + closed.size();
        }
        return out + html.substr(at);
    }

    [[nodiscard]] std::string picture(const Figure& figure) const {
        const auto svg = m_spec.svg.find(figure.id);
        const std::string_view drawn =
            svg == m_spec.svg.end() ? std::string_view() : inline_svg(svg->second);
        const std::string absent =
            m_spec.interactive
                ? "<noscript><p>This figure needs scripts, or a page made where its picture could "
                  "be drawn. Its data stand below.</p></noscript>"
                : "<p>The picture could not be drawn. Its data stand below.</p>";
        std::string out =
            fmt::format("<div class=\"plate\" data-figure=\"{}\">{}</div>", escape_html(figure.id),
                        drawn.empty() ? absent : std::string(drawn));
        if (m_spec.interactive) {
            out += fmt::format("\n<script type=\"application/json\" id=\"spec-{}\">{}</script>",
                               escape_html(figure.id), json_for_script(figure.vega_lite));
        }
        return out;
    }

    [[nodiscard]] std::vector<std::string> panel_ids() const {
        std::vector<std::string> ids;
        std::set<std::string> seen;
        const auto add = [&](const std::string& id) {
            if (m_book.find(id) && seen.insert(id).second) {
                ids.push_back(id);
            }
        };
        std::ranges::for_each(m_report.numbers, add);
        for (const Figure& figure : m_figures) {
            std::ranges::for_each(figure.numbers, add);
        }
        return ids;
    }

    std::string evidence_html() {
        const std::vector<std::string> ids = panel_ids();
        const std::set<std::string> panels(ids.begin(), ids.end());
        std::map<std::string, std::vector<const NumberUse*>, std::less<>> uses;
        for (const NumberUse& use : m_report.uses) {
            uses[use.number].push_back(&use);
        }
        std::string out = fmt::format(
            "<section class=\"evidence\" aria-labelledby=\"evidence\">\n<h2 "
            "id=\"evidence\">Evidence"
            "</h2>\n<p class=\"lead\">The {} numbers of this report, each with the statements that "
            "bind it{}.</p>\n<div id=\"panels\">\n",
            ids.size(), m_spec.interactive ? "; follow a number to its evidence, or search" : "");
        std::set<std::string> introduced;
        for (const std::string& id : ids) {
            const auto number = m_book.find(id);
            const auto used = uses.find(id);
            const bool first = (*number)->origin != NumberOrigin::measure ||
                               introduced.insert(id.substr(0, id.find('/'))).second;
            const Explained explained =
                explain_number(m_publication.analysed, **number, m_statements);
            out += panel_html(
                explained,
                {panels, used == uses.end() ? std::span<const NumberUse* const>() : used->second,
                 !m_spec.interactive, first});
        }
        if (m_publication.monitor) {
            out += board_panels(*m_publication.monitor, m_statements, !m_spec.interactive);
        }
        out += "</div>\n";
        return out + statements_of(ids) + "</section>\n";
    }

    /// Each statement once, folded on a screen.
    std::string statements_of(const std::vector<std::string>& ids) {
        std::set<std::string> claims;
        for (const std::string& id : ids) {
            const auto number = m_book.find(id);
            claims.insert((*number)->statements.begin(), (*number)->statements.end());
        }
        if (m_publication.monitor) {
            const auto watched = monitor_statements(*m_publication.monitor);
            claims.insert(watched.begin(), watched.end());
        }
        std::vector<const StatementView*> statements;
        for (const std::string& claim : claims) {
            if (const StatementView* const view = m_statements.find(claim)) {
                statements.push_back(view);
            }
        }
        const std::string list = statements_html(statements, !m_spec.interactive);
        return m_spec.interactive
                   ? fmt::format("<details id=\"statements\"><summary>All {} statements behind "
                                 "these numbers</summary>\n{}</details>\n",
                                 statements.size(), list)
                   : "<h3 id=\"statements\">Statements</h3>\n" + list;
    }

    [[nodiscard]] std::string footer() const {
        return fmt::format("<footer>\n<p>{}. Text hash {}. Halflight {}.</p>\n</footer>\n",
                           escape_html(as_of()),
                           escape_html(m_publication.analysed.dossier.content_hash.substr(0, 16)),
                           escape_html(m_spec.version));
    }

    [[nodiscard]] std::string scripts() const {
        const bool draws =
            std::ranges::any_of(m_figures, [](const Figure& figure) { return !figure.is_table; });
        std::string out = "<script>\n" + code_for_script(asset("page.js")) + "</script>\n";
        if (draws) {
            out += "<script>\n" + code_for_script(asset("figures.js")) + "</script>\n";
        }
        return out;
    }

    const Publication& m_publication;
    const NumberBook& m_book;
    const BoundReport& m_report;
    std::span<const Figure> m_figures;
    const PageSpec& m_spec;
    Statements m_statements;
};

} // namespace

std::string page(const Publication& publication, const NumberBook& book, const BoundReport& report,
                 std::span<const Figure> figures, const PageSpec& spec) {
    return PageMaker(publication, book, report, figures, spec).make();
}

} // namespace halflight::edition
