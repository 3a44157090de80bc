// SPDX-License-Identifier: Apache-2.0
#include "json.hpp"

#include <cmath>

namespace halflight::edition {

Json to_json_number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json to_json_interval(const Interval& interval) {
    if (interval.empty()) {
        return nullptr;
    }
    return {{"low", to_json_number(interval.lo)},
            {"low_open", interval.lo_open},
            {"high", to_json_number(interval.hi)},
            {"high_open", interval.hi_open}};
}

Json to_json_date(std::optional<Date> date) {
    return date ? Json(to_string(*date)) : Json(nullptr);
}

Json to_json_place(const Place& place) {
    if (place.file.empty()) {
        return nullptr;
    }
    return {{"file", place.file}, {"line", place.line}, {"column", place.column}};
}

std::string dump(const Json& document) {
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace halflight::edition
