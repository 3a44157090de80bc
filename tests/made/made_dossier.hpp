// SPDX-License-Identifier: Apache-2.0
// A made dossier of any size with a known truth and planted contradictions, for tests and
// benchmarks. Marked synthetic.
#pragma once

#include "halflight/dossier/dossier.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace halflight::made {

/// Monthly flows by counterpart and purpose over years, with quarters, years, totals over purposes
/// and over counterparts: all cells hang together.
struct Size {
    int counterparts = 23;
    int purposes = 4;
    int years = 10;
    double claims_per_cell = 5.3;
    double unstated_share = 0.05; ///< of cells without any statement
    std::size_t planted = 1000;   ///< wrong statements
    std::uint64_t seed = 1;
};

struct MadeDossier {
    dossier::Files files;
    std::size_t cells = 0;
    std::size_t claims = 0;
    std::vector<std::string> planted; ///< ids of the wrong statements
};

/// Half of the planted statements stand beside right ones about their cell; the other half are
/// alone on their cell and contradict the sums that hold it.
[[nodiscard]] MadeDossier make_dossier(const Size& size);

/// One claims file of `rows` sound rows in the shape of the flagship's, for measuring parsing
/// alone.
[[nodiscard]] dossier::Files make_rows(std::size_t rows);

} // namespace halflight::made
