// SPDX-License-Identifier: Apache-2.0
// Options of `halflight simulate`.
#include "options_parts.hpp"

namespace halflight::app {

void add_simulate(CLI::App& app, SimulateOptions& options) {
    app.footer("A specification is TOML; what it does not say keeps its default. The truth is "
               "written beside the folder,\nto DIR.truth.json; its hash stands in "
               "DIR/sealed.sha256.\n\nExample:\n  halflight simulate made --seed 7 && "
               "halflight check made");
    constexpr std::uint64_t most = std::uint64_t{1} << 53U;
    app.add_option("dir", options.folder,
                   "folder to make; it must be absent, empty, or made by this command")
        ->required()
        ->type_name("DIR");
    app.add_option("--seed", options.seed,
                   "another seed, another country (default: of the "
                   "specification, else 1)")
        ->check(CLI::Range(std::uint64_t{0}, most))
        ->type_name("N");
    app.add_option("--spec", options.spec, "TOML specification (default: every key at its default)")
        ->type_name("FILE");
    app.add_flag("--no-lights", options.no_lights, "no rasters");
}

} // namespace halflight::app
