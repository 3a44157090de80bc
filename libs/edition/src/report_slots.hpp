// SPDX-License-Identifier: Apache-2.0
// What takes the place of bindings: marks of private characters stand in the Markdown while it is
// turned into HTML, so that nothing a value holds is ever read as Markdown or HTML.
#pragma once

#include "halflight/base/diagnostic.hpp"
#include "halflight/edition/report.hpp"
#include "report_sources.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace halflight::edition {

/// Stands in HTML and Markdown of a block where its sources are to be named.
constexpr std::string_view cites_here = "<!--cites-->";
/// The same for one source.
[[nodiscard]] std::string cite_here(std::string_view source);

/// One binding as it will be shown.
struct Slot {
    std::string html;
    std::string text;     ///< where no markup may stand: headings in contents, links, titles
    std::string markdown; ///< for pandoc
    std::vector<std::string> sources; ///< ids, in order
    bool cites = false; ///< the sources are named in this very place, not behind the paragraph
    bool block = false; ///< wants a paragraph of its own
    Place place;        ///< unknown for what was not asked for by the report
};

/// Markdown with marks in it.
struct Marked {
    std::string markdown;
    std::vector<Slot> slots;
};

/// Adds the mark of a new slot; one that is a block gets a paragraph.
void add_slot(Marked& marked, Slot slot);

/// HTML with slots in place, headings with ids and moved down to begin at 2, tables that scroll and
/// sources named behind each paragraph. Places where no slot can stand become diagnostics.
struct Filled {
    std::string html;
    std::string title; ///< of a sole first heading, which is taken out
    std::vector<Heading> headings;
    Diagnostics diagnostics;
};
[[nodiscard]] Filled fill_html(const Marked& marked, SourceList& sources);

/// For pandoc: values printed, a footnote where a section first rests on a source.
[[nodiscard]] std::string fill_markdown(const Marked& marked, const SourceList& sources);

} // namespace halflight::edition
