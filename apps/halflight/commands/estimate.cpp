// SPDX-License-Identifier: Apache-2.0
#include "halflight/estimate/estimate.hpp"
#include "halflight/estimate/method.hpp"
#include "halflight/io/files.hpp"

#include "commands.hpp"

#include <fmt/format.h>

namespace halflight::app {

int run(const EstimateOptions& options, Console& console) {
    if (options.list) {
        console.result(options.markdown ? estimate::methods_page() : estimate::list_methods());
        return 0;
    }
    if (options.describe) {
        console.result(estimate::describe(estimate::find_method(options.method)));
        return 0;
    }
    const std::string json = estimate::estimate({.method = options.method,
                                                 .data = options.data,
                                                 .spec = options.spec,
                                                 .jobs = options.common.jobs,
                                                 .program_version = HALFLIGHT_VERSION});
    if (options.out.empty()) {
        console.result(json);
    } else {
        io::write_file(options.out, json);
        console.remark(fmt::format("{}: written", options.out));
    }
    return 0;
}

} // namespace halflight::app
