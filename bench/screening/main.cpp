// SPDX-License-Identifier: Apache-2.0
// How long it takes to hold many names against a list.
#include "made_names.hpp"

#include "halflight/io/files.hpp"
#include "halflight/sources/un_list.hpp"
#include "halflight/watch/screen.hpp"

#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <string>
#include <vector>

using namespace halflight;

namespace {

constexpr const char* usage =
    R"(usage: screening_bench LIST.xml [NAMES]

Holds NAMES (100000) made names against a list of the Security Council's form, with one thread and with two.
Example: screening_bench consolidated.xml 10000
)";

struct Taken {
    double wall_s = 0;
    double processor_s = 0;
};

template <class Work>
Taken time(const Work& work) {
    const auto wall = std::chrono::steady_clock::now();
    const std::clock_t processor = std::clock();
    work();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - wall;
    return {taken.count(), static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC};
}

void run(const std::string& file, std::size_t count) {
    const sources::UnListReport report = sources::read_un_consolidated(io::read_file(file));
    const watch::Screener screener(report.list);
    std::vector<watch::Subject> subjects;
    for (const auto& name : sources::test::made_names(count, 7)) {
        subjects.emplace_back().name = name.text;
    }
    fmt::print("{} entries, {} names\n", report.list.entries.size(), subjects.size());
    for (const int jobs : {1, 2}) {
        std::size_t possible = 0;
        const Taken taken = time([&] {
            for (const watch::Screening& found : screener.screen(subjects, {}, jobs)) {
                possible += found.outcome() == watch::MatchOutcome::none ? 0U : 1U;
            }
        });
        fmt::print("{} thread{}: {:.2f} s wall, {:.2f} s processor, {} matches\n", jobs,
                   jobs == 1 ? "" : "s", taken.wall_s, taken.processor_s, possible);
    }
}

} // namespace

int main(int argc, char** argv) {
    try {
        if (argc < 2 || argc > 3 || argv[1][0] == '-') {
            fmt::print(stderr, "{}", usage);
            return 2;
        }
        run(argv[1], argc == 3 ? std::stoul(argv[2]) : 100'000);
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "screening_bench: {}\n", error.what());
        return 1;
    }
}
