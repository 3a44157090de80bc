// SPDX-License-Identifier: Apache-2.0
// The solved system behind a report, and cells on top of it.
#pragma once

#include "context.hpp"
#include "explain.hpp"

#include <functional>

namespace halflight::reason {

/// Stays as `analyse` left it. The ledger that its system names may have moved since. Not for two
/// threads at once: walks over the record of propagation leave marks in it.
class Solved {
  public:
    explicit Solved(Context context)
        : m_system(std::move(context.system)), m_solution(std::move(context.solution)) {}
    [[nodiscard]] const System& system() const noexcept { return *m_system; }
    [[nodiscard]] const Solution& solution() const noexcept { return *m_solution; }

  private:
    std::unique_ptr<System> m_system; ///< at a fixed address: the solution points into it
    std::unique_ptr<Solution> m_solution;
};

/// Called with each cell that is asked for, in order, and the system and solution that hold it:
/// those of the report for one of its cells, else these with that one cell on top.
using WithCell = std::function<void(const System&, const Solution&, CellIndex)>;
void for_each_asked(ledger::Ledger& ledger, const Report& report, std::span<const CellId> asked,
                    const Spec& spec, const WithCell& work);

} // namespace halflight::reason
