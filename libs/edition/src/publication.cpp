// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/publication.hpp"

#include "beyond.hpp"
#include "cells.hpp"
#include "halflight/measures/evaluate.hpp"
#include "json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace halflight::edition {

namespace {

constexpr std::array<std::string_view, 5> origin_names = {"cell", "statement", "measure", "finding",
                                                          "monitor"};

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

Json to_json(const Number& number) {
    const measures::Value& value = number.value;
    const Interval& bounds = value.bounds;
    return {{"id", number.id},
            {"origin", to_string(number.origin)},
            {"name", number.name},
            {"unit", number.unit},
            {"low", to_json_number(bounds.lo)},
            {"low_open", bounds.lo_open},
            {"high", to_json_number(bounds.hi)},
            {"high_open", bounds.hi_open},
            {"point", value.point ? to_json_number(*value.point) : Json()},
            {"basis", measures::to_string(value.basis)},
            {"missing", to_string(value.missing)},
            {"kind", value.kind ? Json(ledger::to_string(*value.kind)) : Json()},
            {"disputed", value.disputed},
            {"synthetic", value.synthetic},
            {"statements", number.statements},
            {"conflicts", number.conflicts},
            {"cells", value.cells},
            {"formula", value.formula.empty() ? number.formula : value.formula}};
}

/// Whether the result of a study was known on the day of the edition; one that does not say since
/// when it is known was not.
bool is_known(const dossier::Study& study, const std::optional<Date>& as_of) {
    return !as_of || (study.known_since && *study.known_since <= *as_of);
}

void add_studies(Publication& publication) {
    const Analysed& analysed = publication.analysed;
    for (const dossier::Study& study : analysed.dossier.studies) {
        if (!is_known(study, analysed.spec.as_of)) {
            continue;
        }
        for (const measures::Table& table : study.tables) {
            const bool taken =
                std::ranges::find(publication.measures, table.id, &measures::Table::id) !=
                publication.measures.end();
            if (taken) {
                publication.problems.add(
                    {Severity::error,
                     "M008",
                     "",
                     fmt::format("'{}' is the id of a measure as well", table.id),
                     table.place,
                     {},
                     "give the study's file or the measure another name"});
            } else {
                publication.measures.push_back(table);
            }
        }
    }
}

} // namespace

Publication publish(dossier::Dossier dossier, const reason::Spec& spec) {
    Publication out;
    out.analysed = analyse(std::move(dossier), spec);
    // What a measure asks for may depend on what it was told: each round tells what the one before
    // asked for. Forms look a step or two ahead; one that never ends asking goes without.
    constexpr int most_rounds = 4;
    bool due = true;
    for (int round = 0; due && round < most_rounds; ++round) {
        measures::Report report = measures::evaluate(view_of(out), out.analysed.dossier.measures);
        out.measures = std::move(report.tables);
        out.problems = std::move(report.diagnostics);
        due = find_beyond(out);
    }
    add_studies(out);
    return out;
}

measures::View view_of(Publication& publication) {
    Analysed& analysed = publication.analysed;
    return {analysed.dossier.ledger, analysed.report, analysed.spec,
            analysed.dossier.manifest.synthetic, &publication.beyond};
}

bool find_beyond(Publication& publication) {
    measures::Beyond& beyond = publication.beyond;
    std::vector<reason::CellId> due;
    std::ranges::copy_if(beyond.asked, std::back_inserter(due),
                         [&](const reason::CellId& id) { return beyond.find(id) == nullptr; });
    if (due.empty()) {
        return false;
    }
    const Analysed& analysed = publication.analysed;
    std::vector<reason::Answer> answers =
        reason::answers(publication.analysed.dossier.ledger, analysed.report, due, analysed.spec);
    const bool telling = std::ranges::any_of(answers, [&](const reason::Answer& answer) {
        const reason::Cell& cell = answer.cell;
        return !(cell.bounds == cell_or_missing(analysed, cell.series, cell.period).bounds);
    });
    const auto place = [](const reason::Cell& cell) {
        return reason::CellId{cell.series, cell.period};
    };
    for (reason::Answer& answer : answers) {
        publication.beyond_why.emplace(place(answer.cell), std::move(answer.why));
        beyond.found.push_back(std::move(answer.cell));
    }
    std::ranges::sort(beyond.found, {}, place);
    return telling;
}

std::string_view to_string(NumberOrigin origin) noexcept {
    return origin_names.at(static_cast<std::size_t>(origin));
}

std::string anchor(std::string_view number_id) {
    std::string out = "n-";
    for (const char c : number_id) {
        if (is_plain(c) || c == '-' || c == '.') {
            out += c;
        } else {
            out += fmt::format("_{:02x}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

std::string numbers_json(const NumberBook& book) {
    Json numbers = Json::array();
    for (const auto& [id, number] : book.all()) {
        numbers.push_back(to_json(number));
    }
    return dump({{"format", 1}, {"numbers", std::move(numbers)}});
}

} // namespace halflight::edition
