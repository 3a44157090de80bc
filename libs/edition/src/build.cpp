// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/build.hpp"

#include "findings.hpp"
#include "halflight/base/hash.hpp"
#include "halflight/edition/export.hpp"
#include "halflight/edition/open.hpp"
#include "halflight/io/csv.hpp"
#include "halflight/io/diagnostic_format.hpp"
#include "halflight/io/files.hpp"
#include "halflight/store/store.hpp"
#include "manifest.hpp"
#include "parallel.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::edition {

namespace fs = std::filesystem;

namespace {

/// An edition on its way: files below one folder, with their hashes.
class Press {
  public:
    explicit Press(fs::path root) : m_root(std::move(root)) {}

    void write(const std::string& name, std::string_view bytes) {
        write_bytes(name, bytes);
        m_files[name] = sha256(bytes);
    }
    /// Like write for every table in every format, from `jobs` threads.
    void write_all(const std::vector<SeriesTable>& tables, int jobs);
    void add_existing(const std::string& name) {
        m_files[name] = sha256(io::read_file(m_root / name));
    }
    [[nodiscard]] const fs::path& root() const noexcept { return m_root; }
    [[nodiscard]] const std::map<std::string, std::string>& files() const noexcept {
        return m_files;
    }
    void write_bytes(const std::string& name, std::string_view bytes) const {
        const fs::path path = m_root / name;
        fs::create_directories(path.parent_path());
        io::write_file(path, bytes);
    }

  private:
    fs::path m_root;
    std::map<std::string, std::string> m_files;
};

struct SeriesFormat {
    const char* suffix;
    ExportFormat format;
};
constexpr SeriesFormat series_formats[] = {{".csv", ExportFormat::csv},
                                           {".json", ExportFormat::json},
                                           {".sdmx.csv", ExportFormat::sdmx_csv}};

void Press::write_all(const std::vector<SeriesTable>& tables, int jobs) {
    constexpr std::size_t formats = std::size(series_formats);
    std::vector<std::string> names(tables.size() * formats);
    std::vector<std::string> hashes(names.size());
    for_each_index(names.size(), jobs, [&](std::size_t index) {
        const SeriesTable& table = tables[index / formats];
        const SeriesFormat& format = series_formats[index % formats];
        const std::string bytes = to_format(table, format.format);
        names[index] = fmt::format("series/{}{}", file_stem(table.key), format.suffix);
        hashes[index] = sha256(bytes);
        write_bytes(names[index], bytes);
    });
    for (std::size_t index = 0; index < names.size(); ++index) {
        m_files[names[index]] = hashes[index];
    }
}

bool is_inside(const fs::path& inner, const fs::path& outer) {
    return std::ranges::mismatch(outer, inner).in1 == outer.end();
}

/// Only an edition or nothing is replaced; never the dossier itself or a folder around it.
void require_replaceable(const fs::path& folder, const fs::path& out) {
    if (is_inside(fs::weakly_canonical(folder), fs::weakly_canonical(out))) {
        throw Error(ErrorCode::usage,
                    fmt::format("{} holds the dossier; choose another folder for the edition",
                                out.string()));
    }
    std::error_code error;
    const bool there = fs::exists(fs::symlink_status(out, error));
    if (there && !is_edition(out) && !(fs::is_directory(out) && fs::is_empty(out))) {
        throw Error(ErrorCode::usage,
                    fmt::format("{} is there and is no edition; it will not be replaced: remove "
                                "it or choose another folder",
                                out.string()));
    }
}

bool is_intact(const fs::path& out, const EditionManifest& manifest) {
    return std::ranges::all_of(manifest.files, [&out](const auto& file) {
        const fs::path path = out / file.first;
        return fs::is_regular_file(path) && sha256(io::read_file(path)) == file.second;
    });
}

/// The manifest of an intact edition at `out` that was made from the same input.
std::optional<EditionManifest> find_current(const fs::path& out, const std::string& hash,
                                            const BuildSpec& spec) {
    if (!is_edition(out)) {
        return std::nullopt;
    }
    try {
        EditionManifest manifest = parse_manifest(io::read_file(out / "edition.json"));
        const bool same = manifest.content_hash == hash && manifest.as_of == spec.reason.as_of &&
                          manifest.without == spec.reason.without &&
                          manifest.version == spec.version;
        if (same && is_intact(out, manifest)) {
            return manifest;
        }
    } catch (const Error&) { // NOLINT(bugprone-empty-catch): a damaged edition is built again
    }
    return std::nullopt;
}

void save_ledger(const fs::path& root, const dossier::Dossier& dossier) {
    const auto store = store::open_sqlite(root / "ledger.sqlite", store::Journal::single_file);
    store->save(dossier.ledger, dossier.content_hash);
}

/// Series that dossier.toml asks for; one of which nothing is known yet is passed over.
std::vector<ledger::SeriesIndex> requested_series(Analysed& analysed) {
    std::vector<ledger::SeriesIndex> chosen;
    ledger::Ledger& ledger = analysed.dossier.ledger;
    for (const std::string& text : analysed.dossier.manifest.build_series) {
        const auto key = ledger::parse_series_key(text, ledger);
        if (!key) {
            throw Error(ErrorCode::parse, fmt::format("dossier.toml: series '{}' to build: {}",
                                                      text, key.fault().message));
        }
        if (const auto series = ledger.find_series(*key)) {
            chosen.push_back(*series);
        }
    }
    return chosen;
}

std::vector<ledger::SeriesIndex> all_series(const Analysed& analysed) {
    std::vector<ledger::SeriesIndex> chosen;
    for (const reason::Cell& cell : analysed.report.cells) {
        if (chosen.empty() || chosen.back() != cell.series) {
            chosen.push_back(cell.series);
        }
    }
    return chosen;
}

std::vector<SeriesTable> make_tables(Analysed& analysed) {
    const bool asked = !analysed.dossier.manifest.build_series.empty();
    std::vector<SeriesTable> tables =
        series_tables(analysed, asked ? requested_series(analysed) : all_series(analysed));
    std::ranges::sort(tables, {}, &SeriesTable::key);
    return tables;
}

std::string series_index(const std::vector<SeriesTable>& tables) {
    std::string text =
        io::csv_line({"key", "file", "name", "unit", "frequency", "cells", "reported"});
    for (const SeriesTable& table : tables) {
        const auto reported =
            std::ranges::count(table.rows, reason::CellStatus::reported, &Observation::status);
        text += io::csv_line({table.key, file_stem(table.key), table.name, table.unit,
                              to_string(table.frequency), std::to_string(table.rows.size()),
                              std::to_string(reported)});
    }
    return text;
}

void write_diagnostics(Press& press, const Diagnostics& diagnostics, const std::string& version) {
    press.write("diagnostics.txt", to_text(diagnostics));
    press.write("diagnostics.json", io::to_json(diagnostics));
    press.write("diagnostics.sarif", io::to_sarif(diagnostics, version));
}

EditionManifest manifest_of(const Analysed& analysed, const BuildSpec& spec,
                            const BuildReport& report) {
    EditionManifest manifest;
    manifest.title = analysed.dossier.manifest.title;
    manifest.area = analysed.dossier.manifest.area;
    manifest.synthetic = analysed.dossier.manifest.synthetic;
    manifest.content_hash = analysed.dossier.content_hash;
    manifest.as_of = spec.reason.as_of;
    manifest.without = spec.reason.without;
    manifest.version = spec.version;
    manifest.series = report.series;
    manifest.counts = report.counts;
    return manifest;
}

/// Fills the folder of an edition; its ledger is there already, as it was read.
void print(Press& press, const dossier::Files& text, Analysed& analysed, const BuildSpec& spec,
           BuildReport& report) {
    const std::vector<SeriesTable> tables = make_tables(analysed);
    report.series = tables.size();
    for (const auto& [name, bytes] : text) {
        press.write("dossier/" + name, bytes);
    }
    write_diagnostics(press, report.diagnostics, spec.version);
    press.write("findings.json", findings_json(analysed));
    press.write("series/index.csv", series_index(tables));
    press.write_all(tables, spec.jobs);
    press.add_existing("ledger.sqlite");
    EditionManifest manifest = manifest_of(analysed, spec, report);
    manifest.files = press.files();
    press.write_bytes("edition.json", to_json(manifest));
}

BuildReport build_anew(const fs::path& out, const dossier::Files& text, const BuildSpec& spec) {
    dossier::Dossier dossier = dossier::load(text);
    io::StagedDirectory staged(out);
    Press press(staged.path());
    save_ledger(press.root(), dossier);
    Analysed analysed = analyse(std::move(dossier), spec.reason);
    BuildReport report;
    if (analysed.problems.errors() > 0) {
        report.outcome = BuildOutcome::refused;
        report.diagnostics = std::move(analysed.problems);
        report.diagnostics.sort();
        report.counts = count(analysed, report.diagnostics);
        return report;
    }
    report.diagnostics = diagnose(analysed, false);
    report.counts = count(analysed, report.diagnostics);
    print(press, text, analysed, spec, report);
    staged.commit();
    return report;
}

} // namespace

fs::path default_edition_path(const fs::path& folder) {
    fs::path path = fs::weakly_canonical(folder);
    if (!path.has_filename()) {
        path = path.parent_path();
    }
    path += "-edition";
    return path;
}

BuildReport build(const fs::path& folder, const fs::path& out, const BuildSpec& spec) {
    try {
        const dossier::Files text = dossier::read_files(folder);
        require_replaceable(folder, out);
        if (const auto current = find_current(out, dossier::content_hash(text), spec)) {
            return {BuildOutcome::up_to_date, {}, current->counts, current->series};
        }
        return build_anew(out, text, spec);
    } catch (const fs::filesystem_error& error) {
        throw Error(ErrorCode::io, error.what());
    }
}

std::string to_text(const BuildReport& report, const std::string& out) {
    switch (report.outcome) {
    case BuildOutcome::refused:
        return fmt::format("{} was not written: the text of the dossier has errors\n", out);
    case BuildOutcome::up_to_date:
        return fmt::format("{} is up to date: {} series\n", out, report.series);
    default:
        return fmt::format("{}: {} series\n", out, report.series);
    }
}

} // namespace halflight::edition
