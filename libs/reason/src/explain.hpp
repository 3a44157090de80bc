// SPDX-License-Identifier: Apache-2.0
// Which statements and relations hold the bounds of cells.
#pragma once

#include "context.hpp"

#include <optional>
#include <vector>

namespace halflight::reason {

/// Why bounds of cells are where they are. Looks at the record of propagation, or, where a linear
/// program drew the bound closer, at the multipliers of that program. The answer does not depend on
/// what was asked before.
class Explainer {
  public:
    /// Keeps a reference.
    explicit Explainer(const Context& context);

    [[nodiscard]] Explanation explain(CellIndex cell);

  private:
    struct Reasons {
        std::vector<Support> supports;
        std::vector<ConstraintIndex> constraints;
    };
    [[nodiscard]] Reasons reasons_for(CellIndex cell, bool upper);
    [[nodiscard]] Reasons from_program(CellIndex cell, bool upper);
    void from_propagation(CellIndex cell, bool upper, double weight, Reasons& reasons) const;
    /// With a solution; none where there is none.
    [[nodiscard]] const std::optional<LinearProgram>& program_of(std::size_t part);

    const Context& m_context;
    std::vector<LinearPart> m_parts;
    std::vector<std::optional<std::optional<LinearProgram>>> m_programs; ///< by part, once needed
};

} // namespace halflight::reason
