// SPDX-License-Identifier: Apache-2.0
#include "stack.hpp"

#include <cmath>
#include <cpl_conv.h>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <gdal.h>
#include <limits>
#include <memory>
#include <ogr_srs_api.h>
#include <stdexcept>

namespace halflight::bench {

namespace {

constexpr int side = 2400;
constexpr double west = 120;
constexpr double north = 40;
constexpr double cell = 1.0 / 240;

/// splitmix64 (Steele, Lea, Flood 2014) of a counter: a draw depends on seed, stream and index
/// alone.
std::uint64_t draw(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
    std::uint64_t z = seed * 0x9e3779b97f4a7c15U + stream * 0xd1342543de82ef95U +
                      (index + 1) * 0x2545f4914f6cdd1dU;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
}
double uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
    return static_cast<double>(draw(seed, stream, index) >> 11U) * 0x1.0p-53;
}

/// What shines in every month: a dark ground and towns of many sizes.
std::vector<float> steady_light(std::uint64_t seed) {
    std::vector<float> light(static_cast<std::size_t>(side) * side, 0.15F);
    for (std::uint64_t town = 0; town < 3000; ++town) {
        const double peak = 0.5 * std::pow(400, uniform(seed, 1, 4 * town));
        const double spread = 1 + 6 * uniform(seed, 1, 4 * town + 1);
        const int x = static_cast<int>(side * uniform(seed, 1, 4 * town + 2));
        const int y = static_cast<int>(side * uniform(seed, 1, 4 * town + 3));
        const int reach = static_cast<int>(4 * spread);
        for (int row = std::max(0, y - reach); row <= std::min(side - 1, y + reach); ++row) {
            for (int column = std::max(0, x - reach); column <= std::min(side - 1, x + reach);
                 ++column) {
                const double distance = std::hypot(row - y, column - x) / spread;
                light[static_cast<std::size_t>(row) * side + static_cast<std::size_t>(column)] +=
                    static_cast<float>(peak * std::exp(-0.5 * distance * distance));
            }
        }
    }
    return light;
}

/// Light of a month in nW/cm2/sr; NaN in cells that clouds hid all month (in patches).
std::vector<float> month_light(const std::vector<float>& steady, std::uint64_t seed,
                               std::uint64_t month) {
    std::vector<float> light(steady.size());
    for (std::size_t i = 0; i < light.size(); ++i) {
        const std::size_t patch = (i / side / 40) * (side / 40) + (i % side) / 40;
        if (uniform(seed, 1000 + month, patch) < 0.02) {
            light[i] = std::numeric_limits<float>::quiet_NaN();
            continue;
        }
        // The sum of four uniforms stands in for the sensor's noise.
        const std::uint64_t bits = draw(seed, 2 + month, i);
        const double noise = static_cast<double>((bits & 0xffffU) + ((bits >> 16U) & 0xffffU) +
                                                 ((bits >> 32U) & 0xffffU) + (bits >> 48U)) /
                                 131072.0 -
                             1;
        const double value = static_cast<double>(steady[i]) * (1 + 0.1 * noise) + 0.12 * noise;
        light[i] = static_cast<float>(value);
    }
    return light;
}

struct CloseDataset {
    void operator()(void* dataset) const { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<void, CloseDataset>;

void place(GDALDatasetH dataset) {
    double transform[6] = {west, cell, 0, north, 0, -cell};
    GDALSetGeoTransform(dataset, transform);
    OGRSpatialReferenceH system = OSRNewSpatialReference(nullptr);
    OSRImportFromEPSG(system, 4326);
    char* text = nullptr;
    OSRExportToWkt(system, &text);
    GDALSetProjection(dataset, text);
    CPLFree(text);
    OSRDestroySpatialReference(system);
}

void round_to(Digits digits, std::vector<float>& light) {
    if (digits == Digits::hundredths) {
        for (float& value : light) {
            value = static_cast<float>(std::round(static_cast<double>(value) * 100) / 100);
        }
    } else if (digits == Digits::tenths) {
        for (float& value : light) {
            value = std::isnan(value) ? 65535.0F : std::max(0.0F, std::round(value * 10));
        }
    }
}

void write_month(const std::string& path, std::vector<float> light, Digits digits) {
    const bool scaled = digits == Digits::tenths;
    round_to(digits, light);
    const char* options[] = {"TILED=YES", "COMPRESS=DEFLATE", "NUM_THREADS=2", nullptr};
    const std::string beside = path + ".part";
    Dataset dataset(GDALCreate(GDALGetDriverByName("GTiff"), beside.c_str(), side, side, 1,
                               scaled ? GDT_UInt16 : GDT_Float32,
                               const_cast<char**>(options))); // NOLINT: GDAL's own type
    if (!dataset) {
        throw std::runtime_error("cannot write " + beside);
    }
    place(dataset.get());
    GDALRasterBandH band = GDALGetRasterBand(dataset.get(), 1);
    if (scaled) {
        GDALSetRasterScale(band, 0.1);
        GDALSetRasterNoDataValue(band, 65535);
    } else {
        GDALSetRasterNoDataValue(band, std::numeric_limits<double>::quiet_NaN());
    }
    if (GDALRasterIO(band, GF_Write, 0, 0, side, side, light.data(), side, side, GDT_Float32, 0,
                     0) != CE_None) {
        throw std::runtime_error("cannot write " + beside);
    }
    dataset.reset();
    std::filesystem::rename(beside, path);
}

using Line = std::vector<std::pair<double, double>>;

/// From one corner to the other by midpoint displacement: 2^5 steps.
void displace(Line& line, std::size_t first, std::size_t last, double amount, std::uint64_t seed,
              std::uint64_t stream, std::uint64_t& index) {
    if (last - first < 2) {
        return;
    }
    const std::size_t middle = (first + last) / 2;
    line[middle] = {(line[first].first + line[last].first) / 2 +
                        amount * (uniform(seed, stream, index) - 0.5),
                    (line[first].second + line[last].second) / 2 +
                        amount * (uniform(seed, stream, index + 1) - 0.5)};
    index += 2;
    displace(line, first, middle, amount / 2, seed, stream, index);
    displace(line, middle, last, amount / 2, seed, stream, index);
}

Line border(std::pair<double, double> from, std::pair<double, double> to, double amount,
            bool straight, std::uint64_t seed, std::uint64_t stream) {
    Line line(33);
    line.front() = from;
    line.back() = to;
    std::uint64_t index = 0;
    displace(line, 0, 32, straight ? 0 : amount, seed, stream, index);
    return line;
}

class Mesh {
  public:
    Mesh(int across, int down, std::uint64_t seed)
        : m_across(across), m_down(down), m_seed(seed), m_step_x(10.0 / across),
          m_step_y(10.0 / down) {}

    [[nodiscard]] std::string ring(int x, int y) const {
        Line ring;
        append(ring, horizontal(x, y + 1), false);
        append(ring, vertical(x + 1, y), true);
        append(ring, horizontal(x, y), true);
        append(ring, vertical(x, y), false);
        std::string text;
        for (const auto& [lon, lat] : ring) {
            text += fmt::format("[{:.9f},{:.9f}],", lon, lat);
        }
        text += fmt::format("[{:.9f},{:.9f}]", ring.front().first, ring.front().second);
        return text;
    }

  private:
    [[nodiscard]] std::pair<double, double> corner(int x, int y) const {
        const auto index = static_cast<std::uint64_t>(2 * (y * (m_across + 1) + x));
        const bool inner_x = x > 0 && x < m_across;
        const bool inner_y = y > 0 && y < m_down;
        return {west + m_step_x * (x + (inner_x ? 0.4 * (uniform(m_seed, 7, index) - 0.5) : 0)),
                north -
                    m_step_y * (y + (inner_y ? 0.4 * (uniform(m_seed, 7, index + 1) - 0.5) : 0))};
    }
    [[nodiscard]] Line horizontal(int x, int y) const {
        return border(corner(x, y), corner(x + 1, y), 0.1 * m_step_y, y == 0 || y == m_down, m_seed,
                      1'000'000U + static_cast<std::uint64_t>(y * m_across + x));
    }
    [[nodiscard]] Line vertical(int x, int y) const {
        return border(corner(x, y), corner(x, y + 1), 0.1 * m_step_x, x == 0 || x == m_across,
                      m_seed, 2'000'000U + static_cast<std::uint64_t>(y * (m_across + 1) + x));
    }
    static void append(Line& ring, const Line& line, bool backwards) {
        if (backwards) {
            ring.insert(ring.end(), line.rbegin(), line.rend() - 1);
        } else {
            ring.insert(ring.end(), line.begin(), line.end() - 1);
        }
    }

    int m_across;
    int m_down;
    std::uint64_t m_seed;
    double m_step_x;
    double m_step_y;
};

const char* name_of(Digits digits) {
    switch (digits) {
    case Digits::hundredths:
        return "h32";
    case Digits::tenths:
        return "u16";
    default:
        return "f32";
    }
}

} // namespace

std::vector<std::string> make_stack(const StackSpec& spec) {
    GDALAllRegister();
    std::filesystem::create_directories(spec.directory);
    std::vector<std::string> paths;
    std::vector<float> steady;
    for (int month = 0; month < spec.months; ++month) {
        paths.push_back((spec.directory / fmt::format("made_{}_{}-{:02}.tif", name_of(spec.digits),
                                                      2012 + month / 12, month % 12 + 1))
                            .string());
        if (std::filesystem::exists(paths.back())) {
            continue;
        }
        if (steady.empty()) {
            steady = steady_light(spec.seed);
        }
        write_month(paths.back(), month_light(steady, spec.seed, static_cast<std::uint64_t>(month)),
                    spec.digits);
    }
    return paths;
}

std::string make_zones(const std::filesystem::path& directory, int across, int down,
                       std::uint64_t seed) {
    std::filesystem::create_directories(directory);
    const std::filesystem::path path =
        directory / fmt::format("made_zones_{}.geojson", across * down);
    if (std::filesystem::exists(path)) {
        return path.string();
    }
    const Mesh mesh(across, down, seed);
    std::ofstream out(path);
    out << R"({"type":"FeatureCollection","features":[)" << '\n';
    for (int y = 0; y < down; ++y) {
        for (int x = 0; x < across; ++x) {
            out << (x + y == 0 ? "" : ",\n")
                << fmt::format(R"({{"type":"Feature","properties":{{"id":"z{:05}"}},)",
                               y * across + x)
                << R"("geometry":{"type":"Polygon","coordinates":[[)" << mesh.ring(x, y) << "]]}}";
        }
    }
    out << "\n]}\n";
    return path.string();
}

} // namespace halflight::bench
