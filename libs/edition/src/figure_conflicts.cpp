// SPDX-License-Identifier: Apache-2.0
// Form "conflicts": what the evidence disagrees about, along the time that it is about or the time
// at which that could first be known.
#include "figure_canvas.hpp"
#include "findings.hpp"
#include "halflight/base/text.hpp"
#include "report_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace halflight::edition {

namespace {

constexpr std::array parameters = {
    measures::ParameterInfo{
        "by", "period (what they are about) or known (when they could first be seen)"},
    measures::ParameterInfo{"kinds", "kinds of findings to show; all where absent", false, true},
    measures::ParameterInfo{"decided", "false to leave out those with a verdict"},
    measures::ParameterInfo{"events", "ids of events.csv", false, true},
    measures::ParameterInfo{"event_kinds", "kinds of events.csv", false, true},
    measures::ParameterInfo{"caption", "what to beware of"},
};

constexpr int row_height = 17;
constexpr int kind_room = 78;
constexpr int code_room = 42;
constexpr int subject_room = 196;
constexpr int label_room = kind_room + code_room + subject_room;
constexpr int width = plot_width + 52 - label_room;

/// A conflict as it is drawn.
struct Bar {
    const reason::Finding* finding = nullptr;
    Period about;
    Date known;
    std::string subject;
};

std::string subject_of(const ledger::Ledger& ledger, const reason::Finding& finding) {
    const ledger::SeriesKey& key = ledger.series()[ledger.claims()[finding.claims.front()].series];
    const std::string& text = ledger.indicator_of(key).name;
    std::string out = text;
    const std::string_view counterpart = ledger.text(key.counterpart);
    const std::string_view area = ledger.text(key.area);
    const std::string who =
        counterpart.empty() ? std::string(area) : fmt::format("{}-{}", area, counterpart);
    while (!out.empty() && text_width(out + "... " + who) > subject_room - 10) {
        out.pop_back();
    }
    return fmt::format("{} {}{}", who, trim(out), out.size() < text.size() ? "..." : "");
}

std::optional<Bar> bar_of(const ledger::Ledger& ledger, const reason::Finding& finding) {
    if (finding.outcome != reason::Outcome::conflict || finding.claims.empty()) {
        return std::nullopt;
    }
    Bar bar{&finding, ledger.claims()[finding.claims.front()].period,
            ledger.claims()[finding.claims.front()].known_since, subject_of(ledger, finding)};
    for (const ledger::ClaimIndex index : finding.claims) {
        const ledger::Claim& claim = ledger.claims()[index];
        bar.known = std::max(bar.known, claim.known_since);
        if (bar.about.open_start() ||
            (!claim.period.open_start() && claim.period.first < bar.about.first)) {
            bar.about.first = claim.period.first;
        }
        if (bar.about.open_end() ||
            (!claim.period.open_end() && claim.period.end > bar.about.end)) {
            bar.about.end = claim.period.end;
        }
    }
    if (bar.about.open_start() || bar.about.open_end()) {
        bar.about = {bar.known, Date{bar.known.days + 1}};
    }
    return bar;
}

std::vector<Bar> bars_of(FigureArguments& arguments, bool by_known) {
    const Publication& publication = arguments.publication();
    const auto kinds = arguments.texts("kinds");
    const bool decided = arguments.flag("decided", true);
    std::vector<Bar> out;
    for (const reason::Finding& finding : publication.analysed.report.findings) {
        const bool wanted =
            (kinds.empty() || std::ranges::find(kinds, to_string(finding.kind)) != kinds.end()) &&
            (decided || !finding.decided);
        auto bar = wanted ? bar_of(publication.analysed.dossier.ledger, finding) : std::nullopt;
        if (bar) {
            out.push_back(std::move(*bar));
        }
    }
    std::ranges::stable_sort(out, [&](const Bar& a, const Bar& b) {
        const auto key = [&](const Bar& bar) {
            return std::tuple(to_string(bar.finding->kind), by_known ? bar.known : bar.about.first);
        };
        return key(a) < key(b);
    });
    return out;
}

TimeAxis axis_of(const std::vector<Bar>& bars, bool by_known) {
    TimeAxis axis{Period::no_end(), Period::no_start(), width};
    for (const Bar& bar : bars) {
        axis.first = std::min(axis.first, by_known ? bar.known : bar.about.first);
        axis.end = std::max(axis.end, by_known ? Date{bar.known.days + 1} : bar.about.end);
    }
    axis.first = period_at(axis.first, Frequency::annual).first;
    axis.end = period_at(Date{axis.end.days - 1}, Frequency::annual).end;
    return axis;
}

/// Colours and shapes by kind, in order of the kinds.
std::map<std::string, std::size_t> kinds_of(const std::vector<Bar>& bars) {
    std::map<std::string, std::size_t> kinds;
    for (const Bar& bar : bars) {
        kinds.emplace(std::string(to_string(bar.finding->kind)), 0);
    }
    std::size_t index = 0;
    for (auto& [kind, number] : kinds) {
        number = index++;
    }
    return kinds;
}

Json marks_of(const ledger::Ledger& ledger, const std::vector<Bar>& bars,
              const std::map<std::string, std::size_t>& kinds, const TimeAxis& axis,
              bool by_known) {
    Json values = Json::array();
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const Bar& bar = bars[i];
        const std::string kind(to_string(bar.finding->kind));
        const std::string hue(colour(kinds.at(kind)));
        const Period shown = by_known ? Period{bar.known, bar.known} : bar.about;
        // A month of thirty years is still to be seen.
        const double least = 7;
        double from = axis.pixel(shown.first);
        double to = axis.pixel(shown.end);
        if (to - from < least) {
            const double middle = std::clamp((from + to) / 2, least / 2, axis.width - least / 2);
            from = middle - least / 2;
            to = middle + least / 2;
        }
        std::string claims;
        for (const std::string& id : claim_ids(ledger, bar.finding->claims)) {
            claims += (claims.empty() ? "" : ", ") + id;
        }
        values.push_back({{"px", from},
                          {"px2", to},
                          {"row", row_height * (static_cast<double>(i) + 0.5)},
                          {"code", bar.finding->code},
                          {"subject", bar.subject},
                          {"kind", kind},
                          {"state", bar.finding->decided ? "decided" : "open"},
                          {"about", to_string(bar.about)},
                          {"known", to_string(bar.known)},
                          {"message", shorten(bar.finding->message, 200)},
                          {"claims", claims},
                          {"stroke", hue},
                          {"fill", bar.finding->decided ? std::string("#ffffff") : hue}});
    }
    return values;
}

Json tooltip() {
    Json out = Json::array();
    for (const char* name : {"code", "kind", "state", "message", "about", "known", "claims"}) {
        out.push_back({{"field", name}, {"type", "nominal"}, {"title", name}});
    }
    return out;
}

void label_layers(Json& layers, const Json& values) {
    Json codes = values;
    std::string kind;
    for (Json& one : codes) {
        one["gx"] = 8 - label_room;
        one["cx"] = kind_room + 8 - label_room;
        one["sx"] = kind_room + code_room + 8 - label_room;
        one["group"] = one["kind"] == kind ? Json("") : one["kind"];
        kind = one["kind"].get<std::string>();
    }
    for (const auto& [at, words] :
         {std::pair("gx", "group"), std::pair("cx", "code"), std::pair("sx", "subject")}) {
        layers.push_back(layer(
            codes,
            {{"type", "text"}, {"align", "left"}, {"baseline", "middle"}, {"fontSize", small_font}},
            {{"x", pixels(at)},
             {"y", pixels("row")},
             {"text", field(words, "nominal")},
             {"tooltip", tooltip()}}));
    }
}

/// Thin lines between kinds.
void kind_layers(Json& layers, const std::vector<Bar>& bars) {
    Json values = Json::array();
    for (std::size_t i = 0; i < bars.size(); ++i) {
        if (i > 0 && bars[i].finding->kind != bars[i - 1].finding->kind) {
            values.push_back(
                {{"left", -label_room + 8}, {"right", width}, {"line", row_height * i}});
        }
    }
    if (!values.empty()) {
        layers.push_back(
            layer(values, {{"type", "rule"}, {"color", "#cccccc"}},
                  {{"x", pixels("left")}, {"x2", {{"field", "right"}}}, {"y", pixels("line")}}));
    }
}

Json spec_of(FigureArguments& arguments, const std::vector<Bar>& bars, bool by_known) {
    const TimeAxis axis = axis_of(bars, by_known);
    const auto kinds = kinds_of(bars);
    const int height = row_height * static_cast<int>(bars.size());
    const Json values =
        marks_of(arguments.publication().analysed.dossier.ledger, bars, kinds, axis, by_known);
    Json layers = Json::array();
    Key key;
    key.add({"open", "square", "#777777", "#777777", 1.5, 0});
    if (std::ranges::any_of(bars,
                            [](const Bar& bar) { return bar.finding->decided.has_value(); })) {
        key.add({"decided by a verdict", "square", "#ffffff", "#777777", 1.8, 0});
    }
    draw_events(layers, arguments.events(), axis, height, key);
    kind_layers(layers, bars);
    layers.push_back(layer(values, {{"type", "bar"}, {"height", 8}, {"strokeWidth", 1.8}},
                           {{"x", pixels("px")},
                            {"x2", {{"field", "px2"}}},
                            {"y", pixels("row")},
                            {"fill", literal("fill")},
                            {"stroke", literal("stroke")},
                            {"tooltip", tooltip()}}));
    label_layers(layers, values);
    key.draw(layers, height + axis.label_height() + 6, 8 - label_room);
    Json x = axis.channel(4);
    x["axis"]["grid"] = true;
    set_axes(layers, x, Json());
    return panel(std::move(layers), width, height);
}

/// Only an open conflict has a place of its own in the page.
FigureFact fact_of(const Bar& bar) {
    const reason::Finding& finding = *bar.finding;
    return {finding.decided ? std::string() : conflict_anchor(finding.code),
            {finding.code, std::string(to_string(finding.kind)), to_string(bar.about),
             finding.message, finding.decided ? "decided" : "open"}};
}

Sketch draw_conflicts(FigureArguments& arguments) {
    Sketch sketch;
    const bool by_known = arguments.choice("by", {"period", "known"}) == "known";
    const std::vector<Bar> bars = bars_of(arguments, by_known);
    if (!arguments.failed() && bars.empty()) {
        arguments.empty("kinds", "no conflict was found");
    }
    if (arguments.failed()) {
        return sketch;
    }
    const ledger::Ledger& ledger = arguments.publication().analysed.dossier.ledger;
    sketch.fact_columns = {"Conflict", "Kind", "About", "What contradicts itself", "State"};
    std::map<std::string, int> counts;
    std::size_t decided = 0;
    for (const Bar& bar : bars) {
        ++counts[std::string(to_string(bar.finding->kind))];
        sketch.facts.push_back(fact_of(bar));
        decided += bar.finding->decided ? 1U : 0U;
        for (const std::string& id : claim_ids(ledger, bar.finding->claims)) {
            sketch.statements.push_back(id);
        }
    }
    sketch.alternative =
        fmt::format("Timeline of {} conflicts, {} of them decided.", bars.size(), decided);
    for (const auto& [kind, count] : counts) {
        sketch.alternative += fmt::format(" {}: {}.", kind, count);
    }
    sketch.spec = spec_of(arguments, bars, by_known);
    return sketch;
}

} // namespace

FigureForm conflicts_form() {
    return {"conflicts", "Where the evidence contradicts itself", parameters, draw_conflicts};
}

} // namespace halflight::edition
