// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/romanise.hpp"

#include "name_reader.hpp"
#include "screen_name.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace halflight::watch {
namespace {

std::string three_ways(std::string_view hangul) {
    return romanise_hangul(hangul, Romanisation::revised) + " " +
           romanise_hangul(hangul, Romanisation::mccune_reischauer) + " " +
           romanise_hangul(hangul, Romanisation::dprk);
}

/// Any sound that two spellings share.
bool sound_alike(std::string_view one, std::string_view other) {
    for (const auto& a : korean_sounds(one)) {
        for (const auto& b : korean_sounds(other)) {
            if (a.sound == b.sound) {
                return true;
            }
        }
    }
    return false;
}

TEST(Romanise, WritesHangulByTheRulesOfEachSystem) {
    EXPECT_EQ(three_ways("평양"), "pyeongyang p'yŏngyang phyongyang");
    EXPECT_EQ(three_ways("김"), "gim kim kim");
    EXPECT_EQ(three_ways("철수"), "cheolsu ch'ŏlsu cholsu");
    EXPECT_EQ(three_ways("정은"), "jeongeun chŏngŭn jongun");
    EXPECT_EQ(three_ways("부산"), "busan pusan pusan");
    EXPECT_EQ(three_ways("황"), "hwang hwang hwang");
    EXPECT_EQ(three_ways("a 리 b"), "a ri b a ri b a ri b") << "all else is kept";
}

/// Tables of sound changes of McCune and Reischauer (1939), as the rules print them.
TEST(Romanise, HearsSoundChangesBetweenSyllables) {
    const auto mr = [](std::string_view text) {
        return romanise_hangul(text, Romanisation::mccune_reischauer);
    };
    EXPECT_EQ(mr("독립"), "tongnip");
    EXPECT_EQ(mr("압록"), "amnok");
    EXPECT_EQ(mr("신라"), "silla");
    EXPECT_EQ(mr("국내"), "kungnae");
    EXPECT_EQ(mr("대동"), "taedong") << "voiced between vowels";
    EXPECT_EQ(mr("남포"), "namp'o");
    EXPECT_EQ(mr("백두"), "paektu") << "not voiced after a stop";
    EXPECT_EQ(mr("문인"), "munin") << "a final consonant moves over";
    EXPECT_EQ(romanise_hangul("독립", Romanisation::revised), "dokrip") << "names as they stand";
}

TEST(Romanise, PartsNamesAndTranslatesFirms) {
    EXPECT_EQ(part_korean_name("김정은"), "김 정은");
    EXPECT_EQ(part_korean_name("남궁민수"), "남궁 민수");
    EXPECT_EQ(part_korean_name("황보"), "황 보");
    EXPECT_EQ(part_korean_name("김 정은"), "김 정은");
    EXPECT_EQ(part_korean_name("조선대성은행"), "조선대성은행");
    EXPECT_EQ(translate_korean_firm("조선대성은행"), " korea 대성 bank ");
}

TEST(Romanise, ReadsHanjaInKorean) {
    EXPECT_EQ(korean_reading("金正恩"), "김정은");
    EXPECT_EQ(korean_reading("金鐵三"), "김철삼");
    EXPECT_EQ(korean_reading("金铁三"), "김철삼") << "simplified";
    EXPECT_EQ(korean_reading("李春金"), "리춘금");
    EXPECT_EQ(korean_reading("龘"), "") << "not in the table";
}

TEST(Romanise, ReadsKoreanNamesInRussian) {
    EXPECT_EQ(romanise_kontsevich("Ким Чен Ын", true), "kim cheon eun");
    EXPECT_EQ(romanise_kontsevich("Чхве Рён Хэ", true), "chwe ryon hae");
    EXPECT_EQ(romanise_kontsevich("Пак Се Бон", false), "pak se bon");
    EXPECT_EQ(romanise_kontsevich("Жуков", true), "") << "no Korean name has that letter";
    EXPECT_EQ(romanise_passport("Щербаков Юрий"), "shcherbakov iurii");
}

TEST(Romanise, SpellingsOfOneSoundMeet) {
    for (const auto& [one, other] :
         std::initializer_list<std::pair<const char*, const char*>>{{"gang", "kang"},
                                                                    {"jeong", "chong"},
                                                                    {"cheol", "chol"},
                                                                    {"gwangil", "kwangil"},
                                                                    {"hyeok", "hyok"},
                                                                    {"woo", "u"},
                                                                    {"eun", "un"},
                                                                    {"hee", "hui"},
                                                                    {"rhee", "ri"},
                                                                    {"phyong", "byeong"}}) {
        EXPECT_TRUE(sound_alike(one, other)) << one << ' ' << other;
    }
    EXPECT_FALSE(sound_alike("kim", "gam"));
    EXPECT_FALSE(sound_alike("song", "son")) << "only blurred";
    EXPECT_EQ(blurred("soN"), blurred("son"));
    EXPECT_EQ(blurred("cur"), blurred("cor"));
    EXPECT_TRUE(korean_sounds("smith").empty());
    EXPECT_TRUE(korean_sounds("").empty());
}

TEST(Romanise, SurnamesOfOneFamilyMeet) {
    for (const char* word : {"lee", "yi", "rhee", "ri", "i", "li"}) {
        EXPECT_EQ(korean_surname(word), "ri") << word;
    }
    for (const char* word : {"park", "pak", "bak"}) {
        EXPECT_EQ(korean_surname(word), "pak") << word;
    }
    for (const char* word : {"choe", "choi", "chwe", "tsoi"}) {
        EXPECT_EQ(korean_surname(word), "cwE") << word;
    }
    EXPECT_EQ(korean_surname("gim"), korean_surname("kim"));
    EXPECT_EQ(korean_surname("smith"), "");
}

TEST(Romanise, ALongWordOfOneSoundIsQuick) {
    // 2^15 partings, all of one sound.
    std::string word;
    for (int i = 0; i < 16; ++i) {
        word += "ka";
    }
    EXPECT_LE(korean_sounds(word).size(), 8U);
    EXPECT_TRUE(korean_sounds(word + "k").empty()) << "longer than any name";
}

/// Hangul of random syllables written by any system sounds as by any other.
RC_GTEST_PROP(Romanise, AllSystemsMeet, ()) {
    constexpr std::uint32_t first = 0xAC00;
    const auto simple_coda = *rc::gen::element<std::uint32_t>(0, 1, 4, 8, 16, 17, 21);
    const auto onset = *rc::gen::inRange<std::uint32_t>(0, 19);
    const auto vowel = *rc::gen::inRange<std::uint32_t>(0, 21);
    const std::uint32_t point = first + (onset * 21 + vowel) * 28 + simple_coda;
    std::string syllable;
    syllable += static_cast<char>(0xE0 | (point >> 12U));
    syllable += static_cast<char>(0x80 | ((point >> 6U) & 0x3FU));
    syllable += static_cast<char>(0x80 | (point & 0x3FU));
    NameReader reader;
    std::set<std::string> blurs;
    for (const auto& reading : reader.read(syllable + "한")) {
        if (reading.route != "as written" && !reading.words.empty()) {
            for (const auto& sound : korean_sounds(reading.words.front())) {
                blurs.insert(blurred(sound.sound));
            }
        }
    }
    RC_ASSERT(!blurs.empty());
    RC_ASSERT(blurs.size() <= 2U);
}

} // namespace
} // namespace halflight::watch
