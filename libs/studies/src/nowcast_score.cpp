// SPDX-License-Identifier: Apache-2.0
// Scores of what would have been foretold.
#include "halflight/stats/distribution.hpp"
#include "nowcast_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace halflight::studies {

namespace {

/// Origins of one sector; of all where the name is empty.
std::vector<const NowcastOrigin*> origins_of(const NowcastReport& report,
                                             const std::string& sector) {
    std::vector<const NowcastOrigin*> out;
    for (const NowcastOrigin& origin : report.origins) {
        if (sector.empty() || origin.sector == sector) {
            out.push_back(&origin);
        }
    }
    return out;
}

/// Sums that become scores.
struct Tally {
    double n = 0, squares = 0, absolute = 0, errors = 0, right = 0;
    double intervals = 0, held = 0, width = 0, score = 0;
};

void add_interval(Tally& tally, double value, double half, double published, double level) {
    tally.intervals += 1;
    tally.held += std::abs(value - published) <= half ? 1 : 0;
    tally.width += 2 * half;
    tally.score += interval_score(value - half, value + half, published, level);
}

NowcastScore score_of(const std::vector<const NowcastOrigin*>& origins, std::size_t method,
                      double level) {
    Tally tally;
    NowcastScore out;
    for (const NowcastOrigin* origin : origins) {
        const double value = origin->values[method];
        if (!std::isfinite(value)) {
            continue;
        }
        const double error = value - origin->published;
        tally.n += 1;
        tally.squares += error * error;
        tally.absolute += std::abs(error);
        tally.errors += error;
        if (origin->release.low > 0 || origin->release.high < 0) {
            out.signs += 1;
            tally.right += value * origin->published > 0 ? 1 : 0;
        }
        if (const double half = origin->half_widths[method]; std::isfinite(half)) {
            add_interval(tally, value, half, origin->published, level);
        }
    }
    out.origins = static_cast<std::size_t>(tally.n);
    out.intervals = static_cast<std::size_t>(tally.intervals);
    out.rmse = std::sqrt(tally.squares / tally.n);
    out.mae = tally.absolute / tally.n;
    out.mean_error = tally.errors / tally.n;
    out.right_signs = tally.right / static_cast<double>(out.signs);
    out.coverage = tally.held / tally.intervals;
    out.width = tally.width / tally.intervals;
    out.interval_score = tally.score / tally.intervals;
    return out;
}

/// Loss of the rule less that of the headline, by year: the mean over sectors, since what moves one
/// sector in a year moves the others.
std::vector<double> loss_differences(const std::vector<const NowcastOrigin*>& origins,
                                     std::size_t headline, std::size_t rule) {
    std::map<Period, std::pair<double, double>> years;
    for (const NowcastOrigin* origin : origins) {
        const double own = origin->values[headline] - origin->published;
        const double other = origin->values[rule] - origin->published;
        if (std::isfinite(own) && std::isfinite(other)) {
            auto& [sum, count] = years[origin->year];
            sum += other * other - own * own;
            count += 1;
        }
    }
    std::vector<double> out;
    for (const auto& [year, sum] : years) {
        out.push_back(sum.first / sum.second);
    }
    return out;
}

NowcastContest contest(const std::vector<const NowcastOrigin*>& origins,
                       const NowcastReport& report, std::size_t rule) {
    NowcastContest out;
    out.rule = report.methods[rule];
    for (const NowcastOrigin* origin : origins) {
        out.steps = std::max(out.steps, origin->steps);
    }
    const auto differences = loss_differences(origins, report.headline, rule);
    out.origins = differences.size();
    const DieboldMariano test = diebold_mariano(differences, out.steps);
    out.difference = test.mean;
    out.statistic = test.statistic;
    out.p_value = test.p_value;
    return out;
}

/// The rule of the least root mean square among those that spoke at every origin.
std::size_t best_rule(const std::vector<NowcastScore>& rules, std::size_t origins) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < rules.size(); ++i) {
        if (rules[i].origins == origins && rules[i].rmse < rules[best].rmse) {
            best = i;
        }
    }
    return best;
}

NowcastVerdict verdict(const NowcastScore& own, const NowcastScore& rule,
                       const NowcastContest& contest, const NowcastSpec& spec) {
    NowcastVerdict out;
    out.best_rule = rule.method;
    out.p_value = contest.p_value;
    if (contest.origins < spec.least_origins) {
        out.words = fmt::format("not scored: {} past years were foretold, {} are needed",
                                contest.origins, spec.least_origins);
        return out;
    }
    const bool apart = contest.p_value < spec.significance;
    out.judgement = !apart                   ? NowcastJudgement::not_told_apart
                    : contest.difference > 0 ? NowcastJudgement::better
                                             : NowcastJudgement::worse;
    const char* const words = !apart                   ? "not told apart from"
                              : contest.difference > 0 ? "better than"
                                                       : "worse than";
    out.words = fmt::format(
        "{} the best naive rule ({}): root mean square {:.3g} against {:.3g} points, {} past "
        "years, {}",
        words, rule.method, own.rmse, rule.rmse, contest.origins,
        std::isfinite(contest.p_value) ? fmt::format("p = {:.3f}", contest.p_value)
                                       : std::string("without variation to test"));
    return out;
}

void score_sector(NowcastReport& report, const std::string& sector, const NowcastSpec& spec) {
    const auto origins = origins_of(report, sector);
    std::vector<NowcastScore> scores;
    for (std::size_t m = 0; m < report.methods.size(); ++m) {
        scores.push_back(score_of(origins, m, spec.level));
        scores.back().sector = sector;
        scores.back().method = report.methods[m];
    }
    const std::vector<NowcastScore> rules(
        scores.begin() + static_cast<std::ptrdiff_t>(report.first_rule), scores.end());
    const std::size_t best = best_rule(rules, origins.size());
    for (std::size_t rule = report.first_rule; rule < report.methods.size(); ++rule) {
        report.contests.push_back(contest(origins, report, rule));
        report.contests.back().sector = sector;
        if (rule == report.first_rule + best) {
            report.verdicts.push_back(
                verdict(scores[report.headline], rules[best], report.contests.back(), spec));
            report.verdicts.back().sector = sector;
        }
    }
    report.scores.insert(report.scores.end(), scores.begin(), scores.end());
}

double autocovariance(std::span<const double> values, double mean, std::size_t lag) {
    double sum = 0;
    for (std::size_t t = lag; t < values.size(); ++t) {
        sum += (values[t] - mean) * (values[t - lag] - mean);
    }
    return sum / static_cast<double>(values.size());
}

} // namespace

std::string_view to_string(NaiveRule rule) noexcept {
    constexpr std::array<std::string_view, naive_rules.size()> names{"zero", "last", "mean", "ar1"};
    return names.at(static_cast<std::size_t>(rule));
}

std::string_view to_string(Combination combination) noexcept {
    constexpr std::array<std::string_view, combinations.size()> names{"equal", "inverse-mse",
                                                                      "pooled"};
    return names.at(static_cast<std::size_t>(combination));
}

DieboldMariano diebold_mariano(std::span<const double> differences, int steps) {
    DieboldMariano out;
    if (differences.empty()) {
        return out;
    }
    const auto n = static_cast<double>(differences.size());
    out.mean = std::accumulate(differences.begin(), differences.end(), 0.0) / n;
    constexpr std::size_t fewest = 3;
    if (differences.size() < fewest) {
        return out;
    }
    const double own = autocovariance(differences, out.mean, 0);
    double variance = own;
    double horizon = 1;
    for (std::size_t lag = 1;
         lag < static_cast<std::size_t>(std::max(1, steps)) && lag < differences.size(); ++lag) {
        variance += 2 * autocovariance(differences, out.mean, lag);
        horizon = static_cast<double>(lag) + 1;
    }
    if (!(variance > 0)) {
        variance = own;
        horizon = 1;
    }
    const double correction = (n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n;
    if (!(variance > 0) || !(correction > 0)) {
        return out;
    }
    out.statistic = out.mean / std::sqrt(variance / n) * std::sqrt(correction);
    out.p_value = 2 * stats::student_upper(std::abs(out.statistic), n - 1);
    return out;
}

std::size_t least_errors(double level) {
    std::size_t n = 1;
    while (std::ceil(static_cast<double>(n + 1) * level - 1e-9) > static_cast<double>(n)) {
        ++n;
    }
    return n;
}

double conformal_half_width(std::span<const double> errors, double level) {
    if (errors.size() < least_errors(level)) {
        return stats::undefined;
    }
    std::vector<double> sizes;
    for (const double error : errors) {
        sizes.push_back(std::abs(error));
    }
    std::ranges::sort(sizes);
    const auto rank =
        static_cast<std::size_t>(std::ceil(static_cast<double>(sizes.size() + 1) * level - 1e-9));
    return sizes[rank - 1];
}

double interval_score(double low, double high, double value, double level) {
    return high - low +
           2 / (1 - level) * (std::max(0.0, low - value) + std::max(0.0, value - high));
}

void score(NowcastReport& report, const NowcastSpec& spec) {
    for (const std::string& sector : report.sectors) {
        score_sector(report, sector, spec);
    }
    if (report.sectors.size() > 1) {
        score_sector(report, "", spec);
    }
}

} // namespace halflight::studies
