// SPDX-License-Identifier: Apache-2.0
// Declared relations against the ledger, before anything is evaluated.
#include "resolve.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <set>

namespace halflight::reason {
namespace {

class Validator {
  public:
    Validator(ledger::Ledger& ledger, std::span<const Relation> relations,
              std::span<const VerdictRecord> verdicts)
        : m_context{
              ledger,  relations, verdicts, {}, std::vector<bool>(ledger.claims().size(), true),
              nullptr, nullptr} {
        for (const ledger::Claim& claim : ledger.claims()) {
            m_ids.push_back(ledger.text(claim.id));
        }
    }

    Diagnostics run() {
        for (const Relation& relation : m_context.relations) {
            check(relation);
        }
        for (const VerdictRecord& verdict : m_context.verdicts) {
            check(verdict);
        }
        m_found.sort();
        return std::move(m_found);
    }

  private:
    void check(const Relation& relation) {
        m_relation = &relation;
        const std::size_t before = m_found.errors();
        check_expressions(relation);
        for (const auto* id : {&relation.claim, &relation.before, &relation.after, &relation.cause,
                               &relation.missing}) {
            check_claim(*id, relation.place);
        }
        for (const auto* list : {&relation.context, &relation.claims, &relation.outcomes}) {
            for (const std::string& id : *list) {
                check_claim(id, relation.place);
            }
        }
        for (const std::string* source : {&relation.cited, &relation.footnote}) {
            if (!source->empty() && !m_context.ledger.find_source(*source)) {
                fault("R103", "unknown source '" + *source + "'", relation.place,
                      "declare it in sources.toml");
            }
        }
        for (const std::string* key : {&relation.series, &relation.high, &relation.low}) {
            check_series(*key, relation.place);
        }
        for (const std::string* period : {&relation.since, &relation.until, &relation.period}) {
            if (!period->empty()) {
                if (const auto parsed = parse_period(*period); !parsed) {
                    fault("R105", parsed.fault().message, relation.place, parsed.fault().hint);
                }
            }
        }
        if (!relation.condition.empty()) {
            if (const auto condition = parse_condition(relation.condition); !condition) {
                fault("R106", condition.fault().message, relation.place, condition.fault().hint);
            }
        }
        if (m_found.errors() == before) {
            check_complete(relation);
        }
    }

    /// Each form needs its fields.
    void check_complete(const Relation& relation) {
        const auto need = [&](bool there, const char* fields) {
            if (!there) {
                fault("R107",
                      "form '" + std::string(to_string(relation.form)) + "' needs " + fields,
                      relation.place, "see docs/dossier-format.md");
            }
        };
        const auto& r = relation;
        switch (relation.form) {
        case RelationForm::assertion:
            return need(!r.asserts.empty() || !r.derives.empty(),
                        "assert or derive: it names no claim");
        case RelationForm::first:
            return need(!r.claim.empty() && !r.condition.empty() && !r.since.empty(),
                        "claim, condition and since");
        case RelationForm::every:
            return need(!r.claim.empty() && !r.condition.empty() && !r.series.empty(),
                        "claim, condition and series");
        case RelationForm::record:
            return need(!r.claim.empty(), "claim");
        case RelationForm::break_:
            return need(!r.before.empty() && !r.after.empty(), "before and after");
        case RelationForm::score:
            return need(!r.claim.empty() && !r.outcomes.empty(), "claim and outcomes");
        case RelationForm::citation:
            return need(!r.claim.empty() && !r.cited.empty() && !r.footnote.empty(),
                        "claim, cited and footnote");
        case RelationForm::coverage:
            return need(!r.claims.empty() && !r.missing.empty(), "claims and missing");
        case RelationForm::omission:
            return need(!r.claim.empty() && !r.series.empty() && !r.period.empty(),
                        "claim, series and period");
        case RelationForm::gap:
            return need(!r.high.empty() && !r.low.empty() && !r.since.empty() && !r.until.empty(),
                        "high, low, since and until");
        case RelationForm::measures:
            return need(r.claims.size() > 1, "two or more claims");
        case RelationForm::count_:
            return;
        }
    }

    void check_expressions(const Relation& relation) {
        bool names_claim = relation.asserts.empty() && relation.derives.empty();
        for (const Assertion& assertion : relation.asserts) {
            const auto parsed = parse_assertion(assertion.text);
            if (!parsed) {
                expression_fault("R101", parsed.fault(), assertion.place);
                names_claim = true;
                continue;
            }
            names_claim = names_claim || named(parsed->left) || named(parsed->right);
            const auto left = check_expression(parsed->left, assertion.place);
            const auto right = check_expression(parsed->right, assertion.place);
            if (left && right && !relation.near && !left->same_dimension(*right)) {
                fault("R104",
                      "the sides do not agree: " + dimension_name(*left) + " and " +
                          dimension_name(*right),
                      assertion.place, "compare what has one unit");
            }
        }
        for (const Derivation& derivation : relation.derives) {
            const auto parsed = parse_expression(derivation.value);
            if (!parsed) {
                expression_fault("R101", parsed.fault(), derivation.place);
                names_claim = true;
                continue;
            }
            names_claim = names_claim || named(*parsed);
            const auto unit = check_expression(*parsed, derivation.place);
            check_unit(derivation, unit);
        }
        if (!names_claim) {
            fault("R108", "the relation names no claim", relation.place,
                  "write the ids of claims in its expressions");
        }
    }

    void check_unit(const Derivation& derivation, const std::optional<Unit>& unit) {
        if (derivation.unit.empty()) {
            return;
        }
        const auto wanted = parse_unit(derivation.unit);
        if (!wanted) {
            fault("R104", wanted.fault().message, derivation.place, wanted.fault().hint);
        } else if (unit && !unit->same_dimension(*wanted)) {
            fault("R104",
                  "the value is in " + dimension_name(*unit) + ", not in " + derivation.unit,
                  derivation.place, "ask for a unit of that dimension");
        }
    }

    static bool named(const Expression& expression) {
        std::vector<std::string> ids;
        collect_claims(expression, ids);
        return !ids.empty() || std::any_of(expression.nodes.begin(), expression.nodes.end(),
                                           [](const Node& node) { return node.op == Op::cell; });
    }

    std::optional<Unit> check_expression(const Expression& expression, const Place& place) {
        std::vector<std::string> ids;
        collect_claims(expression, ids);
        const std::size_t before = m_found.errors();
        for (const std::string& id : ids) {
            check_claim(id, place);
        }
        if (m_found.errors() != before) {
            return std::nullopt;
        }
        const auto value = evaluate(expression, resolver(m_context, Reading::allowed));
        if (!value) {
            expression_fault("R104", value.fault(), place);
            return std::nullopt;
        }
        return value->unit();
    }

    void check_claim(const std::string& id, const Place& place) {
        if (id.empty() || m_context.ledger.find_claim(id)) {
            return;
        }
        const auto near = nearest(id, m_ids);
        fault("R102", "unknown claim '" + id + "'", place,
              near ? "did you mean '" + std::string(*near) + "'?"
                   : "claims are declared in claims/*.csv");
    }

    void check_series(const std::string& key, const Place& place) {
        if (key.empty()) {
            return;
        }
        const auto parsed = ledger::parse_series_key(key, m_context.ledger);
        if (!parsed) {
            fault("R105", parsed.fault().message, place, parsed.fault().hint);
        }
    }

    void check(const VerdictRecord& verdict) {
        m_relation = nullptr;
        for (const std::string& id : verdict.claims) {
            check_claim(id, verdict.place);
        }
        // Verdicts on relations that were taken out since would silence nothing unnoticed.
        const bool known =
            std::any_of(m_context.relations.begin(), m_context.relations.end(),
                        [&](const Relation& relation) { return relation.id == verdict.on; });
        if (!verdict.on.empty() && !known) {
            fault("R109", "verdict on unknown relation '" + verdict.on + "'", verdict.place,
                  "name a relation of relations.toml");
        }
    }

    void expression_fault(const char* code, const Fault& found, const Place& place) {
        Place at = place;
        at.column += at.column == 0 ? 0 : static_cast<std::uint32_t>(found.offset);
        fault(code, found.message, at, found.hint);
    }

    void fault(const char* code, const std::string& message, const Place& place,
               const std::string& hint) {
        const std::string in = m_relation == nullptr ? "" : "relation '" + m_relation->id + "': ";
        m_found.add({Severity::error, code, {}, in + message, place, {}, hint});
    }

    Context m_context;
    const Relation* m_relation = nullptr;
    std::vector<std::string_view> m_ids;
    Diagnostics m_found;
};

} // namespace

Diagnostics validate(ledger::Ledger& ledger, std::span<const Relation> relations,
                     std::span<const VerdictRecord> verdicts) {
    return Validator(ledger, relations, verdicts).run();
}

} // namespace halflight::reason
