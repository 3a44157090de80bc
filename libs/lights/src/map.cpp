// SPDX-License-Identifier: Apache-2.0
#include "halflight/lights/map.hpp"

#include "drive.hpp"
#include "halflight/base/text.hpp"
#include "map_svg.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::lights {

namespace {

const RunPeriod& find_period(const Run& run, const Period& period) {
    const auto found = std::ranges::find(run.periods, period, &RunPeriod::period);
    if (found == run.periods.end() || found->rasters.empty()) {
        throw Error(ErrorCode::not_found,
                    fmt::format("no raster of {}; the rasters are of {} to {}", to_string(period),
                                to_string(run.periods.front().period),
                                to_string(run.periods.back().period)));
    }
    return *found;
}

/// Missing where one of the two is missing.
void take_off(std::vector<float>& values, const std::vector<float>& others) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] -= others[i];
    }
}

PanelSpec panel_spec(const MapSpec& map) {
    PanelSpec spec;
    spec.zones = map.zones;
    spec.rasters = map.rasters;
    spec.product = map.product;
    return spec;
}

/// Zones with their values in one period; the unit of the statistic.
std::vector<float> zone_values(PanelSpec spec, const Period& period, MapDrawing& drawing) {
    spec.from_to = period;
    std::vector<float> values;
    PanelSink sink;
    sink.head = [&drawing](const PanelHead& head) { drawing.unit = head.columns.front().unit; };
    sink.row = [&values](const PanelRow& row) {
        values.push_back(static_cast<float>(row.row.values.front()));
    };
    (void)run_panel(spec, sink);
    return values;
}

void fill_zones(const MapSpec& map, MapDrawing& drawing) {
    PanelSpec spec = panel_spec(map);
    auto statistics = raster::parse_statistics(map.statistic);
    if (!statistics || statistics->size() != 1) {
        throw Error(ErrorCode::usage,
                    statistics ? std::string("a map shows one statistic; name one with --stat")
                               : statistics.fault().message + "; " + statistics.fault().hint);
    }
    spec.statistics = std::move(statistics).value();
    drawing.zone_values = zone_values(spec, map.period, drawing);
    if (map.minus) {
        take_off(drawing.zone_values, zone_values(spec, *map.minus, drawing));
    }
}

std::string source_line(const Run& run, const MapDrawing& drawing) {
    const ProductInfo& product = run.head.product;
    std::string line = product.title.empty() ? product.name : product.title;
    line += product.publisher.empty() ? "" : "; " + product.publisher;
    if (drawing.cells && drawing.cells->step > 1) {
        line += fmt::format("; means of {} x {} cells", drawing.cells->step, drawing.cells->step);
    }
    return line + "; zones: " + std::filesystem::path(run.spec.zones.path).filename().string();
}

std::string title_of(const MapSpec& map, const Run& run) {
    if (!map.title.empty()) {
        return map.title;
    }
    const std::string what = map.statistic.empty() ? "" : ", " + map.statistic;
    const std::string when =
        map.minus ? fmt::format("{} less {}", to_string(map.period), to_string(*map.minus))
                  : to_string(map.period);
    const bool declared = run.head.product.name == "declared";
    return fmt::format("{}{}, {}", declared ? "Night lights" : run.head.product.name, what, when);
}

} // namespace

std::string draw_map(const MapSpec& spec) {
    OpenFiles files(most_open_files);
    const Run run = prepare_inputs(panel_spec(spec), nullptr, files);
    MapDrawing drawing;
    drawing.zones = raster::prepare_zones(io::read_zones(spec.zones).zones).zones;
    if (drawing.zones.empty()) {
        throw Error(ErrorCode::parse,
                    fmt::format("'{}' has no zone that can be drawn", spec.zones.path));
    }
    drawing.frame = frame_of(drawing.zones);
    drawing.lattice = run.lattice;
    drawing.unit = run.head.product.value_unit;
    drawing.difference = spec.minus.has_value();
    const RunPeriod& period = find_period(run, spec.period);
    if (!spec.statistic.empty()) {
        fill_zones(spec, drawing);
    } else {
        drawing.cells = cells_in(drawing.frame, run, period, files);
        if (spec.minus) {
            take_off(drawing.cells->values,
                     cells_in(drawing.frame, run, find_period(run, *spec.minus), files).values);
        }
    }
    drawing.synthetic = run.head.synthetic;
    drawing.note = run.head.product.note;
    drawing.title = title_of(spec, run);
    drawing.source = source_line(run, drawing);
    return svg_of(drawing);
}

} // namespace halflight::lights
