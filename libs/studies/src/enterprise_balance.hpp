// SPDX-License-Identifier: Apache-2.0
// A panel seen whole, made of one with gaps by a declared rule.
#pragma once

#include "enterprise_parts.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace halflight::studies {

struct Balanced {
    std::unique_ptr<LightPanel> light; ///< none where the panel was whole
    Question question;                 ///< of `light`, or of the panel that was asked about
    std::vector<std::size_t> periods;  ///< of the panel that was asked about
};

/// Drops periods that less than `spec.balance` of the units were seen in, then units with gaps, and
/// tells of both. Refuses a panel with gaps where no balance is declared, and one that has too
/// little left.
[[nodiscard]] Balanced balance(const Question& question, MethodResult& result);

/// Series of the result by period of the panel that was asked about; dropped ones are undefined.
void spread_over_window(const Question& asked, const Balanced& balanced, MethodResult& result);

} // namespace halflight::studies
