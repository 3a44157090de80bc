// SPDX-License-Identifier: Apache-2.0
// How often intervals hold the truth, and what is called better where nothing is known.
#include "halflight/studies/nowcast.hpp"
#include "made_growth.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace halflight::studies {
namespace {

using made::Growth;
using made::GrowthWorld;

/// Seeds: few in ordinary runs, HALFLIGHT_SEEDS for tables.
int seeds() {
    const char* const asked = std::getenv("HALFLIGHT_SEEDS");
    return asked == nullptr ? 40 : std::max(20, std::atoi(asked));
}

struct Outcome {
    double worlds = 0;
    double better = 0;
    double worse = 0;
    double better_sector = 0;
    double sectors = 0;
    double intervals = 0;
    double held = 0; ///< the truth
    double past = 0;
    double past_held = 0; ///< what was published
    double gain = 0;      ///< root mean square of the best rule over that of the headline
};

void add(Outcome& out, const Growth& growth, const NowcastReport& report) {
    out.worlds += 1;
    for (const NowcastVerdict& verdict : report.verdicts) {
        const bool better = verdict.judgement == NowcastJudgement::better;
        if (verdict.sector.empty()) {
            out.better += better ? 1 : 0;
            out.worse += verdict.judgement == NowcastJudgement::worse ? 1 : 0;
        } else {
            out.better_sector += better ? 1 : 0;
            out.sectors += 1;
        }
    }
    for (const Nowcast& now : report.nowcasts) {
        const auto sector = static_cast<std::size_t>(
            std::ranges::find(growth.targets, now.origin.sector, &GrowthSeries::sector) -
            growth.targets.begin());
        const auto& years = growth.truth[sector];
        const bool finished = now.origin.year.end < growth.spec.as_of;
        if (finished && std::isfinite(now.low)) {
            out.intervals += 1;
            out.held += now.low <= years.back() && years.back() <= now.high ? 1 : 0;
        }
    }
    for (const NowcastOrigin& origin : report.origins) {
        const double half = origin.half_widths[report.headline];
        if (std::isfinite(half)) {
            out.past += 1;
            out.past_held +=
                std::abs(origin.values[report.headline] - origin.published) <= half ? 1 : 0;
        }
    }
    double own = 0;
    double best = 1e300;
    for (const NowcastScore& score : report.scores) {
        if (score.sector.empty() && score.method == report.methods[report.headline]) {
            own = score.rmse;
        }
        if (score.sector.empty() &&
            (score.method == "last" || score.method == "mean" || score.method == "zero")) {
            best = std::min(best, score.rmse);
        }
    }
    out.gain += best / own;
}

Outcome run(GrowthWorld world, Combination method) {
    Outcome out;
    for (int seed = 1; seed <= seeds(); ++seed) {
        world.seed = static_cast<std::uint64_t>(seed);
        Growth growth = make_growth(world);
        growth.spec.method = method;
        add(out, growth, nowcast(growth.targets, growth.indicators, growth.spec));
    }
    return out;
}

void print(const std::string& name, const Outcome& out) {
    std::printf(
        "%-42s better %.3f worse %.3f | by sector better %.3f | intervals hold %.3f (n %.0f)"
        " past %.3f | best rule / own %.2f\n",
        name.c_str(), out.better / out.worlds, out.worse / out.worlds,
        out.better_sector / out.sectors, out.held / out.intervals, out.intervals,
        out.past_held / out.past, out.gain / out.worlds);
}

/// Share with n draws: at most so much with probability 0.999.
double at_most(double share, double n) {
    return share + 3.1 * std::sqrt(share * (1 - share) / n);
}

TEST(NowcastCoverage, HoldsTheTruthAndFindsWhatIsThere) {
    for (const Combination method : combinations) {
        for (const int years : {12, 20}) {
            GrowthWorld world;
            world.years = years;
            world.error = 0.5;
            const Outcome out = run(world, method);
            print(std::string(to_string(method)) + ", informative, " + std::to_string(years), out);
            EXPECT_GT(out.gain / out.worlds, 1.15);
            EXPECT_LE(out.worse / out.worlds, at_most(0.025, out.worlds));
            // Sectors of one year are not independent: as many draws as worlds.
            EXPECT_GT(out.held / out.intervals, 2 * 0.8 - at_most(0.8, out.worlds));
            EXPECT_GT(out.past_held / out.past, 2 * 0.8 - at_most(0.8, out.worlds));
        }
    }
}

/// Nearly all that moves sectors stands in the indicators.
TEST(NowcastCoverage, CallsBetterWhatIsBetter) {
    for (const Combination method : combinations) {
        GrowthWorld world;
        world.own_noise = 0.5;
        world.indicator_noise = 0.5;
        const Outcome out = run(world, method);
        print(std::string(to_string(method)) + ", strong, 20", out);
        EXPECT_GT(out.better / out.worlds, 0.7);
    }
}

TEST(NowcastCoverage, CallsNothingBetterThatKnowsNothing) {
    for (const Combination method : combinations) {
        for (const double persistence : {0.0, 0.7}) {
            GrowthWorld world;
            world.information = 0;
            world.persistence = persistence;
            const Outcome out = run(world, method);
            print(std::string(to_string(method)) + ", no information, persistence " +
                      std::to_string(persistence).substr(0, 3),
                  out);
            EXPECT_LE(out.better / out.worlds, at_most(0.05, out.worlds));
            EXPECT_LE(out.better_sector / out.sectors, at_most(0.05, out.worlds));
            EXPECT_GT(out.held / out.intervals, 2 * 0.8 - at_most(0.8, out.worlds));
        }
    }
}

} // namespace
} // namespace halflight::studies
