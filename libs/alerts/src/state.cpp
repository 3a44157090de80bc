// SPDX-License-Identifier: Apache-2.0
// Runs, alerts and transitions; deliveries stand in state_deliveries.cpp.
#include "halflight/alerts/state.hpp"

#include "alert_json.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"
#include "state_inside.hpp"
#include "state_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halflight::alerts {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 4> delivery_words = {"waiting", "begun", "done", "dead"};
static_assert(delivery_words.size() == static_cast<std::size_t>(DeliveryState::count_));

/// A state belongs to the first dossier that writes into it; one of before that was kept, to the
/// next.
void adopt(const Database& database, const std::string& dossier) {
    if (!dossier.empty()) {
        database.query("INSERT OR IGNORE INTO meta VALUES('dossier', ?)").bind(dossier).run();
    }
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
            throw Error(ErrorCode::io,
                        fmt::format("there is no state of alerts at {}; run `halflight watch` once",
                                    path.string()));
        }
        make_state(path);
    }
    m_inside = std::make_unique<Inside>(Inside{open_state(path), {}});
}

State::State(std::unique_ptr<Inside> inside) noexcept : m_inside(std::move(inside)) {}

State State::again(const fs::path& path) {
    return State(std::make_unique<Inside>(Inside{reopen_state(path), {}}));
}

State::State(State&&) noexcept = default;
State& State::operator=(State&&) noexcept = default;
State::~State() = default;

std::string State::id() const {
    Query query = m_inside->database.query("SELECT value FROM meta WHERE key = 'id'");
    return query.step() ? query.text(0) : "";
}

void State::require_dossier(const std::string& dossier, const fs::path& folder) {
    Query query = m_inside->database.query("SELECT value FROM meta WHERE key = 'dossier'");
    const std::string known = query.step() ? query.text(0) : dossier;
    if (!dossier.empty() && known != dossier) {
        refuse_state(
            m_inside->database.path(),
            fmt::format("it keeps the alerts of the dossier '{}', and {} is '{}'",
                        shorten(known, 200), folder.string(), shorten(dossier, 200)),
            fmt::format("name a file of its own with --state; where it is the same dossier under "
                        "another title, write id = \"{}\" into its dossier.toml",
                        shorten(known, 200)));
    }
    m_inside->dossier = dossier;
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
    Query query = m_inside->database.query(std::string(alert_columns) + "ORDER BY monitor, cause");
    std::vector<watch::Alert> out;
    while (query.step()) {
        out.push_back(alert_row(query));
    }
    return out;
}

std::vector<Written> State::transitions(std::size_t last) const {
    Query query = m_inside->database.query(std::string(transition_columns) +
                                           "ORDER BY sequence DESC LIMIT ?");
    query.bind(static_cast<std::int64_t>(last));
    std::vector<Written> out;
    while (query.step()) {
        out.push_back(transition_row(query));
    }
    std::ranges::reverse(out);
    return out;
}

std::optional<Written> State::transition(std::int64_t sequence) const {
    Query query = m_inside->database.query(std::string(transition_columns) + "WHERE sequence = ?");
    query.bind(sequence);
    return query.step() ? std::optional(transition_row(query)) : std::nullopt;
}

std::string record_words(const std::map<std::string, Backtested>& records,
                         const watch::Signal& signal, std::string_view content_hash) {
    const auto of_one = [&](const std::string& monitor) -> std::string {
        const auto found = records.find(monitor);
        if (found == records.end()) {
            return "no backtest";
        }
        const bool old = !content_hash.empty() && found->second.content_hash != content_hash;
        return found->second.text + (old ? " (of an earlier text of the dossier)" : "");
    };
    if (signal.members.empty()) {
        return of_one(signal.monitor);
    }
    std::string text;
    for (const std::string& monitor : signal.members) {
        text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", monitor, of_one(monitor));
    }
    return text;
}

std::vector<Written> State::write(const RunRecord& run) {
    const Database& database = m_inside->database;
    Transaction transaction(database);
    const std::string identity = id();
    const std::map<std::string, Backtested> records = backtests();
    adopt(database, m_inside->dossier);
    const std::int64_t number = write_run(database, run);
    for (const watch::Alert& alert : run.alerts) {
        write_alert(database, alert);
    }
    std::vector<Written> out;
    for (const watch::Transition& transition : run.transitions) {
        const watch::Signal& signal = transition.signal;
        out.push_back({0, transition, signal.monitor, signal.cause, run.title,
                       record_words(records, signal, ""), run.at});
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
    adopt(m_inside->database, m_inside->dossier);
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
