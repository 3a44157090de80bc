// SPDX-License-Identifier: Apache-2.0
#include "file_state.hpp"

#include "halflight/base/hash.hpp"
#include "halflight/io/files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

namespace halflight::lights {

namespace {

namespace fs = std::filesystem;

/// What GDAL reads beside a shapefile; a change in any of them can change the zones.
constexpr std::array<const char*, 4> shapefile_parts{".dbf", ".shx", ".prj", ".cpg"};

} // namespace

void FileState::add(const std::string& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) == 0) {
        constexpr std::int64_t per_second = 1'000'000'000;
        bytes += static_cast<std::uint64_t>(status.st_size);
        modified_ns =
            std::max(modified_ns, status.st_mtim.tv_sec * per_second + status.st_mtim.tv_nsec);
    }
}

FileState state_of_zones(const std::string& path) {
    FileState state;
    std::error_code unknown;
    if (!fs::is_regular_file(path, unknown)) {
        return state;
    }
    state.add(path);
    if (fs::path(path).extension() == ".shp") {
        for (const char* extension : shapefile_parts) {
            state.add(fs::path(path).replace_extension(extension).string());
        }
    }
    return state;
}

std::string file_hash(const std::string& path) {
    std::error_code unknown;
    if (!fs::is_regular_file(path, unknown)) {
        return {};
    }
    std::string all = sha256(io::read_file(path));
    if (fs::path(path).extension() == ".shp") {
        for (const char* extension : shapefile_parts) {
            const fs::path part = fs::path(path).replace_extension(extension);
            all += fs::is_regular_file(part, unknown) ? sha256(io::read_file(part)) : "-";
        }
        all = sha256(all);
    }
    return all;
}

} // namespace halflight::lights
