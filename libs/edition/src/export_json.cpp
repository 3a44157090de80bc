// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/export.hpp"
#include "json.hpp"

namespace halflight::edition {

namespace {

Json observation_json(const Observation& row) {
    const Period& period = row.period;
    const auto first = period.open_start() ? std::nullopt : std::optional(period.first);
    const auto last = period.open_end() ? std::nullopt : std::optional(Date{period.end.days - 1});
    Json out = {{"period", to_string(period)},
                {"frequency", to_string(frequency_of(period))},
                {"start", to_json_date(first)},
                {"end", to_json_date(last)}};
    out["value"] = row.value ? to_json_number(*row.value) : Json(nullptr);
    out["bounds"] = to_json_interval(row.bounds);
    out["status"] = reason::to_string(row.status);
    out["missing"] = row.missing == Missing::none ? Json(nullptr) : Json(to_string(row.missing));
    out["obs_status"] = std::string(1, row.obs_status);
    out["disputed"] = row.disputed;
    out["synthetic"] = row.synthetic;
    out["claims"] = row.claims;
    out["origins"] = row.origins;
    out["known_since"] = to_json_date(row.known_since);
    return out;
}

} // namespace

std::string to_json(const SeriesTable& table) {
    Json out = {{"key", table.key},
                {"indicator", table.indicator},
                {"name", table.name},
                {"area", table.area},
                {"counterpart", table.counterpart},
                {"dimensions", Json::object()},
                {"unit", table.unit},
                {"frequency", to_string(table.frequency)},
                {"observations", Json::array()}};
    for (const auto& [dimension, code] : table.dimensions) {
        out["dimensions"][dimension] = code;
    }
    for (const Observation& row : table.rows) {
        out["observations"].push_back(observation_json(row));
    }
    return dump(out);
}

} // namespace halflight::edition
