// SPDX-License-Identifier: Apache-2.0
// A backtest looks at few days; what it finds is what a run on every single day finds.
#include "halflight/watch/backtest.hpp"

#include "monitor_world.hpp"

#include <rapidcheck/gtest.h>

#include <map>

namespace halflight::watch::test {
namespace {

using Moves = std::vector<Transition>;

std::vector<Date> every_day(const BacktestSpec& spec) {
    std::vector<Date> days;
    for (Date day = spec.from; day <= spec.to; ++day.days) {
        days.push_back(day);
    }
    return days;
}

/// The alerts moved by hand, on one day after the other.
Moves daily(const Plan& plan, const BacktestSpec& spec, const SurveyOf& survey) {
    std::map<std::string, Alert> alerts;
    Moves moves;
    for (const Date day : every_day(spec)) {
        for (const Signal& signal : survey(day).signals) {
            Alert& alert = alerts[signal.monitor + "/" + signal.cause];
            Advance next = advance(alert, signal, policy_of(plan, signal.monitor));
            alert = std::move(next.alert);
            moves.insert(moves.end(), next.transitions.begin(), next.transitions.end());
        }
    }
    return moves;
}

Moves of_all(const BacktestReport& report) {
    Moves moves;
    for (const BacktestRecord& record : report.records) {
        moves.insert(moves.end(), record.transitions.begin(), record.transitions.end());
    }
    return moves;
}

/// By day, then by alert: the order in which monitors come does not matter here.
Moves in_order(Moves moves) {
    std::ranges::stable_sort(moves, {}, [](const Transition& move) {
        return std::pair(move.day, move.alert.substr(0, move.alert.rfind('/')));
    });
    return moves;
}

/// All of a transition in a line, for a reader of a failure.
std::vector<std::string> lines(const Moves& moves) {
    std::vector<std::string> out;
    for (const Transition& move : moves) {
        out.push_back(to_string(move.day) + " " + move.alert + " " +
                      std::string(to_string(move.from)) + " -> " + std::string(to_string(move.to)) +
                      " " + std::string(to_string(move.severity)) + ": " + move.why);
    }
    return out;
}

int number(int from, int to) {
    return *rc::gen::inRange(from, to + 1);
}

Policy any_policy() {
    return {.pending_days = number(0, 12),
            .recovering_days = number(0, 12),
            .silent_days = number(0, 12)};
}

/// Readings that stay for some days each.
std::map<Date, Signal> any_readings(const BacktestSpec& spec) {
    std::map<Date, Signal> from;
    for (Date day = spec.from; day <= spec.to; day.days += number(1, 15)) {
        Signal signal;
        signal.monitor = "m";
        signal.cause = "c";
        signal.reading = static_cast<Reading>(number(0, 3));
        signal.severity = static_cast<Severity>(number(0, 2));
        if (number(0, 2) == 0) {
            signal.value = Interval::point(0.9); // held
            signal.threshold = 1;
            signal.release = 0.8;
        }
        from[day] = signal;
    }
    return from;
}

RC_GTEST_PROP(BacktestDaily, EndsOfTermsAreReplayed, ()) {
    const BacktestSpec spec{Date{19000}, Date{19120}, 0.95};
    Plan plan;
    measures::Declaration monitor;
    monitor.id = "m";
    plan.monitors = {monitor};
    plan.policy = any_policy();
    const std::map<Date, Signal> readings = any_readings(spec);
    const SurveyOf survey = [&](Date day) {
        Survey out;
        out.signals = {std::prev(readings.upper_bound(day))->second};
        out.signals.front().day = day;
        return out;
    };
    std::vector<Date> changes;
    for (const auto& [day, signal] : readings) {
        changes.push_back(day);
    }
    const BacktestReport report = backtest(plan, spec, changes, survey, advance);
    RC_ASSERT(of_all(report) == daily(plan, spec, survey));
    RC_ASSERT(report.days.size() <= every_day(spec).size());
}

/// Values at equal steps, told late, early or never.
void add_series(Rows& rows, std::string_view series, Frequency frequency, Date from, Date to) {
    for (Period step = period_at(from, frequency); step.first <= to;
         step = period_at(step.end, frequency)) {
        if (number(0, 4) > 0) {
            rows.add(series, step, "," + std::to_string(number(1, 9)) + ",",
                     to_string(Date{step.end.days + number(-5, 40)}));
        }
    }
}

std::string any_watch() {
    const auto days = [](const char* key) {
        return number(0, 1) == 0 ? std::string()
                                 : std::string(key) + " = " + std::to_string(number(0, 40)) + "\n";
    };
    return "[policy]\n" + days("pending_days") + days("recovering_days") + days("silent_days") +
           "[[monitor]]\nid = \"high\"\nform = \"threshold\"\nseries = [\"rate:PRK\"]\nabove = 5\n"
           "release = 4\n" +
           days("custom_days") + days("pending_days") +
           "[[monitor]]\nid = \"low\"\nform = \"threshold\"\nseries = [\"imports:PRK\"]\n"
           "below = 4\n" +
           days("recovering_days") +
           "[[monitor]]\nid = \"late\"\nform = \"lateness\"\nseries = [\"crossings:PRK\"]\n"
           "least = 2\n" +
           days("custom_days") + days("silent_days") +
           "[[monitor]]\nid = \"weekly\"\nform = \"threshold\"\nseries = [\"light:PRK\"]\n"
           "above = 5\nfrequency = \"W\"\n";
}

RC_GTEST_PROP(BacktestDaily, ADossierOfMonitorsMovesAsOnEveryDay, ()) {
    const BacktestSpec spec{to_date({2020, 7, 3}), to_date({2020, 12, 17}), 0.95};
    const Date early = to_date({2020, 1, 1});
    Rows rows;
    add_series(rows, "rate", Frequency::month, early, spec.to);
    add_series(rows, "imports", Frequency::quarter, early, spec.to);
    add_series(rows, "crossings", Frequency::month, early, spec.to);
    add_series(rows, "light", Frequency::week, to_date({2020, 9, 1}), to_date({2020, 11, 1}));
    MonitorWorld world(rows, any_watch());
    std::map<Date, Survey> seen;
    const SurveyOf survey = [&](Date day) {
        const auto [at, added] = seen.try_emplace(day);
        if (added) {
            at->second = world.on(day);
        }
        return at->second;
    };
    const Moves all = daily(world.dossier.plan, spec, survey);
    const BacktestReport report =
        backtest(world.dossier.plan, spec,
                 replay_days(world.dossier.ledger, world.dossier.plan, spec), survey, advance);
    RC_ASSERT(lines(in_order(of_all(report))) == lines(in_order(all)));
}

TEST(BacktestDaily, ATermThatEndsBetweenTwoReportsIsSeenOnItsDay) {
    Rows rows;
    rows.add("rate", month(2020, 8), ",9,", "2020-09-10");
    rows.add("rate", month(2020, 9), ",9,", "2020-11-20");
    MonitorWorld world(rows, "[policy]\npending_days = 7\n[[monitor]]\nid = \"m\"\n"
                             "form = \"threshold\"\nseries = [\"rate:PRK\"]\nabove = 5\n");
    const BacktestSpec spec{to_date({2020, 9, 5}), to_date({2020, 12, 31}), 0.95};
    const BacktestReport report = backtest(
        world.dossier.plan, spec, replay_days(world.dossier.ledger, world.dossier.plan, spec),
        [&](Date day) { return world.on(day); }, advance);
    const Moves& moves = report.records.at(0).transitions;
    ASSERT_EQ(moves.size(), 3U);
    EXPECT_EQ(to_string(moves[0].day), "2020-09-05") << "the first day, without data";
    EXPECT_EQ(to_string(moves[1].day), "2020-09-10");
    EXPECT_EQ(moves[2].to, AlertState::firing);
    EXPECT_EQ(to_string(moves[2].day), "2020-09-17");
}

} // namespace
} // namespace halflight::watch::test
