// SPDX-License-Identifier: Apache-2.0
// Periods of files whose names tell none.
#include "panel_fixture.hpp"

namespace halflight::lights {
namespace {

class GivenPeriod : public PanelFolder {
  protected:
    void SetUp() override {
        write_zones({{"big", 120.1, 31.3, 127.77, 39.2}});
        for (const char* name : {"ntl_000.tif", "ntl_001.tif", "ntl_002.tif"}) {
            write(name, 1 + static_cast<double>(m_files.size()));
            m_files.emplace_back(name);
        }
    }
    void write(const std::string& name, double factor, double west = 120) const {
        made::Picture picture;
        picture.west = west;
        picture.cell_deg = cell;
        picture.bands = {
            [factor](int column, int row) { return factor * made::pattern(column, row); }};
        made::write_picture(folder() / name, picture);
    }
    [[nodiscard]] PanelSpec listed(const std::string& list) const {
        io::write_file(folder() / "list.csv", list);
        PanelSpec spec = PanelFolder::spec(m_files);
        spec.product.periods.file = path("list.csv");
        return spec;
    }
    [[nodiscard]] PanelSpec from(const std::string& first) const {
        PanelSpec spec = PanelFolder::spec(m_files);
        spec.product.periods.first = parse_period(first).value();
        return spec;
    }
    /// Without the folder, which differs from run to run.
    [[nodiscard]] std::string told(const PanelSpec& spec) const {
        std::string text = refusal(spec);
        const std::string prefix = folder().string() + "/";
        for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
            text.erase(at, prefix.size());
        }
        return text;
    }
    static std::string periods(const std::vector<PanelRow>& rows) {
        std::string all;
        for (const PanelRow& row : rows) {
            all += (all.empty() ? "" : " ") + to_string(row.period);
        }
        return all;
    }

    std::vector<std::string> m_files;
};

TEST_F(GivenPeriod, WithoutTheOptionsIsRefused) {
    EXPECT_TRUE(holds(refusal(spec(m_files)), "the name tells no period"));
}

TEST_F(GivenPeriod, ByListInAnyOrderOfItsLines) {
    const PanelSpec spec =
        listed("file,period\nntl_002.tif,2012-03\nntl_000.tif,2012-02\nntl_001.tif,2012-01\n");
    const auto rows = rows_of(spec);
    EXPECT_EQ(periods(rows), "2012-01 2012-02 2012-03");
    EXPECT_NEAR(rows[0].row.values[1] / rows[1].row.values[1], 2, 1e-9);
    (void)write_panel(spec, path("p.csv"));
    const std::string metadata = io::read_file(path("p.csv.json"));
    EXPECT_TRUE(holds(metadata, "\"period_list\": \"" + path("list.csv") + "\""));
}

TEST_F(GivenPeriod, ByTheOrderOfNames) {
    EXPECT_EQ(periods(rows_of(from("2012-11"))), "2012-11 2012-12 2013-01");
    EXPECT_EQ(periods(rows_of(from("1999"))), "1999 2000 2001");
    (void)write_panel(from("1999"), path("p.csv"));
    EXPECT_TRUE(holds(io::read_file(path("p.csv.json")), "\"first_period\": \"1999\""));
}

TEST_F(GivenPeriod, FaultsOfTheListAreOneLine) {
    const std::string two = "file,period\nntl_000.tif,2012-01\nntl_001.tif,2012-02\n";
    EXPECT_EQ(told(listed(two + "nowhere.tif,2012-03\n")),
              "'list.csv', line 4: 'nowhere.tif' is none of the rasters; mend the name, or take "
              "the line out");
    EXPECT_EQ(told(listed(two)),
              "'list.csv' lists no period for 'ntl_002.tif'; list every raster once");
    EXPECT_EQ(told(listed(two + "ntl_001.tif,2012-03\n")),
              "'list.csv', line 4: 'ntl_001.tif' stands already in line 3; list every raster once");
    EXPECT_EQ(told(listed(two + "ntl_002.tif,2012-01\n")),
              "'list.csv', lines 2 and 4: period 2012-01 is given twice: by 'ntl_000.tif' and by "
              "'ntl_002.tif'; leave one of them out");
    const std::string odd = told(listed(two + "ntl_002.tif,2012-13\n"));
    EXPECT_TRUE(odd.starts_with("'list.csv', line 4: ")) << odd;
    EXPECT_TRUE(holds(odd, "2012-13")) << odd;
    EXPECT_EQ(odd.find('\n'), std::string::npos);
    EXPECT_EQ(told(listed(two + "ntl_002.tif\n")),
              "'list.csv', line 4: it has 1 fields, not file and period");
    EXPECT_EQ(told(listed("path,when\n")),
              "'list.csv', line 1: the columns are not file and period; begin the list with the "
              "line file,period");
    EXPECT_EQ(told(listed(two + "ntl_002.tif,2012/..\n")),
              "'list.csv', line 4: '2012/..' has no end; write a month or a year, as 2012-01");
}

TEST_F(GivenPeriod, APeriodTwiceIsAMosaicWhereFilesDoNotOverlap) {
    write("east.tif", 5, 130);
    m_files.emplace_back("east.tif");
    const std::string list = "file,period\nntl_000.tif,2012-01\nntl_001.tif,2012-02\n"
                             "ntl_002.tif,2012-03\neast.tif,2012-01\n";
    EXPECT_EQ(periods(rows_of(listed(list))), "2012-01 2012-02 2012-03");
}

TEST_F(GivenPeriod, AFileThatTellsAnotherIsRefused) {
    write_month("2012-04", 1);
    m_files.push_back(name_of("2012-04"));
    EXPECT_EQ(told(from("2012-01")),
              "made_120_2012-04.tif: it tells 2012-04 itself, and 2012-01 is given for it; leave "
              "--first-period out, or take the file out of the rasters")
        << "it sorts first";
    EXPECT_EQ(periods(rows_of(from("2012-04"))), "2012-04 2012-05 2012-06 2012-07");
    const std::string list = "file,period\nntl_000.tif,2012-01\nntl_001.tif,2012-02\n"
                             "ntl_002.tif,2012-03\nmade_120_2012-04.tif,2012-05\n";
    EXPECT_EQ(told(listed(list)),
              "made_120_2012-04.tif: it tells 2012-04 itself, and 2012-05 is given for it; mend "
              "line 5 of 'list.csv', or the file's name");
}

TEST_F(GivenPeriod, NumbersWithoutZerosAreNotTakenInTheWrongOrder) {
    write("lights_2.tif", 1);
    write("lights_10.tif", 2);
    m_files = {"lights_2.tif", "lights_10.tif"};
    EXPECT_EQ(told(from("2012-01")),
              "--first-period goes by the order of names, in which 'lights_10.tif' comes before "
              "'lights_2.tif'; fill up the numbers with zeros, or list the periods with "
              "--periods");
}

TEST_F(GivenPeriod, OneWayAndMonthsOrYearsOnly) {
    PanelSpec both = listed("file,period\n");
    both.product.periods.first = parse_period("2012").value();
    EXPECT_EQ(told(both), "--periods and --first-period both tell the periods; give one of them");
    EXPECT_EQ(told(from("2012-01-05")),
              "--first-period 2012-01-05 is neither a month nor a year; write it as 2012-01 or "
              "2012");
}

TEST_F(GivenPeriod, APanelIsCarriedOnAndNoticesAnotherPeriod) {
    const std::string list = "file,period\nntl_000.tif,2012-01\nntl_001.tif,2012-02\n";
    PanelSpec spec = listed(list);
    spec.rasters.pop_back();
    (void)write_panel(spec, path("p.csv"));
    spec = listed(list + "ntl_002.tif,2012-03\n");
    EXPECT_EQ(write_panel(spec, path("p.csv")).periods_kept, 2U);
    (void)write_panel(spec, path("new.csv"));
    EXPECT_EQ(io::read_file(path("p.csv")), io::read_file(path("new.csv")));
    EXPECT_EQ(io::read_file(path("p.csv.json")), io::read_file(path("new.csv.json")));
    spec = listed("file,period\nntl_000.tif,2012-02\nntl_001.tif,2012-01\nntl_002.tif,2012-03\n");
    EXPECT_EQ(write_panel(spec, path("p.csv")).periods_kept, 0U) << "two changed places";
}

} // namespace
} // namespace halflight::lights
