// SPDX-License-Identifier: Apache-2.0
#include "loading.hpp"

#include "cycles.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::dossier {
namespace {

template <class Map>
void fill_with_keys(std::vector<std::string_view>& names, const Map& map) {
    if (names.size() != map.size()) {
        names.clear();
        for (const auto& [id, unused] : map) {
            names.emplace_back(id);
        }
    }
}

} // namespace

std::span<const std::string_view> KnownNames::indicators() {
    fill_with_keys(m_indicators, m_ledger.codes.indicators);
    return m_indicators;
}

std::span<const std::string_view> KnownNames::dimensions() {
    fill_with_keys(m_dimensions, m_ledger.codes.dimensions);
    return m_dimensions;
}

std::span<const std::string_view> KnownNames::areas() {
    const auto& countries = ledger::countries();
    if (m_areas.size() != m_ledger.codes.areas.size() + countries.size()) {
        fill_with_keys(m_areas, m_ledger.codes.areas);
        m_areas.insert(m_areas.end(), countries.begin(), countries.end());
    }
    return m_areas;
}

std::span<const std::string_view> KnownNames::sources() {
    if (m_sources.size() != m_ledger.sources().size()) {
        m_sources.clear();
        for (const ledger::Source& source : m_ledger.sources()) {
            m_sources.emplace_back(source.id);
        }
    }
    return m_sources;
}

bool Loading::is_area(std::string_view code) const {
    return !ledger::country_name(code).empty() || codes().areas.contains(code);
}

bool Loading::is_indicator(std::string_view id) const {
    return codes().indicators.contains(id);
}

void Loading::remember(const Place& owner, const LocatedText& named) {
    if (named.place.line != 0) {
        named_at.try_emplace({owner.line, owner.column, named.text}, named.place);
    }
}

Place Loading::place_in(const Place& owner, const std::string& name) const {
    const auto found = named_at.find({owner.line, owner.column, name});
    return found == named_at.end() ? owner : found->second;
}

void Loading::unknown_source(std::string_view id, const Place& place) {
    if (report.full(place.file)) {
        report.error(FaultCode::unknown_source, place, {}, {});
        return;
    }
    const std::string otherwise = sources_lost
                                      ? "a table of sources.toml could not be read: mend it first"
                                      : fmt::format("add [source.{}] to sources.toml", shorten(id));
    report.error(FaultCode::unknown_source, place, fmt::format("unknown source {}", in_quotes(id)),
                 suggest(id, names.sources(), otherwise));
}

void Loading::unknown_indicator(std::string_view id, const Place& place) {
    if (report.full(place.file)) {
        report.error(FaultCode::unknown_indicator, place, {}, {});
        return;
    }
    const std::string otherwise =
        codes_lost ? "a table of codes.toml could not be read: mend it first"
                   : fmt::format("add [indicator.\"{}\"] to codes.toml", shorten(id));
    report.error(FaultCode::unknown_indicator, place,
                 fmt::format("unknown indicator {}", in_quotes(id)),
                 suggest(id, names.indicators(), otherwise));
}

void Loading::unknown_area(std::string_view what, std::string_view code, const Place& place) {
    if (report.full(place.file)) {
        report.error(FaultCode::unknown_area, place, {}, {});
        return;
    }
    const std::string otherwise =
        codes_lost ? "a table of codes.toml could not be read: mend it first"
                   : "write three letters of ISO 3166-1, as RUS, or add the group to codes.toml";
    report.error(FaultCode::unknown_area, place,
                 fmt::format("unknown {} {}", what, in_quotes(code)),
                 suggest(code, names.areas(), otherwise));
}

void Loading::bad_name(std::string_view what, std::string_view name, const Place& place) {
    report.error(FaultCode::bad_id, place,
                 fmt::format("{} {} is not a name", what, in_quotes(name)),
                 "use letters, digits, '.', '_' and '-', a letter first");
}

std::vector<std::size_t> Loading::report_cycles(FaultCode code, std::string_view message,
                                                std::string hint,
                                                const std::vector<std::vector<std::size_t>>& edges,
                                                const std::vector<std::string>& labels,
                                                const std::vector<Place>& places) {
    constexpr std::size_t shown = 20;
    std::vector<std::size_t> last;
    for (const std::vector<std::size_t>& cycle : find_cycles(edges)) {
        std::string path;
        std::vector<Note> notes;
        for (std::size_t i = 0; i < std::min(cycle.size(), shown); ++i) {
            path.append(labels[cycle[i]]).append(" -> ");
            if (i > 0) {
                notes.push_back({fmt::format("{} is defined here", in_quotes(labels[cycle[i]])),
                                 places[cycle[i]]});
            }
        }
        path += cycle.size() > shown ? "... -> " : "";
        path += labels[cycle.front()];
        report.error(code, places[cycle.front()], fmt::format("{}: {}", message, path), hint,
                     std::move(notes));
        last.push_back(cycle.back());
    }
    return last;
}

} // namespace halflight::dossier
