// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/export.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

#include <set>

namespace halflight::edition::test {

namespace {

Observation reported(const char* period, double value) {
    Observation row;
    row.period = parse_period(period).value();
    row.bounds = Interval::closed(value - 0.5, value + 0.5);
    row.value = value;
    row.status = reason::CellStatus::reported;
    row.missing = Missing::none;
    row.claims = {"A", "B"};
    row.origins = 1;
    row.known_since = parse_date("2024-02-29").value();
    row.obs_status = obs_status(row, ledger::Kind::measured);
    return row;
}

Observation absent(const char* period) {
    Observation row;
    row.period = parse_period(period).value();
    row.bounds = Interval::at_least(0);
    row.obs_status = obs_status(row, std::nullopt);
    return row;
}

SeriesTable table_of(std::vector<Observation> rows) {
    SeriesTable table;
    table.key = "trade.exports:RUS:PRK:purpose=work";
    table.indicator = "trade.exports";
    table.name = "Exports";
    table.area = "RUS";
    table.counterpart = "PRK";
    table.dimensions = {{"purpose", "work"}, {"hs-code", ""}};
    table.unit = "thousand USD";
    table.rows = std::move(rows);
    return table;
}

TEST(Export, CsvHasARowForEveryCellAndNeverZeroForMissing) {
    EXPECT_EQ(
        to_csv(table_of({reported("2024-07", 48), absent("2024-08")})),
        "indicator,area,counterpart,purpose,hs-code,unit,frequency,time_period,start,end,low,low_"
        "open,value,"
        "high,high_open,status,missing,obs_status,disputed,synthetic,claims,origins,claim_ids,"
        "known_since\n"
        "trade.exports,RUS,PRK,work,,thousand "
        "USD,M,2024-07,2024-07-01,2024-07-31,47.5,false,48,48.5,false,"
        "reported,,A,false,false,2,1,A B,2024-02-29\n"
        "trade.exports,RUS,PRK,work,,thousand USD,M,2024-08,2024-08-01,2024-08-31,0,false,,,true,"
        "missing,not_collected,L,false,false,0,0,,\n");
}

TEST(Export, SdmxCsvFollowsTheFieldGuide) {
    EXPECT_EQ(
        to_sdmx_csv(table_of({reported("2024-Q3", 0.1), absent("2018-01/2018-04"),
                              absent("2018-01-02/2018-01-12"), absent("2018/..")})),
        "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,INDICATOR,REF_AREA,COUNTERPART_AREA,PURPOSE,HS-CODE,"
        "UNIT_MEASURE,"
        "TIME_PERIOD,OBS_VALUE,OBS_STATUS,LOWER_BOUND,LOWER_BOUND_OPEN,UPPER_BOUND,UPPER_BOUND_"
        "OPEN,"
        "CELL_STATUS,MISSING_REASON,DISPUTED,SYNTHETIC,CLAIM_COUNT,ORIGIN_COUNT,CLAIMS,KNOWN_"
        "SINCE\n"
        "dataflow,HALFLIGHT:DF_TRADE_EXPORTS(1.0),I,Q,trade.exports,RUS,PRK,work,_Z,thousand "
        "USD,2024-Q3,0.1,A,"
        "-0.4,false,0.6,false,reported,,false,false,2,1,A B,2024-02-29\n"
        "dataflow,HALFLIGHT:DF_TRADE_EXPORTS(1.0),I,_O,trade.exports,RUS,PRK,work,_Z,thousand USD,"
        "2018-01-01/P4M,,L,0,false,,true,missing,not_collected,false,false,0,0,,\n"
        "dataflow,HALFLIGHT:DF_TRADE_EXPORTS(1.0),I,_O,trade.exports,RUS,PRK,work,_Z,thousand USD,"
        "2018-01-02/P11D,,L,0,false,,true,missing,not_collected,false,false,0,0,,\n");
}

TEST(Export, JsonSaysNullForWhatIsUnknown) {
    const std::string text = to_json(table_of({absent("2024-08")}));
    EXPECT_NE(text.find("\"value\": null"), std::string::npos);
    EXPECT_NE(text.find("\"high\": null"), std::string::npos);
    EXPECT_NE(text.find("\"missing\": \"not_collected\""), std::string::npos);
}

TEST(Export, ObservationStatusOfAValue) {
    Observation row = reported("2024", 1);
    EXPECT_EQ(obs_status(row, ledger::Kind::measured), 'A');
    EXPECT_EQ(obs_status(row, ledger::Kind::estimate), 'E');
    EXPECT_EQ(obs_status(row, ledger::Kind::forecast), 'F');
    EXPECT_EQ(obs_status(row, ledger::Kind::target), 'F');
    EXPECT_EQ(obs_status(row, ledger::Kind::cap), 'D');
    row.disputed = true;
    EXPECT_EQ(obs_status(row, ledger::Kind::measured), 'U');
    row = reported("2024", 1);
    row.status = reason::CellStatus::derived;
    EXPECT_EQ(obs_status(row, std::nullopt), 'I');
}

TEST(Export, ObservationStatusWithoutAValue) {
    Observation row = absent("2024");
    EXPECT_EQ(obs_status(row, std::nullopt), 'L');
    row.missing = Missing::suppressed;
    EXPECT_EQ(obs_status(row, std::nullopt), 'Q');
    row.missing = Missing::not_applicable;
    EXPECT_EQ(obs_status(row, std::nullopt), 'M');
    row.missing = Missing::not_published;
    EXPECT_EQ(obs_status(row, std::nullopt), 'O');
    row.missing = Missing::not_collected;
    row.status = reason::CellStatus::bounded;
    EXPECT_EQ(obs_status(row, std::nullopt), 'O');
}

TEST(Export, FileStemsAreOneToOne) {
    EXPECT_EQ(file_stem("trade.turnover:RUS:PRK:purpose=study;table=fsb:unit=bbl"),
              "trade.turnover~RUS~PRK~purpose=study+table=fsb~unit=bbl");
    const std::set<std::string> stems{file_stem("a:b"),  file_stem("a~b"), file_stem("a;b"),
                                      file_stem("a+b"),  file_stem("a/b"), file_stem("a b"),
                                      file_stem("a%20b")};
    EXPECT_EQ(stems.size(), 7U);
    EXPECT_EQ(file_stem("../a"), "..%2Fa");
}

TEST(Export, TablesOfOneIndicatorHaveTheSameColumns) {
    const std::string row =
        "VIS-ALL,visits,PRK,RUS,,2024,\"6,469\",visits,measured,agency,2025-01-01,1\n";
    const Analysed analysed = analyse(loaded(small_world_with(row)), {});
    const auto& ledger = analysed.dossier.ledger;
    for (ledger::SeriesIndex series = 0; series < ledger.series().size(); ++series) {
        const SeriesTable table = table_head(ledger, series);
        EXPECT_EQ(table.dimensions.size(), table.indicator == "visits" ? 1U : 0U) << table.key;
    }
}

} // namespace

} // namespace halflight::edition::test
