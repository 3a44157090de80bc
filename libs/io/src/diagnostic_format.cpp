// SPDX-License-Identifier: Apache-2.0
// Section numbers are those of SARIF 2.1.0 with errata 01.
#include "halflight/io/diagnostic_format.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <utility>

namespace halflight::io {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr std::string_view base_id = "DOSSIER";

constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kind_descriptions{{
    {"sum", "Parts and their total"},
    {"share", "A share and what it is a share of"},
    {"growth", "A rate of growth and the levels that it joins"},
    {"part-whole", "Parts that must not exceed their whole"},
    {"bound", "Bounds on a value from other statements"},
    {"superlative", "A first, a record or another superlative"},
    {"vintage", "Statements of different dates about one value"},
    {"target", "A target or forecast against its outcome"},
    {"conversion", "One quantity in two units"},
    {"identity", "Categories that make up a residual"},
    {"drift", "A classification that changed"},
    {"origin", "Sources that repeat one origin"},
    {"citation", "What a text cites and what its source holds"},
    {"definition", "Different measures under one name"},
    {"coverage", "Statements on data that is missing for part of their period"},
}};

constexpr std::array<std::pair<char, std::string_view>, 5> stage_descriptions{{
    {'S', "Syntax of the dossier's files"},
    {'R', "Names and values that do not resolve"},
    {'C', "Statements that cannot all be true"},
    {'F', "Finding about statements"},
    {'W', "Work of the program itself"},
}};

/// Bytes that are not UTF-8 may come in with the words of a faulty file; they must not stop the
/// report.
std::string dump(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

void put_place(Json& target, const Place& place) {
    target["file"] = place.file;
    target["line"] = place.line;
    target["column"] = place.column;
}

Json plain(const Diagnostic& diagnostic) {
    Json out;
    out["severity"] = to_string(diagnostic.severity);
    out["code"] = diagnostic.code;
    out["kind"] = diagnostic.kind;
    out["message"] = diagnostic.message;
    put_place(out, diagnostic.place);
    out["hint"] = diagnostic.hint;
    out["notes"] = Json::array();
    for (const Note& note : diagnostic.notes) {
        Json item;
        item["message"] = note.message;
        put_place(item, note.place);
        out["notes"].push_back(std::move(item));
    }
    return out;
}

/// A message in SARIF's syntax: braces stand for placeholders unless doubled (3.11.5), "](" makes a
/// link (3.11.6).
Json message_of(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (c == '(' && out.ends_with(']')) {
            out += ' ';
        }
        out.append(c == '{' || c == '}' ? 2 : 1, c);
    }
    // An empty text is not allowed (3.11.8).
    return {{"text", out.empty() ? "no message" : out}};
}

/// RFC 3986 relative reference; everything but unreserved characters and '/' is encoded, so a colon
/// in the first segment cannot pass for a scheme.
std::string uri_of(std::string_view file) {
    constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    std::string uri;
    for (const char c : file) {
        if (unreserved.find(c) != std::string_view::npos) {
            uri += c;
        } else {
            uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return uri;
}

/// Null when the file is unknown. A place without line gives no region: the location is the whole
/// file (3.29.4).
Json physical_location(const Place& place) {
    if (place.file.empty()) {
        return nullptr;
    }
    Json out;
    out["artifactLocation"] = {{"uri", uri_of(place.file)}, {"uriBaseId", base_id}};
    if (place.line > 0) {
        out["region"]["startLine"] = place.line;
        if (place.column > 0) {
            out["region"]["startColumn"] = place.column;
        }
    }
    return out;
}

Json related_locations(const std::vector<Note>& notes) {
    Json out = Json::array();
    for (std::size_t i = 0; i < notes.size(); ++i) {
        Json location;
        location["id"] = i + 1;
        if (Json physical = physical_location(notes[i].place); !physical.is_null()) {
            location["physicalLocation"] = std::move(physical);
        }
        location["message"] = message_of(notes[i].message);
        out.push_back(std::move(location));
    }
    return out;
}

std::string rule_id(const Diagnostic& diagnostic) {
    if (!diagnostic.kind.empty()) {
        return "halflight/" + diagnostic.kind;
    }
    return diagnostic.code.empty() ? "halflight/other" : diagnostic.code;
}

std::string rule_description(const Diagnostic& diagnostic) {
    if (diagnostic.kind.empty()) {
        for (const auto& [stage, words] : stage_descriptions) {
            if (diagnostic.code.starts_with(stage)) {
                return std::string(words);
            }
        }
        return "Message of halflight";
    }
    for (const auto& [kind, words] : kind_descriptions) {
        if (diagnostic.kind == kind) {
            return std::string(words);
        }
    }
    return "Finding of the kind " + diagnostic.kind;
}

/// The rules that results refer to by index, in the order in which they are first met.
class Rules {
  public:
    std::size_t index_of(const Diagnostic& diagnostic) {
        const std::string id = rule_id(diagnostic);
        const auto [entry, added] = m_index.try_emplace(id, m_index.size());
        if (added) {
            Json rule;
            rule["id"] = id;
            rule["shortDescription"] = message_of(rule_description(diagnostic));
            m_rules.push_back(std::move(rule));
        }
        return entry->second;
    }
    [[nodiscard]] const Json& json() const noexcept { return m_rules; }

  private:
    Json m_rules = Json::array();
    std::map<std::string, std::size_t, std::less<>> m_index;
};

Json result_of(const Diagnostic& diagnostic, Rules& rules) {
    Json out;
    out["ruleId"] = rule_id(diagnostic);
    out["ruleIndex"] = rules.index_of(diagnostic);
    // The words for severities are SARIF's own for levels (3.27.10).
    out["level"] = to_string(diagnostic.severity);
    const std::string_view gap = diagnostic.hint.empty() ? "" : "\n\n";
    out["message"] = message_of(fmt::format("{}{}{}", diagnostic.message, gap, diagnostic.hint));
    if (Json physical = physical_location(diagnostic.place); !physical.is_null()) {
        Json location;
        location["physicalLocation"] = std::move(physical);
        out["locations"].push_back(std::move(location));
    }
    if (!diagnostic.notes.empty()) {
        out["relatedLocations"] = related_locations(diagnostic.notes);
    }
    if (!diagnostic.code.empty()) {
        out["properties"]["code"] = diagnostic.code;
    }
    return out;
}

} // namespace

std::string to_json(const Diagnostics& diagnostics) {
    Json out;
    out["version"] = 1;
    out["errors"] = diagnostics.errors();
    out["warnings"] = diagnostics.warnings();
    out["diagnostics"] = Json::array();
    for (const Diagnostic& diagnostic : diagnostics.items()) {
        out["diagnostics"].push_back(plain(diagnostic));
    }
    return dump(out);
}

std::string to_sarif(const Diagnostics& diagnostics, const std::string& version) {
    Rules rules;
    Json results = Json::array();
    for (const Diagnostic& diagnostic : diagnostics.items()) {
        results.push_back(result_of(diagnostic, rules));
    }
    Json run;
    run["tool"]["driver"] = {{"name", "halflight"}, {"version", version}, {"rules", rules.json()}};
    run["originalUriBaseIds"][std::string(base_id)] = {
        {"description", message_of("The folder of the dossier")}};
    run["columnKind"] = "unicodeCodePoints";
    run["results"] = std::move(results);
    Json out;
    out["version"] = "2.1.0";
    out["$schema"] = schema;
    out["runs"] = Json::array({std::move(run)});
    return dump(out);
}

} // namespace halflight::io
