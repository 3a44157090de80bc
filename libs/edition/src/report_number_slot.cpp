// SPDX-License-Identifier: Apache-2.0
#include "report_number_slot.hpp"
#include "halflight/base/text.hpp"

#include "report_markdown.hpp"
#include "report_sections.hpp"

#include <fmt/format.h>

namespace halflight::edition {

namespace {

std::string marks(const Number& number) {
    std::string out;
    const bool own = number.value.disputed || number.origin == NumberOrigin::statement;
    if (own && !number.conflicts.empty()) {
        out += fmt::format("<sup class=\"disputed\"><a href=\"#{}\" aria-label=\"disputed: "
                           "conflict {}\">†</a></sup>",
                           conflict_anchor(number.conflicts.front()), number.conflicts.front());
    }
    if (number.value.synthetic) {
        out += " <span class=\"synthetic\">synthetic</span>";
    }
    return out;
}

/// A minus sign in place of the hyphen before a digit.
std::string typographic(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool minus = text[i] == '-' && (i == 0 || text[i - 1] == ' ' || text[i - 1] == '(');
        out += minus ? "\u2212" : std::string(1, text[i]);
    }
    return out;
}

} // namespace

Slot number_slot(const Number& number, const std::string& shown, const std::string& use_id,
                 const SourceList& sources) {
    Slot slot;
    slot.text = typographic(shown);
    slot.html = fmt::format("<a class=\"number{}\" id=\"{}\" href=\"#{}\">{}</a>{}",
                            number.value.basis == measures::Basis::missing ? " missing" : "",
                            use_id, anchor(number.id), escape_html(slot.text), marks(number));
    slot.markdown = escape_markdown(slot.text);
    if (number.value.synthetic) {
        slot.text += " (synthetic)";
        slot.markdown += " (synthetic)";
    }
    slot.sources = sources.behind(number.statements);
    return slot;
}

} // namespace halflight::edition
