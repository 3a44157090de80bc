// SPDX-License-Identifier: Apache-2.0
// turning.cpp - reports of visits before and after the treatment, with holes in the archive.
#include <algorithm>

#include "ask.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/distribution.hpp"
#include "halflight/studies/turning_point.hpp"

namespace halflight::bench {
namespace {

constexpr int months = 60;
constexpr int treatment = 36;
constexpr double before = 1; ///< visits in a month
constexpr double after = 2.5;
constexpr double dispersion = 1.5;

Period month(int index) {
    return period_at(add_months(to_date({2020, 1, 1}), index), Frequency::month);
}

struct Archive {
    std::vector<studies::ReportedEvent> events;
    std::vector<studies::Coverage> coverage;
};

/// Five months together are lost, and half the days of one month in five.
Archive make_archive(const Random& random, bool planted, bool overdispersed) {
    Archive made;
    const auto hole = static_cast<int>(random.below(5000, months - 5));
    std::uint64_t at = 10000;
    for (int t = 0; t < months; ++t) {
        const auto index = static_cast<std::uint64_t>(t);
        if (t >= hole && t < hole + 5) {
            continue;
        }
        const double share = random.uniform(5100 + index) < 0.2 ? 0.5 : 1;
        made.coverage.push_back({month(t), share});
        const double mean = share * (planted && t >= treatment ? after : before);
        const double u = random.uniform(index);
        const double count = overdispersed ? stats::negative_binomial_quantile(u, dispersion, mean)
                                           : stats::poisson_quantile(u, mean);
        for (double event = 0; event < count; ++event) {
            const auto days = static_cast<std::uint64_t>(month(t).days());
            const Date day{month(t).first.days + static_cast<int>(random.below(at++, days))};
            const Date told{day.days + static_cast<int>(random.below(at++, 4))};
            made.events.push_back({told, from_to(day, day), "visit"});
        }
    }
    return made;
}

DateOutcome ask(std::uint64_t seed, bool planted, bool overdispersed) {
    DateOutcome result{.model = overdispersed ? "negative binomial" : "Poisson"};
    const Archive archive =
        make_archive(Random(seed, overdispersed ? 12 : 11), planted, overdispersed);
    studies::TurningPointSpec spec;
    spec.type = "visit";
    spec.window = {month(0).first, month(months - 1).end};
    spec.model =
        overdispersed ? studies::CountModel::negative_binomial : studies::CountModel::poisson;
    spec.draws = 99;
    try {
        const auto point = studies::turning_point(archive.events, archive.coverage, {}, spec, seed);
        result.held = std::ranges::find(point.likely, month(treatment)) != point.likely.end();
        result.width = static_cast<double>(point.likely.size());
        result.told = point.no_change < 0.05;
        result.rejected = point.p_value <= 0.05;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::refused) {
            throw;
        }
        result.refused = true;
    }
    return result;
}

} // namespace

std::vector<DateOutcome> ask_dates(std::uint64_t seed, bool planted) {
    return {ask(seed, planted, false), ask(seed, planted, true)};
}

} // namespace halflight::bench
