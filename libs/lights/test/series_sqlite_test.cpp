// SPDX-License-Identifier: Apache-2.0
// A series of a panel in SQLite is that of the same panel in CSV.
#include "halflight/lights/compare.hpp"
#include "panel_fixture.hpp"

namespace halflight::lights {
namespace {

class SqliteSeries : public PanelFolder {
  protected:
    void SetUp() override {
        write_zones({{"b", 120.1, 31.3, 127.77, 39.2},
                     {"a", 121, 32, 122, 33},
                     {"outside", 10, 10, 11, 11}});
        write_month("2020-01", 1);
        write_month("2020-04", 3);
        PanelSpec both = spec({name_of("2020-01"), name_of("2020-04")});
        both.zones.name_field = "id";
        both.statistics = raster::parse_statistics("mean,mean_low,valid_share").value();
        (void)write_panel(both, path("p.csv"));
        (void)write_panel(both, path("p.sqlite"));
    }
    [[nodiscard]] std::string told(const std::string& file, const std::string& statistic) const {
        try {
            (void)read_series(path(file), statistic);
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }
};

bool same(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

TEST_F(SqliteSeries, IsThatOfTheCsv) {
    const Series csv = read_series(path("p.csv"), "mean");
    const Series sqlite = read_series(path("p.sqlite"), "mean");
    EXPECT_EQ(sqlite.zones, csv.zones);
    EXPECT_EQ(sqlite.names, csv.names);
    EXPECT_EQ(sqlite.periods, csv.periods);
    ASSERT_EQ(sqlite.periods.size(), 4U);
    EXPECT_EQ(sqlite.unit, csv.unit);
    EXPECT_EQ(sqlite.synthetic, csv.synthetic);
    EXPECT_EQ(sqlite.zones_hash, csv.zones_hash);
    EXPECT_FALSE(sqlite.table_hash.empty());
    ASSERT_EQ(sqlite.cells.size(), csv.cells.size());
    for (std::size_t i = 0; i < csv.cells.size(); ++i) {
        SCOPED_TRACE(i);
        EXPECT_TRUE(same(sqlite.cells[i].value, csv.cells[i].value));
        EXPECT_TRUE(same(sqlite.cells[i].low, csv.cells[i].low));
        EXPECT_TRUE(same(sqlite.cells[i].valid_share, csv.cells[i].valid_share));
        EXPECT_EQ(sqlite.cells[i].missing, csv.cells[i].missing);
    }
}

TEST_F(SqliteSeries, FaultsAreOneLine) {
    EXPECT_EQ(told("p.sqlite", "median"), "'" + path("p.sqlite") +
                                              "' has no statistic 'median'; it has mean, "
                                              "mean_low, valid_share");
    EXPECT_EQ(told("none.sqlite", "mean"), "there is no panel '" + path("none.sqlite") + "'");
    io::write_file(folder() / "text.sqlite", std::string(4096, 'x'));
    EXPECT_EQ(told("text.sqlite", "mean"),
              "'" + path("text.sqlite") +
                  "': it holds no metadata of a panel; make the panel again with `halflight lights "
                  "panel`");
}

} // namespace
} // namespace halflight::lights
