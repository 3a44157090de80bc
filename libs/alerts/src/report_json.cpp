// SPDX-License-Identifier: Apache-2.0
// What a run found, for machines.
#include "halflight/alerts/watch.hpp"

#include "alert_json.hpp"
#include "halflight/alerts/message.hpp"

namespace halflight::alerts {

namespace {

Json alerts_of(const WatchReport& report) {
    Json out = Json::array();
    for (const watch::Ranked& ranked : report.ranked) {
        const watch::Alert& alert = report.alerts[ranked.index];
        Json json = to_json(alert);
        json["record"] = record_words(report.records, alert.latest, "");
        // What is normal or closed is not ranked.
        json["worth"] = ranked.parts.empty() ? Json(nullptr) : Json(ranked.worth);
        Json parts = Json::object();
        for (const watch::WorthPart& part : ranked.parts) {
            parts[std::string(part.name)] = part.value;
        }
        json["worth_parts"] = std::move(parts);
        out.push_back(std::move(json));
    }
    return out;
}

Json board_of(const watch::Board& board) {
    Json out = Json::array();
    for (const watch::BoardCell& cell : board.cells) {
        out.push_back({{"id", cell.id},
                       {"title", cell.title},
                       {"level", watch::to_string(cell.level)},
                       {"grade", cell.grade},
                       {"text", cell.text},
                       {"claims", cell.evidence.claims},
                       {"cells", cell.evidence.cells},
                       {"rules", cell.evidence.rules},
                       {"monitors", cell.monitors},
                       {"synthetic", cell.synthetic}});
    }
    return out;
}

Json waiting_of(const std::vector<Waiting>& channels) {
    Json out = Json::array();
    for (const Waiting& one : channels) {
        out.push_back({{"channel", one.channel},
                       {"deliveries", one.number},
                       {"since", iso_instant(one.since)},
                       {"attempts", one.attempts},
                       {"answer", one.detail},
                       {"under_way", one.begun},
                       {"next", iso_instant(one.next)}});
    }
    return out;
}

Json dead_of(const std::vector<Delivery>& dead) {
    Json out = Json::array();
    for (const Delivery& delivery : dead) {
        out.push_back({{"channel", delivery.channel},
                       {"sequence", delivery.sequence},
                       {"id", delivery.message},
                       {"attempts", delivery.attempts},
                       {"detail", delivery.detail}});
    }
    return out;
}

} // namespace

std::string to_json(const WatchReport& report) {
    Json moved = Json::array();
    for (const Written& written : report.written) {
        moved.push_back(Json::parse(json_line(written, "")));
        moved.back().erase("id");
    }
    const char* const outcome = report.busy       ? "busy"
                                : report.last_day ? "clock"
                                : report.dry      ? "dry"
                                                  : "done";
    const Json json = {{"outcome", outcome},
                       {"day", to_string(report.day)},
                       {"dossier", report.judged.title},
                       {"synthetic", report.judged.synthetic},
                       {"watched", report.alerts.size()},
                       {"left_out", report.left_out},
                       {"alerts", alerts_of(report)},
                       {"board", board_of(report.judged.board)},
                       {"transitions", std::move(moved)},
                       {"deliveries",
                        {{"waiting", report.deliveries.waiting},
                         {"waiting_by_channel", waiting_of(report.waiting)},
                         {"done", report.deliveries.done},
                         {"given_up", dead_of(report.dead)}}}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace halflight::alerts
