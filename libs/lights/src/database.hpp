// SPDX-License-Identifier: Apache-2.0
// Owners of what SQLite hands out.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>

namespace halflight::lights {

struct CloseDatabase {
    void operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, CloseDatabase>;

/// A name as SQL writes it, whatever stands in it.
[[nodiscard]] inline std::string as_name(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) {
        text += c == '"' ? std::string("\"\"") : std::string(1, c);
    }
    return text + '"';
}

} // namespace halflight::lights
