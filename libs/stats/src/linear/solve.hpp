// SPDX-License-Identifier: Apache-2.0
// solve.hpp - weighted least squares on a few columns, collinear ones left out in order.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "halflight/stats/matrix.hpp"

namespace halflight::stats::detail {

/// rows x columns^2 up to which fits are done in extended precision.
inline constexpr double small_problem = 5e5;

struct SolveSpec {
    double collinear = 1e-9;
    /// Length of each column that its unexplained part is held against; empty: its own.
    std::span<const double> lengths = {};
    int jobs = 1;
    double extended = small_problem; ///< rows x columns^2 up to which precision is extended
};

struct Solved {
    std::vector<std::size_t> kept = {}; ///< columns, ascending
    std::vector<double> slopes = {};    ///< of the columns kept
    Matrix bread = {};                  ///< (X'WX)^-1 of the columns kept
    std::vector<double> residuals = {}; ///< unweighted: y - X b
    bool refined = false;               ///< by QR and refinement
};

/// Cholesky factor of a matrix of cross products, columns scaled to length one.
class ScaledFactor {
  public:
    /// Nothing where a column is in doubt: next to nothing of it is left beside those before it.
    [[nodiscard]] static std::optional<ScaledFactor> of(const Matrix& gram, const SolveSpec& spec);

    [[nodiscard]] std::vector<double> solve(std::span<const double> right) const;
    [[nodiscard]] Matrix inverse() const;

  private:
    Matrix m_lower = {};
    std::vector<double> m_scale = {};
};

/// Minimises sum w (y - x b)^2. `weights` empty or positive.
[[nodiscard]] Solved solve(MatrixView x, std::span<const double> y, std::span<const double> weights,
                           const SolveSpec& spec);

/// Square roots of weighted sums of squares of columns; about their means if `centred`.
[[nodiscard]] std::vector<double> lengths(MatrixView x, std::span<const double> weights,
                                          bool centred);

/// x'(w y) for each column and sum w a b, in a fixed order of chunks.
[[nodiscard]] double dot(std::span<const double> a, std::span<const double> b,
                         std::span<const double> weights = {});

/// x' diag(w) x, the same bytes for any `jobs`.
[[nodiscard]] Matrix cross(MatrixView x, std::span<const double> weights, int jobs);

} // namespace halflight::stats::detail
