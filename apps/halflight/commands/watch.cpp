// SPDX-License-Identifier: Apache-2.0
#include "halflight/alerts/watch.hpp"
#include "commands.hpp"
#include "halflight/alerts/message.hpp"
#include "halflight/alerts/replay.hpp"
#include "halflight/alerts/service.hpp"
#include "halflight/edition/check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::app {

namespace {

using alerts::WatchReport;
using alerts::WatchSpec;

Date today() {
    constexpr alerts::Instant day_ms = 86'400'000;
    return Date{static_cast<std::int32_t>(alerts::now() / day_ms)};
}

WatchSpec spec_of(const WatchOptions& options) {
    WatchSpec spec;
    spec.folder = options.dossier;
    spec.dossier = alerts::identity_of(options.dossier);
    if (!options.state.empty()) {
        spec.state = options.state;
    }
    spec.as_of = options.common.as_of;
    spec.today = today();
    constexpr std::size_t shown = 10;
    spec.budget = options.budget.value_or(options.list ? 0 : shown);
    spec.deliver = !options.no_delivery;
    spec.retry = options.retry;
    return spec;
}

int status_of(const WatchOptions& options, const WatchReport& report) {
    const bool failed = options.fail_on && alerts::fails_on(report, *options.fail_on);
    return failed || report.last_day || report.judged.diagnostics.errors() > 0 ? 1 : 0;
}

int show(const WatchOptions& options, const WatchReport& report, Console& console) {
    console.result(options.common.format == OutputFormat::json ? alerts::to_json(report)
                                                               : alerts::to_text(report));
    Console::message(edition::to_text(report.judged.diagnostics));
    Console::message(alerts::notices(report));
    console.remark(report.judged.reservations);
    return status_of(options, report);
}

int run_service(const WatchOptions& options, Console& console) {
    alerts::serve(
        *options.every,
        [&](const std::function<bool()>& ends) {
            WatchSpec spec = spec_of(options);
            spec.wait = true;
            spec.give_up = ends;
            const WatchReport report = alerts::run_watch(spec, alerts::judge_of(options.dossier));
            console.result(alerts::log_line(report) + "\n");
            Console::message(edition::to_text(report.judged.diagnostics));
            Console::message(alerts::notices(report));
        },
        [](const Error& error) {
            Console::message(std::string("halflight: error: ") + error.what());
        });
    return 0;
}

int run_act(const WatchOptions& options, Console& console) {
    Diagnostics diagnostics;
    const auto channels = alerts::channels_of(options.dossier, diagnostics);
    const WatchReport report = alerts::act_on(
        spec_of(options),
        {options.alert, *options.act, alerts::one_line(options.by), alerts::one_line(options.why)},
        channels);
    for (const alerts::Written& written : report.written) {
        console.result(written.transition.alert + ": " + alerts::one_line(written.transition.why) +
                       "\n");
    }
    diagnostics.append(report.judged.diagnostics);
    Console::message(edition::to_text(diagnostics));
    Console::message(alerts::notices(report));
    return 0;
}

int run_replay(const WatchOptions& options, Console& console) {
    watch::BacktestSpec spec;
    spec.from = *options.replay_from;
    spec.to = *options.replay_to;
    if (spec.to < spec.from || today() < spec.to) {
        throw Error(ErrorCode::usage,
                    fmt::format("--backtest takes a first and a last day that have been; {} to {} "
                                "are none",
                                to_string(spec.from), to_string(spec.to)));
    }
    const alerts::Replayed replayed = alerts::replay(options.dossier, spec);
    const bool json = options.common.format == OutputFormat::json;
    console.result(json ? alerts::to_json(replayed) : alerts::to_text(replayed));
    Console::message(edition::to_text(replayed.report.diagnostics));
    for (const std::string& remark : alerts::keep_records(spec_of(options), replayed)) {
        Console::message("remark: " + alerts::one_line(remark) + "\n");
    }
    return replayed.report.diagnostics.errors() > 0 ? 1 : 0;
}

int run_list(const WatchOptions& options, Console& console) {
    const WatchReport report = alerts::list_alerts(spec_of(options));
    console.result(options.common.format == OutputFormat::json ? alerts::to_json(report)
                                                               : alerts::list_text(report));
    Console::message(alerts::notices(report));
    return status_of(options, report);
}

/// An option that would be passed over in silence is a mistake of whoever wrote it.
void refuse_idle_options(const WatchOptions& options) {
    const bool replays = options.replay_from.has_value();
    const std::string_view what = replays         ? "--backtest"
                                  : options.list  ? "--list"
                                  : options.every ? "--every"
                                  : options.act   ? "--acknowledge, --close and --reopen"
                                                  : "";
    const auto refuse = [what](bool given, std::string_view option, std::string_view remedy) {
        if (given) {
            throw Error(ErrorCode::usage,
                        fmt::format("{} means nothing with {}; {}", option, what, remedy));
        }
    };
    const bool runs = !replays && !options.list;
    refuse(replays && options.common.as_of, "--as-of",
           "a backtest shows each day as it was; leave it out");
    refuse(options.list && options.common.as_of, "--as-of",
           "the list shows what the state holds now; leave it out");
    refuse(!runs && options.retry, "--retry", "nothing is sent then; give it to a run");
    refuse(!runs && options.no_delivery, "--no-delivery", "nothing is sent then; leave it out");
    refuse((replays || options.every || options.act) && options.fail_on, "--fail-on",
           "it is for a run or a list; leave it out");
    refuse((replays || options.every || options.act) && options.budget, "--budget",
           "it is for a run or a list; leave it out");
}

void require_one_thing(const WatchOptions& options) {
    const bool replays = options.replay_from.has_value();
    if (int{options.every.has_value()} + int{options.once} + int{options.list} +
            int{options.act.has_value()} + int{replays} >
        1) {
        throw Error(ErrorCode::usage, "one of --once, --every, --list, --backtest, --acknowledge, "
                                      "--close and --reopen at a time");
    }
    if (options.every && options.common.as_of) {
        throw Error(ErrorCode::usage, "a service watches today; leave out --as-of");
    }
    if (!options.act && (!options.by.empty() || !options.why.empty())) {
        throw Error(ErrorCode::usage, "--by and --why go with --acknowledge, --close or --reopen");
    }
    if (options.act && (options.by.empty() || options.why.empty())) {
        throw Error(ErrorCode::usage, "say who does it and why: --by WHO --why TEXT");
    }
    refuse_idle_options(options);
}

} // namespace

int run(const WatchOptions& options, Console& console) {
    require_one_thing(options);
    if (options.act) {
        return run_act(options, console);
    }
    if (options.replay_from) {
        return run_replay(options, console);
    }
    if (options.list) {
        return run_list(options, console);
    }
    if (options.every) {
        return run_service(options, console);
    }
    return show(options, alerts::run_watch(spec_of(options), alerts::judge_of(options.dossier)),
                console);
}

} // namespace halflight::app
