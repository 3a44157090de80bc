// SPDX-License-Identifier: Apache-2.0
// What an HDF5 file holds and how it lies there.
#include "raster_gdal.hpp"
#include "raster_hdf5.hpp"

#include <fmt/format.h>

#include <cpl_conv.h>
#include <cpl_vsi.h>

#include <algorithm>
#include <exception>
#include <memory>

namespace halflight::io {
namespace {

struct FreeBytes {
    void operator()(GByte* bytes) const noexcept { VSIFree(bytes); }
};

Error damaged(const std::string& path) {
    return raster_error(path, "it cannot be opened as HDF5, it is cut off or corrupt: fetch it "
                              "again");
}

Hid open_file(const RasterPlace& place, const RasterLimits& limits) {
    const Hid access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    // Reading needs no lock, and some network file systems have none.
    H5Pset_file_locking(access.get(), false, true);
    if (place.local) {
        return {H5Fopen(place.path.c_str(), H5F_ACC_RDONLY, access.get()), H5Fclose};
    }
    const GdalErrors errors;
    const RemoteOptions options(place.remote);
    GByte* bytes = nullptr;
    vsi_l_offset size = 0;
    if (VSIIngestFile(nullptr, place.name.c_str(), &bytes, &size, limits.unpacked_bytes) == 0) {
        throw raster_error(place.path, errors.text("it cannot be read"));
    }
    const std::unique_ptr<GByte, FreeBytes> image(bytes);
    constexpr std::size_t step = std::size_t{1} << 20;
    H5Pset_fapl_core(access.get(), step, false);
    H5Pset_file_image(access.get(), image.get(), size);
    return {H5Fopen("image", H5F_ACC_RDONLY, access.get()), H5Fclose};
}

struct Found {
    std::vector<std::string> groups;
    std::vector<std::string> datasets;
};

Found visit_objects(hid_t file) {
    Found found;
    const auto visit = [](hid_t, const char* name, const H5O_info_t* info, void* out) -> herr_t {
        try {
            auto& list = *static_cast<Found*>(out);
            if (info->type == H5O_TYPE_GROUP && std::string(name) != ".") {
                list.groups.push_back(std::string("/") + name);
            } else if (info->type == H5O_TYPE_DATASET) {
                list.datasets.push_back(std::string("/") + name);
            }
        } catch (const std::exception&) {
            return -1;
        }
        return 0;
    };
    if (H5Ovisit(file, H5_INDEX_NAME, H5_ITER_INC, visit, &found) < 0) {
        found.datasets.clear();
        found.groups.clear();
    }
    return found;
}

std::optional<raster::CellType> cell_type(hid_t type) {
    using raster::CellType;
    const std::size_t size = H5Tget_size(type);
    if (H5Tget_class(type) == H5T_FLOAT) {
        return size <= 4 ? CellType::float32 : CellType::float64;
    }
    if (H5Tget_class(type) != H5T_INTEGER) {
        return std::nullopt;
    }
    const bool negative = H5Tget_sign(type) == H5T_SGN_2;
    switch (size) {
    case 1:
        return negative ? CellType::int8 : CellType::uint8;
    case 2:
        return negative ? CellType::int16 : CellType::uint16;
    case 4:
        return negative ? CellType::int32 : CellType::uint32;
    default:
        return CellType::float64;
    }
}

/// True where cells in memory are the bytes of the file.
bool is_native(hid_t type, raster::CellType cell) {
    if (H5Tget_class(type) == H5T_FLOAT) {
        return H5Tequal(type, cell == raster::CellType::float32 ? H5T_IEEE_F32LE : H5T_IEEE_F64LE) >
               0;
    }
    const std::size_t size = H5Tget_size(type);
    return cell != raster::CellType::float64 && size == raster::size_of(cell) &&
           H5Tget_precision(type) == 8 * size && (size == 1 || H5Tget_order(type) == H5T_ORDER_LE);
}

/// False where a filter is met that is not undone here.
bool read_filters(hid_t plan, Hdf5Storage& storage) {
    const int filters = H5Pget_nfilters(plan);
    for (int i = 0; i < filters; ++i) {
        unsigned flags = 0;
        std::size_t values = 0;
        unsigned config = 0;
        const H5Z_filter_t filter = H5Pget_filter2(plan, static_cast<unsigned>(i), &flags, &values,
                                                   nullptr, 0, nullptr, &config);
        if (filter == H5Z_FILTER_SHUFFLE && storage.shuffle < 0 && storage.deflate < 0) {
            storage.shuffle = i;
        } else if (filter == H5Z_FILTER_DEFLATE && storage.deflate < 0) {
            storage.deflate = i;
        } else {
            return false;
        }
    }
    return filters >= 0;
}

void read_storage(Hdf5Dataset& dataset, hid_t type, bool local) {
    Hdf5Storage& storage = dataset.storage;
    const Hid plan(H5Dget_create_plist(dataset.handle.get()), H5Pclose);
    const bool plain = plan.ok() && read_filters(plan.get(), storage);
    const H5D_layout_t layout = plan.ok() ? H5Pget_layout(plan.get()) : H5D_LAYOUT_ERROR;
    bool placed = false;
    if (layout == H5D_CHUNKED) {
        std::vector<hsize_t> chunk(dataset.extent.size());
        const int rank = static_cast<int>(chunk.size());
        placed = H5Pget_chunk(plan.get(), rank, chunk.data()) == rank;
        storage.chunk.assign(chunk.begin(), chunk.end());
    } else if (layout == H5D_CONTIGUOUS && H5Pget_external_count(plan.get()) == 0) {
        const haddr_t address = H5Dget_offset(dataset.handle.get());
        placed = address != HADDR_UNDEF;
        storage.address = placed ? static_cast<std::int64_t>(address) : -1;
    }
    storage.unwritten.resize(std::max(raster::size_of(dataset.type), H5Tget_size(type)));
    const bool filled =
        plan.ok() && H5Pget_fill_value(plan.get(), type, storage.unwritten.data()) >= 0;
    storage.direct = local && plain && placed && filled && is_native(type, dataset.type);
}

std::unique_ptr<Hdf5Dataset> read_dataset(hid_t file, const std::string& path, bool local) {
    auto dataset = std::make_unique<Hdf5Dataset>();
    dataset->path = path;
    dataset->handle = Hid(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose);
    if (!dataset->handle.ok()) {
        return nullptr;
    }
    const Hid type(H5Dget_type(dataset->handle.get()), H5Tclose);
    const Hid space(H5Dget_space(dataset->handle.get()), H5Sclose);
    const int rank = space.ok() ? H5Sget_simple_extent_ndims(space.get()) : -1;
    const auto cell = type.ok() ? cell_type(type.get()) : std::nullopt;
    if (rank < 2 || !cell) {
        return nullptr;
    }
    std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
    H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr);
    dataset->extent.assign(extent.begin(), extent.end());
    dataset->type = *cell;
    read_storage(*dataset, type.get(), local);
    dataset->attributes = read_attributes(dataset->handle.get());
    return dataset;
}

void add_group_attributes(hid_t file, const std::string& path, AttributeSet& all) {
    const Hid group(H5Gopen2(file, path.c_str(), H5P_DEFAULT), H5Gclose);
    if (!group.ok()) {
        return;
    }
    for (auto& [name, text] : read_attributes(group.get()).text) {
        all.text[path + "/" + name] = text;
    }
}

} // namespace

std::mutex& hdf5_lock() {
    static std::mutex lock;
    return lock;
}

Hdf5Session::Hdf5Session() : m_guard(hdf5_lock()) {
    // Each time: other users of the library in this process set it too.
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

bool is_hdf5(const std::string& bytes) {
    return bytes.starts_with("\x89HDF\r\n\x1a\n");
}

Hdf5Contents list_hdf5(const RasterPlace& place, const RasterLimits& limits) {
    Hdf5Contents contents;
    contents.file = open_file(place, limits);
    if (!contents.file.ok()) {
        throw damaged(place.path);
    }
    const hid_t file = contents.file.get();
    const Found found = visit_objects(file);
    contents.attributes = read_attributes(file);
    for (const std::string& group : found.groups) {
        contents.earth_observing_system |= group == "/HDFEOS";
        add_group_attributes(file, group, contents.attributes);
    }
    for (const std::string& path : found.datasets) {
        if (contents.datasets.size() >= limits.layers) {
            throw raster_error(place.path,
                               fmt::format("it has more than {} datasets", limits.layers));
        }
        if (auto dataset = read_dataset(file, path, place.local)) {
            contents.datasets.push_back(std::move(dataset));
            continue;
        }
        const Hid other(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose);
        if (auto text = other.ok() ? read_text(other.get()) : std::nullopt) {
            contents.attributes.text[path] = *std::move(text);
        }
    }
    return contents;
}

} // namespace halflight::io
