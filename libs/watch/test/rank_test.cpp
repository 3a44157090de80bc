// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/alert.hpp"

#include <gtest/gtest.h>

namespace halflight::watch {
namespace {

Alert firing(std::string cause, Severity severity, Interval value, std::size_t origins) {
    Signal signal;
    signal.monitor = "m";
    signal.cause = std::move(cause);
    signal.day = Date{19000};
    signal.reading = Reading::raised;
    signal.severity = severity;
    signal.value = value;
    signal.threshold = 10;
    signal.reliability.origins = origins;
    return advance({}, signal, {}).alert;
}

std::vector<std::string> order(const std::vector<Alert>& alerts, std::size_t budget = 0) {
    std::vector<std::string> causes;
    for (const Ranked& ranked : rank(alerts, budget)) {
        causes.push_back(alerts[ranked.index].cause);
    }
    return causes;
}

TEST(Rank, SeverityThenWhatALookIsWorth) {
    std::vector<Alert> alerts = {firing("sure", Severity::warning, Interval::closed(50, 51), 1),
                                 firing("open", Severity::warning, Interval::closed(9, 51), 1),
                                 firing("breach", Severity::critical, Interval::closed(50, 51), 9),
                                 firing("many", Severity::warning, Interval::closed(50, 51), 5)};
    EXPECT_EQ(order(alerts), (std::vector<std::string>{"breach", "open", "sure", "many"}));
    EXPECT_EQ(order(alerts, 2), (std::vector<std::string>{"breach", "open"}));
    alerts[1] = act(alerts[1], Act::acknowledge, Date{19000}, "kim", "looks").alert;
    EXPECT_EQ(order(alerts), (std::vector<std::string>{"breach", "sure", "many", "open"}));
}

TEST(Rank, NothingOfWhatIsOverOrClosedAndPartsAddUp) {
    std::vector<Alert> alerts = {firing("a", Severity::warning, Interval::all(), 0), Alert{}};
    const auto ranked = rank(alerts, 0);
    ASSERT_EQ(ranked.size(), 1U);
    double sum = 0;
    for (const WorthPart& part : ranked[0].parts) {
        sum += part.value;
    }
    EXPECT_DOUBLE_EQ(ranked[0].worth, sum);
    EXPECT_DOUBLE_EQ(ranked[0].worth, 4);
    EXPECT_EQ(ranked[0].why, "state 1.00, undecided 1.00, few origins 1.00, nobody has it 1.00");
    alerts[0] = act(alerts[0], Act::close, Date{19000}, "kim", "known").alert;
    EXPECT_TRUE(rank(alerts, 0).empty());
}

} // namespace
} // namespace halflight::watch
