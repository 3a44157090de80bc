// SPDX-License-Identifier: Apache-2.0
#include "halflight/io/files.hpp"
#include "halflight/simulate/write.hpp"

#include "commands.hpp"

#include <fmt/format.h>

namespace halflight::app {

int run(const SimulateOptions& options, Console& console) {
    simulate::WriteSpec spec;
    if (!options.spec.empty()) {
        spec.country = simulate::read_spec(io::read_file(options.spec), options.spec);
    }
    spec.country.seed = options.seed.value_or(spec.country.seed);
    spec.folder = options.folder;
    spec.lights = !options.no_lights;
    spec.jobs = options.common.jobs;
    constexpr std::size_t long_run = 20;
    const auto progress = [&console](std::size_t done, std::size_t all) {
        if (all >= long_run && (done * 10 / all != (done - 1) * 10 / all)) {
            console.remark(fmt::format("{} of {} months", done, all));
        }
    };
    console.result(to_text(simulate::write_country(spec, progress)));
    return 0;
}

} // namespace halflight::app
