// SPDX-License-Identifier: Apache-2.0
// Runs, alerts and transitions; deliveries stand in state_deliveries.cpp.
#include "halflight/alerts/state.hpp"

#include "alert_json.hpp"
#include "halflight/base/error.hpp"
#include "state_inside.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halflight::alerts {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 4> delivery_words = {"waiting", "begun", "done", "dead"};
static_assert(delivery_words.size() == static_cast<std::size_t>(DeliveryState::count_));

/// What stands in the file was written by this program; anything else is damage.
template <class Read>
auto read_row(const std::string& path, Read read) {
    constexpr std::string_view remedy = "move it away and put a copy of it back";
    try {
        return read();
    } catch (const nlohmann::json::exception& fault) {
        refuse_state(path, fmt::format("a row does not read ({})", fault.what()), remedy);
    } catch (const Error& fault) {
        if (fault.code() != ErrorCode::parse) {
            throw;
        }
        refuse_state(path, fmt::format("a row does not read ({})", fault.what()), remedy);
    }
}

watch::AlertState state_of(const std::string& word) {
    const auto state = watch::parse_alert_state(word);
    if (!state) {
        throw Error(ErrorCode::parse, fmt::format("'{}' is no state", word));
    }
    return *state;
}

watch::Severity severity_of(const std::string& word) {
    const auto severity = watch::parse_severity(word);
    if (!severity) {
        throw Error(ErrorCode::parse, fmt::format("'{}' is no severity", word));
    }
    return *severity;
}

constexpr std::string_view transition_columns =
    "SELECT sequence, monitor, cause, alert, before, after, transition.day, why, signal, record, "
    "run.at, run.title, severity FROM transition JOIN run ON run.id = transition.run ";

Written written_of(const Query& row) {
    Written out;
    out.sequence = row.integer(0);
    out.monitor = row.text(1);
    out.cause = row.text(2);
    out.transition.alert = row.text(3);
    out.transition.from = state_of(row.text(4));
    out.transition.to = state_of(row.text(5));
    out.transition.day = Date{static_cast<std::int32_t>(row.integer(6))};
    out.transition.why = row.text(7);
    out.transition.signal = signal_of(Json::parse(row.text(8)));
    out.record = row.text(9);
    out.at = row.integer(10);
    out.title = row.text(11);
    out.transition.severity = severity_of(row.text(12));
    return out;
}

std::int64_t write_run(const Database& database, const RunRecord& run) {
    database.query("INSERT INTO run(day, at, content_hash, title) VALUES(?, ?, ?, ?)")
        .bind(std::int64_t{run.day.days})
        .bind(run.at)
        .bind(run.content_hash)
        .bind(run.title)
        .run();
    return database.last_row();
}

void write_alert(const Database& database, const watch::Alert& alert) {
    database.query("INSERT OR REPLACE INTO alert VALUES(?, ?, ?, ?, ?)")
        .bind(alert.monitor)
        .bind(alert.cause)
        .bind(watch::to_string(alert.state))
        .bind(watch::alert_id(alert))
        .bind(dump(to_json(alert)))
        .run();
}

void write_transition(const Database& database, std::int64_t run, const Written& written) {
    const watch::Transition& transition = written.transition;
    database
        .query("INSERT INTO transition(run, monitor, cause, alert, before, after, day, why, signal,"
               " record, severity) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(run)
        .bind(written.monitor)
        .bind(written.cause)
        .bind(transition.alert)
        .bind(watch::to_string(transition.from))
        .bind(watch::to_string(transition.to))
        .bind(std::int64_t{transition.day.days})
        .bind(transition.why)
        .bind(dump(to_json(transition.signal)))
        .bind(written.record)
        .bind(watch::to_string(transition.severity))
        .run();
}

void write_delivery(const Database& database, const std::string& state, std::int64_t sequence,
                    const Channel& channel, Instant at) {
    database
        .query("INSERT INTO delivery(sequence, channel, message, state, attempts, next, detail)"
               " VALUES(?, ?, ?, 0, 0, ?, '')")
        .bind(sequence)
        .bind(channel.id)
        .bind(message_id(state, sequence, channel.id))
        .bind(at)
        .run();
}

} // namespace

std::string_view to_string(DeliveryState state) noexcept {
    return delivery_words[static_cast<std::size_t>(state)];
}

std::string message_id(std::string_view state, std::int64_t sequence, std::string_view channel) {
    return fmt::format("{}.{}.{}", state, sequence, channel);
}

State::State(const fs::path& path, bool create) {
    std::error_code fault;
    if (!fs::exists(fs::symlink_status(path, fault))) {
        if (!create) {
            throw Error(ErrorCode::not_found,
                        fmt::format("there is no state of alerts at {}; run `halflight watch` once",
                                    path.string()));
        }
        make_state(path);
    }
    m_inside = std::make_unique<Inside>(Inside{open_state(path)});
}

State::State(State&&) noexcept = default;
State& State::operator=(State&&) noexcept = default;
State::~State() = default;

std::string State::id() const {
    Query query = m_inside->database.query("SELECT value FROM meta WHERE key = 'id'");
    if (!query.step()) {
        refuse_state(m_inside->database.path(), "it has no identity",
                     "move it away and put a copy of it back");
    }
    return query.text(0);
}

std::string State::title() const {
    Query query = m_inside->database.query("SELECT title FROM run ORDER BY id DESC LIMIT 1");
    return query.step() ? query.text(0) : "";
}

std::optional<Date> State::last_day() const {
    Query query = m_inside->database.query("SELECT max(day) FROM run");
    return query.step() && !query.is_null(0)
               ? std::optional(Date{static_cast<std::int32_t>(query.integer(0))})
               : std::nullopt;
}

std::vector<watch::Alert> State::alerts() const {
    Query query = m_inside->database.query("SELECT body FROM alert ORDER BY monitor, cause");
    return read_row(m_inside->database.path(), [&] {
        std::vector<watch::Alert> out;
        while (query.step()) {
            out.push_back(alert_of(Json::parse(query.text(0))));
        }
        return out;
    });
}

std::vector<Written> State::transitions(std::size_t last) const {
    Query query = m_inside->database.query(std::string(transition_columns) +
                                           "ORDER BY sequence DESC LIMIT ?");
    query.bind(static_cast<std::int64_t>(last));
    return read_row(m_inside->database.path(), [&] {
        std::vector<Written> out;
        while (query.step()) {
            out.push_back(written_of(query));
        }
        std::ranges::reverse(out);
        return out;
    });
}

std::optional<Written> State::transition(std::int64_t sequence) const {
    Query query = m_inside->database.query(std::string(transition_columns) + "WHERE sequence = ?");
    query.bind(sequence);
    return read_row(m_inside->database.path(), [&]() -> std::optional<Written> {
        return query.step() ? std::optional(written_of(query)) : std::nullopt;
    });
}

std::vector<Written> State::write(const RunRecord& run) {
    const Database& database = m_inside->database;
    Transaction transaction(database);
    const std::string identity = id();
    const std::map<std::string, Backtested> records = backtests();
    const std::int64_t number = write_run(database, run);
    for (const watch::Alert& alert : run.alerts) {
        write_alert(database, alert);
    }
    std::vector<Written> out;
    for (const watch::Transition& transition : run.transitions) {
        const watch::Signal& signal = transition.signal;
        const auto record = records.find(signal.monitor);
        out.push_back({0, transition, signal.monitor, signal.cause, run.title,
                       record == records.end() ? "no backtest" : record->second.text, run.at});
        write_transition(database, number, out.back());
        out.back().sequence = database.last_row();
        for (const Channel& channel : run.channels) {
            if (tells(channel, transition)) {
                write_delivery(database, identity, out.back().sequence, channel, run.at);
            }
        }
    }
    transaction.commit();
    return out;
}

void State::write_backtests(const std::map<std::string, Backtested>& records) {
    Transaction transaction(m_inside->database);
    for (const auto& [monitor, record] : records) {
        m_inside->database.query("INSERT OR REPLACE INTO backtest VALUES(?, ?, ?)")
            .bind(monitor)
            .bind(record.text)
            .bind(record.content_hash)
            .run();
    }
    transaction.commit();
}

std::map<std::string, Backtested> State::backtests() const {
    std::map<std::string, Backtested> out;
    Query query = m_inside->database.query("SELECT monitor, text, content_hash FROM backtest");
    while (query.step()) {
        out[query.text(0)] = {query.text(1), query.text(2)};
    }
    return out;
}

} // namespace halflight::alerts
