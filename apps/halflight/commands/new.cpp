// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"
#include "halflight/edition/starter.hpp"

#include <fmt/format.h>

namespace halflight::app {

int run(const NewOptions& options, Console& console) {
    const auto files = edition::write_starter(options.folder);
    const bool json = options.common.format == OutputFormat::json;
    console.result(json ? edition::to_json(files, options.folder)
                        : edition::to_text(files, options.folder));
    console.remark(fmt::format("next: halflight check {}", options.folder));
    return 0;
}

} // namespace halflight::app
