// SPDX-License-Identifier: Apache-2.0
#include "halflight/io/csv.hpp"

#include "halflight/base/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace halflight::io {
namespace {

using Row = std::vector<std::string>;
using Rows = std::vector<Row>;
using namespace std::string_view_literals;

Row row_of(const CsvReader& reader) {
    Row row;
    for (const CsvField& field : reader.fields()) {
        row.emplace_back(field.text);
    }
    return row;
}

Rows rows_of(CsvReader& reader) {
    Rows rows;
    while (reader.next()) {
        rows.push_back(row_of(reader));
    }
    return rows;
}

Rows sound_rows(std::string_view text) {
    CsvReader reader(text);
    Rows rows = rows_of(reader);
    EXPECT_TRUE(reader.faults().empty()) << reader.faults().front().message;
    return rows;
}

TEST(CsvReader, ReadsRecords) {
    EXPECT_EQ(sound_rows(""), Rows{});
    EXPECT_EQ(sound_rows("a,b\n1,2\n"), (Rows{{"a", "b"}, {"1", "2"}}));
    EXPECT_EQ(sound_rows("a,b\n1,2"), (Rows{{"a", "b"}, {"1", "2"}}));
    EXPECT_EQ(sound_rows("a,b\r\n1,2\r\n"), (Rows{{"a", "b"}, {"1", "2"}}));
    EXPECT_EQ(sound_rows(",\n,,\n"), (Rows{{"", ""}, {"", "", ""}}));
    EXPECT_EQ(sound_rows("a,"), (Rows{{"a", ""}}));
    EXPECT_EQ(sound_rows(" a , b \n"), (Rows{{" a ", " b "}}));
}

TEST(CsvReader, ReadsQuotedFields) {
    EXPECT_EQ(sound_rows("\"a,b\",c\n"), (Rows{{"a,b", "c"}}));
    EXPECT_EQ(sound_rows("\"say \"\"no\"\"\",\"\"\"\"\n"), (Rows{{"say \"no\"", "\""}}));
    EXPECT_EQ(sound_rows("\"\",\"\"\r\n\"\""), (Rows{{"", ""}, {""}}));
    EXPECT_EQ(sound_rows("x,\"a\nb\r\n\nc\",y\r\nz\n"), (Rows{{"x", "a\nb\r\n\nc", "y"}, {"z"}}));
    EXPECT_EQ(sound_rows("\"old\rMac\"\n"), (Rows{{"old\rMac"}}));
    EXPECT_EQ(sound_rows("a,\""
                         "b\""),
              (Rows{{"a", "b"}}));
}

TEST(CsvReader, SkipsMarkAndEmptyLines) {
    EXPECT_EQ(sound_rows("\xEF\xBB\xBFid,b\n"), (Rows{{"id", "b"}}));
    EXPECT_EQ(sound_rows("\xEF\xBB\xBF"), Rows{});
    EXPECT_EQ(sound_rows("\n\r\na\n\n\r\n\nb\n\n"), (Rows{{"a"}, {"b"}}));
    EXPECT_EQ(sound_rows(" \n"), (Rows{{" "}}));
}

TEST(CsvReader, KnowsLines) {
    CsvReader reader("\na\n\"b\n\",c\r\n\nd");
    std::vector<std::uint32_t> lines;
    while (reader.next()) {
        lines.push_back(reader.line());
    }
    EXPECT_EQ(lines, (std::vector<std::uint32_t>{2, 3, 6}));
}

TEST(CsvReader, KnowsPlacesOfFields) {
    struct Place {
        std::uint32_t line;
        std::uint32_t column;
        bool operator==(const Place&) const = default;
    };
    const auto places = [](std::string_view text) {
        CsvReader reader(text);
        EXPECT_TRUE(reader.next());
        std::vector<Place> out;
        for (const CsvField& field : reader.fields()) {
            out.push_back({field.line, field.column});
        }
        return out;
    };
    using Places = std::vector<Place>;
    EXPECT_EQ(places("ab,,c\n"), (Places{{1, 1}, {1, 4}, {1, 5}}));
    EXPECT_EQ(places("\xEF\xBB\xBF\"a\",b\n"), (Places{{1, 1}, {1, 5}}));
    EXPECT_EQ(places("é東😀,é,\"é\",x"), (Places{{1, 1}, {1, 5}, {1, 7}, {1, 11}}));
    EXPECT_EQ(places("é,\"1\n東 2\",b,\"\nx\",y"),
              (Places{{1, 1}, {1, 3}, {2, 6}, {2, 8}, {3, 4}}));
}

struct FaultCase {
    std::string_view name;
    std::string_view text;
    std::uint32_t line;
    std::uint32_t column;
    std::string_view message;
    Rows rows; ///< that are read all the same
};

class CsvFaults : public testing::TestWithParam<FaultCase> {};

TEST_P(CsvFaults, AreReportedAndPassedOver) {
    CsvReader reader(GetParam().text, 20);
    EXPECT_EQ(rows_of(reader), GetParam().rows);
    ASSERT_EQ(reader.faults().size(), 1U);
    const CsvFault& fault = reader.faults().front();
    EXPECT_EQ(fault.message, GetParam().message);
    EXPECT_EQ(fault.line, GetParam().line);
    EXPECT_EQ(fault.column, GetParam().column);
    EXPECT_FALSE(fault.hint.empty());
    EXPECT_FALSE(reader.next());
}

const FaultCase fault_cases[] = {
    {"QuoteInside", "a\nx,b\"c,d\ne\n", 2, 4, "quote in an unquoted field", {{"a"}, {"e"}}},
    {"QuoteInsideAfterWide", "é東,b\"\ne", 1, 5, "quote in an unquoted field", {{"e"}}},
    {"BlankBeforeQuote", "a, \"b\"\nc\n", 1, 4, "quote in an unquoted field", {{"c"}}},
    {"TextAfterQuote", "\"a\"b,c\nd\n", 1, 4, "text after a closing quote", {{"d"}}},
    {"BlankAfterQuote", "\"a\" ,c\nd\n", 1, 4, "text after a closing quote", {{"d"}}},
    {"ReturnAfterQuote", "\"a\"\rb\nd\n", 1, 4, "text after a closing quote", {{"d"}}},
    {"NeverClosed", "a\nb,\"c\nd\ne\n", 2, 3, "quote is never closed", {{"a"}, {"d"}, {"e"}}},
    {"NeverClosedLast", "a\nb,\"", 2, 3, "quote is never closed", {{"a"}}},
    {"OddQuotes", "\"\"\"\nb\n", 1, 1, "quote is never closed", {{"b"}}},
    {"StrayBeforeQuoted",
     "b,\"c\nd\ne,\"f\"\n",
     1,
     3,
     "quote is never closed",
     {{"d"}, {"e", "f"}}},
    {"NeverClosedAfterLines", "\"a\nb\",\"c\nd\n", 2, 4, "quote is never closed", {{"d"}}},
    {"NeverClosedBeforeLong", "\"a\nbbb\n", 1, 1, "quote is never closed", {{"bbb"}}},
    {"Nul", "a\nb\0c,d\ne\n"sv, 2, 2, "NUL byte", {{"a"}, {"e"}}},
    {"NulInQuotes", "a\n\"b\n\0c\"\ne\n"sv, 3, 1, "NUL byte", {{"a"}, {"e"}}},
    {"InvalidUtf8", "a\né,\xFFz\ne\n", 2, 3, "invalid UTF-8", {{"a"}, {"e"}}},
    {"Surrogate", "x\xED\xA0\x80\ne\n", 1, 2, "invalid UTF-8", {{"e"}}},
    {"CutUtf8", "x\xE6\x9D\ne\n", 1, 2, "invalid UTF-8", {{"e"}}},
    {"InvalidInQuotes", "\"a\n東\xC0\nb\",c\nd\n", 2, 2, "invalid UTF-8", {{"d"}}},
    {"InvalidBeforeQuote", "\xFF,a\"b\nd\n", 1, 1, "invalid UTF-8", {{"d"}}},
    {"InvalidBeforeStray", "\xFF,\"b\nd\n", 1, 1, "invalid UTF-8", {{"d"}}},
    {"LoneReturn", "ab\rcd\ne\n", 1, 3, "carriage return without a line feed", {{"e"}}},
    {"LoneReturnAtEnd", "e\nab\r", 2, 3, "carriage return without a line feed", {{"e"}}},
    {"TwoReturns", "ab\r\r\ne\n", 1, 3, "carriage return without a line feed", {{"e"}}},
    {"OldMac", "a,b\rc,d\re,f\r", 1, 4, "carriage return without a line feed", {}},
    {"LongLine",
     "a\n123456789012345678901\nb\n",
     2,
     1,
     "line is longer than 20 bytes",
     {{"a"}, {"b"}}},
    {"LongLastLine", "a\n123456789012345678901", 2, 1, "line is longer than 20 bytes", {{"a"}}},
};

INSTANTIATE_TEST_SUITE_P(Table, CsvFaults, testing::ValuesIn(fault_cases),
                         [](const auto& c) { return std::string(c.param.name); });

TEST(CsvReader, FaultsStandInOrder) {
    CsvReader reader("a\"\n\"b\n\xFF\n\"c\"d\n");
    EXPECT_EQ(rows_of(reader), Rows{});
    std::vector<std::uint32_t> lines;
    for (const CsvFault& fault : reader.faults()) {
        lines.push_back(fault.line);
    }
    EXPECT_EQ(lines, (std::vector<std::uint32_t>{1, 2, 3, 4}));
}

TEST(CsvReader, LongLineAfterOpenQuoteCostsBothLines) {
    CsvReader reader("\"a\nb\n123456789012345678901\"\nc\n", 20);
    EXPECT_EQ(rows_of(reader), (Rows{{"b"}, {"c"}}));
    ASSERT_EQ(reader.faults().size(), 2U);
    EXPECT_EQ(reader.faults()[0].message, "quote is never closed");
    EXPECT_EQ(reader.faults()[1].message, "line is longer than 20 bytes");
    EXPECT_EQ(reader.faults()[1].line, 3U);
}

TEST(CsvReader, LineOfTheGreatestLengthIsRead) {
    CsvReader reader("12345\r\n12345", 5);
    EXPECT_EQ(rows_of(reader), (Rows{{"12345"}, {"12345"}}));
    EXPECT_TRUE(reader.faults().empty());
}

TEST(CsvReader, HugeLineIsOneFault) {
    std::string text(100'000'000, 'x');
    text += "\nend";
    CsvReader reader(text);
    EXPECT_EQ(rows_of(reader), (Rows{{"end"}}));
    ASSERT_EQ(reader.faults().size(), 1U);
    EXPECT_EQ(reader.faults().front().message, "line is longer than 1048576 bytes");
}

TEST(CsvReader, ListsSoManyFaultsAndNoMore) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) {
        text += "a\"\n";
    }
    text += "end\n";
    CsvReader reader(text);
    EXPECT_EQ(rows_of(reader), (Rows{{"end"}}));
    EXPECT_EQ(reader.faults().size(), 10'001U);
    EXPECT_EQ(reader.faults().back().line, 10'001U);
}

TEST(CsvLine, QuotesWhereNeeded) {
    EXPECT_EQ(csv_line({"a", "", " b "}), "a,, b \n");
    EXPECT_EQ(csv_line({"a,b", "say \"no\"", "x\ny", "x\ry"}),
              "\"a,b\",\"say \"\"no\"\"\",\"x\ny\",\"x\ry\"\n");
    EXPECT_EQ(csv_line({""}), "\"\"\n");
    EXPECT_EQ(csv_line({"\xEF\xBB\xBFx"}), "\"\xEF\xBB\xBFx\"\n");
}

rc::Gen<std::string> any_text() {
    const auto piece =
        rc::gen::element<std::string>("a", "bc", ",", "\"", "\n", "\r", "\r\n", " ", "\t", "é",
                                      "東", "😀", "\xEF\xBB\xBF", "\x7F", "\x01", "=1", "'");
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                        [](const std::vector<std::string>& pieces) {
                            std::string text;
                            for (const std::string& p : pieces) {
                                text += p;
                            }
                            return text;
                        });
}

TEST(CsvLine, ReadsBack) {
    EXPECT_TRUE(rc::check("CsvReader(csv_line(fields)) == fields", [] {
        const auto rows =
            *rc::gen::container<Rows>(rc::gen::nonEmpty(rc::gen::container<Row>(any_text())));
        std::string text;
        for (const Row& row : rows) {
            text += csv_line(std::vector<std::string_view>(row.begin(), row.end()));
        }
        CsvReader reader(text);
        RC_ASSERT(rows_of(reader) == rows);
        RC_ASSERT(reader.faults().empty());
    }));
}

TEST(CsvReader, EndsOnAnyBytes) {
    EXPECT_TRUE(rc::check("places lie in the text, in order", [] {
        const auto piece = rc::gen::element<std::string>("a", ",", "\"", "\"\"", "\n", "\r\n", "\r",
                                                         "é", "\xFF", "\xC3", std::string(1, '\0'));
        std::string text;
        for (const auto& p : *rc::gen::container<std::vector<std::string>>(piece)) {
            text += p;
        }
        CsvReader reader(text, 12);
        std::uint32_t last = 0;
        while (reader.next()) {
            RC_ASSERT(reader.line() > last);
            last = reader.line();
            for (const CsvField& field : reader.fields()) {
                RC_ASSERT(!first_invalid_utf8(field.text));
                RC_ASSERT(field.line >= last && field.column >= 1U);
            }
        }
        std::uint32_t before = 0;
        for (const CsvFault& fault : reader.faults()) {
            RC_ASSERT(fault.line > before && fault.column >= 1U);
            before = fault.line;
        }
    }));
}

} // namespace
} // namespace halflight::io
