// SPDX-License-Identifier: Apache-2.0
#include "panel_inputs.hpp"

#include "halflight/base/hash.hpp"
#include "halflight/base/text.hpp"
#include "halflight/io/files.hpp"

#include <fmt/format.h>
#include <glob.h>
#include <sys/stat.h>

#include <algorithm>

namespace halflight::edition {

namespace fs = std::filesystem;

namespace {

constexpr const char* without_rasters =
    "put it there or mend the path; the panel of an edition (dossier/panels) stands for its "
    "rasters where they cannot be had";

std::string label_of(const fs::path& path, const fs::path& folder) {
    const fs::path relative = path.lexically_relative(folder);
    const bool inside = !relative.empty() && *relative.begin() != "..";
    return (inside ? relative : path).generic_string();
}

/// Size and time of change; false where there is no such file.
bool take_stat(PanelFile& file) {
    struct stat status{};
    if (::stat(file.path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return false;
    }
    constexpr std::int64_t second = 1'000'000'000;
    file.bytes = static_cast<std::uint64_t>(status.st_size);
    file.modified_ns = std::int64_t{status.st_mtim.tv_sec} * second + status.st_mtim.tv_nsec;
    return true;
}

class Finder {
  public:
    Finder(const fs::path& folder, const dossier::LightsTable& table, const KnownHashes& known)
        : m_folder(folder.lexically_normal()), m_table(table), m_known(known) {}

    PanelInputs run() {
        const lights::PanelSpec& panel = m_table.panel;
        add(panel.zones.path, "zones");
        add_sidecars(place_in(m_folder, panel.zones.path));
        add(panel.product.periods.file, "periods");
        add(panel.signal.mask, "mask");
        add(panel.signal.background, "background");
        for (const std::string& pattern : panel.rasters) {
            add_rasters(pattern);
        }
        sort_unique(m_inputs.rasters);
        for (const PanelFile& raster : m_inputs.rasters) {
            for (const std::string& companion :
                 lights::companions_of(raster.path.string(), panel.product)) {
                m_inputs.beside.push_back(file_at(companion, "rasters"));
            }
        }
        sort_unique(m_inputs.beside);
        return std::move(m_inputs);
    }

  private:
    static void sort_unique(std::vector<PanelFile>& files) {
        std::ranges::sort(files, {}, &PanelFile::label);
        const auto repeated = std::ranges::unique(files, {}, &PanelFile::label);
        files.erase(repeated.begin(), repeated.end());
    }

    PanelFile file_at(const fs::path& path, const std::string& key) {
        PanelFile file;
        file.path = path;
        file.label = label_of(path, m_folder);
        if (!take_stat(file)) {
            throw PanelFault{{fmt::format("{} of lights '{}': there is no file '{}'", key,
                                          m_table.name, shorten(file.label, 200)),
                              without_rasters, 0},
                             key};
        }
        const auto known = m_known.find({file.label, file.bytes, file.modified_ns});
        file.sha256 = known == m_known.end() ? sha256(io::read_file(path)) : known->second;
        return file;
    }

    void add(const std::string& written, const std::string& key) {
        if (!written.empty()) {
            m_inputs.beside.push_back(file_at(place_in(m_folder, written), key));
        }
    }

    /// The other files of a shapefile.
    void add_sidecars(const fs::path& zones) {
        if (zones.extension() != ".shp") {
            return;
        }
        for (const char* ending : {".dbf", ".shx", ".prj", ".cpg"}) {
            fs::path sidecar = zones;
            sidecar.replace_extension(ending);
            std::error_code absent;
            if (fs::exists(sidecar, absent)) {
                m_inputs.beside.push_back(file_at(sidecar, "zones"));
            }
        }
    }

    void add_rasters(const std::string& pattern) {
        const fs::path path = place_in(m_folder, pattern);
        std::error_code absent;
        if (pattern.find_first_of("*?[") == std::string::npos || fs::exists(path, absent)) {
            m_inputs.rasters.push_back(file_at(path, "rasters"));
            return;
        }
        glob_t found{};
        const int status = ::glob(path.c_str(), 0, nullptr, &found);
        for (std::size_t i = 0; status == 0 && i < found.gl_pathc; ++i) {
            m_inputs.rasters.push_back(file_at(found.gl_pathv[i], "rasters"));
        }
        ::globfree(&found);
        if (status != 0) {
            throw PanelFault{{fmt::format("no file matches '{}'", shorten(pattern, 200)),
                              "put the rasters there or mend the pattern; the panel of an edition "
                              "(dossier/panels) stands for its rasters where they cannot be had",
                              0},
                             "rasters"};
        }
    }

    fs::path m_folder;
    const dossier::LightsTable& m_table;
    const KnownHashes& m_known;
    PanelInputs m_inputs;
};

} // namespace

fs::path place_in(const fs::path& folder, const std::string& written) {
    return (folder / written).lexically_normal(); // an absolute path stays as it is
}

std::string PanelInputs::key(const std::string& options) const {
    constexpr int format = 1; // of rows and record
    std::string text = fmt::format("{} {}\n{}", format, HALFLIGHT_VERSION, options);
    for (const auto* files : {&rasters, &beside}) {
        for (const PanelFile& file : *files) {
            text += fmt::format("{} {}\n", file.sha256, file.label);
        }
        text += '\n';
    }
    return sha256(text);
}

PanelInputs find_inputs(const fs::path& folder, const dossier::LightsTable& table,
                        const KnownHashes& known) {
    return Finder(folder, table, known).run();
}

} // namespace halflight::edition
