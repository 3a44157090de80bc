// SPDX-License-Identifier: Apache-2.0
// The command line. Only this file and the options_*.cpp know CLI11, which takes seconds to
// compile.
#include "options.hpp"

#include "halflight/base/text.hpp"
#include "options_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <thread>

namespace halflight::app {

namespace {

constexpr std::string_view commands[] = {"new",      "check",  "query",    "explain",
                                         "build",    "diff",   "estimate", "lights",
                                         "simulate", "screen", "watch",    "rules"};

constexpr const char* overview =
    "Measures economies that do not report themselves: reads a dossier of sourced claims, works "
    "out what they\n"
    "allow together and where they contradict each other, and publishes an edition.";

constexpr const char* overview_end =
    "Exit status: 0 done; 1 the dossier has errors; 2 wrong usage; 3 a file could not be "
    "read or written;\n4 an estimator refused.\n\nExample:\n  halflight new north && "
    "halflight check north";

void add_date(CLI::App& app, const std::string& name, const std::string& help,
              std::optional<Date>& out) {
    add_parsed(app, name, "DATE", help, parse_date, [&out](Date date) { out = date; });
}

int all_processors() {
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

OutputFormat output_format(const std::string& word) {
    if (word == "json") {
        return OutputFormat::json;
    }
    return word == "sarif" ? OutputFormat::sarif : OutputFormat::text;
}

NoteFormat note_format(const std::string& word) {
    if (word == "json") {
        return NoteFormat::json;
    }
    return word == "markdown" ? NoteFormat::markdown : NoteFormat::text;
}

void add_common(CLI::App& app, CommonOptions& common) {
    constexpr int most_jobs = 1024;
    common.jobs = all_processors();
    app.add_option("--jobs", common.jobs, "threads; results do not depend on it")
        ->check(CLI::Range(1, most_jobs))
        ->type_name("N")
        ->capture_default_str();
    app.add_flag("--quiet", common.quiet, "results and errors only");
}

void add_format(CLI::App& app, CommonOptions& common, const std::vector<std::string>& formats) {
    app.add_option_function<std::string>(
           "--format", [&common](const std::string& word) { common.format = output_format(word); },
           "how results are written (default: text)")
        ->check(CLI::IsMember(formats));
}

void add_without(CLI::App& app, std::vector<std::string>& sources, const std::string& help) {
    app.add_option("--without", sources, help)->allow_extra_args(false)->type_name("SOURCE");
}

void add_new(CLI::App& app, NewOptions& options) {
    app.footer("Example:\n  halflight new north");
    app.add_option("dir", options.folder, "folder to make; it must be absent or empty")
        ->required()
        ->type_name("DIR");
    add_format(app, options.common, {"text", "json"});
}

void add_check(CLI::App& app, CheckOptions& options) {
    app.footer("Exit status 1 where there is an error, such as a conflict without a "
               "verdict.\n\nExample:\n  halflight check "
               "dossiers/dprk-russia --as-of 2025-01-01 --format sarif");
    app.add_option("dossier", options.dossier, "folder of a dossier")
        ->required()
        ->type_name("DOSSIER");
    app.add_flag("--all", options.all,
                 "also findings that hold, are derived or scored, and decided conflicts");
    add_without(app, options.without,
                "take a source out, with all that repeat it, and show what falls (repeatable)");
    add_format(app, options.common, {"text", "json", "sarif"});
}

void add_query(CLI::App& app, QueryOptions& options) {
    app.footer("KEY is indicator:area:counterpart:dims, trailing parts optional. A period that no "
               "statement speaks of is\n"
               "bounded by the others or missing with a reason, never zero.\n\nExample:\n  "
               "halflight query "
               "dossiers/dprk-russia trade.turnover:RUS:PRK --frequency A --from 2015-01-01");
    app.add_option("dossier", options.dossier, "folder of a dossier or an edition")
        ->required()
        ->type_name("DOSSIER");
    app.add_option("key", options.key, "series key")->required()->type_name("KEY");
    app.add_option_function<std::string>(
           "--format",
           [&options](const std::string& word) {
               options.format = *edition::parse_export_format(word);
           },
           "how the series is written (default: csv)")
        ->check(CLI::IsMember({"csv", "json", "sdmx-csv"}));
    add_parsed(app, "--from", "PERIOD",
               "from the first day of this period (default: of the statements)", parse_period,
               [&options](const Period& period) { options.from = period.first; });
    add_parsed(app, "--to", "PERIOD", "to the last day of this period (default: of the statements)",
               parse_period,
               [&options](const Period& period) { options.to = Date{period.end.days - 1}; });
    add_parsed(app, "--frequency", "A|S|Q|M|W|D",
               "a row for every year, half-year, quarter, month, week or day", parse_frequency,
               [&options](Frequency frequency) { options.frequency = frequency; });
    app.add_option("--unit", options.unit, "unit of the values (default: that of the series)")
        ->type_name("UNIT");
}

void add_explain(CLI::App& app, ExplainOptions& options) {
    app.footer("ID is a cell (KEY@PERIOD), a claim, a relation or the code of a "
               "finding.\n\nExample:\n  halflight explain "
               "dossiers/dprk-russia trade.turnover:RUS:PRK@2024");
    app.add_option("folder", options.folder, "folder of an edition or a dossier")
        ->required()
        ->type_name("EDITION");
    app.add_option("id", options.id, "what to explain")->required()->type_name("ID");
    add_format(app, options.common, {"text", "json"});
}

void add_build(CLI::App& app, BuildOptions& options) {
    app.footer("Errors of the text stop it; conflicts become part of the edition and give exit "
               "status 1.\n\nExample:\n  halflight "
               "build dossiers/dprk-russia --out edition --as-of 2025-01-01");
    app.add_option("dossier", options.dossier, "folder of a dossier")
        ->required()
        ->type_name("DOSSIER");
    app.add_option("--out", options.out,
                   "folder of the edition; an edition there is replaced (default: DOSSIER-edition)")
        ->type_name("DIR");
    add_without(app, options.without,
                "hold nothing of a source and all that repeat it; withheld.md says what falls "
                "(repeatable)");
    app.add_flag("--redistributable-only", options.redistributable_only,
                 "hold nothing of any source that may not be redistributed");
    app.add_flag("--pdf", options.pdf, "also report.pdf; needs weasyprint");
    app.add_flag("--docx", options.docx, "also report.docx; needs pandoc");
    app.add_flag("--why", options.why,
                 "say for every step why it ran, or that its files were kept");
    add_format(app, options.common, {"text", "json"});
}

void add_diff(CLI::App& app, DiffOptions& options) {
    app.footer("A cause is found by trying: one change at a time is made to what the first edition "
               "was built from.\n\nExample:\n  halflight diff edition-1 edition-2 --format "
               "markdown");
    app.add_option("before", options.before, "folder of the older edition")
        ->required()
        ->type_name("EDITION_A");
    app.add_option("after", options.after, "folder of the newer edition")
        ->required()
        ->type_name("EDITION_B");
    app.add_option_function<std::string>(
           "--format", [&options](const std::string& word) { options.format = note_format(word); },
           "how the change note is written (default: text)")
        ->check(CLI::IsMember({"text", "json", "markdown"}));
}

/// The option that a misspelt one is near to.
std::string option_hint(const CLI::App& command, const std::string& word,
                        const std::string& otherwise) {
    std::vector<std::string> names;
    for (const CLI::Option* option :
         command.get_options([](const CLI::Option* o) { return o->nonpositional(); })) {
        names.push_back(option->get_name());
    }
    const std::vector<std::string_view> known(names.begin(), names.end());
    const auto near = nearest(word, known);
    return near ? fmt::format("did you mean {}?", *near) : otherwise;
}

/// CLI11's words, made better where they are poor.
Fault fault_of(const CLI::ParseError& error, const CLI::App& command, const std::string& name) {
    const std::string help = name + " --help";
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError) &&
        command.get_require_subcommand_min() > 0) {
        return {"a command is missing", help, 0};
    }
    if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::ExtrasError)) {
        return {error.what(), help, 0};
    }
    std::vector<std::string> extras = command.remaining();
    std::ranges::stable_partition(extras,
                                  [](const std::string& word) { return word.starts_with('-'); });
    const std::string word = extras.empty() ? "" : extras.front();
    if (!word.starts_with('-')) {
        return {fmt::format("one argument too many: '{}'", shorten(word)), help, 0};
    }
    return {fmt::format("there is no option {}", shorten(word)), option_hint(command, word, help),
            0};
}

/// The parser and the values that it fills.
class CommandLine {
  public:
    CommandLine() : m_app(overview, "halflight") {
        m_app.footer(overview_end);
        m_app.set_version_flag("--version", std::string("halflight ") + HALFLIGHT_VERSION);
        m_app.require_subcommand(1);
        add("new", "write a commented starter dossier", m_new, add_new);
        add("check", "read, resolve and reason; print diagnostics", m_check, add_check);
        add("query", "one series, period by period", m_query, add_query);
        add("explain", "why a number is what it is", m_explain, add_explain);
        add("build", "everything, into an edition directory", m_build, add_build);
        add("diff", "what changed between two editions, and why", m_diff, add_diff);
        add("estimate", "one estimator on one table, JSON out", m_estimate, add_estimate);
        add_lights();
        add("simulate", "a made country whose truth is known, as a dossier", m_simulate,
            add_simulate);
        add("rules", "sanctions rules by day, goods, direction and sector", m_rules, add_rules);
        add("screen", "names held against a sanctions list", m_screen, add_screen);
        add("watch", "alerts: monitors and rules, judged, kept and told", m_watch, add_watch);
    }

    Invocation parse(int argc, const char* const* argv) {
        try {
            m_app.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            return answer(error);
        }
        return *m_chosen;
    }

  private:
    template <class Options>
    void add(const std::string& name, const std::string& help, Options& options,
             void (*fill)(CLI::App&, Options&)) {
        CLI::App* command = m_app.add_subcommand(name, help);
        fill(*command, options);
        // An edition is of its own day; a table or a list has no days, a made country knows all.
        if constexpr (!std::is_same_v<Options, DiffOptions> &&
                      !std::is_same_v<Options, EstimateOptions> &&
                      !std::is_same_v<Options, SimulateOptions> &&
                      !std::is_same_v<Options, ScreenOptions>) {
            add_date(*command, "--as-of", "see only what was known on that day",
                     options.common.as_of);
        }
        add_common(*command, options.common);
        command->final_callback([this, &options] { m_chosen = options; });
    }

    void add_lights() {
        CLI::App* lights = m_app.add_subcommand("lights", "night lights: from rasters to panels");
        lights->require_subcommand(1);
        lights->footer("halflight lights panel --help says more.");
        add_to(*lights, "panel", "zones x periods x statistics", m_panel, add_panel);
        add_to(*lights, "coverage", "which cells each zone has", m_coverage, add_coverage);
        add_to(*lights, "map", "a picture of one period, or of the difference of two", m_map,
               add_map);
        add_to(*lights, "compare", "how much more or less light than before, zone by zone",
               m_compare, add_compare);
        add_to(*lights, "calibrate", "one sensor brought to the scale of another", m_calibrate,
               add_calibrate);
    }

    template <class Options>
    void add_to(CLI::App& parent, const std::string& name, const std::string& help,
                Options& options, void (*fill)(CLI::App&, Options&)) {
        CLI::App* command = parent.add_subcommand(name, help);
        fill(*command, options);
        if constexpr (requires { options.lights; }) {
            add_common(*command, options.lights.common);
        } else {
            add_common(*command, options.common);
        }
        command->final_callback([this, &options] { m_chosen = options; });
    }

    /// The command that was given, down to the last word, and its whole name.
    [[nodiscard]] std::pair<const CLI::App*, std::string> chosen() const {
        const CLI::App* command = &m_app;
        std::string name = "halflight";
        for (auto inside = command->get_subcommands(); !inside.empty();
             inside = command->get_subcommands()) {
            command = inside.front();
            name += ' ' + command->get_name();
        }
        return {command, name};
    }

    Answer answer(const CLI::ParseError& error) {
        std::ostringstream out;
        std::ostringstream err;
        if (m_app.exit(error, out, err) == 0) {
            return {0, out.str()};
        }
        const auto [command, name] = chosen();
        const Fault fault = fault_of(error, *command, name);
        return {exit_status(ErrorCode::usage),
                fmt::format("{}: {}\nhelp: {}\n", name, fault.message, fault.hint)};
    }

    CLI::App m_app;
    NewOptions m_new;
    CheckOptions m_check;
    QueryOptions m_query;
    ExplainOptions m_explain;
    BuildOptions m_build;
    DiffOptions m_diff;
    EstimateOptions m_estimate;
    SimulateOptions m_simulate;
    RulesOptions m_rules;
    ScreenOptions m_screen;
    WatchOptions m_watch;
    LightsPanelOptions m_panel;
    LightsCoverageOptions m_coverage;
    LightsMapOptions m_map;
    LightsCompareOptions m_compare;
    LightsCalibrateOptions m_calibrate;
    std::optional<Invocation> m_chosen;
};

/// What CLI11 would call a superfluous argument: a command that does not exist.
std::optional<Answer> unknown_command(int argc, const char* const* argv) {
    const std::string_view word = argc > 1 ? argv[1] : "";
    if (word.empty() || word.front() == '-' ||
        std::ranges::find(commands, word) != std::end(commands)) {
        return std::nullopt;
    }
    const auto near = nearest(word, commands);
    const std::string hint =
        near ? fmt::format("did you mean '{}'?", *near) : "halflight --help lists the commands";
    return Answer{
        exit_status(ErrorCode::usage),
        fmt::format("halflight: there is no command '{}'\nhelp: {}\n", shorten(word), hint)};
}

} // namespace

Invocation parse_command_line(int argc, const char* const* argv) {
    if (const auto answer = unknown_command(argc, argv)) {
        return *answer;
    }
    return CommandLine().parse(argc, argv);
}

} // namespace halflight::app
