// SPDX-License-Identifier: Apache-2.0
#include "state_rows.hpp"

#include "alert_json.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::alerts {

namespace {

[[noreturn]] void fail(std::string_view what) {
    throw Error(ErrorCode::parse, std::string(what));
}

[[noreturn]] void refuse_row(const std::string& path, std::string_view table,
                             const std::string& row, std::string_view what) {
    refuse_state(path, fmt::format("table {}, row {}: {}", table, shorten(row, 200), what),
                 "the file was left as it is; move it away and put a copy of it back, or mend the "
                 "row with sqlite3");
}

/// What `read` gives; a fault becomes one that names the row.
template <class Read>
auto in_row(const Query& query, std::string_view table, const std::string& row, Read read) {
    try {
        return read();
    } catch (const Error& fault) {
        if (fault.code() != ErrorCode::parse) {
            throw;
        }
        refuse_row(query.path(), table, row, fault.what());
    }
}

std::string number_of(const Query& row, int column) {
    return fmt::format("{}", row.integer(column));
}

/// A day that can be written: of the years 1 to 9999.
Date day_in(const Query& row, int column) {
    static const Date first = *parse_date("0001-01-01");
    static const Date last = *parse_date("9999-12-31");
    const std::int64_t days = row.integer(column);
    if (days < first.days || days > last.days) {
        fail(fmt::format("day {} lies outside the calendar", days));
    }
    return Date{static_cast<std::int32_t>(days)};
}

template <class Parse>
auto word_in(const Query& row, int column, std::string_view name, Parse parse) {
    const std::string word = row.text(column);
    const auto value = parse(word);
    if (!value) {
        fail(fmt::format("{} is '{}', which is not known", name, shorten(word)));
    }
    return *value;
}

DeliveryState state_in(std::int64_t number) {
    if (number < 0 || number >= static_cast<std::int64_t>(DeliveryState::count_)) {
        fail(fmt::format("state is {}, which is not known", number));
    }
    return static_cast<DeliveryState>(number);
}

void require_equal(std::string_view name, const std::string& column, std::string_view body) {
    if (column != body) {
        fail(fmt::format("{} is '{}' in the row and '{}' in its body", name, shorten(column),
                         shorten(body)));
    }
}

watch::Alert read_alert(const Query& row) {
    watch::Alert alert = alert_of(parse_json(row.text(4), "body"));
    require_equal("monitor", row.text(0), alert.monitor);
    require_equal("cause", row.text(1), alert.cause);
    require_equal("state", row.text(2), watch::to_string(alert.state));
    require_equal("id", row.text(3), watch::alert_id(alert));
    return alert;
}

Written read_transition(const Query& row) {
    Written out;
    out.sequence = row.integer(0);
    out.monitor = row.text(1);
    out.cause = row.text(2);
    out.transition.alert = row.text(3);
    out.transition.from = word_in(row, 4, "before", watch::parse_alert_state);
    out.transition.to = word_in(row, 5, "after", watch::parse_alert_state);
    out.transition.day = day_in(row, 6);
    out.transition.why = row.text(7);
    out.transition.signal = signal_of(parse_json(row.text(8), "signal"));
    out.record = row.text(9);
    out.at = row.integer(10);
    out.title = row.text(11);
    out.transition.severity = word_in(row, 12, "severity", watch::parse_severity);
    return out;
}

Delivery read_delivery(const Query& row) {
    constexpr std::int64_t most = 1'000'000;
    const std::int64_t attempts = row.integer(5);
    if (attempts < 0 || attempts > most) {
        fail(fmt::format("attempts is {}", attempts));
    }
    return {row.integer(0),
            row.integer(1),
            row.text(2),
            row.text(3),
            state_in(row.integer(4)),
            static_cast<int>(attempts),
            row.integer(6),
            row.text(7)};
}

void require_references(const Database& database) {
    Query query = database.query("PRAGMA foreign_key_check");
    if (query.step()) {
        refuse_row(database.path(), query.text(0), number_of(query, 1),
                   fmt::format("it belongs to a row of {} that is not there", query.text(2)));
    }
}

void require_days(const Database& database) {
    Query query = database.query("SELECT id, day FROM run");
    while (query.step()) {
        (void)in_row(query, "run", number_of(query, 0), [&] { return day_in(query, 1); });
    }
}

void require_attempts(const Database& database) {
    Query query = database.query("SELECT id, state FROM attempt WHERE state IS NOT NULL");
    while (query.step()) {
        (void)in_row(query, "attempt", number_of(query, 0),
                     [&] { return state_in(query.integer(1)); });
    }
}

void require_identity(const Database& database) {
    Query query = database.query("SELECT value FROM meta WHERE key = 'id'");
    const std::string id = query.step() ? query.text(0) : "";
    constexpr std::size_t digits = 32;
    if (id.size() != digits || id.find_first_not_of("0123456789abcdef") != std::string::npos) {
        refuse_row(database.path(), "meta", "id",
                   fmt::format("'{}' is no identity of 32 hexadecimal digits", shorten(id)));
    }
}

} // namespace

watch::Alert alert_row(const Query& row) {
    return in_row(row, "alert", fmt::format("'{}', '{}'", row.text(0), row.text(1)),
                  [&] { return read_alert(row); });
}

Written transition_row(const Query& row) {
    return in_row(row, "transition", number_of(row, 0), [&] { return read_transition(row); });
}

Delivery delivery_row(const Query& row) {
    return in_row(row, "delivery", number_of(row, 0), [&] { return read_delivery(row); });
}

void require_sound_rows(const Database& database) {
    require_identity(database);
    require_references(database);
    require_days(database);
    Query alerts = database.query(alert_columns);
    while (alerts.step()) {
        (void)alert_row(alerts);
    }
    Query transitions = database.query(transition_columns);
    while (transitions.step()) {
        (void)transition_row(transitions);
    }
    Query deliveries = database.query(delivery_columns);
    while (deliveries.step()) {
        (void)delivery_row(deliveries);
    }
    require_attempts(database);
}

} // namespace halflight::alerts
