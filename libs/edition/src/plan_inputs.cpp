// SPDX-License-Identifier: Apache-2.0
#include "plan_inputs.hpp"

#include "halflight/base/hash.hpp"
#include "halflight/io/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::edition {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t build_digits = 16;

/// Two builds of one version may differ, above all while somebody works on the program: what one
/// has made must not be taken for the work of the other.
std::string program_build() {
    try {
        return sha256(io::read_file("/proc/self/exe")).substr(0, build_digits);
    } catch (const Error&) { // a system without /proc: the version alone must do
        return {};
    }
}

/// Files below a folder, those of package managers aside, by name.
std::vector<std::string> asset_names(const fs::path& folder) {
    std::vector<std::string> names;
    for (fs::recursive_directory_iterator entry(folder), end; entry != end; ++entry) {
        const std::string name = entry->path().filename().string();
        if (entry->is_directory() && (name == "node_modules" || name.starts_with('.'))) {
            entry.disable_recursion_pending();
        } else if (entry->is_regular_file()) {
            names.push_back(entry->path().lexically_relative(folder).generic_string());
        }
    }
    std::ranges::sort(names);
    return names;
}

std::string assets_hash() {
    std::string text;
    try {
        const fs::path folder = assets_folder();
        for (const std::string& name : asset_names(folder)) {
            text += fmt::format("{} {}\n", sha256(io::read_file(folder / name)), name);
        }
    } catch (const Error&) { // nowhere: who needs them says so
        return {};
    }
    return sha256(text);
}

Diagnostic missing(const char* code, std::string message, std::string hint) {
    Diagnostic warning;
    warning.severity = Severity::warning;
    warning.code = code;
    warning.message = std::move(message);
    warning.hint = std::move(hint);
    return warning;
}

void require_tool(const std::optional<fs::path>& tool, const char* name, const char* package,
                  const char* option) {
    if (!tool) {
        throw Error(ErrorCode::io,
                    fmt::format("{} needs the program {}, which is not on PATH; install it (on "
                                "Debian: apt install {}) or build without {}",
                                option, name, package, option));
    }
}

} // namespace

EditionInputs inputs_of(const dossier::Files& text, const BuildSpec& spec, const Tools& tools) {
    EditionInputs inputs;
    for (const auto& [name, bytes] : text) {
        inputs.text.emplace(name, sha256(bytes));
    }
    inputs.as_of = spec.reason.as_of;
    inputs.without = spec.reason.without;
    inputs.redistributable_only = spec.redistributable_only;
    inputs.pdf = spec.pdf;
    inputs.docx = spec.docx;
    inputs.version = spec.version;
    inputs.program = program_build();
    inputs.assets = assets_hash();
    inputs.tools = {{"node", tools.node.has_value()},
                    {"rsvg-convert", tools.rsvg_convert.has_value()}};
    return inputs;
}

void require_tools(const BuildSpec& spec, const Tools& tools) {
    // Paper draws nothing itself: without these a document would lack its figures.
    if (spec.pdf) {
        require_tool(tools.weasyprint, "weasyprint", "weasyprint", "--pdf");
        require_tool(tools.node, "node", "nodejs", "--pdf");
    }
    if (spec.docx) {
        require_tool(tools.pandoc, "pandoc", "pandoc", "--docx");
        require_tool(tools.node, "node", "nodejs", "--docx");
        require_tool(tools.rsvg_convert, "rsvg-convert", "librsvg2-bin", "--docx");
    }
}

Diagnostics missing_tools(const Tools& tools) {
    Diagnostics remarks;
    if (!tools.node) {
        remarks.add(missing("W201",
                            "figures are not drawn as SVG and PNG: the program node is not on "
                            "PATH; the page draws them itself in the browser",
                            "install Node.js 18 or later (on Debian: apt install nodejs)"));
    } else if (!tools.rsvg_convert) {
        remarks.add(missing("W202",
                            "figures are not drawn as PNG: the program rsvg-convert is not on PATH",
                            "install librsvg (on Debian: apt install librsvg2-bin)"));
    }
    return remarks;
}

} // namespace halflight::edition
