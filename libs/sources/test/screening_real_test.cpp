// SPDX-License-Identifier: Apache-2.0
// The list as published, where it is at hand: who is found, who is not.
#include "halflight/sources/un_list.hpp"

#include "listed_variants.hpp"
#include "made_names.hpp"

#include "halflight/io/files.hpp"
#include "halflight/watch/screen.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>

#include <gtest/gtest.h>

namespace halflight::sources {
namespace {

using watch::MatchOutcome;
using watch::Screening;
using watch::Subject;

class RealList : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        const char* named = std::getenv("HALFLIGHT_SHARED");
        const auto shared =
            named != nullptr ? std::filesystem::path(named)
                             : std::filesystem::path(HALFLIGHT_SOURCE_DIR).parent_path() / "shared";
        const auto file = shared / "data" / "sanctions" / "un_consolidated_2026-02-27.xml";
        if (std::filesystem::exists(file)) {
            report = new UnListReport(read_un_consolidated(io::read_file(file)));
            screener = new watch::Screener(report->list);
        }
    }
    static void TearDownTestSuite() {
        delete screener;
        delete report;
        screener = nullptr;
        report = nullptr;
    }
    void SetUp() override {
        if (report == nullptr) {
            GTEST_SKIP() << "no consolidated list: set HALFLIGHT_SHARED";
        }
    }

    static Subject named(std::string_view name) {
        Subject subject;
        subject.name = name;
        return subject;
    }
    static const watch::ListedEntry& entry(const watch::Match& match) {
        return report->list.entries[match.entry];
    }

    static UnListReport* report;
    static watch::Screener* screener;
};
UnListReport* RealList::report = nullptr;
watch::Screener* RealList::screener = nullptr;

TEST_F(RealList, IsReadWhole) {
    EXPECT_EQ(report->list.entries.size(), 1003U);
    EXPECT_EQ(report->diagnostics.errors(), 0U);
    for (const auto& item : report->diagnostics.items()) {
        std::cout << to_text(item);
    }
    std::size_t companies = 0;
    std::size_t ships = 0;
    std::size_t passports = 0;
    for (const auto& entry : report->list.entries) {
        for (const auto& identifier : entry.identifiers) {
            companies += identifier.scheme == watch::IdentifierScheme::imo_company ? 1U : 0U;
            ships += identifier.scheme == watch::IdentifierScheme::imo_ship ? 1U : 0U;
            passports += identifier.scheme == watch::IdentifierScheme::passport ? 1U : 0U;
        }
    }
    std::cout << companies << " IMO company numbers, " << ships << " IMO ship numbers, "
              << passports << " passports\n";
    EXPECT_EQ(companies, 16U);
    EXPECT_EQ(ships, 0U);
}

/// Every name is asked as printed. Its own entry has the highest score, and where another one has
/// the same, that one carries the same words.
TEST_F(RealList, EveryNameFindsItsOwnEntryFirst) {
    std::size_t asked = 0;
    std::size_t shared = 0;
    for (std::size_t i = 0; i < report->list.entries.size(); ++i) {
        for (const auto& name : report->list.entries[i].names) {
            ++asked;
            const Screening found = screener->screen(named(name.text));
            const auto own = std::ranges::find(found.matches, i, &watch::Match::entry);
            ASSERT_NE(own, found.matches.end()) << report->list.entries[i].id << ' ' << name.text;
            EXPECT_EQ(own->similarity, 1) << name.text;
            EXPECT_EQ(own->outcome, MatchOutcome::possible)
                << name.text << ": a bare name, however alike, never confirms";
            for (auto before = found.matches.begin(); before != own; ++before) {
                EXPECT_EQ(before->similarity, 1)
                    << name.text << " found " << entry(*before).id << " (" << before->listed_name
                    << ", " << before->score << ") before " << report->list.entries[i].id << " ("
                    << own->listed_name << ", " << own->score << ")";
                ++shared;
            }
        }
    }
    std::cout << asked << " names and aliases asked, " << shared
              << " times another entry carries the same words\n";
}

TEST_F(RealList, EveryTellingNumberConfirmsItsEntry) {
    std::size_t confirmed = 0;
    std::size_t short_ones = 0;
    for (std::size_t i = 0; i < report->list.entries.size(); ++i) {
        for (const auto& identifier : report->list.entries[i].identifiers) {
            Subject subject;
            subject.identifiers = {identifier};
            const Screening found = screener->screen(subject);
            const auto own = std::ranges::find(found.matches, i, &watch::Match::entry);
            if (own == found.matches.end()) {
                ++short_ones;
                const auto digits = std::ranges::count_if(
                    identifier.number, [](char c) { return c >= '0' && c <= '9'; });
                EXPECT_TRUE(identifier.number.size() < 6 || digits < 4) << identifier.text;
                continue;
            }
            EXPECT_EQ(own->outcome, MatchOutcome::confirmed) << identifier.text;
            ++confirmed;
        }
    }
    std::cout << confirmed << " identifiers confirm their entry, " << short_ones
              << " are too short to\n";
    EXPECT_GT(confirmed, 400U);
}

TEST_F(RealList, OtherSpellingsFindTheirEntryFirst) {
    std::size_t first = 0;
    std::map<std::string_view, std::size_t> by_system;
    for (const auto& variant : test::variants) {
        const Screening found = screener->screen(named(variant.spelling));
        ASSERT_FALSE(found.matches.empty()) << variant.spelling << " for " << variant.entry;
        EXPECT_EQ(entry(found.matches[0]).id, variant.entry)
            << variant.spelling << " found " << found.matches[0].listed_name;
        EXPECT_EQ(found.matches[0].outcome, MatchOutcome::possible) << variant.spelling;
        first += entry(found.matches[0]).id == variant.entry ? 1U : 0U;
        ++by_system[variant.system];
    }
    std::cout << first << " of " << std::size(test::variants) << " spellings found first:";
    for (const auto& [system, count] : by_system) {
        std::cout << ' ' << system << ' ' << count;
    }
    std::cout << '\n';
}

/// One name as forms, messages and papers have it: blanks, dots and commas between characters, two
/// scripts side by side, a courtesy behind.
TEST_F(RealList, NativeNamesInEveryUsualNotation) {
    const std::pair<std::string_view, std::string_view> asked[] = {
        {"金 英哲", "金英哲"},
        {"金　英哲", "金英哲"},
        {"金·英哲", "金英哲"},
        {"金・英哲", "金英哲"},
        {"金, 英哲", "金英哲"},
        {"金 英 哲", "金英哲"},
        {"李 洪燮", "李洪燮"},
        {"김, 영철", "김영철"},
        {"김ㆍ영철", "김영철"},
        {"김영철(金英哲)", "김영철"},
        {"金英哲(김영철)", "김영철"},
        {"金英哲（김영철）", "김영철"},
        {"김영철金英哲", "김영철"},
        {"Ким Ён Чхоль (金英哲)", "Ким Ён Чхоль"},
        {"Ким, Ён Чхоль", "Ким Ён Чхоль"},
        {"Kim Yong Chol 김영철", "Kim Yong Chol"},
        {"Kim Yong Chol 金英哲", "Kim Yong Chol"},
        {"Kim 김영철", "김영철"},
        {"KIM YONG CHOL Ким Ён Чхоль", "Kim Yong Chol"},
        {"김영철 동지", "김영철"},
        {"김영철동지", "김영철"},
        {"金英哲同志", "金英哲"},
        {"金英哲 先生", "金英哲"},
        {"товарищ Ким Ён Чхоль", "Ким Ён Чхоль"},
    };
    for (const auto& [notation, plain] : asked) {
        const Screening found = screener->screen(named(notation));
        const Screening usual = screener->screen(named(plain));
        ASSERT_FALSE(usual.matches.empty()) << plain;
        ASSERT_FALSE(found.matches.empty()) << notation;
        EXPECT_EQ(entry(found.matches[0]).id, entry(usual.matches[0]).id) << notation;
        EXPECT_EQ(found.matches[0].outcome, MatchOutcome::possible) << notation;
        EXPECT_GE(found.matches[0].similarity, usual.matches[0].similarity) << notation;
    }
}

TEST_F(RealList, NamesThatAreNotListedAreNotConfirmed) {
    std::map<std::string, std::size_t> possible;
    std::size_t all = 0;
    const auto names = test::made_names(1000, 20310506);
    for (const auto& name : names) {
        const Screening found = screener->screen(named(name.text));
        EXPECT_LT(found.outcome(), MatchOutcome::probable) << name.text;
        if (found.outcome() == MatchOutcome::possible) {
            EXPECT_LT(found.matches[0].similarity, 1) << name.text << " is listed";
            ++possible[name.group];
            ++all;
            std::cout << "  " << name.text << " -> " << found.matches[0].listed_name << ' '
                      << found.matches[0].similarity << " (" << found.matches[0].route << ")\n";
        }
    }
    std::cout << all << " of " << names.size() << " possible:";
    for (const auto& [group, count] : possible) {
        std::cout << ' ' << group << ' ' << count;
    }
    std::cout << '\n';
    EXPECT_LE(all, names.size() / 100);
}

/// Printed and not bounded: names of the syllables that most Koreans of the North are called by.
TEST_F(RealList, CommonKoreanNamesAreOftenPossible) {
    std::size_t possible = 0;
    const auto names = test::common_korean_names(1000, 20310506);
    for (const auto& name : names) {
        const Screening found = screener->screen(named(name));
        EXPECT_LT(found.outcome(), MatchOutcome::probable) << name;
        possible += found.outcome() == MatchOutcome::possible ? 1U : 0U;
    }
    std::cout << possible << " of " << names.size() << " common Korean names possible\n";
}

TEST_F(RealList, ManyNamesHaveTheSameAnswersWhateverTheThreads) {
    std::vector<Subject> subjects;
    const auto names = test::made_names(10'000, 7);
    for (const auto& name : names) {
        subjects.push_back(named(name.text));
    }
    const auto one = screener->screen(subjects, {}, 1);
    const auto two = screener->screen(subjects, {}, 2);
    ASSERT_EQ(one.size(), subjects.size());
    ASSERT_EQ(two.size(), subjects.size());
    std::size_t possible = 0;
    for (std::size_t i = 0; i < two.size(); ++i) {
        EXPECT_LT(two[i].outcome(), MatchOutcome::probable) << names[i].text;
        EXPECT_EQ(one[i].outcome(), two[i].outcome());
        ASSERT_EQ(one[i].matches.size(), two[i].matches.size());
        for (std::size_t m = 0; m < one[i].matches.size(); ++m) {
            EXPECT_EQ(one[i].matches[m].entry, two[i].matches[m].entry);
            EXPECT_EQ(one[i].matches[m].score, two[i].matches[m].score);
        }
        possible += two[i].outcome() == MatchOutcome::possible ? 1U : 0U;
    }
    EXPECT_LE(possible, names.size() / 100);
}

} // namespace
} // namespace halflight::sources
