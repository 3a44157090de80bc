// SPDX-License-Identifier: Apache-2.0
// halflight/edition/explain.hpp - why a number is what it is.
#pragma once

#include "halflight/edition/publication.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::edition {

/// A source in the chain from what was read to where it comes from.
struct SourceView {
    std::string id;
    std::string publisher;
    std::string title;
    std::string url;
    std::optional<Date> date;
    char reliability = 'F';
    bool synthetic = false;
};

/// A claim and how it was read.
struct StatementView {
    std::string id;
    std::string key;
    Period period;
    std::string printed; ///< "about 32,000 persons"
    std::string read_as; ///< "31,500 to 32,500 persons"; empty when missing
    Interval bounds;     ///< in `unit`
    std::string unit;    ///< of the series
    Missing missing = Missing::none;
    ledger::Kind kind = ledger::Kind::measured;
    int credibility = 6;
    std::vector<SourceView>
        sources; ///< the one that was read, then what each repeats, to the origin
    Date known_since;
    std::optional<Date> withdrawn;
    std::string locator;
    std::string quote;
    std::string note;
    Place place;
    std::vector<std::string> findings; ///< codes of those that rest on it
};

/// A statement that makes a bound tight.
struct SupportView {
    std::string claim;
    double weight = 1;
};

struct CellView {
    std::string key;
    std::string name;
    Period period;
    Interval bounds;
    std::string unit;
    reason::CellStatus status = reason::CellStatus::missing;
    Missing missing = Missing::none;
    bool disputed = false;
    std::vector<std::string> claims; ///< about this very cell
    std::vector<SupportView> low;
    std::vector<SupportView> high;
    std::vector<std::string> relations;
    std::size_t origins = 0;
};

struct FindingView {
    std::string code;
    std::string relation;
    reason::Outcome outcome = reason::Outcome::ok;
    reason::FindingKind kind = reason::FindingKind::bound;
    std::string message;
    Interval printed;
    Interval bounds;
    std::string unit;
    std::vector<std::string> claims;
    std::vector<std::vector<std::string>> minimal_sets;
    reason::Verdict proposed = reason::Verdict::none;
    std::optional<reason::VerdictRecord> verdict;
    std::vector<Note> notes;
    Place place;
};

/// What is known about an ID: a cell, a number of a measure or a relation, a claim (`statements`
/// alone) or findings. `statements` holds every claim named.
struct Explained {
    std::string id;
    std::optional<CellView> cell;
    std::optional<Number> number;
    std::vector<FindingView> findings;
    std::vector<StatementView> statements;
};

/// `id`: "KEY@PERIOD" for a cell, "MEASURE/COLUMN@PERIOD" for a number of a measure, a claim's id,
/// a relation's id ("RELATION#2" for its second result) or the code of a finding. Throws
/// Error(not_found) for anything else, naming what comes nearest; Error(usage) for a key or period
/// that does not read.
[[nodiscard]] Explained explain(dossier::Dossier dossier, std::string_view id,
                                const reason::Spec& spec);

[[nodiscard]] std::string to_text(const Explained& explained);
[[nodiscard]] std::string to_json(const Explained& explained);

} // namespace halflight::edition
