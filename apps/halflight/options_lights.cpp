// SPDX-License-Identifier: Apache-2.0
// Options of `halflight lights ...`.
#include "halflight/base/text.hpp"
#include "options_parts.hpp"

#include <fmt/format.h>

namespace halflight::app {

namespace {

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
    app.add_flag("--accept-attributes", options.product.accept_attributes,
                 "use scale and fill of a Black Marble file that are not as documented");
    add_rules(app, options.product.rules);
    add_declared(app, options.product.declared);
    add_word<raster::Earth>(app, "--earth", "figure for areas (default: wgs84)",
                            {{"wgs84", raster::Earth::wgs84}, {"sphere", raster::Earth::sphere}},
                            options.earth);
}

void add_rasters(CLI::App& app, LightsOptions& options) {
    app.add_option("--rasters", options.rasters, "files; patterns with * and ? may be quoted")
        ->required()
        ->type_name("GLOB");
    app.add_option("--periods", options.product.periods.file,
                   "of files whose names tell none: CSV with the columns file,period")
        ->type_name("FILE.csv");
    add_parsed(app, "--first-period", "PERIOD",
               "month or year of the first of such files by name; the others follow", parse_period,
               [&options](const Period& period) { options.product.periods.first = period; });
}

} // namespace

void add_panel(CLI::App& app, LightsPanelOptions& options) {
    app.footer("A panel that stands at FILE is carried on where nothing but new periods came. "
               "docs/lights.md defines the statistics.\n\nExample:\n  halflight lights panel "
               "--zones counties.geojson --zone-id uid --rasters 'VNP46A3/*.h5' --stat "
               "mean,sum,valid_share --out panel.csv");
    add_zones(app, options.lights.zones);
    add_rasters(app, options.lights);
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
                   "folder where weights are kept, or none (default: ~/.cache/halflight, at most "
                   "HALFLIGHT_CACHE_MB, 1000)")
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
    add_rasters(app, options.lights);
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

namespace {

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

} // namespace

void add_compare(CLI::App& app, LightsCompareOptions& options) {
    app.footer("Writes CSV: to FILE with FILE.json beside it, else to standard output.\n\n"
               "Example:\n  halflight lights compare --panel panel.csv --stat mean --period "
               "2017-10/2018-09 --base 2016-10/2017-09 --season-matched");
    app.add_option("--panel", options.panel,
                   "finished panel: CSV with its .json beside it, or SQLite")
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
    app.add_option("--panel", options.panels,
                   "panel of the reference, then of the other, .csv or .sqlite")
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

} // namespace halflight::app
