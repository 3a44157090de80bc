// SPDX-License-Identifier: Apache-2.0
// A report taken apart: text, and what stands in double braces.
#pragma once

#include "condition.hpp"
#include "halflight/base/diagnostic.hpp"
#include "report_number.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace halflight::edition {

enum class PieceKind : std::uint8_t {
    text,
    number,
    block, ///< "if": `end` is the index of the piece that closes it
    end,
    figure, ///< a figure or table in place
    ref,    ///< its number
    cite,
    conflicts,
    missing,
    monitor,
    sources,
    broken ///< has a diagnostic; shown as it was written
};

struct Piece {
    PieceKind kind = PieceKind::text;
    std::string text; ///< of text; of others the name: of a number, a figure, a source
    std::string written;
    NumberStyle style;
    Condition condition;
    std::size_t end = 0;
    bool is_table = false; ///< asked for as a table
    Place place;
};

struct ReportSource {
    std::vector<Piece> pieces;
    Diagnostics diagnostics;
};

/// Never fails: what cannot be read becomes a diagnostic with its place in report.md. Comments
/// (<!-- -->) are taken out, "\{{" is two braces, and the characters that bind() uses for itself
/// are replaced.
[[nodiscard]] ReportSource parse_report(std::string_view markdown);

/// A diagnostic of the report.
[[nodiscard]] Diagnostic report_error(const char* code, std::string message, Place place,
                                      std::string hint);

} // namespace halflight::edition
