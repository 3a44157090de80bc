// SPDX-License-Identifier: Apache-2.0
// Tables and specifications: the first line names a method, then comes a specification and, after a
// line of three dashes each, the table, that of shares and that of shocks. Whatever they hold, an
// answer or one Error comes back; no method hangs.
#include "fuzz.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"
#include "halflight/estimate/method.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using halflight::fuzz::require;
namespace estimate = halflight::estimate;

namespace {

struct Parts {
    std::string_view method;
    std::string_view settings;
    std::vector<std::string_view> tables; ///< at least one, perhaps empty
};

Parts cut(std::string_view text) {
    const std::size_t line = text.find('\n');
    const std::string_view rest = line == std::string_view::npos ? "" : text.substr(line + 1);
    Parts parts{text.substr(0, line), "", {}};
    for (std::string_view left = rest;;) {
        const std::size_t dashes = left.find("---\n");
        parts.tables.push_back(left.substr(0, dashes));
        if (dashes == std::string_view::npos) {
            break;
        }
        left = left.substr(dashes + 4);
    }
    parts.settings = parts.tables.front();
    if (parts.tables.size() == 1) {
        parts.tables.front() = "";
    } else {
        parts.tables.erase(parts.tables.begin());
    }
    return parts;
}

void check(const estimate::Answer& answer) {
    for (const auto& listing : answer.listings) {
        for (const auto& row : listing.rows) {
            require(row.size() == listing.columns.size(), "a row has a cell for every column");
        }
    }
    for (const auto& warning : answer.warnings) {
        require(!warning.code.empty() && !warning.text.empty(), "a warning has a code and a text");
    }
    for (const auto& one : answer.estimates) {
        require(std::isnan(one.low) || std::isnan(one.estimate) ||
                    (one.low <= one.estimate && one.estimate <= one.high),
                "an interval holds its estimate");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t most = 4096; // larger inputs only take longer
    if (size > most) {
        return 0;
    }
    const Parts parts = cut(halflight::fuzz::as_text(data, size));
    try {
        const estimate::Method& method = estimate::find_method(parts.method);
        const estimate::Settings settings =
            estimate::read_settings(parts.settings, "spec.toml", method.fields);
        const estimate::Table table(parts.tables[0], "data.csv");
        const auto open = [&](const std::string& file) {
            const std::size_t which = file.starts_with("shares") ? 1 : 2;
            return estimate::Table(parts.tables[std::min(which, parts.tables.size() - 1)], file);
        };
        check(method.run({.table = table, .settings = settings, .jobs = 1, .open = open}));
    } catch (const halflight::Error& error) {
        require(error.code() != halflight::ErrorCode::internal, error.what());
        require(error.what()[0] != '\0', "an error says what is wrong");
        require(!halflight::first_invalid_utf8(error.what()), "an error is UTF-8");
    }
    return 0;
}
