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

/// A line of output: what foreign text holds can neither end it nor steer the terminal.
std::string line_of(std::string_view text) {
    std::string made;
    const std::string plain = without_controls(text);
    for (std::string_view rest = plain; !rest.empty();) {
        // U+2028 and U+2029 end a line for some readers.
        const bool end = rest.starts_with("\u2028") || rest.starts_with("\u2029");
        made += end || rest.front() == '\n' || rest.front() == '\t' ? ' ' : rest.front();
        rest.remove_prefix(end ? std::string_view("\u2028").size() : 1);
    }
    return made + "\n";
}

/// The whole state of a decision in a sentence.
std::string ruling_text(const watch::Ruling& ruling) {
    const std::string made = fmt::format("decided '{}' by {} on {}: {}", to_string(ruling.kind),
                                         ruling.by, to_string(ruling.on), ruling.why);
    return ruling.stands ? made : fmt::format("{}; open again: {}", made, ruling.reopened);
}

/// The same; empty where none was made.
std::string ruling_text(const Match& match) {
    return match.ruling ? ruling_text(*match.ruling) : "";
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
        made.reopened += screening.lapsed.size();
    }
    made.elsewhere = view.elsewhere;
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
    if (counts.elsewhere > 0) {
        text += counts.elsewhere == 1
                    ? "; 1 decision is on a record that is not in this table"
                    : fmt::format("; {} decisions are on records that are not in this table",
                                  counts.elsewhere);
    }
    return text;
}

namespace {

std::string match_text(const Match& match, const watch::ListedEntry& entry, bool explain) {
    std::string text = line_of(fmt::format(
        "  {:<9} {:>6}  {}  {} (line {})", to_string(match.outcome), points(match.score), entry.id,
        entry.names.empty() ? "" : entry.names.front().text, entry.line));
    if (match.ruling) {
        text += line_of("      " + ruling_text(match));
    }
    for (std::size_t p = 0; explain && p < match.parts.size(); ++p) {
        const auto& part = match.parts[p];
        text += line_of(fmt::format("      {:>+6.1f}  {}: {}", part.points, part.name, part.text));
    }
    return text;
}

/// Nothing was found and nothing decided.
bool is_silent(const watch::Screening& screening) {
    return screening.matches.empty() && screening.lapsed.empty();
}

} // namespace

std::string to_text(const ScreeningView& view) {
    std::string text;
    for (std::size_t i = 0; i < view.screenings.size(); ++i) {
        const auto& subject = view.subjects[i];
        const auto& screening = view.screenings[i];
        if (is_silent(screening)) {
            continue;
        }
        text += line_of(fmt::format("line {}: {}", subject.line, asked_by(subject)));
        for (const auto& match : screening.matches) {
            text += match_text(match, view.list.entries[match.entry], view.explain);
        }
        for (const auto& lapsed : screening.lapsed) {
            text += line_of(fmt::format("  {:<9} {:>6}  {}", to_string(MatchOutcome::none),
                                        points(0), lapsed.entry));
            text += line_of("      " + ruling_text(lapsed.ruling));
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
        for (const auto& lapsed : view.screenings[i].lapsed) {
            text += io::csv_line({std::to_string(subject.line), subject.id, subject.name,
                                  to_string(MatchOutcome::none), points(0), lapsed.entry, "", "",
                                  "", "", ruling_text(lapsed.ruling), watch::subject_key(subject),
                                  watch::subject_hash(subject), ""});
        }
    }
    return text;
}

namespace {

ordered_json ruling_json(const watch::Ruling& ruling) {
    ordered_json made{{"decided", to_string(ruling.kind)},
                      {"stands", ruling.stands},
                      {"on", to_string(ruling.on)},
                      {"by", ruling.by},
                      {"why", ruling.why}};
    if (!ruling.stands) {
        made["reopened"] = ruling.reopened;
    }
    return made;
}

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
        made["decision"] = ruling_json(*match.ruling);
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
                        {"decisions_open_again", counts.reopened},
                        {"decisions_elsewhere", counts.elsewhere}}},
                      {"screenings", ordered_json::array()}};
    for (std::size_t i = 0; i < view.screenings.size(); ++i) {
        const auto& matches = view.screenings[i].matches;
        if (is_silent(view.screenings[i])) {
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
        for (const auto& lapsed : view.screenings[i].lapsed) {
            one["entries_gone"].push_back(
                {{"entry", lapsed.entry}, {"decision", ruling_json(lapsed.ruling)}});
        }
        made["screenings"].push_back(std::move(one));
    }
    return made.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

} // namespace halflight::sources
