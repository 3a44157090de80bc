// SPDX-License-Identifier: Apache-2.0
// The record of the monitor in an edition, for machines.
#include "halflight/edition/monitor.hpp"
#include "json.hpp"

namespace halflight::edition {

namespace {

Json to_json(const MeterLine& line) {
    return {{"basis", line.basis},
            {"number", line.number},
            {"rule", line.rule},
            {"limit", line.limit},
            {"unit", line.unit},
            {"volume", to_json_interval(line.volume)},
            {"verdict", line.breach ? Json(watch::to_string(*line.breach)) : Json()},
            {"unknown", line.missing}};
}

Json to_json(const MeterSpan& span) {
    Json lines = Json::array();
    for (const MeterLine& line : span.lines) {
        lines.push_back(to_json(line));
    }
    return {{"id", span.id},
            {"span", to_string(span.span)},
            {"judged", to_string(span.judged)},
            {"verdict", span.breach ? Json(watch::to_string(*span.breach)) : Json()},
            {"rule", span.rule},
            {"paragraph", span.citation},
            {"doubt", span.doubt},
            {"quoted_by", span.quoted_by},
            {"limit", span.limit},
            {"text", span.words},
            {"projection", span.rate},
            {"statements", span.claims},
            {"synthetic", span.synthetic},
            {"lines", std::move(lines)}};
}

Json to_json(const watch::Reliability& reliability) {
    return {{"origins", reliability.origins},
            {"best_source", std::string(1, reliability.best_source)},
            {"direct", reliability.direct},
            {"age_days", reliability.age_days ? Json(*reliability.age_days) : Json()}};
}

Json to_json(const watch::Evidence& evidence) {
    return {{"statements", evidence.claims}, {"cells", evidence.cells}, {"rules", evidence.rules}};
}

Json to_json(const BoardView& view) {
    const watch::BoardCell& cell = view.cell;
    return {{"id", view.id},
            {"title", cell.title},
            {"level", watch::to_string(cell.level)},
            {"grade", cell.grade},
            {"text", cell.text},
            {"monitors", cell.monitors},
            {"reliability", to_json(cell.reliability)},
            {"evidence", to_json(cell.evidence)},
            {"synthetic", cell.synthetic}};
}

Json optional_number(const std::optional<double>& value) {
    return value ? to_json_number(*value) : Json();
}

Json to_json(const WatchedCause& cause) {
    const watch::Signal& signal = cause.signal;
    return {{"id", cause.id},
            {"monitor", signal.monitor},
            {"cause", signal.cause},
            {"title", cause.title},
            {"form", cause.form},
            {"reading", watch::to_string(signal.reading)},
            {"severity", watch::to_string(signal.severity)},
            {"number", cause.number},
            {"value", to_json_interval(signal.value)},
            {"unit", signal.unit},
            {"threshold", optional_number(signal.threshold)},
            {"above", signal.above},
            {"margin", optional_number(watch::margin(signal))},
            {"release", optional_number(signal.release)},
            {"period", signal.period ? Json(to_string(*signal.period)) : Json()},
            {"text", signal.text},
            {"needed", signal.needed},
            {"record", cause.record},
            {"worth", optional_number(cause.worth)},
            {"why", cause.why},
            {"reliability", to_json(signal.reliability)},
            {"evidence", to_json(signal.evidence)},
            {"synthetic", signal.synthetic}};
}

Json to_json(const MeterView& meter);
Json to_json(const MonitorWord& word);

template <class T>
Json list_of(const std::vector<T>& items) {
    Json out = Json::array();
    for (const T& item : items) {
        out.push_back(to_json(item));
    }
    return out;
}

Json to_json(const MeterView& meter) {
    return {{"id", meter.id}, {"title", meter.title}, {"spans", list_of(meter.spans)}};
}

Json to_json(const MonitorWord& word) {
    return {
        {"id", word.id}, {"name", word.name}, {"word", word.word}, {"statements", word.statements}};
}

} // namespace

std::string monitor_json(const Monitor& monitor) {
    return dump({{"format", 1},
                 {"day", to_string(monitor.day)},
                 {"latest", monitor.latest},
                 {"meters", list_of(monitor.meters)},
                 {"board", list_of(monitor.board)},
                 {"monitors", list_of(monitor.causes)},
                 {"without_signal", monitor.silent},
                 {"words", list_of(words_of(monitor))}});
}

} // namespace halflight::edition
