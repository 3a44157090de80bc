// SPDX-License-Identifier: Apache-2.0
// Options of `halflight rules`.
#include "options_parts.hpp"

namespace halflight::app {

namespace {

/// An empty word would ask for everything where somebody asked for something.
void add_filled(CLI::App& app, const std::string& name, const std::string& type,
                const std::string& help, const Fault& empty, std::string& field) {
    app.add_option_function<std::string>(
           name,
           [name, empty, &field](const std::string& word) {
               if (word.empty()) {
                   refuse(name, empty);
               }
               field = word;
           },
           help)
        ->type_name(type);
}

} // namespace

void add_rules(CLI::App& app, RulesOptions& options) {
    app.footer(
        "Without --on all rules are shown with their days. Mandates forbid nothing and are "
        "listed apart; docs/rules.md\nsays what doubt means.\nExit status 1 where a rule is "
        "declared with a fault, 2 for a day, code or sector that cannot be asked for, 3\nwhere "
        "the dossier cannot be read.\n\nExample:\n  halflight rules "
        "dossiers/dprk-russia --on 2018-01-01 --hs 2710 --direction to_area");
    app.add_option("dossier", options.dossier, "folder of a dossier or an edition")
        ->required()
        ->type_name("DOSSIER");
    add_parsed(app, "--on", "DATE", "only rules in force on that day", parse_date,
               [&options](Date day) { options.on = day; });
    add_filled(app, "--hs", "CODE", "only rules on goods of this HS code",
               {"no HS code is given", "write one, as 2710, or leave the option out", 0},
               options.hs);
    app.add_option_function<std::string>(
           "--direction",
           [&options](const std::string& word) {
               options.direction = watch::parse_direction(word);
           },
           "only rules of this direction")
        ->check(
            CLI::IsMember({"from_area", "to_area", "labour", "finance", "cooperation", "none"}));
    add_filled(app, "--sector", "ID", "only rules that touch this field of cooperation",
               {"no sector is given", "write its id, or leave the option out", 0}, options.sector);
    app.add_option_function<std::string>(
           "--format",
           [&options](const std::string& word) {
               options.format = word == "json"  ? TableFormat::json
                                : word == "csv" ? TableFormat::csv
                                                : TableFormat::text;
           },
           "how rules are written (default: text)")
        ->check(CLI::IsMember({"text", "json", "csv"}));
}

} // namespace halflight::app
