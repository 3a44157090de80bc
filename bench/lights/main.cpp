// SPDX-License-Identifier: Apache-2.0
// Times `halflight lights panel` beside the least that any reader of the same stack must do, and,
// where one is given, beside exactextract.
#include "floor.hpp"
#include "process.hpp"
#include "stack.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <fmt/format.h>
#include <functional>

namespace {

using namespace halflight::bench; // NOLINT(google-build-using-namespace): the program's own

constexpr const char* usage =
    R"(usage: lights_bench DIR [--months N] [--peer EXACTEXTRACT] [--growth]

Makes a stack of monthly rasters and layers of zones in DIR (kept for the next run) and times whole
processes on it: the floor (every block read and inflated), halflight, and exactextract where given.
All data is made.
)";

struct Options {
    std::filesystem::path directory;
    int months = 120;
    std::string peer;
    bool growth = false;
};

std::string self;

std::vector<std::string> floor_command(const std::vector<std::string>& files) {
    std::vector<std::string> command = {self, "floor", "2"};
    command.insert(command.end(), files.begin(), files.end());
    return command;
}

std::vector<std::string> panel_command(const std::vector<std::string>& files,
                                       const std::string& zones, const std::string& statistics,
                                       const std::filesystem::path& out, int jobs,
                                       const std::string& cache = "none") {
    std::vector<std::string> command = {HALFLIGHT_PROGRAM,
                                        "lights",
                                        "panel",
                                        "--quiet",
                                        "--synthetic",
                                        "--product",
                                        "declared",
                                        "--zones",
                                        zones,
                                        "--zone-id",
                                        "id",
                                        "--stat",
                                        statistics,
                                        "--jobs",
                                        std::to_string(jobs),
                                        "--out",
                                        out.string(),
                                        "--cache",
                                        cache,
                                        "--rasters"};
    command.insert(command.end(), files.begin(), files.end());
    return command;
}

std::vector<std::string> peer_command(const std::string& program,
                                      const std::vector<std::string>& files,
                                      const std::string& zones,
                                      const std::vector<std::string>& statistics,
                                      const std::filesystem::path& out) {
    std::vector<std::string> command = {
        program, "-p", zones, "-f", "id", "-o", out.string(), "--strategy", "raster-sequential"};
    for (std::size_t i = 0; i < files.size(); ++i) {
        command.insert(command.end(), {"-r", fmt::format("m{}:{}", i, files[i])});
        for (const std::string& statistic : statistics) {
            command.insert(command.end(), {"-s", fmt::format("m{0}_{1}={1}(m{0})", i, statistic)});
        }
    }
    return command;
}

Cost fresh_panel(const std::vector<std::string>& files, const std::string& zones,
                 const std::string& statistics, const std::filesystem::path& out, int jobs,
                 const std::string& cache = "none") {
    std::filesystem::remove(out);
    std::filesystem::remove(out.string() + ".json");
    return run_process(panel_command(files, zones, statistics, out, jobs, cache));
}

void print(const std::string& what, const Cost& cost, const Cost& floor) {
    fmt::print("  {:<46} {:8.2f} s cpu {:8.2f} s wall {:7.0f} MiB   {:5.2f} x cpu {:5.2f} x wall\n",
               what, cost.cpu_s, cost.wall_s, cost.peak_mib, cost.cpu_s / floor.cpu_s,
               cost.wall_s / floor.wall_s);
    std::fflush(stdout);
}

using Run = std::function<Cost()>;

/// The least of three runs of each, taking turns, so that other work on the machine hits all alike.
std::vector<Cost> least_of_three(const std::vector<Run>& runs) {
    std::vector<Cost> best;
    for (int round = 0; round < 3; ++round) {
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const Cost now = runs[i]();
            if (round == 0) {
                best.push_back(now);
                continue;
            }
            Cost& old = best[i];
            old = {std::min(old.cpu_s, now.cpu_s), std::min(old.wall_s, now.wall_s),
                   std::max(old.peak_mib, now.peak_mib)};
        }
    }
    return best;
}

void compare(const Options& options, const std::string& title,
             const std::vector<std::string>& files, const std::string& zones,
             const std::string& statistics, const std::vector<std::string>& peer_words) {
    fmt::print("{} ({} rasters; {})\n", title, files.size(), statistics);
    const std::filesystem::path out = options.directory / "panel.csv";
    const std::string kept = (options.directory / "weights").string();
    const std::vector<std::string> one = {files.front()};
    (void)fresh_panel(one, zones, statistics, out, 2, kept);
    const std::vector<Cost> costs =
        least_of_three({[&] { return run_process(floor_command(files)); },
                        [&] { return fresh_panel(files, zones, statistics, out, 2, kept); },
                        [&] { return fresh_panel(files, zones, statistics, out, 2); }});
    print("floor: read and inflate, 2 threads", costs[0], costs[0]);
    print("halflight, 2 threads, weights kept", costs[1], costs[0]);
    print("halflight, 2 threads, weights from nothing", costs[2], costs[0]);
    if (!options.peer.empty()) {
        const std::filesystem::path theirs = options.directory / "peer.csv";
        std::filesystem::remove(theirs);
        print("exactextract, raster-sequential",
              run_process(peer_command(options.peer, files, zones, peer_words, theirs)), costs[0]);
    }
}

void append_one(const Options& options, const std::vector<std::string>& files,
                const std::string& zones) {
    fmt::print("one month added to a finished panel of {} months, 5,000 zones\n", files.size() - 1);
    const std::filesystem::path out = options.directory / "grown.csv";
    const std::string cache = (options.directory / "weights").string();
    const std::vector<std::string> last = {files.back()};
    const std::vector<Cost> costs = least_of_three(
        {[&] { return run_process(floor_command(last)); },
         [&] {
             fresh_panel({files.begin(), files.end() - 1}, zones, "mean,sum,count", out, 2, cache);
             return run_process(panel_command(files, zones, "mean,sum,count", out, 2, cache));
         }});
    print("floor: the new month inflated", costs[0], costs[0]);
    print("halflight", costs[1], costs[0]);
}

void growth(const Options& options, const std::vector<std::string>& files,
            const std::string& zones) {
    fmt::print("growth: the same twelve rasters under other names\n");
    for (const int count : {12, 120, 1200}) {
        std::vector<std::string> names;
        const std::filesystem::path directory = options.directory / fmt::format("growth_{}", count);
        std::filesystem::create_directories(directory);
        for (int i = 0; i < count; ++i) {
            names.push_back(
                (directory / fmt::format("made_{}-{:02}.tif", 1900 + i / 12, i % 12 + 1)).string());
            if (!std::filesystem::exists(names.back())) {
                std::filesystem::create_hard_link(files[static_cast<std::size_t>(i % 12)],
                                                  names.back());
            }
        }
        const Cost floor = run_process(floor_command(names));
        const Cost ours =
            fresh_panel(names, zones, "mean,sum,count", options.directory / "growth.csv", 2);
        print(fmt::format("{} rasters: {:.1f} ms cpu a raster", count, 1000 * ours.cpu_s / count),
              ours, floor);
    }
}

int run(const Options& options) {
    const auto stack = [&](Digits digits, int months) {
        return make_stack(
            {.directory = options.directory, .months = months, .digits = digits, .seed = 1});
    };
    const std::vector<std::string> f32 = stack(Digits::all, options.months);
    const std::vector<std::string> h32 = stack(Digits::hundredths, options.months);
    const std::vector<std::string> u16 = stack(Digits::tenths, std::min(24, options.months));
    const std::string many = make_zones(options.directory, 100, 50, 1);
    const std::string few = make_zones(options.directory, 20, 10, 1);
    const std::vector<std::string> two_years(
        f32.begin(), f32.begin() + std::min<std::ptrdiff_t>(24, std::ssize(f32)));
    const std::vector<std::string> sums = {"mean", "sum", "count"};

    compare(options, "float32, 5,000 zones", f32, many, "mean,sum,count", sums);
    compare(options, "float32, 200 zones", f32, few, "mean,sum,count", sums);
    compare(options, "float32 in hundredths, 5,000 zones", h32, many, "mean,sum,count", sums);
    compare(options, "float32 in hundredths, 200 zones", h32, few, "mean,sum,count", sums);
    compare(options, "uint16 scaled, 5,000 zones", u16, many, "mean,sum,count", sums);
    compare(options, "float32, 200 zones, quantiles", two_years, few, "median,q10,q90", {"median"});
    append_one(options, f32, many);
    if (options.growth) {
        growth(options, f32, many);
    }
    return 0;
}

int run_floor(int argc, char** argv) {
    const std::vector<std::string> files(argv + 3, argv + argc);
    fmt::print("{} bytes\n", inflate_all(files, std::stoi(argv[2])));
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        self = argv[0];
        if (argc > 3 && std::strcmp(argv[1], "floor") == 0) {
            return run_floor(argc, argv);
        }
        Options options;
        for (int i = 1; i < argc; ++i) {
            const std::string word = argv[i];
            if (word == "--months" && i + 1 < argc) {
                options.months = std::stoi(argv[++i]);
            } else if (word == "--peer" && i + 1 < argc) {
                options.peer = argv[++i];
            } else if (word == "--growth") {
                options.growth = true;
            } else if (word.starts_with('-') || !options.directory.empty()) {
                options.directory.clear();
                break;
            } else {
                options.directory = word;
            }
        }
        if (options.directory.empty()) {
            fmt::print(stderr, "{}", usage);
            return 2;
        }
        return run(options);
    } catch (const std::exception& error) {
        fmt::print(stderr, "lights_bench: {}\n", error.what());
        return 1;
    }
}
