// SPDX-License-Identifier: Apache-2.0
// halflight/estimate/method.hpp - the registry of methods: the one place that knows them all.
//
// The command's list and descriptions and docs/methods/README.md are made from it.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "halflight/estimate/answer.hpp"
#include "halflight/estimate/settings.hpp"
#include "halflight/estimate/table.hpp"

namespace halflight::estimate {

/// What one run works with.
struct Run {
    const Table& table;
    const Settings& settings;
    int jobs = 1;
    std::function<Table(const std::string& file)> open;  ///< another table that a setting names
    std::function<void(std::size_t)> progress = nullptr; ///< draws done so far
};

struct Method {
    std::string_view name;  ///< as on the command line, "synthetic-did"
    std::string_view group; ///< heading of the list, "Counterfactual panels"
    std::string_view title; ///< one line
    std::string_view page;  ///< docs/methods/PAGE.md, without the ending
    std::vector<Field> fields;
    std::string_view example; ///< a specification that a reader can start from
    Answer (*run)(const Run&) = nullptr;
};

/// All methods, by group and then as a reader would look for them.
[[nodiscard]] std::span<const Method> methods();

/// Throws an Error of code `usage` that names the nearest method.
[[nodiscard]] const Method& find_method(std::string_view name);

/// One line per method under the heading of its group.
[[nodiscard]] std::string list_methods();

/// What `--describe` prints: title, keys with types, defaults and meaning, an example, the page.
[[nodiscard]] std::string describe(const Method& method);

/// docs/methods/README.md.
[[nodiscard]] std::string methods_page();

} // namespace halflight::estimate
