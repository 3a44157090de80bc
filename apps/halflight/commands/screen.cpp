// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"
#include "halflight/io/files.hpp"
#include "halflight/sources/screening_files.hpp"
#include "halflight/sources/screening_report.hpp"
#include "halflight/sources/un_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace halflight::app {

namespace {

Date today() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return Date{
        static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::days>(since).count())};
}

void tell(const Diagnostics& diagnostics, const Console& console) {
    for (const auto& item : diagnostics.items()) {
        if (item.severity == Severity::error) {
            Console::message(to_text(item));
        } else {
            console.remark(to_text(item));
        }
    }
}

/// A file that is no such list or table has not been read: it must not end as a match would.
template <class Read>
auto read_as(Read read, const std::string& file) {
    try {
        return read(io::read_file(file));
    } catch (const Error& error) {
        throw Error(error.code() == ErrorCode::parse ? ErrorCode::io : error.code(), error.what());
    }
}

/// Only --decide makes a log: any other that is not there is a mistyped one, whose decisions would
/// be dropped.
sources::DecisionTable decisions_of(const ScreenOptions& options) {
    if (options.decisions.empty()) {
        return {};
    }
    if (!std::filesystem::exists(options.decisions)) {
        if (options.decide) {
            return {};
        }
        throw Error(ErrorCode::io,
                    fmt::format("{}: no such log of decisions; is the path right? The first "
                                "--decide makes it",
                                options.decisions));
    }
    return read_as(
        [&](const std::string& text) { return sources::read_decisions(text, options.decisions); },
        options.decisions);
}

int decide(const ScreenOptions& options, const sources::SubjectTable& names,
           const watch::Watchlist& list, const Console& console) {
    if (today() < *options.on) {
        throw Error(ErrorCode::usage, fmt::format("--on {} is a day to come; today is {} (UTC)",
                                                  to_string(*options.on), to_string(today())));
    }
    if (trim(options.by).empty() || trim(options.why).empty()) {
        throw Error(ErrorCode::usage, "a decision says who made it and why: --by WHO --why TEXT");
    }
    const auto subject = std::ranges::find(names.subjects, options.record, watch::subject_key);
    if (std::ranges::count(names.subjects, options.record, watch::subject_key) > 1) {
        throw Error(ErrorCode::usage, fmt::format("{} has more than one record '{}'", options.names,
                                                  shorten(options.record)));
    }
    if (subject == names.subjects.end()) {
        throw Error(ErrorCode::usage,
                    fmt::format("{} has no record '{}'; --record takes its id, or its name where "
                                "it has none",
                                options.names, shorten(options.record)));
    }
    const auto entry = std::ranges::find(list.entries, options.entry, &watch::ListedEntry::id);
    if (entry == list.entries.end()) {
        throw Error(ErrorCode::usage,
                    fmt::format("{} has no entry '{}'; references look like KPi.001", options.list,
                                shorten(options.entry)));
    }
    sources::append_decision(options.decisions, {.on = *options.on,
                                                 .by = options.by,
                                                 .kind = *options.decide,
                                                 .record = options.record,
                                                 .record_hash = watch::subject_hash(*subject),
                                                 .entry = entry->id,
                                                 .entry_hash = watch::entry_hash(*entry),
                                                 .why = options.why});
    console.remark(fmt::format("{}: decision added", options.decisions));
    return 0;
}

std::string in_format(const sources::ScreeningView& view, TableFormat format) {
    switch (format) {
    case TableFormat::json:
        return sources::to_json(view);
    case TableFormat::csv:
        return sources::to_csv(view);
    default:
        return sources::to_text(view);
    }
}

} // namespace

int run(const ScreenOptions& options, Console& console) {
    std::error_code ignored;
    for (const std::string& input : {options.names, options.list, options.decisions}) {
        if (!options.out.empty() && std::filesystem::equivalent(options.out, input, ignored)) {
            throw Error(ErrorCode::usage,
                        fmt::format("--out {} would overwrite what is read", options.out));
        }
    }
    const auto list = read_as(
        [&](const std::string& text) {
            return sources::read_un_consolidated(text, {.file = options.list});
        },
        options.list);
    const auto names = read_as(
        [&](const std::string& text) {
            return sources::read_subjects(text, options.names, today());
        },
        options.names);
    const auto decisions = decisions_of(options);
    for (const auto* told : {&list.diagnostics, &names.diagnostics, &decisions.diagnostics}) {
        tell(*told, console);
    }
    if (options.decide) {
        return decide(options, names, list.list, console);
    }
    const watch::Screener screener(list.list);
    const auto screenings = screener.screen(names.subjects, decisions.log, options.common.jobs);
    const sources::ScreeningView view{list.list, names.subjects, screenings, options.explain,
                                      watch::decisions_elsewhere(decisions.log, names.subjects)};
    if (options.out.empty()) {
        console.result(in_format(view, options.format));
    } else {
        io::write_file(options.out, in_format(view, options.format));
    }
    console.remark(sources::to_text(sources::count(view)));
    const bool faults =
        list.diagnostics.errors() + names.diagnostics.errors() + decisions.diagnostics.errors() > 0;
    const bool found = options.fail_on && std::ranges::any_of(screenings, [&](const auto& one) {
                           return one.outcome() >= *options.fail_on;
                       });
    return faults || found ? 1 : 0;
}

} // namespace halflight::app
