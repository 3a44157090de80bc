// SPDX-License-Identifier: Apache-2.0
// A dossier folder as bytes.
#include "halflight/io/files.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/hash.hpp"
#include "halflight/base/text.hpp"
#include "halflight/dossier/dossier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace halflight::dossier {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, std::string_view reason) {
    throw Error(ErrorCode::io, fmt::format("cannot read {}: {}", path.string(), reason));
}

fs::path resolved(const fs::path& path) {
    std::error_code problem;
    fs::path real = fs::canonical(path, problem);
    if (problem) {
        fail(path, problem.message());
    }
    return real;
}

bool inside(const fs::path& real, const fs::path& root) {
    return std::mismatch(root.begin(), root.end(), real.begin(), real.end()).first == root.end();
}

class FolderReader {
  public:
    explicit FolderReader(const fs::path& folder) : m_root(resolved(folder)) {
        if (!fs::is_directory(m_root)) {
            fail(folder, "not a folder");
        }
    }

    /// Files of one folder whose names end in `extension`.
    void add(const std::string& prefix, std::string_view extension) {
        std::error_code problem;
        fs::directory_iterator entries(m_root / prefix, problem);
        if (problem) {
            fail(m_root / prefix, problem.message());
        }
        for (; entries != fs::directory_iterator(); entries.increment(problem)) {
            const std::string name = entries->path().filename().string();
            // A name that begins with a dot belongs to an editor or to the system.
            if (name.ends_with(extension) && !name.starts_with('.')) {
                add_file(entries->path(), prefix + name);
            }
            if (problem) {
                fail(m_root / prefix, problem.message());
            }
        }
    }

    /// One file of the top folder.
    void add_if_there(const std::string& name) {
        std::error_code absent;
        if (fs::exists(fs::symlink_status(m_root / name, absent))) {
            add_file(m_root / name, name);
        }
    }

    [[nodiscard]] bool has_folder(const std::string& name) const {
        std::error_code absent;
        const fs::file_status status = fs::symlink_status(m_root / name, absent);
        if (!fs::exists(status)) {
            return false;
        }
        check_inside(m_root / name);
        return fs::is_directory(m_root / name);
    }

    Files files;

  private:
    void check_inside(const fs::path& path) const {
        if (!inside(resolved(path), m_root)) {
            fail(path, "it leads out of the dossier; put the file itself there");
        }
    }

    void add_file(const fs::path& path, const std::string& name) {
        const bool printable =
            !first_invalid_utf8(name) &&
            std::none_of(name.begin(), name.end(), [](char c) { return c >= 0 && c < ' '; });
        if (!printable) {
            fail(shorten(path.parent_path().string(), 200),
                 "a file name there is not plain UTF-8; rename it");
        }
        check_inside(path);
        if (!fs::is_regular_file(path)) {
            fail(path, "not a regular file");
        }
        files.emplace(name, io::read_file(path));
    }

    fs::path m_root;
};

} // namespace

Files read_files(const std::filesystem::path& folder) {
    FolderReader reader(folder);
    reader.add("", ".toml");
    for (const char* name : {"events.csv", "report.md"}) {
        reader.add_if_there(name);
    }
    if (reader.has_folder("claims")) {
        reader.add("claims/", ".csv");
    }
    if (reader.has_folder("prices")) {
        reader.add("prices/", ".csv");
    }
    if (reader.has_folder("rules")) {
        reader.add("rules/", ".toml");
    }
    if (reader.has_folder("panels")) {
        reader.add("panels/", ".csv");
        reader.add("panels/", ".json");
    }
    if (reader.has_folder("studies")) {
        reader.add("studies/", ".toml");
        reader.add("studies/", ".csv");
    }
    if (reader.has_folder("results")) {
        reader.add("results/", ".json");
    }
    if (!reader.files.contains("dossier.toml")) {
        throw Error(ErrorCode::not_found,
                    fmt::format("{} is not a dossier: it has no dossier.toml", folder.string()));
    }
    return std::move(reader.files);
}

std::string content_hash(const Files& files) {
    // Each file by its own hash: no copy of all bytes, and no two splits into files look alike.
    std::string list;
    for (const auto& [name, text] : files) {
        list += fmt::format("{}:{} {} {}\n", name.size(), name, text.size(), sha256(text));
    }
    return sha256(list);
}

} // namespace halflight::dossier
