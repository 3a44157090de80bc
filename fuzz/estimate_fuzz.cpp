// SPDX-License-Identifier: Apache-2.0
// Tables and specifications: the first line names a method, then comes a specification, a line of
// three dashes, and a table. Whatever they hold, an answer or one Error comes back; no method hangs
// or gives a number that is infinite.
#include "fuzz.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"
#include "halflight/estimate/method.hpp"

#include <cmath>
#include <string>

using halflight::fuzz::require;
namespace estimate = halflight::estimate;

namespace {

struct Parts {
    std::string_view method;
    std::string_view settings;
    std::string_view table;
};

Parts cut(std::string_view text) {
    const std::size_t line = text.find('\n');
    const std::string_view rest = line == std::string_view::npos ? "" : text.substr(line + 1);
    const std::size_t dashes = rest.find("---\n");
    const bool has_table = dashes != std::string_view::npos;
    return {text.substr(0, line), rest.substr(0, dashes), has_table ? rest.substr(dashes + 4) : ""};
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
        const estimate::Table table(parts.table, "data.csv");
        const auto open = [&](const std::string& file) {
            return estimate::Table(parts.table, file);
        };
        check(method.run({.table = table, .settings = settings, .jobs = 1, .open = open}));
    } catch (const halflight::Error& error) {
        require(error.code() != halflight::ErrorCode::internal, error.what());
        require(error.what()[0] != '\0', "an error says what is wrong");
        require(!halflight::first_invalid_utf8(error.what()), "an error is UTF-8");
    }
    return 0;
}
