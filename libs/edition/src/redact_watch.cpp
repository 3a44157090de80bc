// SPDX-License-Identifier: Apache-2.0
#include "redact_watch.hpp"

#include "halflight/base/text.hpp"
#include "halflight/watch/board.hpp"
#include "redact_parts.hpp"
#include "text_blocks.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace halflight::edition {

namespace {

static_assert(watch::withheld_name == name_struck_out, "a board knows what stands for a monitor");

std::string_view key_of(std::string_view line) {
    const std::string_view code = without_comment(line);
    const std::size_t equals = code.find('=');
    return equals == std::string_view::npos ? std::string_view() : trim(code.substr(0, equals));
}

/// A line of a list of monitors: its first, or one that goes on with it.
bool lists_monitors(std::string_view line) {
    const std::string_view key = key_of(line);
    return key.empty() || key == "monitors";
}

bool has_list(const TextPiece& block) {
    return block.key == "board" || block.key == "crisis";
}

template <class Holds>
bool has_line(const TextPiece& block, Holds holds) {
    return std::ranges::any_of(split(block.text, '\n'), holds);
}

/// Whether the block goes. In a list of monitors names are struck out instead.
bool goes(const TextPiece& block, const Names& names, const Names& prices) {
    if (block.key == "prices" && needs(prices, block.text)) {
        return true;
    }
    if (block.key == "monitor" && has_line(block, [&](std::string_view line) {
            return key_of(line) == "prices" && prices.in(without_comment(line));
        })) {
        return true;
    }
    if (!has_list(block)) {
        return needs(names, block.text);
    }
    return block.key == "crisis" && has_line(block, [&](std::string_view line) {
               return !lists_monitors(line) && needs(names, std::string(line));
           });
}

/// The id that a block has under `id`; empty for none.
std::string id_of(const TextPiece& block) {
    const auto bare = block.fields.find("bare");
    const bool named =
        bare != block.fields.end() && ("\n" + bare->second).find("\nid=") != std::string::npos;
    const std::size_t blank = block.id.find(' ');
    return named && blank != std::string::npos ? block.id.substr(blank + 1) : std::string();
}

/// Names struck out of prose and comments, ids of monitors that are gone out of lists as well.
std::string struck(const TextPiece& block, const Names& names, const Names& cut) {
    std::string out;
    std::size_t count = 0;
    const std::vector<std::string_view> lines = split(block.text, '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string_view code =
            is_prose(lines[i]) ? std::string_view() : without_comment(lines[i]);
        out += has_list(block) && lists_monitors(lines[i]) ? cut.strike(code, count)
                                                           : std::string(code);
        out += names.strike(lines[i].substr(code.size()), count);
        out += i + 1 < lines.size() ? "\n" : "";
    }
    return out;
}

} // namespace

std::string redact_watch(const std::string& text, const Names& names, const Names& prices) {
    Names cut;
    const std::vector<TextPiece> blocks = toml_blocks(text);
    std::vector<const TextPiece*> kept;
    for (const TextPiece& block : blocks) {
        if (!goes(block, names, prices)) {
            kept.push_back(&block);
        } else if (const std::string id = id_of(block);
                   !id.empty() && (block.key == "monitor" || block.key == "meter")) {
            cut.add_id(id);
        }
    }
    std::string out;
    for (const TextPiece* block : kept) {
        out += struck(*block, names, cut);
    }
    return out;
}

} // namespace halflight::edition
