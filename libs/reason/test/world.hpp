// SPDX-License-Identifier: Apache-2.0
// Ledgers in a few lines, and what the tests ask of reports.
#pragma once

#include "system.hpp"

#include "halflight/reason/analysis.hpp"

#include <initializer_list>
#include <ostream>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace halflight {

/// For messages of GoogleTest.
inline void PrintTo(const Interval& interval, std::ostream* out) {
    *out << to_string(interval);
}

} // namespace halflight

namespace halflight::reason::test {

/// The value, or an exception with the fault's message: a test's own text is wrong.
template <class T>
T must(Result<T> result) {
    if (!result) {
        throw std::runtime_error(result.fault().message);
    }
    return std::move(result).value();
}

/// One row of claims. `value` is as in a dossier ("48", ">70", "not_published"), or "LOW..HIGH".
struct Row {
    std::string id = {};
    std::string key = {};
    std::string period = {};
    std::string value = {};
    std::string unit = {}; ///< empty: that of the series
    ledger::Kind kind = ledger::Kind::measured;
    std::string source = "survey";
    std::string known = "2025-01-01";
    std::string withdrawn = {};
    std::uint32_t line = 0; ///< 0: the number of the claim
};

/// A ledger with one source, "survey", and what is declared about it.
class World {
  public:
    World();

    ledger::Indicator& indicator(const std::string& id, ledger::IndicatorType type,
                                 std::initializer_list<const char*> units);
    /// A flow of persons, counted.
    ledger::Indicator& count(const std::string& id);
    ledger::Dimension& dimension(const std::string& id, const std::string& default_code = {});
    ledger::Code& code(const std::string& dimension, const std::string& id,
                       std::vector<std::string> parts = {}, bool complete = false);
    void area(const std::string& id, std::vector<std::string> parts, bool complete);
    void source(const std::string& id, const std::string& origin = {},
                const std::string& date = {});
    ledger::ClaimIndex add(const Row& row);
    ledger::ClaimIndex say(const std::string& id, const std::string& key, const std::string& period,
                           const std::string& value);
    /// A relation of a form, to be completed.
    Relation& relation(const std::string& id, RelationForm form = RelationForm::assertion);
    /// A relation with one assertion.
    Relation& require(const std::string& id, const std::string& assertion);

    [[nodiscard]] Report analyse() { return reason::analyse(ledger, relations, verdicts, spec); }
    [[nodiscard]] Diagnostics validate() { return reason::validate(ledger, relations, verdicts); }
    [[nodiscard]] System system();
    [[nodiscard]] ledger::SeriesIndex series(const std::string& key);
    [[nodiscard]] Interval bounds(const Report& report, const std::string& key,
                                  const std::string& period);
    [[nodiscard]] std::set<std::string> ids(const std::vector<ledger::ClaimIndex>& claims) const;

    ledger::Ledger ledger;
    std::vector<Relation> relations;
    std::vector<VerdictRecord> verdicts;
    Spec spec;
};

using Ids = std::set<std::string>;

[[nodiscard]] std::vector<Finding> findings(const Report& report, Outcome outcome);
[[nodiscard]] std::vector<Finding> findings(const Report& report, Outcome outcome,
                                            FindingKind kind);
/// The finding of a declared relation; null when there is none.
[[nodiscard]] const Finding* declared(const Report& report, const std::string& relation);
[[nodiscard]] bool says(const Finding& finding, const std::string& words);

/// Each constraint as text, terms in order of their names: "sum 0 = -1 e:RUS 2024 +1 e:RUS 2024-S1
/// +1 e:RUS 2024-S2".
[[nodiscard]] std::set<std::string> texts(const System& system);

} // namespace halflight::reason::test
