// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/pre_trend.hpp"

#include <cmath>

#include <fmt/format.h>

#include "halflight/stats/distribution.hpp"
#include "normal_box.hpp"
#include "path_parts.hpp"

namespace halflight::stats {

namespace detail {

PathParts split_path(const EventPath& path, int reference) {
    const auto size = static_cast<Eigen::Index>(path.times.size());
    PathParts made;
    made.effects.resize(size);
    made.since.resize(size);
    made.covariance = Eigen::Map<const Eigen::MatrixXd>(path.covariance.data(), size, size);
    for (Eigen::Index t = 0; t < size; ++t) {
        const int time = path.times[static_cast<std::size_t>(t)];
        if (time == reference) {
            refuse(fmt::format("the path has an effect at its reference {}: effects that are not "
                               "measured from one reference cannot be read as a trend (group-time "
                               "effects: take the universal base)",
                               reference));
        }
        made.effects[t] = path.effects[static_cast<std::size_t>(t)].estimate;
        made.since[t] = time - reference;
        made.before += time < reference ? 1 : 0;
    }
    if (made.before == 0) {
        refuse(fmt::format("no effect before event time {}: at least one is needed to speak of "
                           "trends",
                           reference));
    }
    return made;
}

} // namespace detail

namespace {

using detail::PathParts;
using Eigen::MatrixXd;
using Eigen::VectorXd;

class Test {
  public:
    Test(const EventPath& path, const TrendSpec& spec)
        : m_path(detail::split_path(path, spec.reference)), m_spec(spec) {
        const MatrixXd spread = m_path.covariance.topLeftCorner(m_path.before, m_path.before);
        const Eigen::LLT<MatrixXd> factor(spread);
        const VectorXd pivots = MatrixXd(factor.matrixL()).diagonal();
        const bool regular = factor.info() == Eigen::Success &&
                             (pivots.array() > 1e-9 * spread.diagonal().array().sqrt()).all();
        if (!regular) {
            refuse(fmt::format("the covariance of the {} effects before the treatment is singular: "
                               "more clusters than effects are needed",
                               m_path.before));
        }
        m_factor = factor.matrixL();
        m_half = normal_quantile((1 + spec.level) / 2) * spread.diagonal().cwiseSqrt();
        m_bound = chi_squared_quantile(spec.level, static_cast<double>(m_path.before));
        m_carry = factor.solve(m_path.covariance.topRows(m_path.before)).transpose();
    }

    [[nodiscard]] const PathParts& path() const { return m_path; }

    /// Probability to pass, and the mean of effects before given that.
    [[nodiscard]] detail::Boxed passing(const VectorXd& violation) const {
        const VectorXd mean = violation.head(m_path.before);
        if (m_spec.rule == PassRule::individual) {
            return detail::normal_box(mean, m_factor, -m_half, m_half);
        }
        const double shift = m_factor.triangularView<Eigen::Lower>().solve(mean).squaredNorm();
        const auto degrees = static_cast<double>(m_path.before);
        const double inside = 1 - upper(degrees, shift);
        // E[x 1(x'x <= c)] of N(m, I) is m times the probability with two degrees more.
        return {.probability = inside, .mean = mean * ((1 - upper(degrees + 2, shift)) / inside)};
    }

    [[nodiscard]] TrendOutcome outcome(const VectorXd& violation) const {
        const detail::Boxed passed = passing(violation);
        const VectorXd bias = violation + m_carry * (passed.mean - violation.head(m_path.before));
        return {.power = 1 - passed.probability,
                .trend = {violation.begin(), violation.end()},
                .bias_after_passing = {bias.begin(), bias.end()}};
    }

    [[nodiscard]] double slope_for(double power) const {
        const auto reached = [&](double slope) {
            return 1 - passing(slope * m_path.since).probability >= power;
        };
        double high = m_half.maxCoeff();
        while (!reached(high)) {
            high *= 2;
        }
        double low = 0;
        while (high - low > 1e-9 * high) {
            const double middle = (low + high) / 2;
            (reached(middle) ? high : low) = middle;
        }
        return (low + high) / 2;
    }

  private:
    [[nodiscard]] double upper(double degrees, double shift) const {
        return shift > 0 ? noncentral_chi_squared_upper(m_bound, degrees, shift)
                         : chi_squared_upper(m_bound, degrees);
    }

    PathParts m_path;
    const TrendSpec& m_spec;
    MatrixXd m_factor = {};
    VectorXd m_half = {};
    double m_bound = 0;
    MatrixXd m_carry = {}; ///< times x before: what an effect before tells of all
};

} // namespace

TrendOutcome under_violation(const EventPath& path, std::span<const double> violation,
                             const TrendSpec& spec) {
    if (violation.size() != path.times.size()) {
        refuse(fmt::format("a violation of {} numbers for a path of {}: one for each time is "
                           "needed",
                           violation.size(), path.times.size()));
    }
    const Test test(path, spec);
    return test.outcome(Eigen::Map<const VectorXd>(violation.data(), test.path().since.size()));
}

TrendPower trend_power(const EventPath& path, const TrendSpec& spec) {
    const Test test(path, spec);
    TrendPower made;
    made.times_before = static_cast<std::size_t>(test.path().before);
    made.size = 1 - test.passing(0 * test.path().since).probability;
    for (const double power : spec.powers) {
        if (!(power > made.size + 1e-6 && power < 1)) {
            refuse(fmt::format("a power of {}: it lies between {:.4f}, which the test has without "
                               "a trend, and 1",
                               power, made.size));
        }
        made.slopes.push_back(test.slope_for(power));
        made.outcomes.push_back(test.outcome(made.slopes.back() * test.path().since));
    }
    return made;
}

} // namespace halflight::stats
