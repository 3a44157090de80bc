// SPDX-License-Identifier: Apache-2.0
// Reports: the input is the report.md of the starter dossier. Whatever it holds, sound HTML and
// diagnostics with their places come back.
#include "fuzz.hpp"
#include "halflight/base/text.hpp"
#include "halflight/edition/report.hpp"

#include <string>

using halflight::fuzz::require;
namespace edition = halflight::edition;

namespace {

bool has(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

void check_html(const std::string& html) {
    require(!has(html, "<script") && !has(html, "<img"),
            "a report brings no script and no picture");
    require(!has(html, "\"javascript:"), "no link leads to a script");
    require(!has(html, "\uE000") && !has(html, "\uE001"), "no mark is left over");
    std::size_t open = 0;
    for (const char c : html) {
        require(c != '<' || open == 0, "every tag is closed before the next");
        open = c == '<' ? 1 : c == '>' ? 0 : open;
    }
    require(!halflight::first_invalid_utf8(html), "HTML is UTF-8");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static edition::Publication publication =
        edition::publish(halflight::dossier::load(halflight::dossier::starter()), {});
    const std::string text(halflight::fuzz::as_text(data, size));
    publication.analysed.dossier.report = text;
    const edition::NumberBook book(publication, edition::report_references(text));
    for (const bool lenient : {false, true}) {
        const edition::BoundReport report = edition::bind(publication, book, {}, {lenient});
        check_html(report.html);
        for (const auto& diagnostic : report.diagnostics.items()) {
            require(!diagnostic.message.empty() && !diagnostic.hint.empty(),
                    "a diagnostic says what is wrong and what to do");
            require(diagnostic.place.line >= 1, "a diagnostic has a place");
            require(!halflight::first_invalid_utf8(to_text(diagnostic)), "a diagnostic is UTF-8");
        }
    }
    return 0;
}
