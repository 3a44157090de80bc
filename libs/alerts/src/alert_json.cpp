// SPDX-License-Identifier: Apache-2.0
#include "alert_json.hpp"

#include "halflight/base/error.hpp"

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

Interval interval_of(const Json& json) {
    if (json.is_null()) {
        return Interval::none();
    }
    Interval value;
    if (!json.at("low").is_null()) {
        value.lo = json.at("low").get<double>();
    }
    if (!json.at("high").is_null()) {
        value.hi = json.at("high").get<double>();
    }
    value.lo_open = json.at("low_open").get<bool>();
    value.hi_open = json.at("high_open").get<bool>();
    return value;
}

Json optional(const std::optional<double>& value) {
    return value ? number(*value) : Json(nullptr);
}

std::optional<double> number_of(const Json& json) {
    return json.is_null() ? std::nullopt : std::optional(json.get<double>());
}

Json date(const std::optional<Date>& value) {
    return value ? Json(to_string(*value)) : Json(nullptr);
}

Date date_of(const Json& json) {
    const auto parsed = parse_date(json.get<std::string>());
    if (!parsed) {
        throw Error(ErrorCode::parse, parsed.fault().message);
    }
    return *parsed;
}

std::optional<Date> optional_date(const Json& json) {
    return json.is_null() ? std::nullopt : std::optional(date_of(json));
}

/// A word of an enumeration, or why there is none.
template <class Parse>
auto word_of(const Json& json, Parse parse) {
    const auto value = parse(json.get<std::string>());
    if (!value) {
        throw Error(ErrorCode::parse, fmt::format("'{}' is not known", json.get<std::string>()));
    }
    return *value;
}

Json evidence(const Evidence& value) {
    return {{"claims", value.claims}, {"cells", value.cells}, {"rules", value.rules}};
}

Evidence evidence_of(const Json& json) {
    return {json.at("claims").get<std::vector<std::string>>(),
            json.at("cells").get<std::vector<std::string>>(),
            json.at("rules").get<std::vector<std::string>>()};
}

Json reliability(const Reliability& value) {
    return {{"origins", value.origins},
            {"best_source", std::string(1, value.best_source)},
            {"direct", value.direct},
            {"age_days", value.age_days ? Json(*value.age_days) : Json(nullptr)}};
}

Reliability reliability_of(const Json& json) {
    const auto best = json.at("best_source").get<std::string>();
    const Json& age = json.at("age_days");
    return {json.at("origins").get<std::size_t>(), best.empty() ? 'F' : best.front(),
            json.at("direct").get<bool>(),
            age.is_null() ? std::nullopt : std::optional(age.get<int>())};
}

} // namespace

Json to_json(const Signal& signal) {
    const auto beyond = watch::margin(signal);
    return {{"monitor", signal.monitor},
            {"cause", signal.cause},
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
            {"synthetic", signal.synthetic}};
}

Signal signal_of(const Json& json) {
    Signal signal;
    signal.monitor = json.at("monitor").get<std::string>();
    signal.cause = json.at("cause").get<std::string>();
    signal.day = date_of(json.at("day"));
    signal.reading = word_of(json.at("reading"), watch::parse_reading);
    signal.severity = word_of(json.at("severity"), watch::parse_severity);
    if (!json.at("period").is_null()) {
        const auto period = parse_period(json.at("period").get<std::string>());
        if (!period) {
            throw Error(ErrorCode::parse, period.fault().message);
        }
        signal.period = *period;
    }
    signal.value = interval_of(json.at("value"));
    signal.threshold = number_of(json.at("threshold"));
    signal.release = number_of(json.at("release"));
    signal.above = json.at("above").get<bool>();
    signal.unit = json.at("unit").get<std::string>();
    signal.text = json.at("text").get<std::string>();
    signal.needed = json.at("needed").get<std::string>();
    signal.evidence = evidence_of(json.at("evidence"));
    signal.reliability = reliability_of(json.at("reliability"));
    signal.synthetic = json.at("synthetic").get<bool>();
    return signal;
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

Alert alert_of(const Json& json) {
    Alert alert;
    alert.monitor = json.at("monitor").get<std::string>();
    alert.cause = json.at("cause").get<std::string>();
    alert.state = word_of(json.at("state"), watch::parse_alert_state);
    alert.before = word_of(json.at("before"), watch::parse_alert_state);
    alert.episode = json.at("episode").get<std::uint32_t>();
    alert.since = date_of(json.at("since"));
    alert.raised = optional_date(json.at("raised"));
    alert.up = optional_date(json.at("up"));
    alert.quiet = optional_date(json.at("quiet"));
    alert.silent = optional_date(json.at("silent"));
    alert.seen = date_of(json.at("seen"));
    alert.worst = word_of(json.at("severity"), watch::parse_severity);
    alert.by = json.at("by").get<std::string>();
    alert.reason = json.at("reason").get<std::string>();
    alert.last = signal_of(json.at("last"));
    alert.latest = signal_of(json.at("latest"));
    return alert;
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
