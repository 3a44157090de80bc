// SPDX-License-Identifier: Apache-2.0
// bench_event.cpp - how long event studies take, and how that grows with the number of units.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <vector>

#include "halflight/base/random.hpp"
#include "halflight/stats/event_study.hpp"
#include "halflight/stats/group_time.hpp"
#include "halflight/stats/imputation.hpp"

namespace {

using namespace halflight;
using namespace halflight::stats;

struct Made {
    std::vector<double> y = {};
    std::vector<std::int32_t> unit = {};
    std::vector<std::int32_t> period = {};
    std::vector<std::int32_t> onset = {};
    [[nodiscard]] EventData data() const {
        return {.outcome = y, .unit = unit, .period = period, .onset = onset};
    }
};

/// 20 periods, four cohorts and the never treated.
Made panel(int units) {
    const Random random(7);
    Made made;
    for (int u = 0; u < units; ++u) {
        const std::int32_t onset = u % 5 == 4 ? no_onset : 6 + 3 * (u % 5);
        for (int t = 0; t < 20; ++t) {
            const auto at = static_cast<std::uint64_t>(u) * 32 + static_cast<std::uint64_t>(t);
            made.y.push_back(u % 7 + 0.1 * t + (t >= onset ? 1 : 0) + random.normal(at));
            made.unit.push_back(u);
            made.period.push_back(t);
            made.onset.push_back(onset);
        }
    }
    return made;
}

/// Best of three.
double seconds(const std::function<void()>& work) {
    double best = 1e9;
    for (int run = 0; run < 3; ++run) {
        const auto start = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        best = took.count() < best ? took.count() : best;
    }
    return best;
}

} // namespace

int main() {
    std::puts("| work, 20 periods, 4 cohorts | 1,000 units | 2,000 | 4,000 | 8,000 | last ratio "
              "|\n|---|---|---|---|---|---|");
    const std::vector<std::pair<const char*, std::function<void(const Made&)>>> works = {
        {"two-way leads and lags",
         [](const Made& m) { (void)event_study(m.data(), {.model = EventModel::two_way}); }},
        {"Sun-Abraham", [](const Made& m) { (void)event_study(m.data(), {}); }},
        {"imputation", [](const Made& m) { (void)imputation(m.data(), {}); }},
        {"group-time", [](const Made& m) { (void)group_time(m.data(), {}); }},
        {"group-time, 999 draws",
         [](const Made& m) { (void)group_time(m.data(), {.draws = {.count = 999}}); }}};
    for (const auto& [name, work] : works) {
        std::printf("| %s |", name);
        double last = 0;
        double ratio = 0;
        for (const int units : {1'000, 2'000, 4'000, 8'000}) {
            const Made made = panel(units);
            const double took = seconds([&] { work(made); });
            ratio = took / last;
            last = took;
            std::printf(" %.3f s |", took);
        }
        std::printf(" %.2f |\n", ratio);
    }
}
