// SPDX-License-Identifier: Apache-2.0
// The sentences of a report that stand only as long as their conditions hold.
#pragma once

#include "halflight/edition/report.hpp"
#include "report_source.hpp"

#include <map>

namespace halflight::edition {

struct JudgedBlocks {
    std::map<std::size_t, std::string> withheld; ///< by the piece that opens it: its words in short
    std::vector<std::string> sentences;          ///< those that fell (lenient)
    Diagnostics diagnostics;                     ///< P002, P004, P008, P014 (unless lenient)
};

/// Judges every condition; of those inside a block that falls none.
[[nodiscard]] JudgedBlocks judge_blocks(const ReportSource& source, const Publication& publication,
                                        const NumberBook& book, const ReportSpec& spec);

} // namespace halflight::edition
