// SPDX-License-Identifier: Apache-2.0
// Options of `halflight rules`.
#include "options_parts.hpp"

namespace halflight::app {

void add_rules(CLI::App& app, RulesOptions& options) {
    app.footer("Without --on all rules are shown with their days. Mandates forbid nothing and are "
               "listed apart; docs/rules.md\nsays what doubt means.\n\nExample:\n  halflight rules "
               "dossiers/dprk-russia --on 2018-01-01 --hs 2710 --direction to_area");
    app.add_option("dossier", options.dossier, "folder of a dossier or an edition")
        ->required()
        ->type_name("DOSSIER");
    add_parsed(app, "--on", "DATE", "only rules in force on that day", parse_date,
               [&options](Date day) { options.on = day; });
    app.add_option("--hs", options.hs, "only rules on goods of this HS code")->type_name("CODE");
    app.add_option_function<std::string>(
           "--direction",
           [&options](const std::string& word) {
               options.direction = watch::parse_direction(word);
           },
           "only rules of this direction")
        ->check(
            CLI::IsMember({"from_area", "to_area", "labour", "finance", "cooperation", "none"}));
    app.add_option("--sector", options.sector, "only rules that touch this field of cooperation")
        ->type_name("ID");
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
