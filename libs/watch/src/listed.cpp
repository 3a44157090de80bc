// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/listed.hpp"

#include "halflight/base/hash.hpp"
#include "halflight/base/period.hpp"
#include "halflight/base/text.hpp"

#include <array>
#include <utility>

namespace halflight::watch {

std::string_view to_string(EntryKind kind) noexcept {
    switch (kind) {
    case EntryKind::individual:
        return "individual";
    case EntryKind::vessel:
        return "vessel";
    default:
        return "entity";
    }
}

std::optional<EntryKind> parse_entry_kind(std::string_view word) noexcept {
    static constexpr std::array<std::pair<std::string_view, EntryKind>, 9> words{{
        {"individual", EntryKind::individual},
        {"person", EntryKind::individual},
        {"entity", EntryKind::entity},
        {"company", EntryKind::entity},
        {"firm", EntryKind::entity},
        {"organisation", EntryKind::entity},
        {"organization", EntryKind::entity},
        {"vessel", EntryKind::vessel},
        {"ship", EntryKind::vessel},
    }};
    for (const auto& [text, kind] : words) {
        if (text == word) {
            return kind;
        }
    }
    return std::nullopt;
}

std::string_view to_string(NameQuality quality) noexcept {
    switch (quality) {
    case NameQuality::primary:
        return "name";
    case NameQuality::original_script:
        return "name in its own script";
    case NameQuality::former:
        return "former name";
    case NameQuality::low:
        return "alias of low quality";
    default:
        return "alias";
    }
}

Result<BirthSpan> parse_birth(std::string_view text) {
    const auto period = parse_period(text);
    const bool digits = text.find_first_not_of("0123456789-") == std::string_view::npos;
    if (!period || !digits) {
        return Fault{"'" + shorten(text) + "' is not a date of birth",
                     "write YYYY-MM-DD, YYYY-MM or YYYY", 0};
    }
    return BirthSpan{period->first, Date{period->end.days - 1}, false, std::string(text)};
}

namespace {

/// Fields of any content, so put together that no two lists of fields give one text.
class Record {
  public:
    void add(std::string_view field) {
        m_text += std::to_string(field.size());
        m_text += ':';
        m_text += field;
    }
    void begin(std::string_view group, std::size_t count) {
        add(group);
        add(std::to_string(count));
    }
    [[nodiscard]] const std::string& text() const noexcept { return m_text; }

  private:
    std::string m_text;
};

} // namespace

std::string entry_hash(const ListedEntry& entry) {
    constexpr std::size_t digits = 16;
    Record record;
    record.add(entry.id);
    record.add(to_string(entry.kind));
    record.add(entry.programme);
    record.begin("names", entry.names.size());
    for (const auto& name : entry.names) {
        record.add(to_string(name.quality));
        record.add(name.text);
    }
    record.begin("births", entry.births.size());
    for (const auto& birth : entry.births) {
        record.add(to_string(birth.first) + "/" + to_string(birth.last));
        record.add(birth.approximate ? "about" : "");
        record.add(birth.text);
    }
    record.begin("identifiers", entry.identifiers.size());
    for (const auto& identifier : entry.identifiers) {
        record.add(to_string(identifier.scheme));
        record.add(identifier.text);
        record.add(identifier.number);
        record.add(identifier.country);
    }
    for (const auto* list : {&entry.nationalities, &entry.designations}) {
        record.begin("texts", list->size());
        for (const auto& text : *list) {
            record.add(text);
        }
    }
    record.add(entry.comment);
    record.add(entry.listed_on ? to_string(*entry.listed_on) : "");
    return sha256(record.text()).substr(0, digits);
}

} // namespace halflight::watch
