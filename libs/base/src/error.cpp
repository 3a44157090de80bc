// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/error.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace halflight {
namespace {

struct CodeRow {
    ErrorCode code;
    std::string_view name;
    int status;
};

constexpr std::array code_table{
    CodeRow{ErrorCode::usage, "usage", 2},
    CodeRow{ErrorCode::invalid_argument, "invalid_argument", 1},
    CodeRow{ErrorCode::parse, "parse", 1},
    CodeRow{ErrorCode::not_found, "not_found", 1},
    CodeRow{ErrorCode::io, "io", 3},
    CodeRow{ErrorCode::store, "store", 3},
    CodeRow{ErrorCode::refused, "refused", 4},
    CodeRow{ErrorCode::internal, "internal", 1},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < code_table.size(); ++i) {
        if (static_cast<std::size_t>(code_table[i].code) != i)
            return false;
    }
    return true;
}
static_assert(code_table.size() == static_cast<std::size_t>(ErrorCode::count_) && in_order(),
              "each code has one row, in the order of the enumeration");

/// A value outside the enumeration is a bug, and reported as one.
const CodeRow& row(ErrorCode code) noexcept {
    return code_table[std::min(static_cast<std::size_t>(code), code_table.size() - 1)];
}

} // namespace

std::string_view to_string(ErrorCode code) noexcept {
    return row(code).name;
}

int exit_status(ErrorCode code) noexcept {
    return row(code).status;
}

} // namespace halflight
