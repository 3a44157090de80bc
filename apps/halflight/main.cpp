// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.hpp"
#include "halflight/base/error.hpp"

#include <exception>
#include <string>

namespace halflight::app {

namespace {

int run_command(int argc, char** argv, Console& console) {
    const Invocation invocation = parse_command_line(argc, argv);
    return std::visit(
        [&console](const auto& command) {
            if constexpr (requires { command.common; }) {
                console.set_quiet(command.common.quiet);
            } else if constexpr (requires { command.lights.common; }) {
                console.set_quiet(command.lights.common.quiet);
            }
            return run(command, console);
        },
        invocation);
}

int report(const Error& error) {
    const std::string word = error.code() == ErrorCode::internal ? "bug" : "error";
    Console::message("halflight: " + word + ": " + error.what());
    return exit_status(error.code());
}

} // namespace

} // namespace halflight::app

int main(int argc, char** argv) {
    using namespace halflight; // NOLINT(google-build-using-namespace): main stands outside
    app::Console console;
    try {
        return app::run_command(argc, argv, console);
    } catch (const Error& error) {
        return app::report(error);
    } catch (const std::exception& error) {
        return app::report(Error(ErrorCode::internal, error.what()));
    }
}
