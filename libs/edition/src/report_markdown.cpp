// SPDX-License-Identifier: Apache-2.0
#include "report_markdown.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <cstdlib>
#include <memory>

namespace halflight::edition {

namespace {

struct FreeNode {
    void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeParser {
    void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
struct FreeIterator {
    void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
struct FreeText {
    void operator()(char* text) const {
        std::free(text);
    } // NOLINT: the library allocates with malloc
};

void attach(cmark_parser* parser, const char* name) {
    if (cmark_syntax_extension* const extension = cmark_find_syntax_extension(name)) {
        cmark_parser_attach_syntax_extension(parser, extension);
    }
}

/// The same characters as text in place of a node that would be HTML.
void show_as_text(cmark_node* node) {
    cmark_node* const text = cmark_node_new(CMARK_NODE_TEXT);
    cmark_node_set_literal(text, cmark_node_get_literal(node));
    cmark_node* replacement = text;
    if (cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK) {
        replacement = cmark_node_new(CMARK_NODE_PARAGRAPH);
        cmark_node_append_child(replacement, text);
    }
    if (cmark_node_replace(node, replacement) == 0) {
        cmark_node_free(replacement);
        return;
    }
    cmark_node_free(node);
}

void defuse(cmark_node* document) {
    const std::unique_ptr<cmark_iter, FreeIterator> iterator(cmark_iter_new(document));
    for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iterator.get())) {
        cmark_node* const node = cmark_iter_get_node(iterator.get());
        const cmark_node_type type = cmark_node_get_type(node);
        if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) {
            show_as_text(node);
        }
    }
}

} // namespace

std::string to_html(std::string_view markdown) {
    cmark_gfm_core_extensions_ensure_registered();
    constexpr int options =
        CMARK_OPT_DEFAULT | CMARK_OPT_FOOTNOTES | CMARK_OPT_SMART | CMARK_OPT_VALIDATE_UTF8;
    const std::unique_ptr<cmark_parser, FreeParser> parser(cmark_parser_new(options));
    attach(parser.get(), "table");
    attach(parser.get(), "strikethrough");
    cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
    const std::unique_ptr<cmark_node, FreeNode> document(cmark_parser_finish(parser.get()));
    if (!document) {
        throw Error(ErrorCode::internal, "the Markdown library gave no document");
    }
    defuse(document.get());
    const std::unique_ptr<char, FreeText> html(cmark_render_html(
        document.get(), options, cmark_parser_get_syntax_extensions(parser.get())));
    return html.get();
}

std::size_t find_long_block(std::string_view markdown) {
    std::size_t first = 0;
    while (first < markdown.size()) {
        const std::size_t end = std::min(markdown.find("\n\n", first), markdown.size());
        if (end - first > longest_block) {
            return first;
        }
        first = end + 2;
    }
    return std::string_view::npos;
}

std::string escape_markdown(std::string_view text) {
    constexpr std::string_view special = "\\`*_{}[]<>#|~^$@&";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (special.find(c) != std::string_view::npos) {
            out += '\\';
        }
        out += c == '\n' || c == '\r' ? ' ' : c;
    }
    return out;
}

} // namespace halflight::edition
