// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/alert.hpp"

#include "halflight/base/error.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <map>
#include <random>

namespace halflight::watch {
namespace {

constexpr int start = 19000;

Signal signal_of(Reading reading, int day, Severity severity = Severity::warning) {
    Signal signal;
    signal.monitor = "oil";
    signal.cause = "cap 2024";
    signal.day = Date{start + day};
    signal.reading = reading;
    signal.severity = severity;
    signal.text = std::string(to_string(reading));
    return signal;
}

/// Quiet, and not yet beyond the release.
Signal held(int day) {
    Signal signal = signal_of(Reading::quiet, day);
    signal.value = Interval::point(0.9);
    signal.threshold = 1;
    signal.release = 0.8;
    return signal;
}

Alert run(Alert alert, const std::string& readings, const Policy& policy, int first = 0,
          std::vector<Transition>* transitions = nullptr) {
    static const std::map<char, Reading> letters = {{'r', Reading::raised},
                                                    {'C', Reading::raised},
                                                    {'q', Reading::quiet},
                                                    {'n', Reading::no_data},
                                                    {'l', Reading::late}};
    int day = first;
    for (const char letter : readings) {
        const Signal signal =
            letter == 'h' ? held(day)
                          : signal_of(letters.at(letter), day,
                                      letter == 'C' ? Severity::critical : Severity::warning);
        const Advance next = advance(alert, signal, policy);
        alert = next.alert;
        if (transitions != nullptr) {
            transitions->insert(transitions->end(), next.transitions.begin(),
                                next.transitions.end());
        }
        ++day;
    }
    return alert;
}

constexpr Policy waits{.pending_days = 2, .recovering_days = 3, .silent_days = 2};

/// An alert in each state, by the way that leads there; the last day is 9.
Alert in_state(AlertState state) {
    switch (state) {
    case AlertState::pending:
        return run({}, "qqqqqqqqqr", waits);
    case AlertState::firing:
        return run({}, "qqqqqqqrrr", waits);
    case AlertState::recovering:
        return run({}, "qqqqqqrrrq", waits);
    case AlertState::no_data:
        return run({}, "qqqqrrrnnn", waits);
    case AlertState::late:
        return run({}, "qqqqrrrlll", waits);
    case AlertState::acknowledged:
        return act(in_state(AlertState::firing), Act::acknowledge, Date{start + 9}, "kim", "looks")
            .alert;
    case AlertState::closed:
        return act(in_state(AlertState::firing), Act::close, Date{start + 9}, "kim", "known").alert;
    default:
        return run({}, "qqqqqqqqqq", waits);
    }
}

constexpr std::array<char, 6> letters = {'q', 'h', 'r', 'C', 'n', 'l'};

// Rows: the state; columns: the next day's quiet, held, raised, raised and critical, no data, late;
// then the same kept up for five days. The letters: Normal Pending Firing Recovering noData Late
// Acknowledged Closed.
struct Row {
    AlertState state;
    std::string_view next;
    std::string_view kept;
};
constexpr std::array<Row, 8> table = {{{AlertState::normal, "NNPPNN", "NNFFDL"},
                                       {AlertState::pending, "PPPPPP", "NNFFDL"},
                                       {AlertState::firing, "RFFFFF", "NFFFDL"},
                                       {AlertState::recovering, "RRRFRR", "NRFFDL"},
                                       {AlertState::no_data, "RFFFDL", "NFFFDL"},
                                       {AlertState::late, "RFFFDL", "NFFFDL"},
                                       {AlertState::acknowledged, "RAAFAA", "NAAFDL"},
                                       {AlertState::closed, "CCCPCC", "CCCFCC"}}};

char letter_of(AlertState state) {
    return std::string_view("NPFRDLAC")[static_cast<std::size_t>(state)];
}

TEST(Alert, EveryStateAnswersEveryReading) {
    ASSERT_EQ(table.size(), static_cast<std::size_t>(AlertState::count_));
    for (const Row& row : table) {
        const Alert alert = in_state(row.state);
        ASSERT_EQ(alert.state, row.state);
        for (std::size_t i = 0; i < letters.size(); ++i) {
            const std::string five(5, letters.at(i));
            EXPECT_EQ(letter_of(run(alert, five.substr(0, 1), waits, 10).state), row.next[i])
                << to_string(row.state) << " and " << letters.at(i);
            EXPECT_EQ(letter_of(run(alert, five, waits, 10).state), row.kept[i])
                << to_string(row.state) << " and " << five;
        }
    }
}

TEST(Alert, WordsReadBackAndIdsAreOneWordEach) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(AlertState::count_); ++i) {
        const auto state = static_cast<AlertState>(i);
        EXPECT_EQ(parse_alert_state(to_string(state)), state);
    }
    EXPECT_FALSE(parse_alert_state("calm"));
    EXPECT_EQ(alert_id(in_state(AlertState::firing)), "oil/cap%202024/1");
    Alert a;
    a.monitor = "a/b";
    a.cause = "c";
    Alert b;
    b.monitor = "a";
    b.cause = "b/c";
    EXPECT_NE(alert_id(a), alert_id(b));
}

TEST(Alert, WithoutDaysOfPolicyItFiresAndEndsAtOnce) {
    std::vector<Transition> moves;
    const Alert alert = run({}, "qrqr", {}, 0, &moves);
    ASSERT_EQ(moves.size(), 3U);
    EXPECT_EQ(moves[0].to, AlertState::firing);
    EXPECT_EQ(moves[1].to, AlertState::normal);
    EXPECT_EQ(moves[2].alert, "oil/cap%202024/2");
    EXPECT_EQ(alert.episode, 2U);
}

TEST(Alert, SilenceKeepsTheStateUnderneathAndStopsItsClock) {
    std::vector<Transition> moves;
    // Raised on days 0 and 1, silent on 2 to 8: the two days of pending are full on day 9.
    const Alert alert = run({}, "rrlllllllrr", waits, 0, &moves);
    ASSERT_EQ(moves.size(), 3U);
    EXPECT_EQ(moves[1].to, AlertState::late);
    EXPECT_EQ(moves[1].day, Date{start + 4});
    EXPECT_EQ(moves[2].to, AlertState::firing) << "one day before the silence, one at its end";
    EXPECT_EQ(alert.episode, 1U);
    EXPECT_EQ(run({}, "rrrlllll", waits).before, AlertState::firing);
    EXPECT_TRUE(is_firing(run({}, "rrrlllll", waits)));
}

TEST(Alert, AClosedOneOpensOnlyForANewEpisode) {
    const Alert closed = in_state(AlertState::closed);
    EXPECT_EQ(run(closed, "rrrrqqrrr", waits, 10).state, AlertState::closed);
    const Alert again = run(closed, "qqqrrr", waits, 10);
    EXPECT_EQ(again.state, AlertState::firing);
    EXPECT_EQ(again.episode, closed.episode + 1);
    EXPECT_TRUE(again.by.empty());
}

TEST(Alert, AnAcknowledgedOneComesBackAcknowledged) {
    const Alert taken = in_state(AlertState::acknowledged);
    EXPECT_EQ(run(taken, "qrrrr", waits, 10).state, AlertState::acknowledged);
    EXPECT_EQ(run(taken, "llllr", waits, 10).state, AlertState::acknowledged);
    EXPECT_FALSE(is_firing(taken));
}

TEST(Alert, OneThatGetsWorseIsTold) {
    std::vector<Transition> moves;
    const Alert alert = run(in_state(AlertState::firing), "rCCrC", waits, 10, &moves);
    ASSERT_EQ(moves.size(), 1U);
    EXPECT_EQ(moves[0].from, AlertState::firing);
    EXPECT_EQ(moves[0].to, AlertState::firing);
    EXPECT_EQ(moves[0].why, "critical after warning: raised");
    EXPECT_EQ(alert.worst, Severity::critical);
}

TEST(Alert, PeopleSayWhoAndWhy) {
    const Date day{start + 9};
    const Alert firing = in_state(AlertState::firing);
    EXPECT_THROW((void)act(firing, Act::close, day, "", "known"), Error);
    EXPECT_THROW((void)act(firing, Act::close, day, "kim", ""), Error);
    EXPECT_THROW((void)act(firing, Act::close, Date{start}, "kim", "known"), Error);
    EXPECT_THROW((void)act(firing, Act::reopen, day, "kim", "no"), Error);
    for (const AlertState state : {AlertState::normal, AlertState::pending, AlertState::recovering,
                                   AlertState::late, AlertState::acknowledged}) {
        EXPECT_THROW((void)act(in_state(state), Act::acknowledge, day, "kim", "looks"), Error);
    }
    const Advance closed = act(firing, Act::close, day, "kim", "an error of the source");
    EXPECT_EQ(closed.transitions.at(0).why, "closed by kim: an error of the source");
    EXPECT_EQ(closed.alert.by, "kim");
    EXPECT_EQ(act(closed.alert, Act::reopen, day, "lee", "it is none").alert.state,
              AlertState::firing);
    EXPECT_THROW((void)act(in_state(AlertState::normal), Act::close, day, "kim", "x"), Error);
}

TEST(Alert, AnotherCauseIsAnotherAlert) {
    Signal other = signal_of(Reading::raised, 20);
    other.cause = "cap 2025";
    EXPECT_THROW((void)advance(in_state(AlertState::firing), other, waits), Error);
}

TEST(Alert, SignalsOfOneCauseBecomeOne) {
    Signal rice = signal_of(Reading::raised, 0);
    rice.evidence.claims = {"B"};
    Signal wheat = signal_of(Reading::raised, 0);
    wheat.evidence.claims = {"A", "B"};
    Signal late = signal_of(Reading::late, 0);
    late.evidence.claims = {"C"};
    const auto one = one_per_cause({late, rice, wheat});
    ASSERT_EQ(one.size(), 1U);
    EXPECT_EQ(one[0].reading, Reading::raised);
    EXPECT_EQ(one[0].evidence.claims, (std::vector<std::string>{"A", "B"}));
}

Reading any_reading(std::mt19937_64& random) {
    return static_cast<Reading>(random() % static_cast<std::size_t>(Reading::count_));
}

Signal any_signal(std::mt19937_64& random, int day) {
    Signal signal = random() % 5 == 0
                        ? held(day)
                        : signal_of(any_reading(random), day, static_cast<Severity>(random() % 3));
    signal.day = Date{start + day};
    return signal;
}

RC_GTEST_PROP(AlertProperty, TheSameDayAndSignalAgainChangesNothingAndADayBeforeNeither, ()) {
    std::mt19937_64 random(*rc::gen::arbitrary<std::uint64_t>());
    const Policy policy{static_cast<int>(random() % 4), static_cast<int>(random() % 4),
                        static_cast<int>(random() % 4)};
    Alert alert;
    int day = 0;
    for (int i = 0; i < 60; ++i) {
        day += static_cast<int>(random() % 3);
        const Signal signal = any_signal(random, day);
        const Advance next = advance(alert, signal, policy);
        RC_ASSERT(next.transitions.size() <= 1U);
        const Advance again = advance(next.alert, signal, policy);
        RC_ASSERT(again.transitions.empty());
        RC_ASSERT(again.alert == next.alert);
        const Advance before = advance(next.alert, any_signal(random, day - 1), policy);
        RC_ASSERT(before.transitions.empty());
        RC_ASSERT(before.alert == next.alert);
        if (!next.transitions.empty()) {
            RC_ASSERT(next.transitions[0].from == alert.state);
            RC_ASSERT(next.transitions[0].to == next.alert.state);
            RC_ASSERT(next.alert.since == signal.day);
        }
        alert = next.alert;
    }
}

/// From a quiet and from a firing start, under runs that are all shorter than the policy's days.
RC_GTEST_PROP(AlertProperty, RunsShorterThanThePolicyNeverFlap, ()) {
    const int days = *rc::gen::inRange(1, 9);
    const Policy policy{days, days, 0};
    const bool fires = *rc::gen::arbitrary<bool>();
    Alert alert = fires ? run({}, "r" + std::string(static_cast<std::size_t>(days), 'r'), policy)
                        : run({}, "q", policy);
    int day = days + 1;
    bool up = !fires;
    std::size_t moves = 0;
    for (int i = 0; i < 40; ++i) {
        // A run of as many readings lasts one day less.
        for (int left = *rc::gen::inRange(1, days + 1); left > 0; --left, ++day) {
            const Advance next =
                advance(alert, signal_of(up ? Reading::raised : Reading::quiet, day), policy);
            moves += next.transitions.size();
            alert = next.alert;
        }
        up = !up;
    }
    RC_ASSERT(moves == 1U);
    RC_ASSERT(alert.state == (fires ? AlertState::recovering : AlertState::pending));
}

RC_GTEST_PROP(AlertProperty, AlternatingDaysMoveAtMostOncePerDaysOfThePolicy, ()) {
    const int days = *rc::gen::inRange(1, 9);
    const bool waits_first = *rc::gen::arbitrary<bool>();
    const Policy policy{waits_first ? days : 0, days, 0};
    std::vector<Transition> moves;
    std::string readings;
    for (int i = 0; i < 100; ++i) {
        readings += i % 2 == 0 ? 'r' : 'q';
    }
    (void)run({}, readings, policy, 0, &moves);
    // Without days of pending it fires on the first day and recovers on the second, then no more.
    RC_ASSERT(moves.size() == (waits_first ? 1U : 2U));
}

/// Runs that skip days come to the same states, as long as no run of readings is missed.
RC_GTEST_PROP(AlertProperty, RunsOfTheProgramDoNotCount, ()) {
    const Policy policy{*rc::gen::inRange(0, 6), *rc::gen::inRange(0, 6), 0};
    Alert daily;
    Alert seldom;
    int day = 0;
    for (int block = 0; block < 12; ++block) {
        const Reading reading = block % 2 == 0 ? Reading::raised : Reading::quiet;
        const int length = *rc::gen::inRange(1, 10);
        for (int i = 0; i < length; ++i, ++day) {
            daily = advance(daily, signal_of(reading, day), policy).alert;
            if (i == 0 || i == length - 1) {
                seldom = advance(seldom, signal_of(reading, day), policy).alert;
            }
        }
        RC_ASSERT(daily.state == seldom.state);
        RC_ASSERT(daily.episode == seldom.episode);
    }
}

} // namespace
} // namespace halflight::watch
