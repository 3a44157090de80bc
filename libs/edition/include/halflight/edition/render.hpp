// SPDX-License-Identifier: Apache-2.0
// halflight/edition/render.hpp - specifications as pictures, pages as documents: what other
// programs do for an edition.
#pragma once

#include "halflight/base/error.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace halflight::edition {

/// The files that the program brings along for pages and figures: HALFLIGHT_ASSETS in the
/// environment, else beside the installed program, else where it was built. Throws Error(io)
/// naming the remedy when they are nowhere.
[[nodiscard]] std::filesystem::path assets_folder();

/// What is on this machine; each empty where it is absent.
struct Tools {
    std::optional<std::filesystem::path> node;
    std::optional<std::filesystem::path> rsvg_convert;
    std::optional<std::filesystem::path> weasyprint;
    std::optional<std::filesystem::path> pandoc;
};
[[nodiscard]] Tools find_tools();

/// SVG of each specification, in order, by Vega in Node; equal specifications give equal bytes.
/// Throws Error(io) with what the renderer said and which figure it was about.
[[nodiscard]] std::vector<std::string> render_svg(const Tools& tools,
                                                  std::span<const std::string> specifications);
/// PNG at twice the size of the SVG, by librsvg.
[[nodiscard]] std::string render_png(const Tools& tools, const std::string& svg);
/// PDF of a self-contained page, by WeasyPrint; equal pages give equal bytes.
[[nodiscard]] std::string render_pdf(const Tools& tools, const std::string& html);
/// DOCX of CommonMark with footnotes and tables, by pandoc. Pictures are named relative to
/// `pictures`.
[[nodiscard]] std::string render_docx(const Tools& tools, const std::string& markdown,
                                      const std::filesystem::path& pictures);

} // namespace halflight::edition
