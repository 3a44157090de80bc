// SPDX-License-Identifier: Apache-2.0
#include "raster_place.hpp"

#include "posix.hpp"
#include "raster_gdal.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <vector>

#include <cpl_vsi.h>

namespace halflight::io {
namespace {

struct CloseVsi {
    void operator()(VSILFILE* file) const noexcept { VSIFCloseL(file); }
};
using VsiFile = std::unique_ptr<VSILFILE, CloseVsi>;

// What DEFLATE can make of one byte at most.
constexpr std::uint64_t deflate_limit = 1032;

Error too_much(const std::string& path, const RasterLimits& limits) {
    return raster_error(path, fmt::format("it holds more than {} bytes when unpacked: unpack it "
                                          "yourself if you trust it",
                                          limits.unpacked_bytes));
}

std::uint64_t check_local(const std::string& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) {
        throw io_error("read raster", path, errno);
    }
    if (S_ISDIR(status.st_mode)) {
        throw io_error("read raster", path, "it is a directory: name the raster files in it");
    }
    if (!S_ISREG(status.st_mode)) {
        throw io_error("read raster", path, "it is no regular file: copy it to one");
    }
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open()) {
        throw io_error("read raster", path, errno);
    }
    if (status.st_size == 0) {
        throw io_error("read raster", path, "it is empty: fetch it again");
    }
    return static_cast<std::uint64_t>(status.st_size);
}

/// Reads packed content through once, unless its size alone shows that it cannot be too much.
void check_gzip(const RasterPlace& place, const RasterLimits& limits) {
    const auto limit = static_cast<std::uint64_t>(limits.unpacked_bytes);
    if (place.bytes != 0 && place.bytes <= limit / deflate_limit) {
        return;
    }
    const GdalErrors errors;
    const VsiFile file(VSIFOpenL(place.name.c_str(), "rb"));
    if (file == nullptr) {
        throw raster_error(place.path, errors.text("it is no gzip file"));
    }
    std::vector<char> part(std::size_t{1} << 20);
    std::uint64_t seen = 0;
    while (const std::size_t count = VSIFReadL(part.data(), 1, part.size(), file.get())) {
        seen += count;
        if (seen > limit) {
            throw too_much(place.path, limits);
        }
    }
}

void check_entry(RasterPlace& place, const RasterLimits& limits) {
    const GdalErrors errors;
    const RemoteOptions options(place.remote);
    VSIStatBufL status{};
    if (VSIStatL(place.name.c_str(), &status) != 0) {
        throw raster_error(place.path, errors.text("there is no such file"));
    }
    place.bytes = static_cast<std::uint64_t>(status.st_size);
    const bool packed = place.name.find("/vsizip/") != std::string::npos;
    if (packed && place.bytes > static_cast<std::uint64_t>(limits.unpacked_bytes)) {
        throw too_much(place.path, limits);
    }
}

} // namespace

RasterPlace find_raster(const std::string& path, const RasterLimits& limits) {
    prepare_gdal();
    RasterPlace place{.path = path, .name = path};
    const bool packed = path.ends_with(".gz") || path.ends_with(".GZ");
    place.remote = path.starts_with("http://") || path.starts_with("https://");
    place.local = !place.remote && !path.starts_with("/vsi");
    if (place.remote) {
        place.name = "/vsicurl/" + path;
    } else if (!place.local) {
        place.remote = path.find("/vsicurl") != std::string::npos;
    }
    if (place.local) {
        place.bytes = check_local(path);
    }
    if (packed && !path.starts_with("/vsigzip/")) {
        place.name = "/vsigzip/" + place.name;
        place.local = false;
    }
    if (place.name.starts_with("/vsigzip/")) {
        check_gzip(place, limits);
    } else if (!place.local) {
        check_entry(place, limits);
    }
    return place;
}

std::string first_bytes(const RasterPlace& place, std::size_t count) {
    const GdalErrors errors;
    const RemoteOptions options(place.remote);
    const VsiFile file(VSIFOpenL(place.name.c_str(), "rb"));
    if (file == nullptr) {
        throw raster_error(place.path, errors.text("it cannot be opened"));
    }
    std::string bytes(count, '\0');
    bytes.resize(VSIFReadL(bytes.data(), 1, count, file.get()));
    return bytes;
}

} // namespace halflight::io
