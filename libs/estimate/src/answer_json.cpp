// SPDX-License-Identifier: Apache-2.0
#include "answer_json.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace halflight::estimate {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json to_node(const Value& value) {
    return std::visit(
        [](const auto& held) {
            if constexpr (std::is_same_v<std::decay_t<decltype(held)>, double>) {
                return number(held);
            } else {
                return Json(held);
            }
        },
        value);
}

Json to_node(const stats::Coefficient& coefficient) {
    return {{"name", coefficient.name},
            {"estimate", number(coefficient.estimate)},
            {"std_error", number(coefficient.std_error)},
            {"statistic", number(coefficient.statistic)},
            {"p_value", number(coefficient.p_value)},
            {"low", number(coefficient.low)},
            {"high", number(coefficient.high)}};
}

Json to_node(const Listing& listing) {
    Json rows = Json::array();
    for (const auto& row : listing.rows) {
        Json cells = Json::array();
        for (const Value& value : row) {
            cells.push_back(to_node(value));
        }
        rows.push_back(std::move(cells));
    }
    return {{"columns", listing.columns}, {"rows", std::move(rows)}};
}

Json to_node(const Settings& settings) {
    Json made = Json::object();
    for (const auto& [name, setting] : settings.all()) {
        made[name] = std::visit([](const auto& value) { return Json(value); }, setting);
    }
    return made;
}

/// Indented, but a list of plain values on one line: a row of a table is a line to read.
void write(const Json& node, int depth, std::string& out) {
    const auto plain = [](const Json& item) { return item.is_primitive(); };
    const auto dumped = [](const Json& item) {
        return item.dump(-1, ' ', false, Json::error_handler_t::replace);
    };
    if (node.is_primitive() || node.empty()) {
        out += dumped(node);
        return;
    }
    if (node.is_array() && std::ranges::all_of(node, plain)) {
        for (const Json& item : node) {
            out += (&item == &node.front() ? "[" : ", ") + dumped(item);
        }
        out += "]";
        return;
    }
    const std::string margin(static_cast<std::size_t>(2 * depth + 2), ' ');
    out += node.is_array() ? "[" : "{";
    const char* separator = "\n";
    for (const auto& [key, value] : node.items()) {
        out += separator + margin;
        if (node.is_object()) {
            out += dumped(Json(key)) + ": ";
        }
        write(value, depth + 1, out);
        separator = ",\n";
    }
    out += "\n" + margin.substr(2) + (node.is_array() ? "]" : "}");
}

} // namespace

std::string to_json(const Heading& heading, const Settings& settings, const Answer& answer) {
    Json made = {{"schema", "halflight-estimate/1"},
                 {"method", heading.method},
                 {"program", heading.program_version},
                 {"data", {{"file", heading.data}, {"rows", heading.rows}}},
                 {"settings", to_node(settings)}};
    made["seed"] = answer.seed ? Json(*answer.seed) : Json(nullptr);
    made["conventions"] = Json::object();
    for (const auto& [name, value] : answer.conventions) {
        made["conventions"][name] = value;
    }
    made["estimates"] = Json::array();
    for (const stats::Coefficient& coefficient : answer.estimates) {
        made["estimates"].push_back(to_node(coefficient));
    }
    made["tables"] = Json::object();
    for (const Listing& listing : answer.listings) {
        made["tables"][listing.name] = to_node(listing);
    }
    made["diagnostics"] = Json::object();
    for (const auto& [name, value] : answer.diagnostics) {
        made["diagnostics"][name] = to_node(value);
    }
    made["warnings"] = Json::array();
    for (const stats::Warning& warning : answer.warnings) {
        made["warnings"].push_back({{"code", warning.code}, {"text", warning.text}});
    }
    std::string text;
    write(made, 0, text);
    return text + "\n";
}

} // namespace halflight::estimate
