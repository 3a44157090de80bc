// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/alert_group.hpp"

#include "halflight/base/error.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <random>

namespace halflight::watch {
namespace {

constexpr int start = 19000;

Signal signal_of(const std::string& monitor, Reading reading, int day,
                 Severity severity = Severity::warning) {
    Signal signal;
    signal.monitor = monitor;
    signal.cause = "the price";
    signal.day = Date{start + day};
    signal.reading = reading;
    signal.severity = severity;
    signal.value = Interval::point(monitor == "a" ? 12 : 7);
    signal.threshold = 10;
    signal.text = monitor + " is " + std::string(to_string(reading));
    signal.evidence.claims = {"C-" + monitor};
    return signal;
}

/// Several monitors of one cause, and what people see of them.
struct Group {
    std::vector<Alert> members;
    Alert shared = begin_shared("the price", {});
    Policy policy{};

    std::vector<Transition> take(const std::vector<Signal>& signals) {
        members.resize(std::max(members.size(), signals.size()));
        std::vector<Member> moved;
        Date day{};
        for (std::size_t i = 0; i < members.size(); ++i) {
            Advance next = advance(members[i], signals.at(i), policy);
            members[i] = next.alert;
            moved.push_back({std::move(next.alert), std::move(next.transitions)});
            day = signals.at(i).day;
        }
        Advance next = together(shared, moved, day);
        shared = std::move(next.alert);
        return std::move(next.transitions);
    }
    std::vector<Transition> take(Reading a, Reading b, int day, Severity of_b = Severity::warning) {
        return take({signal_of("a", a, day), signal_of("b", b, day, of_b)});
    }
    Advance act(Act what, int day) {
        Advance next = act_together(shared, members, what, Date{start + day}, "kim", "looks");
        shared = next.alert;
        return next;
    }
};

TEST(AlertGroup, TwoMonitorsOfOneCauseMakeOneTransition) {
    Group group;
    EXPECT_TRUE(group.take(Reading::quiet, Reading::quiet, 0).empty());
    const auto fired = group.take(Reading::raised, Reading::raised, 1);
    ASSERT_EQ(fired.size(), 1U);
    EXPECT_EQ(fired[0].alert, "_/the%20price/1");
    EXPECT_EQ(fired[0].from, AlertState::normal);
    EXPECT_EQ(fired[0].to, AlertState::firing);
    EXPECT_EQ(fired[0].why, "a: a is raised; b: b is raised");
    EXPECT_EQ(fired[0].signal.text, "a (firing): a is raised; b (firing): b is raised");
    EXPECT_EQ(fired[0].signal.members, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(fired[0].signal.value, Interval::point(12));
    EXPECT_EQ(fired[0].signal.evidence.claims, (std::vector<std::string>{"C-a", "C-b"}));
    EXPECT_TRUE(group.take(Reading::raised, Reading::quiet, 2).empty())
        << "what moves below the worst is no news";
    EXPECT_EQ(group.shared.latest.text, "a (firing): a is raised; b (normal): b is quiet");
    const auto over = group.take(Reading::quiet, Reading::quiet, 3);
    ASSERT_EQ(over.size(), 1U);
    EXPECT_EQ(over[0].to, AlertState::normal);
    EXPECT_EQ(group.take(Reading::quiet, Reading::raised, 4).at(0).alert, "_/the%20price/2");
    EXPECT_EQ(group.shared.latest.members.front(), "b") << "whose value stands there";
}

TEST(AlertGroup, AMemberThatWeighsMoreIsTold) {
    Group group;
    (void)group.take(Reading::raised, Reading::quiet, 0);
    const auto worse = group.take(Reading::raised, Reading::raised, 1, Severity::critical);
    ASSERT_EQ(worse.size(), 1U);
    EXPECT_EQ(worse[0].from, AlertState::firing);
    EXPECT_EQ(worse[0].to, AlertState::firing);
    EXPECT_EQ(worse[0].severity, Severity::critical);
    EXPECT_EQ(group.shared.episode, 1U);
}

TEST(AlertGroup, WhatIsOverWeighsNothing) {
    Group group;
    (void)group.take(Reading::raised, Reading::raised, 0, Severity::critical);
    (void)group.act(Act::close, 1);
    (void)group.take(Reading::quiet, Reading::quiet, 2, Severity::critical);
    const auto afresh = group.take(Reading::raised, Reading::quiet, 3, Severity::critical);
    ASSERT_EQ(afresh.size(), 1U);
    EXPECT_EQ(afresh[0].to, AlertState::firing);
    EXPECT_EQ(group.shared.worst, Severity::warning);
    EXPECT_EQ(afresh[0].severity, Severity::warning);
    EXPECT_EQ(afresh[0].signal.severity, Severity::warning);
}

/// States in the documented order.
std::vector<Alert> in_order() {
    std::vector<Alert> out;
    for (const AlertState state : {AlertState::firing, AlertState::acknowledged,
                                   AlertState::recovering, AlertState::pending}) {
        Alert alert;
        alert.state = state;
        out.push_back(alert);
        alert.state = AlertState::late;
        alert.before = state;
        out.push_back(alert);
    }
    for (const AlertState state :
         {AlertState::late, AlertState::no_data, AlertState::closed, AlertState::normal}) {
        Alert alert;
        alert.state = state;
        out.push_back(alert);
    }
    return out;
}

TEST(AlertGroup, StatesHaveTheirOrderAndTheWorstCounts) {
    std::vector<Alert> states = in_order();
    for (std::size_t i = 0; i < states.size(); ++i) {
        EXPECT_EQ(place_of_state(states[i]), static_cast<int>(i)) << to_string(states[i].state);
        for (std::size_t k = i; k < states.size(); ++k) {
            Alert worst = states[i];
            Alert other = states[k];
            worst.monitor = "z";
            other.monitor = k == i ? "zz" : "a";
            const std::array members = {Member{other, {}}, Member{worst, {}}};
            const Advance next = together(begin_shared("c", {}), members, Date{start});
            EXPECT_EQ(next.alert.state, worst.state);
            EXPECT_EQ(next.alert.before, worst.before);
            EXPECT_EQ(next.alert.latest.members.front(), "z");
        }
    }
}

TEST(AlertGroup, SilenceOfOneDoesNotHideAnother) {
    Group group;
    (void)group.take(Reading::raised, Reading::quiet, 0);
    EXPECT_EQ(group.take(Reading::late, Reading::quiet, 1).at(0).to, AlertState::late);
    EXPECT_TRUE(is_open(group.shared)) << "it is kept under the silence";
    EXPECT_EQ(group.take(Reading::late, Reading::raised, 2).at(0).to, AlertState::firing);
    EXPECT_EQ(group.shared.episode, 1U);
    (void)group.take(Reading::quiet, Reading::quiet, 3);
    EXPECT_EQ(group.take(Reading::quiet, Reading::late, 4).at(0).to, AlertState::late);
    EXPECT_FALSE(is_open(group.shared));
}

TEST(AlertGroup, PeopleActOnAllOfIt) {
    Group group;
    group.policy = {.pending_days = 0, .recovering_days = 5, .silent_days = 0};
    (void)group.take(Reading::raised, Reading::raised, 0);
    (void)group.take(Reading::raised, Reading::late, 1);
    const Advance taken = group.act(Act::acknowledge, 1);
    ASSERT_EQ(taken.transitions.size(), 1U);
    EXPECT_EQ(taken.transitions[0].to, AlertState::acknowledged);
    EXPECT_EQ(taken.transitions[0].why, "acknowledged by kim: looks");
    EXPECT_TRUE(group.take(Reading::raised, Reading::raised, 2).empty()) << "both are taken on";
    EXPECT_FALSE(is_firing(group.shared));
    EXPECT_EQ(group.act(Act::reopen, 2).transitions.at(0).to, AlertState::firing);
    EXPECT_EQ(group.act(Act::close, 2).transitions.at(0).to, AlertState::closed);
    EXPECT_TRUE(group.take(Reading::raised, Reading::raised, 3).empty());
    EXPECT_THROW((void)group.act(Act::acknowledge, 3), Error);
    EXPECT_THROW((void)group.act(Act::close, 3), Error);
}

TEST(AlertGroup, ANewOneThatFiresComesBackToWhoeverTookItOn) {
    Group group;
    (void)group.take(Reading::raised, Reading::quiet, 0);
    (void)group.act(Act::acknowledge, 0);
    const auto more = group.take(Reading::raised, Reading::raised, 1);
    ASSERT_EQ(more.size(), 1U);
    EXPECT_EQ(more[0].from, AlertState::acknowledged);
    EXPECT_EQ(more[0].to, AlertState::firing);
    EXPECT_EQ(more[0].why, "b: b is raised");
}

TEST(AlertGroup, ItBeginsWhereItsMembersStood) {
    Alert alone = advance({}, signal_of("a", Reading::raised, 0), {}).alert;
    alone = advance(alone, signal_of("a", Reading::quiet, 1), {}).alert;
    alone = advance(alone, signal_of("a", Reading::raised, 2), {}).alert;
    const Alert shared = begin_shared("the price", std::array{alone});
    EXPECT_EQ(shared.state, AlertState::firing);
    EXPECT_EQ(alert_id(shared), "_/the%20price/2");
    EXPECT_EQ(shared.since, Date{start + 2});
    const std::array members = {
        Member{advance(alone, signal_of("a", Reading::raised, 3), {}).alert, {}},
        Member{advance({}, signal_of("b", Reading::quiet, 3), {}).alert, {}}};
    EXPECT_TRUE(together(shared, members, Date{start + 3}).transitions.empty())
        << "it has been told already";
}

TEST(AlertGroup, MembersAreNotShownBesideIt) {
    Group group;
    (void)group.take(Reading::raised, Reading::raised, 0);
    std::vector<Alert> all = group.members;
    all.push_back(group.shared);
    Alert other = advance({}, signal_of("a", Reading::raised, 0), {}).alert;
    other.cause = "another";
    all.push_back(other);
    const auto shown = without_members(all);
    ASSERT_EQ(shown.size(), 2U);
    EXPECT_TRUE(is_shared(shown[0]));
    EXPECT_EQ(shown[1].cause, "another");
}

RC_GTEST_PROP(AlertGroupProperty, OneDayMovesItOnceAndTheSameDayAgainNever, ()) {
    std::mt19937_64 random(*rc::gen::arbitrary<std::uint64_t>());
    Group group;
    group.policy = {static_cast<int>(random() % 3), static_cast<int>(random() % 3),
                    static_cast<int>(random() % 3)};
    const auto any = [&] {
        return static_cast<Reading>(random() % static_cast<std::size_t>(Reading::count_));
    };
    for (int day = 0; day < 60; ++day) {
        const Alert before = group.shared;
        const std::vector<Signal> signals = {
            signal_of("a", any(), day, static_cast<Severity>(random() % 3)),
            signal_of("b", any(), day, static_cast<Severity>(random() % 3))};
        const auto moves = group.take(signals);
        RC_ASSERT(moves.size() <= 1U);
        RC_ASSERT((moves.empty() ? group.shared.state : moves[0].from) == before.state);
        const Alert after = group.shared;
        RC_ASSERT(group.take(signals).empty());
        RC_ASSERT(group.shared == after);
        for (const Alert& member : group.members) {
            RC_ASSERT(place_of_state(group.shared) <= place_of_state(member));
        }
    }
}

} // namespace
} // namespace halflight::watch
