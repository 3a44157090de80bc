// SPDX-License-Identifier: Apache-2.0
// Alerts and signals back from JSON. What does not read is told in words: it stands in a file that
// people have to mend.
#include "alert_json.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <limits>

namespace halflight::alerts {

namespace {

using watch::Alert;
using watch::Evidence;
using watch::Reliability;
using watch::Signal;

[[noreturn]] void fail(std::string_view name, std::string_view what) {
    throw Error(ErrorCode::parse, fmt::format("'{}' {}", name, what));
}

/// The members of an object, each of the type that is asked for or a fault that names it.
class Members {
  public:
    Members(const Json& json, std::string_view name) : m_json(json) {
        if (!json.is_object()) {
            fail(name, "is no object");
        }
    }
    [[nodiscard]] bool has(std::string_view name) const { return m_json.contains(name); }
    [[nodiscard]] const Json& at(std::string_view name) const {
        const auto found = m_json.find(name);
        if (found == m_json.end()) {
            fail(name, "is missing");
        }
        return *found;
    }
    [[nodiscard]] bool is_null(std::string_view name) const { return at(name).is_null(); }
    [[nodiscard]] std::string text(std::string_view name) const {
        const Json& value = at(name);
        if (!value.is_string()) {
            fail(name, "is no text");
        }
        return value.get<std::string>();
    }
    [[nodiscard]] bool flag(std::string_view name) const {
        const Json& value = at(name);
        if (!value.is_boolean()) {
            fail(name, "is neither true nor false");
        }
        return value.get<bool>();
    }
    [[nodiscard]] double number(std::string_view name) const {
        const Json& value = at(name);
        if (!value.is_number()) {
            fail(name, "is no number");
        }
        return value.get<double>();
    }
    /// A whole number that the type holds, from `least` on.
    template <class Whole>
    [[nodiscard]] Whole whole(std::string_view name, std::int64_t least) const {
        const Json& value = at(name);
        constexpr auto most = static_cast<double>(std::numeric_limits<std::int32_t>::max());
        if (!value.is_number_integer() || value.get<double>() < static_cast<double>(least) ||
            value.get<double>() > most) {
            fail(name, "is no whole number of its range");
        }
        return static_cast<Whole>(value.get<std::int64_t>());
    }
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const {
        std::vector<std::string> out;
        const Json& list = at(name);
        if (!list.is_array()) {
            fail(name, "is no list of texts");
        }
        for (const Json& value : list) {
            if (!value.is_string()) {
                fail(name, "is no list of texts");
            }
            out.push_back(value.get<std::string>());
        }
        return out;
    }
    [[nodiscard]] Date date(std::string_view name) const {
        const std::string word = text(name);
        const auto parsed = parse_date(word);
        if (!parsed) {
            fail(name, fmt::format("is no date: {}", parsed.fault().message));
        }
        return *parsed;
    }
    [[nodiscard]] std::optional<Date> optional_date(std::string_view name) const {
        return is_null(name) ? std::nullopt : std::optional(date(name));
    }
    [[nodiscard]] std::optional<double> optional_number(std::string_view name) const {
        return is_null(name) ? std::nullopt : std::optional(number(name));
    }
    /// A word of an enumeration.
    template <class Parse>
    [[nodiscard]] auto word(std::string_view name, Parse parse) const {
        const std::string written = text(name);
        const auto value = parse(written);
        if (!value) {
            fail(name, fmt::format("is '{}', which is not known", shorten(written)));
        }
        return *value;
    }

  private:
    const Json& m_json;
};

Interval interval_of(const Members& parent, std::string_view name) {
    if (parent.is_null(name)) {
        return Interval::none();
    }
    const Members members(parent.at(name), name);
    Interval value;
    if (!members.is_null("low")) {
        value.lo = members.number("low");
    }
    if (!members.is_null("high")) {
        value.hi = members.number("high");
    }
    value.lo_open = members.flag("low_open");
    value.hi_open = members.flag("high_open");
    return value;
}

std::optional<Period> period_of(const Members& parent, std::string_view name) {
    if (parent.is_null(name)) {
        return std::nullopt;
    }
    const auto parsed = parse_period(parent.text(name));
    if (!parsed) {
        fail(name, fmt::format("is no period: {}", parsed.fault().message));
    }
    return *parsed;
}

Evidence evidence_of(const Members& members) {
    return {members.texts("claims"), members.texts("cells"), members.texts("rules")};
}

Reliability reliability_of(const Members& members) {
    const std::string best = members.text("best_source");
    return {members.whole<std::size_t>("origins", 0), best.empty() ? 'F' : best.front(),
            members.flag("direct"),
            members.is_null("age_days")
                ? std::nullopt
                : std::optional(
                      members.whole<int>("age_days", std::numeric_limits<std::int32_t>::min()))};
}

Signal signal_at(const Json& json, std::string_view name) {
    const Members members(json, name);
    Signal signal;
    signal.monitor = members.text("monitor");
    if (members.has("members")) {
        signal.members = members.texts("members");
    }
    signal.cause = members.text("cause");
    signal.day = members.date("day");
    signal.reading = members.word("reading", watch::parse_reading);
    signal.severity = members.word("severity", watch::parse_severity);
    signal.period = period_of(members, "period");
    signal.value = interval_of(members, "value");
    signal.threshold = members.optional_number("threshold");
    signal.release = members.optional_number("release");
    signal.above = members.flag("above");
    signal.unit = members.text("unit");
    signal.text = members.text("text");
    signal.needed = members.text("needed");
    signal.evidence = evidence_of({members.at("evidence"), "evidence"});
    signal.reliability = reliability_of({members.at("reliability"), "reliability"});
    signal.synthetic = members.flag("synthetic");
    return signal;
}

} // namespace

Json parse_json(std::string_view text, std::string_view name) {
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& fault) {
        fail(name, fmt::format("is no JSON from byte {} on", fault.byte));
    }
}

Signal signal_of(const Json& json) {
    return signal_at(json, "signal");
}

Alert alert_of(const Json& json) {
    const Members members(json, "body");
    Alert alert;
    alert.monitor = members.text("monitor");
    alert.cause = members.text("cause");
    alert.state = members.word("state", watch::parse_alert_state);
    alert.before = members.word("before", watch::parse_alert_state);
    alert.episode = members.whole<std::uint32_t>("episode", 0);
    alert.since = members.date("since");
    alert.raised = members.optional_date("raised");
    alert.up = members.optional_date("up");
    alert.quiet = members.optional_date("quiet");
    alert.silent = members.optional_date("silent");
    alert.seen = members.date("seen");
    alert.worst = members.word("severity", watch::parse_severity);
    alert.by = members.text("by");
    alert.reason = members.text("reason");
    alert.last = signal_at(members.at("last"), "last");
    alert.latest = signal_at(members.at("latest"), "latest");
    return alert;
}

} // namespace halflight::alerts
