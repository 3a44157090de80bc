// SPDX-License-Identifier: Apache-2.0
// halflight/alerts/state.hpp - what is kept of alerts from run to run: their states, every
// transition ever made, and what is still to be delivered.
#pragma once

#include "halflight/alerts/channel.hpp"
#include "halflight/watch/alert.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::alerts {

/// Milliseconds since 1970-01-01T00:00Z.
using Instant = std::int64_t;

/// A transition as it was written: never changed, never taken away.
struct Written {
    std::int64_t sequence = 0; ///< from 1, without gaps
    watch::Transition transition;
    std::string monitor;
    std::string cause;
    std::string title;  ///< of the dossier
    std::string record; ///< the monitor's own backtest in a sentence, or "no backtest"
    Instant at = 0;
    bool operator==(const Written&) const = default;
};

enum class DeliveryState : std::uint8_t {
    waiting, ///< not tried, or to be tried again at `next`
    begun,   ///< an attempt is under way, or ended without a word: its outcome is not known
    done,
    dead, ///< given up
    count_
};
[[nodiscard]] std::string_view to_string(DeliveryState state) noexcept;

/// One word of one transition to one channel.
struct Delivery {
    std::int64_t id = 0;
    std::int64_t sequence = 0; ///< of the transition
    std::string channel;
    std::string message; ///< identity, the same in every attempt
    DeliveryState state = DeliveryState::waiting;
    int attempts = 0;
    Instant next = 0;
    std::string detail; ///< what the last attempt came to
    bool operator==(const Delivery&) const = default;
};

/// What waits for one channel; the first of it goes first.
struct Waiting {
    std::string channel;
    std::size_t number = 0;
    Instant since = 0;  ///< when the first was written
    int attempts = 0;   ///< of the first
    bool begun = false; ///< one is under way, or was cut off
    Instant next = 0;   ///< when it is tried next
    std::string detail; ///< what the last attempt came to; empty for none
    bool operator==(const Waiting&) const = default;
};

/// How many of what.
struct DeliveryCounts {
    std::size_t waiting = 0; ///< begun ones too
    std::size_t done = 0;
    std::size_t dead = 0;
};

/// All that one run writes, at once or not at all.
struct RunRecord {
    Date day;
    Instant at = 0;
    std::string content_hash; ///< of the dossier
    std::string title;
    std::vector<watch::Alert> alerts; ///< those that are new or changed
    std::vector<watch::Transition> transitions;
    std::span<const Channel> channels;
};

struct Backtested {
    std::string text;
    std::string content_hash; ///< of the dossier that was replayed
    bool operator==(const Backtested&) const = default;
};

/// A state file. SQLite with a rollback journal and synchronous = EXTRA: what was written is on the
/// disk, and one file holds all of it (a write-ahead log would leave two more, which a copy of the
/// file lacks). Throws Error(store), naming the file and the remedy: for a file that is damaged, in
/// its pages or in one of its rows, of another program or of a newer one, which stays as it is, and
/// where it cannot be written.
class State {
  public:
    /// Opens the file and checks it whole, every row too; makes it where there is none, in one
    /// step. Only one process may make it at a time: see `Lock`.
    explicit State(const std::filesystem::path& path, bool create = true);
    /// The file once more in a run that has checked it.
    [[nodiscard]] static State again(const std::filesystem::path& path);
    State(State&&) noexcept;
    State& operator=(State&&) noexcept;
    ~State();

    /// Throws Error(store) naming both where the file keeps the alerts of another dossier. One that
    /// knows of none takes this one with the next `write` or `write_backtests`. Empty: not asked.
    void require_dossier(const std::string& dossier, const std::filesystem::path& folder);

    /// 32 hexadecimal digits, drawn when the file was made.
    [[nodiscard]] std::string id() const;
    [[nodiscard]] std::string title() const; ///< of the dossier of the last run
    [[nodiscard]] std::optional<Date> last_day() const;
    [[nodiscard]] std::vector<watch::Alert> alerts() const; ///< by monitor and cause
    [[nodiscard]] std::vector<Written> transitions(std::size_t last) const; ///< oldest first
    [[nodiscard]] std::optional<Written> transition(std::int64_t sequence) const;

    /// One transaction. Gives the transitions with their sequence numbers.
    std::vector<Written> write(const RunRecord& run);

    /// What is not done, in order of sequence.
    [[nodiscard]] std::vector<Delivery> open_deliveries() const;
    [[nodiscard]] std::vector<Delivery> dead_deliveries() const;
    [[nodiscard]] DeliveryCounts delivery_counts() const;
    [[nodiscard]] std::vector<Waiting> waiting() const; ///< by channel
    /// Writes down why what waits for a channel is not tried.
    void hold(const std::string& channel, std::string_view why);
    /// Begins an attempt and gives its number, from 1.
    int begin(const Delivery& delivery, Instant at);
    /// Ends it.
    void end(const Delivery& delivery, int attempt, DeliveryState state, Instant at, Instant next,
             std::string_view detail);
    /// What was given up is tried once more.
    void revive(Instant at);
    /// Number of the last attempt ever begun.
    [[nodiscard]] std::int64_t last_attempt() const;
    /// What attempts after that one came to, as lines for people.
    [[nodiscard]] std::vector<std::string> attempts_after(std::int64_t attempt) const;

    void write_backtests(const std::map<std::string, Backtested>& records);
    [[nodiscard]] std::map<std::string, Backtested> backtests() const; ///< by monitor

  private:
    struct Inside;
    explicit State(std::unique_ptr<Inside> inside) noexcept;
    std::unique_ptr<Inside> m_inside;
};

/// What the backtests of those who speak found, or "no backtest"; one of another text than that of
/// the hash says so (empty: not asked).
[[nodiscard]] std::string record_words(const std::map<std::string, Backtested>& records,
                                       const watch::Signal& signal, std::string_view content_hash);

/// Identity of the word of one transition to one channel.
[[nodiscard]] std::string message_id(std::string_view state, std::int64_t sequence,
                                     std::string_view channel);

} // namespace halflight::alerts
