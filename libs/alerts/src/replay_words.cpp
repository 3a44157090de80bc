// SPDX-License-Identifier: Apache-2.0
#include "alert_json.hpp"
#include "halflight/alerts/replay.hpp"
#include "halflight/base/text.hpp"
#include "signal_words.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

namespace halflight::alerts {

namespace {

/// "12 days before the onset", "on the day of the peak".
std::string lead_words(int lead, std::string_view what) {
    return lead == 0
               ? fmt::format(", on the day of the {}", what)
               : fmt::format(", {} day{} {} the {}", std::abs(lead), std::abs(lead) == 1 ? "" : "s",
                             lead > 0 ? "before" : "after", what);
}

std::string outcome_words(const watch::CrisisOutcome& outcome) {
    if (!outcome.judged) {
        return "not judged: no data in its time";
    }
    if (!outcome.hit) {
        return outcome.already ? "no hit: it fired before already" : "missed";
    }
    std::string text = outcome.fired ? fmt::format("fired {}", to_string(*outcome.fired)) : "fired";
    if (outcome.lead_to_onset_days) {
        text += lead_words(*outcome.lead_to_onset_days, "onset");
    }
    if (outcome.lead_to_peak_days) {
        text += lead_words(*outcome.lead_to_peak_days, "peak");
    } else if (outcome.lead_to_end_days) {
        text += lead_words(*outcome.lead_to_end_days, "end");
    }
    return text;
}

Json ends(const Interval& interval) {
    return {{"low", std::isfinite(interval.lo) ? Json(interval.lo) : Json(nullptr)},
            {"high", std::isfinite(interval.hi) ? Json(interval.hi) : Json(nullptr)}};
}

Json whole(const std::optional<int>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json crises_of(const watch::BacktestRecord& record) {
    Json out = Json::array();
    for (const watch::CrisisOutcome& outcome : record.crises) {
        out.push_back({{"crisis", outcome.crisis},
                       {"sourced", outcome.sourced},
                       {"judged", outcome.judged},
                       {"hit", outcome.hit},
                       {"already", outcome.already},
                       {"fired", outcome.fired ? Json(to_string(*outcome.fired)) : Json(nullptr)},
                       {"lead_to_onset_days", whole(outcome.lead_to_onset_days)},
                       {"lead_to_peak_days", whole(outcome.lead_to_peak_days)},
                       {"lead_to_end_days", whole(outcome.lead_to_end_days)}});
    }
    return out;
}

} // namespace

std::string to_text(const Replayed& replayed) {
    const watch::BacktestReport& report = replayed.report;
    std::string text = fmt::format("{}, replayed from {} to {}: {} days on which something could "
                                   "change\n",
                                   one_line(replayed.title), to_string(report.spec.from),
                                   to_string(report.spec.to), report.days.size());
    for (const watch::BacktestRecord& record : report.records) {
        text += fmt::format("{}: {}\n", one_line(record.monitor), one_line(record.text));
        for (const watch::CrisisOutcome& outcome : record.crises) {
            text += fmt::format("  {}: {}{}\n", one_line(outcome.crisis), outcome_words(outcome),
                                outcome.sourced ? "" : " (its days are declared without a source)");
        }
        for (const watch::Transition& move : record.transitions) {
            text += fmt::format("  {} {} {} -> {}: {}\n", to_string(move.day), move.alert,
                                watch::to_string(move.from), watch::to_string(move.to),
                                one_line(move.why));
        }
    }
    return without_controls(text);
}

std::string to_json(const Replayed& replayed) {
    Json records = Json::array();
    for (const watch::BacktestRecord& record : replayed.report.records) {
        Json moves = Json::array();
        for (const watch::Transition& move : record.transitions) {
            moves.push_back({{"day", to_string(move.day)},
                             {"alert", move.alert},
                             {"from", watch::to_string(move.from)},
                             {"to", watch::to_string(move.to)},
                             {"why", move.why}});
        }
        records.push_back(
            {{"monitor", record.monitor},
             {"declared", record.declared},
             {"text", record.text},
             {"judged_days", record.judged_days},
             {"alarms", record.alarms},
             {"false_alarms", record.false_alarms},
             {"watched_years", record.watched_years},
             {"false_per_year",
              record.false_per_year ? Json(*record.false_per_year) : Json(nullptr)},
             {"false_per_year_interval", ends(record.false_per_year_interval)},
             {"hits", record.hits},
             {"before_onset", record.before_onset},
             {"hit_share", record.hit_share ? Json(*record.hit_share) : Json(nullptr)},
             {"hit_share_interval", ends(record.hit_share_interval)},
             {"crises", crises_of(record)},
             {"transitions", std::move(moves)}});
    }
    const Json json = {{"dossier", replayed.title},
                       {"from", to_string(replayed.report.spec.from)},
                       {"to", to_string(replayed.report.spec.to)},
                       {"days", replayed.report.days.size()},
                       {"records", std::move(records)}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace halflight::alerts
