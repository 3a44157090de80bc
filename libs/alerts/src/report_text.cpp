// SPDX-License-Identifier: Apache-2.0
// What a run found, for people.
#include "halflight/alerts/watch.hpp"

#include "alert_json.hpp"
#include "halflight/base/text.hpp"
#include "signal_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace halflight::alerts {

namespace {

std::string plural(std::size_t number, std::string_view word) {
    return fmt::format("{} {}{}", number, word, number == 1 ? "" : "s");
}

std::string state_words(const watch::Alert& alert) {
    std::string text(watch::to_string(alert.state));
    const bool silent =
        alert.state == watch::AlertState::late || alert.state == watch::AlertState::no_data;
    if (silent && watch::is_open(alert)) {
        text += fmt::format(" over {}", watch::to_string(alert.before));
    }
    if (watch::is_open(alert)) {
        text += fmt::format(", {}", watch::to_string(alert.worst));
    }
    return text;
}

std::string alert_lines(const WatchReport& report, const watch::Ranked& ranked, std::size_t rank) {
    const watch::Alert& alert = report.alerts[ranked.index];
    std::string text =
        fmt::format("{}. {} since {}: {}{}: {}\n", rank, state_words(alert), to_string(alert.since),
                    alert.last.synthetic ? "[made data] " : "",
                    one_line(watch::speakers(alert.latest)), one_line(alert.cause));
    text += fmt::format("   {}\n   alert: {}\n", one_line(alert.last.text), watch::alert_id(alert));
    if (alert.latest.day != alert.last.day || alert.latest.reading != alert.last.reading) {
        text += fmt::format("   today: {}: {}\n", watch::to_string(alert.latest.reading),
                            one_line(alert.latest.text));
    }
    text += signal_lines(alert.last, "   ");
    if (!alert.by.empty()) {
        text += fmt::format("   taken on by {}: {}\n", one_line(alert.by), one_line(alert.reason));
    }
    text += fmt::format(
        "   record: {}\n   worth a look: {:.2f} ({})\n",
        one_line(record_words(report.records, alert.latest, report.judged.content_hash)),
        ranked.worth, ranked.why);
    return text;
}

std::string board_lines(const watch::Board& board) {
    std::string text;
    for (const watch::BoardCell& cell : board.cells) {
        text += fmt::format("  {:<20} {:<10} {:<3} {}{}\n", one_line(cell.title),
                            watch::to_string(cell.level), cell.grade,
                            cell.synthetic ? "[made data] " : "", one_line(cell.text));
    }
    return text.empty() ? "" : "board:\n" + text;
}

std::string moved_lines(const std::vector<Written>& written) {
    std::string text;
    for (const Written& one : written) {
        const watch::Transition& move = one.transition;
        text +=
            fmt::format("  {} {} {} -> {}: {}\n", one.sequence, move.alert,
                        watch::to_string(move.from), watch::to_string(move.to), one_line(move.why));
    }
    return text.empty() ? "" : "transitions:\n" + text;
}

std::string heading(const WatchReport& report) {
    const std::size_t shown = report.ranked.size() + report.left_out;
    return fmt::format("{}{}: {} of {} watched; {}\n",
                       report.judged.title.empty() ? "" : one_line(report.judged.title) + ", ",
                       to_string(report.day), plural(shown, "alert"), report.alerts.size(),
                       report.dry ? "a try, of which nothing is kept"
                                  : plural(report.written.size(), "transition"));
}

std::string left_out_line(const WatchReport& report) {
    return report.left_out == 0
               ? ""
               : fmt::format("and {} more (--budget 0 shows them)\n", report.left_out);
}

/// On every run: a channel that fails must not be told of once and then forgotten.
std::string still_waiting(const std::vector<Waiting>& channels) {
    std::string text;
    for (const Waiting& one : channels) {
        const std::string answer = one.detail.empty() ? std::string("not tried yet")
                                   : one.attempts > 0 ? fmt::format("last answer: {} (attempt {})",
                                                                    one.detail, one.attempts)
                                                      : one.detail;
        text += fmt::format("waiting: {}: {} {} since {}; {}; {}\n", one.channel, one.number,
                            one.number == 1 ? "delivery" : "deliveries", iso_instant(one.since),
                            one_line(answer),
                            one.begun ? "an attempt is under way, or was cut off"
                                      : fmt::format("next attempt due {}", iso_instant(one.next)));
    }
    return text;
}

/// One line for each channel: after a week without its server there are hundreds of transitions.
std::string given_up(const std::vector<Delivery>& dead) {
    std::map<std::string, std::vector<const Delivery*>> by_channel;
    for (const Delivery& delivery : dead) {
        by_channel[delivery.channel].push_back(&delivery);
    }
    std::string text;
    for (const auto& [channel, all] : by_channel) {
        const Delivery& last = *all.back();
        const std::string which =
            all.size() == 1 ? fmt::format("transition {}", last.sequence)
                            : fmt::format("{} transitions, {} to {}; the last", all.size(),
                                          all.front()->sequence, last.sequence);
        text += fmt::format("given up: {}: {} after {}: {}; --retry tries {}once more\n", channel,
                            which, plural(static_cast<std::size_t>(last.attempts), "attempt"),
                            one_line(last.detail), all.size() == 1 ? "" : "all of them ");
    }
    return text;
}

} // namespace

std::string to_text(const WatchReport& report) {
    if (report.busy || report.last_day) {
        return "";
    }
    std::string text = heading(report);
    for (std::size_t i = 0; i < report.ranked.size(); ++i) {
        text += alert_lines(report, report.ranked[i], i + 1);
    }
    text += left_out_line(report);
    return without_controls(text + report.judged.caps + board_lines(report.judged.board) +
                            moved_lines(report.written));
}

std::string list_text(const WatchReport& report) {
    std::string text;
    for (const watch::Ranked& ranked : report.ranked) {
        const watch::Alert& alert = report.alerts[ranked.index];
        text +=
            fmt::format("{:<14} {} {}: {}\n", watch::to_string(alert.state), to_string(alert.since),
                        watch::alert_id(alert), one_line(alert.last.text));
    }
    text += left_out_line(report);
    return without_controls(text + moved_lines(report.written));
}

std::string log_line(const WatchReport& report) {
    if (report.busy) {
        return fmt::format("{}: another run is under way; nothing done", to_string(report.day));
    }
    if (report.last_day) {
        return fmt::format("{}: the clock stands before the last run of {}; nothing moved",
                           to_string(report.day), to_string(*report.last_day));
    }
    const auto firing = std::ranges::count_if(report.alerts, watch::is_firing);
    return fmt::format("{}: {} watched, {} firing, {}; {} delivered, {} waiting, {} given up",
                       to_string(report.day), report.alerts.size(), firing,
                       plural(report.written.size(), "transition"), report.deliveries.done,
                       report.deliveries.waiting, report.deliveries.dead);
}

std::string notices(const WatchReport& report) {
    std::string text;
    if (report.busy) {
        text += "another run of this watch is under way; nothing was done\n";
    }
    if (report.last_day) {
        text += fmt::format("the clock stands before the last run of {}: on {} nothing is moved; "
                            "set the clock right, or name another state with --state\n",
                            to_string(*report.last_day), to_string(report.day));
    }
    for (const std::string& remark : report.remarks) {
        text += "remark: " + one_line(remark) + "\n";
    }
    for (const std::string& attempt : report.attempts) {
        text += one_line(attempt) + "\n";
    }
    text += still_waiting(report.waiting);
    text += given_up(report.dead);
    return without_controls(text);
}

} // namespace halflight::alerts
