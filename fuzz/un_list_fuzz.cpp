// SPDX-License-Identifier: Apache-2.0
// Any bytes are a list, or an error with its place. What is read has an id and a place, a name
// finds its own entry, and nothing confirms without an identifier.
#include "fuzz.hpp"

#include "halflight/base/error.hpp"
#include "halflight/sources/un_list.hpp"
#include "halflight/watch/screen.hpp"

#include <algorithm>
#include <string>

using halflight::fuzz::require;

namespace {

void screen_names(const halflight::watch::Watchlist& list) {
    constexpr std::size_t most = 3;
    const halflight::watch::Screener screener(list);
    for (std::size_t i = 0; i < std::min(most, list.entries.size()); ++i) {
        for (const auto& name : list.entries[i].names) {
            halflight::watch::Subject subject;
            subject.name = name.text;
            const auto found = screener.screen(subject);
            require(found.outcome() <= halflight::watch::MatchOutcome::possible,
                    "a bare name is at most possible");
            for (const auto& match : found.matches) {
                require(match.entry < list.entries.size(), "a match is on the list");
                require(match.similarity >= 0 && match.similarity <= 1, "a likeness is a share");
            }
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t most = 20'000;
    const auto text = halflight::fuzz::as_text(data, std::min(size, most));
    try {
        const auto report = halflight::sources::read_un_consolidated(text, {.file = "list.xml"});
        for (const auto& entry : report.list.entries) {
            require(!entry.id.empty() && entry.line >= 1, "an entry has an id and a place");
            require(halflight::watch::entry_hash(entry).size() == 16, "an entry has a hash");
        }
        for (const auto& item : report.diagnostics.items()) {
            require(item.place.line >= 1 && item.place.column >= 1, "a diagnostic has a place");
        }
        screen_names(report.list);
    } catch (const halflight::Error& error) {
        require(error.code() == halflight::ErrorCode::parse, "a refusal is of the text");
        require(std::string_view(error.what()).starts_with("list.xml"), "a refusal names the file");
    }
    return 0;
}
