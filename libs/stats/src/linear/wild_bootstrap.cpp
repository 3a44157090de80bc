// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/wild_bootstrap.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "halflight/base/error.hpp"
#include "linear_parts.hpp"
#include "parameters.hpp"
#include "wild_parts.hpp"

namespace halflight::stats {

namespace {

using detail::ClusterSums;
using detail::DrawSums;
using detail::Partialled;

/// Outcome and tested regressor, times root weights, partialled by everything else.
struct Tested {
    std::vector<double> y = {};
    std::vector<double> x = {};
    Matrix others = {}; ///< partialled by the effects alone; not weighted
    std::vector<double> x_raw = {};
    std::size_t parameters = 0; ///< regressors kept
};

Tested separate(const Partialled& data, const LinearData& raw, const WildSpec& spec,
                const LinearFit& plain) {
    const std::vector<std::string> names = detail::exogenous_names(raw, data.constant);
    std::vector<std::size_t> others = {};
    std::size_t tested = names.size();
    for (std::size_t c = 0; c < names.size(); ++c) {
        const bool kept = std::ranges::find(plain.collinear, names[c]) == plain.collinear.end();
        if (names[c] == spec.coefficient) {
            if (!kept) {
                refuse(fmt::format("'{}' is explained by the other regressors and effects: it "
                                   "cannot be tested",
                                   names[c]));
            }
            tested = c;
        } else if (kept) {
            others.push_back(c);
        }
    }
    if (tested == names.size()) {
        refuse(fmt::format("there is no regressor '{}' to test: name one of {}", spec.coefficient,
                           fmt::join(names, ", ")));
    }
    Tested made{.y = {}, .x = {}, .others = detail::choose(data.exogenous.view(), others)};
    const std::span<const double> column = data.exogenous.column(tested);
    made.x_raw.assign(column.begin(), column.end());
    made.parameters = others.size() + 1;
    if (others.empty()) {
        made.y = data.outcome;
        made.x = made.x_raw;
    } else {
        made.y = detail::solve(made.others.view(), data.outcome, data.weights, {}).residuals;
        made.x = detail::solve(made.others.view(), column, data.weights, {}).residuals;
    }
    return made;
}

/// Projection of columns that live in one cluster each on the other regressors and effects.
class Spread {
  public:
    Spread(const Partialled& data, const Tested& tested, const DemeanSpec& spec)
        : m_data(data), m_tested(tested), m_spec(spec) {
        if (!data.dimensions.empty()) {
            m_projector.emplace(data.dimensions, data.sample.size(), data.weights);
        }
        if (tested.others.cols() > 0) {
            m_bread = detail::solve(tested.others.view(), data.outcome, data.weights, {}).bread;
        }
    }

    /// columns := P columns.
    void project(Matrix& columns) const {
        Matrix left = columns;
        if (m_projector) {
            std::vector<double*> targets;
            for (std::size_t c = 0; c < left.cols(); ++c) {
                targets.push_back(left.column(c).data());
            }
            (void)m_projector->remove(targets, m_spec);
        }
        const Matrix& others = m_tested.others;
        for (std::size_t c = 0; c < left.cols() && others.cols() > 0; ++c) {
            std::vector<double> against;
            for (std::size_t j = 0; j < others.cols(); ++j) {
                against.push_back(detail::dot(others.column(j), columns.column(c), m_data.weights));
            }
            for (std::size_t j = 0; j < others.cols(); ++j) {
                double slope = 0;
                for (std::size_t k = 0; k < others.cols(); ++k) {
                    slope += m_bread(j, k) * against[k];
                }
                const std::span<const double> other = others.column(j);
                for (std::size_t i = 0; i < other.size(); ++i) {
                    left(i, c) -= slope * other[i];
                }
            }
        }
        for (std::size_t i = 0; i < columns.rows() * columns.cols(); ++i) {
            columns.data()[i] -= left.data()[i];
        }
    }

  private:
    const Partialled& m_data;
    const Tested& m_tested;
    const DemeanSpec& m_spec;
    std::optional<detail::Projector> m_projector;
    Matrix m_bread;
};

ClusterSums sum_by_cluster(const Partialled& data, const Tested& tested,
                           const detail::Levels& clusters, const DemeanSpec& spec) {
    const std::size_t count = clusters.count();
    const std::size_t rows = tested.y.size();
    const auto weight = [&](std::size_t i) { return data.weights.empty() ? 1.0 : data.weights[i]; };
    ClusterSums sums{.clusters = count,
                     .own = std::vector<double>(count),
                     .cross_y = std::vector<double>(count),
                     .spread_y = Matrix(count, count),
                     .spread_x = Matrix(count, count)};
    for (std::size_t i = 0; i < rows; ++i) {
        const std::uint32_t g = clusters.of_row[i];
        sums.own[g] += weight(i) * tested.x[i] * tested.x[i];
        sums.cross_y[g] += weight(i) * tested.x[i] * tested.y[i];
    }
    double top = 0;
    for (std::size_t g = 0; g < count; ++g) {
        sums.length += sums.own[g];
        top += sums.cross_y[g];
    }
    sums.estimate = top / sums.length;
    const Spread spread(data, tested, spec);
    constexpr std::size_t at_once = 8; // bounds memory: columns of rows
    for (std::size_t first = 0; first < count; first += at_once) {
        const std::size_t width = std::min(at_once, count - first);
        Matrix columns(rows, width);
        for (std::size_t i = 0; i < rows; ++i) {
            const std::uint32_t h = clusters.of_row[i];
            if (h >= first && h < first + width) {
                columns(i, h - first) = tested.x[i];
            }
        }
        spread.project(columns);
        for (std::size_t c = 0; c < width; ++c) {
            for (std::size_t i = 0; i < rows; ++i) {
                const double part = weight(i) * columns(i, c);
                sums.spread_y(clusters.of_row[i], first + c) += part * tested.y[i];
                sums.spread_x(clusters.of_row[i], first + c) += part * tested.x[i];
            }
        }
    }
    return sums;
}

double webb(const Random& random, std::uint64_t g) {
    static const std::array<double, 3> sizes{std::sqrt(0.5), 1.0, std::sqrt(1.5)};
    const std::uint64_t face = random.below(g, 6);
    return (face < 3 ? 1.0 : -1.0) * sizes[face % 3];
}

std::vector<DrawSums> draw_all(const ClusterSums& sums, const WildSpec& spec, WildFit& fit) {
    const bool all = spec.enumerate && spec.weights == WildWeights::rademacher &&
                     sums.clusters < 40 && (std::uint64_t{1} << sums.clusters) <= spec.draws.count;
    Draws draws = spec.draws;
    draws.count = all ? std::size_t{1} << sums.clusters : spec.draws.count;
    const Replicates drawn =
        replicate(draws, 5, [&](std::size_t d, const Random& random, std::span<double> out) {
            std::vector<double> weights(sums.clusters);
            std::vector<double> work;
            for (std::size_t g = 0; g < sums.clusters; ++g) {
                const double sign = all ? ((d >> g & 1U) == 0 ? 1.0 : -1.0) : random.sign(g);
                weights[g] = spec.weights == WildWeights::webb ? webb(random, g) : sign;
            }
            const DrawSums made = draw_sums(sums, weights, work);
            out[0] = made.top_y;
            out[1] = made.top_x;
            out[2] = made.yy;
            out[3] = made.yx;
            out[4] = made.xx;
            return true;
        });
    fit.enumerated = all;
    fit.draws = draws.count;
    std::vector<DrawSums> made = {};
    for (std::size_t d = 0; d < draws.count; ++d) {
        const std::span<const double> v = drawn.values.column(d);
        made.push_back({.top_y = v[0], .top_x = v[1], .yy = v[2], .yx = v[3], .xx = v[4]});
    }
    return made;
}

/// The farthest value on one side of the estimate that the test does not reject: doubling steps,
/// then halving between the last not rejected and the first rejected.
double limit(const ClusterSums& sums, std::span<const DrawSums> draws, const WildSpec& spec,
             double error, double side) {
    const double size = 1 - spec.level;
    const auto rejected = [&](double value) { return p_value(sums, draws, value, spec) < size; };
    double inside = sums.estimate;
    double step = error;
    double outside = sums.estimate + side * step;
    for (int grown = 0; !rejected(outside); ++grown) {
        if (grown == 40) {
            return undefined;
        }
        inside = outside;
        step *= 1.5;
        outside += side * step;
    }
    for (int halved = 0; halved < 60; ++halved) {
        const double middle = inside + (outside - inside) / 2;
        (rejected(middle) ? outside : inside) = middle;
    }
    return inside;
}

void tell_interval(WildFit& fit, const ClusterSums& sums, std::span<const DrawSums> draws,
                   const WildSpec& spec) {
    if (!spec.interval) {
        return;
    }
    Coefficient& told = fit.coefficient;
    told.low = limit(sums, draws, spec, told.std_error, -1);
    told.high = limit(sums, draws, spec, told.std_error, 1);
    if (!(std::isfinite(told.low) && std::isfinite(told.high))) {
        fit.warnings.push_back(
            {.code = "interval_unbounded",
             .text = fmt::format("with {} clusters the test rejects no value on one side: the "
                                 "interval of level {} has no end there",
                                 fit.clusters, spec.level)});
    }
}

void count_distinct(WildFit& fit, const ClusterSums& sums, std::span<const DrawSums> draws,
                    const WildSpec& spec) {
    std::vector<double> sizes = {};
    for (const DrawSums& draw : draws) {
        sizes.push_back(std::abs(statistic(sums, draw, spec.null, spec.impose_null)));
    }
    std::ranges::sort(sizes);
    for (std::size_t d = 0; d < sizes.size(); ++d) {
        const bool same = d > 0 && sizes[d] - sizes[d - 1] <= 1e-9 * (1 + sizes[d]);
        fit.distinct += same ? 0 : 1;
    }
    if (fit.distinct < 100) {
        fit.warnings.push_back(
            {.code = "few_distinct_draws",
             .text =
                 fmt::format("{} clusters give only {} distinct |t|: the p-value moves in "
                             "steps of about {:.2g}; {}",
                             fit.clusters, fit.distinct, 1.0 / static_cast<double>(fit.distinct),
                             spec.weights == WildWeights::webb ? "more clusters are needed"
                                                               : "use Webb weights")});
    }
}

} // namespace

WildFit wild_cluster_bootstrap(const LinearData& data, const WildSpec& spec) {
    if (data.endogenous.values.cols > 0) {
        refuse("the wild cluster bootstrap is offered for least squares only; leave instruments "
               "out");
    }
    if (data.structure.clusters.empty()) {
        refuse("the wild cluster bootstrap needs a cluster grouping and none is given");
    }
    if (spec.draws.count < 1) {
        refuse("no bootstrap draws are asked for: some 999 are needed");
    }
    LinearSpec linear = spec.linear;
    linear.covariance.model = ErrorModel::clustered;
    LinearData one = data;
    one.structure.clusters.resize(1);
    const LinearFit plain = least_squares(one, linear);
    LinearFit again;
    const Partialled ready = detail::partial_out(one, linear, again);
    const Tested tested = separate(ready, one, spec, plain);
    const detail::Levels clusters = detail::encode(ready.structure.clusters[0].codes);
    ClusterSums sums = sum_by_cluster(ready, tested, clusters, linear.demean);
    const auto rows = static_cast<double>(ready.sample.size());
    const auto count = static_cast<double>(clusters.count());
    const SmallSample& rule = linear.covariance.small_sample;
    sums.factor = (rule.adjust_parameters ? (rows - 1) / (rows - plain.covariance.parameters) : 1) *
                  (rule.adjust_clusters ? count / (count - 1) : 1);
    sums.degrees = plain.covariance.degrees;
    WildFit fit{.coefficient = {}, .clusters = clusters.count(), .warnings = plain.warnings};
    const std::vector<DrawSums> draws = draw_all(sums, spec, fit);
    Coefficient& told = fit.coefficient;
    told.name = spec.coefficient;
    told.estimate = sums.estimate;
    told.statistic = statistic(sums, spec.null);
    told.std_error = std::sqrt([&] {
        const double unit = statistic(sums, sums.estimate - 1);
        return 1 / (unit * unit);
    }());
    told.p_value = p_value(sums, draws, spec.null, spec);
    count_distinct(fit, sums, draws, spec);
    tell_interval(fit, sums, draws, spec);
    return fit;
}

} // namespace halflight::stats
