// SPDX-License-Identifier: Apache-2.0
// What is done with finished panels: `halflight lights compare` and `calibrate`.
#include "halflight/base/text.hpp"
#include "halflight/io/files.hpp"
#include "halflight/lights/compare.hpp"

#include "commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace halflight::app {

namespace {

namespace fs = std::filesystem;

void need_csv(const std::string& out) {
    if (fs::path(out).extension() != ".csv") {
        throw Error(ErrorCode::usage,
                    fmt::format("cannot tell the form of '{}'; end it in .csv", out));
    }
}

void not_over(const std::string& out, const std::string& panel) {
    std::error_code unknown;
    if (fs::equivalent(out, panel, unknown)) {
        throw Error(ErrorCode::usage,
                    fmt::format("--out '{}' is a panel that is read; give another name", out));
    }
}

void write_pair(const std::string& out, const std::string& csv, const std::string& metadata) {
    io::write_file(out, csv);
    io::write_file(out + ".json", metadata);
}

std::vector<std::string> ids_in(const std::string& path) {
    const std::string text = io::read_file(path);
    std::vector<std::string> ids;
    for (const std::string_view line : split(text, '\n')) {
        if (const std::string_view id = trim(line); !id.empty()) {
            ids.emplace_back(id);
        }
    }
    if (ids.empty()) {
        throw Error(
            ErrorCode::parse,
            fmt::format("'{}' names no zone; write the id of one stable zone a line", path));
    }
    return ids;
}

void say_made(const lights::Series& series, const Console& console) {
    if (series.synthetic) {
        console.remark("remark: the data is made, not observed");
    }
}

} // namespace

int run(const LightsCompareOptions& options, Console& console) {
    if (!options.out.empty()) {
        need_csv(options.out);
        not_over(options.out, options.panel);
    }
    const lights::Series series = lights::read_series(options.panel, options.statistic);
    const lights::CompareReport report = lights::compare(series, options.compare);
    const std::string csv = lights::compare_csv(series, report);
    if (options.out.empty()) {
        console.result(csv);
    } else {
        write_pair(options.out, csv,
                   lights::compare_metadata(series, options.compare, report, options.panel,
                                            HALFLIGHT_VERSION));
        console.result(fmt::format("{}: {} zones compared\n", options.out, report.zones.size()));
    }
    say_made(series, console);
    for (const std::string& remark : report.remarks) {
        console.remark("remark: " + remark);
    }
    return 0;
}

int run(const LightsCalibrateOptions& options, Console& console) {
    if (options.panels.size() != 2) {
        throw Error(ErrorCode::usage, "--panel is given twice: the reference, then the other");
    }
    const std::string& path = options.panels[1];
    if (!options.out.empty()) {
        need_csv(options.out);
        not_over(options.out, options.panels[0]);
        not_over(options.out, path);
    }
    lights::CalibrateSpec spec = options.calibrate;
    if (options.stable != "auto") {
        spec.stable = ids_in(options.stable);
    }
    const lights::Series reference = lights::read_series(options.panels[0], options.statistic);
    const lights::Series other = lights::read_series(path, options.statistic);
    const lights::Calibration calibration = lights::calibrate(reference, other, spec);
    console.result(lights::calibration_text(reference, other, calibration));
    if (!options.out.empty()) {
        const lights::CalibratedPanel panel =
            lights::calibrated_panel(reference, other, spec, calibration, HALFLIGHT_VERSION);
        write_pair(options.out, panel.csv, panel.metadata);
        console.result(fmt::format("{}: '{}' calibrated\n", options.out, path));
    }
    say_made(reference.synthetic ? reference : other, console);
    for (const std::string& remark : calibration.remarks) {
        console.remark("remark: " + remark);
    }
    return 0;
}

} // namespace halflight::app
