// SPDX-License-Identifier: Apache-2.0
// What the options of all commands are made with.
#pragma once

#include "options.hpp"

#include <CLI/CLI.hpp>

#include <string>

namespace halflight::app {

[[noreturn]] inline void refuse(const std::string& option, const Fault& fault) {
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

// Options of `halflight estimate`, in options_estimate.cpp.
void add_estimate(CLI::App& app, EstimateOptions& options);

// Options of `halflight simulate`, in options_simulate.cpp.
void add_simulate(CLI::App& app, SimulateOptions& options);

// Options of `halflight rules`, in options_rules.cpp.
void add_rules(CLI::App& app, RulesOptions& options);

// Options of `halflight screen`, in options_screen.cpp.
void add_screen(CLI::App& app, ScreenOptions& options);

// Options of `halflight watch`, in options_watch.cpp.
void add_watch(CLI::App& app, WatchOptions& options);

// Options of `halflight lights ...`, in options_lights.cpp.
void add_panel(CLI::App& app, LightsPanelOptions& options);
void add_coverage(CLI::App& app, LightsCoverageOptions& options);
void add_map(CLI::App& app, LightsMapOptions& options);
void add_compare(CLI::App& app, LightsCompareOptions& options);
void add_calibrate(CLI::App& app, LightsCalibrateOptions& options);

} // namespace halflight::app
