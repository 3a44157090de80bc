// SPDX-License-Identifier: Apache-2.0
// HDF5 and NetCDF files that the test makes, against the HDF5 library's own reading.
#include "raster_fixture.hpp"
#include "raster_hdf5_handle.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>

namespace halflight::io {
namespace {

using namespace test;

class RasterHdf5 : public RasterFolder {
  protected:
    void SetUp() override {
        RasterFolder::SetUp();
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    }
};

/// An attribute of one number.
template <class T>
void set_number(hid_t object, const char* name, hid_t type, T value) {
    const Hid space(H5Screate(H5S_SCALAR), H5Sclose);
    const Hid attribute(H5Acreate2(object, name, type, space.get(), H5P_DEFAULT, H5P_DEFAULT),
                        H5Aclose);
    ASSERT_GE(H5Awrite(attribute.get(), type, &value), 0);
}

void set_text(hid_t object, const char* name, const std::string& value, bool variable = false) {
    const Hid space(H5Screate(H5S_SCALAR), H5Sclose);
    const Hid type(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(type.get(), variable ? H5T_VARIABLE : value.size() + 3);
    const Hid attribute(H5Acreate2(object, name, type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT),
                        H5Aclose);
    const char* text = value.c_str();
    std::string padded = value + std::string(3, '\0');
    ASSERT_GE(H5Awrite(attribute.get(), type.get(),
                       variable ? static_cast<const void*>(&text) : padded.data()),
              0);
}

struct Stored {
    std::vector<hsize_t> extent{211, 300};
    std::vector<hsize_t> chunk{48, 64};
    hid_t file_type = H5T_IEEE_F32LE;
    bool shuffle = true;
    int deflate = 4; ///< 0: none
    bool fletcher = false;
    std::vector<hsize_t> written{}; ///< extent of the corner that is written; empty: all
};

Hid write_dataset(hid_t place, const std::string& name, const Stored& stored) {
    const Hid plan(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    const int rank = static_cast<int>(stored.extent.size());
    if (!stored.chunk.empty()) {
        H5Pset_chunk(plan.get(), rank, stored.chunk.data());
        if (stored.shuffle) {
            H5Pset_shuffle(plan.get());
        }
        if (stored.deflate > 0) {
            H5Pset_deflate(plan.get(), static_cast<unsigned>(stored.deflate));
        }
        if (stored.fletcher) {
            H5Pset_fletcher32(plan.get());
        }
    }
    const int fill = 77;
    H5Pset_fill_value(plan.get(), H5T_NATIVE_INT, &fill);
    const Hid space(H5Screate_simple(rank, stored.extent.data(), nullptr), H5Sclose);
    Hid dataset(H5Dcreate2(place, name.c_str(), stored.file_type, space.get(), H5P_DEFAULT,
                           plan.get(), H5P_DEFAULT),
                H5Dclose);
    const std::vector<hsize_t>& count = stored.written.empty() ? stored.extent : stored.written;
    const std::vector<hsize_t> start(count.size(), 0);
    H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
    const Hid memory(H5Screate_simple(rank, count.data(), nullptr), H5Sclose);
    int cells = 1;
    for (const hsize_t length : count) {
        cells *= static_cast<int>(length);
    }
    const std::vector<double> values = lights(cells, 1, 3);
    EXPECT_GE(H5Dwrite(dataset.get(), H5T_NATIVE_DOUBLE, memory.get(), space.get(), H5P_DEFAULT,
                       values.data()),
              0);
    return dataset;
}

Hid make_file(const std::string& path) {
    Hid file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose);
    EXPECT_TRUE(file.ok());
    return file;
}

hid_t native_of(raster::CellType type) {
    const std::map<raster::CellType, hid_t> known{{raster::CellType::uint8, H5T_NATIVE_UINT8},
                                                  {raster::CellType::int8, H5T_NATIVE_INT8},
                                                  {raster::CellType::uint16, H5T_NATIVE_UINT16},
                                                  {raster::CellType::int16, H5T_NATIVE_INT16},
                                                  {raster::CellType::uint32, H5T_NATIVE_UINT32},
                                                  {raster::CellType::int32, H5T_NATIVE_INT32},
                                                  {raster::CellType::float32, H5T_NATIVE_FLOAT},
                                                  {raster::CellType::float64, H5T_NATIVE_DOUBLE}};
    return known.at(type);
}

/// A whole dataset by the library; the file must not be open elsewhere on another thread.
std::string by_library(const std::string& path, const std::string& name, raster::CellType type) {
    // A file that is open already must be opened again in the same manner.
    const Hid access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    H5Pset_file_locking(access.get(), false, true);
    const Hid file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get()), H5Fclose);
    const Hid dataset(H5Dopen2(file.get(), name.c_str(), H5P_DEFAULT), H5Dclose);
    const Hid space(H5Dget_space(dataset.get()), H5Sclose);
    const auto cells = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.get()));
    std::string bytes(cells * raster::size_of(type), '\0');
    return H5Dread(dataset.get(), native_of(type), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()) >= 0
               ? bytes
               : "";
}

TEST_F(RasterHdf5, EveryStorageReadsAsTheLibraryReadsIt) {
    const std::vector<std::pair<hid_t, bool>> types{
        {H5T_STD_U8LE, true},   {H5T_STD_I8LE, true},   {H5T_STD_U16LE, true},
        {H5T_STD_I16LE, true},  {H5T_STD_U32LE, true},  {H5T_STD_I32LE, true},
        {H5T_IEEE_F32LE, true}, {H5T_IEEE_F64LE, true}, {H5T_STD_I64LE, false},
        {H5T_STD_U16BE, false}, {H5T_IEEE_F32BE, false}};
    const std::string path = at("all.h5");
    std::map<std::string, bool> direct;
    {
        const Hid file = make_file(path);
        int number = 0;
        for (const auto& [type, native] : types) {
            for (int kind = 0; kind < 6; ++kind) {
                Stored stored{.file_type = type};
                stored.shuffle = kind == 1 || kind == 2;
                stored.deflate = kind == 2 || kind == 3 ? 6 : 0;
                stored.fletcher = kind == 4;
                if (kind == 5) {
                    stored.chunk.clear();
                }
                if (kind % 2 == 1 && kind != 5) {
                    stored.written = {60, 70}; // chunks that were never written
                }
                const std::string name = "/set " + std::to_string(number++);
                write_dataset(file.get(), name, stored);
                direct[name] = native && kind != 4;
            }
        }
    }
    const RasterFile file = RasterFile::open(path);
    EXPECT_EQ(file.info().format, "HDF5");
    ASSERT_EQ(file.info().layers.size(), direct.size());
    RasterScratch scratch;
    for (std::size_t i = 0; i < file.info().layers.size(); ++i) {
        const LayerInfo& layer = file.info().layers[i];
        EXPECT_EQ(file.direct(i), direct.at(layer.name)) << layer.name;
        const std::string all = by_library(path, layer.name, layer.type);
        ASSERT_FALSE(all.empty());
        EXPECT_TRUE(bytes_of(file.read(i, whole(layer), scratch), whole(layer)) == all)
            << layer.name;
        const raster::PaneWindow part{.column = 33, .row = 47, .width = 120, .height = 3};
        const std::string got = bytes_of(file.read(i, part, scratch), part);
        const std::size_t size = raster::size_of(layer.type);
        EXPECT_TRUE(got.substr(0, 120 * size) == all.substr((47 * 300 + 33) * size, 120 * size))
            << layer.name;
    }
}

TEST_F(RasterHdf5, BlackMarbleLayoutIsListedWithItsOwnSpelling) {
    const std::string path = at("VNP46A3.h5");
    const std::string fields = "/HDFEOS/GRIDS/VIIRS_Grid_DNB_2d/Data Fields";
    {
        const Hid file = make_file(path);
        set_text(file.get(), "ShortName", "VNP46A3");
        set_text(file.get(), "HorizontalTileNumber", "30", true);
        set_number(file.get(), "NorthBoundingCoord", H5T_NATIVE_FLOAT, 40.0F);
        for (const char* group : {"/HDFEOS", "/HDFEOS/GRIDS", "/HDFEOS/GRIDS/VIIRS_Grid_DNB_2d"}) {
            const Hid made(H5Gcreate2(file.get(), group, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                           H5Gclose);
            set_text(made.get(), "note", group);
        }
        const Hid place(
            H5Gcreate2(file.get(), fields.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
            H5Gclose);
        const Hid light = write_dataset(place.get(), "NearNadir_Composite_Snow_Free",
                                        {.file_type = H5T_STD_U16LE});
        set_number(light.get(), "scale_factor", H5T_NATIVE_FLOAT, 0.1F);
        set_number(light.get(), "offset", H5T_NATIVE_FLOAT, 0.5F);
        set_number<std::uint16_t>(light.get(), "_FillValue", H5T_NATIVE_UINT16, 65535);
        set_number<std::uint16_t>(light.get(), "valid_min", H5T_NATIVE_UINT16, 0);
        set_number<std::uint16_t>(light.get(), "valid_max", H5T_NATIVE_UINT16, 65534);
        set_text(light.get(), "units", "nWatts/(cm^2 sr)");
        const Hid other = write_dataset(place.get(), "AllAngle_Composite_Snow_Free", {});
        set_number(other.get(), "_FillValue", H5T_NATIVE_FLOAT, -999.9F);
        write_dataset(place.get(), "lat", {.extent = {211}, .chunk = {211}});
    }
    const RasterFile file = RasterFile::open(path);
    const RasterInfo& info = file.info();
    EXPECT_EQ(info.format, "HDF5");
    EXPECT_FALSE(info.grid);
    EXPECT_NE(info.grid_fault.find("no georeferencing"), std::string::npos);
    EXPECT_EQ(info.attributes.at("ShortName"), "VNP46A3");
    EXPECT_EQ(info.attributes.at("HorizontalTileNumber"), "30");
    EXPECT_EQ(info.attributes.at("NorthBoundingCoord"), "40");
    EXPECT_EQ(info.attributes.at("/HDFEOS/GRIDS/note"), "/HDFEOS/GRIDS");
    ASSERT_EQ(info.layers.size(), 2U);
    EXPECT_EQ(info.layers[0].name, fields + "/AllAngle_Composite_Snow_Free");
    EXPECT_EQ(info.layers[0].decoding.fill, static_cast<double>(-999.9F));
    EXPECT_EQ(info.layers[0].attributes.at("_FillValue"), "-999.9");
    const LayerInfo& light = info.layers[1];
    EXPECT_EQ(light.name, fields + "/NearNadir_Composite_Snow_Free");
    EXPECT_EQ(light.unit, "nWatts/(cm^2 sr)");
    EXPECT_EQ(light.block_width, 64);
    EXPECT_EQ(light.block_height, 48);
    EXPECT_EQ(light.decoding,
              (raster::Decoding{
                  .scale = 0.1, .offset = 0.5, .fill = 65535, .valid_min = 0, .valid_max = 65534}));
}

TEST_F(RasterHdf5, FillThatNoCellCanHoldIsNone) {
    const std::string path = at("fill.h5");
    {
        const Hid file = make_file(path);
        const Hid bytes = write_dataset(file.get(), "a", {.file_type = H5T_STD_U8LE});
        set_number(bytes.get(), "_FillValue", H5T_NATIVE_FLOAT, -999.9F);
        const Hid text = write_dataset(file.get(), "b", {.file_type = H5T_STD_U8LE});
        set_text(text.get(), "_FillValue", "none");
        set_text(text.get(), "scale_factor", "0.1");
        const Hid missing = write_dataset(file.get(), "c", {.file_type = H5T_STD_U8LE});
        set_number(missing.get(), "missing_value", H5T_NATIVE_INT, 255);
    }
    const RasterInfo info = RasterFile::open(path).info();
    EXPECT_FALSE(info.layers[0].decoding.fill);
    EXPECT_FALSE(info.layers[1].decoding.fill);
    EXPECT_EQ(info.layers[1].decoding.scale, 0.1);
    EXPECT_EQ(info.layers[2].decoding.fill, 255);
}

/// A NetCDF-4 file as HDF5 sees it: variables with dimension scales.
void write_netcdf(const std::string& path, const std::vector<double>& y,
                  const std::vector<double>& days, const std::string& units,
                  const std::string& calendar, const std::string& x_units = "degrees_east") {
    const Hid file = make_file(path);
    const auto scale = [&](const char* name, const std::vector<double>& values) {
        const hsize_t length = values.size();
        const Hid space(H5Screate_simple(1, &length, nullptr), H5Sclose);
        Hid made(H5Dcreate2(file.get(), name, H5T_IEEE_F64LE, space.get(), H5P_DEFAULT, H5P_DEFAULT,
                            H5P_DEFAULT),
                 H5Dclose);
        H5Dwrite(made.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
        set_text(made.get(), "CLASS", "DIMENSION_SCALE");
        return made;
    };
    std::vector<double> x;
    for (int i = 0; i < 20; ++i) {
        x.push_back(120 + i / 240.0);
    }
    const Hid time = scale("time", days);
    const Hid rows = scale("y", y);
    const Hid columns = scale("x", x);
    set_text(time.get(), "units", units);
    if (!calendar.empty()) {
        set_text(time.get(), "calendar", calendar);
    }
    set_text(columns.get(), "units", x_units);
    const Hid cube = write_dataset(file.get(), "light",
                                   {.extent = {days.size(), y.size(), 20},
                                    .chunk = {std::min<hsize_t>(days.size(), 2), 5, 8}});
    const Hid list(H5Tvlen_create(H5T_STD_REF_OBJ), H5Tclose);
    const hsize_t three = 3;
    const Hid space(H5Screate_simple(1, &three, nullptr), H5Sclose);
    const Hid attribute(
        H5Acreate2(cube.get(), "DIMENSION_LIST", list.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT),
        H5Aclose);
    std::array<hobj_ref_t, 3> references{};
    std::array<hvl_t, 3> lists{};
    const std::array<const char*, 3> names{"time", "y", "x"};
    for (std::size_t i = 0; i < 3; ++i) {
        H5Rcreate(&references[i], file.get(), names[i], H5R_OBJECT, -1);
        lists[i] = {.len = 1, .p = &references[i]};
    }
    ASSERT_GE(H5Awrite(attribute.get(), list.get(), lists.data()), 0);
}

std::vector<double> rows_from(double first, double step) {
    std::vector<double> rows;
    for (int i = 0; i < 12; ++i) {
        rows.push_back(first + i * step);
    }
    return rows;
}

TEST_F(RasterHdf5, NetcdfTimeAndCentres) {
    const std::string path = at("cube.nc");
    write_netcdf(path, rows_from(40, -1 / 240.0), {40998, 41028, 41028}, "days since 1900-01-01",
                 "standard");
    const RasterFile file = RasterFile::open(path);
    const RasterInfo& info = file.info();
    EXPECT_EQ(info.format, "NetCDF");
    ASSERT_TRUE(info.grid) << info.grid_fault;
    EXPECT_EQ(info.grid->lattice.cells_per_degree, 240);
    EXPECT_EQ(info.grid->lattice.phase_x, 0.5); // centres on multiples: edges half a cell off
    EXPECT_EQ(info.grid->lattice.phase_y, 0.5);
    EXPECT_NEAR(info.grid->lattice.lon_of(static_cast<double>(info.grid->west)), 120 - 0.5 / 240,
                1e-9);
    EXPECT_NEAR(info.grid->lattice.lat_of(static_cast<double>(info.grid->north)), 40 + 0.5 / 240,
                1e-9);
    // 1900-01-01 is day -25567.
    EXPECT_EQ(info.layer_days, (std::vector<std::int64_t>{15431, 15461, 15461}));
    ASSERT_EQ(info.layers.size(), 3U);
    const std::string all = by_library(path, "/light", raster::CellType::float32);
    RasterScratch scratch;
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(info.layers[i].name, "/light");
        EXPECT_TRUE(file.direct(i));
        EXPECT_EQ(bytes_of(file.read(i, whole(info.layers[i]), scratch), whole(info.layers[i])),
                  all.substr(i * 240 * 4, 240 * 4));
    }
}

TEST_F(RasterHdf5, RowsFromTheSouthAreTurned) {
    const std::string path = at("south.nc");
    write_netcdf(path, rows_from(38, 1 / 240.0), {0}, "hours since 2000-01-01 00:00:00", "");
    const RasterFile file = RasterFile::open(path);
    const RasterInfo& info = file.info();
    ASSERT_TRUE(info.grid) << info.grid_fault;
    EXPECT_NEAR(info.grid->lattice.lat_of(static_cast<double>(info.grid->north)), 38 + 11.5 / 240,
                1e-9);
    const std::string all = by_library(path, "/light", raster::CellType::float32);
    RasterScratch scratch;
    for (std::int32_t row = 0; row < 12; ++row) {
        const raster::PaneWindow window{.column = 3, .row = row, .width = 9, .height = 1};
        EXPECT_EQ(bytes_of(file.read(0, window, scratch), window),
                  all.substr(static_cast<std::size_t>((11 - row) * 20 + 3) * 4, 36));
    }
}

TEST_F(RasterHdf5, OtherCalendarsUnitsAndAxesAreRefused) {
    const auto rows = rows_from(40, -1 / 240.0);
    const auto message = [&](const std::string& units, const std::string& calendar) {
        const std::string path = at("time.nc");
        write_netcdf(path, rows, {1, 2}, units, calendar);
        return open_message(path);
    };
    EXPECT_NE(message("days since 2000-01-01", "noleap").find("calendar 'noleap'"),
              std::string::npos);
    EXPECT_NE(message("months since 2000-01-01", "").find("only days"), std::string::npos);
    EXPECT_NE(message("days since 2000-02-30", "").find("only days"), std::string::npos);
    EXPECT_NE(message("days since 0001-01-01", "standard").find("before the Gregorian"),
              std::string::npos);
    const std::string metres = at("metres.nc");
    write_netcdf(metres, rows, {1}, "days since 2000-01-01", "", "m");
    EXPECT_NE(RasterFile::open(metres).info().grid_fault.find("axes are in 'm'"),
              std::string::npos);
    auto uneven = rows;
    uneven[4] += 0.002;
    const std::string path = at("uneven.nc");
    write_netcdf(path, uneven, {1}, "days since 2000-01-01", "");
    EXPECT_NE(RasterFile::open(path).info().grid_fault.find("y axis is not evenly spaced"),
              std::string::npos);
}

TEST_F(RasterHdf5, CutOffFilesAreRefused) {
    const std::string path = at("whole.h5");
    write_dataset(make_file(path).get(), "light", {});
    const std::string bytes = slurp(path);
    for (std::size_t part = 0; part < 20; ++part) {
        const std::string cut = at("cut.h5");
        spill(cut, bytes.substr(0, bytes.size() * part / 20));
        const std::string message = open_message(cut);
        EXPECT_NE(message.find(cut), std::string::npos) << message;
    }
}

TEST_F(RasterHdf5, DamagedChunksAreRefused) {
    const std::string path = at("whole.h5");
    write_dataset(make_file(path).get(), "light", {});
    const std::string bytes = slurp(path);
    const std::string good = by_library(path, "/light", raster::CellType::float32);
    // The chunks are most of the file; its tables are the library's affair.
    std::mt19937 random(5);
    int refused = 0;
    for (int round = 0; round < 100; ++round) {
        std::string damaged = bytes;
        const std::size_t place = bytes.size() / 4 + random() % (bytes.size() / 2);
        damaged[place] = static_cast<char>(damaged[place] ^ static_cast<char>(1 + random() % 255));
        const std::string name = at("damaged.h5");
        spill(name, damaged);
        try {
            const RasterFile file = RasterFile::open(name);
            RasterScratch scratch;
            const auto window = whole(file.info().layers.at(0));
            EXPECT_TRUE(bytes_of(file.read(0, window, scratch), window) == good);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::io);
            EXPECT_NE(std::string(error.what()).find(name), std::string::npos);
            ++refused;
        }
    }
    EXPECT_GT(refused, 50);
}

TEST_F(RasterHdf5, ManyThreadsReadTheSame) {
    const std::string path = at("a.h5");
    {
        const Hid file = make_file(path);
        write_dataset(file.get(), "direct", {});
        write_dataset(file.get(), "library", {.fletcher = true});
    }
    const std::string all = by_library(path, "/direct", raster::CellType::float32);
    const RasterFile file = RasterFile::open(path);
    ASSERT_TRUE(file.direct(0));
    ASSERT_FALSE(file.direct(1));
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (unsigned seed = 0; seed < 8; ++seed) {
        threads.emplace_back([&, seed] {
            std::mt19937 random(seed);
            RasterScratch scratch;
            for (int round = 0; round < 100; ++round) {
                const raster::PaneWindow window{.column = static_cast<int>(random() % 100),
                                                .row = static_cast<int>(random() % 211),
                                                .width = 200,
                                                .height = 1};
                const std::string got = bytes_of(file.read(random() % 2, window, scratch), window);
                const auto from = static_cast<std::size_t>(window.row * 300 + window.column) * 4;
                wrong += all.compare(from, 800, got) != 0 ? 1 : 0;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(wrong, 0);
}

TEST_F(RasterHdf5, LimitsHold) {
    const std::string path = at("big.h5");
    {
        const Hid file = make_file(path);
        write_dataset(file.get(), "light",
                      {.extent = {1U << 20U, 1U << 20U}, .chunk = {64, 64}, .written = {1, 1}});
    }
    EXPECT_NE(open_message(path).find("1048576 x 1048576 cells"), std::string::npos);
    write_dataset(make_file(path).get(), "light", {});
    EXPECT_NE(open_message(path, {.block_bytes = 1000}).find("more than 1000 bytes"),
              std::string::npos);
    const std::string empty = at("empty.h5");
    make_file(empty);
    EXPECT_NE(open_message(empty).find("no two-dimensional layers"), std::string::npos);
}

} // namespace
} // namespace halflight::io
