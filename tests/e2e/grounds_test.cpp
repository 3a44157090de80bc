// SPDX-License-Identifier: Apache-2.0
// One answer for every cell: what is published of it is what is told of it alone, and the
// statements and relations that are named for it give its bounds without any other.
#include "answers.hpp"
#include "made_dossier.hpp"

#include "halflight/edition/publication.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace halflight::reason {
namespace {

using ledger::ClaimIndex;

constexpr double rounding = 1e-6; // of the numbers, by the linear programs

bool near(double a, double b) {
    return a == b || std::abs(a - b) <= rounding * std::max({1.0, std::abs(a), std::abs(b)});
}

/// A cell in a system of nothing but what is named as reasons for one of its ends.
class Replay {
  public:
    Replay(const System& system, const Solution& solution, const Reasons& reasons)
        : m_system(system), m_constraints(reasons.constraints), m_run(system) {
        std::set<ClaimIndex> named;
        for (const Support& support : reasons.supports) {
            named.insert(support.claim);
        }
        std::ranges::sort(m_constraints);
        const auto repeated = std::ranges::unique(m_constraints);
        m_constraints.erase(repeated.begin(), repeated.end());
        for (CellIndex cell = 0; cell < system.cells().size(); ++cell) {
            state(cell, solution.stated[cell], named);
        }
        std::vector<bool> suspended(system.constraints().size(), false);
        m_run.run(m_constraints, suspended);
    }

    [[nodiscard]] double end(CellIndex cell, bool upper) const {
        const Interval found = m_run.bounds(cell);
        Interval bounds = found;
        if (const auto optimum = by_program(cell, upper)) {
            (upper ? bounds.hi : bounds.lo) =
                upper ? std::min(*optimum, found.hi) : std::max(*optimum, found.lo);
        }
        bounds = m_system.cells()[cell].integer ? to_integers(bounds) : bounds;
        return upper ? bounds.hi : bounds.lo;
    }

  private:
    /// Statements that exclude each other stand for all that they say together.
    void state(CellIndex cell, const Stated& whole, const std::set<ClaimIndex>& named) {
        const Variable& variable = m_system.cells()[cell];
        std::vector<ClaimIndex> some;
        std::ranges::copy_if(variable.claims, std::back_inserter(some),
                             [&](ClaimIndex claim) { return named.contains(claim); });
        m_run.state(cell,
                    whole.disputed && !some.empty() ? whole : stated(m_system, variable, some));
    }

    [[nodiscard]] std::optional<double> by_program(CellIndex cell, bool upper) const {
        std::vector<ConstraintIndex> linear;
        std::set<CellIndex> cells;
        for (const ConstraintIndex constraint : m_constraints) {
            if (m_system.constraints()[constraint].type == ConstraintType::linear) {
                linear.push_back(constraint);
                for (const Term& term : m_system.terms(constraint)) {
                    cells.insert(term.cell);
                }
            }
        }
        if (!cells.contains(cell)) {
            return std::nullopt;
        }
        const std::vector<CellIndex> order(cells.begin(), cells.end());
        std::vector<Interval> bounds;
        for (const CellIndex member : order) {
            bounds.push_back(m_run.bounds(member));
        }
        LinearProgram program(m_system, order, bounds, linear);
        EXPECT_FALSE(program.infeasibility()) << cell_name(m_system, cell);
        const auto optimum = program.optimum(cell, upper);
        return optimum ? std::optional(optimum->value) : std::nullopt;
    }

    const System& m_system;
    std::vector<ConstraintIndex> m_constraints;
    Propagation m_run;
};

/// What is published, asked for again in another order and of another ledger: equal to the bit, and
/// held by what is named for it.
void expect_one_answer(ledger::Ledger& ledger, const Report& report, std::vector<Cell> published,
                       const std::vector<std::string>& names) {
    std::vector<CellId> asked;
    for (std::size_t i = 0; i < published.size(); ++i) {
        const auto key = ledger::parse_series_key(names[i], ledger);
        ASSERT_TRUE(key) << names[i];
        asked.push_back({ledger.add_series(*key), published[i].period});
    }
    std::ranges::reverse(asked);
    std::ranges::reverse(published);
    std::size_t at = 0;
    for_each_asked(ledger, report, asked, {},
                   [&](const System& system, const Solution& solution, CellIndex cell) {
                       const Interval bounds = published[at++].bounds;
                       EXPECT_EQ(report_cell(system, solution, cell).bounds, bounds)
                           << cell_name(system, cell);
                       const Explainer explainer(system, solution);
                       for (const bool upper : {false, true}) {
                           const Replay replay(system, solution,
                                               explainer.reasons_for(cell, upper));
                           const double end = upper ? bounds.hi : bounds.lo;
                           EXPECT_TRUE(near(replay.end(cell, upper), end))
                               << cell_name(system, cell) << (upper ? " upper: " : " lower: ")
                               << replay.end(cell, upper) << ", published " << end;
                       }
                   });
    EXPECT_EQ(at, published.size());
}

std::vector<std::string> names_of(const ledger::Ledger& ledger, const std::vector<Cell>& cells) {
    std::vector<std::string> names;
    for (const Cell& cell : cells) {
        names.push_back(ledger.key_text(ledger.series()[cell.series]));
    }
    return names;
}

std::vector<Cell> cells_of(const std::vector<Answer>& answers) {
    std::vector<Cell> cells;
    for (const Answer& answer : answers) {
        cells.push_back(answer.cell);
    }
    return cells;
}

class Made : public testing::TestWithParam<std::size_t> {};

TEST_P(Made, CellsHaveOneAnswerEachAndItsGroundsGiveIt) {
    const made::MadeDossier made = made::make_dossier({3, 2, 2, 3.0, 0.2, GetParam(), 7});
    dossier::Dossier first = dossier::load(made.files);
    dossier::Dossier second = dossier::load(made.files);
    const Report report = analyse(first.ledger, first.relations, first.verdicts, {});
    std::set<CellId> asked;
    for (const Cell& cell : report.cells) {
        asked.insert({cell.series, cell.period});
        for (const int days : {45, 150}) { // periods that no statement names
            asked.insert({cell.series, {cell.period.first, Date{cell.period.first.days + days}}});
        }
    }
    const std::vector<CellId> list(asked.begin(), asked.end());
    const auto published = cells_of(answers(first.ledger, report, list, {}));
    EXPECT_GT(published.size(), report.cells.size() + 100);
    for (const Cell& cell : report.cells) {
        const auto same = std::ranges::find_if(published, [&](const Cell& other) {
            return other.series == cell.series && other.period == cell.period;
        });
        EXPECT_EQ(same->bounds, cell.bounds);
    }
    const Report again = analyse(second.ledger, second.relations, second.verdicts, {});
    expect_one_answer(second.ledger, again, published, names_of(first.ledger, published));
}

INSTANTIATE_TEST_SUITE_P(Sound, Made, testing::Values(0));
INSTANTIATE_TEST_SUITE_P(Contradictory, Made, testing::Values(6));

TEST(Flagship, CellsHaveOneAnswerEachAndItsGroundsGiveIt) {
    const dossier::Files files = dossier::read_files(HALFLIGHT_DOSSIERS "/dprk-russia");
    const edition::Publication publication = edition::publish(dossier::load(files), {});
    std::vector<Cell> published = publication.analysed.report.cells;
    published.insert(published.end(), publication.beyond.found.begin(),
                     publication.beyond.found.end());
    EXPECT_GT(publication.beyond.found.size(), 100U);
    dossier::Dossier fresh = dossier::load(files);
    (void)validate(fresh.ledger, fresh.relations, fresh.verdicts);
    const Report report = analyse(fresh.ledger, fresh.relations, fresh.verdicts, {});
    expect_one_answer(fresh.ledger, report, published,
                      names_of(publication.analysed.dossier.ledger, published));
}

} // namespace
} // namespace halflight::reason
