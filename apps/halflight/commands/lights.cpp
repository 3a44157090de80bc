// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"
#include "halflight/io/files.hpp"
#include "halflight/io/process.hpp"
#include "halflight/lights/coverage.hpp"
#include "halflight/lights/map.hpp"

#include "commands.hpp"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>

namespace halflight::app {

namespace {

/// Files of all patterns; a word that is no pattern stays as it is, to be told of if it is absent.
std::vector<std::string> expand(const std::vector<std::string>& patterns) {
    std::vector<std::string> files;
    for (const std::string& pattern : patterns) {
        if (pattern.find_first_of("*?[") == std::string::npos || std::filesystem::exists(pattern)) {
            files.push_back(pattern);
            continue;
        }
        glob_t found{};
        const int status = ::glob(pattern.c_str(), 0, nullptr, &found);
        for (std::size_t i = 0; status == 0 && i < found.gl_pathc; ++i) {
            files.emplace_back(found.gl_pathv[i]);
        }
        ::globfree(&found);
        if (status != 0) {
            throw Error(ErrorCode::io, fmt::format("no file matches '{}'", shorten(pattern, 200)));
        }
    }
    return files;
}

std::optional<Period> range(const LightsPanelOptions& options) {
    if (!options.from && !options.to) {
        return std::nullopt;
    }
    const Period range{options.from ? options.from->first : Period::no_start(),
                       options.to ? options.to->end : Period::no_end()};
    if (range.end <= range.first) {
        throw Error(ErrorCode::usage,
                    fmt::format("--from {} lies after --to {}", to_string(*options.from),
                                to_string(*options.to)));
    }
    return range;
}

/// Where weights are kept; empty: nowhere.
std::filesystem::path cache_folder(const std::string& asked) {
    if (!asked.empty()) {
        return asked == "none" ? std::filesystem::path() : std::filesystem::path(asked);
    }
    const auto absolute = [](const char* variable) {
        const char* value = std::getenv(variable); // NOLINT(concurrency-mt-unsafe): none sets it
        const std::filesystem::path path = value == nullptr ? "" : value;
        return path.is_absolute() ? path : std::filesystem::path();
    };
    // As the XDG Base Directory Specification has it: relative paths are ignored.
    if (const auto caches = absolute("XDG_CACHE_HOME"); !caches.empty()) {
        return caches / "halflight";
    }
    const auto home = absolute("HOME");
    return home.empty() ? home : home / ".cache" / "halflight";
}

/// What the default cache may hold: HALFLIGHT_CACHE_MB, else 1,000 MB.
std::uint64_t cache_limit() {
    constexpr std::uint64_t megabyte = 1'000'000;
    constexpr std::uint64_t usual = 1000;
    constexpr std::uint64_t most = 1'000'000'000;
    const char* value = std::getenv("HALFLIGHT_CACHE_MB"); // NOLINT(concurrency-mt-unsafe)
    if (value == nullptr) {
        return usual * megabyte;
    }
    const std::string_view text = value;
    std::uint64_t limit = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (fault != std::errc{} || end != text.data() + text.size() || limit == 0 || limit > most) {
        throw Error(ErrorCode::usage,
                    fmt::format("HALFLIGHT_CACHE_MB is '{}'; set it to whole megabytes above 0, or "
                                "keep nothing with --cache none",
                                shorten(text)));
    }
    return limit * megabyte;
}

lights::PanelSpec spec_of(const LightsPanelOptions& options) {
    lights::PanelSpec spec;
    spec.zones = options.lights.zones;
    spec.rasters = expand(options.lights.rasters);
    spec.product = options.lights.product;
    spec.statistics = options.statistics;
    spec.from_to = range(options);
    spec.signal = options.signal;
    spec.earth = options.lights.earth;
    spec.skip_bad = options.skip_bad;
    spec.jobs = options.lights.common.jobs;
    spec.cache = cache_folder(options.cache);
    spec.cache_bytes = options.cache.empty() ? cache_limit() : 0;
    spec.version = HALFLIGHT_VERSION;
    return spec;
}

/// At most so many lines of one kind; the rest stands in the metadata.
constexpr std::size_t most_lines = 20;

template <class Items, class Line>
void say_all(const Items& items, const Console& console, Line line) {
    std::size_t said = 0;
    for (const auto& item : items) {
        if (said++ == most_lines) {
            console.remark(fmt::format("remark: and {} more, in the metadata of the panel",
                                       items.size() - most_lines));
            return;
        }
        console.remark(fmt::format("remark: {}", line(item)));
    }
}

/// Remarks on files, each once with the number of files that it holds for.
std::vector<std::string> file_remarks(const lights::PanelReport& report) {
    std::vector<std::pair<std::string, std::size_t>> counted;
    for (const lights::PanelInput& input : report.inputs) {
        for (const std::string& remark : input.remarks) {
            const auto said =
                std::ranges::find(counted, remark, &std::pair<std::string, std::size_t>::first);
            if (said == counted.end()) {
                counted.emplace_back(remark, 1);
            } else {
                ++said->second;
            }
        }
    }
    std::vector<std::string> lines;
    for (const auto& [remark, files] : counted) {
        lines.push_back(files == 1 ? remark : fmt::format("{} ({} files)", remark, files));
    }
    return lines;
}

void say(const lights::PanelReport& report, const Console& console) {
    const auto as_it_is = [](const std::string& remark) { return remark; };
    if (!report.head.product.note.empty()) {
        console.remark("remark: " + report.head.product.note);
    }
    if (report.head.synthetic) {
        console.remark("remark: the data is made, not observed");
    }
    say_all(report.zones.remarks, console, as_it_is);
    say_all(report.zone_findings, console, [](const auto& finding) { return finding.message; });
    say_all(file_remarks(report), console, as_it_is);
    say_all(report.skipped, console, [](const lights::SkippedFile& file) {
        return fmt::format("skipped '{}': {}", file.path, file.reason);
    });
    say_all(report.remarks, console, as_it_is);
    if (!report.anew.empty()) {
        console.remark("remark: the panel that stood there is made from nothing: " + report.anew);
    }
}

std::string number(double value) {
    return format_exact(value);
}

std::string summary(const lights::CoverageReport& report) {
    const auto outside = std::ranges::count_if(
        report.zones, [](const auto& zone) { return !(zone.covered_km2 > 0); });
    std::string text = fmt::format("{} zones, {} outside the raster; weights: {} bytes\n",
                                   report.zones.size(), outside, report.weight_bytes);
    text +=
        report.cells_more_than_once == 0
            ? std::string("no cell is covered more than once\n")
            : fmt::format("{} cells are covered more than once, up to {} times: zones overlap\n",
                          report.cells_more_than_once, format_number(report.most_covered, 4));
    return text;
}

std::string png_of(const std::string& svg) {
    const auto program = io::find_program("rsvg-convert");
    if (!program) {
        throw Error(ErrorCode::io, "a PNG needs the program rsvg-convert, which is not on PATH; "
                                   "install librsvg (on Debian: apt install librsvg2-bin) or give "
                                   "--out a name that ends in .svg");
    }
    io::ProcessSpec spec;
    spec.program = *program;
    spec.arguments = {"--unlimited", "--zoom", "2", "--format", "png"};
    spec.input = svg;
    const io::ProcessResult result = io::run_process(spec);
    if (result.status != 0 || result.timed_out) {
        throw Error(ErrorCode::io,
                    fmt::format("rsvg-convert failed: {}", shorten(trim(result.errors), 200)));
    }
    return result.output;
}

} // namespace

int run(const LightsPanelOptions& options, Console& console) {
    const lights::PanelSpec spec = spec_of(options);
    constexpr std::size_t steps = 10;
    const lights::PanelReport report =
        lights::write_panel(spec, options.out, [&console](std::size_t done, std::size_t all) {
            if (all >= 2 * steps && done * steps / all != (done - 1) * steps / all) {
                console.remark(fmt::format("{} of {} periods", done, all));
            }
        });
    say(report, console);
    const std::size_t periods = report.head.periods.size();
    console.result(fmt::format("{}: {} zones, {} periods ({} kept), {} statistics of {}\n",
                               options.out, report.head.zone_ids.size(), periods,
                               report.periods_kept, report.head.statistics.size(),
                               report.head.product.name));
    return 0;
}

int run(const LightsCoverageOptions& options, Console& console) {
    const lights::CoverageReport report =
        lights::coverage(options.lights.zones, options.lights.rasters.front(),
                         options.lights.product, options.lights.earth);
    std::string table = io::csv_line(
        {"zone", "area_km2", "covered_km2", "full_cells", "edge_cells", "smallest_share"});
    for (const lights::ZoneCoverage& zone : report.zones) {
        table += io::csv_line({zone.id, number(zone.area_km2), number(zone.covered_km2),
                               std::to_string(zone.full_cells), std::to_string(zone.edge_cells),
                               number(zone.smallest_share)});
    }
    console.result(table);
    say_all(report.findings, console, [](const auto& finding) { return finding.message; });
    console.remark(summary(report));
    return 0;
}

int run(const LightsMapOptions& options, Console& console) {
    const std::filesystem::path out = options.out;
    if (out.extension() != ".svg" && out.extension() != ".png") {
        throw Error(ErrorCode::usage, fmt::format("cannot tell the form of '{}'; end it in .svg or "
                                                  ".png",
                                                  options.out));
    }
    lights::MapSpec spec;
    spec.zones = options.lights.zones;
    spec.rasters = expand(options.lights.rasters);
    spec.product = options.lights.product;
    spec.period = options.period;
    spec.minus = options.minus;
    spec.statistic = options.statistic;
    spec.title = options.title;
    const std::string svg = lights::draw_map(spec);
    io::write_file(out, out.extension() == ".png" ? png_of(svg) : svg);
    console.result(fmt::format("{}: map of {}\n", options.out, to_string(options.period)));
    return 0;
}

} // namespace halflight::app
