// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/screen.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace halflight::watch {
namespace {

ListedEntry listed(std::string id, EntryKind kind, std::vector<ListedName> names) {
    ListedEntry entry;
    entry.id = std::move(id);
    entry.kind = kind;
    entry.names = std::move(names);
    return entry;
}

BirthSpan born(std::string_view text) {
    return *parse_birth(text);
}

Identifier passport(std::string number) {
    return {IdentifierScheme::passport, number, "", number};
}

/// People and firms that do not exist.
Watchlist made_list() {
    Watchlist list{.name = "made", .generated = "", .entries = {}};
    auto tok = listed("i1", EntryKind::individual,
                      {{"TOK MUN BIN", NameQuality::primary, 1},
                       {"Tok Mu'n-bin", NameQuality::good, 2},
                       {"Clerk", NameQuality::low, 3}});
    tok.births = {born("1961-03-04")};
    tok.nationalities = {"Democratic People's Republic of Korea"};
    tok.identifiers = {passport("PS123456789")};
    list.entries.push_back(tok);
    list.entries.push_back(
        listed("i2", EntryKind::individual, {{"KIM SONG RYEL", NameQuality::primary, 4}}));
    list.entries.push_back(
        listed("i3", EntryKind::individual, {{"Mohammed Tahir Qasimov", NameQuality::primary, 5}}));
    auto firm = listed("e1", EntryKind::entity,
                       {{"KOREA PYOLNARA TRADING CORPORATION", NameQuality::primary, 6},
                        {"Byol Nara Trading Co.", NameQuality::good, 7}});
    firm.identifiers = {{IdentifierScheme::imo_company, "5342883", "", "5342883"}};
    list.entries.push_back(firm);
    list.entries.push_back(
        listed("e2", EntryKind::entity, {{"EMMA LLC", NameQuality::primary, 8}}));
    list.entries.push_back(listed("e3", EntryKind::entity,
                                  {{"KOREA HAEBAT TRADING CORPORATION", NameQuality::primary, 9}}));
    list.entries.push_back(
        listed("v1", EntryKind::vessel, {{"PAEK DOL 7", NameQuality::primary, 10}}));
    return list;
}

const Screener& screener() {
    static const Screener made(made_list());
    return made;
}

Subject named(std::string name) {
    Subject subject;
    subject.name = std::move(name);
    return subject;
}

constexpr std::size_t nobody = 999;

Match best(const Subject& subject) {
    const Screening made = screener().screen(subject);
    Match none;
    none.entry = nobody;
    return made.matches.empty() ? none : made.matches.front();
}

const ScorePart* part(const Match& match, std::string_view name) {
    const auto at = std::ranges::find(match.parts, name, &ScorePart::name);
    return at == match.parts.end() ? nullptr : &*at;
}

TEST(Screen, ABareNameIsNeverMoreThanPossible) {
    const Match match = best(named("Tok Mun Bin"));
    EXPECT_EQ(match.entry, 0U);
    EXPECT_EQ(match.similarity, 1);
    EXPECT_EQ(match.outcome, MatchOutcome::possible);
    EXPECT_EQ(match.score, 70);
}

TEST(Screen, AnIdentifierOutranksAnyName) {
    Subject subject = named("Kim Song Ryel");
    subject.identifiers = {passport("123456789")};
    const Screening made = screener().screen(subject);
    ASSERT_EQ(made.matches.size(), 2U);
    EXPECT_EQ(made.matches[0].entry, 0U) << "the passport, though the name is another's";
    EXPECT_EQ(made.matches[0].outcome, MatchOutcome::confirmed);
    ASSERT_NE(part(made.matches[0], "name"), nullptr);
    EXPECT_EQ(part(made.matches[0], "name")->points, 0);
    EXPECT_EQ(made.matches[1].entry, 1U);
    EXPECT_EQ(made.matches[1].outcome, MatchOutcome::possible);
}

TEST(Screen, AnIdentifierThatTheBirthDateContradictsIsProbable) {
    Subject subject;
    subject.identifiers = {passport("PS123456789")};
    EXPECT_EQ(best(subject).outcome, MatchOutcome::confirmed) << "no name is needed";
    subject.birth = born("1990-01-01");
    EXPECT_EQ(best(subject).outcome, MatchOutcome::probable);
}

TEST(Screen, FullNameAndFullBirthDateAreProbable) {
    Subject subject = named("독문빈");
    subject.birth = born("1961-03-04");
    const Match match = best(subject);
    EXPECT_EQ(match.outcome, MatchOutcome::probable);
    EXPECT_EQ(part(match, "birth date")->points, 20);
    subject.birth = born("1961");
    EXPECT_EQ(best(subject).outcome, MatchOutcome::possible) << "a year is not a date";
}

TEST(Screen, ContradictionsPushDownAndAreSaid) {
    Subject subject = named("Tok Mun Bin");
    subject.birth = born("1990-01-01");
    const Match old = best(subject);
    EXPECT_EQ(old.entry, 0U);
    EXPECT_EQ(old.outcome, MatchOutcome::none) << "still listed, with the reason";
    EXPECT_EQ(part(old, "birth date")->points, -25);
    EXPECT_NE(part(old, "birth date")->text.find("contradicts"), std::string::npos);
    subject.birth.reset();
    subject.kind = EntryKind::entity;
    EXPECT_EQ(best(subject).outcome, MatchOutcome::none);
    subject.kind.reset();
    subject.nationality = "Libya";
    EXPECT_EQ(part(best(subject), "nationality")->points, -5);
    subject.nationality = "PRK";
    EXPECT_EQ(part(best(subject), "nationality")->points, 5);
    Subject firm = named("Korea Pyolnara Trading Corporation");
    firm.identifiers = {{IdentifierScheme::imo_company, "5571322", "", "5571322"}};
    EXPECT_EQ(best(firm).outcome, MatchOutcome::none);
    EXPECT_EQ(part(best(firm), "identifier")->points, -40);
}

TEST(Screen, CommonWordsAloneFindNothing) {
    for (const char* name : {"CORP", "Korea Trading Corporation", "emma daniels", "LLC", "Korea",
                             "Trading Company Limited", "Tahir", "", "...", "7"}) {
        EXPECT_TRUE(screener().screen(named(name)).matches.empty()) << name;
    }
}

TEST(Screen, FirmsInOtherSpellings) {
    EXPECT_EQ(best(named("Pyŏl Nara Trading")).entry, 3U);
    EXPECT_EQ(best(named("Korea Byeolnara Trading Co., Ltd.")).entry, 3U);
    EXPECT_EQ(best(named("Korea Haebat Trading Corporation")).entry, 5U);
    EXPECT_EQ(best(named("M. T. Qasimov, Mohammad Tahir")).entry, 2U);
    EXPECT_EQ(best(named("Paek Dol 7")).entry, 6U);
    EXPECT_EQ(best(named("Paek Dol 8")).entry, nobody) << "a number is not nearly another";
}

TEST(Screen, OneWordOrAWeakAliasCounts) {
    const Match match = best(named("clerk"));
    EXPECT_EQ(match.entry, 0U);
    EXPECT_EQ(part(match, "one word")->points, -10);
    EXPECT_EQ(part(match, "alias quality")->points, -3);
}

TEST(Screen, StandingDecisionsAreUsedAndFallOpenWhenTheEntryChanges) {
    const Watchlist list = made_list();
    const std::vector<Subject> subjects{named("Tok Mun Bin"), named("Kim Song Ryel")};
    const auto decided = [&](DecisionKind kind, std::size_t subject, std::size_t entry) {
        return Decision{.on = Date{20000},
                        .by = "A. Analyst",
                        .kind = kind,
                        .record = subject_key(subjects[subject]),
                        .record_hash = subject_hash(subjects[subject]),
                        .entry = list.entries[entry].id,
                        .entry_hash = entry_hash(list.entries[entry]),
                        .why = "another patronymic"};
    };
    DecisionLog log;
    log.add(decided(DecisionKind::different, 0, 0));
    log.add(decided(DecisionKind::same, 1, 1));
    auto made = screener().screen(subjects, log, 1);
    EXPECT_EQ(made[0].outcome(), MatchOutcome::none);
    EXPECT_TRUE(made[0].matches[0].ruling->stands);
    EXPECT_EQ(made[1].outcome(), MatchOutcome::confirmed) << "by a person, who is named";

    Watchlist edited = list;
    edited.entries[0].comment = "new";
    made = Screener(edited).screen(subjects, log, 1);
    EXPECT_EQ(made[0].outcome(), MatchOutcome::possible);
    EXPECT_FALSE(made[0].matches[0].ruling->stands);
    EXPECT_NE(made[0].matches[0].ruling->reopened.find("entry has changed"), std::string::npos);

    auto more = subjects;
    more[0].nationality = "KP";
    made = screener().screen(more, log, 1);
    EXPECT_NE(made[0].matches[0].ruling->reopened.find("record has changed"), std::string::npos);

    log.add(decided(DecisionKind::open, 0, 0));
    made = screener().screen(subjects, log, 1);
    EXPECT_EQ(made[0].outcome(), MatchOutcome::possible);
    EXPECT_FALSE(made[0].matches[0].ruling.has_value()) << "taken back";
    EXPECT_EQ(log.all().size(), 3U) << "nothing is forgotten";
}

TEST(Screen, DecisionsAreLookedAtWhateverTheNamesAre) {
    const Watchlist list = made_list();
    const std::vector<Subject> subjects{named("John Smith")};
    Decision decision{.on = Date{20000},
                      .by = "A. Analyst",
                      .kind = DecisionKind::same,
                      .record = "John Smith",
                      .record_hash = subject_hash(subjects[0]),
                      .entry = "i1",
                      .entry_hash = entry_hash(list.entries[0]),
                      .why = "seen"};
    DecisionLog log;
    log.add(decision);
    decision.entry = "i9";
    log.add(decision);
    decision.record = "Mary Smith";
    log.add(decision);
    const auto made = screener().screen(subjects, log, 1);
    ASSERT_EQ(made[0].matches.size(), 1U);
    EXPECT_EQ(made[0].outcome(), MatchOutcome::confirmed);
    ASSERT_NE(part(made[0].matches[0], "decision"), nullptr);
    ASSERT_EQ(made[0].lapsed.size(), 1U);
    EXPECT_EQ(made[0].lapsed[0].entry, "i9");
    EXPECT_FALSE(made[0].lapsed[0].ruling.stands);
    EXPECT_EQ(decisions_elsewhere(log, subjects), 1U);
    EXPECT_TRUE(screener().screen(subjects[0]).matches.empty()) << "without a decision";
}

TEST(Screen, ADecisionIsNotCutOffBehindTwentyMatches) {
    Watchlist list;
    for (int i = 0; i < 30; ++i) {
        list.entries.push_back(listed("n" + std::to_string(i), EntryKind::individual,
                                      {{"PHYO MUN BIN", NameQuality::primary, 1}}));
    }
    const std::vector<Subject> subjects{named("Phyo Mun Bin")};
    DecisionLog log;
    log.add({.on = Date{20000},
             .by = "A",
             .kind = DecisionKind::same,
             .record = "Phyo Mun Bin",
             .record_hash = subject_hash(subjects[0]),
             .entry = "n29",
             .entry_hash = entry_hash(list.entries[29]),
             .why = "seen"});
    const auto made = Screener(list).screen(subjects, log, 1);
    EXPECT_EQ(made[0].matches.size(), 21U);
    EXPECT_EQ(made[0].matches[0].entry, 29U);
    EXPECT_EQ(made[0].outcome(), MatchOutcome::confirmed);
}

TEST(Screen, AStretchOfAnotherScriptIsANameOfItsOwn) {
    for (const char* name : {"독문빈(獨文彬)", "독 문빈", "독·문빈", "독,문빈",
                             "Tok Mun Bin 독문빈", "Джон Смит Tok Mun Bin", "독문빈 동지",
                             "독문빈동지", "Mr Tok Mun Bin", "товарищ Ток Мун Бин", "Tok 독문빈"}) {
        EXPECT_EQ(best(named(name)).entry, 0U) << name;
    }
    // What cannot tell a name by itself stays part of the whole.
    EXPECT_TRUE(screener().screen(named("Банк Clerk")).matches.empty());
    EXPECT_TRUE(screener().screen(named("動 Clerk 靜")).matches.empty());
}

std::string written(const std::vector<Screening>& screenings) {
    std::string text;
    for (const auto& screening : screenings) {
        for (const auto& match : screening.matches) {
            text += std::to_string(match.entry) + ' ' + std::to_string(match.score) + ' ' +
                    match.route + ' ';
            for (const auto& addend : match.parts) {
                text += addend.text;
            }
        }
        text += '\n';
    }
    return text;
}

TEST(Screen, AnswersDoNotDependOnThreads) {
    std::vector<Subject> subjects;
    for (int i = 0; i < 3000; ++i) {
        const char* names[] = {"Tok Mun-bin", "독문빈",      "Byeolnara Trading",
                               "Кim",         "Ток Мун Бин", "Qasimov Mohamed"};
        subjects.push_back(named(names[i % 6] + std::string(i % 7 == 0 ? " x" : "")));
    }
    const std::string one = written(screener().screen(subjects, {}, 1));
    EXPECT_EQ(one, written(screener().screen(subjects, {}, 2)));
    EXPECT_EQ(one, written(screener().screen(subjects, {}, 5)));
}

/// Order of words, case and punctuation do not matter to names that are not Korean.
RC_GTEST_PROP(Screen, OrderCaseAndPunctuationDoNotMatter, ()) {
    std::vector<std::string> words{"Mohammed", "Tahir", "Qasimov"};
    for (std::size_t i = words.size(); i > 1; --i) {
        std::swap(words[i - 1], words[*rc::gen::inRange<std::size_t>(0, i)]);
    }
    std::string text;
    for (auto& word : words) {
        for (char& c : word) {
            const bool upper = *rc::gen::arbitrary<bool>();
            c = upper ? static_cast<char>(std::toupper(c)) : static_cast<char>(std::tolower(c));
        }
        text += word + *rc::gen::element<std::string>(" ", ", ", " - ", ". ", "/", "  ");
    }
    const Match match = best(named(text));
    RC_ASSERT(match.entry == 2U);
    RC_ASSERT(match.similarity == 1.0);
}

/// The parts add up to the score, whatever is asked.
RC_GTEST_PROP(Screen, PartsAddUp, ()) {
    Subject subject = named(*rc::gen::element<std::string>(
        "Tok Mun Bin", "Clerk", "Dok Moon-bin", "Korea Pyolnara Trading", "Mohamed T. Qasimov"));
    if (*rc::gen::arbitrary<bool>()) {
        subject.birth = born(*rc::gen::element<std::string>("1961", "1961-03-04", "1962", "1999"));
    }
    if (*rc::gen::arbitrary<bool>()) {
        subject.identifiers = {passport(*rc::gen::element<std::string>("123456789", "987654321"))};
    }
    subject.nationality = *rc::gen::element<std::string>("", "KP", "LY", "nowhere");
    const auto screening = screener().screen(subject);
    for (const auto& match : screening.matches) {
        double sum = 0;
        for (const auto& addend : match.parts) {
            sum += addend.points;
            RC_ASSERT(!addend.text.empty());
        }
        RC_ASSERT(std::abs(sum - match.score) < 1e-9);
        const auto* identifier = part(match, "identifier");
        RC_ASSERT(match.outcome != MatchOutcome::confirmed ||
                  (identifier != nullptr && identifier->points > 0));
    }
}

/// Any bytes are an answer.
RC_GTEST_PROP(Screen, AnyBytesAreAName, (const std::string& bytes)) {
    const auto made = screener().screen(named(bytes));
    RC_ASSERT(made.outcome() <= MatchOutcome::possible);
}

} // namespace
} // namespace halflight::watch
