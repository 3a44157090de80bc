// SPDX-License-Identifier: Apache-2.0
#include "condition.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

namespace halflight::edition::test {

namespace {

/// JUL [9500, 10500], AUG [19500, 20500], Q3 [119500, 120500] USD, VIS exactly 1957 visits, OCT
/// missing, 2023 disputed, VAGUE at least 5000 USD.
class Conditions : public ::testing::Test {
  protected:
    Conditions()
        : m_publication(publish(loaded(small_world_with(
                                    "VAGUE,exports,RUS,PRK,,2019,>=5,thousand USD,measured,agency,"
                                    "2024-01-01,2\n")),
                                {})),
          m_book(m_publication,
                 std::vector<std::string>{"JUL", "AUG", "Q3", "VIS", "OCT", "LOW", "VAGUE",
                                          "exports:RUS:PRK@2024-09", "exports:RUS:PRK@2023"}) {}

    Judgement judged(const std::string& text) {
        const auto condition = parse_condition(text);
        if (!condition) {
            ADD_FAILURE() << text << ": " << condition.fault().message;
            return {};
        }
        const auto out = judge(*condition, {m_publication, m_book});
        if (!out) {
            ADD_FAILURE() << text << ": " << out.fault().message;
            return {};
        }
        return *out;
    }

    /// "yes", "no", "unknown", with "!" where the sentence stands.
    std::string of(const std::string& text) {
        const Judgement out = judged(text);
        const std::string words = out.truth == Truth::yes  ? "yes"
                                  : out.truth == Truth::no ? "no"
                                                           : "unknown";
        return out.holds ? words + "!" : words;
    }

    std::string fault(const std::string& text) {
        const auto condition = parse_condition(text);
        if (!condition) {
            return condition.fault().message + " / " + condition.fault().hint;
        }
        const auto out = judge(*condition, {m_publication, m_book});
        return out ? "none" : out.fault().message + " / " + out.fault().hint;
    }

    Publication m_publication;
    NumberBook m_book;
};

TEST_F(Conditions, CompareIntervalsWithNumbersInThreeValues) {
    EXPECT_EQ(of("JUL more than 9 thousand USD"), "yes!");
    EXPECT_EQ(of("JUL more than 10 thousand USD"), "unknown");
    EXPECT_EQ(of("JUL more than 10,500 USD"), "no");
    EXPECT_EQ(of("JUL less than 11 thousand USD"), "yes!");
    EXPECT_EQ(of("JUL less than 10 thousand USD"), "unknown");
    EXPECT_EQ(of("JUL less than 9,500 USD"), "no");
    EXPECT_EQ(of("JUL at least 9,500 USD"), "yes!");
    EXPECT_EQ(of("JUL at least 9.6 thousand USD"), "unknown");
    EXPECT_EQ(of("JUL at least 10.6 thousand USD"), "no");
    EXPECT_EQ(of("JUL at most 10.5 thousand USD"), "yes!");
    EXPECT_EQ(of("JUL at most 0.01 million USD"), "unknown");
    EXPECT_EQ(of("JUL at most 9 thousand USD"), "no");
}

TEST_F(Conditions, AtAnEndTheWordsDiffer) {
    EXPECT_EQ(of("VIS at least 1,957 visits"), "yes!");
    EXPECT_EQ(of("VIS more than 1,957 visits"), "no");
    EXPECT_EQ(of("VIS at most 1957 visits"), "yes!");
    EXPECT_EQ(of("VIS less than 1957 visits"), "no");
}

TEST_F(Conditions, AboutAndEqualsFollowThePrint) {
    EXPECT_EQ(of("JUL about 10 thousand USD"), "yes!");
    EXPECT_EQ(of("JUL about 10.1 thousand USD"), "unknown");
    EXPECT_EQ(of("JUL about 12 thousand USD"), "no");
    EXPECT_EQ(of("JUL equals 10 thousand USD"), "yes!");
    EXPECT_EQ(of("JUL equals 10.0 thousand USD"), "unknown");
    EXPECT_EQ(of("VIS equals 1,957 visits"), "yes!");
    EXPECT_EQ(of("VIS equals =1957 visits"), "yes!");
    EXPECT_EQ(of("VIS equals 1958 visits"), "no");
}

TEST_F(Conditions, BetweenTakesTheUnitOfItsSecondNumber) {
    EXPECT_EQ(of("JUL between 9 and 11 thousand USD"), "yes!");
    EXPECT_EQ(of("JUL between 10 and 11 thousand USD"), "unknown");
    EXPECT_EQ(of("JUL between 11 and 12 thousand USD"), "no");
    EXPECT_EQ(of("JUL between 9 thousand USD and 1 million USD"), "yes!");
}

TEST_F(Conditions, ARangeThatEndsBeforeItBeginsDoesNotRead) {
    EXPECT_EQ(fault("JUL between 1.5 and 0.5 thousand USD"),
              "the range '1.5 and 0.5 thousand USD' ends before it begins / write the smaller "
              "number first");
    EXPECT_EQ(fault("JUL between 1 million USD and 9 thousand USD").substr(0, 9), "the range");
    EXPECT_EQ(parse_condition("JUL between 1.5 and 0.5 USD").fault().offset, 12U);
    // Both ends are one number, in two units.
    EXPECT_EQ(of("JUL between 10 thousand USD and 10,000 USD"), "unknown");
    // Of published numbers only their values say which is the smaller.
    EXPECT_EQ(of("Q3 between AUG and JUL"), "no");
}

TEST_F(Conditions, ComparePublishedNumbers) {
    EXPECT_EQ(of("AUG more than JUL"), "yes!");
    EXPECT_EQ(of("AUG rose from JUL"), "yes!");
    EXPECT_EQ(of("AUG fell from JUL"), "no");
    EXPECT_EQ(of("JUL fell from AUG"), "yes!");
    EXPECT_EQ(of("AUG more than 1.5 times JUL"), "yes!");
    EXPECT_EQ(of("AUG at least 2 times JUL"), "unknown");
    EXPECT_EQ(of("AUG more than 3 times JUL"), "no");
    EXPECT_EQ(of("JUL less than 10 percent of Q3"), "yes!");
    EXPECT_EQ(of("Q3 largest of JUL, AUG, Q3"), "yes!");
    EXPECT_EQ(of("JUL smallest of JUL, AUG, Q3"), "yes!");
    EXPECT_EQ(of("JUL largest of JUL, AUG"), "no");
    EXPECT_EQ(of("JUL overlaps AUG"), "no");
    EXPECT_EQ(of("JUL apart from AUG"), "yes!");
    EXPECT_EQ(of("LOW overlaps JUL"), "yes!");
    EXPECT_EQ(of("LOW more than JUL"), "unknown");
}

TEST_F(Conditions, HalfLinesAreCertainOnOneSideOnly) {
    EXPECT_EQ(of("VAGUE more than 4 thousand USD"), "yes!");
    EXPECT_EQ(of("VAGUE more than 6 thousand USD"), "unknown");
    EXPECT_EQ(of("VAGUE less than 4 thousand USD"), "no");
}

TEST_F(Conditions, PossiblyHoldsUnlessItIsRuledOut) {
    EXPECT_EQ(of("JUL possibly more than 10 thousand USD"), "unknown!");
    EXPECT_EQ(of("possibly JUL more than 10 thousand USD"), "unknown!");
    EXPECT_EQ(of("JUL is possibly more than 11 thousand USD"), "no");
    EXPECT_EQ(of("JUL not more than 10.5 thousand USD"), "yes!");
    EXPECT_EQ(of("JUL not more than 10 thousand USD"), "unknown");
}

TEST_F(Conditions, OfWhatIsMissingNothingIsEstablished) {
    EXPECT_EQ(of("OCT missing"), "yes!");
    EXPECT_EQ(of("JUL missing"), "no");
    EXPECT_EQ(of("JUL not missing"), "yes!");
    EXPECT_EQ(of("OCT more than 0 USD"), "unknown");
    EXPECT_EQ(of("OCT possibly more than 0 USD"), "unknown");
    EXPECT_EQ(of("OCT not more than 0 USD"), "unknown");
    EXPECT_EQ(of("JUL more than OCT"), "unknown");
    EXPECT_TRUE(judged("JUL more than OCT").gone);
}

TEST_F(Conditions, ConflictsAndDisputes) {
    EXPECT_EQ(of("exports:RUS:PRK@2023 disputed"), "yes!");
    EXPECT_EQ(of("JUL not disputed"), "yes!");
    EXPECT_EQ(of("conflict LOW, HIGH"), "yes!");
    EXPECT_EQ(of("conflict OLD-A, OLD-B"), "yes!");
    EXPECT_EQ(of("conflict LOW, JUL"), "unknown");
    EXPECT_EQ(of("not conflict LOW, JUL"), "yes!");
    EXPECT_EQ(of("holds LOW, HIGH"), "no");
}

TEST_F(Conditions, AreJoinedByAnd) {
    EXPECT_EQ(of("AUG more than JUL and JUL more than 9 thousand USD"), "yes!");
    EXPECT_EQ(of("JUL between 9 and 11 thousand USD and AUG more than JUL"), "yes!");
    EXPECT_EQ(of("AUG more than JUL and JUL more than 10 thousand USD"), "unknown");
    const Judgement out = judged("AUG more than JUL and JUL more than 11 thousand USD");
    EXPECT_EQ(out.truth, Truth::no);
    EXPECT_EQ(out.now, "JUL is 9,500 to 10,500 USD");
    EXPECT_EQ(out.needed, "every value of JUL would have to be more than 11 thousand USD");
}

TEST_F(Conditions, SayWhatIsWrongWithThem) {
    EXPECT_EQ(fault("JUL mor than 3 USD"), "unknown condition 'mor' / did you mean 'more than'?");
    EXPECT_EQ(fault("JUL"), "the condition says nothing about its number / for example: REF more "
                            "than 70 percent");
    EXPECT_EQ(fault("JUL more than 3 percnt").substr(0, 7), "unknown");
    EXPECT_EQ(fault("JUL more than 3"),
              "'3' has no unit; JUL is in USD / compare numbers of one kind, each with its unit");
    EXPECT_EQ(fault("JUL more than 3 t"), "JUL is in USD, which does not compare with t / compare "
                                          "numbers of one kind, each with its unit");
    EXPECT_EQ(fault("VIS more than 3 persons").substr(0, 16), "VIS is in visits");
    EXPECT_EQ(fault("JUL more than VIS").substr(0, 29), "JUL is in USD, VIS in visits ");
    EXPECT_EQ(fault("conflict LOWW"), "'LOWW' is no relation and no claim / did you mean 'LOW'?");
    EXPECT_EQ(fault("").substr(0, 23), "the condition ends wher");
    EXPECT_EQ(fault("JUL between 3").substr(0, 26), "'between' wants two number");
    EXPECT_EQ(fault("JUL before yesterday").substr(0, 20), "'yesterday' is no da");
    EXPECT_EQ(fault("JUL missing too").substr(0, 18), "'too' is more than");
    EXPECT_EQ(fault("3 more than JUL").substr(0, 22), "'3' is no name of a pu");
}

TEST(ConditionText, ReadsDatesAndKeepsNames) {
    const auto dates = parse_condition("treaty:PRK@2024 before 2020-03-26");
    ASSERT_TRUE(dates) << dates.fault().message;
    EXPECT_EQ(dates->clauses[0].operands[0].unit, "date");
    const auto refs = parse_condition("A largest of B, C and D more than 2 times E");
    ASSERT_TRUE(refs) << refs.fault().message;
    EXPECT_EQ(references(*refs), (std::vector<std::string>{"A", "B", "C", "D", "E"}));
}

} // namespace

} // namespace halflight::edition::test
