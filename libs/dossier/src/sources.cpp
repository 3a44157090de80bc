// SPDX-License-Identifier: Apache-2.0
// sources.toml: who said it, and whom they repeat.
#include "loading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halflight::dossier {
namespace {

constexpr std::array<std::string_view, 3> translations = {"none", "human", "machine"};
constexpr std::array<std::string_view, 6> grades = {"A", "B", "C", "D", "E", "F"};

struct ReadSource {
    ledger::Source source;
    Place origin_place;
};

ReadSource read_source(const TomlFile& file, const NamedTable& entry, Loading& loading) {
    TableReader reader(file, *entry.table, fmt::format("source {}", in_quotes(entry.name)),
                       entry.place, loading.report);
    ledger::Source source;
    source.id = entry.name;
    source.place = entry.place;
    source.publisher = reader.required_text("publisher");
    source.title = reader.required_text("title");
    source.date = reader.date("date");
    source.language = reader.text("language");
    source.read_in = reader.text("read_in");
    if (const auto index = reader.word("translation", translations)) {
        source.translation = static_cast<ledger::Translation>(*index);
    }
    source.translator = reader.text("translator");
    source.url = reader.text("url");
    source.licence = reader.text("licence");
    source.redistribute = reader.flag("redistribute", false);
    if (const auto grade = reader.word("reliability", grades, FaultCode::bad_reliability)) {
        source.reliability = grades[*grade].front();
    }
    source.origin = reader.text("origin");
    source.synthetic = reader.flag("synthetic", false);
    source.note = reader.text("note");
    const Place origin_place = reader.place_of("origin");
    reader.finish();
    return {std::move(source), origin_place};
}

/// Unknown origins and circles are reported and taken out, so that every chain that is left has an
/// end.
void check_origins(std::vector<ReadSource>& sources, Loading& loading) {
    TextMap<std::size_t> index;
    std::vector<std::string> ids;
    std::vector<Place> places;
    for (const ReadSource& read : sources) {
        index.emplace(read.source.id, ids.size());
        ids.push_back(read.source.id);
        places.push_back(read.origin_place);
    }
    const std::vector<std::string_view> known(ids.begin(), ids.end());
    std::vector<std::vector<std::size_t>> edges(sources.size());
    for (std::size_t i = 0; i < sources.size(); ++i) {
        std::string& origin = sources[i].source.origin;
        const auto target = index.find(origin);
        if (target != index.end()) {
            edges[i].push_back(target->second);
        } else if (!origin.empty()) {
            loading.report.error(
                FaultCode::unknown_origin, places[i],
                fmt::format("source {} repeats {}, which is not a source", in_quotes(ids[i]),
                            in_quotes(origin)),
                loading.report.full(places[i].file)
                    ? ""
                    : suggest(origin, known, fmt::format("add [source.{}]", origin)));
            origin.clear();
        }
    }
    for (const std::size_t last : loading.report_cycles(
             FaultCode::origin_cycle, "sources repeat each other in a circle",
             "take the origin out of the source that said it first", edges, ids, places)) {
        sources[last].source.origin.clear();
    }
}

} // namespace

void load_sources(const TomlFile& file, Loading& loading) {
    loading.sources_lost = file.lost_table;
    TableReader root(file, file.root, "sources.toml", {file.name, 1, 1}, loading.report);
    std::vector<ReadSource> sources;
    for (const NamedTable& entry : root.named_tables("source")) {
        if (!is_name(entry.name, true)) {
            loading.bad_name("source", entry.name, entry.place);
        }
        sources.push_back(read_source(file, entry, loading));
    }
    root.finish();
    check_origins(sources, loading);
    for (ReadSource& read : sources) {
        loading.ledger().add_source(std::move(read.source));
    }
}

} // namespace halflight::dossier
