// SPDX-License-Identifier: Apache-2.0
#include "file_state.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/hash.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <vector>

namespace halflight::lights {

namespace {

namespace fs = std::filesystem;

/// What GDAL reads beside a shapefile; a change in any of them can change the zones.
constexpr std::array<const char*, 4> shapefile_parts{".dbf", ".shx", ".prj", ".cpg"};

/// Zones may be larger than all that is kept of them, so never the whole file at once.
std::string hash_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::vector<char> room(std::size_t{1} << 18U);
    std::string hash = sha256([&] {
        file.read(room.data(), static_cast<std::streamsize>(room.size()));
        return std::string_view(room.data(), static_cast<std::size_t>(file.gcount()));
    });
    if (!file.eof()) {
        throw Error(ErrorCode::io, fmt::format("cannot read '{}'; check that it is there and that "
                                               "you may read it",
                                               path.string()));
    }
    return hash;
}

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
    std::string all = hash_of(path);
    if (fs::path(path).extension() == ".shp") {
        for (const char* extension : shapefile_parts) {
            const fs::path part = fs::path(path).replace_extension(extension);
            all += fs::is_regular_file(part, unknown) ? hash_of(part) : "-";
        }
        all = sha256(all);
    }
    return all;
}

} // namespace halflight::lights
