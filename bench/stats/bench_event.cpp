// SPDX-License-Identifier: Apache-2.0
// bench_event.cpp - how long event studies take, and how that grows with the number of units.
#include <cstdint>
#include <vector>

#include "halflight/base/random.hpp"
#include "halflight/stats/event_study.hpp"
#include "halflight/stats/group_time.hpp"
#include "halflight/stats/imputation.hpp"
#include "table.hpp"

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

} // namespace

int main() {
    bench::growth_head();
    const auto line = [](const char* work, const auto& run) {
        for (const std::size_t units : {2000U, 4000U, 8000U, 16000U}) {
            bench::growth(
                work, units, 5, [](std::size_t count) { return panel(static_cast<int>(count)); },
                run);
        }
    };
    line("two-way leads and lags, N units x 20 periods",
         [](const Made& m) { (void)event_study(m.data(), {.model = EventModel::two_way}); });
    line("Sun-Abraham", [](const Made& m) { (void)event_study(m.data(), {}); });
    line("imputation", [](const Made& m) { (void)imputation(m.data(), {}); });
    line("group-time", [](const Made& m) { (void)group_time(m.data(), {}); });
    line("group-time, 999 draws",
         [](const Made& m) { (void)group_time(m.data(), {.draws = {.count = 999}}); });
}
