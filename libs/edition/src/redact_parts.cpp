// SPDX-License-Identifier: Apache-2.0
#include "redact_parts.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace halflight::edition {

namespace {

using ledger::Ledger;
using ledger::Source;

[[noreturn]] void unknown_source(const Ledger& ledger, const std::string& id) {
    std::vector<std::string_view> known;
    for (const Source& source : ledger.sources()) {
        known.push_back(source.id);
    }
    const auto near = nearest(id, known);
    throw Error(ErrorCode::usage,
                fmt::format("the dossier has no source '{}'{}", shorten(id),
                            near ? fmt::format("; did you mean '{}'?", *near) : ""));
}

/// Whether the source or one that it repeats is in the set.
bool repeats_one(const Ledger& ledger, const Source& source, const std::set<std::string>& ids) {
    const Source* at = &source;
    for (std::size_t steps = 0; steps <= ledger.sources().size(); ++steps) {
        if (ids.contains(at->id)) {
            return true;
        }
        const auto next = ledger.find_source(at->origin);
        if (at->origin.empty() || !next) {
            return false;
        }
        at = &ledger.sources()[*next];
    }
    return false;
}

} // namespace

std::set<std::string> sources_to_take(const Ledger& ledger, const RedactSpec& spec) {
    std::set<std::string> asked(spec.without.begin(), spec.without.end());
    for (const std::string& id : asked) {
        if (!ledger.find_source(id)) {
            unknown_source(ledger, id);
        }
    }
    for (const Source& source : ledger.sources()) {
        if (spec.redistributable_only && !source.redistribute) {
            asked.insert(source.id);
        }
    }
    std::set<std::string> all;
    for (const Source& source : ledger.sources()) {
        if (repeats_one(ledger, source, asked)) {
            all.insert(source.id);
        }
    }
    return all;
}

bool is_prose(std::string_view line) {
    const std::string_view key = trim(line.substr(0, line.find('=')));
    for (const std::string_view name : {"note", "text", "title", "caption", "name", "assumption",
                                        "alternative", "label", "publisher"}) {
        if (key == name) {
            return true;
        }
    }
    return false;
}

std::string_view without_comment(std::string_view line) {
    bool quoted = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        quoted = line[at] == '"' ? !quoted : quoted;
        if (line[at] == '#' && !quoted) {
            return line.substr(0, at);
        }
    }
    return line;
}

bool needs(const Names& names, const std::string& block) {
    return std::ranges::any_of(split(block, '\n'), [&names](std::string_view line) {
        return !is_prose(line) && names.in(without_comment(line));
    });
}

} // namespace halflight::edition
