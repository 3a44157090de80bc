// SPDX-License-Identifier: Apache-2.0
#include "page_parts.hpp"

#include "halflight/edition/render.hpp"
#include "halflight/io/files.hpp"

#include <algorithm>
#include <utility>

namespace halflight::edition {

namespace {

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
    std::string out;
    std::size_t at = 0;
    for (std::size_t next = text.find(what); next != std::string_view::npos;
         next = text.find(what, at)) {
        out += text.substr(at, next - at);
        out += by;
        at = next + what.size();
    }
    return out += text.substr(at);
}

} // namespace

std::string json_for_script(std::string_view json) {
    return replaced(replaced(replaced(json, "<", "\\u003c"), "\u2028", "\\u2028"), "\u2029",
                    "\\u2029");
}

std::string code_for_script(std::string_view code) {
    std::string out = replaced(code, "<!--", "\\x3c!--");
    for (const std::string_view tag : {"</script", "</SCRIPT"}) {
        out = replaced(out, tag, std::string("\\x3c") + std::string(tag.substr(1)));
    }
    return out;
}

std::string_view inline_svg(std::string_view svg) {
    const std::size_t at = svg.find("<svg");
    return at == std::string_view::npos ? std::string_view() : svg.substr(at);
}

std::string asset(std::string_view name) {
    return io::read_file(assets_folder() / name);
}

} // namespace halflight::edition
