// SPDX-License-Identifier: Apache-2.0
// factor_search.hpp - objective, gradient and metric of the factor model at given factors and
// period effects, everything else solved out.
#pragma once

#include <cstddef>
#include <vector>

#include <Eigen/Dense>

#include "factor_solver.hpp"
#include "small_systems.hpp"

namespace halflight::stats::counterfactual {

/// What is explained by which covariates: references into the data, and their sums.
struct Regression {
    const FactorData& data;
    const Eigen::MatrixXd& y;
    std::vector<const Eigen::MatrixXd*> x;
    Eigen::MatrixXd xx;
    Eigen::VectorXd xy;
    Eigen::MatrixXd x_by_period;
    double scale = 0; ///< size of y, against which steps are judged
};

/// The outcome by all covariates.
[[nodiscard]] Regression regression_of(const FactorData& data);

/// A covariate by the constant, where there is one.
[[nodiscard]] Regression regression_of(const FactorData& data, std::size_t which, double scale);

[[nodiscard]] FactorSolution solve(const Regression& regression, const FactorPoint& start,
                                   const SolverOptions& options);

/// Where the search stands: everything that follows from factors and period effects.
struct Evaluation {
    Eigen::VectorXd beta;
    Eigen::MatrixXd loadings; ///< q x places, q = r + (unit effects)
    double objective = 0;
    Eigen::MatrixXd gradient;                 ///< periods x (r + (period effects))
    std::vector<Eigen::MatrixXd> metric_root; ///< per period, or one for all
    Eigen::VectorXd metric_share;             ///< for one metric: share of weight per period
};

/// One pass over the cells solves loadings and coefficients out, a second one takes residuals; both
/// go by a few units at a time, which stay in the cache, in lanes that own their sums. Chunks and
/// lanes do not depend on the number of threads. Buffers live as long as the search.
class Search {
  public:
    Search(const Regression& regression, const SolverOptions& options, Eigen::Index rank);

    void evaluate(const Eigen::MatrixXd& point, Evaluation& at);
    [[nodiscard]] Eigen::MatrixXd metric_step(const Evaluation& at,
                                              const Eigen::MatrixXd& gradient) const;
    [[nodiscard]] Eigen::Index outer() const { return m_outer; }
    [[nodiscard]] Eigen::Index rank() const { return m_rank; }
    [[nodiscard]] double scale() const { return m_regression.scale; }

  private:
    enum class Gaps {
        none,
        alike, ///< units that begin treatment together lack the same cells: one matrix serves them
        unlike,
    };
    struct Chunk {
        Eigen::Index first = 0;
        Eigen::Index count = 0;
        Gaps gaps = Gaps::none;
    };
    struct Lane {
        std::vector<Chunk> chunks;
        Eigen::MatrixXd xx;
        Eigen::VectorXd xy;
        double objective = 0;
        Eigen::MatrixXd gradient;
        Eigen::MatrixXd common;             ///< metric of units without gaps
        Eigen::MatrixXd own;                ///< periods x pairs: that of units with gaps
        std::vector<Eigen::MatrixXd> right; ///< outcome, then covariates: q x units of a chunk
        Eigen::MatrixXd residuals;          ///< periods x units of a chunk
        SmallSystems systems;               ///< of units with gaps of their own
    };
    /// What does not change from unit to unit.
    struct Common {
        Eigen::MatrixXd z;     ///< factors and, with unit effects, a constant
        Eigen::MatrixXd pairs; ///< products of its columns
        Eigen::VectorXd period;
        Eigen::VectorXd z_by_period; ///< z'period
        Eigen::MatrixXd z_of_period; ///< rows of z times their period
        Eigen::MatrixXd gram;
        Eigen::LLT<Eigen::MatrixXd> factored;
        bool sound = false;
    };

    void cut();
    [[nodiscard]] Eigen::Index end_of_alike(Eigen::Index first) const;
    void set_common(const Eigen::MatrixXd& point);
    void clear_sums(Lane& lane) const;
    void solve_units(const Chunk& chunk, Lane& lane);
    void make_right_sides(const Chunk& chunk, Lane& lane) const;
    void solve_together(const Chunk& chunk, Lane& lane);
    void solve_side_by_side(const Chunk& chunk, Lane& lane);
    [[nodiscard]] Eigen::MatrixXd gram_of(const Eigen::Ref<const Eigen::VectorXd>& pairs) const;
    void solve_beta(Evaluation& at) const;
    void take_residuals(const Chunk& chunk, Evaluation& at, Lane& lane) const;
    void add_to_metric(const Chunk& chunk, const Eigen::MatrixXd& outer,
                       const Eigen::MatrixXd& counted, Lane& lane) const;
    [[nodiscard]] double squares(const Chunk& chunk, Eigen::Index i, const Lane& lane) const;
    void gather(const Eigen::MatrixXd& point, Evaluation& at) const;
    void make_metric(Evaluation& at) const;
    [[nodiscard]] const Eigen::MatrixXd& series(std::size_t k) const {
        return k == 0 ? m_regression.y : *m_regression.x[k - 1];
    }
    [[nodiscard]] auto copies(const Chunk& chunk) const {
        return Eigen::Map<const Eigen::RowVectorXd>(m_data.copies.data() + chunk.first,
                                                    chunk.count);
    }
    [[nodiscard]] auto gap_weights(const Chunk& chunk) const {
        return m_data.w.middleCols(chunk.first - static_cast<Eigen::Index>(m_data.full),
                                   chunk.count);
    }

    const Regression& m_regression;
    const FactorData& m_data;
    const SolverOptions& m_options;
    Eigen::Index m_rank;
    Eigen::Index m_design;
    Eigen::Index m_outer;
    std::vector<Lane> m_lanes;
    std::vector<Eigen::MatrixXd> m_solved; ///< outcome, then covariates: q x places
    Common m_common;
};

} // namespace halflight::stats::counterfactual
