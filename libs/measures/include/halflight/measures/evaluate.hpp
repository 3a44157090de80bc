// SPDX-License-Identifier: Apache-2.0
// halflight/measures/evaluate.hpp - declared measures as tables.
#pragma once

#include "halflight/measures/form.hpp"

namespace halflight::measures {

struct Report {
    std::vector<Table> tables; ///< in the order of declaration; those with faults left out
    Diagnostics diagnostics;   ///< codes M001 to M009
};

/// Codes: M001 unknown form, M002 unknown parameter, M003 missing parameter, M004 one value where a
/// list may not stand (or the reverse), M005 a value that does not read, M006 a series, claim or
/// code that does not exist, M007 a fault of the form's own, M008 an id given twice, M009
/// (warning) no row could be computed.
[[nodiscard]] Report evaluate(const View& view, std::span<const Declaration> declarations);

} // namespace halflight::measures
