// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/cache.hpp"

#include "cache_folder.hpp"
#include "halflight/io/files.hpp"
#include "halflight/store/store.hpp"
#include "night_panels.hpp"

namespace halflight::edition {

namespace fs = std::filesystem;

namespace {

/// What is declared about the claims: the files that a store does not hold.
dossier::Files declarations(const dossier::Files& files) {
    dossier::Files kept;
    for (const char* name : {"dossier.toml", "relations.toml", "verdicts.toml", "measures.toml",
                             "figures.toml", "watch.toml", "events.csv", "report.md"}) {
        if (const auto found = files.find(name); found != files.end()) {
            kept.insert(*found);
        }
    }
    for (const auto& [name, text] : files) {
        if (name.starts_with("rules/") || name.starts_with("prices/")) {
            kept.emplace(name, text);
        }
    }
    return kept; // a panel that is not there is an error nobody hears: its claims are in the store
}

std::optional<ledger::Ledger> load_current(store::LedgerStore& store, const std::string& hash) {
    if (store.content_hash() != hash) {
        return std::nullopt;
    }
    ledger::Ledger ledger = store.load();
    // Another process may have saved a newer text in between.
    return store.content_hash() == hash ? std::optional(std::move(ledger)) : std::nullopt;
}

/// Of declarations without their claims much is told that is not so; of prices all of it is: they
/// hang on no other file.
Diagnostics told_of_prices(const Diagnostics& told) {
    Diagnostics kept;
    for (const Diagnostic& one : told.items()) {
        if (one.place.file.starts_with("prices/")) {
            kept.add(one);
        }
    }
    return kept;
}

/// A text is saved only without an error: a rule that seems to have one misses the claims.
void clear_faulty(watch::RuleBook& book) {
    for (watch::Rule& rule : book.rules) {
        rule.faulty = false;
    }
    for (watch::Sector& sector : book.sectors) {
        sector.faulty = false;
    }
}

dossier::Dossier load_through(store::LedgerStore& store, const dossier::Files& files) {
    const std::string hash = dossier::content_hash(files);
    if (auto ledger = load_current(store, hash)) {
        dossier::Dossier dossier = dossier::load(declarations(files));
        dossier.ledger = std::move(*ledger);
        dossier.diagnostics = told_of_prices(dossier.diagnostics);
        clear_faulty(dossier.rules);
        dossier.content_hash = hash;
        return dossier;
    }
    dossier::Dossier dossier = dossier::load(files);
    if (dossier.diagnostics.errors() == 0) {
        store.save(dossier.ledger, hash);
    }
    return dossier;
}

} // namespace

fs::path make_cache_folder(const fs::path& folder) {
    const fs::path path = folder / ".halflight";
    if (fs::is_symlink(fs::symlink_status(path)) ||
        fs::is_symlink(fs::symlink_status(path / "ledger.sqlite")) ||
        fs::is_symlink(fs::symlink_status(path / "lights")) ||
        fs::is_symlink(fs::symlink_status(path / "studies"))) {
        throw Error(ErrorCode::store, path.string() + " is a link");
    }
    if (fs::create_directory(path)) {
        io::write_file(path / ".gitignore", "*\n");
    }
    return path;
}

dossier::Dossier load_cached(const fs::path& folder) {
    const dossier::Files files = read_text(folder, Studies::kept);
    try {
        const auto store = store::open_sqlite(make_cache_folder(folder) / "ledger.sqlite");
        return load_through(*store, files);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::store && error.code() != ErrorCode::io) {
            throw;
        }
    } catch (const fs::filesystem_error&) { // NOLINT(bugprone-empty-catch): only the cache is lost
    }
    return dossier::load(files);
}

} // namespace halflight::edition
