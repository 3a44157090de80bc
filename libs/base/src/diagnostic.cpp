// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/diagnostic.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace halflight {
namespace {

auto key(const Place& place) {
    return std::tie(place.file, place.line, place.column);
}

bool note_before(const Note& a, const Note& b) {
    return std::tuple_cat(key(a.place), std::tie(a.message)) <
           std::tuple_cat(key(b.place), std::tie(b.message));
}

/// Every member takes part, so that the order of arrival never shows.
bool before(const Diagnostic& a, const Diagnostic& b) {
    const auto order = [](const Diagnostic& d) {
        return std::tuple_cat(key(d.place),
                              std::tie(d.code, d.message, d.kind, d.severity, d.hint));
    };
    const auto left = order(a);
    const auto right = order(b);
    if (left != right)
        return left < right;
    return std::lexicographical_compare(a.notes.begin(), a.notes.end(), b.notes.begin(),
                                        b.notes.end(), note_before);
}

/// "claims/aid.csv:14:1: ", as much of it as is known.
std::string prefix(const Place& place) {
    if (place.file.empty())
        return {};
    std::string text = place.file;
    if (place.line != 0) {
        text += ':' + std::to_string(place.line);
        if (place.column != 0)
            text += ':' + std::to_string(place.column);
    }
    return text + ": ";
}

/// "conflict C007 [part-whole]: " or "S012: ".
std::string title(const Diagnostic& diagnostic) {
    std::string text = diagnostic.code.starts_with('C') ? "conflict " : "";
    text += diagnostic.code;
    if (!diagnostic.kind.empty())
        text += (text.empty() ? "[" : " [") + diagnostic.kind + ']';
    return text.empty() ? text : text + ": ";
}

} // namespace

std::string_view to_string(Severity severity) noexcept {
    switch (severity) {
    case Severity::error:
        return "error";
    case Severity::warning:
        return "warning";
    case Severity::note:
        break;
    }
    return "note";
}

void Diagnostics::add(Diagnostic diagnostic) {
    m_errors += diagnostic.severity == Severity::error ? 1 : 0;
    m_warnings += diagnostic.severity == Severity::warning ? 1 : 0;
    m_items.push_back(std::move(diagnostic));
}

void Diagnostics::sort() {
    std::stable_sort(m_items.begin(), m_items.end(), before);
}

void Diagnostics::append(Diagnostics other) {
    m_errors += other.m_errors;
    m_warnings += other.m_warnings;
    m_items.insert(m_items.end(), std::make_move_iterator(other.m_items.begin()),
                   std::make_move_iterator(other.m_items.end()));
}

std::string to_text(const Diagnostic& diagnostic) {
    std::string text = prefix(diagnostic.place);
    text += to_string(diagnostic.severity);
    text += ": " + title(diagnostic) + diagnostic.message + '\n';
    for (const Note& note : diagnostic.notes)
        text += "  note: " + prefix(note.place) + note.message + '\n';
    if (!diagnostic.hint.empty())
        text += "  help: " + diagnostic.hint + '\n';
    return text;
}

} // namespace halflight
