// SPDX-License-Identifier: Apache-2.0
// Options of `halflight screen`.
#include "options_parts.hpp"

namespace halflight::app {

namespace {

void add_decision(CLI::App& app, ScreenOptions& options) {
    CLI::Option* decide =
        app.add_option_function<std::string>(
               "--decide",
               [&options](const std::string& word) {
                   options.decide = watch::parse_decision_kind(word);
               },
               "write a decision on one record and one entry to --decisions, and do no more")
            ->check(CLI::IsMember({"same", "different", "open"}));
    const auto part = [&](const std::string& name, std::string& field, const std::string& help,
                          const std::string& type) {
        decide->needs(app.add_option(name, field, help)->needs(decide)->type_name(type));
    };
    part("--record", options.record, "its id in NAMES, or its name", "ID");
    part("--entry", options.entry, "its reference in the list", "REFERENCE");
    part("--by", options.by, "who decides", "WHO");
    part("--why", options.why, "on what grounds", "TEXT");
    decide->needs("--decisions");
    add_parsed(app, "--on", "DATE", "day of the decision, none to come", parse_date,
               [&options](Date day) { options.on = day; });
    decide->needs(app.get_option("--on"));
    app.get_option("--on")->needs(decide);
}

} // namespace

void add_screen(CLI::App& app, ScreenOptions& options) {
    app.footer(
        "NAMES has a header with `name` and any of id, kind, birth_date, nationality, imo, "
        "passport, national_id,\nregistration. A bare name is never more than possible; "
        "docs/screening.md says how scores are made.\nExit status 1 where a row or an entry "
        "has a fault (the rest is screened), or with --fail-on where a\nmatch is that strong; 2 "
        "wrong usage; 3 where a file cannot be read at all, or not written.\n\nExample:\n  "
        "halflight screen crew.csv --list consolidated.xml --explain");
    app.add_option("names", options.names, "CSV table of names")->required()->type_name("NAMES");
    app.add_option("--list", options.list,
                   "consolidated list of the UN Security Council, XML as it is published")
        ->required()
        ->type_name("FILE");
    app.add_option("--decisions", options.decisions,
                   "log of decisions (a dossier keeps it as screening/decisions.csv); used at "
                   "every run, made by --decide")
        ->type_name("FILE");
    app.add_option_function<std::string>(
           "--format",
           [&options](const std::string& word) {
               options.format = word == "json"  ? TableFormat::json
                                : word == "csv" ? TableFormat::csv
                                                : TableFormat::text;
           },
           "how matches are written (default: text)")
        ->check(CLI::IsMember({"text", "json", "csv"}));
    app.add_flag("--explain", options.explain, "text: the parts that each score adds up from");
    app.add_option_function<std::string>(
           "--fail-on",
           [&options](const std::string& word) {
               options.fail_on = watch::parse_match_outcome(word);
           },
           "exit status 1 where a match is at least this strong")
        ->check(CLI::IsMember({"possible", "probable", "confirmed"}));
    app.add_option("--out", options.out, "where matches go (default: standard output)")
        ->type_name("FILE");
    add_decision(app, options);
}

} // namespace halflight::app
