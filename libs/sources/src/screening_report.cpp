// SPDX-License-Identifier: Apache-2.0
#include "halflight/sources/screening_report.hpp"

#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace halflight::sources {

namespace {

using nlohmann::ordered_json;
using watch::Match;
using watch::MatchOutcome;

std::string points(double value) {
    return fmt::format("{:.1f}", value);
}

/// The whole state of a decision in a sentence; empty where none was made.
std::string ruling_text(const Match& match) {
    if (!match.ruling) {
        return "";
    }
    const watch::Ruling& ruling = *match.ruling;
    const std::string made = fmt::format("decided '{}' by {} on {}: {}", to_string(ruling.kind),
                                         ruling.by, to_string(ruling.on), ruling.why);
    return ruling.stands ? made : fmt::format("{}; open again: {}", made, ruling.reopened);
}

std::string asked_by(const watch::Subject& subject) {
    if (!subject.name.empty()) {
        return subject.name;
    }
    return subject.identifiers.empty() ? subject.id : subject.identifiers.front().text;
}

} // namespace

ScreeningCounts count(const ScreeningView& view) {
    ScreeningCounts made;
    for (const auto& screening : view.screenings) {
        switch (screening.outcome()) {
        case MatchOutcome::confirmed:
            ++made.confirmed;
            break;
        case MatchOutcome::probable:
            ++made.probable;
            break;
        case MatchOutcome::possible:
            ++made.possible;
            break;
        default:
            ++made.none;
        }
        for (const auto& match : screening.matches) {
            if (match.ruling) {
                ++(match.ruling->stands ? made.decided : made.reopened);
            }
        }
    }
    return made;
}

std::string to_text(const ScreeningCounts& counts) {
    std::string text =
        fmt::format("{} records: {} confirmed, {} probable, {} possible, {} without a match",
                    format_number(static_cast<double>(counts.confirmed + counts.probable +
                                                      counts.possible + counts.none)),
                    counts.confirmed, counts.probable, counts.possible, counts.none);
    if (counts.decided + counts.reopened > 0) {
        text += fmt::format("; {} decisions used, {} open again", counts.decided, counts.reopened);
    }
    return text;
}

std::string to_text(const ScreeningView& view) {
    std::string text;
    for (std::size_t i = 0; i < view.screenings.size(); ++i) {
        const auto& subject = view.subjects[i];
        const auto& matches = view.screenings[i].matches;
        if (matches.empty()) {
            continue;
        }
        text += fmt::format("line {}: {}\n", subject.line, without_controls(asked_by(subject)));
        for (const auto& match : matches) {
            const auto& entry = view.list.entries[match.entry];
            text += fmt::format(
                "  {:<9} {:>6}  {}  {} (line {})\n", to_string(match.outcome), points(match.score),
                entry.id, without_controls(entry.names.empty() ? "" : entry.names.front().text),
                entry.line);
            if (match.ruling) {
                text += fmt::format("      {}\n", without_controls(ruling_text(match)));
            }
            for (std::size_t p = 0; view.explain && p < match.parts.size(); ++p) {
                const auto& part = match.parts[p];
                text += fmt::format("      {:>+6.1f}  {}: {}\n", part.points, part.name,
                                    without_controls(part.text));
            }
        }
    }
    return text;
}

std::string to_csv(const ScreeningView& view) {
    std::string text = io::csv_line({"line", "id", "name", "outcome", "score", "entry",
                                     "listed_name", "similarity", "route", "parts", "decision",
                                     "record", "record_hash", "entry_hash"});
    for (std::size_t i = 0; i < view.screenings.size(); ++i) {
        const auto& subject = view.subjects[i];
        for (const auto& match : view.screenings[i].matches) {
            const auto& entry = view.list.entries[match.entry];
            std::string parts;
            for (const auto& part : match.parts) {
                parts +=
                    fmt::format("{}{} {:+.1f}", parts.empty() ? "" : "; ", part.name, part.points);
            }
            text +=
                io::csv_line({std::to_string(subject.line), subject.id, subject.name,
                              to_string(match.outcome), points(match.score), entry.id,
                              match.listed_name, fmt::format("{:.3f}", match.similarity),
                              match.route, parts, ruling_text(match), watch::subject_key(subject),
                              watch::subject_hash(subject), watch::entry_hash(entry)});
        }
    }
    return text;
}

namespace {

ordered_json match_json(const Match& match, const watch::ListedEntry& entry) {
    ordered_json made{{"entry", entry.id},
                      {"entry_hash", watch::entry_hash(entry)},
                      {"kind", to_string(entry.kind)},
                      {"programme", entry.programme},
                      {"line", entry.line},
                      {"outcome", to_string(match.outcome)},
                      {"score", match.score},
                      {"listed_name", match.listed_name},
                      {"similarity", match.similarity},
                      {"route", match.route},
                      {"parts", ordered_json::array()}};
    for (const auto& part : match.parts) {
        made["parts"].push_back({{"part", part.name}, {"points", part.points}, {"why", part.text}});
    }
    if (match.ruling) {
        const auto& ruling = *match.ruling;
        made["decision"] = {{"decided", to_string(ruling.kind)},
                            {"stands", ruling.stands},
                            {"on", to_string(ruling.on)},
                            {"by", ruling.by},
                            {"why", ruling.why}};
        if (!ruling.stands) {
            made["decision"]["reopened"] = ruling.reopened;
        }
    }
    return made;
}

} // namespace

std::string to_json(const ScreeningView& view) {
    const ScreeningCounts counts = count(view);
    ordered_json made{{"schema", "halflight-screening/1"},
                      {"list",
                       {{"name", view.list.name},
                        {"generated", view.list.generated},
                        {"entries", view.list.entries.size()}}},
                      {"counts",
                       {{"confirmed", counts.confirmed},
                        {"probable", counts.probable},
                        {"possible", counts.possible},
                        {"none", counts.none},
                        {"decisions_used", counts.decided},
                        {"decisions_open_again", counts.reopened}}},
                      {"screenings", ordered_json::array()}};
    for (std::size_t i = 0; i < view.screenings.size(); ++i) {
        const auto& matches = view.screenings[i].matches;
        if (matches.empty()) {
            continue;
        }
        const auto& subject = view.subjects[i];
        ordered_json one{{"line", subject.line},
                         {"id", subject.id},
                         {"name", subject.name},
                         {"record", watch::subject_key(subject)},
                         {"record_hash", watch::subject_hash(subject)},
                         {"outcome", to_string(view.screenings[i].outcome())},
                         {"matches", ordered_json::array()}};
        for (const auto& match : matches) {
            one["matches"].push_back(match_json(match, view.list.entries[match.entry]));
        }
        made["screenings"].push_back(std::move(one));
    }
    return made.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

} // namespace halflight::sources
