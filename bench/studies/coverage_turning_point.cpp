// SPDX-License-Identifier: Apache-2.0
// coverage_turning_point.cpp - how often the set of dates holds the month, a change is told where
// there is none, and the index of exposure keeps a slope: tables in Markdown, 500 draws each.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "halflight/base/parallel.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/distribution.hpp"
#include "halflight/studies/turning_point.hpp"

namespace {

using namespace halflight;
using namespace halflight::studies;

constexpr std::size_t series = 500;
constexpr int months = 96;

/// What the series are made of: mean counts per month; the month of the change is drawn.
struct World {
    const char* name;
    double before;
    double after;
    double size; ///< 0: Poisson
    bool gaps;
};

struct Answer {
    bool held = false;
    double mass = 0;
    double dates = 0;
    bool told = false;
    bool rejected = false;
};

Period month(int index) {
    return period_at(add_months(to_date({2016, 1, 1}), index), Frequency::month);
}

/// A stretch of ten months and single months are not covered, some months half.
std::vector<double> shares(const Random& random, bool gaps) {
    std::vector<double> made(months, 1);
    const auto hole = 20 + random.below(5000, 56);
    for (std::size_t t = 0; gaps && t < made.size(); ++t) {
        const double u = random.uniform(5100 + t);
        made[t] = (t >= hole && t < hole + 10) || u < 0.05 ? 0 : u < 0.25 ? 0.5 : 1;
    }
    return made;
}

struct Made {
    std::vector<ReportedEvent> events;
    std::vector<Coverage> coverage;
};

/// Each event on a day of its month, reported up to three days later.
Made made_series(const World& world, const Random& random, int change) {
    Made made;
    const std::vector<double> share = shares(random, world.gaps);
    std::uint64_t index = 10000;
    for (int t = 0; t < months; ++t) {
        const double covered = share[static_cast<std::size_t>(t)];
        if (covered == 0) {
            continue;
        }
        made.coverage.push_back({month(t), covered});
        const double mean = covered * (t < change ? world.before : world.after);
        const double u = random.uniform(static_cast<std::uint64_t>(t));
        const double count = world.size > 0 ? stats::negative_binomial_quantile(u, world.size, mean)
                                            : stats::poisson_quantile(u, mean);
        for (double event = 0; event < count; ++event) {
            const auto days = static_cast<std::uint64_t>(month(t).days());
            const Date day{month(t).first.days + static_cast<int>(random.below(index++, days))};
            const Date reported{day.days + static_cast<int>(random.below(index++, 4))};
            // A report within a gap is not seen; its event is told where the source says when.
            made.events.push_back({reported, from_to(day, day), "visit"});
        }
    }
    if (!world.gaps) {
        for (ReportedEvent& event : made.events) {
            event.happened.reset();
        }
    }
    return made;
}

Answer answer(const World& world, CountModel model, std::uint64_t seed) {
    const Random random(seed, 7);
    const int change = 12 + static_cast<int>(random.below(6000, 72));
    const Made made = made_series(world, random, change);
    if (made.events.empty()) {
        return {};
    }
    const TurningPointSpec spec{.type = "visit",
                                .window = {month(0).first, month(months - 1).end},
                                .model = model,
                                .draws = 99};
    const TurningPoint point = turning_point(made.events, made.coverage, {}, spec, seed);
    Answer told{.held = std::ranges::find(point.likely, month(change)) != point.likely.end(),
                .dates = static_cast<double>(point.likely.size()),
                .told = point.no_change < 0.05,
                .rejected = point.p_value <= 0.05};
    for (std::size_t t = 0; t < point.dates.size(); ++t) {
        if (std::ranges::find(point.likely, point.dates[t]) != point.likely.end()) {
            told.mass += point.probability[t];
        }
    }
    return told;
}

void line(const World& world, CountModel model) {
    std::vector<Answer> all(series);
    for_each_index(series, 2, [&](std::size_t i) { all[i] = answer(world, model, i + 1); });
    const auto mean = [&](auto part) {
        double sum = 0;
        for (const Answer& one : all) {
            sum += static_cast<double>(part(one));
        }
        return sum / static_cast<double>(series);
    };
    std::printf("| %s | %s |", world.name, model == CountModel::poisson ? "Poisson" : "neg. bin.");
    if (world.before != world.after) {
        std::printf(" %.3f | %.3f | %.1f |", mean([](const Answer& a) { return a.held; }),
                    mean([](const Answer& a) { return a.mass; }),
                    mean([](const Answer& a) { return a.dates; }));
    } else {
        std::printf(" - | - | - |");
    }
    std::printf(" %.3f | %.3f |\n", mean([](const Answer& a) { return a.told; }),
                mean([](const Answer& a) { return a.rejected; }));
}

void dates() {
    std::printf("| 96 months | model | 90 percent set holds the month | its mass | its months | "
                "no_change below 0.05 | test rejects at 0.05 |\n|---|---|---|---|---|---|---|\n");
    const World worlds[] = {{"Poisson, 1 to 2", 1, 2, 0, false},
                            {"Poisson, 1 to 2, gaps", 1, 2, 0, true},
                            {"Poisson, 2 to 5, gaps", 2, 5, 0, true},
                            {"size 1.5, 1 to 2.5", 1, 2.5, 1.5, false},
                            {"size 1.5, 1 to 2.5, gaps", 1, 2.5, 1.5, true},
                            {"size 1.5, 2 to 8, gaps", 2, 8, 1.5, true},
                            {"Poisson, no change", 1.5, 1.5, 0, false},
                            {"Poisson, no change, gaps", 1.5, 1.5, 0, true},
                            {"size 1.5, no change", 2, 2, 1.5, false},
                            {"size 1.5, no change, gaps", 2, 2, 1.5, true}};
    for (const World& world : worlds) {
        line(world, CountModel::poisson);
        line(world, CountModel::negative_binomial);
    }
}

} // namespace

int main() {
    dates();
}
