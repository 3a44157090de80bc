// SPDX-License-Identifier: Apache-2.0
#include "raster_gdal.hpp"

#include "raster_classic.hpp"
#include "raster_georeference.hpp"
#include "raster_hdf5_handle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <mutex>
#include <utility>

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <gdal_frmts.h>
#include <ogrsf_frmts.h>
#include <proj.h>

namespace halflight::io {
namespace {

void register_drivers() {
    // Contexts that libraries make for themselves copy this one, and would print on their own.
    proj_log_level(PJ_DEFAULT_CTX, PJ_LOG_NONE);
    // Only what night lights and zones come in: every driver more is start-up time and surface.
    GDALRegister_GTiff();
    GDALRegister_COG();
    GDALRegister_VRT();
    GDALRegister_MEM();
    GDALRegister_netCDF();
    GDALRegister_HFA();
    GDALRegister_AAIGrid();
    GDALRegister_ENVI();
    GDALRegister_EHdr();
    GDALRegister_PNG();
    RegisterOGRShape();
    RegisterOGRGeoJSON();
    RegisterOGRGeoJSONSeq();
    RegisterOGRTopoJSON();
    RegisterOGRGeoPackage();
    RegisterOGRSQLite();
    RegisterOGRFlatGeobuf();
    RegisterOGRLIBKML();
    RegisterOGRKML();
    RegisterOGRGML();
    RegisterOGRCSV();
    RegisterOGRTAB();
    RegisterOGRMEM();
    constexpr GIntBig cache_bytes = GIntBig{24} << 20;
    GDALSetCacheMax64(cache_bytes);
}

void CPL_STDCALL catch_error(CPLErr kind, CPLErrorNum, const char* message) {
    if (kind == CE_Failure || kind == CE_Fatal) {
        static_cast<GdalErrors*>(CPLGetErrorHandlerUserData())->note(message);
    }
}

constexpr std::array<std::pair<const char*, const char*>, 6> remote_options{{
    {"GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR"},
    {"GDAL_HTTP_CONNECTTIMEOUT", "20"},
    {"GDAL_HTTP_LOW_SPEED_TIME", "60"},
    {"GDAL_HTTP_LOW_SPEED_LIMIT", "1"},
    {"GDAL_HTTP_MAX_RETRY", "2"},
    {"GDAL_HTTP_RETRY_DELAY", "1"},
}};

std::optional<raster::CellType> cell_type(GDALRasterBandH band) {
    switch (GDALGetRasterDataType(band)) {
    case GDT_Byte: {
        const char* kind = GDALGetMetadataItem(band, "PIXELTYPE", "IMAGE_STRUCTURE");
        const bool has_sign = kind != nullptr && std::strcmp(kind, "SIGNEDBYTE") == 0;
        return has_sign ? raster::CellType::int8 : raster::CellType::uint8;
    }
    case GDT_UInt16:
        return raster::CellType::uint16;
    case GDT_Int16:
        return raster::CellType::int16;
    case GDT_UInt32:
        return raster::CellType::uint32;
    case GDT_Int32:
        return raster::CellType::int32;
    case GDT_Float32:
        return raster::CellType::float32;
    case GDT_Float64:
        return raster::CellType::float64;
    // Exact up to 2^53, which no count or radiance reaches.
    case GDT_Int64:
    case GDT_UInt64:
        return raster::CellType::float64;
    default:
        return std::nullopt;
    }
}

GDALDataType gdal_type(raster::CellType type) {
    switch (type) {
    case raster::CellType::uint8:
    case raster::CellType::int8:
        return GDT_Byte;
    case raster::CellType::uint16:
        return GDT_UInt16;
    case raster::CellType::int16:
        return GDT_Int16;
    case raster::CellType::uint32:
        return GDT_UInt32;
    case raster::CellType::int32:
        return GDT_Int32;
    case raster::CellType::float32:
        return GDT_Float32;
    case raster::CellType::float64:
        break;
    }
    return GDT_Float64;
}

std::optional<double> stated_fill(GDALRasterBandH band) {
    int there = 0;
    double fill = 0;
    switch (GDALGetRasterDataType(band)) {
    case GDT_Int64:
        fill = static_cast<double>(GDALGetRasterNoDataValueAsInt64(band, &there));
        break;
    case GDT_UInt64:
        fill = static_cast<double>(GDALGetRasterNoDataValueAsUInt64(band, &there));
        break;
    default:
        fill = GDALGetRasterNoDataValue(band, &there);
    }
    return there != 0 ? std::optional<double>(fill) : std::nullopt;
}

std::optional<double> number_in(const std::map<std::string, std::string>& items,
                                const std::string& key) {
    const auto found = items.find(key);
    if (found == items.end()) {
        return std::nullopt;
    }
    char* end = nullptr;
    const double number = CPLStrtod(found->second.c_str(), &end);
    return end != found->second.c_str() ? std::optional<double>(number) : std::nullopt;
}

raster::Decoding decoding_of(GDALRasterBandH band, const LayerInfo& layer) {
    raster::Decoding decoding;
    int there = 0;
    const double scale = GDALGetRasterScale(band, &there);
    if (there != 0) {
        decoding.scale = scale;
    }
    const double offset = GDALGetRasterOffset(band, &there);
    if (there != 0) {
        decoding.offset = offset;
    }
    if (const auto fill = stated_fill(band)) {
        decoding.fill = fill_in_type(*fill, layer.type);
    }
    decoding.valid_min = number_in(layer.attributes, "valid_min");
    decoding.valid_max = number_in(layer.attributes, "valid_max");
    return decoding;
}

LayerInfo layer_of(const std::string& path, GDALRasterBandH band, int number) {
    LayerInfo layer;
    const std::string description = GDALGetDescription(band);
    layer.name = description.empty() ? fmt::format("band {}", number) : description;
    const auto type = cell_type(band);
    if (!type) {
        throw raster_error(path, fmt::format("layer '{}' holds {} cells: write it anew with "
                                             "gdal_translate -ot Float32",
                                             layer.name,
                                             GDALGetDataTypeName(GDALGetRasterDataType(band))));
    }
    layer.type = *type;
    layer.width = GDALGetRasterBandXSize(band);
    layer.height = GDALGetRasterBandYSize(band);
    GDALGetBlockSize(band, &layer.block_width, &layer.block_height);
    layer.attributes = metadata_of(band);
    layer.unit = GDALGetRasterUnitType(band);
    layer.decoding = decoding_of(band, layer);
    return layer;
}

/// One file with one lock: a dataset is not to be used by two threads at once.
class GdalReader final : public RasterReader {
  public:
    GdalReader(RasterPlace place, std::vector<DatasetHandle> datasets,
               std::vector<std::pair<std::size_t, int>> bands, const RasterInfo& info)
        : m_place(std::move(place)), m_lock(info.format == "NetCDF" ? &hdf5_lock() : &m_own),
          m_datasets(std::move(datasets)), m_bands(std::move(bands)), m_layers(info.layers) {}

    [[nodiscard]] raster::CellView read(std::size_t layer, const raster::PaneWindow& window,
                                        RasterScratch::Parts& scratch) const override {
        const raster::CellType type = m_layers[layer].type;
        const std::size_t cells =
            static_cast<std::size_t>(window.width) * static_cast<std::size_t>(window.height);
        std::byte* room = scratch.window.room(cells * raster::size_of(type));
        const auto& [dataset, number] = m_bands[layer];
        const GdalErrors errors;
        const RemoteOptions options(m_place.remote);
        const std::lock_guard lock(*m_lock);
        GDALRasterBandH band = GDALGetRasterBand(m_datasets[dataset].get(), number);
        const CPLErr result =
            GDALRasterIO(band, GF_Read, window.column, window.row, window.width, window.height,
                         room, window.width, window.height, gdal_type(type), 0, 0);
        if (result != CE_None || errors.any()) {
            throw raster_error(m_place.path,
                               fmt::format("layer '{}', block at column {} row {}: {}: fetch the "
                                           "file again",
                                           m_layers[layer].name, window.column, window.row,
                                           errors.text("it cannot be decoded")));
        }
        return {type, room, window.width};
    }
    [[nodiscard]] bool direct(std::size_t) const noexcept override { return false; }

  private:
    RasterPlace m_place;
    mutable std::mutex m_own;
    std::mutex* m_lock; ///< the NetCDF library calls that of HDF5, which has one lock for all
    std::vector<DatasetHandle> m_datasets;
    std::vector<std::pair<std::size_t, int>> m_bands; ///< by layer: dataset, number of the band
    std::vector<LayerInfo> m_layers;
};

DatasetHandle open_dataset(const std::string& name) {
    constexpr unsigned flags = GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR;
    return DatasetHandle(GDALOpenEx(name.c_str(), flags, nullptr, nullptr, nullptr));
}

/// The datasets of a file: itself, or its parts of the same size as the first.
std::vector<DatasetHandle> open_parts(const RasterPlace& place, const RasterLimits& limits) {
    const GdalErrors errors;
    std::vector<DatasetHandle> parts;
    parts.push_back(open_dataset(place.name));
    if (parts.front() == nullptr) {
        throw raster_error(place.path, errors.text("it is no raster") +
                                           ": GeoTIFF, HDF5 or NetCDF is expected; if it should "
                                           "be one, fetch it again");
    }
    char** names = GDALGetMetadata(parts.front().get(), "SUBDATASETS");
    if (GDALGetRasterCount(parts.front().get()) > 0 || names == nullptr) {
        return parts;
    }
    std::vector<DatasetHandle> kept;
    for (std::size_t i = 1; i <= limits.layers; ++i) {
        const char* name = CSLFetchNameValue(names, fmt::format("SUBDATASET_{}_NAME", i).c_str());
        if (name == nullptr) {
            break;
        }
        DatasetHandle part = open_dataset(name);
        const auto same_size = [&](const DatasetHandle& first) {
            return GDALGetRasterXSize(first.get()) == GDALGetRasterXSize(part.get()) &&
                   GDALGetRasterYSize(first.get()) == GDALGetRasterYSize(part.get());
        };
        if (part != nullptr && (kept.empty() || same_size(kept.front()))) {
            kept.push_back(std::move(part));
        }
    }
    return kept;
}

} // namespace

void prepare_gdal() {
    static std::once_flag once;
    std::call_once(once, register_drivers);
}

GdalErrors::GdalErrors() {
    CPLPushErrorHandlerEx(catch_error, this);
}
GdalErrors::~GdalErrors() {
    CPLPopErrorHandler();
    CPLErrorReset();
}
void GdalErrors::note(const char* message) {
    if (m_first.empty()) {
        m_first = message;
        std::replace_if(
            m_first.begin(), m_first.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
        while (m_first.ends_with('.') || m_first.ends_with(' ')) {
            m_first.pop_back();
        }
    }
}
std::string GdalErrors::text(const std::string& otherwise) const {
    return m_first.empty() ? otherwise : m_first;
}

RemoteOptions::RemoteOptions(bool remote) : m_remote(remote) {
    for (std::size_t i = 0; m_remote && i < remote_options.size(); ++i) {
        CPLSetThreadLocalConfigOption(remote_options[i].first, remote_options[i].second);
    }
}
RemoteOptions::~RemoteOptions() {
    for (std::size_t i = 0; m_remote && i < remote_options.size(); ++i) {
        CPLSetThreadLocalConfigOption(remote_options[i].first, nullptr);
    }
}

std::map<std::string, std::string> metadata_of(GDALMajorObjectH object) {
    std::map<std::string, std::string> items;
    for (char** item = GDALGetMetadata(object, nullptr); item != nullptr && *item != nullptr;
         ++item) {
        const std::string line = *item;
        const std::size_t equals = line.find('=');
        if (equals != std::string::npos) {
            items.emplace(line.substr(0, equals), line.substr(equals + 1));
        }
    }
    return items;
}

OpenedRaster open_with_gdal(const RasterPlace& place, const RasterLimits& limits) {
    prepare_gdal();
    const RemoteOptions options(place.remote);
    std::vector<DatasetHandle> datasets = open_parts(place, limits);
    const GdalErrors errors;
    OpenedRaster opened;
    opened.info.path = place.path;
    opened.info.bytes = place.bytes;
    std::vector<std::pair<std::size_t, int>> bands;
    std::vector<GDALRasterBandH> handles;
    for (std::size_t i = 0; i < datasets.size(); ++i) {
        const int count = GDALGetRasterCount(datasets[i].get());
        for (int number = 1; number <= count; ++number) {
            if (bands.size() >= limits.layers) {
                throw raster_error(place.path,
                                   fmt::format("it has more than {} layers", limits.layers));
            }
            GDALRasterBandH band = GDALGetRasterBand(datasets[i].get(), number);
            opened.info.layers.push_back(layer_of(place.path, band, number));
            check_limits(place.path, opened.info.layers.back(), limits);
            bands.emplace_back(i, number);
            handles.push_back(band);
        }
    }
    if (bands.empty()) {
        throw raster_error(place.path, "it has no layers: it is no raster of lights");
    }
    GDALDatasetH first = datasets.front().get();
    const std::string driver = GDALGetDriverShortName(GDALGetDatasetDriver(first));
    opened.info.format = driver == "GTiff" ? "GeoTIFF" : driver == "netCDF" ? "NetCDF" : driver;
    opened.info.attributes = metadata_of(first);
    GridFinding found = grid_of(first, place.path);
    opened.info.grid = found.grid;
    opened.info.grid_fault = std::move(found.fault);
    opened.south_up = found.south_up;
    if (opened.info.format == "NetCDF") {
        describe_classic(first, handles, opened);
    }
    opened.reader =
        std::make_unique<GdalReader>(place, std::move(datasets), std::move(bands), opened.info);
    return opened;
}

} // namespace halflight::io
