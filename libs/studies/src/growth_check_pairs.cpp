// SPDX-License-Identifier: Apache-2.0
// Growth of one sector against one indicator.
#include "growth_check_parts.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/distribution.hpp"
#include "halflight/stats/linear.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace halflight::studies {

namespace {

double permuted_p(std::span<const double> x, std::vector<double> y, double seen, std::size_t draws,
                  const Random& random) {
    if (draws == 0) {
        return stats::undefined;
    }
    constexpr double rounding = 1e-12;
    std::size_t as_far = 0;
    std::uint64_t next = 0;
    for (std::size_t draw = 0; draw < draws; ++draw) {
        for (std::size_t i = y.size(); i > 1; --i) {
            std::swap(y[i - 1], y[random.below(next++, i)]);
        }
        as_far += std::abs(correlation(x, y)) >= std::abs(seen) - rounding ? 1U : 0U;
    }
    return static_cast<double>(1 + as_far) / static_cast<double>(1 + draws);
}

void count_signs(GrowthAgreement& out, std::span<const double> published,
                 std::span<const double> shown) {
    double same = 0;
    double up = 0;
    double shown_up = 0;
    for (std::size_t i = 0; i < published.size(); ++i) {
        if (published[i] != 0 && shown[i] != 0) {
            out.signs += 1;
            same += (published[i] > 0) == (shown[i] > 0) ? 1 : 0;
            up += published[i] > 0 ? 1 : 0;
            shown_up += shown[i] > 0 ? 1 : 0;
        }
    }
    const auto n = static_cast<double>(out.signs);
    out.same_sign = same / n;
    out.chance = (up / n) * (shown_up / n) + (1 - up / n) * (1 - shown_up / n);
}

} // namespace

double correlation(std::span<const double> x, std::span<const double> y) {
    const auto n = static_cast<double>(x.size());
    const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / n;
    const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / n;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        yy += (y[i] - mean_y) * (y[i] - mean_y);
        xy += (x[i] - mean_x) * (y[i] - mean_y);
    }
    return xx > 0 && yy > 0 ? std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0) : stats::undefined;
}

std::vector<double> ranks(std::span<const double> values) {
    std::vector<double> out;
    for (const double one : values) {
        double greater = 0;
        double equal = 0;
        for (const double other : values) {
            greater += other > one ? 1 : 0;
            equal += other == one ? 1 : 0;
        }
        out.push_back(greater + (equal + 1) / 2);
    }
    return out;
}

GrowthAgreement agreement(std::span<const double> published, std::span<const double> shown,
                          const GrowthCheckSpec& spec, std::uint64_t stream) {
    GrowthAgreement out;
    out.years = published.size();
    count_signs(out, published, shown);
    out.correlation = correlation(shown, published);
    if (std::isnan(out.correlation)) {
        return out;
    }
    const double z = std::atanh(out.correlation); // infinite at 1, where the interval is a point
    const double reach = stats::normal_quantile(0.5 + spec.level / 2) /
                         std::sqrt(static_cast<double>(out.years) - 3);
    out.low = std::tanh(z - reach);
    out.high = std::tanh(z + reach);
    out.p_value = permuted_p(shown, {published.begin(), published.end()}, out.correlation,
                             spec.draws, Random(spec.seed, stream));
    return out;
}

void judge_years(std::span<GrowthYear> years, double level) {
    for (std::size_t left_out = 0; left_out < years.size(); ++left_out) {
        std::vector<double> x;
        std::vector<double> y;
        for (std::size_t i = 0; i < years.size(); ++i) {
            if (i != left_out) {
                x.push_back(years[i].growth);
                y.push_back(years[i].published.value);
            }
        }
        GrowthYear& one = years[left_out];
        const auto [least, most] = std::ranges::minmax(x);
        const auto [lowest, highest] = std::ranges::minmax(y);
        if (least == most || lowest == highest) {
            continue;
        }
        stats::LinearData data;
        data.outcome = y;
        data.regressors = {{x.data(), x.size(), 1}, {"growth"}};
        stats::LinearSpec spec;
        spec.covariance.model = stats::ErrorModel::homoskedastic;
        const stats::LinearFit fit = stats::least_squares(data, spec);
        const auto& cov = fit.covariance.values;
        one.expected = fit.coefficients[0].estimate + fit.coefficients[1].estimate * one.growth;
        const double variance = fit.sigma2 + cov(0, 0) + 2 * one.growth * cov(0, 1) +
                                one.growth * one.growth * cov(1, 1);
        const double reach =
            stats::student_quantile(0.5 + level / 2, static_cast<double>(x.size()) - 2) *
            std::sqrt(std::max(0.0, variance));
        one.low = one.expected - reach;
        one.high = one.expected + reach;
        one.outside = one.published.high < one.low || one.published.low > one.high;
    }
}

} // namespace halflight::studies
