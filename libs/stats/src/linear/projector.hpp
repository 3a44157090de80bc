// SPDX-License-Identifier: Apache-2.0
// projector.hpp - the projection of columns off fixed effects, prepared once for many columns.
//
// The dimension with most parameters is eliminated exactly (rows are sorted by it, so that it is a
// mean over neighbours). What remains is a symmetric system in the coefficients of the other
// dimensions; conjugate gradients with its diagonal as preconditioner solve it. That is
// alternating projections with Krylov acceleration: a step costs one sweep over the rows. Where
// that takes many steps, the system is written out if it is sparse (system.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "codes.hpp"
#include "halflight/stats/fixed_effects.hpp"
#include "system.hpp"

namespace halflight::stats::detail {

/// A dimension of fixed effects with dense levels.
struct Dimension {
    std::span<const std::uint32_t> levels = {};
    std::size_t count = 0;
    MatrixView slopes = {};
    bool intercept = true;

    [[nodiscard]] std::size_t terms() const noexcept { return slopes.cols + (intercept ? 1U : 0U); }
};

/// One dimension in the order of the projector's rows. Slopes are made orthogonal to the intercept
/// and to each other within each level, so that levels never need a matrix inverse.
struct SortedDimension {
    std::size_t source = 0; ///< place among the dimensions given
    std::size_t count = 0;
    std::size_t terms = 1;
    bool intercept = true;
    bool plain = true;                     ///< an intercept and nothing else
    std::vector<std::uint32_t> level = {}; ///< empty for the first dimension: see starts
    std::vector<double> slopes = {};       ///< rows x slopes, by row
    std::vector<double> basis = {};        ///< rows x terms, by row; empty if plain
    std::vector<double> inverse = {}; ///< 1 / squared length of each basis vector, 0 if nothing
    std::vector<double> mixing = {};  ///< count x terms x terms: slope j in terms of basis k
};

struct ProjectionEnd {
    int iterations = 0;
    bool converged = true;
};

class Projector {
  public:
    Projector(std::span<const Dimension> dimensions, std::size_t rows,
              std::span<const double> weights);

    /// Other weights on the same rows.
    void reweigh(std::span<const double> weights);

    /// Replaces columns (pointers to `rows` numbers each) by what is left of them.
    ProjectionEnd remove(std::span<double* const> columns, const DemeanSpec& spec) const;

    /// The same for one column; `effects[q]` gets levels x terms of dimension q as given, on the
    /// raw slopes.
    ProjectionEnd remove(double* column, const DemeanSpec& spec,
                         std::vector<Matrix>& effects) const;

    [[nodiscard]] std::size_t rows() const noexcept { return m_rows; }

    // Read by the kernels.
    struct Chunk {
        std::size_t first = 0; ///< levels of the first dimension
        std::size_t last = 0;
    };
    [[nodiscard]] const SortedDimension& lead() const noexcept { return m_lead; }
    [[nodiscard]] std::span<const SortedDimension> others() const noexcept { return m_others; }
    [[nodiscard]] std::span<const std::uint32_t> starts() const noexcept { return m_order.starts; }
    [[nodiscard]] std::span<const std::uint32_t> places() const noexcept { return m_order.rows; }
    [[nodiscard]] std::span<const double> weights() const noexcept { return m_weights; }
    [[nodiscard]] std::span<const Chunk> chunks() const noexcept { return m_chunks; }
    [[nodiscard]] std::span<const std::uint32_t> slots() const noexcept { return m_slots; }
    [[nodiscard]] std::span<const double> inverse() const noexcept { return m_inverse; }
    [[nodiscard]] std::size_t parameters() const noexcept { return m_inverse.size(); }
    [[nodiscard]] std::size_t longest() const noexcept { return m_longest; }
    [[nodiscard]] bool plain() const noexcept { return m_plain; }
    /// Sweeps after which it pays to write the system out: they cost as much; 0: never.
    [[nodiscard]] int patience() const noexcept;
    /// The system written out, or null where that does not pay; made when first asked for.
    [[nodiscard]] const System* system(int jobs) const;

  private:
    struct Lazy;

    void sort_dimension(SortedDimension& made, const Dimension& dimension) const;
    void cut_chunks();
    void sharpen_inverse();
    void weigh_dimension(SortedDimension& dimension, bool leads) const;

    std::size_t m_rows = 0;
    Order m_order;
    std::size_t m_longest = 0;
    std::vector<double> m_weights; ///< sorted; empty: all one
    SortedDimension m_lead;
    std::vector<SortedDimension> m_others;
    /// rows x others: where the coefficients of each row's level begin.
    std::vector<std::uint32_t> m_slots;
    std::vector<double> m_inverse; ///< preconditioner: of all others
    std::vector<Chunk> m_chunks;
    bool m_plain = true;
    double m_pairs = 0;           ///< of levels beside the lead that meet in a level of it
    std::shared_ptr<Lazy> m_lazy; ///< of the weights as they are
};

} // namespace halflight::stats::detail
