// SPDX-License-Identifier: Apache-2.0
// honest_parts.hpp - the two kinds of honest sets.
#pragma once

#include <optional>
#include <utility>

#include "halflight/stats/honest_bounds.hpp"
#include "path_parts.hpp"

namespace halflight::stats::detail {

/// A path without gaps, and the effect asked for.
struct HonestTarget {
    PathParts path = {};
    Eigen::VectorXd weights = {}; ///< of times after the reference
    double estimate = 0;
    double std_error = 0;
};

using Ends = std::optional<std::pair<double, double>>; ///< none: empty

/// Fixed-length interval under a bound on second differences.
[[nodiscard]] Ends smoothness_set(const HonestTarget& target, double m, double level);

/// Tests of values of the effect when changes before bound those after.
class RelativeTest {
  public:
    RelativeTest(const HonestTarget& target, const HonestSpec& spec);
    [[nodiscard]] Ends set(double m) const;
    [[nodiscard]] bool keeps(double m, double value) const;

  private:
    /// Inequalities a x <= 0 of one place and sign, x = (effects before, target), studentised.
    struct Face {
        Eigen::MatrixXd rows = {}; ///< of x, each divided by its error
        Eigen::MatrixXd correlation = {};
        double first_stage = 0;
    };
    [[nodiscard]] std::vector<Face> faces(double m) const;
    [[nodiscard]] bool keeps(const std::vector<Face>& all, double value) const;
    [[nodiscard]] bool rejects(const Face& face, double value) const;

    const HonestTarget& m_target;
    const HonestSpec& m_spec;
    Eigen::VectorXd m_x;
    Eigen::MatrixXd m_spread;
    Eigen::MatrixXd m_draws; ///< N(0, spread): x by draws
    double m_reach = 0;      ///< sum over periods after of |weight on that change|
};

} // namespace halflight::stats::detail
