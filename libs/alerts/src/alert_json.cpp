// SPDX-License-Identifier: Apache-2.0
#include "alert_json.hpp"

#include <fmt/format.h>

#include <cmath>

namespace halflight::alerts {

namespace {

using watch::Alert;
using watch::Evidence;
using watch::Reliability;
using watch::Signal;

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json interval(const Interval& value) {
    if (value.empty()) {
        return nullptr;
    }
    return {{"low", number(value.lo)},
            {"low_open", value.lo_open},
            {"high", number(value.hi)},
            {"high_open", value.hi_open}};
}

Json optional(const std::optional<double>& value) {
    return value ? number(*value) : Json(nullptr);
}

Json date(const std::optional<Date>& value) {
    return value ? Json(to_string(*value)) : Json(nullptr);
}

Json evidence(const Evidence& value) {
    return {{"claims", value.claims}, {"cells", value.cells}, {"rules", value.rules}};
}

Json reliability(const Reliability& value) {
    return {{"origins", value.origins},
            {"best_source", std::string(1, value.best_source)},
            {"direct", value.direct},
            {"age_days", value.age_days ? Json(*value.age_days) : Json(nullptr)}};
}

} // namespace

Json to_json(const Signal& signal) {
    const auto beyond = watch::margin(signal);
    Json json = {{"monitor", signal.monitor}};
    if (!signal.members.empty()) {
        json["members"] = signal.members;
    }
    json.update({{"cause", signal.cause},
                 {"day", to_string(signal.day)},
                 {"reading", watch::to_string(signal.reading)},
                 {"severity", watch::to_string(signal.severity)},
                 {"period", signal.period ? Json(to_string(*signal.period)) : Json(nullptr)},
                 {"value", interval(signal.value)},
                 {"threshold", optional(signal.threshold)},
                 {"release", optional(signal.release)},
                 {"margin", optional(beyond)},
                 {"above", signal.above},
                 {"unit", signal.unit},
                 {"text", signal.text},
                 {"needed", signal.needed},
                 {"evidence", evidence(signal.evidence)},
                 {"reliability", reliability(signal.reliability)},
                 {"synthetic", signal.synthetic}});
    return json;
}

Json to_json(const Alert& alert) {
    return {{"alert", watch::alert_id(alert)},
            {"monitor", alert.monitor},
            {"cause", alert.cause},
            {"state", watch::to_string(alert.state)},
            {"before", watch::to_string(alert.before)},
            {"episode", alert.episode},
            {"since", to_string(alert.since)},
            {"raised", date(alert.raised)},
            {"up", date(alert.up)},
            {"quiet", date(alert.quiet)},
            {"silent", date(alert.silent)},
            {"seen", to_string(alert.seen)},
            {"severity", watch::to_string(alert.worst)},
            {"by", alert.by},
            {"reason", alert.reason},
            {"last", to_json(alert.last)},
            {"latest", to_json(alert.latest)}};
}

std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string iso_instant(Instant at) {
    constexpr Instant day_ms = 86'400'000;
    Instant days = at / day_ms;
    Instant rest = at % day_ms;
    if (rest < 0) {
        rest += day_ms;
        --days;
    }
    const Instant seconds = rest / 1000;
    return fmt::format("{}T{:02}:{:02}:{:02}Z", to_string(Date{static_cast<std::int32_t>(days)}),
                       seconds / 3600, seconds / 60 % 60, seconds % 60);
}

} // namespace halflight::alerts
