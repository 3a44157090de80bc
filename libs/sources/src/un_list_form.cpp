// SPDX-License-Identifier: Apache-2.0
#include "un_list_form.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halflight::sources {

namespace {

using pugi::xml_node;

constexpr std::array known_fields{"DATAID",
                                  "VERSIONNUM",
                                  "FIRST_NAME",
                                  "SECOND_NAME",
                                  "THIRD_NAME",
                                  "FOURTH_NAME",
                                  "UN_LIST_TYPE",
                                  "REFERENCE_NUMBER",
                                  "LISTED_ON",
                                  "COMMENTS1",
                                  "DESIGNATION",
                                  "NATIONALITY",
                                  "LIST_TYPE",
                                  "LAST_DAY_UPDATED",
                                  "INDIVIDUAL_ALIAS",
                                  "ENTITY_ALIAS",
                                  "INDIVIDUAL_ADDRESS",
                                  "ENTITY_ADDRESS",
                                  "INDIVIDUAL_DATE_OF_BIRTH",
                                  "INDIVIDUAL_PLACE_OF_BIRTH",
                                  "INDIVIDUAL_DOCUMENT",
                                  "SORT_KEY",
                                  "SORT_KEY_LAST_MOD",
                                  "NAME_ORIGINAL_SCRIPT",
                                  "GENDER",
                                  "TITLE",
                                  "NATIONALITY2",
                                  "DELISTED_ON",
                                  "SUBMITTED_BY",
                                  "SUBMITTED_ON"};

struct Section {
    const char* name;
    std::string_view entry;
    std::string_view alias;
};
constexpr std::array sections{Section{"INDIVIDUALS", "INDIVIDUAL", "INDIVIDUAL_ALIAS"},
                              Section{"ENTITIES", "ENTITY", "ENTITY_ALIAS"}};

bool is_element(const xml_node& node) {
    return node.type() == pugi::node_element;
}

std::optional<FormFault> unknown_section(const xml_node& root) {
    for (const auto& part : root.children()) {
        const std::string_view name = part.name();
        if (!is_element(part)) {
            continue;
        }
        const auto* const known = std::ranges::find(sections, name, &Section::name);
        if (known == sections.end()) {
            return FormFault{part,
                             fmt::format("<{}> in <{}> is not known", shorten(name), root.name())};
        }
        if (part != root.child(known->name)) {
            return FormFault{part, fmt::format("<{}> stands twice", name)};
        }
    }
    return std::nullopt;
}

std::optional<FormFault> unknown_entry(const xml_node& root, const Section& section) {
    const xml_node part = root.child(section.name);
    if (!part) {
        return FormFault{root, fmt::format("the list has no <{}>", section.name)};
    }
    for (const auto& entry : part.children()) {
        if (is_element(entry) && entry.name() != section.entry) {
            return FormFault{entry, fmt::format("<{}> in <{}> is not known", shorten(entry.name()),
                                                section.name)};
        }
    }
    return std::nullopt;
}

/// What stands in the entries of a section.
struct Aliases {
    xml_node first;   ///< alias
    xml_node unknown; ///< first element that is not known
    bool named = false;
};

Aliases aliases_of(const xml_node& part, const Section& section) {
    Aliases made;
    for (const auto& entry : part.children()) {
        for (const auto& field : entry.children()) {
            if (field.name() == section.alias) {
                made.first = made.first ? made.first : field;
                made.named = made.named || field.child("ALIAS_NAME");
            } else if (is_element(field) && !made.unknown && !is_known_field(field.name())) {
                made.unknown = field;
            }
        }
    }
    return made;
}

std::optional<FormFault> unknown_aliases(const xml_node& root, const Section& section) {
    const Aliases found = aliases_of(root.child(section.name), section);
    if (!found.first && found.unknown) {
        return FormFault{found.unknown,
                         fmt::format("no <{}> has <{}>, but <{}>, which is not known",
                                     section.entry, section.alias, shorten(found.unknown.name()))};
    }
    if (found.first && !found.named) {
        return FormFault{found.first, fmt::format("no <{}> has <ALIAS_NAME>", section.alias)};
    }
    return std::nullopt;
}

} // namespace

bool is_known_field(std::string_view name) {
    return std::ranges::find(known_fields, name) != known_fields.end();
}

std::optional<FormFault> form_fault(const xml_node& root) {
    if (auto fault = unknown_section(root)) {
        return fault;
    }
    bool any = false;
    for (const Section& section : sections) {
        if (auto fault = unknown_entry(root, section)) {
            return fault;
        }
        any = any || root.child(section.name).child(std::string(section.entry).c_str());
    }
    if (!any) {
        return FormFault{root, "the list has no entries"};
    }
    for (const Section& section : sections) {
        if (auto fault = unknown_aliases(root, section)) {
            return fault;
        }
    }
    return std::nullopt;
}

} // namespace halflight::sources
