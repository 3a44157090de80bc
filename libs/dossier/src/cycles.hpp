// SPDX-License-Identifier: Apache-2.0
// Cycles in a graph of names.
#pragma once

#include <cstddef>
#include <vector>

namespace halflight::dossier {

/// `edges[i]` lists the nodes that node i points at. Each cycle found is the nodes along it, in
/// order. Taking the edge from its last node to its first out of the graph, for each of them,
/// leaves no cycle.
[[nodiscard]] std::vector<std::vector<std::size_t>>
find_cycles(const std::vector<std::vector<std::size_t>>& edges);

} // namespace halflight::dossier
