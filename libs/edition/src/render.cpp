// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/render.hpp"

#include "halflight/io/process.hpp"

namespace halflight::edition {

std::filesystem::path assets_folder() {
    throw Error(ErrorCode::io, "no assets yet");
}

Tools find_tools() {
    return {io::find_program("node"), io::find_program("rsvg-convert"),
            io::find_program("weasyprint"), io::find_program("pandoc")};
}

std::vector<std::string> render_svg(const Tools& tools,
                                    std::span<const std::string> specifications) {
    (void)tools;
    return std::vector<std::string>(specifications.size());
}

std::string render_png(const Tools& tools, const std::string& svg) {
    (void)tools;
    return svg;
}

std::string render_pdf(const Tools& tools, const std::string& html) {
    (void)tools;
    return html;
}

std::string render_docx(const Tools& tools, const std::string& markdown,
                        const std::filesystem::path& pictures) {
    (void)tools;
    (void)pictures;
    return markdown;
}

} // namespace halflight::edition
