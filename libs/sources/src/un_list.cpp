// SPDX-License-Identifier: Apache-2.0
#include "halflight/sources/un_list.hpp"

#include "un_list_dates.hpp"
#include "un_list_form.hpp"
#include "xml_guard.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace halflight::sources {

namespace {

using pugi::xml_node;
using watch::EntryKind;
using watch::IdentifierScheme;
using watch::ListedEntry;
using watch::NameQuality;

/// Text with runs of blanks folded, trimmed.
std::string folded(std::string_view text) {
    std::string made;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!blank) {
            made += c;
        } else if (!made.empty() && made.back() != ' ') {
            made += ' ';
        }
    }
    return std::string(trim(made));
}

/// All text directly inside an element, of every piece that a comment or CDATA parts.
std::string text_of(const xml_node& node) {
    std::string made;
    for (const auto& piece : node.children()) {
        if (piece.type() == pugi::node_pcdata || piece.type() == pugi::node_cdata) {
            made += piece.value();
        }
    }
    return folded(made);
}

std::string child_text(const xml_node& node, const char* name) {
    return text_of(node.child(name));
}

class Reader {
  public:
    Reader(std::string_view xml, const UnListSpec& spec) : m_spec(spec), m_lines(xml) {
        guard_xml(xml, spec, m_lines);
        const auto parsed = m_document.load_buffer(xml.data(), xml.size(),
                                                   pugi::parse_default | pugi::parse_ws_pcdata,
                                                   pugi::encoding_utf8);
        if (!parsed) {
            const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0));
            const bool cut = trim(xml.substr(std::min(at, xml.size()))).empty();
            refuse_xml(spec, m_lines, at,
                       fmt::format("not well-formed XML: {}{}", parsed.description(),
                                   cut ? ends_early : ""));
        }
    }

    UnListReport read() {
        const xml_node root = m_document.document_element();
        if (std::string_view(root.name()) != "CONSOLIDATED_LIST") {
            refuse_xml(m_spec, m_lines, offset(root),
                       fmt::format("the root element is <{}>, not <CONSOLIDATED_LIST>: not the "
                                   "consolidated list of the UN Security Council",
                                   shorten(root.name())));
        }
        for (xml_node after = root.next_sibling(); after; after = after.next_sibling()) {
            if (after.type() == pugi::node_element) {
                refuse_xml(m_spec, m_lines, offset(after),
                           fmt::format("not well-formed XML: <{}> after the end of the list",
                                       shorten(after.name())));
            }
        }
        m_made.list.name = "UN Security Council consolidated list";
        m_made.list.generated = folded(root.attribute("dateGenerated").value());
        if (const auto fault = form_fault(root)) {
            refuse_xml(m_spec, m_lines, offset(fault->node),
                       fault->message +
                           ": such a list cannot be relied on, nothing is screened; its form may "
                           "have changed, or the file is not whole: fetch it again");
        }
        read_part(root.child("INDIVIDUALS"));
        read_part(root.child("ENTITIES"));
        check_ids();
        m_made.diagnostics.sort();
        return std::move(m_made);
    }

  private:
    static std::size_t offset(const xml_node& node) {
        return static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
    }

    void tell(Severity severity, std::string code, const xml_node& node, std::string message,
              std::string hint) {
        const auto at = offset(node);
        m_made.diagnostics.add({.severity = severity,
                                .code = std::move(code),
                                .kind = "",
                                .message = std::move(message),
                                .place = {m_spec.file, m_lines.line(at), m_lines.column(at)},
                                .notes = {},
                                .hint = std::move(hint)});
    }

    void read_part(const xml_node& part) {
        const bool people = std::string_view(part.name()) == "INDIVIDUALS";
        for (const auto& entry : part.children()) {
            if (entry.type() == pugi::node_element) {
                read_entry(entry, people ? EntryKind::individual : EntryKind::entity);
            }
        }
    }

    /// Once for each name, at its first place.
    void unknown(const xml_node& node, const std::string& in) {
        if (m_unknown.insert(in + "/" + node.name()).second) {
            tell(Severity::warning, "S907", node,
                 fmt::format("<{}> in <{}> is not known and is not read", shorten(node.name()), in),
                 "the form of the list may have changed");
        }
    }

    void read_entry(const xml_node& node, EntryKind kind) {
        ListedEntry entry;
        entry.kind = kind;
        entry.line = m_lines.line(offset(node));
        entry.id = child_text(node, "REFERENCE_NUMBER");
        if (entry.id.empty()) {
            const std::string data = child_text(node, "DATAID");
            entry.id = data.empty() ? fmt::format("line {}", entry.line) : "DATAID " + data;
            tell(Severity::error, "S901", node,
                 fmt::format("an entry without REFERENCE_NUMBER; it is called '{}'", entry.id),
                 "decisions on it cannot be kept safely: ask the publisher or take another copy");
        }
        entry.programme = child_text(node, "UN_LIST_TYPE");
        entry.comment = child_text(node, "COMMENTS1");
        read_names(node, entry);
        read_people(node, entry);
        read_identifiers(node, entry);
        read_listed_on(node, entry);
        for (const auto& child : node.children()) {
            if (child.type() == pugi::node_element && !is_known_field(child.name())) {
                unknown(child, node.name());
            }
        }
        m_nodes.push_back(node);
        m_made.list.entries.push_back(std::move(entry));
    }

    void read_names(const xml_node& node, ListedEntry& entry) {
        std::string name;
        for (const char* part : {"FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"}) {
            const std::string text = child_text(node, part);
            name += name.empty() || text.empty() ? text : " " + text;
        }
        add_name(node, name, NameQuality::primary, entry);
        for (const auto& script : node.children("NAME_ORIGINAL_SCRIPT")) {
            add_name(script, text_of(script), NameQuality::original_script, entry);
        }
        for (const char* kind : {"INDIVIDUAL_ALIAS", "ENTITY_ALIAS"}) {
            for (const auto& alias : node.children(kind)) {
                const std::string quality = child_text(alias, "QUALITY");
                add_name(alias, child_text(alias, "ALIAS_NAME"),
                         quality == "Low"      ? NameQuality::low
                         : quality == "f.k.a." ? NameQuality::former
                                               : NameQuality::good,
                         entry);
            }
        }
        if (entry.names.empty()) {
            tell(Severity::error, "S902", node, fmt::format("{} has no name", entry.id),
                 "it can only be found by an identifier");
        }
    }

    void add_name(const xml_node& node, std::string text, NameQuality quality, ListedEntry& entry) {
        if (!text.empty()) {
            entry.names.push_back({std::move(text), quality, m_lines.line(offset(node))});
        }
    }

    void read_people(const xml_node& node, ListedEntry& entry) {
        for (const auto& birth : node.children("INDIVIDUAL_DATE_OF_BIRTH")) {
            const BirthFields fields{
                child_text(birth, "TYPE_OF_DATE"), child_text(birth, "DATE"),
                child_text(birth, "YEAR"),         child_text(birth, "FROM_YEAR"),
                child_text(birth, "TO_YEAR"),      child_text(birth, "NOTE")};
            if (const auto span = birth_of(fields)) {
                entry.births.push_back(*span);
            } else if (!is_empty(fields)) {
                tell(Severity::warning, "S904", birth,
                     fmt::format(
                         "{}: the date of birth '{}' is not read", entry.id,
                         shorten(folded(fields.date + " " + fields.from_year + " " +
                                        fields.to_year + " " + fields.year + " " + fields.note))),
                     "the entry is compared without it");
            }
        }
        for (const auto& alias : node.children("INDIVIDUAL_ALIAS")) {
            const auto span = watch::parse_birth(child_text(alias, "DATE_OF_BIRTH"));
            if (span) {
                entry.births.push_back(*span);
            }
        }
        for (const auto& value : node.child("NATIONALITY").children("VALUE")) {
            if (auto text = text_of(value); !text.empty() && text != "na") {
                entry.nationalities.push_back(std::move(text));
            }
        }
        for (const auto& value : node.child("DESIGNATION").children("VALUE")) {
            if (auto text = text_of(value); !text.empty()) {
                entry.designations.push_back(std::move(text));
            }
        }
    }

    void read_identifiers(const xml_node& node, ListedEntry& entry) {
        for (const auto& document : node.children("INDIVIDUAL_DOCUMENT")) {
            const std::string text = child_text(document, "NUMBER");
            watch::Identifier made{scheme_of(child_text(document, "TYPE_OF_DOCUMENT")),
                                   watch::document_number(text), "", text};
            made.country = child_text(document, "ISSUING_COUNTRY");
            if (made.country.empty()) {
                made.country = child_text(document, "COUNTRY_OF_ISSUE");
            }
            add_identifier(std::move(made), entry);
        }
        for (const auto& mention : watch::find_imo_numbers(entry.comment)) {
            if (!mention.ship && !mention.company) {
                tell(Severity::warning, "S905", node.child("COMMENTS1"),
                     fmt::format("{}: IMO number {} has the check digit of neither a ship nor a "
                                 "company; it is not used",
                                 entry.id, mention.digits),
                     "a digit may be wrong in the list");
            }
            if (mention.company) {
                add_identifier({IdentifierScheme::imo_company, mention.digits, "", mention.digits},
                               entry);
            }
            // Where both rules hold, the number of a firm or person is taken for a company's.
            if (mention.ship && !mention.company) {
                add_identifier({IdentifierScheme::imo_ship, mention.digits, "", mention.digits},
                               entry);
            }
        }
    }

    static IdentifierScheme scheme_of(const std::string& type) {
        for (const char* word : {"asspor", "asseport", "asaporte"}) {
            if (type.find(word) != std::string::npos) {
                return IdentifierScheme::passport;
            }
        }
        return IdentifierScheme::national_id;
    }

    /// The list gives some documents once for each language.
    static void add_identifier(watch::Identifier made, ListedEntry& entry) {
        const bool known = std::ranges::any_of(entry.identifiers, [&](const auto& one) {
            return one.scheme == made.scheme && one.number == made.number &&
                   one.country == made.country;
        });
        if (!made.number.empty() && !known) {
            entry.identifiers.push_back(std::move(made));
        }
    }

    void read_listed_on(const xml_node& node, ListedEntry& entry) {
        constexpr std::size_t day = 10;
        const std::string text = child_text(node, "LISTED_ON");
        const auto date = parse_date(std::string_view(text).substr(0, day));
        if (date) {
            entry.listed_on = *date;
        } else if (!text.empty()) {
            tell(Severity::warning, "S904", node.child("LISTED_ON"),
                 fmt::format("{}: '{}' is not a date", entry.id, shorten(text)),
                 "write YYYY-MM-DD");
        }
    }

    void check_ids() {
        std::map<std::string, std::size_t> first;
        for (std::size_t i = 0; i < m_made.list.entries.size(); ++i) {
            const auto& entry = m_made.list.entries[i];
            const auto [known, fresh] = first.try_emplace(entry.id, i);
            if (!fresh) {
                tell(Severity::error, "S903", m_nodes[i],
                     fmt::format("{} stands twice; first on line {}", entry.id,
                                 m_made.list.entries[known->second].line),
                     "both are searched; decisions on them cannot be told apart");
            }
        }
    }

    const UnListSpec& m_spec;
    Lines m_lines;
    pugi::xml_document m_document;
    UnListReport m_made;
    std::vector<xml_node> m_nodes;
    std::set<std::string> m_unknown;
};

} // namespace

UnListReport read_un_consolidated(std::string_view xml, const UnListSpec& spec) {
    return Reader(xml, spec).read();
}

} // namespace halflight::sources
