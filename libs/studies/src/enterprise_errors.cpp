// SPDX-License-Identifier: Apache-2.0
#include "enterprise_errors.hpp"

#include "halflight/stats/distribution.hpp"
#include "halflight/stats/resample.hpp"
#include "halflight/stats/slope_errors.hpp"
#include "warning_notes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::studies {
namespace {

using stats::Matrix;

/// What is left out or drawn together, from 0: clusters, or groups of them.
struct Parts {
    std::vector<std::int32_t> of_units;
    std::size_t count = 0;
    bool grouped = false;
};

/// Groups of clusters, all of the same number of clusters or one more.
Parts parts_of(const Question& question) {
    const EnterpriseSpec& spec = question.spec;
    const std::size_t groups = spec.jackknife_groups;
    Parts parts{question.clusters, question.cluster_count};
    if (spec.errors != EnterpriseErrors::jackknife || groups == 0 ||
        groups >= question.cluster_count) {
        return parts;
    }
    constexpr std::uint64_t stream = 0x67726f7570; // apart from those of draws
    const auto order = stats::permutation(Random(spec.seed, stream), question.cluster_count);
    std::vector<std::int32_t> group(question.cluster_count);
    for (std::size_t i = 0; i < order.size(); ++i) {
        group[order[i]] = static_cast<std::int32_t>(i % groups);
    }
    for (std::int32_t& part : parts.of_units) {
        part = group[static_cast<std::size_t>(part)];
    }
    parts.count = groups;
    parts.grouped = true;
    return parts;
}

/// Treated and controls as a regression of what changed in each unit on being treated: how many
/// clusters carry that comparison is what the degrees of freedom are asked of.
stats::SlopeErrors comparison(const Question& question, const Parts& parts,
                              const stats::Panel& panel, std::size_t first) {
    std::vector<double> treated(panel.units(), 0.0);
    std::fill_n(treated.begin(), question.treated, 1.0);
    Matrix change(panel.units(), 1);
    for (std::size_t i = 0; i < panel.units(); ++i) {
        double sum[2] = {0, 0};
        double seen[2] = {0, 0};
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            if (panel.observed(t, i)) {
                sum[t >= first ? 1 : 0] += panel.outcome(t, i);
                seen[t >= first ? 1 : 0] += 1;
            }
        }
        change(i, 0) = sum[1] / seen[1] - sum[0] / seen[0];
    }
    return stats::slope_errors(
        {.regressor = treated, .outcomes = change.view(), .clusters = parts.of_units});
}

bool enough(const Question& question, std::span<const std::size_t> units) {
    const auto treated =
        std::ranges::count_if(units, [&](std::size_t u) { return u < question.treated; });
    return treated >= 2 && std::ssize(units) - treated >= 2;
}

std::vector<std::size_t> without(const Parts& parts, std::size_t part) {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < parts.of_units.size(); ++i) {
        if (parts.of_units[i] != static_cast<std::int32_t>(part)) {
            result.push_back(i);
        }
    }
    return result;
}

/// Clusters with replacement; a sample that cannot be compared is drawn again.
std::vector<std::size_t> drawn(const Question& question, const Random& random) {
    constexpr std::uint64_t tries = 100;
    const std::size_t count = question.cluster_count;
    std::vector<std::size_t> result;
    for (std::uint64_t i = 0; i < tries && !enough(question, result); ++i) {
        result.clear();
        for (const std::size_t cluster : stats::resample(random, count, i * count)) {
            for (std::size_t u = 0; u < question.units.size(); ++u) {
                if (question.clusters[u] == static_cast<std::int32_t>(cluster)) {
                    result.push_back(u);
                }
            }
        }
    }
    std::ranges::sort(result);
    return result;
}

/// Average, gaps, cumulated gaps.
std::vector<double> numbers_of(const Answer& answer, std::size_t first) {
    std::vector<double> result{answer.average};
    result.insert(result.end(), answer.gap.begin(), answer.gap.end());
    double sum = 0;
    for (std::size_t t = first; t < answer.gap.size(); ++t) {
        sum += std::isfinite(answer.gap[t]) ? answer.gap[t] : 0;
        result.push_back(sum);
    }
    return result;
}

stats::Replicates replicates_of(const Question& question, const Parts& parts, std::size_t first,
                                std::size_t width, const Ask& ask, std::size_t draws) {
    const bool jackknife = question.spec.errors == EnterpriseErrors::jackknife;
    const stats::Draws plan{.count = jackknife ? parts.count : draws,
                            .seed = question.spec.seed,
                            .jobs = question.spec.jobs};
    return stats::replicate(
        plan, width, [&](std::size_t draw, const Random& random, std::span<double> out) {
            const auto units = jackknife ? without(parts, draw) : drawn(question, random);
            if (!enough(question, units)) {
                return false;
            }
            try {
                std::ranges::copy(numbers_of(ask(units), first), out.begin());
            } catch (const Error& error) {
                if (error.code() != ErrorCode::refused) {
                    throw;
                }
                return false;
            }
            return std::isfinite(out[0]);
        });
}

double error_of(std::span<const double> row, double estimate, EnterpriseErrors how,
                const Parts& parts) {
    if (how == EnterpriseErrors::bootstrap) {
        return stats::deviation(row);
    }
    double squares = 0;
    for (const double value : row) {
        squares += (value - estimate) * (value - estimate);
    }
    const auto count = static_cast<double>(parts.count);
    return std::sqrt(parts.grouped ? (count - 1) / count * squares : squares);
}

/// Twice about what the greatest of so many normal deviates makes of the sum of their squares.
double too_great(std::size_t clusters) {
    const auto count = static_cast<double>(clusters);
    return std::min(0.5, 2 * (2 * std::log(count) / count));
}

/// Share of the greatest term in the jackknife's sum of squares for the average.
double greatest_share(const stats::Replicates& made, double average) {
    double sum = 0;
    double greatest = 0;
    for (std::size_t d = 0; d < made.values.cols(); ++d) {
        const double square = (made.values(0, d) - average) * (made.values(0, d) - average);
        sum += square;
        greatest = std::max(greatest, square);
    }
    return sum > 0 ? greatest / sum : 0;
}

/// Coefficients without errors, in the order of `numbers_of`.
ClusterErrors bare(const std::vector<double>& numbers, std::size_t periods) {
    ClusterErrors result;
    result.average.estimate = numbers.front();
    for (std::size_t i = 1; i < numbers.size(); ++i) {
        stats::Coefficient one;
        one.estimate = numbers[i];
        (i <= periods ? result.gap : result.cumulative).push_back(one);
    }
    return result;
}

ClusterErrors no_interval(const std::vector<double>& numbers, std::size_t periods,
                          std::string reason) {
    ClusterErrors result = bare(numbers, periods);
    result.warnings.push_back({"no_interval", std::move(reason)});
    return result;
}

/// Replicates stand in the order of `numbers_of`.
void set_intervals(const Question& question, const Parts& parts, const stats::Replicates& made,
                   ClusterErrors& result) {
    const double level = question.spec.level;
    std::vector<double> row(made.values.cols());
    std::size_t at = 0;
    const auto fill = [&](stats::Coefficient& one) {
        for (std::size_t d = 0; d < row.size(); ++d) {
            row[d] = made.values(at, d);
        }
        ++at;
        const double error = error_of(row, one.estimate, question.spec.errors, parts);
        one = stats::with_interval({}, one.estimate, error, stats::Reference::student,
                                   result.degrees, level);
    };
    fill(result.average);
    std::ranges::for_each(result.gap, fill);
    std::ranges::for_each(result.cumulative, fill);
    constexpr double power = 0.8;
    result.detectable = (stats::student_quantile((1 + level) / 2, result.degrees) +
                         stats::student_quantile(power, result.degrees)) *
                        result.average.std_error;
}

void tell_of_draws(const Question& question, const Parts& parts, const stats::Replicates& made,
                   ClusterErrors& result) {
    if (made.failed > 0) {
        result.warnings.push_back({"draws_failed", fmt::format("{} of {} draws have no result and "
                                                               "were left out",
                                                               made.failed, made.values.cols())});
    }
    if (parts.grouped) {
        result.warnings.push_back(
            {"clusters_grouped",
             fmt::format(
                 "{} clusters in {} random groups (seed {}), which the jackknife leaves out "
                 "one at a time: delete-a-group, {:.1f} degrees of freedom",
                 question.cluster_count, parts.count, question.spec.seed, result.degrees)});
    }
    if (result.degrees < least_degrees) {
        result.warnings.push_back(few_places(result.degrees, parts.count));
    }
    const double greatest = greatest_share(made, result.average.estimate);
    if (question.spec.errors == EnterpriseErrors::jackknife && greatest > too_great(parts.count)) {
        result.warnings.push_back(one_place_weighs(greatest));
    }
}

} // namespace

ClusterErrors cluster_errors(const Question& question, const stats::Panel& panel, std::size_t first,
                             const Answer& whole, const Ask& ask, std::size_t draws) {
    const std::vector<double> numbers = numbers_of(whole, first);
    const Parts parts = parts_of(question);
    stats::SlopeErrors carried;
    try {
        carried = comparison(question, parts, panel, first);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::refused) {
            throw;
        }
        return no_interval(
            numbers, panel.periods(),
            fmt::format("{} clusters cannot tell an error: {}", parts.count, error.what()));
    }
    const stats::Replicates made =
        replicates_of(question, parts, first, numbers.size(), ask, draws);
    if (question.spec.errors == EnterpriseErrors::jackknife && made.failed > 0) {
        return no_interval(numbers, panel.periods(),
                           fmt::format("without one of {} of the {} clusters there is no estimate: "
                                       "a jackknife needs it for each; take larger groups or "
                                       "smaller clusters",
                                       made.failed, parts.count));
    }
    ClusterErrors result = bare(numbers, panel.periods());
    result.groups = parts.grouped ? parts.count : 0;
    result.degrees = carried.degrees.front();
    if (parts.grouped) {
        result.degrees = std::min(result.degrees, static_cast<double>(parts.count) - 1);
    }
    set_intervals(question, parts, made, result);
    tell_of_draws(question, parts, made, result);
    return result;
}

} // namespace halflight::studies
