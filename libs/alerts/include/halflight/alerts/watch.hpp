// SPDX-License-Identifier: Apache-2.0
// halflight/alerts/watch.hpp - one run of the watch: from a dossier's signals to alerts, kept and
// sent.
#pragma once

#include "halflight/alerts/deliver.hpp"
#include "halflight/alerts/state.hpp"
#include "halflight/watch/board.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::alerts {

/// What a dossier says on one day, and how alerts are to be kept and told.
struct Judged {
    std::string title;
    std::string content_hash;
    bool synthetic = false;
    std::vector<watch::Signal> signals;
    watch::Board board;
    std::string caps; ///< verdicts, for people
    watch::Policy policy;
    std::map<std::string, watch::Policy, std::less<>> policies; ///< by monitor
    std::vector<Channel> channels;
    Diagnostics diagnostics; ///< faults of what is declared; each is something not watched
    std::string reservations;
};
using Judge = std::function<Judged(Date day)>;

struct WatchSpec {
    std::filesystem::path folder;
    /// `identity_of(folder)`, against which a state is held; none: it is not asked whose it is.
    std::optional<std::string> dossier;
    std::optional<std::filesystem::path> state; ///< default: `default_state(folder)`
    std::optional<Date> as_of;
    Date today;
    std::size_t budget = 0;        ///< alerts shown; 0: all
    bool deliver = true;           ///< false: what is to be sent waits in the state
    bool retry = false;            ///< try once more what was given up
    bool wait = false;             ///< for another run to end, instead of leaving it to that one
    std::function<bool()> give_up; ///< asked while waiting; empty: never
};

struct WatchReport {
    Date day;
    bool dry = false;             ///< another day than today and no state named: nothing is kept
    bool busy = false;            ///< another run was under way: nothing was done
    std::optional<Date> last_day; ///< of the run after `day`: nothing was moved
    Judged judged;                ///< without signals
    std::vector<watch::Alert> alerts;
    std::vector<watch::Ranked> ranked;
    std::size_t left_out = 0; ///< by the budget
    std::vector<Written> written;
    std::map<std::string, Backtested> records;
    std::vector<std::string> remarks;  ///< for people, one line each
    std::vector<std::string> attempts; ///< what deliveries came to in this run
    DeliveryCounts deliveries;
    std::vector<Waiting> waiting; ///< by channel
    std::vector<Delivery> dead;
    /// Channels whose file is not theirs, with the reason: what they tell waits.
    std::map<std::string, std::string> refused;
};

/// FOLDER/.halflight-watch/state.sqlite: unlike what stands in .halflight it cannot be made again.
[[nodiscard]] std::filesystem::path default_state(const std::filesystem::path& folder);

/// Judges, moves the alerts, writes all of it in one transaction and has it sent. With the same
/// evidence on the same day a second run makes no transition. Throws Error(usage) for a day to
/// come, and as Judge, State, Lock and Courier do.
[[nodiscard]] WatchReport run_watch(const WatchSpec& spec, const Judge& judge);

/// The dossier itself as judge, through its cache. Throws Error(usage) for an edition.
[[nodiscard]] Judge judge_of(const std::filesystem::path& folder);
/// By what a state knows its dossier: `id` of dossier.toml, else title and area; empty where
/// neither reads. Throws Error(usage) for an edition, Error(io) or Error(not_found) for no dossier.
[[nodiscard]] std::string identity_of(const std::filesystem::path& folder);
/// [[deliver]] of a dossier, without judging it.
[[nodiscard]] std::vector<Channel> channels_of(const std::filesystem::path& folder,
                                               Diagnostics& diagnostics);

/// What a person does to the alert of this id; sent like any transition. Throws Error(not_found)
/// with the nearest id, Error(usage) for a day to come, and as watch::act does.
struct ActSpec {
    std::string alert;
    watch::Act act = watch::Act::acknowledge;
    std::string by;
    std::string reason;
};
[[nodiscard]] WatchReport act_on(const WatchSpec& spec, const ActSpec& act,
                                 const std::vector<Channel>& channels);

/// What the state holds, without a run: every alert, those worth a look first.
[[nodiscard]] WatchReport list_alerts(const WatchSpec& spec);

/// Pure: signals into alerts. Alerts whose monitor said nothing stay as they are. A cause that
/// several monitors speak of, or once did, has one alert for all of them (watch/alert_group.hpp).
struct Taken {
    std::vector<watch::Alert> alerts;  ///< all but members, by monitor and cause
    std::vector<watch::Alert> changed; ///< and new ones, members too
    std::vector<watch::Transition> transitions;
    std::vector<std::string>
        remarks; ///< open alerts without a signal, alerts that were put together
};
[[nodiscard]] Taken take_in(std::vector<watch::Alert> alerts, const Judged& judged);

/// An alert that fires, of which nobody has taken charge, weighs at least so much.
[[nodiscard]] bool fails_on(const WatchReport& report, watch::Severity least) noexcept;

/// For people: alerts in order of rank, the board, what moved.
[[nodiscard]] std::string to_text(const WatchReport& report);
/// For machines, indented.
[[nodiscard]] std::string to_json(const WatchReport& report);
/// Of `list_alerts`: every alert in a line and the last transitions.
[[nodiscard]] std::string list_text(const WatchReport& report);
/// One line of a log.
[[nodiscard]] std::string log_line(const WatchReport& report);
/// What went wrong or has to be known beside the results: deliveries given up, remarks. Lines.
[[nodiscard]] std::string notices(const WatchReport& report);

} // namespace halflight::alerts
