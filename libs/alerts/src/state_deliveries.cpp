// SPDX-License-Identifier: Apache-2.0
// The outbox: every attempt is written down before it is made and after.
#include "state_inside.hpp"
#include "state_rows.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace halflight::alerts {

namespace {

std::vector<Delivery> deliveries_of(Query query) {
    std::vector<Delivery> out;
    while (query.step()) {
        out.push_back(delivery_row(query));
    }
    return out;
}

std::int64_t number_of(DeliveryState state) noexcept {
    return static_cast<std::int64_t>(state);
}

} // namespace

std::vector<Delivery> State::open_deliveries() const {
    return deliveries_of(m_inside->database.query(
        std::string(delivery_columns) + "WHERE state IN (0, 1) ORDER BY sequence, channel"));
}

std::vector<Delivery> State::dead_deliveries() const {
    return deliveries_of(m_inside->database.query(std::string(delivery_columns) +
                                                  "WHERE state = 3 ORDER BY sequence, channel"));
}

DeliveryCounts State::delivery_counts() const {
    DeliveryCounts counts;
    Query query = m_inside->database.query("SELECT state, count(*) FROM delivery GROUP BY state");
    while (query.step()) {
        const auto number = static_cast<std::size_t>(query.integer(1));
        switch (static_cast<DeliveryState>(query.integer(0))) {
        case DeliveryState::done:
            counts.done += number;
            break;
        case DeliveryState::dead:
            counts.dead += number;
            break;
        default:
            counts.waiting += number;
        }
    }
    return counts;
}

std::vector<Waiting> State::waiting() const {
    std::map<std::string, Waiting> by_channel;
    for (const Delivery& delivery : open_deliveries()) {
        Waiting& waiting = by_channel[delivery.channel];
        if (waiting.number++ == 0) {
            const auto written = transition(delivery.sequence);
            waiting.channel = delivery.channel;
            waiting.since = written ? written->at : 0;
            waiting.attempts = delivery.attempts;
            waiting.begun = delivery.state == DeliveryState::begun;
            waiting.next = delivery.next;
            waiting.detail = delivery.detail;
        }
    }
    std::vector<Waiting> out;
    for (auto& [channel, waiting] : by_channel) {
        out.push_back(std::move(waiting));
    }
    return out;
}

void State::hold(const std::string& channel, std::string_view why) {
    m_inside->database.query("UPDATE delivery SET detail = ? WHERE channel = ? AND state = 0")
        .bind(why)
        .bind(channel)
        .run();
}

int State::begin(const Delivery& delivery, Instant at) {
    const Database& database = m_inside->database;
    const int attempt = delivery.attempts + 1;
    Transaction transaction(database);
    database.query("UPDATE delivery SET state = ?, attempts = ? WHERE id = ?")
        .bind(number_of(DeliveryState::begun))
        .bind(std::int64_t{attempt})
        .bind(delivery.id)
        .run();
    database.query("INSERT INTO attempt(delivery, number, begun) VALUES(?, ?, ?)")
        .bind(delivery.id)
        .bind(std::int64_t{attempt})
        .bind(at)
        .run();
    transaction.commit();
    return attempt;
}

void State::end(const Delivery& delivery, int attempt, DeliveryState state, Instant at,
                Instant next, std::string_view detail) {
    const Database& database = m_inside->database;
    Transaction transaction(database);
    database.query("UPDATE delivery SET state = ?, next = ?, detail = ? WHERE id = ?")
        .bind(number_of(state))
        .bind(next)
        .bind(detail)
        .bind(delivery.id)
        .run();
    database
        .query(
            "UPDATE attempt SET ended = ?, state = ?, detail = ? WHERE delivery = ? AND number = ?"
            " AND ended IS NULL")
        .bind(at)
        .bind(number_of(state))
        .bind(detail)
        .bind(delivery.id)
        .bind(std::int64_t{attempt})
        .run();
    transaction.commit();
}

void State::revive(Instant at) {
    m_inside->database.query("UPDATE delivery SET state = 0, next = ? WHERE state = 3")
        .bind(at)
        .run();
}

std::int64_t State::last_attempt() const {
    return m_inside->database.integer("SELECT ifnull(max(id), 0) FROM attempt");
}

std::vector<std::string> State::attempts_after(std::int64_t attempt) const {
    std::vector<std::string> lines;
    Query query = m_inside->database.query(
        "SELECT delivery.channel, delivery.sequence, number, ifnull(attempt.state, 1),"
        " ifnull(attempt.detail, 'under way') FROM attempt JOIN delivery"
        " ON delivery.id = attempt.delivery WHERE attempt.id > ? ORDER BY attempt.id");
    query.bind(attempt);
    while (query.step()) {
        const auto state = static_cast<DeliveryState>(query.integer(3));
        const std::string detail = query.text(4);
        const std::int64_t number = query.integer(2);
        lines.push_back(fmt::format("{}: transition {} {}{}{}", query.text(0), query.integer(1),
                                    state == DeliveryState::done ? "delivered" : detail,
                                    state == DeliveryState::dead ? "; given up" : "",
                                    number > 1 ? fmt::format(" (attempt {})", number) : ""));
    }
    return lines;
}

} // namespace halflight::alerts
