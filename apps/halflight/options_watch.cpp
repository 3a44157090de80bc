// SPDX-License-Identifier: Apache-2.0
// Options of `halflight watch`.
#include "halflight/alerts/service.hpp"
#include "options_parts.hpp"

namespace halflight::app {

namespace {

void add_people(CLI::App& app, WatchOptions& options) {
    const auto act = [&](const std::string& name, watch::Act what, const std::string& help) {
        app.add_option_function<std::string>(
               name,
               [&options, what](const std::string& id) {
                   if (options.act) {
                       throw CLI::ValidationError("one of --acknowledge, --close and --reopen");
                   }
                   options.act = what;
                   options.alert = id;
               },
               help)
            ->type_name("ALERT");
    };
    act("--acknowledge", watch::Act::acknowledge, "take an alert on: no further word of it");
    act("--close", watch::Act::close, "end an alert; only a new episode opens it");
    act("--reopen", watch::Act::reopen, "take either back");
    app.add_option("--by", options.by, "who does it")->type_name("WHO");
    app.add_option("--why", options.why, "and why")->type_name("TEXT");
}

void add_replay(CLI::App& app, WatchOptions& options) {
    app.add_option_function<std::vector<std::string>>(
           "--backtest",
           [&options](const std::vector<std::string>& days) {
               for (std::size_t i = 0; i < 2; ++i) {
                   const auto day = parse_date(days.at(i));
                   if (!day) {
                       refuse("--backtest", day.fault());
                   }
                   (i == 0 ? options.replay_from : options.replay_to) = *day;
               }
           },
           "replay every monitor on each day from FROM to TO, and keep its record")
        ->expected(2)
        ->type_name("FROM TO");
}

void add_running(CLI::App& app, WatchOptions& options) {
    app.add_flag("--once", options.once, "one run (the default)");
    add_parsed(app, "--every", "INTERVAL",
               "a run at every multiple of 30s, 15m, 1h, 1d, until SIGTERM", alerts::parse_interval,
               [&options](std::chrono::seconds every) { options.every = every; });
    app.add_option_function<std::string>(
           "--state",
           [&options](const std::string& file) {
               if (file.empty()) {
                   refuse("--state",
                          {"'' names no file", "leave it out, or write --state FILE", 0});
               }
               options.state = file;
           },
           "file that keeps the alerts (default: DOSSIER/.halflight-watch/state.sqlite)")
        ->type_name("FILE");
    app.add_flag("--no-delivery", options.no_delivery, "send nothing; what is to be sent waits");
    app.add_flag("--retry", options.retry, "try once more to send what was given up");
    app.add_flag("--list", options.list, "what the state holds, without a run");
}

} // namespace

void add_watch(CLI::App& app, WatchOptions& options) {
    app.footer(
        "Another day than today (--as-of) without --state is a try, of which nothing is kept. A "
        "day "
        "to come is refused.\n\nExit status:\n"
        "  0  done, also where another run was under way\n"
        "  1  an alert weighs as much as --fail-on says; a monitor, a channel or dossier.toml has "
        "a "
        "fault; the clock\n     stands before the last run; there is no alert of that name, or it "
        "is in no state for what is asked\n"
        "  2  wrong usage, a day to come among it\n"
        "  3  the dossier, the state or a file cannot be read or written, or the state belongs to "
        "another dossier\n\n"
        "Example:\n  halflight watch dossiers/dprk-russia --fail-on critical\n  "
        "halflight watch dossiers/dprk-russia --every 1h");
    app.add_option("dossier", options.dossier, "folder of a dossier")
        ->required()
        ->type_name("DOSSIER");
    add_running(app, options);
    app.add_option_function<std::string>(
           "--fail-on",
           [&options](const std::string& word) { options.fail_on = watch::parse_severity(word); },
           "exit status 1 where an alert of this weight or more fires")
        ->check(CLI::IsMember({"info", "warning", "critical"}));
    app.add_option("--budget", options.budget,
                   "show as many alerts; 0 shows all (default: 10; with --list all)")
        ->type_name("N")
        ->check(CLI::Range(0, 1'000'000));
    add_replay(app, options);
    add_people(app, options);
    app.add_option_function<std::string>(
           "--format",
           [&options](const std::string& word) {
               options.common.format = word == "json" ? OutputFormat::json : OutputFormat::text;
           },
           "how results are written (default: text)")
        ->check(CLI::IsMember({"text", "json"}));
}

} // namespace halflight::app
