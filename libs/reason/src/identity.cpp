// SPDX-License-Identifier: Apache-2.0
// Which categories of a sibling table make up a residual. A residual category ("unclassified") is
// compared with every set of the categories that its total is made of, in every period in which it
// is more than zero. A set must be compatible with all of them and meet at least one exactly; the
// smallest such sets are told.
#include "context.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <set>

namespace halflight::reason {
namespace {

using ledger::Code;
using ledger::SeriesIndex;
using ledger::SeriesKey;

/// Beyond this many categories the number of sets is no longer worth looking through.
constexpr std::size_t most_categories = 16;

struct Residual {
    SeriesIndex series;
    std::string dimension;
    const Code* total;
    std::vector<SeriesKey> categories; ///< in order of the total's parts
};

/// One period: the residual and what each category can be.
struct Observation {
    Period period;
    CellIndex cell;
    Interval residual;
    std::vector<Interval> categories;
};

struct Match {
    std::uint32_t set = 0; ///< bit i: category i
    std::size_t exact = 0;
};

std::vector<Residual> residuals(const Context& context) {
    std::vector<Residual> result;
    for (SeriesIndex series = 0; series < context.ledger.series().size(); ++series) {
        const SeriesKey key = context.ledger.series()[series];
        const std::string dims(context.ledger.text(key.dims));
        for (const auto& [id, dimension] : context.ledger.codes.dimensions) {
            const Code* code = dimension.find(ledger::code_in(dims, id, context.ledger.codes));
            const Code* total = code == nullptr ? nullptr : dimension.find(code->residual_of);
            if (total == nullptr || total->parts.size() > most_categories) {
                continue;
            }
            Residual residual{series, id, total, {}};
            for (const std::string& part : total->parts) {
                SeriesKey category = key;
                category.dims = context.ledger.pool.intern(
                    ledger::with_code(dims, id, part, context.ledger.codes));
                residual.categories.push_back(category);
            }
            result.push_back(std::move(residual));
        }
    }
    return result;
}

Interval bounds_at(const Context& context, const SeriesKey& key, const Period& period) {
    const auto series = context.ledger.find_series(key);
    const CellIndex* cell = series ? context.system->find_cell(*series, period) : nullptr;
    return cell == nullptr ? Interval::at_least(0) : context.solution->bounds[*cell];
}

std::vector<Observation> observations(const Context& context, const Residual& residual) {
    std::vector<Observation> result;
    for (CellIndex i = 0; i < context.system->cells().size(); ++i) {
        const Variable& cell = context.system->cells()[i];
        const Interval& value = context.solution->bounds[i];
        if (cell.series != residual.series || cell.auxiliary || !value.bounded() ||
            !(value.lo > 0)) {
            continue;
        }
        Observation observation{cell.period, i, value, {}};
        for (const SeriesKey& category : residual.categories) {
            observation.categories.push_back(bounds_at(context, category, cell.period));
        }
        result.push_back(std::move(observation));
    }
    std::sort(result.begin(), result.end(),
              [](const auto& a, const auto& b) { return a.period < b.period; });
    return result;
}

Interval sum_of(const Observation& observation, std::uint32_t set) {
    Interval sum = Interval::point(0);
    for (std::size_t i = 0; i < observation.categories.size(); ++i) {
        sum = (set >> i) & 1U ? sum + observation.categories[i] : sum;
    }
    return sum;
}

/// Exact: both sides are known to about their last unit, and they meet.
bool meets_exactly(const Interval& sum, const Interval& residual) noexcept {
    const double slack = 0.001 * std::max(1.0, residual.hi);
    return sum.bounded() && sum.width() <= slack && residual.width() <= slack &&
           !disjoint(sum, residual);
}

std::vector<Match> matches(const std::vector<Observation>& seen, std::size_t categories) {
    std::vector<Match> result;
    for (std::uint32_t set = 1; set < (1U << categories); ++set) {
        Match match{set, 0};
        const bool compatible =
            std::all_of(seen.begin(), seen.end(), [&](const Observation& observation) {
                const Interval sum = sum_of(observation, set);
                match.exact += meets_exactly(sum, observation.residual) ? 1U : 0U;
                return !disjoint(sum, observation.residual);
            });
        if (compatible && match.exact > 0) {
            result.push_back(match);
        }
    }
    const auto better = [](const Match& a, const Match& b) {
        return a.exact != b.exact ? a.exact > b.exact : std::popcount(a.set) < std::popcount(b.set);
    };
    std::stable_sort(result.begin(), result.end(), better);
    if (!result.empty()) {
        const Match best = result.front();
        std::erase_if(result, [&](const Match& match) { return better(best, match); });
    }
    return result;
}

/// "3,767 = study 3,765 + work 2 (work from the difference; 0 to 9 is possible)".
std::string equation(const Residual& residual, const Observation& observation, std::uint32_t set) {
    std::string known;
    std::string open;
    Interval rest = observation.residual;
    Interval possible = Interval::point(0);
    for (std::size_t i = 0; i < observation.categories.size(); ++i) {
        const Interval& value = observation.categories[i];
        if (((set >> i) & 1U) == 0) {
            continue;
        }
        const std::string& name = residual.total->parts[i];
        if (value.is_point()) {
            known += (known.empty() ? "" : " + ") + name + " " + show(value);
            rest = rest - value;
        } else {
            open += (open.empty() ? "" : " and ") + name;
            possible = possible + value;
        }
    }
    std::string text = show(observation.residual) + " = " + known;
    if (!open.empty()) {
        text += (known.empty() ? "" : " + ") + open + " " + show(rest) + " (from the difference; " +
                show(possible) + " is possible)";
    }
    return text;
}

/// Statements behind the residual and the categories of a set in one period.
void add_claims(const Context& context, const Residual& residual, const Observation& observation,
                std::uint32_t set, std::vector<ledger::ClaimIndex>& claims,
                std::vector<ConstraintIndex>& constraints) {
    const auto collect = [&](CellIndex cell) {
        context.solution->propagation.collect(cell, false, claims, constraints);
        context.solution->propagation.collect(cell, true, claims, constraints);
    };
    collect(observation.cell);
    for (std::size_t i = 0; i < residual.categories.size(); ++i) {
        const auto series = context.ledger.find_series(residual.categories[i]);
        const CellIndex* cell =
            series ? context.system->find_cell(*series, observation.period) : nullptr;
        if (((set >> i) & 1U) != 0 && cell != nullptr &&
            context.solution->bounds[*cell].is_point()) {
            collect(*cell);
        }
    }
}

/// Assumptions (a code read as another) among the constraints used.
std::set<std::string> assumptions(const Context& context, const Residual& residual,
                                  const std::vector<ConstraintIndex>& used) {
    std::set<std::string> result;
    const auto& dimension = context.ledger.codes.dimensions.at(residual.dimension);
    for (const ConstraintIndex constraint : used) {
        if (context.system->constraints()[constraint].kind != FindingKind::identity) {
            continue;
        }
        for (const Term& term : context.system->terms(constraint)) {
            const auto& key = context.ledger.series()[context.system->cells()[term.cell].series];
            const Code* code = dimension.find(ledger::code_in(
                context.ledger.text(key.dims), residual.dimension, context.ledger.codes));
            if (code != nullptr && !code->read_as.empty()) {
                result.insert("'" + code->id + "' is read as '" + code->read_as + "'" +
                              (code->assumption.empty() ? "" : ": " + code->assumption));
            }
        }
    }
    return result;
}

/// The residual's share in its total where both are known.
std::string share_words(const Context& context, const Residual& residual,
                        const Observation& observation) {
    SeriesKey total = context.ledger.series()[residual.series];
    total.dims = context.ledger.pool.intern(
        ledger::with_code(context.ledger.text(total.dims), residual.dimension, residual.total->id,
                          context.ledger.codes));
    const Interval whole = bounds_at(context, total, observation.period);
    if (!whole.bounded() || !(whole.lo > 0) || !observation.residual.is_point() ||
        !whole.is_point()) {
        return {};
    }
    return ", " + format_number(100 * observation.residual.lo / whole.lo, 4) + " percent of " +
           show(whole);
}

std::string set_name(const Residual& residual, std::uint32_t set) {
    std::string name;
    for (std::size_t i = 0; i < residual.categories.size(); ++i) {
        if (((set >> i) & 1U) != 0) {
            name += (name.empty() ? "" : ", ") + residual.total->parts[i];
        }
    }
    return "{" + name + "}";
}

Finding identity_finding(const Context& context, const Residual& residual,
                         const std::vector<Observation>& seen, const Match& match) {
    Finding finding;
    finding.outcome = Outcome::derived;
    finding.kind = FindingKind::identity;
    finding.message = context.ledger.key_text(context.ledger.series()[residual.series]) +
                      " is the sum of " + set_name(residual, match.set);
    std::vector<ConstraintIndex> used;
    for (const Observation& observation : seen) {
        const Interval sum = sum_of(observation, match.set);
        if (!sum.bounded() || sum.width() > 0.5 * observation.residual.hi) {
            continue; // says nothing either way
        }
        finding.message += "; " + to_string(observation.period) + ": " +
                           equation(residual, observation, match.set) +
                           share_words(context, residual, observation);
        add_claims(context, residual, observation, match.set, finding.claims, used);
    }
    normalise(finding.claims);
    for (const std::string& assumption : assumptions(context, residual, used)) {
        finding.message += "; assumes that " + assumption;
    }
    place_at_claims(context, finding);
    return finding;
}

} // namespace

void find_identities(const Context& context, std::vector<Finding>& findings) {
    for (const Residual& residual : residuals(context)) {
        const auto seen = observations(context, residual);
        for (const Match& match : matches(seen, residual.categories.size())) {
            findings.push_back(identity_finding(context, residual, seen, match));
        }
    }
}

} // namespace halflight::reason
