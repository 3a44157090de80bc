// SPDX-License-Identifier: Apache-2.0
// The table of names to be screened.
#include "halflight/sources/screening_files.hpp"

#include "csv_table.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halflight::sources {

namespace {

using watch::IdentifierScheme;

constexpr std::array<std::string_view, 9> columns{"id",         "name",        "kind",
                                                  "birth_date", "nationality", "imo",
                                                  "passport",   "national_id", "registration"};

void read_imo(CsvTable& table, watch::Subject& subject) {
    std::string digits;
    for (const char c : table["imo"]) {
        if (c >= '0' && c <= '9') {
            digits += c;
        }
    }
    const bool ship = watch::is_imo_ship_number(digits);
    const bool company = watch::is_imo_company_number(digits);
    const std::string text(table["imo"]);
    if (!ship && !company) {
        table.tell(Severity::error, "S916", "imo",
                   fmt::format("'{}' has the check digit of neither a ship's IMO number nor a "
                               "company's; it is not asked by",
                               shorten(text)),
                   "seven digits; look for one that was mistyped");
    }
    // A number that satisfies both rules may be either; the kind tells, else both are asked.
    const bool is_vessel = subject.kind == watch::EntryKind::vessel;
    const bool is_other = subject.kind.has_value() && !is_vessel;
    if (ship && !(is_other && company)) {
        subject.identifiers.push_back({IdentifierScheme::imo_ship, digits, "", text});
    }
    if (company && !(is_vessel && ship)) {
        subject.identifiers.push_back({IdentifierScheme::imo_company, digits, "", text});
    }
}

void read_document(CsvTable& table, std::string_view column, IdentifierScheme scheme,
                   watch::Subject& subject) {
    const auto text = table[column];
    if (text.empty()) {
        return;
    }
    const std::string number = watch::document_number(text);
    if (number.empty()) {
        table.tell(Severity::error, "S917", column,
                   fmt::format("'{}' has no digit; it is not asked by", shorten(text)),
                   "leave the field empty where there is no number");
        return;
    }
    // The state that issued it is not told; that of the person need not be the same.
    subject.identifiers.push_back({scheme, number, "", std::string(text)});
}

/// A day to come would contradict every entry, and so clear a name.
void read_birth(CsvTable& table, std::optional<Date> today, watch::Subject& subject) {
    const auto birth = table["birth_date"];
    if (birth.empty()) {
        return;
    }
    const auto span = watch::parse_birth(birth);
    if (!span) {
        table.tell(Severity::error, "S915", "birth_date",
                   span.fault().message + "; it is not compared", span.fault().hint);
    } else if (today && *today < span->first) {
        table.tell(Severity::warning, "S920", "birth_date",
                   fmt::format("a birth on {} is still to come; it is not compared", birth),
                   "look for a year that was mistyped");
    } else {
        subject.birth = *span;
    }
}

void read_facts(CsvTable& table, std::optional<Date> today, watch::Subject& subject) {
    if (const auto kind = table["kind"]; !kind.empty()) {
        subject.kind = watch::parse_entry_kind(kind);
        if (!subject.kind) {
            table.tell(Severity::error, "S914", "kind",
                       fmt::format("'{}' is no kind; all kinds are searched", shorten(kind)),
                       "individual, entity or vessel");
        }
    }
    read_birth(table, today, subject);
    subject.nationality = table["nationality"];
    if (!subject.nationality.empty() && !watch::known_country(subject.nationality)) {
        table.tell(Severity::warning, "S918", "nationality",
                   fmt::format("'{}' is no state that the table knows; it is compared by its "
                               "letters",
                               shorten(subject.nationality)),
                   "a code of ISO 3166 or the usual English name");
    }
}

} // namespace

SubjectTable read_subjects(std::string_view csv, const std::string& file,
                           std::optional<Date> today) {
    CsvTable table(csv, file, columns);
    static constexpr std::array asked_by{"name", "imo", "passport", "national_id", "registration"};
    if (std::ranges::none_of(asked_by, [&](const char* column) { return table.has(column); })) {
        throw Error(ErrorCode::parse,
                    fmt::format("{}:1:1: no column 'name', 'imo', 'passport', 'national_id' or "
                                "'registration'; the first line must name the columns",
                                file));
    }
    SubjectTable made;
    while (table.next()) {
        watch::Subject subject;
        subject.line = table.line();
        subject.id = table["id"];
        subject.name = table["name"];
        read_facts(table, today, subject);
        if (!table["imo"].empty()) {
            read_imo(table, subject);
        }
        read_document(table, "passport", IdentifierScheme::passport, subject);
        read_document(table, "national_id", IdentifierScheme::national_id, subject);
        read_document(table, "registration", IdentifierScheme::registration, subject);
        if (subject.name.empty() && subject.identifiers.empty()) {
            table.tell(Severity::error, "S919", "", "a row with neither a name nor an identifier",
                       "nothing can be asked by");
            continue;
        }
        if (!subject.name.empty() && !watch::has_letters(subject.name)) {
            table.tell(Severity::error, "S919", "name",
                       fmt::format("'{}' has no letter; it is not asked by", shorten(subject.name)),
                       "write the name, or leave the field empty beside an identifier");
            if (subject.identifiers.empty()) {
                continue;
            }
        }
        made.subjects.push_back(std::move(subject));
    }
    made.diagnostics = table.take();
    return made;
}

} // namespace halflight::sources
