// SPDX-License-Identifier: Apache-2.0
// Into a file, from nothing or carried on.
#include "drive.hpp"
#include "findings.hpp"
#include "halflight/io/files.hpp"
#include "panel_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>

namespace halflight::lights {

namespace {

namespace fs = std::filesystem;

enum class Form : std::uint8_t { csv, sqlite };

Form form_of(const fs::path& out) {
    const std::string ending = out.extension().string();
    if (ending == ".csv") {
        return Form::csv;
    }
    if (ending == ".sqlite") {
        return Form::sqlite;
    }
    throw Error(
        ErrorCode::usage,
        fmt::format("cannot tell the form of '{}'; end it in .csv or .sqlite", out.string()));
}

std::unique_ptr<PanelTable> table_of(Form form, const fs::path& out, const PanelHead& head,
                                     std::unique_ptr<CsvRows> rows = nullptr) {
    return form == Form::csv ? csv_table(out, head, std::move(rows)) : sqlite_table(out, head);
}

/// Looks through the rows that stand there, and copies them, while the run is prepared.
std::future<std::unique_ptr<CsvRows>> rows_ahead(Form form, const fs::path& out,
                                                 const OldPanel& old) {
    return std::async(std::launch::async, [=, &out, &old]() -> std::unique_ptr<CsvRows> {
        return form == Form::csv ? std::make_unique<CsvRows>(out, old.table) : nullptr;
    });
}

/// What stands at the place, where it can be read at all.
std::optional<OldPanel> old_panel(Form form, const fs::path& out) {
    std::error_code unknown;
    if (!fs::is_regular_file(out, unknown)) {
        return std::nullopt;
    }
    if (form == Form::sqlite) {
        return read_metadata(sqlite_metadata(out));
    }
    const fs::path metadata = metadata_path(out);
    return fs::is_regular_file(metadata, unknown) ? read_metadata(io::read_file(metadata))
                                                  : std::nullopt;
}

bool changed(const KnownZones& zones, const std::string& path) {
    const FileState now = state_of_zones(path);
    if (now.known() && now == zones.state) {
        return false;
    }
    return zones.hash.empty() || zones.hash != file_hash(path);
}

/// Why the rows of an older panel cannot be kept; empty where nothing is known against it.
std::string against_keeping(const OldPanel& old, const PanelSpec& spec) {
    if (old.version != spec.version) {
        return "it was made by another version of the program";
    }
    if (old.options != options_text(spec)) {
        return "the options are not the same";
    }
    if (changed(old.known.zones, spec.zones.path)) {
        return "the zones are not the same";
    }
    if (spec.signal.outlier_mads) {
        return "outliers are told from all periods together";
    }
    const auto lost = std::ranges::find_if(
        old.skipped, [&old](const std::string& path) { return old.known.inputs.contains(path); });
    return lost == old.skipped.end() ? "" : fmt::format("it skipped parts of '{}'", *lost);
}

/// The same, of rasters that are known by now.
std::string against_keeping(const OldPanel& old, const Run& run) {
    for (const auto& [path, input] : old.known.inputs) {
        const auto now = std::ranges::find(
            run.inputs, path, [](const RunInput& i) -> const auto& { return i.input.path; });
        if (now == run.inputs.end()) {
            return fmt::format("'{}' is no longer among the rasters", path);
        }
        if (!now->rasters.empty()) {
            return fmt::format("'{}' has changed", path);
        }
    }
    for (std::size_t i = 0; i < old.periods.size(); ++i) {
        if (i >= run.periods.size() || run.periods[i].period != old.periods[i]) {
            return "periods before its last one came or went";
        }
        if (!run.periods[i].rasters.empty()) {
            return fmt::format("'{}' is new for {}", run.periods[i].rasters.front()->raster.path,
                               to_string(run.periods[i].period));
        }
    }
    const bool same_sums =
        old.periods.size() == run.periods.size() ||
        (run.wanted.observations == old.counts_used && run.wanted.error == old.errors_used);
    return same_sums ? "" : "the new rasters lack a layer that the old ones have, or the reverse";
}

void fill(Run& run, std::size_t first, OpenFiles& files, PanelTable& table,
          const Progress& progress) {
    drive(run, first, files, [&](const PeriodRows& rows) {
        table.add(run.periods[rows.index].period, rows.rows);
        if (progress) {
            progress(rows.index + 1, run.periods.size());
        }
    });
    table.commit(run);
}

/// The report where the panel could be carried on; else none, and `why` says it.
std::optional<PanelReport> carry_on(const PanelSpec& spec, Form form, const fs::path& out,
                                    const OldPanel& old, const Progress& progress,
                                    std::string& why) {
    why = against_keeping(old, spec);
    if (!why.empty()) {
        return std::nullopt;
    }
    std::future<std::unique_ptr<CsvRows>> rows = rows_ahead(form, out, old);
    OpenFiles files(most_open_files);
    std::optional<Run> run;
    try {
        run.emplace(prepare_run(spec, &old.known, files));
    } catch (const Error& error) {
        // Whatever it is, a run from nothing meets it as well or does without.
        why = error.what();
        return std::nullopt;
    }
    why = against_keeping(old, *run);
    if (!why.empty()) {
        return std::nullopt;
    }
    const auto table = table_of(form, out, run->head, rows.get());
    if (!table->keep(old)) {
        why = "its rows are not those that its metadata speaks of";
        return std::nullopt;
    }
    if (old.periods.size() < run->periods.size()) {
        fill(*run, old.periods.size(), files, *table, progress);
    } else {
        remark_on_cells(*run);
    }
    PanelReport report = report_of(*run);
    report.periods_kept = old.periods.size();
    return report;
}

} // namespace

PanelReport write_panel(const PanelSpec& spec, const fs::path& out, const Progress& progress) {
    const Form form = form_of(out);
    std::string why;
    if (const std::optional<OldPanel> old = old_panel(form, out)) {
        if (auto report = carry_on(spec, form, out, *old, progress, why)) {
            return std::move(*report);
        }
    }
    OpenFiles files(most_open_files);
    Run run = prepare_run(spec, nullptr, files);
    const auto table = table_of(form, out, run.head);
    table->begin();
    fill(run, 0, files, *table, progress);
    PanelReport report = report_of(run);
    report.anew = why;
    return report;
}

} // namespace halflight::lights
