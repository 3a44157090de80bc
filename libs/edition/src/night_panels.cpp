// SPDX-License-Identifier: Apache-2.0
#include "night_panels.hpp"

#include "cache_part.hpp"
#include "halflight/base/hash.hpp"
#include "halflight/base/text.hpp"
#include "halflight/dossier/lights.hpp"
#include "panel_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <thread>

namespace halflight::edition {

namespace fs = std::filesystem;

namespace {

/// What an earlier run left: a line "panel KEY ROWS RECORD" of hashes, then "HASH SIZE TIME FILE"
/// for every file that the panel was made from.
struct State {
    std::string key, rows, record;
    KnownHashes known;
};

template <class Number>
Number number(std::string_view text) {
    Number value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

State parse_state(std::string_view text) {
    State state;
    for (const std::string_view line : split(text, '\n')) {
        const std::vector<std::string_view> words = split(line, ' ');
        if (words.size() < 4) {
            continue;
        }
        if (words[0] == "panel") {
            state.key = words[1];
            state.rows = words[2];
            state.record = words[3];
            continue;
        }
        const auto name = static_cast<std::size_t>(words[3].data() - line.data());
        state.known.emplace(std::tuple(std::string(line.substr(name)),
                                       number<std::uint64_t>(words[1]),
                                       number<std::int64_t>(words[2])),
                            words[0]);
    }
    return state;
}

std::string to_text(const State& state, const PanelInputs& inputs) {
    std::string text = fmt::format("panel {} {} {}\n", state.key, state.rows, state.record);
    for (const auto* files : {&inputs.rasters, &inputs.beside}) {
        for (const PanelFile& file : *files) {
            text +=
                fmt::format("{} {} {} {}\n", file.sha256, file.bytes, file.modified_ns, file.label);
        }
    }
    return text;
}

/// NAME.csv, NAME.json, and NAME.state with what they were made from; the weights of zones.
class PanelCache {
  public:
    explicit PanelCache(const fs::path& folder) : m_part(folder, "lights") {}

    [[nodiscard]] State state(const std::string& name) const {
        return parse_state(m_part.read(name + ".state"));
    }

    [[nodiscard]] std::optional<MadePanel> find(const std::string& name, const State& state,
                                                const std::string& key) const {
        if (state.key != key) {
            return std::nullopt;
        }
        MadePanel panel{m_part.read(name + ".csv"), m_part.read(name + ".json")};
        const bool intact =
            sha256(panel.rows) == state.rows && sha256(panel.record) == state.record;
        return intact ? std::optional(std::move(panel)) : std::nullopt;
    }

    /// A run that is cut off leaves a state that does not fit to its panel.
    void save(const std::string& name, const std::string& key, const MadePanel& panel,
              const PanelInputs& inputs) const {
        const State state{key, sha256(panel.rows), sha256(panel.record), {}};
        m_part.write({{name + ".csv", panel.rows},
                      {name + ".json", panel.record},
                      {name + ".state", to_text(state, inputs)}});
    }

    [[nodiscard]] fs::path weights() const {
        return m_part.path().empty() ? fs::path() : m_part.path() / "weights";
    }

  private:
    CachePart m_part;
};

/// Paths in messages as the dossier writes them: what an edition says does not depend on where the
/// dossier lies.
std::string without_folder(std::string text, const fs::path& folder) {
    const std::string prefix = (folder / "").lexically_normal().string();
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at)) {
        text.erase(at, prefix.size());
    }
    return text;
}

MadePanel faulty(const dossier::LightsTable& table, Fault fault, std::string key,
                 const fs::path& folder) {
    dossier::PanelRecord record;
    record.options = table.options;
    record.fault = std::move(fault);
    record.fault.message = without_folder(std::move(record.fault.message), folder);
    record.fault_key = std::move(key);
    return {"", dossier::to_json(record)};
}

MadePanel find_or_make(const fs::path& folder, const dossier::LightsTable& table,
                       const PanelCache& cache, int jobs) {
    try {
        const State state = cache.state(table.name);
        const PanelInputs inputs = find_inputs(folder, table, state.known);
        const std::string key = inputs.key(table.options);
        if (auto kept = cache.find(table.name, state, key)) {
            const bool same = std::ranges::all_of(inputs.rasters, [&](const PanelFile& file) {
                return state.known.contains({file.label, file.bytes, file.modified_ns});
            });
            if (!same) { // touched files of the same content: not read again the next time
                cache.save(table.name, key, *kept, inputs);
            }
            return std::move(*kept);
        }
        MadePanel made = make_panel(folder, table, inputs, cache.weights(), jobs);
        made.record = without_folder(std::move(made.record), folder);
        cache.save(table.name, key, made, inputs);
        return made;
    } catch (const PanelFault& fault) {
        return faulty(table, fault.fault, fault.key, folder);
    } catch (const Error& error) {
        const std::string_view hint = table.panel.skip_bad
                                          ? "mend or replace the file"
                                          : "mend or replace the file, or write skip-bad = true to "
                                            "go without it";
        return faulty(table, {error.what(), std::string(hint), 0}, "rasters", folder);
    }
}

} // namespace

std::optional<dossier::PanelRecord> panel_record(const dossier::Files& files,
                                                 const std::string& name) {
    const auto file = files.find(dossier::panel_record_file(name));
    if (file == files.end()) {
        return std::nullopt;
    }
    auto record = dossier::parse_panel_record(file->second);
    return record && record->fault.message.empty() ? std::optional(std::move(*record))
                                                   : std::nullopt;
}

dossier::Files read_text(const fs::path& folder, Studies studies, int jobs) {
    dossier::Files files = dossier::read_files(folder);
    const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    const int threads = jobs > 0 ? jobs : cores;
    std::optional<PanelCache> cache;
    for (const dossier::LightsTable& table : dossier::lights_tables(files)) {
        if (!table.sound || table.withheld ||
            files.contains(dossier::panel_record_file(table.name))) {
            continue;
        }
        if (!cache) {
            cache.emplace(folder);
        }
        MadePanel panel = find_or_make(folder, table, *cache, threads);
        if (!panel.rows.empty()) {
            files.insert_or_assign(dossier::panel_rows_file(table.name), std::move(panel.rows));
        }
        files.insert_or_assign(dossier::panel_record_file(table.name), std::move(panel.record));
    }
    add_results(files, folder, studies, threads);
    return files;
}

} // namespace halflight::edition
