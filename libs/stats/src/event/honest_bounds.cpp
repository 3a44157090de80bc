// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/honest_bounds.hpp"

#include <cmath>
#include <functional>
#include <limits>

#include <fmt/format.h>

#include "honest_parts.hpp"

namespace halflight::stats {

namespace {

using detail::HonestTarget;

/// Bounds compare neighbours: a difference without error would be divided by it.
void check_changes(const detail::PathParts& path) {
    const double least = 1e-12 * path.covariance.diagonal().maxCoeff();
    for (Eigen::Index t = 0; t + 1 < path.before; ++t) {
        const double variance =
            path.covariance(t, t) + path.covariance(t + 1, t + 1) - 2 * path.covariance(t, t + 1);
        if (!(variance > least)) {
            refuse(fmt::format("the change between the effects {} and {} before the treatment has "
                               "no variance: more clusters are needed",
                               t + 1, t + 2));
        }
    }
}

void check_path(const detail::PathParts& path, const HonestSpec& spec) {
    const Eigen::Index after = path.effects.size() - path.before;
    if (after == 0) {
        refuse(fmt::format("no effect after event time {}: there is nothing to bound",
                           spec.reference));
    }
    for (Eigen::Index t = 0; t < path.effects.size(); ++t) {
        const double place = static_cast<double>(t - path.before + (t < path.before ? 0 : 1));
        if (path.since[t] != place) {
            refuse(fmt::format("the path leaves a gap near event time {}: bounds on trends need "
                               "every time from the first to the last, and one reference",
                               path.since[t] + spec.reference));
        }
    }
    if (!path.covariance.allFinite() || !(path.covariance.diagonal().minCoeff() > 0)) {
        refuse("an effect of the path has no positive variance: errors of all of them are needed");
    }
    check_changes(path);
    if (spec.draws == 0) {
        refuse("0 draws for the first stage of the test: 1,000 or more are needed");
    }
    for (const double m : spec.m) {
        if (!(m >= 0) || !std::isfinite(m)) {
            refuse(fmt::format("M = {}: a bound is finite and not negative", m));
        }
    }
}

HonestTarget target_of(const EventPath& path, const HonestSpec& spec) {
    HonestTarget made{.path = detail::split_path(path, spec.reference)};
    check_path(made.path, spec);
    const Eigen::Index after = made.path.effects.size() - made.path.before;
    made.weights = Eigen::VectorXd::Unit(after, 0);
    if (!spec.weights.empty()) {
        if (static_cast<Eigen::Index>(spec.weights.size()) != after) {
            refuse(fmt::format("{} weights for {} effects after the reference: one each is needed",
                               spec.weights.size(), after));
        }
        made.weights = Eigen::Map<const Eigen::VectorXd>(spec.weights.data(), after);
    }
    if (!made.weights.allFinite() || made.weights.isZero(0)) {
        refuse("the weights of effects are finite and not all zero");
    }
    made.estimate = made.weights.dot(made.path.effects.tail(after));
    made.std_error = std::sqrt(
        made.weights.dot(made.path.covariance.bottomRightCorner(after, after) * made.weights));
    return made;
}

/// Largest M of [0, a million units] at which zero is outside.
double breakdown_of(const std::function<bool(double)>& keeps_zero, double unit) {
    if (keeps_zero(0)) {
        return 0;
    }
    double high = unit;
    while (!keeps_zero(high)) {
        high *= 2;
        if (high > 1e6 * unit) {
            return std::numeric_limits<double>::infinity();
        }
    }
    double low = 0;
    for (int step = 0; step < 30; ++step) {
        const double middle = (low + high) / 2;
        (keeps_zero(middle) ? high : low) = middle;
    }
    return low;
}

HonestFit complete(HonestFit fit, const HonestSpec& spec,
                   const std::function<detail::Ends(double)>& set) {
    for (const double m : spec.m) {
        const detail::Ends ends = set(m);
        fit.sets.push_back({.m = m,
                            .low = ends ? ends->first : undefined,
                            .high = ends ? ends->second : undefined});
        if (!ends) {
            fit.warnings.push_back(
                {.code = "empty_set",
                 .text = fmt::format("at M = {} every value of the effect is rejected: the bound "
                                     "does not fit the changes before the treatment",
                                     m)});
        }
    }
    return fit;
}

} // namespace

HonestFit honest_bounds(const EventPath& path, const HonestSpec& spec) {
    const HonestTarget target = target_of(path, spec);
    HonestFit fit;
    fit.original = with_interval("effect", target.estimate, target.std_error, Reference::normal, 0,
                                 spec.level);
    if (spec.bound == TrendBound::smoothness) {
        const auto set = [&](double m) { return detail::smoothness_set(target, m, spec.level); };
        fit.breakdown = breakdown_of(
            [&](double m) {
                const detail::Ends ends = set(m);
                return ends->first <= 0 && ends->second >= 0;
            },
            target.std_error);
        return complete(std::move(fit), spec, set);
    }
    const detail::RelativeTest test(target, spec);
    fit.breakdown = breakdown_of([&](double m) { return test.keeps(m, 0); }, 1);
    return complete(std::move(fit), spec, [&](double m) { return test.set(m); });
}

} // namespace halflight::stats
