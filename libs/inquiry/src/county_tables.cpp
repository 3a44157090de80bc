// SPDX-License-Identifier: Apache-2.0
#include "county.hpp"
#include "halflight/dossier/lights.hpp"
#include "tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace halflight::inquiry {
namespace {

using studies::CountyStudy;
using studies::PlaceboSlope;

constexpr const char* formula =
    "change in light = a + b exposure + controls, least squares; exposure is the smoothed share "
    "of the group among what was reported of a place";

std::string slope_unit(const CountyInputs& inputs) {
    return inputs.spec.asinh ? "1" : inputs.panel->unit;
}

std::string error_name(const std::string& error) {
    constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"hc3", "HC3 errors"},
        {"province", "errors clustered by province"},
        {"spatial", "spatial errors"},
        {"akm", "AKM errors, over industries"},
        {"akm0", "AKM0 errors, over industries"}};
    for (const auto& [known, words] : names) {
        if (error == known) {
            return std::string(words);
        }
    }
    return error;
}

std::string exposure_words(const CountyInputs& inputs) {
    if (!inputs.given.empty()) {
        return fmt::format("exposure: {}, as given", inputs.group.name);
    }
    return fmt::format("exposure: share of {} among mentions of {}, {}", inputs.group.name,
                       to_string(inputs.exposure.window),
                       inputs.exposure.smoothing == studies::Smoothing::none
                           ? "as counted"
                           : "drawn to the common share by a beta prior");
}

/// What goes with every table of the study.
void describe(TableMaker& table, Asked& asked, const CountyInputs& inputs) {
    table.formula(formula)
        .citation("Borusyak, Hull and Jaravel (2022); MacKinnon and White (1985)")
        .assume(exposure_words(inputs))
        .assume(fmt::format("without the treatment, light would have changed alike whatever the "
                            "exposure, between {} and {}",
                            to_string(inputs.spec.earlier), to_string(inputs.spec.later)));
    if (!inputs.group.source.empty()) {
        table.assume("industries of the group: " + inputs.group.source);
    }
    if (const std::string caution = asked.text("caution"); !caution.empty()) {
        table.note(caution);
    }
}

std::vector<std::string> notes_of(const studies::SlopeEstimate& slope) {
    std::vector<std::string> notes;
    std::ranges::transform(slope.warnings, std::back_inserter(notes), words_of);
    if (!slope.track_record.empty()) {
        notes.push_back(slope.track_record);
    }
    return notes;
}

measures::Table slopes(Asked& asked, const CountyInputs& inputs, const CountyAnswer& answer) {
    const measures::Declaration& declaration = asked.declaration();
    TableMaker table(declaration.id, "county", declaration.title);
    table.column("slope", "Change in light for the whole exposure", slope_unit(inputs))
        .column("error", "Standard error", slope_unit(inputs))
        .column("p", "p-value", "1");
    describe(table, asked, inputs);
    note_warnings(table, answer.exposure.warnings);
    note_warnings(table, answer.study.warnings);
    for (const studies::SlopeEstimate& slope : answer.study.slopes) {
        table.row(std::nullopt, slope.error, error_name(slope.error),
                  {estimate(slope.slope), plain(slope.slope.std_error), plain(slope.slope.p_value)},
                  notes_of(slope));
    }
    return table.take();
}

measures::Table about(Asked& asked, const CountyInputs& inputs, const CountyAnswer& answer) {
    const measures::Declaration& declaration = asked.declaration();
    const CountyStudy& study = answer.study;
    const std::string unit = slope_unit(inputs);
    TableMaker table(declaration.id + ".about", "county", declaration.title + ", diagnostics");
    table.column("places", "Places in the regression", "1")
        .column("intercept", "Change where nothing is exposed", unit)
        .column("bounds", "Slope, whatever lies below the floor", unit)
        .column("band", "The same with its error", unit)
        .column("detectable", "Least slope found with power 0.8", unit)
        .column("shocks", "Effective number of industries", "1")
        .column("permutation-p", "p-value with exposure permuted within provinces", "1")
        .column("pre-trend-p", "p-value of equal paths before the treatment", "1")
        .column("pre-trend-slope", "Trend that this test finds with power 0.8", unit)
        .column("honest-breakdown", "Departure from equal paths that undoes the effect", "1");
    describe(table, asked, inputs);
    if (!study.permutation_record.empty() && std::isfinite(study.permutation_p)) {
        table.note(study.permutation_record);
    }
    table.row(std::nullopt, "", "",
              {plain(static_cast<double>(study.zones)), plain(study.intercept),
               between(study.bounds.low, stats::undefined, study.bounds.high),
               between(study.bounds.band_low, stats::undefined, study.bounds.band_high),
               plain(study.detectable), plain(study.effective_shocks), plain(study.permutation_p),
               plain(study.pre_trend_p), plain(study.pre_trend_power_slope),
               plain(study.honest_breakdown)});
    return table.take();
}

measures::Table places(Asked& asked, const CountyInputs& inputs, const CountyAnswer& answer) {
    const measures::Declaration& declaration = asked.declaration();
    const CountyStudy& study = answer.study;
    TableMaker table(declaration.id + ".places", "county", declaration.title + ", by place");
    table
        .column("exposure",
                inputs.given.empty() ? "Exposure: share of " + inputs.group.name
                                     : inputs.group.name,
                "1")
        .column("change",
                fmt::format("Change in light, {} to {}", to_string(inputs.spec.earlier),
                            to_string(inputs.spec.later)),
                slope_unit(inputs))
        .column("mentions", "Mentions", "1");
    describe(table, asked, inputs);
    for (std::size_t i = 0; i < inputs.panel->panel.unit_count(); ++i) {
        const studies::ZoneExposure& zone = answer.exposure.zones.at(i);
        const std::string& id = inputs.panel->panel.units[i];
        table.row(std::nullopt, dossier::zone_code(id), id,
                  {between(zone.low, zone.share, zone.high),
                   between(study.change_low.at(i), study.change.at(i), study.change_high.at(i)),
                   plain(zone.mentions)});
    }
    return table.take();
}

measures::Table event(Asked& asked, const CountyInputs& inputs, const CountyStudy& study) {
    const measures::Declaration& declaration = asked.declaration();
    TableMaker table(declaration.id + ".event", "county", declaration.title + ", by period");
    table.column("slope", "Slope less that of the last period before the treatment",
                 slope_unit(inputs));
    describe(table, asked, inputs);
    table.note("effects of places and periods; errors clustered by place");
    for (std::size_t i = 0; i < study.event.size(); ++i) {
        const bool told = i + 1 == study.event.size() && !study.event_record.empty();
        table.row(study.event_periods.at(i), "", "", {estimate(study.event[i])},
                  told ? std::vector{study.event_record} : std::vector<std::string>());
    }
    return table.take();
}

measures::Table placebos(Asked& asked, const CountyInputs& inputs, const CountyStudy& study) {
    const measures::Declaration& declaration = asked.declaration();
    TableMaker table(declaration.id + ".placebos", "county", declaration.title + ", placebos");
    table.column("slope", "Slope", slope_unit(inputs)).column("p", "p-value", "1");
    describe(table, asked, inputs);
    const auto add = [&table](std::string_view kind, std::string_view words,
                              const std::vector<PlaceboSlope>& slopes) {
        for (const PlaceboSlope& slope : slopes) {
            table.row(std::nullopt, fmt::format("{}.{}", kind, dossier::zone_code(slope.name)),
                      fmt::format("{} {}", words, slope.name),
                      {estimate(slope.slope), plain(slope.slope.p_value)});
        }
    };
    add("without", "without the industry", study.leave_one_out);
    add("date", "as if it had begun before: change to", study.placebo_dates);
    add("industry", "exposure to", study.placebo_industries);
    return table.take();
}

} // namespace

std::vector<measures::Table> county_tables(Asked& asked, const CountyInputs& inputs,
                                           const CountyAnswer& answer) {
    std::vector<measures::Table> tables = {
        slopes(asked, inputs, answer), about(asked, inputs, answer), places(asked, inputs, answer)};
    if (!answer.study.event.empty()) {
        tables.push_back(event(asked, inputs, answer.study));
    }
    tables.push_back(placebos(asked, inputs, answer.study));
    return tables;
}

} // namespace halflight::inquiry
