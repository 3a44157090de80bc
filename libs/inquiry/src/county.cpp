// SPDX-License-Identifier: Apache-2.0
// Did places change more, the more they were exposed?
#include "county.hpp"

#include "halflight/base/text.hpp"
#include "halflight/dossier/lights.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>

namespace halflight::inquiry {
namespace {

constexpr std::array<measures::ParameterInfo, 30> parameters = {{
    {"panel",
     "a panel of dossier.toml, [lights.NAME]: its zones are the places; or a CSV beside the study: "
     "unit, period, values",
     true, false},
    {"unit-column", "of such a table; unit", false, false},
    {"period-column", "of such a table; period", false, false},
    {"light-unit", "of its values; 1", false, false},
    {"statistic", "column of the panel; mean", false, false},
    {"enterprises", "CSV: id, industry, county, longitude, latitude", false, false},
    {"mentions", "CSV: enterprise, day, activity, count", false, false},
    {"industries", "CSV: code, group, source", false, false},
    {"group", "groups of industries that make the exposure, together", false, true},
    {"activities", "mentions that count; all", false, true},
    {"window", "period over which mentions are counted, locked", false, false},
    {"exposure", "column of places, in the place of an index of mentions", false, false},
    {"smoothing", "beta-binomial, or none", false, false},
    {"earlier", "first baseline", true, false},
    {"later", "second baseline", true, false},
    {"frequency", "of the baselines: M, Q, S or A; Q", false, false},
    {"least-observed", "periods of the panel that must have been seen in one of these; 1", false,
     false},
    {"treatment", "first period of it; gives an event study", false, false},
    {"event-before", "periods before the treatment that the event study shows; 12", false, false},
    {"places", "CSV: id, longitude, latitude, province, and columns for controls", false, false},
    {"controls", "columns of places", false, true},
    {"spatial-km", "reach of spatial errors; 50", false, false},
    {"error", "that of the headline: hc3, province, spatial, akm or akm0", false, false},
    {"permutations", "of the exposure; 999", false, false},
    {"asinh", "true: the inverse hyperbolic sine of light", false, false},
    {"level", "of intervals; 0.95", false, false},
    {"seed", "of what is drawn; that of the dossier", false, false},
    {"sources", "of the tables beside the panel", false, true},
    {"known-since", "day on which those were known", false, false},
    {"caution", "what a reader should beware of", false, false},
}};

constexpr std::string_view error_names[] = {"hc3", "province", "spatial", "akm", "akm0"};

/// Rows of the table of places, in the order of the panel's zones; none: the zone is not in it.
std::vector<std::optional<std::size_t>> rows_by_zone(Asked& asked, const TextTable& table,
                                                     std::size_t id,
                                                     const studies::LightPanel& panel) {
    std::map<std::string_view, std::size_t> rows;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        if (!rows.emplace(table.rows[row][id], row).second) {
            asked.fault("places",
                        fmt::format("{}: the zone '{}' is given twice", table.place(row),
                                    shorten(table.rows[row][id])),
                        "leave one of the rows out");
        }
    }
    std::vector<std::optional<std::size_t>> out;
    for (const std::string& unit : panel.units) {
        const auto found = rows.find(unit);
        out.push_back(found == rows.end() ? std::nullopt : std::optional(found->second));
    }
    return out;
}

class PlaceReader {
  public:
    PlaceReader(Asked& asked, const TextTable& table, const studies::LightPanel& panel)
        : m_asked(asked), m_table(table), m_panel(panel) {}

    studies::Places read() {
        const auto id = m_table.find("id");
        if (!id) {
            m_asked.fault("places", fmt::format("{}: there is no column 'id'", m_table.file),
                          "add the ids of the panel's zones");
            return {};
        }
        m_rows = rows_by_zone(m_asked, m_table, *id, m_panel);
        studies::Places places;
        const auto lost =
            std::ranges::find_if(m_rows, [](const auto& row) { return !row.has_value(); });
        if (lost != m_rows.end()) {
            m_asked.fault(
                "places",
                fmt::format("{}: there is no row for the zone '{}'", m_table.file,
                            m_panel.units[static_cast<std::size_t>(lost - m_rows.begin())]),
                "give every zone of the panel a row");
            return {};
        }
        if (m_table.find("longitude") && m_table.find("latitude")) {
            places.longitude = numbers(*m_table.find("longitude"));
            places.latitude = numbers(*m_table.find("latitude"));
            for (std::size_t i = 0; i < m_rows.size(); ++i) {
                check_place(places.longitude[i], places.latitude[i], m_table, *m_rows[i], m_asked,
                            "places");
            }
        }
        if (const auto province = m_table.find("province")) {
            std::map<std::string_view, std::uint32_t> codes;
            for (const auto& row : m_rows) {
                const auto next = static_cast<std::uint32_t>(codes.size());
                const std::string& name = m_table.rows[*row][*province];
                if (name.empty()) {
                    m_asked.fault("places",
                                  fmt::format("{}: there is no province", m_table.place(*row)),
                                  "write it, or leave the column out");
                }
                places.province.push_back(codes.emplace(name, next).first->second);
            }
        }
        read_controls(places);
        return places;
    }

  private:
    std::vector<double> numbers(std::size_t column) {
        std::vector<double> out;
        for (const auto& row : m_rows) {
            out.push_back(number_at(m_table, *row, column, m_asked, "places"));
        }
        return out;
    }

    void read_controls(studies::Places& places) {
        places.control_names = m_asked.texts("controls");
        std::erase(places.control_names, "none");
        if (places.control_names.empty()) {
            return;
        }
        places.controls = stats::Matrix(m_rows.size(), places.control_names.size());
        for (std::size_t c = 0; c < places.control_names.size(); ++c) {
            const auto column = m_table.find(places.control_names[c]);
            if (!column) {
                m_asked.fault("controls",
                              fmt::format("{}: there is no column '{}'", m_table.file,
                                          shorten(places.control_names[c])),
                              fmt::format("it has {}", fmt::join(m_table.columns, ", ")));
                return;
            }
            std::ranges::copy(numbers(*column), places.controls.column(c).begin());
        }
    }

    Asked& m_asked;
    const TextTable& m_table;
    const studies::LightPanel& m_panel;
    std::vector<std::optional<std::size_t>> m_rows;
};

studies::ExposureSpec exposure_spec(Asked& asked) {
    constexpr std::string_view smoothings[] = {"beta-binomial", "none"};
    studies::ExposureSpec spec;
    spec.window = asked.required_period("window");
    spec.activities = asked.texts("activities");
    spec.smoothing = asked.word("smoothing", smoothings) == 0 ? studies::Smoothing::beta_binomial
                                                              : studies::Smoothing::none;
    spec.level = asked.number("level", 0.95, 0.5, 0.999);
    spec.known_until = asked.date("known-since");
    return spec;
}

studies::CountySpec county_spec(Asked& asked, const Desk& desk, int jobs) {
    studies::CountySpec spec;
    spec.earlier = asked.required_period("earlier");
    spec.later = asked.required_period("later");
    spec.frequency = asked.frequency("frequency", Frequency::quarter);
    spec.least_observed = asked.natural("least-observed", 1, 1000);
    spec.treatment = asked.period("treatment");
    if (spec.treatment) {
        // The unit of the baselines in which the treatment begins.
        spec.treatment = period_at(spec.treatment->first, spec.frequency);
    }
    spec.spatial_km = asked.number("spatial-km", 50, 0.001, 20000);
    spec.permutations = asked.natural("permutations", 999, 1'000'000);
    spec.event_before = asked.natural("event-before", 12, 1000);
    spec.asinh = asked.flag("asinh", false);
    spec.level = asked.number("level", 0.95, 0.5, 0.999);
    spec.seed = seed_of(asked, desk);
    spec.jobs = jobs;
    return spec;
}

/// An exposure that is given, by zone.
std::vector<double> read_exposure(Asked& asked, Desk& desk, const studies::LightPanel& panel) {
    for (const char* key : {"mentions", "window", "group"}) {
        if (asked.has(key)) {
            asked.fault(key,
                        fmt::format("exposure is a column of places; {} has no part in it", key),
                        "leave one of them out");
        }
    }
    const TextTable* const table = asked.has("places") ? desk.table(asked, "places") : nullptr;
    const auto id = table == nullptr ? std::nullopt : table->find("id");
    const auto column = table == nullptr ? std::nullopt : table->find(asked.text("exposure"));
    if (!id || !column) {
        asked.fault(
            "exposure",
            fmt::format("there is no column '{}' in a table of places with the ids of zones",
                        shorten(asked.text("exposure"))),
            "add places = \"places.csv\" with it");
        return {};
    }
    std::vector<double> exposure;
    for (const auto& row : rows_by_zone(asked, *table, *id, panel)) {
        exposure.push_back(row && !table->rows[*row][*column].empty()
                               ? number_at(*table, *row, *column, asked, "exposure")
                               : stats::undefined);
    }
    return exposure;
}

void read_mentioned(Asked& asked, Desk& desk, const studies::LightPanel& panel,
                    CountyInputs& inputs) {
    for (const char* key : {"enterprises", "mentions", "industries", "group", "window"}) {
        if (!asked.has(key)) {
            asked.fault("", fmt::format("'{}' is missing", key),
                        "add it, or exposure = \"COLUMN\" of a table of places");
        }
    }
    asked.require_sound();
    inputs.enterprises = read_enterprises(asked, desk, panel.units);
    inputs.mentions = read_mentions(asked, desk, inputs.enterprises);
    inputs.group = read_group(asked, desk, "group");
    inputs.exposure = exposure_spec(asked);
}

/// Enterprises count where their county is written; a point on the map alone puts them nowhere.
void warn_of_unwritten_counties(const Enterprises& known, stats::Warnings& warnings) {
    std::size_t pointed = 0;
    for (std::size_t i = 0; i < known.list.size(); ++i) {
        pointed += !known.list[i].zone && std::isfinite(known.longitude.at(i)) ? 1U : 0U;
    }
    if (pointed > 0) {
        warnings.push_back(
            {"county_not_written",
             fmt::format("{} of {} enterprises have a longitude and a latitude but no county, and "
                         "count for none; write the id of the zone in which each lies",
                         pointed, known.list.size())});
    }
}

Findings run(Asked& asked, Desk& desk, int jobs) {
    const CountyInputs inputs = read_county(asked, desk, jobs);
    CountyAnswer answer = answer_county(inputs);
    warn_of_unwritten_counties(inputs.enterprises, answer.exposure.warnings);
    std::ranges::move(warn_of_alike(inputs.enterprises),
                      std::back_inserter(answer.exposure.warnings));
    Findings out;
    out.note(*inputs.panel);
    out.tables = county_tables(asked, inputs, answer);
    for (const auto* some :
         {&answer.exposure.warnings, &answer.shares.warnings, &answer.study.warnings}) {
        out.warnings.insert(out.warnings.end(), some->begin(), some->end());
    }
    if (!inputs.given.empty()) { // of what nobody asked for: there are no industries
        std::erase_if(out.warnings,
                      [](const stats::Warning& one) { return one.code == "akm_refused"; });
    }
    for (const studies::SlopeEstimate& slope : answer.study.slopes) {
        for (const stats::Warning& warning : slope.warnings) {
            out.warnings.push_back(
                {warning.code, fmt::format("{}: {}", slope.error, warning.text)});
        }
    }
    return out;
}

stats::Coefficient headline(Asked& asked, Desk& desk) {
    CountyInputs inputs = read_county(asked, desk, 1);
    inputs.spec.permutations = 0;
    inputs.spec.treatment.reset();
    inputs.spec.honest = false;
    const std::string wanted(error_names[asked.word("error", error_names)]);
    const CountyAnswer answer = answer_county(inputs);
    const auto found =
        std::ranges::find(answer.study.slopes, wanted, &studies::SlopeEstimate::error);
    if (found == answer.study.slopes.end()) {
        stats::refuse(fmt::format("there are no errors of kind '{}' for these places", wanted));
    }
    return found->slope;
}

} // namespace

CountyInputs read_county(Asked& asked, Desk& desk, int jobs) {
    CountyInputs inputs;
    inputs.panel = desk.panel(asked, asked.text("statistic", "mean"));
    if (inputs.panel == nullptr) {
        asked.require_sound();
    }
    const studies::LightPanel& panel = inputs.panel->panel;
    if (asked.has("exposure")) {
        inputs.given = read_exposure(asked, desk, panel);
        inputs.group.name = asked.text("exposure");
        inputs.group.industries = {inputs.group.name};
    } else {
        read_mentioned(asked, desk, panel, inputs);
    }
    inputs.spec = county_spec(asked, desk, jobs);
    (void)asked.word("error", error_names);
    if (asked.has("places")) {
        if (const TextTable* const table = desk.table(asked, "places")) {
            inputs.places = PlaceReader(asked, *table, panel).read();
        }
    } else if (!asked.texts("controls").empty() && asked.texts("controls").front() != "none") {
        asked.fault("controls", "controls are columns of a table of places, and there is none",
                    "add places = \"places.csv\"");
    }
    asked.require_sound();
    return inputs;
}

CountyAnswer answer_county(const CountyInputs& inputs) {
    CountyAnswer answer;
    const std::size_t zones = inputs.panel->panel.unit_count();
    if (!inputs.given.empty()) {
        answer.exposure.group = inputs.group.name;
        answer.exposure.zones.resize(zones);
        answer.shares.industries = inputs.group.industries;
        answer.shares.shares = stats::Matrix(zones, 1);
        for (std::size_t i = 0; i < zones; ++i) {
            answer.exposure.zones[i].raw = answer.exposure.zones[i].share = inputs.given[i];
            answer.shares.shares(i, 0) = inputs.given[i];
        }
        answer.study = studies::county_study(inputs.panel->panel, answer.exposure, answer.shares,
                                             inputs.group, inputs.places, inputs.spec);
        return answer;
    }
    answer.exposure = studies::exposure_index(inputs.enterprises.list, inputs.mentions, zones,
                                              inputs.group, inputs.exposure);
    answer.shares =
        studies::industry_shares(inputs.enterprises.list, inputs.mentions, zones, inputs.exposure);
    answer.study = studies::county_study(inputs.panel->panel, answer.exposure, answer.shares,
                                         inputs.group, inputs.places, inputs.spec);
    return answer;
}

const Design& county_design() {
    static const Design design = {
        {"county", "Change in light between two baselines against exposure, by place", parameters},
        run,
        headline};
    return design;
}

} // namespace halflight::inquiry
