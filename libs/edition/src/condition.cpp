// SPDX-License-Identifier: Apache-2.0
#include "condition.hpp"

#include "findings.hpp"
#include "halflight/base/text.hpp"
#include "halflight/base/unit.hpp"
#include "report_number.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace halflight::edition {

namespace {

using measures::Basis;

Truth truth_of(bool certain, bool impossible) {
    return certain ? Truth::yes : impossible ? Truth::no : Truth::unknown;
}

Truth opposite(Truth truth) {
    return truth == Truth::yes ? Truth::no : truth == Truth::no ? Truth::yes : Truth::unknown;
}

Truth both(Truth a, Truth b) {
    return std::min(a, b);
}

/// Every a above every b; or no a above any b.
Truth above(const Interval& a, const Interval& b) {
    const bool open = a.lo_open || b.hi_open;
    return truth_of(a.lo > b.hi || (a.lo == b.hi && open), a.hi <= b.lo);
}

Truth below(const Interval& a, const Interval& b) {
    return above(b, a);
}

Truth inside(const Interval& a, const Interval& b) {
    return truth_of(b.contains(a), disjoint(a, b));
}

Truth equal(const Interval& a, const Interval& b) {
    return truth_of(a.is_point() && b.is_point() && a.lo == b.lo, disjoint(a, b));
}

/// Ends that differ by the rounding of a conversion only are one number.
double snapped(double value, const Interval& to) {
    for (const double end : {to.lo, to.hi}) {
        if (std::isfinite(end) && std::abs(value - end) <= 1e-12 * std::abs(end)) {
            return end;
        }
    }
    return value;
}

Interval snapped(Interval value, const Interval& to) {
    value.lo = snapped(value.lo, to);
    value.hi = snapped(value.hi, to);
    return value;
}

struct Reading {
    Interval bounds;
    bool missing = false;
};

class Judge {
  public:
    explicit Judge(const Facts& facts) : m_facts(facts) {}

    /// What the clause comes to; nothing where a fault stands in the way.
    std::optional<Judgement> judge(const Clause& clause) {
        return clause.test == Test::outcome ? judge_outcome(clause) : judge_number(clause);
    }

    [[nodiscard]] const Fault& fault() const { return m_fault; }

  private:
    std::optional<Judgement> judge_number(const Clause& clause) {
        const Number* const number = find(clause.ref);
        if (number == nullptr) {
            return std::nullopt;
        }
        Judgement out;
        out.now = fmt::format("{} is {}{}", number->id, shown(*number), others(clause));
        out.needed = needed(clause, *number);
        const bool missing = number->value.basis == Basis::missing;
        if (clause.test == Test::missing) {
            out.truth = missing ? Truth::yes : Truth::no;
        } else if (clause.test == Test::disputed) {
            const bool disputed = number->value.disputed || !number->conflicts.empty();
            out.truth = disputed ? Truth::yes : Truth::no;
            out.now = fmt::format("{} is {}disputed", number->id, disputed ? "" : "not ");
        } else if (const auto truth = compare(clause, *number, missing)) {
            out.truth = *truth;
            out.gone = m_missing;
        } else {
            return std::nullopt;
        }
        finish(clause, out);
        return out;
    }

    static void finish(const Clause& clause, Judgement& out) {
        // Of what has no value nothing is established, not even what is possible.
        out.truth = out.gone ? Truth::unknown : clause.negated ? opposite(out.truth) : out.truth;
        const bool possible = clause.possibly && !out.gone && out.truth == Truth::unknown;
        out.holds = out.truth == Truth::yes || possible;
    }

    std::optional<Truth> compare(const Clause& clause, const Number& number, bool missing) {
        m_missing = missing;
        std::vector<Interval> against;
        for (const Operand& operand : clause.operands) {
            if (operand.ref == clause.ref && is_list(clause)) {
                continue;
            }
            const auto value = value_of(operand, number);
            if (!value) {
                return std::nullopt;
            }
            m_missing = m_missing || value->missing;
            against.push_back(snapped(value->bounds, number.value.bounds));
        }
        return m_missing ? Truth::unknown : test(clause.test, number.value.bounds, against);
    }

    static bool is_list(const Clause& clause) {
        return clause.test == Test::largest_of || clause.test == Test::smallest_of;
    }

    static Truth test(Test test, const Interval& a, const std::vector<Interval>& others) {
        Truth truth = Truth::yes;
        const auto all = [&](Truth (*compare)(const Interval&, const Interval&)) {
            for (const Interval& other : others) {
                truth = both(truth, compare(a, other));
            }
            return truth;
        };
        switch (test) {
        case Test::more_than:
        case Test::rose_from:
        case Test::after:
        case Test::largest_of:
            return all(above);
        case Test::less_than:
        case Test::fell_from:
        case Test::before:
        case Test::smallest_of:
            return all(below);
        case Test::at_least:
            return opposite(below(a, others.front()));
        case Test::at_most:
            return opposite(above(a, others.front()));
        case Test::between:
            return both(opposite(below(a, others.front())), opposite(above(a, others.back())));
        case Test::about:
            return inside(a, others.front());
        case Test::equals:
            return others.front().is_point() ? equal(a, others.front()) : inside(a, others.front());
        case Test::overlaps:
            return disjoint(a, others.front()) ? Truth::no : Truth::yes;
        default:
            return disjoint(a, others.front()) ? Truth::yes : Truth::no;
        }
    }

    /// In the unit of the number it is compared with.
    std::optional<Reading> value_of(const Operand& operand, const Number& with) {
        return operand.ref.empty() ? of_text(operand, with) : of_number(operand, with);
    }

    std::optional<Reading> of_number(const Operand& operand, const Number& with) {
        const Number* const other = find(operand.ref);
        if (other == nullptr) {
            return std::nullopt;
        }
        const Unit from = unit_or_label(other->unit);
        const Unit to = unit_or_label(with.unit);
        // Students may be set against entries: what is counted may differ, the dimension may not.
        if (!from.same_dimension(to)) {
            return fail(
                fmt::format("{} is in {}, {} in {}", with.id, with.unit, other->id, other->unit));
        }
        return Reading{scale(convert(other->value.bounds, from, to), operand.factor),
                       other->value.basis == Basis::missing};
    }

    std::optional<Reading> of_text(const Operand& operand, const Number& with) {
        const Unit to = unit_or_label(with.unit);
        if (operand.unit.empty()) {
            const bool plain =
                to.dimensionless() && (to.text.empty() || to.text == "ratio" || to.text == "1");
            return plain ? std::optional(Reading{operand.value, false})
                         : fail(fmt::format("'{}' has no unit; {} is in {}", operand.written,
                                            with.id, with.unit));
        }
        const auto from = parse_unit(operand.unit);
        if (!from || !convertible(*from, to)) {
            return fail(fmt::format("{} is in {}, which does not compare with {}", with.id,
                                    with.unit.empty() ? "plain numbers" : with.unit, operand.unit));
        }
        return Reading{convert(operand.value, *from, to), false};
    }

    std::optional<Judgement> judge_outcome(const Clause& clause) {
        Judgement out;
        std::vector<std::string> seen;
        const auto of_relation = findings_of(clause.names);
        if (!of_relation) {
            return std::nullopt;
        }
        bool any = false;
        bool all = !of_relation->empty();
        for (const reason::Finding* finding : *of_relation) {
            const bool is = finding->outcome == clause.outcome ||
                            (clause.outcome == reason::Outcome::ok &&
                             finding->outcome == reason::Outcome::derived);
            any = any || is;
            all = all && is;
            seen.emplace_back(reason::to_string(finding->outcome));
        }
        const bool is = clause.outcome == reason::Outcome::ok ? all : any;
        out.truth = is ? Truth::yes : Truth::no;
        out.gone = of_relation->empty() && !clause.negated;
        out.now = seen.empty()
                      ? fmt::format("there is no finding about {}", fmt::join(clause.names, ", "))
                      : fmt::format("{} ends in {}", fmt::join(clause.names, ", "),
                                    fmt::join(seen, ", "));
        out.needed = fmt::format("'{}{}' would have to hold", clause.negated ? "not " : "",
                                 clause.predicate);
        finish(clause, out);
        return out;
    }

    /// Findings of one relation, or those that rest on all of some claims.
    std::optional<std::vector<const reason::Finding*>>
    findings_of(const std::vector<std::string>& names) {
        const Analysed& analysed = m_facts.publication.analysed;
        const auto& relations = analysed.dossier.relations;
        const bool is_relation =
            names.size() == 1 &&
            std::ranges::find(relations, names.front(), &reason::Relation::id) != relations.end();
        std::vector<ledger::ClaimIndex> claims;
        for (const std::string& name : names) {
            const auto claim = analysed.dossier.ledger.find_claim(name);
            if (!is_relation && !claim) {
                m_fault = unknown_relation(name);
                return std::nullopt;
            }
            claims.push_back(claim.value_or(0));
        }
        std::vector<const reason::Finding*> found;
        for (const reason::Finding& finding : analysed.report.findings) {
            const bool about = is_relation ? finding.relation == names.front()
                                           : std::ranges::all_of(claims, [&](auto claim) {
                                                 return std::ranges::find(finding.claims, claim) !=
                                                        finding.claims.end();
                                             });
            if (about) {
                found.push_back(&finding);
            }
        }
        return found;
    }

    [[nodiscard]] Fault unknown_relation(const std::string& name) const {
        const dossier::Dossier& dossier = m_facts.publication.analysed.dossier;
        std::vector<std::string_view> known;
        for (const reason::Relation& relation : dossier.relations) {
            known.emplace_back(relation.id);
        }
        for (const ledger::Claim& claim : dossier.ledger.claims()) {
            known.push_back(dossier.ledger.text(claim.id));
        }
        const auto near = nearest(name, known);
        return {fmt::format("'{}' is no relation and no claim", shorten(name)),
                near ? fmt::format("did you mean '{}'?", *near)
                     : "name a relation of relations.toml, or claims with commas between",
                0};
    }

    const Number* find(const std::string& ref) {
        const auto found = m_facts.book.find(ref);
        if (found) {
            return *found;
        }
        m_fault = found.fault();
        return nullptr;
    }

    std::nullopt_t fail(std::string message) {
        m_fault = {std::move(message), "compare numbers of one kind, each with its unit", 0};
        return std::nullopt;
    }

    static std::string shown(const Number& number) {
        NumberStyle style;
        style.part = NumberStyle::Part::interval;
        style.unit = number.unit;
        const auto text = show_number(number, style);
        return text ? *text : show_number(number);
    }

    /// ", REF is 3 t" for the published numbers that it is compared with.
    [[nodiscard]] std::string others(const Clause& clause) const {
        std::string words;
        for (const Operand& operand : clause.operands) {
            const auto found = m_facts.book.find(operand.ref);
            if (!operand.ref.empty() && operand.ref != clause.ref && found) {
                words += fmt::format(", {} is {}", operand.ref, shown(**found));
            }
        }
        return words;
    }

    static std::string needed(const Clause& clause, const Number& number) {
        if (clause.test == Test::missing || clause.test == Test::disputed) {
            return fmt::format("it would have to be {}{}", clause.negated ? "not " : "",
                               clause.predicate);
        }
        return fmt::format("{} value of {} would have to be {}{}",
                           clause.possibly ? "some" : "every", number.id,
                           clause.negated ? "not " : "", clause.predicate);
    }

    const Facts& m_facts;
    Fault m_fault;
    bool m_missing = false;
};

} // namespace

Result<Judgement> judge(const Condition& condition, const Facts& facts) {
    Judge judge(facts);
    Judgement whole;
    for (const Clause& clause : condition.clauses) {
        auto part = judge.judge(clause);
        if (!part) {
            return judge.fault();
        }
        const Truth truth = both(whole.truth, part->truth);
        if (whole.holds && !part->holds) {
            whole = std::move(*part);
        }
        whole.truth = truth;
    }
    return whole;
}

} // namespace halflight::edition
