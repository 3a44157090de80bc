// SPDX-License-Identifier: Apache-2.0
#include "diff_read.hpp"

#include "halflight/edition/open.hpp"
#include "halflight/io/files.hpp"
#include "json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace halflight::edition {

namespace fs = std::filesystem;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The solver's last digits depend on the whole system, so on statements that have no part in a
/// number.
bool is_same(double a, double b) noexcept {
    constexpr double noise = 1e-8;
    return a == b || std::abs(a - b) <= noise * std::max(std::abs(a), std::abs(b));
}

/// null is an end without limit, or no point.
std::optional<double> number_of(const Json& json) {
    return json.is_null() ? std::nullopt : std::optional(json.get<double>());
}

PublishedNumber parse_number(const Json& json) {
    PublishedNumber number;
    json.at("id").get_to(number.id);
    json.at("origin").get_to(number.origin);
    json.at("name").get_to(number.name);
    json.at("unit").get_to(number.unit);
    number.bounds.lo = number_of(json.at("low")).value_or(-infinity);
    number.bounds.hi = number_of(json.at("high")).value_or(infinity);
    json.at("low_open").get_to(number.bounds.lo_open);
    json.at("high_open").get_to(number.bounds.hi_open);
    number.point = number_of(json.at("point"));
    json.at("basis").get_to(number.basis);
    json.at("missing").get_to(number.missing);
    json.at("disputed").get_to(number.disputed);
    json.at("statements").get_to(number.statements);
    return number;
}

PublishedNumber published(const Number& number) {
    const measures::Value& value = number.value;
    PublishedNumber out;
    out.id = number.id;
    out.origin = to_string(number.origin);
    out.name = number.name;
    out.unit = number.unit;
    out.bounds = value.bounds;
    out.point = value.point;
    out.basis = measures::to_string(value.basis);
    out.missing = to_string(value.missing);
    out.disputed = value.disputed;
    out.statements = number.statements;
    return out;
}

std::vector<ConflictChange> parse_conflicts(const Json& document) {
    std::vector<ConflictChange> conflicts;
    for (const Json& finding : document.at("findings")) {
        if (finding.at("outcome") == "conflict" && finding.at("verdict").is_null()) {
            ConflictChange conflict;
            finding.at("code").get_to(conflict.code);
            finding.at("kind").get_to(conflict.kind);
            finding.at("message").get_to(conflict.message);
            finding.at("claims").get_to(conflict.claims);
            conflicts.push_back(std::move(conflict));
        }
    }
    return conflicts;
}

Json parse_file(const fs::path& path) {
    try {
        return Json::parse(io::read_file(path));
    } catch (const Json::exception& error) {
        throw Error(ErrorCode::parse, fmt::format("{} is damaged: {}; build the edition again",
                                                  path.string(), error.what()));
    }
}

} // namespace

bool same_value(const PublishedNumber& a, const PublishedNumber& b) noexcept {
    const bool points = a.point && b.point ? is_same(*a.point, *b.point) : a.point == b.point;
    return a.unit == b.unit && is_same(a.bounds.lo, b.bounds.lo) &&
           is_same(a.bounds.hi, b.bounds.hi) && a.bounds.lo_open == b.bounds.lo_open &&
           a.bounds.hi_open == b.bounds.hi_open && points && a.basis == b.basis &&
           a.missing == b.missing && a.disputed == b.disputed;
}

ReadEdition read_edition(const fs::path& folder) {
    if (!is_edition(folder)) {
        throw Error(ErrorCode::usage,
                    fmt::format("{} is no edition; halflight build makes one", folder.string()));
    }
    std::error_code absent;
    if (!fs::exists(folder / manifest_name, absent)) {
        throw Error(ErrorCode::parse,
                    fmt::format("{} is an edition of an older layout, without numbers.json; build "
                                "it again from its text, {}",
                                folder.string(), (folder / "dossier").string()));
    }
    ReadEdition edition;
    edition.path = folder;
    edition.manifest = parse_manifest(io::read_file(folder / manifest_name));
    edition.text = dossier::read_files(folder / "dossier");
    edition.words = read_words(folder);
    const Json numbers = parse_file(folder / "numbers.json");
    const Json findings = parse_file(folder / "findings.json");
    try {
        for (const Json& item : numbers.at("numbers")) {
            PublishedNumber number = parse_number(item);
            edition.numbers.emplace(number.id, std::move(number));
        }
        edition.conflicts = parse_conflicts(findings);
    } catch (const Json::exception& error) {
        throw Error(ErrorCode::parse, fmt::format("{} is damaged: {}; build the edition again",
                                                  folder.string(), error.what()));
    }
    return edition;
}

Evaluated evaluate_numbers(const dossier::Files& text, std::optional<Date> as_of,
                           const std::vector<std::string>& refs) {
    reason::Spec spec;
    spec.as_of = as_of;
    Publication publication = publish(dossier::load(text), spec);
    add_monitor(publication);
    Evaluated out;
    out.words = words_by_id(publication.monitor);
    out.errors = publication.analysed.problems.errors();
    const NumberBook book(publication, refs);
    for (const auto& [id, number] : book.all()) {
        out.numbers.emplace(id, published(number));
    }
    return out;
}

} // namespace halflight::edition
