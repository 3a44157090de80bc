// SPDX-License-Identifier: Apache-2.0
// What one constraint says about each of its cells, given the others.
#pragma once

#include "system.hpp"

#include <functional>

namespace halflight::reason {

/// The bounds of the cells of a constraint in order of its terms.
using Domains = std::vector<Interval>;

/// Called for each term whose cell the constraint narrows: term number, what it allows for the cell
/// alone, and which bounds of the other terms made the lower and the upper end (bit 2*j for term
/// j's lower, 2*j+1 for its upper bound).
struct Narrowing {
    std::uint32_t term = 0;
    Interval allowed;
};

/// Computes what the constraint allows each of its cells, given the bounds of the others.
void revise(const System& system, ConstraintIndex constraint, const Domains& domains,
            std::vector<Narrowing>& out);

} // namespace halflight::reason
