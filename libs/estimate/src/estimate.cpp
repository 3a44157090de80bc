// SPDX-License-Identifier: Apache-2.0
#include "halflight/estimate/estimate.hpp"

#include <filesystem>

#include "halflight/estimate/method.hpp"
#include "halflight/io/files.hpp"

#include "answer_json.hpp"

namespace halflight::estimate {

std::string estimate(const EstimateSpec& spec) {
    const Method& method = find_method(spec.method);
    const std::string written = spec.spec.empty() ? std::string() : io::read_file(spec.spec);
    const Settings settings = read_settings(
        written, spec.spec.empty() ? "the specification (--spec)" : spec.spec, method.fields);
    const Table table(io::read_file(spec.data), spec.data);
    const auto open = [&](const std::string& file) {
        const std::filesystem::path path = std::filesystem::path(spec.spec).parent_path() / file;
        return Table(io::read_file(path.string()), path.string());
    };
    const Answer answer = method.run({.table = table,
                                      .settings = settings,
                                      .jobs = spec.jobs,
                                      .open = open,
                                      .progress = spec.progress});
    return to_json({.method = method.name,
                    .program_version = spec.program_version,
                    .data = spec.data,
                    .rows = table.rows()},
                   settings, answer);
}

} // namespace halflight::estimate
