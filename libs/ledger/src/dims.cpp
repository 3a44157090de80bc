// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/text.hpp"
#include "halflight/ledger/ledger.hpp"
#include "hints.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::ledger {
namespace {

/// One "dimension=code" with the places of both words in the text.
struct Item {
    std::string_view key;
    std::string_view code;
    std::size_t key_offset = 0;
    std::size_t code_offset = 0;
};

/// `piece` must view `text`.
std::size_t offset_in(std::string_view text, std::string_view piece) {
    return static_cast<std::size_t>(piece.data() - text.data());
}

Result<Item> parse_item(std::string_view text, std::string_view piece) {
    const auto equals = piece.find('=');
    const std::string_view key = trim(piece.substr(0, equals));
    const std::string_view code =
        equals == std::string_view::npos ? std::string_view{} : trim(piece.substr(equals + 1));
    if (key.empty() || code.empty() || code.find('=') != std::string_view::npos) {
        const std::size_t leading = std::min(piece.find_first_not_of(" \t"), piece.size());
        return Fault{fmt::format("'{}' is not of the form dimension=code", shorten(trim(piece))),
                     "write dimensions as purpose=study;table=fsb",
                     offset_in(text, piece) + leading};
    }
    return Item{key, code, offset_in(text, key), offset_in(text, code)};
}

std::vector<std::string_view> code_ids(const Dimension& dimension) {
    std::vector<std::string_view> ids;
    ids.reserve(dimension.codes.size());
    for (const Code& code : dimension.codes) {
        ids.emplace_back(code.id);
    }
    return ids;
}

/// The dimension that the item names, when its code is known too.
Result<const Dimension*> resolve(const Item& item, const CodeLists& codes) {
    const auto dimension = codes.dimensions.find(item.key);
    if (dimension == codes.dimensions.end()) {
        return unknown_word("dimension", item.key, item.key_offset, ids_of(codes.dimensions));
    }
    if (dimension->second.find(item.code) == nullptr) {
        return unknown_word(fmt::format("code of dimension '{}'", item.key), item.code,
                            item.code_offset, code_ids(dimension->second));
    }
    return &dimension->second;
}

std::string join(std::span<const Item> items) {
    std::string text;
    for (const Item& item : items) {
        text.append(text.empty() ? "" : ";").append(item.key).append("=").append(item.code);
    }
    return text;
}

/// Calls visit(key, code) for every item of canonical dims, in order.
template <class Visit>
void each_item(std::string_view dims, Visit visit) {
    while (!dims.empty()) {
        const auto end = std::min(dims.find(';'), dims.size());
        const std::string_view item = dims.substr(0, end);
        const auto equals = std::min(item.find('='), item.size());
        visit(item.substr(0, equals), item.substr(std::min(equals + 1, item.size())));
        dims.remove_prefix(std::min(end + 1, dims.size()));
    }
}

std::string_view default_of(std::string_view dimension, const CodeLists& codes) noexcept {
    const auto found = codes.dimensions.find(dimension);
    return found == codes.dimensions.end() ? std::string_view{}
                                           : std::string_view{found->second.default_code};
}

} // namespace

Result<std::string> canonical_dims(std::string_view text, const CodeLists& codes) {
    if (trim(text).empty()) {
        return std::string{};
    }
    std::vector<Item> all;
    std::vector<Item> kept;
    for (const std::string_view piece : split(text, ';')) {
        const Result<Item> item = parse_item(text, piece);
        if (!item) {
            return item.fault();
        }
        const Result<const Dimension*> dimension = resolve(*item, codes);
        if (!dimension) {
            return dimension.fault();
        }
        if (std::ranges::find(all, item->key, &Item::key) != all.end()) {
            return Fault{fmt::format("dimension '{}' is given twice", item->key),
                         "keep one code for each dimension", item->key_offset};
        }
        all.push_back(*item);
        if (item->code != (*dimension)->default_code) {
            kept.push_back(*item);
        }
    }
    std::ranges::sort(kept, {}, &Item::key);
    return join(kept);
}

std::string_view code_in(std::string_view dims, std::string_view dimension,
                         const CodeLists& codes) noexcept {
    std::string_view found = default_of(dimension, codes);
    each_item(dims, [&](std::string_view key, std::string_view code) {
        if (key == dimension) {
            found = code;
        }
    });
    return found;
}

std::string with_code(std::string_view dims, std::string_view dimension, std::string_view code,
                      const CodeLists& codes) {
    std::vector<Item> items;
    each_item(dims, [&](std::string_view key, std::string_view value) {
        if (key != dimension) {
            items.push_back({key, value});
        }
    });
    if (!code.empty() && code != default_of(dimension, codes)) {
        items.push_back({dimension, code});
    }
    std::ranges::sort(items, {}, &Item::key);
    return join(items);
}

} // namespace halflight::ledger
