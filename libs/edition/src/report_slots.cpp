// SPDX-License-Identifier: Apache-2.0
#include "report_slots.hpp"

#include "halflight/base/text.hpp"
#include "report_markdown.hpp"
#include "report_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace halflight::edition {

namespace {

constexpr std::string_view mark_begin = "\uE000";
constexpr std::string_view mark_end = "\uE001";

constexpr std::string_view cite_begin = "<!--cite";

/// A mark found in text: its slot, and where the text goes on.
struct Mark {
    std::size_t slot = 0;
    std::size_t end = 0;
};

std::optional<Mark> mark_at(std::string_view text, std::size_t at, std::size_t slots) {
    const std::size_t first = at + mark_begin.size();
    std::size_t slot = 0;
    const auto [end, error] = std::from_chars(text.data() + std::min(first, text.size()),
                                              text.data() + text.size(), slot);
    const auto behind = static_cast<std::size_t>(end - text.data());
    const bool is = error == std::errc() && text.substr(behind).starts_with(mark_end);
    return is && slot < slots ? std::optional(Mark{slot, behind + mark_end.size()}) : std::nullopt;
}

/// Text with each mark replaced by what `put` gives for its slot.
template <class Put>
std::string replace_marks(std::string_view text, std::size_t slots, Put put) {
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t next = std::min(text.find(mark_begin, at), text.size());
        out += text.substr(at, next - at);
        at = next;
        if (at == text.size()) {
            break;
        }
        if (const auto mark = mark_at(text, at, slots)) {
            out += put(mark->slot);
            at = mark->end;
        } else {
            at += mark_begin.size();
        }
    }
    return out;
}

struct Token {
    bool tag = false;
    std::string_view text;
};

std::vector<Token> tokens_of(std::string_view html) {
    std::vector<Token> tokens;
    std::size_t at = 0;
    while (at < html.size()) {
        const bool tag = html[at] == '<';
        const std::size_t end = tag ? std::min(html.find('>', at), html.size() - 1) + 1
                                    : std::min(html.find('<', at), html.size());
        tokens.push_back({tag, html.substr(at, end - at)});
        at = end;
    }
    return tokens;
}

bool is_heading(std::string_view tag) {
    return tag.size() == 4 && tag.starts_with("<h") && tag[2] >= '1' && tag[2] <= '6';
}
bool is_heading_end(std::string_view tag) {
    return tag.size() == 5 && tag.starts_with("</h") && tag[3] >= '1' && tag[3] <= '6';
}

bool opens(std::string_view tag, std::string_view name) {
    return tag.starts_with(name) && (tag[name.size()] == '>' || tag[name.size()] == ' ');
}

class Filler {
  public:
    Filler(const Marked& marked, SourceList& sources)
        : m_marked(marked), m_sources(sources), m_html(to_html(marked.markdown)),
          m_tokens(tokens_of(m_html)), m_placed(marked.slots.size()) {}

    Filled fill() {
        find_levels();
        while (m_at < m_tokens.size()) {
            step();
        }
        report_unplaced();
        return std::move(m_out);
    }

  private:
    /// The highest level becomes 2; a heading of level 1 that comes first and has no equal is the
    /// title.
    void find_levels() {
        std::size_t ones = 0;
        bool first = false;
        bool any = false;
        int highest = 6;
        for (std::size_t i = 0; i < m_tokens.size(); ++i) {
            if (m_tokens[i].tag && is_heading(m_tokens[i].text)) {
                const int level = m_tokens[i].text[2] - '0';
                first = first || (!any && level == 1 && i == 0);
                any = true;
                ones += level == 1 ? 1U : 0U;
                if (level > 1) {
                    highest = std::min(highest, level);
                }
            }
        }
        m_has_title = first && ones == 1;
        m_shift = ones > 0 && !m_has_title ? 1 : 2 - highest;
    }

    void step() {
        const Token& token = m_tokens[m_at];
        if (!token.tag) {
            m_out.html += put_text(token.text);
            ++m_at;
        } else if (const auto slot = lone_block()) {
            put_block(*slot);
            m_at += 3;
        } else if (is_heading(token.text)) {
            heading();
        } else {
            put_tag(token.text);
            ++m_at;
        }
    }

    /// "<p>MARK</p>" of a block.
    [[nodiscard]] std::optional<std::size_t> lone_block() const {
        if (m_tokens[m_at].text != "<p>" || m_at + 2 >= m_tokens.size() || m_table > 0) {
            return std::nullopt;
        }
        const std::string_view text = m_tokens[m_at + 1].text;
        if (m_tokens[m_at + 1].tag || !text.starts_with(mark_begin) ||
            m_tokens[m_at + 2].text != "</p>") {
            return std::nullopt;
        }
        const auto mark = mark_at(text, 0, m_marked.slots.size());
        const bool alone = mark && mark->end == text.size() && m_marked.slots[mark->slot].block;
        return alone ? std::optional(mark->slot) : std::nullopt;
    }

    void put_block(std::size_t index) {
        const Slot& slot = m_marked.slots[index];
        m_placed[index] = true;
        std::string_view html = slot.html;
        for (std::size_t at = html.find(cite_begin); at != std::string_view::npos;
             at = html.find(cite_begin)) {
            const std::size_t end = html.find("-->", at);
            const std::string_view name =
                html.substr(at + cite_begin.size(), end - at - cite_begin.size());
            m_out.html += html.substr(0, at);
            m_out.html += name == "s" ? m_sources.cite(slot.sources)
                                      : m_sources.cite(std::vector{std::string(trim(name))});
            html.remove_prefix(end + 3);
        }
        m_out.html += html;
    }

    std::string put_text(std::string_view text) {
        return replace_marks(text, m_marked.slots.size(), [this](std::size_t index) {
            const Slot& slot = m_marked.slots[index];
            if (slot.block) {
                return std::string(); // it stays unplaced
            }
            m_placed[index] = true;
            if (slot.cites) {
                return m_links == 0 ? m_sources.cite(slot.sources) : std::string();
            }
            for (const std::string& source : slot.sources) {
                if (std::ranges::find(m_pending, source) == m_pending.end()) {
                    m_pending.push_back(source);
                }
            }
            return m_links == 0 ? slot.html : escape_html(slot.text);
        });
    }

    /// The same as plain text, for attributes and contents.
    std::string put_plain(std::string_view text) {
        return replace_marks(text, m_marked.slots.size(), [this](std::size_t index) {
            const Slot& slot = m_marked.slots[index];
            m_placed[index] = m_placed[index] || !slot.block;
            return slot.block ? std::string() : escape_html(slot.text);
        });
    }

    void put_tag(std::string_view tag) {
        m_links += opens(tag, "<a") ? 1U : 0U;
        m_links -= tag == "</a>" && m_links > 0 ? 1U : 0U;
        if (opens(tag, "<table")) {
            ++m_table;
            m_out.html += "<div class=\"scroll\" role=\"region\" aria-label=\"Table\" "
                          "tabindex=\"0\">";
        }
        const bool ends = tag == "</p>" || tag == "</li>" || tag == "<ul>" || opens(tag, "<ol") ||
                          tag == "</blockquote>";
        if (ends && m_table == 0) {
            name_sources();
        }
        if (opens(tag, "<th")) {
            m_out.html += "<th scope=\"col\"" + put_plain(tag.substr(3));
        } else if (tag.starts_with("<section class=\"footnotes\"")) {
            m_out.html += "<section aria-label=\"Notes\"" + put_plain(tag.substr(8));
        } else {
            m_out.html += put_plain(tag);
        }
        if (tag == "</table>") {
            m_table -= m_table > 0 ? 1U : 0U;
            m_out.html += "</div>";
            name_sources_of_table();
        }
    }

    void name_sources() {
        m_out.html += m_sources.cite(m_pending);
        m_pending.clear();
    }

    void name_sources_of_table() {
        const std::string cited = m_sources.cite(m_pending);
        m_pending.clear();
        if (!cited.empty()) {
            m_out.html += "\n<p class=\"key\">Sources: " + cited + "</p>";
        }
    }

    void heading() {
        const int level = m_tokens[m_at].text[2] - '0';
        std::string inner;
        std::string plain;
        ++m_at;
        for (; m_at < m_tokens.size() && !is_heading_end(m_tokens[m_at].text); ++m_at) {
            const Token& token = m_tokens[m_at];
            if (token.tag) {
                m_links += opens(token.text, "<a") ? 1U : 0U;
                m_links -= token.text == "</a>" && m_links > 0 ? 1U : 0U;
                inner += put_plain(token.text);
            } else {
                plain += put_plain(token.text);
                inner += put_text(token.text);
            }
        }
        ++m_at;
        if (level == 1 && m_has_title) {
            m_out.title = plain;
            return;
        }
        const int shown = std::clamp(level + m_shift, 2, 6);
        const std::string id = fmt::format("s-{}", m_out.headings.size() + 1);
        m_out.html += fmt::format("<h{0} id=\"{1}\">{2}</h{0}>", shown, id, inner);
        m_out.headings.push_back({shown, id, plain});
    }

    void report_unplaced() {
        for (std::size_t i = 0; i < m_placed.size(); ++i) {
            const Slot& slot = m_marked.slots[i];
            if (m_placed[i] || slot.place.line == 0) {
                continue;
            }
            m_out.diagnostics.add(report_error(
                "P011",
                slot.block ? "a figure, table or section cannot stand inside other text"
                           : "nothing can be shown in this place: it is an address or a name",
                slot.place,
                slot.block ? "give it a paragraph of its own, outside of code and tables"
                           : "put the binding into the text"));
        }
    }

    const Marked& m_marked;
    SourceList& m_sources;
    std::string m_html;
    std::vector<Token> m_tokens;
    std::vector<bool> m_placed;
    std::size_t m_at = 0;
    std::size_t m_links = 0;
    std::size_t m_table = 0;
    bool m_has_title = false;
    int m_shift = 0;
    std::vector<std::string> m_pending;
    Filled m_out;
};

/// Footnotes of the sources that a section has not named yet.
class MarkdownFiller {
  public:
    MarkdownFiller(const Marked& marked, const SourceList& sources)
        : m_marked(marked), m_sources(sources) {}

    std::string fill() {
        std::string out;
        for (const std::string_view line : split(m_marked.markdown, '\n')) {
            if (line.starts_with('#')) {
                m_named.clear();
            }
            out += replace_marks(line, m_marked.slots.size(),
                                 [this](std::size_t index) { return put(m_marked.slots[index]); });
            out += '\n';
        }
        return out + '\n' + m_notes;
    }

  private:
    std::string put(const Slot& slot) {
        std::string note;
        for (const std::string& source : slot.sources) {
            if (m_named.insert(source).second) {
                note += (note.empty() ? "" : "; ") + m_sources.describe(source);
            }
        }
        std::string mark;
        if (!note.empty()) {
            ++m_count;
            m_notes += fmt::format("[^source-{}]: {}\n\n", m_count, note);
            mark = fmt::format("[^source-{}]", m_count);
        }
        const std::size_t here = slot.markdown.find(cites_here);
        return here == std::string::npos ? slot.markdown + mark
                                         : slot.markdown.substr(0, here) + mark +
                                               slot.markdown.substr(here + cites_here.size());
    }

    const Marked& m_marked;
    const SourceList& m_sources;
    std::set<std::string> m_named;
    std::string m_notes;
    std::size_t m_count = 0;
};

} // namespace

std::string cite_here(std::string_view source) {
    return fmt::format("<!--cite {}-->", source);
}

void add_slot(Marked& marked, Slot slot) {
    const std::string mark = fmt::format("{}{}{}", mark_begin, marked.slots.size(), mark_end);
    marked.markdown += slot.block ? "\n\n" + mark + "\n\n" : mark;
    marked.slots.push_back(std::move(slot));
}

Filled fill_html(const Marked& marked, SourceList& sources) {
    return Filler(marked, sources).fill();
}

std::string fill_markdown(const Marked& marked, const SourceList& sources) {
    return MarkdownFiller(marked, sources).fill();
}

} // namespace halflight::edition
