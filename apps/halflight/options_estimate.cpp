// SPDX-License-Identifier: Apache-2.0
// Options of `halflight estimate`.
#include "options_parts.hpp"

namespace halflight::app {

void add_estimate(CLI::App& app, EstimateOptions& options) {
    app.footer(
        "METHOD --describe says what a specification may hold. Exit status 4 where a method's "
        "assumptions do not hold.\n\nExample:\n  halflight estimate adjust --data tests.csv "
        "--spec adjust.toml --out adjusted.json");
    CLI::Option* method =
        app.add_option("method", options.method, "a method that --list names")->type_name("METHOD");
    CLI::Option* data = app.add_option("--data", options.data, "CSV table")->type_name("FILE");
    app.add_option("--spec", options.spec, "TOML specification (default: every key at its default)")
        ->type_name("FILE");
    app.add_option("--out", options.out, "where the JSON goes (default: standard output)")
        ->type_name("FILE");
    CLI::Option* list = app.add_flag("--list", options.list, "name all methods");
    CLI::Option* describe =
        app.add_flag("--describe", options.describe, "what METHOD is and what it may be told");
    app.add_flag("--markdown", options.markdown, "with --list: the page of all methods")
        ->needs(list);
    list->excludes(method)->excludes(data)->excludes(describe);
    describe->needs(method)->excludes(data);
    app.parse_complete_callback([&options, method, data] {
        if (!options.list && method->count() == 0) {
            throw CLI::RequiredError("METHOD");
        }
        if (!options.list && !options.describe && data->count() == 0) {
            throw CLI::RequiredError("--data");
        }
    });
}

} // namespace halflight::app
