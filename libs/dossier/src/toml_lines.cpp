// SPDX-License-Identifier: Apache-2.0
#include "toml_lines.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <cstddef>

namespace halflight::dossier {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

bool is_key_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == '"' || c == '\'';
}

std::size_t indent_of(std::string_view line) {
    const std::size_t first = line.find_first_not_of(" \t");
    return first == std::string_view::npos ? line.size() : first;
}

/// Walks through TOML text and knows at every byte whether it stands in a string, a comment or a
/// value.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : m_text(text) {}

    [[nodiscard]] bool done() const { return m_position >= m_text.size(); }
    [[nodiscard]] std::size_t position() const { return m_position; }
    [[nodiscard]] int dots() const { return m_dots; }
    /// Brackets or a multi-line string are open.
    [[nodiscard]] bool inside() const { return m_depth > 0 || in_multi(); }
    /// The rest of the line at hand.
    [[nodiscard]] std::string_view line() const {
        return m_text.substr(m_position, m_text.find('\n', m_position) - m_position);
    }
    void close_all() {
        m_mode = Mode::plain;
        m_depth = 0;
    }
    void read_line() {
        const std::size_t end = m_text.find('\n', m_position);
        const std::size_t stop = end == std::string_view::npos ? m_text.size() : end + 1;
        while (m_position < stop) {
            step();
        }
    }
    void step();
    /// In a multi-line string: its closing quotation marks stand somewhere below.
    [[nodiscard]] bool closes_later();

  private:
    enum class Mode : std::uint8_t { plain, comment, basic, literal, basic_multi, literal_multi };
    [[nodiscard]] bool in_multi() const {
        return m_mode == Mode::basic_multi || m_mode == Mode::literal_multi;
    }
    [[nodiscard]] std::string_view closing() const {
        return m_mode == Mode::basic_multi ? R"(""")" : "'''";
    }
    void step_plain(char c);
    void step_string(char c);
    void step_multi(char c);
    void open_string(char quote);

    std::string_view m_text;
    std::size_t m_position = 0;
    std::size_t m_closing_at = 0;
    Mode m_mode = Mode::plain;
    int m_depth = 0;
    int m_dots = 0; ///< in the dotted key or number at hand
};

void Scanner::step() {
    const char c = m_text[m_position];
    if (c == '\n' && !in_multi()) {
        m_mode = Mode::plain; // an unclosed string ends with its line
        m_dots = 0;
        ++m_position;
    } else if (m_mode == Mode::plain) {
        step_plain(c);
    } else if (in_multi()) {
        step_multi(c);
    } else if (m_mode == Mode::comment) {
        ++m_position;
    } else {
        step_string(c);
    }
}

void Scanner::step_plain(char c) {
    if (c == '"' || c == '\'') {
        open_string(c);
        return;
    }
    if (c == '#') {
        m_mode = Mode::comment;
    } else if (c == '.') {
        ++m_dots;
    } else if (c == '[' || c == '{') {
        ++m_depth;
        m_dots = 0;
    } else if (c == ']' || c == '}') {
        m_depth = std::max(0, m_depth - 1);
        m_dots = 0;
    } else if (c == ',' || c == '=') {
        m_dots = 0;
    }
    ++m_position;
}

void Scanner::open_string(char quote) {
    const bool multi = m_text.substr(m_position, 3) == std::string(3, quote);
    if (quote == '"') {
        m_mode = multi ? Mode::basic_multi : Mode::basic;
    } else {
        m_mode = multi ? Mode::literal_multi : Mode::literal;
    }
    m_position += multi ? 3 : 1;
}

void Scanner::step_string(char c) {
    if (c == '\\' && m_mode == Mode::basic && m_position + 1 < m_text.size() &&
        m_text[m_position + 1] != '\n') {
        m_position += 2;
        return;
    }
    if (c == (m_mode == Mode::basic ? '"' : '\'')) {
        m_mode = Mode::plain;
    }
    ++m_position;
}

void Scanner::step_multi(char c) {
    if (c == '\\' && m_mode == Mode::basic_multi && m_position + 1 < m_text.size() &&
        m_text[m_position + 1] != '\n') {
        m_position += 2;
        return;
    }
    if (m_text.substr(m_position, 3) != closing()) {
        ++m_position;
        return;
    }
    m_position += 3;
    for (int more = 0; more < 2 && !done() && m_text[m_position] == c; ++more) {
        ++m_position; // up to two quotation marks may stand before the closing three
    }
    m_mode = Mode::plain;
}

bool Scanner::closes_later() {
    if (!in_multi()) {
        return false;
    }
    if (m_closing_at < m_position) {
        m_closing_at = m_text.find(closing(), m_position);
    }
    return m_closing_at != std::string_view::npos;
}

/// The text between the brackets of a line that begins with one.
std::string header_text(std::string_view line) {
    line = trim(line);
    if (line.empty() || line.front() != '[') {
        return {};
    }
    line.remove_prefix(std::min(line.find_first_not_of('['), line.size()));
    const std::string_view name = trim(line.substr(0, line.find_first_of("]#\n")));
    return name.empty() ? "[" : std::string(name);
}

bool looks_like_statement(std::string_view line, std::size_t indent) {
    if (indent_of(line) > indent) {
        return false;
    }
    line = trim(line);
    if (line.empty() || line.back() == ',') {
        return false;
    }
    if (line.front() == '[') {
        const std::string name = header_text(line);
        return is_key_char(name.front()) && name.find(',') == std::string::npos &&
               (name.front() < '0' || name.front() > '9');
    }
    const auto end_of_key = std::find_if_not(line.begin(), line.end(), is_key_char);
    const auto equals = std::find_if_not(end_of_key, line.end(), is_blank);
    return end_of_key != line.begin() && equals != line.end() && *equals == '=';
}

Statement read_statement(Scanner& scanner, std::uint32_t first_line) {
    const std::string_view line = scanner.line();
    const std::size_t indent = indent_of(line);
    Statement statement{first_line, first_line, header_text(line), false};
    scanner.read_line();
    if (!statement.header.empty()) {
        scanner.close_all();
        return statement;
    }
    while (scanner.inside() && !scanner.done()) {
        if (looks_like_statement(scanner.line(), indent) && !scanner.closes_later()) {
            break;
        }
        scanner.read_line();
        ++statement.last;
    }
    statement.cut = scanner.inside();
    scanner.close_all();
    return statement;
}

} // namespace

std::vector<Statement> split_statements(std::string_view text) {
    std::vector<Statement> statements;
    Scanner scanner(text);
    std::uint32_t line = 1;
    while (!scanner.done()) {
        const std::string_view content = trim(scanner.line());
        if (content.empty() || content.front() == '#') {
            scanner.read_line();
            ++line;
            continue;
        }
        statements.push_back(read_statement(scanner, line));
        line = statements.back().last + 1;
    }
    return statements;
}

std::optional<TextPosition> find_too_deep(std::string_view text) {
    Scanner scanner(text);
    while (!scanner.done()) {
        scanner.step();
        if (scanner.dots() > max_nesting) {
            return position_at(text, scanner.position() - 1);
        }
    }
    return std::nullopt;
}

void blank_lines(std::string& text, std::uint32_t first, std::uint32_t last) {
    std::uint32_t line = 1;
    for (char& c : text) {
        if (c == '\n') {
            ++line;
        } else if (line >= first && line <= last) {
            c = ' ';
        }
        if (line > last) {
            return;
        }
    }
}

TextPosition position_at(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const std::size_t line_start = before.rfind('\n') + 1; // npos + 1 is 0
    return {static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), '\n')),
            static_cast<std::uint32_t>(1 + code_points(before.substr(line_start)))};
}

} // namespace halflight::dossier
