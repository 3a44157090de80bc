// SPDX-License-Identifier: Apache-2.0
#include "report_source.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halflight::edition {

namespace {

constexpr std::size_t deepest = 16;

struct Word {
    std::string_view word;
    PieceKind kind;
    bool wants_name;
};
constexpr std::array words = {
    Word{"if", PieceKind::block, true},
    Word{"end", PieceKind::end, false},
    Word{"figure", PieceKind::figure, true},
    Word{"table", PieceKind::figure, true},
    Word{"ref", PieceKind::ref, true},
    Word{"cite", PieceKind::cite, true},
    Word{"conflicts", PieceKind::conflicts, false},
    Word{"missing", PieceKind::missing, false},
    Word{"monitor", PieceKind::monitor, false},
    Word{"sources", PieceKind::sources, false},
};

/// What other template languages have and reports do not.
struct Foreign {
    std::string_view word;
    std::string_view why;
};
constexpr std::array foreign = {
    Foreign{"include", "a report is one file: nothing is included, so nothing can include itself"},
    Foreign{"for", "a report has no loops; {{ table MEASURE }} shows all rows of a measure"},
    Foreign{"each", "a report has no loops; {{ table MEASURE }} shows all rows of a measure"},
    Foreign{"while", "a report has no loops; {{ table MEASURE }} shows all rows of a measure"},
    Foreign{"else", "there is no 'else': a sentence that does not hold is mended by its author"},
};

/// Counts lines and code points as it goes, so that places cost linear time in all.
class Places {
  public:
    explicit Places(std::string_view text) : m_text(text) {}
    /// Offsets must not fall.
    Place at(std::size_t offset) {
        for (; m_at < offset && m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '\n') {
                ++m_line;
                m_column = 1;
            } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
                ++m_column;
            }
        }
        return {"report.md", m_line, m_column};
    }

  private:
    std::string_view m_text;
    std::size_t m_at = 0;
    std::uint32_t m_line = 1;
    std::uint32_t m_column = 1;
};

/// U+E000 to U+E003 mark bindings inside Markdown; in a report they would be mistaken for them.
std::string without_marks(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = text.substr(i, 3);
        const bool mark =
            rest == "\uE000" || rest == "\uE001" || rest == "\uE002" || rest == "\uE003";
        if (mark) {
            out += "\uFFFD";
            i += 2;
        } else {
            out += text[i] == '\0' ? '?' : text[i];
        }
    }
    return out;
}

/// Bytes that are no UTF-8 replaced, so that everything made from the text is.
std::string as_utf8(std::string_view text) {
    std::string out;
    for (auto bad = first_invalid_utf8(text); bad; bad = first_invalid_utf8(text)) {
        out += text.substr(0, *bad);
        out += "\uFFFD";
        text.remove_prefix(*bad + 1);
    }
    return out += text;
}

class Parser {
  public:
    explicit Parser(std::string_view text) : m_text(text), m_places(text) {}

    ReportSource parse() {
        while (m_at < m_text.size()) {
            step();
        }
        flush();
        for (const std::size_t open : m_open) {
            Piece& piece = m_out.pieces[open];
            error("P006", "this condition is never closed", piece.place,
                  "write {{ end }} behind the sentence that it is about");
            piece.kind = PieceKind::broken;
        }
        m_out.diagnostics.sort();
        return std::move(m_out);
    }

  private:
    void step() {
        const std::string_view rest = m_text.substr(m_at);
        if (rest.starts_with("\\{{")) {
            m_plain += "{{";
            m_at += 3;
        } else if (rest.starts_with("<!--") && skip_comment()) {
            return;
        } else if (rest.starts_with("{{")) {
            binding();
        } else {
            m_plain += rest.front();
            ++m_at;
        }
    }

    bool skip_comment() {
        const std::size_t end =
            m_no_comment_end ? std::string_view::npos : m_text.find("-->", m_at + 4);
        m_no_comment_end = end == std::string_view::npos;
        if (m_no_comment_end) {
            return false;
        }
        m_at = end + 3;
        return true;
    }

    void flush() {
        if (!m_plain.empty()) {
            Piece piece;
            piece.text = std::move(m_plain);
            m_out.pieces.push_back(std::move(piece));
            m_plain.clear();
        }
    }

    /// A binding ends on its line or on one of the next, but not behind an empty line or another
    /// opening.
    [[nodiscard]] std::size_t closing() const {
        for (std::size_t i = m_at + 2; i + 1 < m_text.size(); ++i) {
            const std::string_view two = m_text.substr(i, 2);
            if (two == "}}") {
                return i;
            }
            if (two == "{{" || two == "\n\n") {
                break;
            }
        }
        return std::string_view::npos;
    }

    void binding() {
        const Place place = m_places.at(m_at);
        const std::size_t end = closing();
        if (end == std::string_view::npos) {
            error("P001", "these braces are never closed", place,
                  "write }} behind the name, or \\{{ for braces as text");
            m_plain += "{{";
            m_at += 2;
            return;
        }
        flush();
        Piece piece;
        piece.place = place;
        piece.written = m_text.substr(m_at, end + 2 - m_at);
        m_inside = m_at + 2;
        const std::string_view inside = m_text.substr(m_inside, end - m_inside);
        read(piece, inside);
        m_at = end + 2;
        m_out.pieces.push_back(std::move(piece));
        if (m_out.pieces.back().kind == PieceKind::block) {
            opened();
        }
    }

    void read(Piece& piece, std::string_view inside) {
        const std::string_view text = trim(inside);
        const std::size_t space = std::min(text.find_first_of(" \t\r\n"), text.size());
        const std::string_view first = text.substr(0, space);
        const std::string_view rest = trim(text.substr(space));
        const auto word = std::ranges::find(words, first, &Word::word);
        if (text.empty()) {
            broken(piece, "P001", "these braces hold nothing",
                   "name a number, or write \\{{ for braces as text");
        } else if (word == words.end()) {
            read_number(piece, text);
        } else if (word->kind == PieceKind::block) {
            read_condition(piece, inside, rest);
        } else if (word->kind == PieceKind::end) {
            close(piece, rest);
        } else {
            read_word(piece, *word, rest);
        }
    }

    void read_word(Piece& piece, const Word& word, std::string_view rest) {
        const bool one = rest.find_first_of(" \t\r\n|") == std::string_view::npos;
        if (word.wants_name && (rest.empty() || !one)) {
            broken(piece, "P001", fmt::format("'{}' wants one name", word.word),
                   fmt::format("for example: {{{{ {} ID }}}}", word.word));
            return;
        }
        if (!word.wants_name && !rest.empty()) {
            broken(piece, "P001",
                   fmt::format("'{}' stands alone, '{}' is too much", word.word, shorten(rest)),
                   fmt::format("write {{{{ {} }}}}", word.word));
            return;
        }
        piece.kind = word.kind;
        piece.text = rest;
        piece.is_table = word.word == "table";
    }

    void read_number(Piece& piece, std::string_view text) {
        const std::size_t bar = text.find('|');
        const std::string_view name = trim(text.substr(0, bar));
        if (name.empty() || name.find_first_of(" \t\r\n") != std::string_view::npos) {
            unknown_word(piece, name);
            return;
        }
        piece.kind = PieceKind::number;
        piece.text = name;
        if (bar == std::string_view::npos) {
            return;
        }
        std::vector<std::string_view> options;
        for (const std::string_view part : split(text.substr(bar + 1), ',')) {
            options.push_back(part);
        }
        // Where "|" separates them too, nothing else could be meant.
        std::vector<std::string_view> all;
        for (const std::string_view part : options) {
            for (const std::string_view option : split(part, '|')) {
                all.push_back(option);
            }
        }
        const auto style = parse_style(all);
        if (style) {
            piece.style = *style;
        } else {
            error("P003", style.fault().message, piece.place, style.fault().hint);
        }
    }

    void unknown_word(Piece& piece, std::string_view text) {
        const std::string_view first = text.substr(0, text.find_first_of(" \t\r\n"));
        const auto other = std::ranges::find(foreign, first, &Foreign::word);
        std::vector<std::string_view> known;
        for (const Word& word : words) {
            known.push_back(word.word);
        }
        const auto near = nearest(first, known);
        std::string hint = "a binding is {{ NUMBER }}, {{ NUMBER | option }}, or begins with if, "
                           "end, figure, table, ref, cite, conflicts, missing or sources";
        hint = near ? fmt::format("did you mean '{}'?", *near) : hint;
        hint = other == foreign.end() ? hint : std::string(other->why);
        broken(piece, "P010", fmt::format("unknown directive '{}'", shorten(first)),
               std::move(hint));
    }

    void read_condition(Piece& piece, std::string_view inside, std::string_view rest) {
        auto condition = parse_condition(rest);
        piece.kind = PieceKind::block;
        if (condition) {
            piece.condition = std::move(condition).value();
            return;
        }
        const auto before = static_cast<std::size_t>(rest.data() - inside.data());
        const std::size_t offset = rest.empty() ? m_at : m_inside + before;
        error("P005", condition.fault().message,
              m_places.at(std::max(m_at, offset + (rest.empty() ? 0 : condition.fault().offset))),
              condition.fault().hint);
    }

    void opened() {
        m_open.push_back(m_out.pieces.size() - 1);
        Piece& piece = m_out.pieces.back();
        if (m_open.size() > deepest) {
            error("P006", fmt::format("more than {} conditions inside each other", deepest),
                  piece.place, "join conditions by 'and'");
            piece.condition.clauses.clear();
        }
    }

    void close(Piece& piece, std::string_view rest) {
        if (!rest.empty()) {
            broken(piece, "P001",
                   fmt::format("'end' stands alone, '{}' is too much", shorten(rest)),
                   "write {{ end }}");
        }
        if (m_open.empty()) {
            broken(piece, "P006", "no condition is open here", "take the {{ end }} out");
            return;
        }
        piece.kind = PieceKind::end;
        m_out.pieces[m_open.back()].end = m_out.pieces.size();
        m_open.pop_back();
    }

    void broken(Piece& piece, const char* code, std::string message, std::string hint) {
        piece.kind = PieceKind::broken;
        error(code, std::move(message), piece.place, std::move(hint));
    }

    void error(const char* code, std::string message, Place place, std::string hint) {
        m_out.diagnostics.add(
            report_error(code, std::move(message), std::move(place), std::move(hint)));
    }

    std::string_view m_text;
    Places m_places;
    std::size_t m_at = 0;
    std::size_t m_inside = 0;
    std::string m_plain;
    std::vector<std::size_t> m_open;
    bool m_no_comment_end = false;
    ReportSource m_out;
};

} // namespace

Diagnostic report_error(const char* code, std::string message, Place place, std::string hint) {
    Diagnostic diagnostic;
    diagnostic.code = code;
    diagnostic.message = std::move(message);
    diagnostic.place = std::move(place);
    diagnostic.hint = hint.empty() ? "see docs/report-format.md" : std::move(hint);
    return diagnostic;
}

ReportSource parse_report(std::string_view markdown) {
    const std::string text = without_controls(without_marks(as_utf8(markdown)));
    return Parser(text).parse();
}

} // namespace halflight::edition
