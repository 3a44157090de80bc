// SPDX-License-Identifier: Apache-2.0
// The way of a report: taken apart, conditions judged, exhibits numbered, every binding turned into
// a slot, the slots filled into HTML and into Markdown.
#include "halflight/edition/report.hpp"

#include "halflight/base/text.hpp"
#include "monitor_section.hpp"
#include "redact_names.hpp"
#include "report_conditions.hpp"
#include "report_exhibits.hpp"
#include "report_markdown.hpp"
#include "report_number_slot.hpp"
#include "report_sections.hpp"
#include "report_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace halflight::edition {

namespace {

using measures::Basis;

class Binder {
  public:
    Binder(const Publication& publication, const NumberBook& book, std::span<const Figure> figures,
           const ReportSpec& spec)
        : m_publication(publication), m_book(book), m_spec(spec),
          m_source(parse_report(publication.analysed.dossier.report)),
          m_sources(publication.analysed.dossier.ledger), m_statements(publication.analysed),
          m_exhibits(publication, figures, spec) {}

    BoundReport bind() {
        m_out.diagnostics = std::move(m_source.diagnostics);
        JudgedBlocks judged = judge_blocks(m_source, m_publication, m_book, m_spec);
        m_withheld = std::move(judged.withheld);
        m_out.sentences = std::move(judged.sentences);
        m_out.diagnostics.append(std::move(judged.diagnostics));
        m_exhibits.number(m_source.pieces, m_withheld);
        for (std::size_t i = 0; i < m_source.pieces.size(); ++i) {
            if (m_withheld.contains(i)) {
                add_withheld(m_withheld.at(i), m_source.pieces[i].place);
                i = m_source.pieces[i].end;
                continue;
            }
            add(m_source.pieces[i]);
        }
        add_what_was_not_placed();
        fill();
        m_out.diagnostics.sort();
        return std::move(m_out);
    }

  private:
    /// Why something is left out, as its mark says it.
    [[nodiscard]] std::string why() const {
        const auto& day = m_publication.analysed.spec.as_of;
        if (!m_spec.lenient || !day) {
            return "withheld";
        }
        return fmt::format("{}not known on {}", m_spec.redacted ? "withheld or " : "",
                           to_string(*day));
    }

    /// What a reader sees in place of a sentence, number or figure that is left out.
    void add_withheld(const std::string& what, const Place& place) {
        Slot slot;
        slot.text = fmt::format("[{}: {}]", why(), what);
        slot.html = fmt::format("<span class=\"withheld\">{}</span>", escape_html(slot.text));
        slot.markdown = escape_markdown(slot.text);
        slot.place = place;
        add_slot(m_marked, std::move(slot));
    }

    void error(const char* code, std::string message, const Place& place, std::string hint) {
        m_out.diagnostics.add(report_error(code, std::move(message), place, std::move(hint)));
    }

    // --- figures and tables

    /// The exhibit that a binding names. Where there is none it is left out with a mark, and that
    /// is an error unless things were left out on purpose.
    const Exhibit* exhibit_of(const Piece& piece) {
        if (const Exhibit* const found = m_exhibits.find(piece.text)) {
            return found;
        }
        if (m_spec.lenient) {
            m_out.left_out.push_back(m_exhibits.words_for(piece));
        } else {
            m_out.diagnostics.add(m_exhibits.unknown(piece));
        }
        add_withheld(m_exhibits.words_for(piece), piece.place);
        return nullptr;
    }

    void add_exhibit(const Exhibit& exhibit, const Place& place) {
        Slot slot = show_exhibit(exhibit, m_book, m_sources);
        slot.place = place;
        for (const std::string& id : numbers_of(exhibit)) {
            use(id, exhibit_anchor(exhibit.id), exhibit.label);
        }
        if (exhibit.figure != nullptr) {
            m_out.figures.push_back(exhibit.id);
        }
        m_placed.insert(exhibit.id);
        add_slot(m_marked, std::move(slot));
    }

    // --- pieces

    void add(const Piece& piece) {
        switch (piece.kind) {
        case PieceKind::text:
            m_marked.markdown += piece.text;
            break;
        case PieceKind::number:
            add_number(piece);
            break;
        case PieceKind::figure:
            place_exhibit(piece);
            break;
        case PieceKind::ref:
            add_reference(piece);
            break;
        case PieceKind::cite:
            add_citation(piece);
            break;
        case PieceKind::broken:
            add_withheld(piece.written, piece.place);
            break;
        case PieceKind::conflicts:
        case PieceKind::missing:
        case PieceKind::monitor:
        case PieceKind::sources:
            add_section(piece.kind, piece.place);
            break;
        default:
            break;
        }
    }

    void add_number(const Piece& piece) {
        const auto found = m_book.find(piece.text);
        const auto shown =
            found ? show_number(**found, piece.style) : Result<std::string>(found.fault());
        const bool gone = m_spec.lenient && is_gone(found, shown, piece);
        const bool unnamed =
            m_spec.redacted && piece.text.find(name_struck_out) != std::string::npos;
        const std::string name = unnamed ? "a number" : piece.text;
        if (gone) {
            (unnamed ? m_out.left_out : m_out.sentences).push_back(name);
        } else if (!shown) {
            error(!found ? "P002" : code_of_style(**found, piece.style), shown.fault().message,
                  piece.place, shown.fault().hint);
        }
        if (gone || !shown) {
            add_withheld(name, piece.place);
            return;
        }
        add_number(**found, *shown, piece.place);
    }

    /// Whether nothing is known of a number, or too little for the form that the text wants.
    static bool is_gone(const Result<const Number*>& number, const Result<std::string>& shown,
                        const Piece& piece) {
        if (!number) {
            return true;
        }
        const measures::Value& value = (*number)->value;
        const bool bare = value.basis == Basis::missing && (*number)->statements.empty();
        return bare || (!shown && convertible(**number, piece.style));
    }

    static bool convertible(const Number& number, const NumberStyle& style) {
        return style.unit.empty() ||
               edition::convertible(unit_or_label(number.unit), unit_or_label(style.unit));
    }

    static const char* code_of_style(const Number& number, const NumberStyle& style) {
        return convertible(number, style) ? "P013" : "P004";
    }

    void add_number(const Number& number, const std::string& shown, const Place& place) {
        const std::string use_id = fmt::format("u-{}", m_out.uses.size() + 1);
        Slot slot = number_slot(number, shown, use_id, m_sources);
        slot.place = place;
        use(number.id, use_id, "text");
        add_slot(m_marked, std::move(slot));
    }

    void use(const std::string& id, const std::string& where_id, const std::string& where) {
        if (m_used.insert(id).second) {
            m_out.numbers.push_back(id);
        }
        m_out.uses.push_back({id, where_id, where});
    }

    void place_exhibit(const Piece& piece) {
        const Exhibit* const exhibit = exhibit_of(piece);
        if (exhibit == nullptr) {
            return;
        }
        if (m_placed.contains(piece.text)) {
            error("P012", fmt::format("'{}' stands in the report already", shorten(piece.text)),
                  piece.place, fmt::format("refer to it by {{{{ ref {} }}}}", piece.text));
            return;
        }
        add_exhibit(*exhibit, piece.place);
    }

    void add_reference(const Piece& piece) {
        const Exhibit* const exhibit = exhibit_of(piece);
        if (exhibit == nullptr) {
            return;
        }
        Slot slot;
        slot.text = exhibit->label;
        slot.html = fmt::format("<a class=\"ref\" href=\"#{}\">{}</a>", exhibit_anchor(exhibit->id),
                                exhibit->label);
        slot.markdown = exhibit->label;
        slot.place = piece.place;
        add_slot(m_marked, std::move(slot));
    }

    void add_citation(const Piece& piece) {
        const ledger::Ledger& ledger = m_publication.analysed.dossier.ledger;
        if (!ledger.find_source(piece.text)) {
            std::vector<std::string_view> known;
            for (const ledger::Source& source : ledger.sources()) {
                known.push_back(source.id);
            }
            const auto near = nearest(piece.text, known);
            if (m_spec.lenient) {
                m_out.left_out.emplace_back("a source");
                add_withheld("a source", piece.place);
                return;
            }
            error("P009", fmt::format("there is no source '{}'", shorten(piece.text)), piece.place,
                  near ? fmt::format("did you mean '{}'?", *near)
                       : "name a source of sources.toml");
            add_withheld(piece.text, piece.place);
            return;
        }
        Slot slot;
        slot.cites = true;
        slot.sources = {piece.text};
        slot.place = piece.place;
        add_slot(m_marked, std::move(slot));
    }

    // --- sections

    void add_section(PieceKind kind, const Place& place) {
        if (!m_sections.insert(kind).second) {
            error("P012", "this section stands in the report already", place,
                  "take one of the two out");
            return;
        }
        Slot slot;
        slot.block = true;
        if (kind == PieceKind::conflicts) {
            slot = conflicts_section(m_publication, m_sources, m_statements);
        } else if (kind == PieceKind::missing) {
            slot = missing_section(m_publication, m_book);
        } else if (kind == PieceKind::monitor) {
            MonitorSection section = monitor_section(m_publication, m_book);
            for (const NumberUse& one : section.uses) {
                use(one.number, one.anchor, one.where);
            }
            slot = std::move(section.slot);
        } else {
            slot.html = "<!--sources-->\n";
            slot.markdown = "<!--sources-->";
        }
        slot.place = place;
        add_slot(m_marked, std::move(slot));
    }

    void add_what_was_not_placed() {
        bool first = true;
        for (const std::string& id : m_exhibits.left_over()) {
            if (first) {
                heading("Further figures and tables");
                first = false;
            }
            add_exhibit(*m_exhibits.find(id), {});
        }
        if (m_publication.monitor && !m_sections.contains(PieceKind::monitor)) {
            heading("Monitor");
            add_section(PieceKind::monitor, {});
        }
        constexpr std::pair<PieceKind, const char*> sections[] = {
            {PieceKind::conflicts, "Open conflicts"},
            {PieceKind::missing, "What is missing"},
            {PieceKind::sources, "Sources"}};
        for (const auto& [kind, name] : sections) {
            if (!m_sections.contains(kind)) {
                heading(name);
                add_section(kind, {});
            }
        }
    }

    void heading(std::string_view name) { m_marked.markdown += fmt::format("\n\n## {}\n\n", name); }

    // --- the end

    void fill() {
        without_pictures(m_marked.markdown);
        if (const auto at = find_long_block(m_marked.markdown); at != std::string::npos) {
            error("P015",
                  fmt::format("a paragraph or table is longer than {} bytes", longest_block),
                  {"report.md", 1, 1}, "part it by empty lines");
            return;
        }
        Filled filled = fill_html(m_marked, m_sources);
        m_out.html = std::move(filled.html);
        m_out.title = std::move(filled.title);
        m_out.headings = std::move(filled.headings);
        m_out.diagnostics.append(std::move(filled.diagnostics));
        m_out.markdown = fill_markdown(m_marked, m_sources);
        list_sources();
    }

    /// Sources of the panels come last into the list.
    void list_sources() {
        for (const std::string& id : m_out.numbers) {
            if (const auto number = m_book.find(id)) {
                for (const std::string& source : m_sources.behind((*number)->statements)) {
                    (void)m_sources.number(source);
                }
            }
        }
        replace(m_out.html, m_sources.html());
        replace(m_out.markdown, m_sources.markdown());
    }

    static void replace(std::string& text, const std::string& list) {
        constexpr std::string_view here = "<!--sources-->";
        if (const std::size_t at = text.find(here); at != std::string::npos) {
            text.replace(at, here.size(), list);
        }
    }

    /// Pictures of a report's own would be fetched from elsewhere when it is opened: they become
    /// links.
    static void without_pictures(std::string& markdown) {
        std::string out;
        out.reserve(markdown.size());
        for (std::size_t i = 0; i < markdown.size(); ++i) {
            const bool picture =
                markdown[i] == '!' && i + 1 < markdown.size() && markdown[i + 1] == '[';
            out += picture ? "&#33;" : std::string(1, markdown[i]);
        }
        markdown = std::move(out);
    }

    const Publication& m_publication;
    const NumberBook& m_book;
    const ReportSpec& m_spec;
    ReportSource m_source;
    SourceList m_sources;
    Statements m_statements;
    std::map<std::size_t, std::string> m_withheld; ///< blocks that are left out, with their words
    Exhibits m_exhibits;
    std::set<std::string> m_placed;
    std::set<std::string> m_used;
    std::set<PieceKind> m_sections;
    Marked m_marked;
    BoundReport m_out;
};

} // namespace

std::vector<std::string> report_references(const std::string& markdown) {
    std::set<std::string> refs;
    for (const Piece& piece : parse_report(markdown).pieces) {
        if (piece.kind == PieceKind::number) {
            refs.insert(piece.text);
        }
        for (std::string& ref : references(piece.condition)) {
            refs.insert(std::move(ref));
        }
    }
    return {refs.begin(), refs.end()};
}

BoundReport bind(const Publication& publication, const NumberBook& book,
                 std::span<const Figure> figures, const ReportSpec& spec) {
    return Binder(publication, book, figures, spec).bind();
}

} // namespace halflight::edition
