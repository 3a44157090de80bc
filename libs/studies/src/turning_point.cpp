// SPDX-License-Identifier: Apache-2.0
// turning_point.cpp - counts, then markers, then what each adds.
#include "halflight/studies/turning_point.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "halflight/stats/change_date.hpp"
#include "turning_point_counts.hpp"
#include "turning_point_dates.hpp"
#include "turning_point_ratio.hpp"

namespace halflight::studies {

namespace {

void require_share(double share, std::string_view name) {
    if (!(share > 0 && share < 1)) {
        stats::refuse(fmt::format("{} is {}: it must lie between 0 and 1", name, share));
    }
}

/// Rows of the window that are covered.
std::vector<std::size_t> covered_rows(const Counted& counted) {
    std::vector<std::size_t> made;
    for (std::size_t t = 0; t < counted.exposure.size(); ++t) {
        if (counted.exposure[t] > 0) {
            made.push_back(t);
        }
    }
    return made;
}

void check(const Counted& counted, std::size_t covered, const TurningPointSpec& spec) {
    if (covered < 4) {
        stats::refuse(fmt::format("{} of {} periods of the window are covered by the source: at "
                                  "least 4 are needed",
                                  covered, counted.periods.size()));
    }
    if (counted.events == 0) {
        stats::refuse(fmt::format("no event of type '{}' falls into {}: at least 1 is needed",
                                  spec.type, to_string(spec.window)));
    }
}

stats::Warnings warnings_of(const Counted& counted, std::size_t covered) {
    stats::Warnings made;
    if (const std::size_t missing = counted.periods.size() - covered; missing > 0) {
        made.push_back({"uncovered_periods",
                        fmt::format("{} of {} periods are not covered by the source; they add "
                                    "nothing, and no date within such a stretch is likelier than "
                                    "another by the counts",
                                    missing, counted.periods.size())});
    }
    if (counted.spanning > 0) {
        made.push_back({"delay_spans_periods",
                        fmt::format("{} of {} events may have happened in one of several periods; "
                                    "they are counted by parts",
                                    counted.spanning, counted.events)});
    }
    if (counted.events < 5) {
        made.push_back(
            {"few_events", fmt::format("there are {} events: priors decide much", counted.events)});
    }
    return made;
}

stats::ChangeDateFit fit_counts(const Counted& counted, const TurningPointSpec& spec) {
    std::vector<double> series = counted.counts;
    for (std::size_t t = 0; t < series.size(); ++t) {
        series[t] = counted.exposure[t] > 0 ? series[t] : stats::undefined;
    }
    return stats::change_date(series, counted.exposure,
                              {.model = spec.model == CountModel::poisson
                                            ? stats::ChangeModel::poisson
                                            : stats::ChangeModel::negative_binomial,
                               .change = spec.change,
                               .level = spec.level,
                               .whole_counts = false});
}

/// From covered cells, every one alike, to dates of the calendar, every one alike: those within a
/// stretch that is not covered have the likelihood of the last cell before it.
Contribution spread_over_dates(const stats::ChangeDateFit& fit, const Counted& counted,
                               const TurningPointSpec& spec, TurningPoint& made) {
    Contribution counts{.name = "counts", .probability = {}, .mode_without = {}};
    for (std::size_t i = 0; i < fit.last.size(); ++i) {
        std::size_t t = fit.last[i];
        do {
            made.dates.push_back(counted.periods[t]);
            counts.probability.push_back(fit.probability[i]);
        } while (!(counted.exposure[t++] > 0));
    }
    const double sum = std::accumulate(counts.probability.begin(), counts.probability.end(), 0.0);
    for (double& one : counts.probability) {
        one /= sum;
    }
    made.log_bayes_factor =
        fit.log_bayes_factor + std::log(sum * static_cast<double>(fit.last.size()) /
                                        static_cast<double>(made.dates.size()));
    const double odds = made.log_bayes_factor + std::log(spec.change / (1 - spec.change));
    made.no_change = odds > 0 ? std::exp(-odds) / (1 + std::exp(-odds)) : 1 / (1 + std::exp(odds));
    return counts;
}

void fill_test(const Counted& counted, const std::vector<std::size_t>& rows,
               const TurningPointSpec& spec, std::uint64_t seed, TurningPoint& made) {
    std::vector<double> counts;
    std::vector<double> exposure;
    for (const std::size_t row : rows) {
        counts.push_back(counted.counts[row]);
        exposure.push_back(counted.exposure[row]);
    }
    counts = whole_numbers(counts);
    if (std::ranges::all_of(counts, [](double x) { return x == 0; })) {
        return;
    }
    const RatioFit fit = likelihood_ratio(spec.model, counts, exposure);
    made.likelihood_ratio = fit.statistic;
    made.likeliest = counted.periods[rows[fit.after - 1] + 1];
    made.rate_before = fit.before_rate;
    made.rate_after = fit.after_rate;
    if (spec.draws > 0) {
        made.p_value = ratio_p_value(spec, counts, exposure, fit, seed);
    }
}

void fill_set(double level, TurningPoint& made) {
    std::vector<std::size_t> order(made.dates.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        return made.probability[a] > made.probability[b];
    });
    made.mode = made.dates[order.front()];
    double held = 0;
    for (std::size_t i = 0; i < order.size() && held < level; ++i) {
        held += made.probability[order[i]];
        made.likely.push_back(made.dates[order[i]]);
    }
    std::ranges::sort(made.likely);
}

} // namespace

TurningPoint turning_point(std::span<const ReportedEvent> events,
                           std::span<const Coverage> coverage, std::span<const Marker> markers,
                           const TurningPointSpec& spec, std::uint64_t seed) {
    require_share(spec.level, "the level");
    require_share(spec.change, "the prior probability of a change");
    const Counted counted = count_events(events, coverage, spec);
    const std::vector<std::size_t> rows = covered_rows(counted);
    check(counted, rows.size(), spec);
    TurningPoint made;
    made.counts = counted.counts;
    made.exposure = counted.exposure;
    made.warnings = warnings_of(counted, rows.size());
    made.contributions = {spread_over_dates(fit_counts(counted, spec), counted, spec, made)};
    for (const Marker& marker : markers) {
        made.contributions.push_back({.name = marker.name,
                                      .probability = marker_probability(marker, made.dates),
                                      .mode_without = {}});
    }
    made.probability = product(made.contributions, made.dates.size(), made.contributions.size());
    if (std::ranges::all_of(made.probability, [](double p) { return p == 0; })) {
        stats::refuse("counts and fully trusted markers leave no date in common: trust a marker "
                      "less than 1");
    }
    fill_information(made.dates, made.contributions);
    fill_set(spec.level, made);
    fill_test(counted, rows, spec, seed, made);
    return made;
}

} // namespace halflight::studies
