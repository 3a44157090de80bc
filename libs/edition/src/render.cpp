// SPDX-License-Identifier: Apache-2.0
// Other programs at work: Vega in Node, librsvg, WeasyPrint, pandoc.
#include "halflight/edition/render.hpp"

#include "halflight/base/text.hpp"
#include "halflight/io/files.hpp"
#include "halflight/io/process.hpp"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstdlib>

namespace halflight::edition {

namespace {

using io::ProcessResult;
using io::ProcessSpec;
using Json = nlohmann::ordered_json;

/// Documents carry a date; with this they carry the same one each time.
const std::pair<std::string, std::string> no_date = {"SOURCE_DATE_EPOCH", "0"};

/// The first lines of what a program said.
std::string first_lines(std::string_view text) {
    constexpr std::size_t most_lines = 4;
    constexpr std::size_t most_letters = 600;
    std::string out;
    std::size_t count = 0;
    for (const std::string_view line : split(text, '\n')) {
        if (trim(line).empty()) {
            continue;
        }
        if (++count > most_lines) {
            break;
        }
        out += fmt::format("\n  {}", shorten(line, 200));
    }
    return out.substr(0, most_letters);
}

std::filesystem::path require(const std::optional<std::filesystem::path>& tool,
                              std::string_view what, std::string_view program,
                              std::string_view package) {
    if (tool) {
        return *tool;
    }
    throw Error(ErrorCode::io, fmt::format("{}: '{}' is not on PATH; install it (Debian: apt-get "
                                           "install {})",
                                           what, program, package));
}

ProcessResult run(const ProcessSpec& spec, std::string_view what) {
    ProcessResult result = io::run_process(spec);
    if (result.timed_out) {
        throw Error(ErrorCode::io,
                    fmt::format("{}: {} did not end within {} seconds", what,
                                spec.program.filename().string(), spec.limit.count()));
    }
    return result;
}

/// For programs of which nothing better is known than their exit status.
std::string checked(const ProcessSpec& spec, std::string_view what, std::string_view remedy) {
    ProcessResult result = run(spec, what);
    if (result.status != 0 || result.output.empty()) {
        throw Error(ErrorCode::io, fmt::format("{}: {} ended with status {}{}\n  {}", what,
                                               spec.program.filename().string(), result.status,
                                               first_lines(result.errors), remedy));
    }
    return std::move(result.output);
}

/// "specification 3: ..." names the figure that was third.
std::string with_name(std::string_view said, std::span<const std::string> specifications) {
    constexpr std::string_view mark = "specification ";
    const std::size_t at = said.find(mark);
    std::size_t index = 0;
    if (at == std::string_view::npos ||
        std::from_chars(said.data() + at + mark.size(), said.data() + said.size(), index).ec !=
            std::errc() ||
        index >= specifications.size()) {
        return "";
    }
    const Json spec = Json::parse(specifications[index], nullptr, false);
    if (!spec.is_object() || !spec.contains("usermeta") || !spec["usermeta"].contains("figure") ||
        !spec["usermeta"]["figure"].is_string()) {
        return fmt::format(" {}", index);
    }
    return fmt::format(" '{}'", spec["usermeta"]["figure"].get<std::string>());
}

std::string joined(std::span<const std::string> specifications) {
    std::string out = "[";
    for (const std::string& specification : specifications) {
        out += (out.size() > 1 ? ",\n" : "") + specification;
    }
    return out + "]";
}

std::vector<std::string> pictures(const std::string& output, std::size_t expected) {
    const Json document = Json::parse(output, nullptr, false);
    if (!document.is_array() || document.size() != expected) {
        throw Error(ErrorCode::io, "figures: the renderer answered with something else than "
                                   "pictures; build it anew with scripts/build-web");
    }
    return document.get<std::vector<std::string>>();
}

std::optional<std::filesystem::path> beside_program() {
    std::error_code failed;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
    if (failed) {
        return std::nullopt;
    }
    return self.parent_path().parent_path() / "share" / "halflight";
}

bool is_assets(const std::filesystem::path& folder) {
    std::error_code ignored;
    return std::filesystem::exists(folder / "render.mjs", ignored);
}

} // namespace

std::filesystem::path assets_folder() {
    if (const char* const named = std::getenv("HALFLIGHT_ASSETS");
        named != nullptr && *named != 0) {
        if (is_assets(named)) {
            return named;
        }
        throw Error(ErrorCode::io,
                    fmt::format("HALFLIGHT_ASSETS is '{}', where there is no render.mjs; unset it "
                                "or build the assets with scripts/build-web",
                                named));
    }
    if (const auto installed = beside_program(); installed && is_assets(*installed)) {
        return *installed;
    }
    if (const std::filesystem::path built = HALFLIGHT_BUILT_ASSETS; is_assets(built)) {
        return built;
    }
    throw Error(ErrorCode::io, "the files for pages and figures are nowhere; build them with "
                               "scripts/build-web, or name their folder in HALFLIGHT_ASSETS");
}

Tools find_tools() {
    return {io::find_program("node"), io::find_program("rsvg-convert"),
            io::find_program("weasyprint"), io::find_program("pandoc")};
}

std::vector<std::string> render_svg(const Tools& tools,
                                    std::span<const std::string> specifications) {
    if (specifications.empty()) {
        return {};
    }
    ProcessSpec spec;
    spec.program =
        require(tools.node, "figures are drawn as SVG by Vega in Node", "node", "nodejs");
    spec.arguments = {(assets_folder() / "render.mjs").string()};
    spec.input = joined(specifications);
    const ProcessResult result = run(spec, "figures");
    if (result.status != 0) {
        throw Error(ErrorCode::io, fmt::format("figure{}: the renderer ended with status {}{}",
                                               with_name(result.errors, specifications),
                                               result.status, first_lines(result.errors)));
    }
    return pictures(result.output, specifications.size());
}

std::string render_png(const Tools& tools, const std::string& svg) {
    ProcessSpec spec;
    spec.program = require(tools.rsvg_convert, "figures are drawn as PNG by librsvg",
                           "rsvg-convert", "librsvg2-bin");
    spec.arguments = {"--zoom", "2", "--background-color", "white", "--format", "png"};
    spec.input = svg;
    return checked(spec, "PNG of a figure", "look at the SVG of the figure");
}

std::string render_pdf(const Tools& tools, const std::string& html) {
    ProcessSpec spec;
    spec.program =
        require(tools.weasyprint, "PDF is written by WeasyPrint", "weasyprint", "weasyprint");
    spec.arguments = {"--encoding", "utf-8", "-", "-"};
    spec.input = html;
    spec.environment = {no_date};
    // Laying out sixty pages takes half a minute, and many times that on a busy machine.
    spec.limit = std::chrono::minutes{15};
    return checked(spec, "PDF", "leave --pdf out to build without it");
}

std::string render_docx(const Tools& tools, const std::string& markdown,
                        const std::filesystem::path& pictures) {
    ProcessSpec spec;
    spec.program = require(tools.pandoc, "DOCX is written by pandoc", "pandoc", "pandoc");
    spec.arguments = {
        "--from",          "commonmark_x",       "--to",     "docx", "--resource-path",
        pictures.string(), "--fail-if-warnings", "--output", "-"};
    spec.input = markdown;
    spec.environment = {no_date};
    return checked(spec, "DOCX", "leave --docx out to build without it");
}

} // namespace halflight::edition
