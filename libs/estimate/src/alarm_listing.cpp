// SPDX-License-Identifier: Apache-2.0
#include "alarm_listing.hpp"

namespace halflight::estimate {

namespace {

std::string state_word(stats::AlarmState state) {
    switch (state) {
    case stats::AlarmState::judged:
        return "judged";
    case stats::AlarmState::no_data:
        return "no_data";
    case stats::AlarmState::no_baseline:
        return "no_baseline";
    case stats::AlarmState::too_few:
        return "too_few";
    case stats::AlarmState::not_converged:
        return "not_converged";
    }
    return "";
}

} // namespace

void tell(const stats::Alarms& alarms, const NamedSeries& series, Answer& answer) {
    Listing times{.name = "times",
                  .columns = {"row", "state", "observed", "expected", "statistic", "limit",
                              "threshold", "needed", "alarm"},
                  .rows = {}};
    std::int64_t raised = 0;
    std::int64_t judged = 0;
    for (const stats::Alarm& time : alarms.times) {
        times.rows.push_back({series.rows[time.row - 1], state_word(time.state), time.observed,
                              time.expected, time.statistic, time.limit, time.threshold,
                              time.needed, time.alarm});
        raised += time.alarm ? 1 : 0;
        judged += time.state == stats::AlarmState::judged ? 1 : 0;
    }
    answer.listings.push_back(std::move(times));
    answer.diagnostics.emplace_back("alarms", raised);
    answer.diagnostics.emplace_back("judged", judged);
    answer.diagnostics.emplace_back("times", static_cast<std::int64_t>(alarms.times.size()));
    answer.warnings.insert(answer.warnings.end(), alarms.warnings.begin(), alarms.warnings.end());
}

} // namespace halflight::estimate
