// SPDX-License-Identifier: Apache-2.0
#include "monitor_meters.hpp"

#include "halflight/watch/meter.hpp"

#include <algorithm>
#include <iterator>

namespace halflight::watch::detail {

void read_meters(const measures::View& view, const Plan& plan, Date day, Survey& out) {
    for (const measures::Declaration& declaration : plan.meters) {
        Diagnostics own;
        const MeterSpec spec = meter_spec(declaration, own);
        if (own.errors() == 0) {
            auto years = cap_years(view, plan.rules, spec, day, own);
            auto signals = signals_of(years);
            for (Signal& signal : signals) {
                signal.monitor = declaration.id;
                signal.day = day;
            }
            std::ranges::stable_sort(signals, {}, &Signal::cause);
            std::ranges::move(signals, std::back_inserter(out.signals));
            std::ranges::move(years, std::back_inserter(out.caps));
        }
        out.diagnostics.append(std::move(own));
    }
}

} // namespace halflight::watch::detail
