// SPDX-License-Identifier: Apache-2.0
#include "xml_guard.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace halflight::sources {

Lines::Lines(std::string_view text) : m_text(text), m_starts{0} {
    for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
        m_starts.push_back(at + 1);
    }
}

std::uint32_t Lines::line(std::size_t offset) const {
    const auto after = std::ranges::upper_bound(m_starts, offset);
    return static_cast<std::uint32_t>(after - m_starts.begin());
}

std::uint32_t Lines::column(std::size_t offset) const {
    const auto start = m_starts[line(offset) - 1];
    const auto before = m_text.substr(start, std::min(offset, m_text.size()) - start);
    return static_cast<std::uint32_t>(std::ranges::count_if(
               before, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; })) +
           1;
}

void refuse_xml(const UnListSpec& spec, const Lines& lines, std::size_t offset,
                std::string_view message) {
    throw Error(ErrorCode::parse, fmt::format("{}:{}:{}: {}", spec.file, lines.line(offset),
                                              lines.column(offset), message));
}

namespace {

/// One pass over the marks of a text, which knows comments, CDATA and quoted values.
class Guard {
  public:
    Guard(std::string_view xml, const UnListSpec& spec, const Lines& lines)
        : m_xml(xml), m_spec(spec), m_lines(lines) {}

    void run() {
        if (m_xml.starts_with("\xEF\xBB\xBF")) {
            m_at = 3;
        }
        while (m_at < m_xml.size()) {
            if (m_xml[m_at] == '<') {
                mark();
            } else {
                check_reference(m_at);
                ++m_at;
            }
        }
        // Tags that do not fit each other are the parser's to tell.
        if (!m_open.empty() && !m_misfit) {
            refuse_cut(m_xml.size(), fmt::format("<{}> does not end", shorten(m_open.back())));
        }
    }

  private:
    [[noreturn]] void refuse(std::size_t at, std::string_view message) const {
        refuse_xml(m_spec, m_lines, at, message);
    }

    [[noreturn]] void refuse_cut(std::size_t at, std::string_view what) const {
        refuse(at, fmt::format("{}{}", what, ends_early));
    }

    [[nodiscard]] std::string_view rest() const { return m_xml.substr(m_at); }

    void mark() {
        if (rest().starts_with("<!--")) {
            skip_behind("-->", 4, "a comment that does not end");
        } else if (rest().starts_with("<![CDATA[")) {
            skip_behind("]]>", 9, "a CDATA section that does not end");
        } else if (std::string_view("<!--").starts_with(rest()) ||
                   std::string_view("<![CDATA[").starts_with(rest())) {
            refuse_cut(m_at, "a mark that does not end");
        } else if (rest().starts_with("<!")) {
            refuse(m_at, "a document type or entity declaration (<!...) is refused: entities can "
                         "grow without bound and point to other files; take the list as the "
                         "publisher gives it, or remove the declaration");
        } else if (rest().starts_with("<?")) {
            instruction();
        } else {
            element();
        }
    }

    void skip_behind(std::string_view end, std::size_t from, std::string_view fault) {
        const auto found = m_xml.find(end, m_at + from);
        if (found == std::string_view::npos) {
            refuse_cut(m_at, fault);
        }
        m_at = found + end.size();
    }

    void instruction() {
        const auto start = m_at;
        skip_behind("?>", 2, "a processing instruction that does not end");
        const auto text = m_xml.substr(start, m_at - start);
        constexpr std::string_view declaration = "<?xml";
        const bool declares = text.starts_with(declaration) && text.size() > declaration.size() &&
                              (text[declaration.size()] == ' ' || text[declaration.size()] == '\t');
        if (!declares) {
            refuse(start, "a processing instruction is refused: it may ask to load other files");
        }
        check_encoding(start, text);
    }

    void check_encoding(std::size_t start, std::string_view declaration) const {
        const auto named = declaration.find("encoding");
        if (named == std::string_view::npos) {
            return;
        }
        std::string value;
        for (const char c : declaration.substr(named)) {
            value += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
        if (value.find("utf-8") == std::string::npos &&
            value.find("us-ascii") == std::string::npos) {
            refuse(start, "another encoding than UTF-8 is declared; convert the file to UTF-8");
        }
    }

    void element() {
        const auto start = m_at;
        const bool closes = rest().starts_with("</");
        check_inclusion(start);
        char quote = 0;
        for (++m_at; m_at < m_xml.size(); ++m_at) {
            const char c = m_xml[m_at];
            check_reference(m_at);
            if (quote != 0) {
                quote = c == quote ? char{0} : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '<') {
                refuse(m_at, "a '<' inside a tag");
            } else if (c == '>') {
                break;
            }
        }
        if (m_at >= m_xml.size()) {
            refuse_cut(start, "a tag that does not end");
        }
        count(start, closes, m_xml[m_at - 1] == '/');
        ++m_at;
    }

    void count(std::size_t start, bool closes, bool empty) {
        const std::string_view name = name_at(start + (closes ? 2 : 1));
        if (closes) {
            if (m_open.empty()) {
                refuse(start, "an end tag without its start");
            }
            m_misfit = m_misfit || m_open.back() != name;
            m_open.pop_back();
            return;
        }
        if (++m_elements > m_spec.most_elements) {
            refuse(start, fmt::format("more than {} elements", m_spec.most_elements));
        }
        if (m_open.size() + 1 > m_spec.most_depth) {
            refuse(start, fmt::format("elements more than {} deep; the list has five levels",
                                      m_spec.most_depth));
        }
        if (!empty) {
            m_open.push_back(name);
        }
    }

    [[nodiscard]] std::string_view name_at(std::size_t start) const {
        const auto end = m_xml.find_first_of(" \t\r\n/>", start);
        return m_xml.substr(start, std::min(end, m_xml.size()) - start);
    }

    void check_inclusion(std::size_t start) const {
        const std::string_view name = name_at(start + 1);
        if (name.ends_with(":include") || name == "include") {
            refuse(start, "an inclusion of another file is refused; nothing is fetched");
        }
    }

    /// The five entities of XML and numbers of characters are all that a text may refer to.
    void check_reference(std::size_t at) const {
        if (m_xml[at] != '&') {
            return;
        }
        static constexpr std::array known{"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#"};
        const auto from = m_xml.substr(at);
        if (std::ranges::any_of(known, [&](std::string_view one) {
                return one.size() > from.size() && one.starts_with(from);
            })) {
            refuse_cut(at, "an entity that does not end");
        }
        if (std::ranges::none_of(known, [&](const char* one) { return from.starts_with(one); })) {
            const auto end = std::min(from.find_first_of("; <\r\n"), std::size_t{20});
            refuse(at, fmt::format("'{}' refers to an entity that XML does not know; entities are "
                                   "refused; write a plain & as &amp;",
                                   shorten(from.substr(0, end + 1))));
        }
    }

    std::string_view m_xml;
    const UnListSpec& m_spec;
    const Lines& m_lines;
    std::size_t m_at = 0;
    std::vector<std::string_view> m_open; ///< names of elements that have not ended
    bool m_misfit = false;                ///< an end tag had another name than its start
    std::size_t m_elements = 0;
};

/// Whether bytes are the beginning of a character, and nothing behind it.
bool is_cut(std::string_view bytes) {
    const auto first = static_cast<unsigned char>(bytes.front());
    const std::size_t whole = first >= 0xF0U ? 4 : first >= 0xE0U ? 3 : first >= 0xC0U ? 2 : 1;
    return bytes.size() < whole &&
           std::ranges::all_of(
               bytes.substr(1),
               [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; });
}

} // namespace

void guard_xml(std::string_view xml, const UnListSpec& spec, const Lines& lines) {
    if (xml.size() > spec.most_bytes) {
        throw Error(ErrorCode::parse, fmt::format("{}: {} bytes; a list has at most {}", spec.file,
                                                  xml.size(), spec.most_bytes));
    }
    if (xml.starts_with("\xFF\xFE") || xml.starts_with("\xFE\xFF")) {
        throw Error(ErrorCode::parse,
                    fmt::format("{}: UTF-16; convert the file to UTF-8", spec.file));
    }
    if (const auto bad = first_invalid_utf8(xml)) {
        refuse_xml(spec, lines, *bad,
                   is_cut(xml.substr(*bad)) ? fmt::format("half a character{}", ends_early)
                                            : "not UTF-8");
    }
    if (const auto zero = xml.find('\0'); zero != std::string_view::npos) {
        refuse_xml(spec, lines, zero, "a NUL byte");
    }
    Guard(xml, spec, lines).run();
}

} // namespace halflight::sources
