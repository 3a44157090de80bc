// SPDX-License-Identifier: Apache-2.0
// What is told of cells: implausible, saturated, no number.
#include "panel_fixture.hpp"

#include "cell_survey.hpp"
#include "findings.hpp"

#include <limits>
#include <random>

namespace halflight::lights {
namespace {

constexpr float nan_cell = std::numeric_limits<float>::quiet_NaN();
constexpr float inf_cell = std::numeric_limits<float>::infinity();

/// A raster of one pane in memory.
template <class T>
struct Memory {
    int width = 0, height = 0;
    std::vector<T> cells;
    [[nodiscard]] raster::CellView view(raster::CellType type) const {
        return {type, reinterpret_cast<const std::byte*>(cells.data()), width};
    }
    [[nodiscard]] SurveyPlace place() const { return {{0, 0, width, height}, width, height, {}}; }
};

/// The brightest cells the slow way; `value` is NaN for a cell without one.
template <class T, class Value>
BrightCells by_hand(const Memory<T>& memory, Value&& value) {
    BrightCells all;
    for (int row = 0; row < memory.height; ++row) {
        for (int column = 0; column < memory.width; ++column) {
            BrightCell& best = all.fields[static_cast<std::size_t>(row * 4 / memory.height * 4 +
                                                                   column * 4 / memory.width)];
            const float cell =
                value(memory.cells[static_cast<std::size_t>(row * memory.width + column)]);
            if (!std::isnan(cell) && (!best.known() || cell > best.value)) {
                best = {cell, column, row};
            }
        }
    }
    return all;
}

/// Parts with a cell that is no number or the fill.
std::uint64_t parts_without(const Memory<float>& memory, float fill) {
    const raster::PaneParts parts(memory.width, memory.height);
    std::uint64_t found = 0;
    for (int i = 0; i < memory.width * memory.height; ++i) {
        const float cell = memory.cells[static_cast<std::size_t>(i)];
        if (!std::isfinite(cell) || cell == fill) {
            found |= parts.bits(i / memory.width, i % memory.width, i % memory.width);
        }
    }
    return found;
}

TEST(Survey, FloatsAreThoseOfEveryCellByHand) {
    std::mt19937 random(7);
    for (const int width : {1, 3, 4, 37, 600, 1500}) {
        for (const double negative : {0.0, 0.3, 1.0}) {
            Memory<float> memory{width, 13, {}};
            std::uint64_t nans = 0;
            std::uint64_t infinities = 0;
            for (int i = 0; i < width * 13; ++i) {
                const auto draw = static_cast<double>(random() % 10'000) / 100;
                const bool below = static_cast<double>(random() % 1000) < 1000 * negative;
                const auto kind = random() % 200;
                memory.cells.push_back(kind == 0   ? nan_cell
                                       : kind == 1 ? (draw > 50 ? inf_cell : -inf_cell)
                                       : kind == 2 ? -999.9F
                                                   : static_cast<float>(below ? -draw : draw));
                nans += kind == 0 ? 1U : 0U;
                infinities += kind == 1 ? 1U : 0U;
            }
            raster::Decoding how;
            how.fill = -999.9;
            CellSurvey found;
            survey_stored(memory.view(raster::CellType::float32), how, memory.place(), found);
            EXPECT_EQ(found.brightest,
                      by_hand(memory,
                              [](float cell) {
                                  return std::isfinite(cell) && cell != -999.9F ? cell : nan_cell;
                              }))
                << width << " cells, " << negative << " below 0";
            EXPECT_EQ(found.nan, nans);
            EXPECT_EQ(found.infinite, infinities);
            EXPECT_EQ(found.doubtful, parts_without(memory, -999.9F))
                << width << " cells, " << negative << " below 0";
        }
    }
}

TEST(Survey, DoubtsWhatRangesAndTheLargestFillsMayRefuse) {
    const Memory<float> memory{2, 1, {1, -std::numeric_limits<float>::max()}};
    const auto doubtful = [&](const raster::Decoding& how) {
        CellSurvey found;
        survey_stored(memory.view(raster::CellType::float32), how, memory.place(), found);
        return found.doubtful;
    };
    // As files print the lowest float, which is no float in double precision.
    EXPECT_EQ(doubtful({.fill = -3.4028235e38}), 2U);
    EXPECT_EQ(doubtful({.valid_min = 0}), 3U);
    EXPECT_EQ(doubtful({.valid_max = 9}), 3U);
    EXPECT_EQ(doubtful({.fill = 1}), 3U);
}

TEST(Survey, WholeNumbersAreThoseOfEveryCellByHand) {
    std::mt19937 random(8);
    Memory<std::uint16_t> memory{301, 29, {}};
    for (int i = 0; i < 301 * 29; ++i) {
        memory.cells.push_back(
            static_cast<std::uint16_t>(random() % 9 == 0 ? 65535 : random() % 5000));
    }
    raster::Decoding how;
    how.fill = 65535;
    how.valid_max = 4900;
    how.scale = 0.1;
    CellSurvey found;
    survey_stored(memory.view(raster::CellType::uint16), how, memory.place(), found);
    EXPECT_EQ(found.brightest, by_hand(memory, [](std::uint16_t cell) {
                  return cell <= 4900 ? static_cast<float>(cell * 0.1) : nan_cell;
              }));
}

TEST(Survey, SaturatedCellsAreCountedAmongThoseWithAValue) {
    Memory<std::uint8_t> memory{64, 64, {}};
    for (int i = 0; i < 64 * 64; ++i) {
        memory.cells.push_back(static_cast<std::uint8_t>(i % 64 < 2 ? 255 : i % 64));
    }
    raster::Decoding how;
    how.fill = 255;
    how.valid_min = 0;
    how.valid_max = 63;
    SurveyPlace place = memory.place();
    place.saturation = 63;
    CellSurvey found;
    survey_stored(memory.view(raster::CellType::uint8), how, place, found);
    EXPECT_EQ(found.valued, 62U * 64U);
    EXPECT_EQ(found.saturated, 64U);
}

TEST(Survey, TheOrderOfPanesDoesNotMatter) {
    CellSurvey a;
    CellSurvey b;
    a.brightest.fields[3] = {7, 30, 2};
    b.brightest.fields[3] = {7, 20, 2};
    CellSurvey ab = a;
    ab.add(b);
    b.add(a);
    EXPECT_EQ(ab.brightest, b.brightest);
    EXPECT_EQ(ab.brightest.fields[3].column, 20) << "the western one of equal ones";
}

/// Twelve months of one raster, the brightest cell of field 5 as given.
std::vector<PanelInput> months(const std::vector<float>& values) {
    std::vector<PanelInput> inputs;
    for (std::size_t i = 0; i < values.size(); ++i) {
        PanelInput& input = inputs.emplace_back();
        input.grid = raster::make_grid(120, 40, 0.25, 0.25, 40, 40).value();
        input.periods = {period_at(Date{to_date({2020, 1, 15}).days + 30 * static_cast<int>(i)},
                                   Frequency::month)};
        input.brightest.resize(1);
        input.brightest[0].fields[5] = {values[i], 12, 11};
        input.brightest[0].fields[6] = {40, 25, 11};
    }
    return inputs;
}

TEST(ImplausibleCells, AreFarAboveWhatTheirFieldShows) {
    const Implausible found =
        find_implausible(months({20, 21, 19, 22, 20, 18, 500, 21, 20, 19, 90, 20}));
    EXPECT_EQ(found.cells, 2U);
    EXPECT_EQ(found.looked_at, 24U);
    EXPECT_EQ(found.largest, (BrightCell{500, 12, 11}));
    EXPECT_EQ(to_string(found.period), "2020-07");
    EXPECT_DOUBLE_EQ(found.lon_deg, 123.125);
    EXPECT_DOUBLE_EQ(found.lat_deg, 37.125);
    EXPECT_EQ(found.usual, 20);
}

TEST(ImplausibleCells, NotWhatTheRastersBrightestCellsReachOrWhatGrows) {
    EXPECT_EQ(find_implausible(months({20, 21, 19, 22, 20, 18, 79, 21, 20, 19, 70, 20})).cells, 0U)
        << "below twice what the raster usually shows";
    EXPECT_EQ(find_implausible(months({20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130})).cells,
              0U)
        << "it grows";
    EXPECT_EQ(find_implausible(months({20, 20, 20, 20, 500})).cells, 0U) << "too few to tell";
}

/// How often the criterion speaks where nothing is wrong: stated in docs/lights.md.
TEST(ImplausibleCells, AreRareInNoise) {
    std::mt19937 random(42);
    std::lognormal_distribution<double> noise(0, 0.3);
    std::size_t cells = 0;
    std::size_t looked_at = 0;
    for (int stack = 0; stack < 200; ++stack) {
        std::vector<PanelInput> inputs = months(std::vector<float>(120, 1));
        for (PanelInput& input : inputs) {
            for (std::size_t field = 0; field < input.brightest[0].fields.size(); ++field) {
                input.brightest[0].fields[field] = {
                    static_cast<float>((5.0 + static_cast<double>(field)) * noise(random)), 1, 1};
            }
        }
        const Implausible found = find_implausible(inputs);
        cells += found.cells;
        looked_at += found.looked_at;
    }
    EXPECT_EQ(looked_at, 200U * 120U * 16U);
    EXPECT_LT(cells * 10'000, looked_at) << cells << " of " << looked_at;
}

class Findings : public PanelFolder {
  protected:
    void SetUp() override { write_zones({{"big", 120.1, 31.3, 127.77, 39.2}}); }

    [[nodiscard]] std::vector<std::string> year(double wild) const {
        std::vector<std::string> files;
        for (int month = 1; month <= 9; ++month) {
            const std::string name = "2020-0" + std::to_string(month);
            made::Picture picture;
            picture.cell_deg = cell;
            picture.bands = {[=](int column, int row) {
                const bool there = month == 4 && column == 9 && row == 23;
                return there ? wild : made::pattern(column, row) * (1 + 0.01 * month);
            }};
            made::write_picture(folder() / name_of(name), picture);
            files.push_back(name_of(name));
        }
        return files;
    }
};

TEST_F(Findings, OneWildCellIsToldAndChangesNothing) {
    const auto files = year(4331.5);
    PanelReport report;
    const auto rows = rows_of(spec(files), &report);
    EXPECT_EQ(report.implausible.cells, 1U);
    EXPECT_TRUE(any_holds(report.remarks,
                          "1 cell is implausibly bright against the other periods, the largest of "
                          "4,331.5 at 34.1250 N, 122.3750 E in 2020-04, where "))
        << report.remarks.back();
    EXPECT_GT(rows[3].row.values[1], rows[2].row.values[1] + 4000) << "it counts as it stands";
    PanelSpec left_out = spec(files);
    left_out.signal.outlier_mads = 8;
    (void)rows_of(left_out, &report);
    EXPECT_EQ(report.implausible.cells, 0U) << "what is left out is not told twice";
    (void)rows_of(spec(year(40)), &report);
    EXPECT_EQ(report.implausible.cells, 0U);
    EXPECT_FALSE(any_holds(report.remarks, "implausibly"));
}

TEST_F(Findings, JudgedCellsGiveTheSame) {
    const auto files = year(4331.5);
    PanelSpec judged = spec(files);
    judged.statistics = raster::parse_statistics("sum,valid_share,masked_share").value();
    write_zones({{"sea", 126, 32, 127, 33}}, "mask");
    judged.signal.mask = path("mask.geojson");
    PanelReport as_judged;
    PanelReport as_stored;
    (void)rows_of(judged, &as_judged);
    (void)rows_of(spec(files), &as_stored);
    EXPECT_EQ(as_judged.implausible, as_stored.implausible);
}

TEST_F(Findings, APanelCarriedOnTellsTheSame) {
    const auto files = year(4331.5);
    const std::vector<std::string> some(files.begin(), files.begin() + 6);
    (void)write_panel(spec(some), path("p.csv"));
    const PanelReport carried = write_panel(spec(files), path("p.csv"));
    EXPECT_EQ(carried.periods_kept, 6U);
    EXPECT_EQ(carried.implausible.cells, 1U);
    PanelSpec two = spec(files);
    two.jobs = 3;
    (void)write_panel(two, path("new.csv"));
    EXPECT_EQ(io::read_file(path("p.csv.json")), io::read_file(path("new.csv.json")));
}

TEST_F(Findings, InfinitiesAndNoNumbersAreCountedApart) {
    made::Picture picture;
    picture.cell_deg = cell;
    picture.bands = {[](int column, int row) {
        return row < 2 ? std::numeric_limits<double>::infinity()
                       : (column == 0 ? std::nan("") : 1.0);
    }};
    made::write_picture(folder() / name_of("2020-01"), picture);
    for (const char* statistics : {"sum", "sum,masked_share"}) {
        PanelSpec both = spec({name_of("2020-01")});
        both.statistics = raster::parse_statistics(statistics).value();
        PanelReport report;
        (void)rows_of(both, &report);
        EXPECT_EQ(report.inputs.at(0).infinite_cells, 80U) << statistics;
        EXPECT_EQ(report.inputs.at(0).nan_cells, 38U) << statistics;
        EXPECT_TRUE(any_holds(report.remarks, "80 cells are infinite: they are missing"));
        EXPECT_TRUE(any_holds(report.remarks, "38 cells are no number (NaN): they are missing"));
    }
}

TEST_F(Findings, SaturatedCellsOfDmspAreToldWithTheirShare) {
    made::Picture picture;
    picture.cell_deg = cell;
    picture.stored = made::Stored::uint8;
    picture.bands = {[](int column, int) { return column < 4 ? 63.0 : column < 8 ? 255.0 : 7.0; }};
    const std::string name = "F182013.v4c_web.stable_lights.avg_vis.tif";
    made::write_picture(folder() / name, picture);
    PanelSpec dmsp = spec({name});
    dmsp.product = {};
    for (const char* statistics : {"sum", "sum,masked_share"}) {
        dmsp.statistics = raster::parse_statistics(statistics).value();
        (void)write_panel(dmsp, path("p.csv"));
        const std::string metadata = io::read_file(path("p.csv.json"));
        EXPECT_TRUE(holds(metadata, "\"saturated_cells\": 160")) << statistics;
        EXPECT_TRUE(holds(metadata, "\"saturated_share\": 0.1111111111111111")) << statistics;
        EXPECT_TRUE(holds(metadata, "160 of 1,440 cells with a value stand at 63, where the sensor "
                                    "saturates (11.1 %)"))
            << statistics;
    }
}

TEST_F(Findings, TheWildMonthOfMumbai) {
    const auto cube = shared_lights() / "mumbai_eog_monthly/mumbai_radiance.nc";
    if (!std::filesystem::exists(cube)) {
        GTEST_SKIP() << "no real rasters at " << shared_lights() << ": set HALFLIGHT_SHARED";
    }
    write_zones({{"all", 72.79, 18.86, 72.97, 19.26}});
    PanelSpec real = spec({});
    real.rasters = {cube.string()};
    real.product = {};
    PanelReport report;
    (void)rows_of(real, &report);
    EXPECT_NEAR(static_cast<double>(report.implausible.largest.value), 4331.54, 0.01);
    EXPECT_EQ(to_string(report.implausible.period), "2015-02");
    EXPECT_LE(report.implausible.cells * 100, report.implausible.looked_at) << "rare";
}

} // namespace
} // namespace halflight::lights
