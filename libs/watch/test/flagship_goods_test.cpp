// SPDX-License-Identifier: Apache-2.0
// The goods of the flagship's rules against what was drafted of them, and against what China says
// that it bought. Both stand beside the tree; where they do not, the tests say so and pass over.
#include "halflight/dossier/dossier.hpp"
#include "halflight/io/csv.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <tuple>

namespace halflight::watch {
namespace {

namespace fs = std::filesystem;

using Record = std::map<std::string, std::string>;

/// Rows of a file of evidence by column; none where it is not at hand.
std::vector<Record> evidence(const std::string& name) {
    const char* named = std::getenv("HALFLIGHT_SHARED");
    const fs::path shared = named == nullptr ? fs::path(HALFLIGHT_SOURCE_DIR) / "../shared" : named;
    std::ifstream file(shared / "evidence" / name, std::ios::binary);
    std::stringstream bytes;
    bytes << file.rdbuf();
    const std::string text = bytes.str();
    std::vector<Record> rows;
    std::vector<std::string> header;
    io::CsvReader reader(text);
    while (reader.next()) {
        Record row;
        for (std::size_t i = 0; i < reader.fields().size(); ++i) {
            if (rows.empty() && header.size() <= i) {
                header.emplace_back(reader.fields()[i].text);
            } else {
                row[header.at(i)] = reader.fields()[i].text;
            }
        }
        if (!row.empty()) {
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

const RuleBook& flagship() {
    static const dossier::Dossier dossier = dossier::load(
        dossier::read_files(std::string(HALFLIGHT_SOURCE_DIR) + "/dossiers/dprk-russia"));
    return dossier.rules;
}

/// The codes of a list, "2701-2704;72", as rules write them.
void add_codes(const std::string& list, std::set<std::string>& codes) {
    std::stringstream parts(list);
    for (std::string part; std::getline(parts, part, ';');) {
        const auto range = parse_hs(part);
        ASSERT_TRUE(range) << part;
        codes.insert(to_string(*range));
    }
}

TEST(FlagshipGoods, EveryParagraphTouchesTheCodesOfItsDraft) {
    const auto draft = evidence("unscr_sectoral_measures_draft.csv");
    if (draft.empty()) {
        GTEST_SKIP() << "no draft of the measures: set HALFLIGHT_SHARED";
    }
    using Paragraph = std::tuple<std::string, std::string, std::string>;
    std::map<Paragraph, std::set<std::string>> drafted;
    std::map<Paragraph, std::set<std::string>> ruled;
    for (const Record& row : draft) {
        const std::string& way = row.at("direction");
        if (!row.at("hs_codes").empty()) {
            add_codes(row.at("hs_codes"),
                      drafted[{row.at("resolution"), row.at("paragraph"),
                               way == "export_from_dprk" ? "from_area" : "to_area"}]);
        }
    }
    for (const Rule& rule : flagship().rules) {
        const std::string number = rule.instrument.substr(rule.instrument.find(' ') + 1, 4);
        const Paragraph at{number, rule.paragraph, std::string(to_string(rule.direction))};
        if (drafted.contains(at)) {
            for (const HsRange& range : rule.hs) {
                ruled[at].insert(to_string(range));
            }
        }
    }
    EXPECT_GE(drafted.size(), 15U);
    EXPECT_EQ(ruled, drafted);
}

/// Whether a ban on what leaves the country stands on that day for the whole of a code.
bool banned(const std::string& code, Date day) {
    return std::ranges::any_of(flagship().rules, [&](const Rule& rule) {
        const bool ban = rule.kind == RuleKind::ban || rule.kind == RuleKind::ban_unless_approved;
        return ban && rule.direction == Direction::from_area && rule.force.contains(day) &&
               superseded_by(flagship(), rule, day) == nullptr &&
               std::ranges::any_of(rule.hs, [&](const HsRange& range) {
                   return !range.part && covers(range, code);
               });
    });
}

// Not made from the draft: China's own figures of what it bought, by code and year. They name no
// paragraph. What they allow to say: of goods that the rules ban as of 2018 hardly anything was
// bought since, of the others trade went on.
TEST(FlagshipGoods, WhatChinaStoppedBuyingIsWhatTheRulesBan) {
    const auto bought = evidence("china_imports_from_dprk_by_hs.csv");
    if (bought.empty()) {
        GTEST_SKIP() << "no imports by HS code: set HALFLIGHT_SHARED";
    }
    std::map<std::string, double> before;
    std::map<std::string, double> since;
    for (const Record& row : bought) {
        const bool late = row.at("period") >= "2018";
        (late ? since : before)[row.at("cmdCode")] += std::stod(row.at("primaryValue_usd"));
    }
    before.erase("TOTAL");
    EXPECT_GE(before.size(), 7U);
    for (const auto& [code, value] : before) {
        ASSERT_TRUE(parse_hs(code)) << code;
        const bool stopped = since[code] < 0.001 * value;
        EXPECT_EQ(banned(code, to_date({2018, 1, 1})), stopped)
            << code << ": " << value << " USD in 2016 and 2017, " << since[code] << " since";
        EXPECT_FALSE(banned(code, to_date({2016, 1, 1}))) << code;
    }
}

} // namespace
} // namespace halflight::watch
