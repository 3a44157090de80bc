// SPDX-License-Identifier: Apache-2.0
// halflight/edition/rules.hpp - the sanctions rules of a dossier, asked by day, goods, direction
// and sector.
#pragma once

#include "halflight/dossier/dossier.hpp"
#include "halflight/reason/analysis.hpp"

#include <optional>
#include <string>
#include <vector>

namespace halflight::edition {

struct RulesSpec {
    reason::Spec reason;    ///< which statements are known: they decide what is in doubt
    std::optional<Date> on; ///< only what was in force on that day; default: all, with their days
    std::string hs;         ///< empty: all goods
    std::optional<watch::Direction> direction;
    std::string sector; ///< id; empty: all
};

struct RuleRow {
    watch::Rule rule;
    watch::Doubt doubt;
    std::string ended_by;         ///< id of the rule that takes or took its place; empty for none
    std::optional<Date> ended_on; ///< first day on which it no longer stands
};

/// A rule that is declared with a fault: of what it says nothing is in the answer, and it ends no
/// other rule. Told whatever was asked, since it may be what was asked for.
struct FaultyRule {
    std::string id;
    Place place;
};

struct RulesAnswer {
    std::optional<Date> on;
    std::vector<RuleRow> measures; ///< by id
    std::vector<RuleRow> mandates; ///< by id; none where goods or a direction are asked for
    /// The one asked for; else all, with the rules among `measures` alone. Where a day, goods or a
    /// direction are asked for, only those with such a rule, and with a day alone those that are
    /// free.
    std::vector<watch::Sector> sectors;
    std::vector<FaultyRule> faulty; ///< by id
};

/// Throws Error(usage) for an HS code that does not exist, a sector that the dossier does not have,
/// a day before its first rule begins or more than a century after its last does.
[[nodiscard]] RulesAnswer rules(const dossier::Dossier& dossier, const RulesSpec& spec);

[[nodiscard]] std::string to_text(const RulesAnswer& answer);
/// Columns: id, instrument, paragraph, kind, direction, from, to (last day), ended_by, goods, hs,
/// limit, unit, span, exemption, doubt, note. Lists are joined by "; ". Mandates come after
/// measures, last rules with a fault: kind "faulty", a note with their place, nothing else.
[[nodiscard]] std::string to_csv(const RulesAnswer& answer);
[[nodiscard]] std::string to_json(const RulesAnswer& answer);

} // namespace halflight::edition
