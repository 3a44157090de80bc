// SPDX-License-Identifier: Apache-2.0
// The only file that knows CLI11, which takes seconds to compile.
#include "options.hpp"

#include "halflight/base/text.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <thread>

namespace halflight::app {

namespace {

constexpr std::string_view commands[] = {"new",   "check", "query", "explain",
                                         "build", "diff",  "lights"};

constexpr const char* overview =
    "Measures economies that do not report themselves: reads a dossier of sourced claims, works "
    "out what they\n"
    "allow together and where they contradict each other, and publishes an edition.";

constexpr const char* overview_end =
    "Exit status: 0 done; 1 the dossier has errors; 2 wrong usage; 3 a file could not be "
    "read or written;\n4 an estimator refused.\n\nExample:\n  halflight new north && "
    "halflight check north";

[[noreturn]] void refuse(const std::string& option, const Fault& fault) {
    throw CLI::ValidationError(option,
                               fault.message + (fault.hint.empty() ? "" : "; " + fault.hint));
}

/// A string option read by `parse`, which gives a Result.
template <class Parse, class Keep>
void add_parsed(CLI::App& app, const std::string& name, const std::string& type,
                const std::string& help, Parse parse, Keep keep) {
    const auto read = [name, parse, keep](const std::string& text) {
        const auto value = parse(text);
        if (!value) {
            refuse(name, value.fault());
        }
        keep(*value);
    };
    app.add_option_function<std::string>(name, read, help)->type_name(type);
}

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

void add_zones(CLI::App& app, io::VectorSpec& zones) {
    app.add_option("--zones", zones.path, "polygons or points: GeoJSON, GeoPackage, shapefile")
        ->required()
        ->type_name("FILE");
    app.add_option("--zone-id", zones.id_field,
                   "field that names each zone (default: id, uid, code or name, the first that is "
                   "unique)")
        ->type_name("FIELD");
    app.add_option("--zone-name", zones.name_field, "field with a name for readers")
        ->type_name("FIELD");
    app.add_option("--layer", zones.layer, "layer of a file with several")->type_name("NAME");
    app.add_option("--buffer-m", zones.buffer_m, "radius in metres round points")
        ->check(CLI::PositiveNumber)
        ->type_name("R");
}

/// Words on the command line and what they stand for.
template <class Value>
using Words = std::vector<std::pair<std::string, Value>>;

template <class Value>
void add_word(CLI::App& app, const std::string& name, const std::string& help,
              const Words<Value>& words, Value& out) {
    std::vector<std::string> known;
    for (const auto& [word, value] : words) {
        known.push_back(word);
    }
    const auto take = [words, &out](const std::string& given) {
        out = std::ranges::find(words, given, &std::pair<std::string, Value>::first)->second;
    };
    app.add_option_function<std::string>(name, take, help)->check(CLI::IsMember(known));
}

void add_declared(CLI::App& app, lights::DeclaredBands& bands) {
    app.add_option("--radiance", bands.radiance,
                   "of any other raster: band number, description or variable")
        ->type_name("BAND");
    app.add_option("--observations", bands.observations,
                   "its clear observations: BAND or FILE:BAND")
        ->type_name("BAND");
    app.add_option("--flags", bands.quality, "its quality flags")->type_name("BAND");
    app.add_option("--scale", bands.scale, "value = cell * scale + offset")->type_name("X");
    app.add_option("--offset", bands.offset)->type_name("X");
    app.add_option("--fill", bands.fill, "cell value that means none")->type_name("X");
    app.add_option("--unit", bands.unit, "unit of its values")->type_name("UNIT");
    app.add_option("--note", bands.note, "what every reader must know, as 'picture, not radiance'")
        ->type_name("TEXT");
    app.add_flag("--synthetic", bands.synthetic, "the data is made: every output says so");
}

void add_rules(CLI::App& app, lights::CellRules& rules) {
    add_word<bool>(app, "--gap-filled", "values that the product filled in (default: exclude)",
                   {{"keep", true}, {"exclude", false}}, rules.gap_filled);
    add_word<bool>(app, "--negative", "radiance below 0 (default: keep)",
                   {{"keep", true}, {"cut", false}}, rules.negative);
    add_word<lights::SnowRule>(app, "--snow", "composite of a cell (default: free-then-snow)",
                               {{"free", lights::SnowRule::snow_free},
                                {"covered", lights::SnowRule::snow_covered},
                                {"free-then-snow", lights::SnowRule::free_then_snow}},
                               rules.snow);
    add_word<lights::Angle>(app, "--angle", "view angle of composites (default: near-nadir)",
                            {{"near-nadir", lights::Angle::near_nadir},
                             {"off-nadir", lights::Angle::off_nadir},
                             {"all", lights::Angle::all_angle}},
                            rules.angle);
    app.add_option("--quality", rules.quality,
                   "quality flags that are used (default: of the product)")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("LIST");
    app.add_option("--min-observations", rules.least_observations,
                   "cells with fewer clear observations have no value")
        ->check(CLI::NonNegativeNumber)
        ->type_name("N")
        ->capture_default_str();
    app.add_option("--max-cloud", rules.worst_cloud,
                   "of daily products: 0 confident clear to 3 confident cloudy")
        ->check(CLI::Range(0, 3))
        ->type_name("N")
        ->capture_default_str();
}

void add_product(CLI::App& app, LightsOptions& options) {
    app.add_option("--product", options.product.product, "what the files are")
        ->type_name("auto|NAME")
        ->capture_default_str();
    app.add_flag("--without-counts", options.product.without_counts,
                 "composites without their counts of clear observations: 0 is then no value");
    add_rules(app, options.product.rules);
    add_declared(app, options.product.declared);
    add_word<raster::Earth>(app, "--earth", "figure for areas (default: wgs84)",
                            {{"wgs84", raster::Earth::wgs84}, {"sphere", raster::Earth::sphere}},
                            options.earth);
}

void add_rasters(CLI::App& app, std::vector<std::string>& rasters) {
    app.add_option("--rasters", rasters, "files; patterns with * and ? may be quoted")
        ->required()
        ->type_name("GLOB");
}

void add_panel(CLI::App& app, LightsPanelOptions& options) {
    app.footer("A panel that stands at FILE is carried on where nothing but new periods came. "
               "docs/lights.md defines the statistics.\n\nExample:\n  halflight lights panel "
               "--zones counties.geojson --zone-id uid --rasters 'VNP46A3/*.h5' --stat "
               "mean,sum,valid_share --out panel.csv");
    add_zones(app, options.lights.zones);
    add_rasters(app, options.lights.rasters);
    add_parsed(app, "--stat", "LIST", "statistics, as mean,sum,q90 (default: a set of the product)",
               raster::parse_statistics,
               [&options](const auto& statistics) { options.statistics = statistics; });
    add_parsed(app, "--from", "PERIOD", "from this period", parse_period,
               [&options](const Period& period) { options.from = period; });
    add_parsed(app, "--to", "PERIOD", "to this period", parse_period,
               [&options](const Period& period) { options.to = period; });
    add_product(app, options.lights);
    app.add_option("--mask", options.signal.mask, "polygons whose cells are left out")
        ->type_name("FILE");
    app.add_option("--background", options.signal.background,
                   "unlit areas: their median is taken off every cell")
        ->type_name("FILE");
    app.add_option("--outlier-mads", options.signal.outlier_mads,
                   "leave out cells farther than this from their own median over time")
        ->check(CLI::PositiveNumber)
        ->type_name("X");
    app.add_option("--floor", options.signal.floor, "detection floor (default: of the product)")
        ->type_name("X");
    app.add_flag("--skip-bad", options.skip_bad,
                 "leave out files that cannot be used, and list them");
    app.add_option("--cache", options.cache,
                   "folder where weights are kept, or none (default: ~/.cache/halflight)")
        ->type_name("DIR");
    app.add_option("--out", options.out, "panel, .csv or .sqlite")->required()->type_name("FILE");
}

void add_coverage(CLI::App& app, LightsCoverageOptions& options) {
    app.footer(
        "Example:\n  halflight lights coverage --zones counties.geojson --raster lights.tif");
    add_zones(app, options.lights.zones);
    app.add_option("--raster", options.lights.rasters, "a file on the grid to look at")
        ->required()
        ->expected(1)
        ->type_name("FILE");
    add_product(app, options.lights);
}

void add_map(CLI::App& app, LightsMapOptions& options) {
    app.footer("PNG needs rsvg-convert.\n\nExample:\n  halflight lights map --zones "
               "counties.geojson --rasters 'VNP46A3/*.h5' --period 2017-10 --minus 2017-09 --out "
               "change.png");
    add_zones(app, options.lights.zones);
    add_rasters(app, options.lights.rasters);
    add_parsed(app, "--period", "PERIOD", "what is drawn", parse_period,
               [&options](const Period& period) { options.period = period; });
    app.get_option("--period")->required();
    add_parsed(app, "--minus", "PERIOD", "draw the difference from this period", parse_period,
               [&options](const Period& period) { options.minus = period; });
    app.add_option("--stat", options.statistic, "fill zones by this statistic (default: cells)")
        ->type_name("NAME");
    app.add_option("--title", options.title, "title (default: product and period)")
        ->type_name("TEXT");
    add_product(app, options.lights);
    app.add_option("--out", options.out, "map, .svg or .png")->required()->type_name("FILE");
}

void add_periods(CLI::App& app, const std::string& name, const std::string& help,
                 std::vector<Period>& out) {
    app.add_option_function<std::vector<std::string>>(
           name,
           [name, &out](const std::vector<std::string>& texts) {
               for (const std::string& text : texts) {
                   const auto period = parse_period(text);
                   if (!period) {
                       refuse(name, period.fault());
                   }
                   out.push_back(*period);
               }
           },
           help)
        ->required()
        ->type_name("PERIOD");
}

void add_least_share(CLI::App& app, double& least) {
    app.add_option("--min-valid", least, "a zone's value needs this share of its area seen")
        ->check(CLI::Range(0.0, 1.0))
        ->type_name("SHARE")
        ->capture_default_str();
}

void add_compare(CLI::App& app, LightsCompareOptions& options) {
    app.footer("Writes CSV: to FILE with FILE.json beside it, else to standard output.\n\n"
               "Example:\n  halflight lights compare --panel panel.csv --stat mean --period "
               "2017-10/2018-09 --base 2016-10/2017-09 --season-matched");
    app.add_option("--panel", options.panel, "CSV of a finished panel, its .json beside it")
        ->required()
        ->type_name("FILE");
    app.add_option("--stat", options.statistic, "the statistic to compare")
        ->required()
        ->type_name("NAME");
    add_periods(app, "--period", "what is compared: all periods inside; several may be given",
                options.compare.period);
    add_periods(app, "--base", "with what", options.compare.base);
    app.add_flag("--season-matched", options.compare.season_matched,
                 "only calendar months that both have, each weighing the same");
    add_least_share(app, options.compare.least_valid_share);
    add_parsed(app, "--gaps", "none|carry:N|interpolate:N",
               "periods without a value (default: none, they stay missing)",
               lights::parse_gap_policy,
               [&options](const lights::GapPolicy& policy) { options.compare.gaps = policy; });
    app.add_option("--out", options.out, "where to write")->type_name("FILE");
}

void add_calibrate(CLI::App& app, LightsCalibrateOptions& options) {
    app.footer("A robust line through stable zones: reference = intercept + slope x other. "
               "docs/lights.md says which zones are stable.\n\nExample:\n  halflight lights "
               "calibrate --panel viirs.csv --panel other.csv --stat mean --stable auto");
    app.add_option("--panel", options.panels, "CSV of the reference, then of the other")
        ->required()
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->type_name("FILE");
    app.add_option("--stat", options.statistic, "mean, median or a quantile")
        ->required()
        ->type_name("NAME");
    app.add_option("--stable", options.stable,
                   "file with the id of one stable zone a line, or auto")
        ->type_name("FILE|auto")
        ->capture_default_str();
    app.add_option("--max-spread", options.calibrate.most_spread,
                   "with auto: largest robust relative deviation over time")
        ->check(CLI::PositiveNumber)
        ->type_name("X")
        ->capture_default_str();
    app.add_option("--min-periods", options.calibrate.least_periods,
                   "periods that both panels need of a zone")
        ->check(CLI::Range(1, 1'000'000))
        ->type_name("N")
        ->capture_default_str();
    app.add_option("--min-zones", options.calibrate.least_zones, "stable zones that are needed")
        ->check(CLI::Range(3, 10'000))
        ->type_name("N")
        ->capture_default_str();
    add_least_share(app, options.calibrate.least_valid_share);
    app.add_option("--out", options.out, "write the other panel, calibrated, with FILE.json")
        ->type_name("FILE.csv");
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
        add_lights();
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
        if constexpr (!std::is_same_v<Options, DiffOptions>) { // an edition is of its own day
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
