// SPDX-License-Identifier: Apache-2.0
// One function per command; each gives the exit status and throws halflight::Error.
#pragma once

#include "console.hpp"
#include "options.hpp"

namespace halflight::app {

int run(const NewOptions& options, Console& console);
int run(const CheckOptions& options, Console& console);
int run(const QueryOptions& options, Console& console);
int run(const ExplainOptions& options, Console& console);
int run(const BuildOptions& options, Console& console);
int run(const DiffOptions& options, Console& console);
int run(const EstimateOptions& options, Console& console);
int run(const SimulateOptions& options, Console& console);
int run(const RulesOptions& options, Console& console);
int run(const ScreenOptions& options, Console& console);
int run(const LightsPanelOptions& options, Console& console);
int run(const LightsCoverageOptions& options, Console& console);
int run(const LightsMapOptions& options, Console& console);
int run(const LightsCompareOptions& options, Console& console);
int run(const LightsCalibrateOptions& options, Console& console);
int run(const WatchOptions& options, Console& console);
int run(const Answer& answer, Console& console);

} // namespace halflight::app
