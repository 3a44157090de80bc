// SPDX-License-Identifier: Apache-2.0
// Linear programs against every corner of small systems, and their proofs added up by hand.
#include "linear.hpp"

#include "brute_force.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace halflight::reason::test {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

template <class Index>
std::vector<Index> first(std::size_t count) {
    std::vector<Index> result(count);
    std::iota(result.begin(), result.end(), Index{0});
    return result;
}

LinearProgram program_of(const System& system, const Problem& problem) {
    const auto cells = first<CellIndex>(system.cells().size());
    return {system, cells, problem.claims, first<ConstraintIndex>(system.constraints().size())};
}

LinearRow made_row(std::size_t cells) {
    LinearRow row;
    double typical = 0;
    for (std::size_t i = 0; i < cells; ++i) {
        row.coefficients.push_back(*rc::gen::inRange(-2, 3));
        typical += row.coefficients.back() * *rc::gen::inRange(0, 7);
    }
    row.coefficients[0] = row.coefficients[0] == 0.0 ? 1 : row.coefficients[0];
    const int kind = *rc::gen::inRange(0, 4);
    row.low = kind == 0 ? -infinity : typical;
    row.high = kind == 1 ? infinity : kind == 2 ? typical + 2 : typical;
    return row;
}

Problem made_problem() {
    Problem problem;
    for (int cells = *rc::gen::inRange(2, 5); cells > 0; --cells) {
        const int low = *rc::gen::inRange(0, 7);
        problem.claims.push_back(Interval::closed(low, *rc::gen::inRange(low, 7)));
    }
    for (int rows = *rc::gen::inRange(1, 4); rows > 0; --rows) {
        problem.rows.push_back(made_row(problem.claims.size()));
    }
    return problem;
}

/// What a proof says: multipliers of the cells as the constraints combine them, and as the proof
/// gives them.
struct Combined {
    std::vector<double> by_rows;
    std::vector<double> by_cells;
    Interval of_rows = Interval::point(0);  ///< values that the constraints allow the combination
    Interval of_cells = Interval::point(0); ///< values that the cells' bounds allow it
    double at_row_ends = 0;                 ///< each constraint at the end that the proof names
    double at_cell_ends = 0;                ///< each cell likewise
};

Combined combine(const System& system, const Problem& problem, const Certificate& proof) {
    Combined result;
    result.by_rows.resize(system.cells().size());
    result.by_cells.resize(system.cells().size());
    for (const Multiplier& row : proof.constraints) {
        const Constraint& constraint = system.constraints()[row.index];
        for (const Term& term : system.terms(constraint)) {
            result.by_rows[term.cell] += row.weight * term.coefficient;
        }
        const Interval ends{constraint.low, constraint.high, std::isinf(constraint.low),
                            std::isinf(constraint.high)};
        result.of_rows = result.of_rows + scale(ends, row.weight);
        result.at_row_ends += row.weight * (row.upper ? constraint.high : constraint.low);
    }
    for (const Multiplier& cell : proof.cells) {
        result.by_cells[cell.index] += cell.weight;
        const Interval& bounds = problem.claims[cell.index];
        result.of_cells = result.of_cells + scale(bounds, cell.weight);
        result.at_cell_ends += cell.weight * (cell.upper ? bounds.hi : bounds.lo);
    }
    return result;
}

/// The constraints say that the combination lies in one interval, the bounds that it lies in
/// another.
bool proves_contradiction(const System& system, const Problem& problem, const Certificate& proof) {
    const Combined combined = combine(system, problem, proof);
    for (std::size_t i = 0; i < combined.by_rows.size(); ++i) {
        if (std::abs(combined.by_rows[i] - combined.by_cells[i]) > 1e-6) {
            return false;
        }
    }
    return combined.of_rows.hi < combined.of_cells.lo - 1e-7 ||
           combined.of_rows.lo > combined.of_cells.hi + 1e-7;
}

TEST(LinearProgram, FindsASolutionExactlyWhenThereIsOne) {
    EXPECT_TRUE(rc::check("no proof where a corner exists, a valid proof where none does", [] {
        const Problem problem = made_problem();
        World world;
        const System system = make_system(world, problem);
        const auto proof = program_of(system, problem).infeasibility();
        const bool solvable = !corners(problem).empty();
        RC_ASSERT(proof.has_value() != solvable);
        RC_ASSERT((solvable || proves_contradiction(system, problem, *proof)));
        RC_CLASSIFY(solvable);
    }));
}

/// -x or x of the cell is the sum of the rows and bounds at the ends that the certificate names.
bool explains(const System& system, const Problem& problem, CellIndex cell, bool upper,
              const Optimum& optimum) {
    const Combined combined = combine(system, problem, optimum.certificate);
    const double sign = upper ? -1 : 1;
    for (std::size_t i = 0; i < combined.by_rows.size(); ++i) {
        const double objective = i == cell ? sign : 0;
        if (std::abs(combined.by_rows[i] + combined.by_cells[i] - objective) > 1e-6) {
            return false;
        }
    }
    return std::abs(combined.at_row_ends + combined.at_cell_ends - sign * optimum.value) < 1e-6;
}

TEST(LinearProgram, OptimaAreThoseOfTheCorners) {
    EXPECT_TRUE(rc::check("least and greatest value of every cell", [] {
        const Problem problem = made_problem();
        const auto expected = box(corners(problem));
        RC_PRE(!expected.empty());
        World world;
        const System system = make_system(world, problem);
        LinearProgram program = program_of(system, problem);
        RC_ASSERT(!program.infeasibility().has_value());
        for (CellIndex cell = 0; cell < expected.size(); ++cell) {
            const auto least = program.optimum(cell, false);
            const auto most = program.optimum(cell, true);
            RC_ASSERT(least.has_value() && most.has_value());
            RC_ASSERT(std::abs(least->value - expected[cell].lo) < 1e-6);
            RC_ASSERT(std::abs(most->value - expected[cell].hi) < 1e-6);
            RC_ASSERT(explains(system, problem, cell, false, *least));
            RC_ASSERT(explains(system, problem, cell, true, *most));
        }
    }));
}

TEST(LinearProgram, NoOptimumIsTighterThanABoundThatWasReached) {
    EXPECT_TRUE(rc::check("a reached bound is the corners'", [] {
        const Problem problem = made_problem();
        const auto expected = box(corners(problem));
        RC_PRE(!expected.empty());
        World world;
        const System system = make_system(world, problem);
        LinearProgram program = program_of(system, problem);
        RC_ASSERT(!program.infeasibility().has_value());
        for (CellIndex asked = 0; asked < expected.size(); ++asked) {
            for (CellIndex cell = 0; cell < expected.size(); ++cell) {
                const Interval& given = problem.claims[cell];
                RC_ASSERT(!program.reached(cell, false) ||
                          std::abs(expected[cell].lo - given.lo) < 1e-6);
                RC_ASSERT(!program.reached(cell, true) ||
                          std::abs(expected[cell].hi - given.hi) < 1e-6);
            }
            RC_ASSERT(program.optimum(asked, true).has_value());
            const bool at_bound = std::abs(expected[asked].hi - problem.claims[asked].hi) < 1e-9;
            RC_ASSERT(program.reached(asked, true) == at_bound);
        }
    }));
}

TEST(LinearProgram, AnUnboundedCellHasNoOptimum) {
    Problem problem;
    problem.claims = {Interval::at_least(0), Interval::closed(0, 5), Interval::at_least(0)};
    problem.rows = {{{1, 1, 0}, 3, infinity}};
    World world;
    const System system = make_system(world, problem);
    LinearProgram program = program_of(system, problem);
    EXPECT_EQ(program.infeasibility().has_value(), false);
    EXPECT_FALSE(program.optimum(0, true).has_value());
    ASSERT_TRUE(program.optimum(0, false).has_value());
    EXPECT_NEAR(program.optimum(0, false)->value, 0, 1e-9);
    EXPECT_NEAR(program.optimum(1, true)->value, 5, 1e-9);
}

TEST(LinearProgram, OneQuestionDoesNotSpoilTheNext) {
    Problem problem;
    problem.claims = {Interval::closed(0, 6), Interval::closed(0, 6)};
    problem.rows = {{{1, 1}, 4, 4}};
    World world;
    const System system = make_system(world, problem);
    LinearProgram program = program_of(system, problem);
    for (int round = 0; round < 3; ++round) {
        EXPECT_FALSE(program.infeasibility().has_value());
        EXPECT_NEAR(program.optimum(0, true)->value, 4, 1e-9);
        EXPECT_NEAR(program.optimum(1, true)->value, 4, 1e-9);
        EXPECT_NEAR(program.optimum(0, false)->value, 0, 1e-9);
    }
}

TEST(LinearProgram, MovesWithItsState) {
    Problem problem;
    problem.claims = {Interval::closed(0, 6), Interval::closed(0, 6)};
    problem.rows = {{{1, 1}, 13, 13}};
    World world;
    const System system = make_system(world, problem);
    LinearProgram program = program_of(system, problem);
    LinearProgram moved = std::move(program);
    const auto proof = moved.infeasibility();
    ASSERT_TRUE(proof.has_value());
    EXPECT_TRUE(proves_contradiction(system, problem, *proof));
    EXPECT_EQ(proof->cells.size(), 2U);
    EXPECT_EQ(proof->constraints.size(), 1U);
}

} // namespace
} // namespace halflight::reason::test
