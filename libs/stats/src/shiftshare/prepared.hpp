// SPDX-License-Identifier: Apache-2.0
// shiftshare/prepared.hpp - checked data, controls projected out.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <Eigen/Core>

#include "halflight/stats/shift_share.hpp"
#include "shiftshare/shares.hpp"

namespace halflight::stats::shiftshare {

/// Weighted projection on the controls.
class Projector {
  public:
    /// `weights` one each; columns that earlier ones explain are left out.
    Projector(const Eigen::MatrixXd& controls, Eigen::VectorXd weights);

    [[nodiscard]] Eigen::VectorXd residual(const Eigen::VectorXd& values) const;
    /// The same for each column.
    [[nodiscard]] Eigen::MatrixXd residuals(const Eigen::MatrixXd& columns) const;
    [[nodiscard]] std::size_t rank() const { return static_cast<std::size_t>(m_basis.cols()); }

  private:
    Eigen::VectorXd m_root; // of weights
    Eigen::MatrixXd m_basis;
};

struct Prepared {
    Shares shares;
    Eigen::VectorXd weights;
    Eigen::VectorXd outcome;    ///< residual
    Eigen::VectorXd treatment;  ///< residual; that of the instrument where there is no treatment
    Eigen::VectorXd instrument; ///< residual
    Projector projector;
    bool instrumented = false;
    Warnings warnings{};
};

/// Checks and projects. `need_shocks`: refuses data without them.
[[nodiscard]] Prepared prepare(const ShiftShareData& data, const ShiftShareSpec& spec,
                               bool need_shocks);

/// Sums of `values` by code, in order of first appearance; the values themselves without codes.
[[nodiscard]] Eigen::VectorXd sums_by(const Eigen::VectorXd& values, std::span<const int> codes);

/// 1 / sum of squares of `values` over their sum.
[[nodiscard]] double effective_number(const Eigen::VectorXd& values);

} // namespace halflight::stats::shiftshare
