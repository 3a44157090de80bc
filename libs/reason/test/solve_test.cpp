// SPDX-License-Identifier: Apache-2.0
// The solver against systems small enough to try everything.
#include "solve.hpp"

#include "brute_force.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace halflight::reason::test {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr SolveOptions tighten{100};

Interval made_claim() {
    const int low = *rc::gen::inRange(0, 7);
    return Interval::closed(low, *rc::gen::inRange(low, 7));
}

LinearRow made_row(std::size_t cells) {
    LinearRow row;
    for (std::size_t i = 0; i < cells; ++i) {
        row.coefficients.push_back(*rc::gen::inRange(-2, 3));
    }
    row.coefficients[0] = row.coefficients[0] == 0.0 ? 1 : row.coefficients[0];
    const int kind = *rc::gen::inRange(
        0, 3); // as code lists make them: sums, and parts that do not exceed a whole
    row.low = kind == 1 ? -infinity : 0;
    row.high = kind == 2 ? infinity : 0;
    return row;
}

Problem made_problem(std::size_t most_rows) {
    Problem problem;
    problem.claims.resize(*rc::gen::inRange<std::size_t>(2, 5));
    std::ranges::generate(problem.claims, made_claim);
    problem.rows.resize(*rc::gen::inRange<std::size_t>(1, most_rows + 1));
    std::ranges::generate(problem.rows, [&] { return made_row(problem.claims.size()); });
    return problem;
}

/// Every constraint shares one cell with those before it.
Problem made_tree() {
    Problem problem;
    problem.claims = {made_claim()};
    for (int rows = *rc::gen::inRange(1, 3); rows > 0; --rows) {
        const std::size_t joint = *rc::gen::inRange<std::size_t>(0, problem.claims.size());
        LinearRow row{std::vector<double>(5, 0.0), 0, 0};
        row.coefficients[joint] = -1;
        for (int parts = *rc::gen::inRange(1, 3); parts > 0; --parts) {
            row.coefficients[problem.claims.size()] = *rc::gen::inRange(1, 3);
            problem.claims.push_back(made_claim());
        }
        row.low = *rc::gen::element(0.0, -infinity);
        problem.rows.push_back(row);
    }
    for (LinearRow& row : problem.rows) {
        row.coefficients.resize(problem.claims.size());
    }
    return problem;
}

bool near(double a, double b) {
    return a == b || std::abs(a - b) < 1e-6;
}

TEST(Solve, WhatHasASolutionIsNoConflictAndBoundsHoldEverySolution) {
    EXPECT_TRUE(rc::check("whole numbers, all assignments", [] {
        Problem problem = made_problem(3);
        problem.integer = true;
        const auto expected = box(whole_solutions(problem));
        RC_PRE(!expected.empty());
        World world;
        const System system = make_system(world, problem);
        const Solution solution = solve(system, tighten);
        RC_ASSERT(solution.conflicts.empty());
        for (std::size_t cell = 0; cell < expected.size(); ++cell) {
            RC_ASSERT(solution.bounds[cell].contains(expected[cell]));
        }
    }));
}

TEST(Solve, BoundsAreExact) {
    const auto check = [](const Problem& problem, const SolveOptions& options) {
        const auto expected = box(corners(problem));
        World world;
        const System system = make_system(world, problem);
        const Solution solution = solve(system, options);
        RC_ASSERT(solution.conflicts.empty() == !expected.empty());
        for (std::size_t cell = 0; cell < expected.size(); ++cell) {
            RC_LOG() << cell << ": " << to_string(solution.bounds[cell]) << ", not "
                     << to_string(expected[cell]) << '\n';
            RC_ASSERT(near(solution.bounds[cell].lo, expected[cell].lo));
            RC_ASSERT(near(solution.bounds[cell].hi, expected[cell].hi));
        }
    };
    EXPECT_TRUE(rc::check("by propagation alone without cycles", [&] { check(made_tree(), {0}); }));
    EXPECT_TRUE(
        rc::check("by linear programs with cycles", [&] { check(made_problem(3), tighten); }));
}

/// The claims of `problem` that `keep` names.
Problem part_of(Problem problem, const Ids& keep) {
    for (std::size_t i = 0; i < problem.claims.size(); ++i) {
        if (!keep.contains(std::to_string(i))) {
            problem.claims[i] = Interval::all();
        }
    }
    return problem;
}

TEST(Solve, ConflictsAreRealAndSmallest) {
    EXPECT_TRUE(rc::check("claims of a conflict cannot all be true, all but any one can", [] {
        const Problem problem = made_problem(3);
        RC_PRE(corners(problem).empty());
        World world;
        const System system = make_system(world, problem);
        const Solution solution = solve(system, tighten);
        RC_ASSERT(!solution.conflicts.empty());
        for (const Conflict& conflict : solution.conflicts) {
            Ids claims = world.ids(conflict.claims);
            RC_ASSERT(corners(part_of(problem, claims)).empty());
            Problem joined = problem; // one constraint that fails by itself is told as it is
            if (conflict.constraints.size() == 1) {
                joined.rows = {problem.rows[conflict.constraints.front()]};
            }
            for (const ledger::ClaimIndex claim : conflict.claims) {
                Ids others = claims;
                others.erase(*world.ids({claim}).begin());
                RC_ASSERT(!corners(part_of(joined, others)).empty());
            }
        }
    }));
}

std::vector<Stretch> made_stretches(bool once) {
    std::vector<Stretch> result;
    for (int count = *rc::gen::inRange(2, 9); count > 0; --count) {
        Stretch stretch;
        stretch.from = *rc::gen::inRange(0, most_months);
        stretch.to = *rc::gen::inRange(stretch.from + 1, most_months + 1);
        stretch.low = *rc::gen::inRange(0, 9) * (stretch.to - stretch.from);
        stretch.high = stretch.low + *rc::gen::inRange(0, 4);
        const bool taken = std::ranges::any_of(result, [&](const Stretch& other) {
            return other.from == stretch.from && other.to == stretch.to;
        });
        if (!once || !taken) {
            result.push_back(stretch);
        }
    }
    return result;
}

std::vector<Stretch> chosen(const std::vector<Stretch>& all,
                            const std::vector<ledger::ClaimIndex>& claims,
                            std::optional<ledger::ClaimIndex> without = std::nullopt) {
    std::vector<Stretch> result;
    for (const ledger::ClaimIndex claim : claims) {
        if (claim != without) {
            result.push_back(all[claim]);
        }
    }
    return result;
}

TEST(Solve, PeriodsOfOneSeriesAreBoundedExactly) {
    EXPECT_TRUE(rc::check("as tight as shortest paths", [] {
        const auto statements = made_stretches(false);
        RC_PRE(consistent(statements));
        World world = make_world(statements);
        const Report report = world.analyse();
        RC_ASSERT(findings(report, Outcome::conflict).empty());
        for (const Stretch& stretch : statements) {
            const Interval found = world.bounds(report, "e:RUS", period_text(stretch));
            RC_ASSERT(found == *allowed(statements, stretch.from, stretch.to));
        }
    }));
}

TEST(Solve, ConflictsOfPeriodsAreRealAndSmallest) {
    EXPECT_TRUE(rc::check("claims of a conflict cannot all be true, all but any one can", [] {
        const auto statements = made_stretches(true);
        World world = make_world(statements);
        const Report report = world.analyse();
        const auto conflicts = findings(report, Outcome::conflict);
        RC_CLASSIFY(conflicts.empty());
        RC_ASSERT(conflicts.empty() == consistent(statements));
        for (const Finding& conflict : conflicts) {
            RC_ASSERT(!conflict.minimal_sets.empty());
            for (const auto& claims : conflict.minimal_sets) {
                RC_ASSERT(!consistent(chosen(statements, claims)));
                for (const ledger::ClaimIndex claim : claims) {
                    RC_ASSERT(consistent(chosen(statements, claims, claim)));
                }
            }
        }
    }));
}

TEST(Solve, SeveralStatementsOnOnePeriodAreStillSound) {
    EXPECT_TRUE(rc::check("every conflict is one, none is missed", [] {
        const auto statements = made_stretches(false);
        World world = make_world(statements);
        const Report report = world.analyse();
        const auto conflicts = findings(report, Outcome::conflict);
        RC_ASSERT(conflicts.empty() == consistent(statements));
        for (const Finding& conflict : conflicts) {
            for (const auto& claims : conflict.minimal_sets) {
                RC_ASSERT(!consistent(chosen(statements, claims)));
            }
        }
    }));
}

/// The statement that all smallest sets of a finding share.
ledger::ClaimIndex suspect_of(const Finding& conflict) {
    for (const ledger::ClaimIndex claim : conflict.claims) {
        const bool in_all = std::ranges::all_of(conflict.minimal_sets, [&](const auto& claims) {
            return std::ranges::find(claims, claim) != claims.end();
        });
        if (in_all) {
            return claim;
        }
    }
    RC_FAIL("the sets of one finding have a statement in common");
}

TEST(Solve, WithoutTheSuspectsNothingContradicts) {
    EXPECT_TRUE(rc::check("round by round until all is consistent", [] {
        auto statements = made_stretches(*rc::gen::arbitrary<bool>());
        const std::size_t count = statements.size();
        for (std::size_t round = 0; round <= count; ++round) {
            World world = make_world(statements);
            const auto conflicts = findings(world.analyse(), Outcome::conflict);
            RC_ASSERT(conflicts.empty() == consistent(statements));
            if (conflicts.empty()) {
                return;
            }
            std::set<ledger::ClaimIndex, std::greater<>> suspects;
            for (const Finding& conflict : conflicts) {
                suspects.insert(suspect_of(conflict));
            }
            for (const ledger::ClaimIndex suspect : suspects) {
                statements.erase(statements.begin() + suspect);
            }
        }
        RC_FAIL("conflicts never end");
    }));
}

TEST(Solve, TwoStatementsOnOneCellAreAConflictWithoutConstraints) {
    World world;
    world.count("e");
    world.say("A", "e:RUS", "2024", "=10");
    world.say("B", "e:RUS", "2024", "=20");
    world.say("C", "e:RUS", "2024", "=10");
    const System system = world.system();
    const Solution solution = solve(system, tighten);
    ASSERT_EQ(solution.conflicts.size(), 2U);
    EXPECT_EQ(world.ids(solution.conflicts[0].claims), (Ids{"A", "B"}));
    EXPECT_EQ(world.ids(solution.conflicts[1].claims), (Ids{"B", "C"}));
    EXPECT_TRUE(solution.conflicts[0].constraints.empty());
    EXPECT_EQ(solution.bounds[0], Interval::closed(10, 20));
}

TEST(Solve, AContradictionSpreadsNothing) {
    World world;
    world.count("e");
    world.say("H", "e:RUS", "2024-S1", "=5");
    world.say("Q", "e:RUS", "2024-Q1", "=8");
    world.say("Y", "e:RUS", "2024", "=20");
    const Report report = world.analyse();
    ASSERT_EQ(findings(report, Outcome::conflict).size(), 1U);
    EXPECT_EQ(world.ids(findings(report, Outcome::conflict)[0].claims), (Ids{"H", "Q"}));
    EXPECT_EQ(world.bounds(report, "e:RUS", "2024-S1"), Interval::point(5));
    EXPECT_EQ(world.bounds(report, "e:RUS", "2024-Q1"), Interval::point(8));
    EXPECT_EQ(world.bounds(report, "e:RUS", "2024"), Interval::point(20));
}

TEST(Solve, RoundingOfLargeCyclicSumsIsNoConflict) {
    // A table with margins of exact numbers in millions, the corner cell left to be zero.
    World world;
    world.indicator("e", ledger::IndicatorType::flow, {"USD"});
    for (const char* dimension : {"a", "b"}) {
        world.dimension(dimension, "total");
        world.code(dimension, "total", {"x", "y"}, true);
        world.code(dimension, "x");
        world.code(dimension, "y");
    }
    world.say("T", "e:RUS", "2024", "=3,000,000,000.7");
    world.say("A", "e:RUS::a=x", "2024", "=1,000,000,000.3");
    world.say("B", "e:RUS::b=x", "2024", "=2,000,000,000.4");
    world.say("X", "e:RUS::a=x;b=x", "2024", "=0.0");
    const Report report = world.analyse();
    EXPECT_TRUE(findings(report, Outcome::conflict).empty());
    EXPECT_NEAR(world.bounds(report, "e:RUS::a=y;b=y", "2024").hi, 0, 1e-4);
}

} // namespace
} // namespace halflight::reason::test
