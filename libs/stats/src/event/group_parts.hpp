// SPDX-License-Identifier: Apache-2.0
// group_parts.hpp - a balanced panel of units, and effects with their influence functions.
#pragma once

#include <string>
#include <vector>

#include <Eigen/Dense>

#include "event_table.hpp"
#include "halflight/stats/group_time.hpp"

namespace halflight::stats::detail {

/// Units x periods.
struct Balanced {
    Eigen::MatrixXd outcome = {};
    std::vector<Eigen::MatrixXd> covariates = {};
    Eigen::VectorXd weights = {}; ///< per unit, mean one
    std::vector<std::int32_t> onset = {};
    std::vector<std::int32_t> units = {};
    std::vector<std::int32_t> periods = {}; ///< ascending
    std::vector<std::uint32_t> cluster = {};
    std::size_t clusters = 0;
};

[[nodiscard]] Balanced balance(EventTable table, Warnings& warnings);

/// An effect and how each unit moves it.
struct Moved {
    std::string name = {};
    double value = 0;
    Eigen::VectorXd influence = {};
    std::int32_t onset = 0;
};

/// Mean of effects, each counting by the size of its cohort; sizes are estimated too.
[[nodiscard]] Moved mean_by_size(std::string name, const std::vector<const Moved*>& parts,
                                 const Balanced& panel);
[[nodiscard]] Moved plain_mean(std::string name, const std::vector<const Moved*>& parts);

/// Influence summed by cluster over units: clusters x effects.
[[nodiscard]] Eigen::MatrixXd by_cluster(const std::vector<const Moved*>& effects,
                                         const Balanced& panel);

[[nodiscard]] UniformBand uniform_band(const std::vector<const Moved*>& effects,
                                       const Balanced& panel, const Draws& draws, double level);

} // namespace halflight::stats::detail
