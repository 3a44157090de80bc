// SPDX-License-Identifier: Apache-2.0
// The command line as plain values.
#pragma once

#include "halflight/base/date.hpp"
#include "halflight/base/period.hpp"
#include "halflight/edition/export.hpp"
#include "halflight/lights/calibrate.hpp"
#include "halflight/lights/compare.hpp"
#include "halflight/lights/panel.hpp"
#include "halflight/watch/alert.hpp"

#include "halflight/watch/rule.hpp"
#include "halflight/watch/screen.hpp"
#include <chrono>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace halflight::app {

enum class OutputFormat { text, json, sarif };

/// What every command takes.
struct CommonOptions {
    std::optional<Date> as_of;
    int jobs = 1;
    bool quiet = false;
    OutputFormat format = OutputFormat::text;
};

struct NewOptions {
    CommonOptions common;
    std::string folder;
};

struct CheckOptions {
    CommonOptions common;
    std::string dossier;
    bool all = false;
    std::vector<std::string> without;
};

struct QueryOptions {
    CommonOptions common;
    std::string dossier;
    std::string key;
    edition::ExportFormat format = edition::ExportFormat::csv;
    std::optional<Date> from;
    std::optional<Date> to;
    std::optional<Frequency> frequency;
    std::string unit;
};

struct ExplainOptions {
    CommonOptions common;
    std::string folder;
    std::string id;
};

struct BuildOptions {
    CommonOptions common;
    std::string dossier;
    std::string out;
    std::vector<std::string> without;
    bool redistributable_only = false;
    bool pdf = false;
    bool docx = false;
    bool why = false;
};

enum class NoteFormat { text, json, markdown };

struct DiffOptions {
    CommonOptions common;
    std::string before;
    std::string after;
    NoteFormat format = NoteFormat::text;
};

enum class TableFormat { text, json, csv };

struct EstimateOptions {
    CommonOptions common;
    std::string method;
    std::string data;
    std::string spec; ///< empty: every key at its default
    std::string out;  ///< empty: standard output
    bool list = false;
    bool describe = false;
    bool markdown = false;
};

struct SimulateOptions {
    CommonOptions common;
    std::string folder;
    std::optional<std::uint64_t> seed; ///< none: that of the specification
    std::string spec;                  ///< empty: every key at its default
    bool no_lights = false;
};

struct RulesOptions {
    CommonOptions common;
    std::string dossier;
    std::optional<Date> on;
    std::string hs;
    std::optional<watch::Direction> direction;
    std::string sector;
    TableFormat format = TableFormat::text;
};

struct ScreenOptions {
    CommonOptions common;
    std::string names;
    std::string list;
    std::string decisions; ///< empty: none are kept
    TableFormat format = TableFormat::text;
    bool explain = false;
    std::optional<watch::MatchOutcome> fail_on;
    std::string out; ///< empty: standard output
    /// A decision to be written down instead; the record is named by its id or its name.
    std::optional<watch::DecisionKind> decide;
    std::string record;
    std::string entry;
    std::string by;
    std::string why;
    std::optional<Date> on;
};

struct WatchOptions {
    CommonOptions common;
    std::string dossier;
    bool once = false;
    std::optional<std::chrono::seconds> every;
    std::string state; ///< empty: beside the text
    bool no_delivery = false;
    bool retry = false;
    bool list = false;
    std::optional<watch::Severity> fail_on;
    std::optional<std::size_t> budget; ///< 0: all; default: 10 in a run, all in a list
    std::optional<Date> replay_from;
    std::optional<Date> replay_to;
    std::optional<watch::Act> act;
    std::string alert;
    std::string by;
    std::string why;
};

/// What the commands under `lights` share.
struct LightsOptions {
    CommonOptions common;
    io::VectorSpec zones;
    std::vector<std::string> rasters; ///< files and patterns
    lights::ProductSpec product;
    raster::Earth earth = raster::Earth::wgs84;
};

struct LightsPanelOptions {
    LightsOptions lights;
    std::vector<raster::Statistic> statistics;
    std::optional<Period> from;
    std::optional<Period> to;
    lights::SignalSpec signal;
    bool skip_bad = false;
    std::string cache;
    std::string out;
};

struct LightsCoverageOptions {
    LightsOptions lights;
};

struct LightsMapOptions {
    LightsOptions lights;
    Period period;
    std::optional<Period> minus;
    std::string statistic;
    std::string title;
    std::string out;
};

struct LightsCompareOptions {
    CommonOptions common;
    std::string panel;
    std::string statistic;
    lights::CompareSpec compare;
    std::string out; ///< empty: standard output
};

struct LightsCalibrateOptions {
    CommonOptions common;
    std::vector<std::string> panels; ///< the reference, the other
    std::string statistic;
    std::string stable = "auto"; ///< or a file with one id a line
    lights::CalibrateSpec calibrate;
    std::string out; ///< empty: no calibrated panel is written
};

/// Nothing to run: a text to print (help, version, or why the command line is wrong) and the exit
/// status.
struct Answer {
    int status = 0;
    std::string text; ///< to standard output where the status is 0, else to standard error
};

using Invocation =
    std::variant<Answer, NewOptions, CheckOptions, QueryOptions, ExplainOptions, BuildOptions,
                 DiffOptions, EstimateOptions, SimulateOptions, RulesOptions, ScreenOptions,
                 LightsPanelOptions, LightsCoverageOptions, LightsMapOptions, LightsCompareOptions,
                 LightsCalibrateOptions, WatchOptions>;

[[nodiscard]] Invocation parse_command_line(int argc, const char* const* argv);

} // namespace halflight::app
