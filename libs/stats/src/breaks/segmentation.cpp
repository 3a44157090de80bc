// SPDX-License-Identifier: Apache-2.0
// segmentation.cpp - from a series to sums, to a search, to segments.
#include "halflight/stats/segmentation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "breaks/segment_search.hpp"
#include "breaks/series.hpp"

namespace halflight::stats {

namespace {

bool is_counts(SegmentModel model) {
    return model == SegmentModel::poisson || model == SegmentModel::negative_binomial;
}

bool is_spread(SegmentModel model) {
    return model == SegmentModel::variance || model == SegmentModel::mean_variance;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1) {
        return *middle;
    }
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double noise_of(const std::vector<double>& values) {
    std::vector<double> apart(values.size() - 1);
    for (std::size_t i = 0; i < apart.size(); ++i) {
        apart[i] = values[i + 1] - values[i];
    }
    const double centre = median(apart);
    for (double& one : apart) {
        one = std::abs(one - centre);
    }
    return 1.482602218505602 * median(apart) / std::sqrt(2.0);
}

/// Size of a negative binomial by moments: half the squared step between neighbours estimates the
/// variance wherever no change falls between them.
double size_of(const std::vector<double>& values) {
    double excess = 0;
    double squares = 0;
    for (std::size_t i = 0; i + 1 < values.size(); ++i) {
        const double mean = (values[i] + values[i + 1]) / 2;
        const double step = values[i + 1] - values[i];
        excess += step * step / 2 - mean;
        squares += mean * mean;
    }
    return excess > 0 ? squares / excess : std::numeric_limits<double>::infinity();
}

/// The model with what it was asked to estimate first.
struct Prepared {
    SegmentSpec spec;
    Observed cells;
    RunningSums sums;
    SearchPlan plan{};
    double centre = 0;
};

double penalty_of(const SegmentSpec& spec, std::size_t cells) {
    const double log_n = std::log(static_cast<double>(cells));
    const double p = spec.model == SegmentModel::mean_variance ? 2 : 1;
    switch (spec.penalty_rule) {
    case SegmentPenalty::mbic:
        return (p + 2) * log_n;
    case SegmentPenalty::bic:
        return (p + 1) * log_n;
    case SegmentPenalty::aic:
        return 2 * (p + 1);
    case SegmentPenalty::hannan_quinn:
        return 2 * (p + 1) * std::log(log_n);
    case SegmentPenalty::given:
        break;
    }
    if (!(spec.penalty >= 0) || !std::isfinite(spec.penalty)) {
        refuse(fmt::format("the penalty is {}: it must be 0 or more", spec.penalty));
    }
    return spec.penalty;
}

RunningSums running_sums(const Prepared& made, std::span<const double> exposure) {
    const std::vector<double>& values = made.cells.values;
    const std::size_t n = values.size();
    RunningSums sums{std::vector<double>(n + 1), std::vector<double>(n + 1),
                     std::vector<double>(n + 1), std::vector<double>(n + 1)};
    long double x = 0;
    long double squares = 0;
    long double units = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double value = values[i] - made.centre;
        x += value;
        squares += value * value;
        units += exposure.empty() ? 1.0 : exposure[made.cells.places[i]];
        sums.values[i + 1] = static_cast<double>(x);
        sums.squares[i + 1] = static_cast<double>(squares);
        sums.exposure[i + 1] = static_cast<double>(units);
        if (made.plan.mbic) {
            sums.log_cells[i + 1] = std::log(static_cast<double>(i + 1));
        }
    }
    return sums;
}

void check_method(const SegmentSpec& spec) {
    if (spec.model != SegmentModel::mean_cusum) {
        return;
    }
    if (spec.method == SegmentMethod::pelt || spec.method == SegmentMethod::optimal) {
        refuse("a CUSUM is no cost that adds up over segments: use binary segmentation or a single "
               "split");
    }
    if (spec.penalty_rule != SegmentPenalty::given) {
        refuse("no criterion is known for a CUSUM: give the penalty itself");
    }
}

void require_length(const SegmentSpec& spec, std::size_t cells, std::size_t least) {
    const std::size_t lowest = is_spread(spec.model) ? 2 : 1;
    if (least < lowest) {
        refuse(fmt::format("a segment of {} cells has no variance: at least 2 are needed", least));
    }
    if (cells < 2 * least || cells < 4) {
        refuse(fmt::format("{} observed cells are too few for two segments of {}: at least {} are "
                           "needed",
                           cells, least, std::max<std::size_t>(2 * least, 4)));
    }
    if (spec.most == 0) {
        refuse("at most 0 changes were asked for: give 1 or more");
    }
}

void estimate_first(Prepared& made, bool varied_exposure, Warnings& warnings) {
    const std::vector<double>& values = made.cells.values;
    SegmentSpec& spec = made.spec;
    double mean = 0;
    for (const double value : values) {
        mean += value / static_cast<double>(values.size());
    }
    if (spec.model == SegmentModel::mean && !spec.noise_sd) {
        spec.noise_sd = noise_of(values);
        if (!(*spec.noise_sd > 0)) {
            refuse(
                "more than half of the steps between neighbours are equal, so the noise cannot be "
                "estimated: give noise_sd");
        }
    }
    if (spec.noise_sd && !(*spec.noise_sd > 0 && std::isfinite(*spec.noise_sd))) {
        refuse(fmt::format("noise_sd is {}: it must be above 0", *spec.noise_sd));
    }
    if (spec.model == SegmentModel::variance) {
        spec.common_mean = spec.common_mean.value_or(mean);
        made.centre = *spec.common_mean;
    } else if (!is_counts(spec.model)) {
        // Whole numbers stay whole, and sums of squares keep their digits.
        made.centre = std::round(mean);
    }
    if (spec.model == SegmentModel::negative_binomial && !spec.size) {
        if (varied_exposure) {
            refuse(
                "the size of a negative binomial is estimated for equal exposures only: give it");
        }
        spec.size = size_of(values);
        if (std::isinf(*spec.size)) {
            warnings.push_back({"no_overdispersion",
                                "counts vary no more than Poisson counts: the size is infinite"});
        }
    }
    if (spec.size && !(*spec.size > 0)) {
        refuse(fmt::format("the size is {}: it must be above 0", *spec.size));
    }
}

Prepared prepare(std::span<const double> series, std::span<const double> exposure,
                 const SegmentSpec& spec, Warnings& warnings) {
    check_method(spec);
    Prepared made{.spec = spec,
                  .cells = observed_cells(series, "the series", is_counts(spec.model)),
                  .sums = {}};
    if (!exposure.empty()) {
        if (!is_counts(spec.model)) {
            refuse("only counts have an exposure: leave it out or take a model of counts");
        }
        require_exposure(exposure, series);
    }
    const std::size_t cells = made.cells.values.size();
    const std::size_t least = spec.least.value_or(is_spread(spec.model) ? 2 : 1);
    require_length(spec, cells, least);
    if (cells < series.size()) {
        warnings.push_back({"missing_left_out",
                            fmt::format("{} missing cells were left out", series.size() - cells)});
    }
    const double first = made.cells.values.front();
    if (exposure.empty() && std::all_of(made.cells.values.begin(), made.cells.values.end(),
                                        [first](double value) { return value == first; })) {
        refuse(fmt::format("the series is {} in every cell: a change needs a series that varies",
                           first));
    }
    const bool varied = std::any_of(exposure.begin(), exposure.end(),
                                    [&](double one) { return one != exposure.front(); });
    estimate_first(made, varied, warnings);
    made.plan = {penalty_of(spec, cells), least,
                 spec.method == SegmentMethod::at_most_one ? 1 : spec.most,
                 spec.penalty_rule == SegmentPenalty::mbic, spec.convention};
    made.sums = running_sums(made, exposure);
    return made;
}

template <class Cost>
double gain_of(const Cost& cost, const RunningSums& sums, std::size_t begin, std::size_t at,
               std::size_t end) {
    return cost_between(cost, sums, begin, end) - cost_between(cost, sums, begin, at) -
           cost_between(cost, sums, at, end);
}

double cusum_gain(const RunningSums& sums, std::size_t begin, std::size_t at, std::size_t end) {
    const double all = static_cast<double>(end - begin);
    const double share = static_cast<double>(at - begin) / all;
    return std::abs(sums.values[at] - sums.values[begin] -
                    share * (sums.values[end] - sums.values[begin])) /
           all;
}

/// changepoint's single split: the date without log terms, the decision with some.
template <class Cost>
Found package_single(const Cost& cost, Prepared& made) {
    RunningSums bare = made.sums;
    std::fill(bare.log_cells.begin(), bare.log_cells.end(), 0.0);
    const std::size_t cells = bare.cells();
    std::size_t best = made.plan.least;
    for (std::size_t at = best; at + made.plan.least <= cells; ++at) {
        best = gain_of(cost, bare, 0, at, cells) > gain_of(cost, bare, 0, best, cells) ? at : best;
    }
    double gain = gain_of(cost, bare, 0, best, cells);
    if (made.plan.mbic) {
        gain -=
            std::log(static_cast<double>(best)) + std::log(static_cast<double>(cells - best + 1));
    }
    return gain >= made.plan.penalty ? Found{{best}, false} : Found{};
}

template <class Cost>
Found search(const Cost& cost, Prepared& made) {
    const auto gain = [&](std::size_t begin, std::size_t at, std::size_t end) {
        return gain_of(cost, made.sums, begin, at, end);
    };
    switch (made.spec.method) {
    case SegmentMethod::pelt:
        return pelt(cost, made.sums, made.plan);
    case SegmentMethod::optimal:
        return optimal(cost, made.sums, made.plan);
    case SegmentMethod::binary:
        return binary(gain, made.sums.cells(), made.plan);
    case SegmentMethod::at_most_one:
        break;
    }
    return made.plan.convention == SegmentConvention::changepoint
               ? package_single(cost, made)
               : binary(gain, made.sums.cells(), made.plan);
}

/// Means and variances from the cells themselves: differences of running sums would lose digits.
Segment describe(const Prepared& made, std::size_t begin, std::size_t end) {
    const double cells = static_cast<double>(end - begin);
    Segment segment{.first = made.cells.places[begin] + 1,
                    .last = made.cells.places[end - 1] + 1,
                    .cells = end - begin};
    const auto values = std::span(made.cells.values).subspan(begin, end - begin);
    double sum = 0;
    for (const double value : values) {
        sum += value - made.centre;
    }
    segment.mean = sum / (made.sums.exposure[end] - made.sums.exposure[begin]) + made.centre;
    const bool common = made.spec.model == SegmentModel::variance &&
                        made.spec.convention == SegmentConvention::exact;
    const double about = common ? made.centre : sum / cells + made.centre;
    double squares = 0;
    for (const double value : values) {
        squares += (value - about) * (value - about);
    }
    segment.variance = is_spread(made.spec.model) ? squares / cells : undefined;
    return segment;
}

/// Dates, segments, gains and the next best split, from the cells before each change.
template <class Gain>
void fill(const Gain& gain, const Prepared& made, const Found& found, SegmentFit& fit) {
    std::vector<std::size_t> bounds{0};
    bounds.insert(bounds.end(), found.ends.begin(), found.ends.end());
    bounds.push_back(made.sums.cells());
    std::optional<Split> next;
    SearchPlan plan = made.plan;
    plan.convention = SegmentConvention::exact;
    for (std::size_t i = 0; i + 1 < bounds.size(); ++i) {
        fit.segments.push_back(describe(made, bounds[i], bounds[i + 1]));
        const auto split = best_split(gain, bounds[i], bounds[i + 1], made.sums.cells(), plan);
        if (split && (!next || split->gain > next->gain)) {
            next = split;
        }
        if (i > 0) {
            fit.dates.push_back(
                {fit.segments[i - 1].last, gain(bounds[i - 1], bounds[i], bounds[i + 1])});
        }
    }
    if (next) {
        fit.next = SegmentDate{made.cells.places[next->at - 1] + 1, next->gain};
    }
}

void warn_of(const Prepared& made, const Found& found, SegmentFit& fit) {
    if (found.most_reached && made.spec.method != SegmentMethod::at_most_one &&
        made.spec.method != SegmentMethod::pelt) {
        fit.warnings.push_back({"most_reached", "all changes allowed were used: allow more"});
    }
    for (const Segment& segment : fit.segments) {
        if (is_spread(made.spec.model) && segment.variance <= 0) {
            fit.warnings.push_back(
                {"zero_variance_segment",
                 fmt::format("rows {} to {} are equal: their variance is held at {}", segment.first,
                             segment.last, made.spec.variance_floor)});
        }
    }
}

template <class Cost>
void run(const Cost& cost, Prepared& made, SegmentFit& fit) {
    const Found found = search(cost, made);
    const auto gain = [&](std::size_t begin, std::size_t at, std::size_t end) {
        return gain_of(cost, made.sums, begin, at, end);
    };
    fill(gain, made, found, fit);
    fit.cost = 0;
    std::size_t begin = 0;
    for (const Segment& segment : fit.segments) {
        fit.cost += cost_between(cost, made.sums, begin, begin + segment.cells);
        begin += segment.cells;
    }
    warn_of(made, found, fit);
}

void run_cusum(Prepared& made, SegmentFit& fit) {
    const auto gain = [&](std::size_t begin, std::size_t at, std::size_t end) {
        return cusum_gain(made.sums, begin, at, end);
    };
    const Found found = binary(gain, made.sums.cells(), made.plan);
    fill(gain, made, found, fit);
    warn_of(made, found, fit);
}

void run_model(Prepared& made, SegmentFit& fit) {
    const double floor = made.spec.variance_floor;
    switch (made.spec.model) {
    case SegmentModel::mean:
        return run(MeanCost{1 / (*made.spec.noise_sd * *made.spec.noise_sd)}, made, fit);
    case SegmentModel::variance:
        return run(VarianceCost{floor}, made, fit);
    case SegmentModel::mean_variance:
        return run(MeanVarianceCost{floor, 4e-16 * made.sums.squares.back()}, made, fit);
    case SegmentModel::poisson:
        return run(PoissonCost{}, made, fit);
    case SegmentModel::negative_binomial:
        return std::isinf(*made.spec.size) ? run(PoissonCost{}, made, fit)
                                           : run(NegativeBinomialCost{*made.spec.size}, made, fit);
    case SegmentModel::mean_cusum:
        break;
    }
    run_cusum(made, fit);
}

} // namespace

SegmentFit segment(std::span<const double> series, std::span<const double> exposure,
                   const SegmentSpec& spec) {
    SegmentFit fit;
    Prepared made = prepare(series, exposure, spec, fit.warnings);
    fit.penalty = made.plan.penalty;
    fit.noise_sd = spec.model == SegmentModel::mean ? *made.spec.noise_sd : undefined;
    fit.size = made.spec.size.value_or(undefined);
    run_model(made, fit);
    return fit;
}

} // namespace halflight::stats
