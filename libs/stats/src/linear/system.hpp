// SPDX-License-Identifier: Apache-2.0
// system.hpp - the system in the coefficients beside the lead, written out where it is sparse.
//
// Where lead levels meet few others (workers who seldom change employers) the matrix B'W (I - P) B
// has far fewer cells than there are rows: a product with it costs next to nothing beside a sweep
// over the rows, and if its Cholesky factor stays sparse too, one step solves it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <Eigen/Core>

namespace halflight::stats::detail {

class Projector;

class System {
  public:
    /// Nothing where the matrix has more cells than pay. The same bytes for any `jobs`.
    [[nodiscard]] static std::optional<System> of(const Projector& projector, int jobs);

    System(System&&) noexcept;
    System& operator=(System&&) noexcept;
    ~System();

    /// made = matrix x, for several right sides side by side.
    template <class Lanes>
    void multiply(const std::vector<Lanes>& x, std::vector<Lanes>& made) const {
        for (std::size_t s = 0; s < m_diagonal.size(); ++s) {
            made[s] = m_diagonal[s] * x[s];
        }
        for (std::size_t s = 0; s < m_diagonal.size(); ++s) {
            Lanes sum = Lanes::Zero();
            for (std::size_t at = m_starts[s]; at < m_starts[s + 1]; ++at) {
                sum += m_values[at] * x[m_slots[at]];
                made[m_slots[at]] += m_values[at] * x[s];
            }
            made[s] += sum;
        }
    }

    [[nodiscard]] bool factored() const noexcept { return m_factor != nullptr; }

    /// Right sides by column in, (matrix + a little)^-1 of them out; only where `factored`.
    void solve(Eigen::Ref<Eigen::MatrixXd> sides) const;

  private:
    struct Factor;

    System();
    void factor(std::span<const double> totals, std::span<const double> inverse, double most);

    std::vector<double> m_diagonal;
    std::vector<std::size_t> m_starts;
    std::vector<std::uint32_t> m_slots; ///< right of the diagonal, ascending
    std::vector<double> m_values;
    std::unique_ptr<Factor> m_factor;
};

} // namespace halflight::stats::detail
