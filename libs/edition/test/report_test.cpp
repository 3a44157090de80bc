// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/report.hpp"

#include "halflight/base/text.hpp"
#include "report_markdown.hpp"
#include "report_number.hpp"
#include "report_source.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace halflight::edition::test {

namespace {

constexpr const char* measures_toml = R"([[measure]]
id = "months"
form = "series"
title = "Exports by month"
series = ["EXP = exports:RUS:PRK"]
names = ["Exports"]
periods = ["2024-07", "2024-08", "2024-09", "2024-10"]
)";

struct World {
    Publication publication;
    NumberBook book;
    std::vector<Figure> figures;
};

World world_of(const std::string& report, const reason::Spec& spec = {}) {
    dossier::Files files = small_world();
    files["measures.toml"] = measures_toml;
    // Every month is a cell, published or not.
    std::string& codes = files["codes.toml"];
    codes.insert(codes.find("unit = \"USD\""), "frequency = \"M\"\n");
    files["report.md"] = report;
    Publication publication = publish(loaded(files), spec);
    NumberBook book(publication, report_references(report));
    Figure figure;
    figure.id = "by-month";
    figure.title = "Exports <by> month";
    figure.caption = "A caption & more";
    figure.alternative = "Rising";
    figure.vega_lite = R"({"mark":"bar"})";
    figure.measures = {"months"};
    for (const char* period : {"2024-07", "2024-08", "2024-09", "2024-10"}) {
        figure.numbers.push_back(std::string("months/EXP@") + period);
    }
    return {std::move(publication), std::move(book), {figure}};
}

BoundReport bound(const std::string& report, bool lenient = false, const reason::Spec& spec = {}) {
    const World world = world_of(report, spec);
    return edition::bind(world.publication, world.book, world.figures, {lenient});
}

/// Text of the first paragraph, without tags.
std::string words(const std::string& report) {
    const std::string html = bound(report).html;
    std::string out;
    bool tag = false;
    for (const char c : html.substr(0, html.find("</p>"))) {
        tag = c == '<' || (tag && c != '>');
        if (!tag && c != '>' && c != '\n') {
            out += c;
        }
    }
    return out.substr(0, out.find('['));
}

/// "line:column code message / hint" of every diagnostic.
std::vector<std::string> faults(const std::string& report) {
    std::vector<std::string> out;
    const BoundReport whole = bound(report);
    for (const Diagnostic& diagnostic : whole.diagnostics.items()) {
        EXPECT_EQ(diagnostic.place.file, "report.md");
        out.push_back(std::to_string(diagnostic.place.line) + ":" +
                      std::to_string(diagnostic.place.column) + " " + diagnostic.code + " " +
                      diagnostic.message + " / " + diagnostic.hint);
    }
    return out;
}

std::string fault(const std::string& report) {
    const auto all = faults(report);
    return all.size() == 1 ? all.front() : std::to_string(all.size()) + " faults";
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Tags nest and every '<' begins one.
void expect_well_formed(const std::string& html) {
    std::vector<std::string> open;
    constexpr std::array<std::string_view, 8> empty = {"br",   "hr",   "img",  "input",
                                                       "area", "meta", "link", "wbr"};
    for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
        const std::size_t end = html.find('>', at);
        ASSERT_NE(end, std::string::npos);
        const std::string tag = html.substr(at + 1, end - at - 1);
        const std::string name = tag.substr(0, tag.find_first_of(" \n/", 1));
        if (tag.starts_with("!--") || std::ranges::find(empty, name) != empty.end()) {
            continue;
        }
        if (tag.front() == '/') {
            ASSERT_FALSE(open.empty()) << tag;
            ASSERT_EQ("/" + open.back(), tag) << html.substr(at > 200 ? at - 200 : 0, 300);
            open.pop_back();
        } else {
            open.push_back(name);
        }
    }
    EXPECT_TRUE(open.empty()) << open.back();
}

TEST(ReportNumbers, ShowNoDigitThatTheIntervalDoesNotBear) {
    EXPECT_EQ(words("{{ JUL }}"), "9,500 to 10,500 USD");
    EXPECT_EQ(words("{{ JUL | as thousand USD }}"), "10 thousand USD");
    EXPECT_EQ(words("{{ VIS }}"), "1,957 visits");
    EXPECT_EQ(words("{{ exports:RUS:PRK@2024-09 }}"), "88,500 to 91,500 USD");
    EXPECT_EQ(words("{{ months/EXP@2024-09 }}"), "88,500 to 91,500 USD");
}

TEST(ReportNumbers, TakeOptions) {
    EXPECT_EQ(words("{{ JUL | point }}"), "10,000 USD");
    EXPECT_EQ(words("{{ JUL | interval, as thousand USD }}"), "9.5 to 10.5 thousand USD");
    EXPECT_EQ(words("{{ JUL | low }} {{ JUL | high | bare }}"), "9,500 USD 10,500");
    EXPECT_EQ(words("{{ JUL | both, as thousand USD }}"), "10 thousand USD (9.5 to 10.5)");
    EXPECT_EQ(words("{{ VIS | bare }}"), "1,957");
    EXPECT_EQ(words("{{ VIS | digits 2 }}"), "2,000 visits");
    EXPECT_EQ(words("{{ exports:RUS:PRK@2024-09 | digits 1 }}"), "80,000 to 100,000 USD");
    EXPECT_EQ(words("{{ JUL | as million USD }}"), "0.010 million USD");
}

TEST(ReportNumbers, TablesTellAnIntervalByItsEnds) {
    const BoundReport out = bound("{{ table months }}");
    for (const std::string& text : {out.html, out.markdown}) {
        EXPECT_TRUE(has(text, "88,500 to 91,500")) << text;
        EXPECT_FALSE(has(text, "90,000"));
    }
}

TEST(ReportNumbers, MissingIsAReasonAndNeverZero) {
    EXPECT_EQ(words("{{ OCT }}"), "not published");
    EXPECT_EQ(words("{{ exports:RUS:PRK@2024-10 | as million USD }}"), "not published");
}

TEST(ReportNumbers, ShowMoneyInMillionsAndPointsOfExactRatios) {
    Number number;
    number.unit = "USD";
    number.value.basis = measures::Basis::reported;
    number.value.bounds = Interval::closed(34064500, 34065500);
    number.value.point = 34065000;
    EXPECT_EQ(show_number(number), "34.065 million USD");
    number.value.bounds = Interval::at_least(2e9);
    number.value.point = std::nullopt;
    EXPECT_EQ(show_number(number), "at least 2 billion USD");
    number.unit = "percent";
    number.value.bounds = Interval::point(71.58084742542);
    number.value.point = 71.58084742542;
    EXPECT_EQ(show_number(number), "71.58 percent");
    number.unit = "persons";
    number.value.bounds = Interval::closed(31500, 32500);
    number.value.point = 32000;
    EXPECT_EQ(show_number(number), "31,500 to 32,500 persons");
    number.value.bounds = Interval::closed(-0.5, 0.5);
    number.value.point = 0;
    EXPECT_EQ(show_number(number), "0 persons");
}

TEST(Report, NumbersAreLinksAndParagraphsLeadToSources) {
    const BoundReport out = bound("First {{ JUL }}, then {{ AUG }}.\n\nAgain {{ JUL }}.\n");
    EXPECT_TRUE(has(out.html, R"(First <a class="number" id="u-1" href="#n-JUL">9,500 to 10,500)"));
    EXPECT_TRUE(
        has(out.html, R"(<a href="#src-agency" role="doc-noteref" aria-label="source 1">1)"));
    EXPECT_TRUE(has(out.html, ">2</a>]</sup></p>")) << out.html;
    EXPECT_EQ(out.numbers.size(), 6U) << "two of the text, four of the figure";
    EXPECT_EQ(out.numbers[0], "JUL");
    EXPECT_EQ(out.uses[2].anchor, "u-3");
    EXPECT_TRUE(has(out.html, R"(<li id="src-agency" value="1">)")) << out.html;
    EXPECT_TRUE(has(out.html, R"(repeats <a href="#src-agency">source 1</a>)"));
    EXPECT_TRUE(has(out.markdown, "9,500 to 10,500 USD[^source-1], then 19,500")) << out.markdown;
    EXPECT_TRUE(has(out.markdown, "[^source-1]: Agency, *Bulletin*, 2024-12-01, reliability B"));
    expect_well_formed(out.html);
}

TEST(Report, SentencesThatHoldStandAndOthersAreErrors) {
    const std::string text = "{{ if AUG more than JUL }}August was *higher*.{{ end }} Rest.";
    EXPECT_TRUE(has(bound(text).html, "<p>August was <em>higher</em>. Rest.</p>"));
    EXPECT_EQ(fault("A.\n\nÄ {{ if AUG less than JUL }}August\nwas {{ AUG }}.{{ end }}"),
              "3:3 P008 the values no longer support the sentence \"August was 19,500 to 20,500 "
              "USD.\": it wants 'AUG less than JUL', but AUG is 19,500 to 20,500 USD, JUL is 9,500 "
              "to 10,500 USD / every value of AUG would have to be less than JUL; mend the "
              "sentence or its condition");
    EXPECT_TRUE(has(fault("{{ if JUL more than 10 thousand USD }}x{{ end }}"), "('possibly')"));
    EXPECT_TRUE(has(bound("{{ if AUG less than JUL }}Less.{{ end }}").html,
                    R"(<span class="withheld">[withheld: Less.]</span>)"));
}

TEST(Report, ConditionsMayStandInsideEachOtherAndAroundParagraphs) {
    const std::string text = "{{ if AUG more than JUL }}\n\nA.\n\n{{ if JUL missing }}B.{{ end }}\n"
                             "{{ end }}\n\nC.";
    const BoundReport out = bound(text, true);
    EXPECT_TRUE(has(out.html, "<p>A.</p>"));
    EXPECT_FALSE(has(out.html, "<p>B."));
    EXPECT_EQ(out.sentences, (std::vector<std::string>{"B."}));
    EXPECT_EQ(out.diagnostics.errors(), 0U);
    expect_well_formed(out.html);
}

TEST(Report, LenientMarksWhatFell) {
    reason::Spec spec;
    spec.without = {"paper"};
    const std::string text = "{{ AUG }} and {{ JUL }}; {{ if AUG more than JUL }}More.{{ end }}";
    const BoundReport out = bound(text, true, spec);
    EXPECT_EQ(out.diagnostics.errors(), 0U);
    EXPECT_TRUE(has(out.html, "[withheld: AUG]"));
    EXPECT_TRUE(has(out.html, "[withheld: More.]"));
    EXPECT_EQ(out.sentences.size(), 2U);
    EXPECT_EQ(bound(text, false, spec).diagnostics.errors(), 2U);
}

TEST(Report, WhatWasNotKnownOnTheDayIsMarkedSo) {
    reason::Spec spec;
    spec.as_of = parse_date("2024-09-15").value();
    const std::string text = "{{ JUL }} and {{ AUG }}; {{ if AUG more than JUL }}More than "
                             "{{ JUL }}, less than {{ AUG }}.{{ end }}";
    const BoundReport out = bound(text, true, spec);
    EXPECT_EQ(out.diagnostics.errors(), 0U);
    EXPECT_TRUE(has(out.html, "[not known on 2024-09-15: AUG]"));
    EXPECT_TRUE(has(out.html, "[not known on 2024-09-15: More than "));
    EXPECT_TRUE(has(out.html, ", less than \u2026.]"));
    EXPECT_FALSE(has(out.html, "withheld:"));
    EXPECT_EQ(out.sentences.size(), 2U);
    EXPECT_EQ(bound(text, false, spec).diagnostics.errors(), 2U);
}

TEST(Report, LenientLeavesOutFiguresThatAreNotThere) {
    const std::string text = "See {{ ref gone }} and {{ ref withheld }}.\n\n{{ figure gone }}\n\n"
                             "{{ table withheld }}\n\n{{ figure by-month }}\n\n{{ withheld }}\n";
    const World world = world_of(text);
    ReportSpec spec;
    EXPECT_EQ(
        edition::bind(world.publication, world.book, world.figures, spec).diagnostics.errors(), 5U);
    spec = {true, true};
    const BoundReport out = edition::bind(world.publication, world.book, world.figures, spec);
    EXPECT_EQ(out.diagnostics.errors(), 0U);
    EXPECT_TRUE(has(out.html, "[withheld: figure gone]"));
    EXPECT_TRUE(has(out.html, "[withheld: a figure]"));
    EXPECT_TRUE(has(out.html, "[withheld: a table]"));
    EXPECT_TRUE(has(out.html, "[withheld: a number]"));
    EXPECT_FALSE(has(out.html, "{{"));
    EXPECT_EQ(out.left_out.size(), 5U);
    EXPECT_EQ(out.figures, (std::vector<std::string>{"by-month"}));
    expect_well_formed(out.html);
}

TEST(Report, ATableOfNothingFallsOnlyWhereThingsAreLeftOut) {
    reason::Spec early;
    early.as_of = parse_date("2024-08-01").value();
    const BoundReport out = bound("{{ table months }}\n", true, early);
    EXPECT_TRUE(has(out.html, "[not known on 2024-08-01: table, Exports by month]"));
    EXPECT_EQ(out.diagnostics.errors(), 0U);
}

TEST(Report, FiguresAreNumberedInOrderAndReferredTo) {
    const BoundReport out =
        bound("See {{ ref by-month }} and {{ ref months }}.\n\n{{ table months }}\n\n"
              "{{ figure by-month }}\n");
    EXPECT_TRUE(has(out.html, R"(See <a class="ref" href="#exhibit-by-month">Figure 1</a>)"));
    EXPECT_TRUE(has(out.html, R"(href="#exhibit-months">Table 1</a>)"));
    EXPECT_TRUE(has(out.html, "<!--picture 0-->"));
    EXPECT_TRUE(has(out.html, "Exports &lt;by&gt; month"));
    EXPECT_TRUE(has(out.html, R"(<th scope="row">2024-07</th>)")) << out.html;
    EXPECT_TRUE(has(out.html, R"(aria-label="n.p.: not published">n.p.</a>)")) << out.html;
    EXPECT_TRUE(has(out.html, "<b>n.p.</b> not published"));
    EXPECT_EQ(out.figures, (std::vector<std::string>{"by-month"}));
    EXPECT_TRUE(has(out.markdown, "](figures/by-month.png)"));
    EXPECT_TRUE(has(out.markdown, "| 2024-07 |")) << out.markdown;
    expect_well_formed(out.html);
}

TEST(Report, PlacesWhatItsAuthorDidNot) {
    const BoundReport out = bound("# Title\n\nText.");
    EXPECT_EQ(out.title, "Title");
    std::vector<std::string> headings;
    for (const Heading& heading : out.headings) {
        headings.push_back(heading.html);
    }
    EXPECT_EQ(headings, (std::vector<std::string>{"Further figures and tables", "Open conflicts",
                                                  "What is missing", "Sources"}));
    EXPECT_TRUE(has(out.html, "Cannot all be true"));
    EXPECT_TRUE(has(out.html, "<code>LOW</code>"));
    EXPECT_TRUE(has(out.html, "Not published"));
    EXPECT_FALSE(has(bound("{{ conflicts }}").html, ">Open conflicts</h2>"));
    expect_well_formed(bound("").html);
}

TEST(Report, CitesASource) {
    EXPECT_TRUE(has(bound("So {{ cite paper }} it is.").html,
                    R"(So <sup class="cites">[<a href="#src-paper")"));
    EXPECT_EQ(fault("{{ cite papr }}"),
              "1:1 P009 there is no source 'papr' / did you mean 'paper'?");
}

TEST(Report, BadBindingsAreFaultsWithTheirPlace) {
    EXPECT_TRUE(has(fault("a\n{{ JULL }}"), "2:1 P002 'JULL' is no published number / did you mean "
                                            "'JUL'?"));
    EXPECT_TRUE(has(fault("{{ JUL | pont }}"), "1:1 P003 unknown option 'pont' / did you mean "
                                               "'point'?"));
    EXPECT_TRUE(has(fault("{{ JUL | as t }}"), "P004 JUL is in USD, which does not convert to t"));
    EXPECT_TRUE(has(fault("{{ JUL | as moons }}"), "P003 unknown unit"));
    EXPECT_TRUE(has(fault("{{ JUL | digits 99 }}"), "P003 'digits' wants a number"));
    EXPECT_EQ(fault("{{ JUL | low, high }}"), "1:1 P003 the options 'low' and 'high' contradict "
                                              "each other / keep one of the two");
    EXPECT_TRUE(
        has(fault("{{ JUL | point | bare | both }}"), "P003 the options 'point' and 'both'"));
    EXPECT_TRUE(has(fault("{{ JUL | digits 2, digits 3 }}"), "P003 the options 'digits 2'"));
    EXPECT_TRUE(has(fault("{{ JUL | as USD, as thousand USD }}"), "P003 the options 'as USD'"));
    EXPECT_TRUE(faults("{{ JUL | low, digits 2, bare, low }}").empty());
    EXPECT_TRUE(has(fault("{{ if JUL between 1.5 and 0.5 USD }}x{{ end }}"),
                    "1:19 P005 the range '1.5 and 0.5 USD' ends before it begins"));
    EXPECT_TRUE(has(fault("{{ if JUL mor than 3 USD }}x{{ end }}"), "1:11 P005 unknown condition"));
    EXPECT_TRUE(has(fault("{{ if }}x{{ end }}"), "1:1 P005"));
    EXPECT_TRUE(has(fault("x {{ if JUL missing }}y"), "1:3 P006 this condition is never closed"));
    EXPECT_TRUE(has(fault("x {{ end }}"), "1:3 P006 no condition is open here"));
    EXPECT_TRUE(has(fault("{{ JUL"), "1:1 P001 these braces are never closed"));
    EXPECT_TRUE(has(fault("{{ }}"), "P001 these braces hold nothing"));
    EXPECT_TRUE(has(fault("{{ figure by-mnth }}"), "P007 there is no figure or table 'by-mnth' / "
                                                   "did you mean 'by-month'?"));
    EXPECT_TRUE(has(fault("{{ figure months }}"), "show it by {{ table months }}"));
    EXPECT_TRUE(has(fault("{{ figur by-month }}"), "P010 unknown directive 'figur' / did you mean "
                                                   "'figure'?"));
    EXPECT_TRUE(has(fault("{{ exports:RUS:PRK@2024-09 | point }}"), "P013"));
    EXPECT_TRUE(has(fault("{{ figure }}"), "P001 'figure' wants one name"));
    EXPECT_TRUE(has(fault("{{ conflicts now }}"), "P001 'conflicts' stands alone"));
    EXPECT_TRUE(has(fault("{{ figure by-month }}\n\n{{ figure by-month }}"), "3:1 P012"));
    EXPECT_TRUE(has(fault("[x]({{ JUL }})"), "P011"));
    EXPECT_TRUE(has(fault("```\n{{ figure by-month }}\n```"), "P011"));
}

TEST(Report, BytesThatAreNoUtf8AreReplaced) {
    const ReportSource source = parse_report("a \xff b {{ \xfe }} `\xc3`");
    for (const Piece& piece : source.pieces) {
        EXPECT_FALSE(first_invalid_utf8(piece.text));
        EXPECT_FALSE(first_invalid_utf8(piece.written));
    }
}

TEST(Report, HasNoLoops) {
    EXPECT_TRUE(has(fault("{{ include report.md }}"), "P010 unknown directive 'include' / a report "
                                                      "is one file"));
    EXPECT_TRUE(has(faults("{{ each months }}x{{ end }}").front(), "a report has no loops"));
    std::string deep;
    for (int i = 0; i < 40; ++i) {
        deep += "{{ if JUL missing }}";
    }
    EXPECT_TRUE(std::ranges::any_of(faults(deep), [](const std::string& text) {
        return has(text, "P006 more than 16 conditions inside each other");
    }));
}

TEST(Report, BracesAndCommentsAsText) {
    EXPECT_EQ(words("a \\{{ b }} c"), "a {{ b }} c");
    EXPECT_EQ(words("a <!-- {{ NOTHING }} --> b"), "a  b");
    EXPECT_TRUE(faults("a <!-- {{ NOTHING }} --> b").empty());
}

TEST(Report, NothingOfItIsEverHtml) {
    for (const char* attack :
         {"<script>alert(1)</script>", "x <img src=x onerror=alert(1)> y",
          "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "![x](javascript:alert(1))",
          "[x](data:text/html;base64,PHNjcmlwdD4=)", "<a href=\"javascript:alert(1)\">x</a>",
          "![{{ JUL }}](http://example.org/a.png)", "<https://example.org/\"onclick=alert(1)>",
          "{{ <script>alert(1)</script> }}", "[{{ JUL }}](https://example.org \"{{ AUG }}\")",
          "<!--picture 0-->", "\uE0000\uE001", "| a | b |\n|---|---|\n| {{ JUL }} | <b> |",
          "# {{ JUL }}\n\n## {{ AUG }}", "[^1]\n\n[^1]: Note {{ JUL }}"}) {
        const BoundReport out = bound(attack);
        expect_well_formed(out.html);
        EXPECT_FALSE(has(out.html, "<script")) << attack;
        EXPECT_FALSE(has(out.html, "<img")) << attack;
        EXPECT_FALSE(has(out.html, "\"javascript:")) << attack;
        EXPECT_FALSE(has(out.html, "href=\"data:")) << attack;
        EXPECT_FALSE(has(out.html, "\uE000")) << attack;
        EXPECT_FALSE(has(out.markdown, "![x](j")) << attack;
    }
}

TEST(Report, LinksInsideLinksArePlain) {
    const std::string html = bound("[see {{ JUL }}](https://example.org)").html;
    EXPECT_TRUE(has(html, R"(<a href="https://example.org">see 9,500 to 10,500 USD</a>)")) << html;
}

TEST(Report, TheLibrarysWorstInputsEndSoon) {
    for (const std::string_view piece : {"![l", "*a ", "[a", "<?", "|x", "> ", "[^a]:", "`a``"}) {
        std::string text;
        while (text.size() < 50'000) {
            text += piece;
        }
        expect_well_formed(to_html(text));
    }
    EXPECT_TRUE(has(fault(std::string(longest_block + 1, 'x')), "P015"));
}

TEST(Report, IsDeterministicAndReferencesAreSorted) {
    const std::string text = "{{ AUG }} {{ JUL }} {{ if VIS more than LOW }}x{{ end }} {{ AUG }}";
    EXPECT_EQ(report_references(text), (std::vector<std::string>{"AUG", "JUL", "LOW", "VIS"}));
    EXPECT_EQ(bound(text, true).html, bound(text, true).html);
    EXPECT_EQ(bound(text, true).markdown, bound(text, true).markdown);
}

} // namespace

} // namespace halflight::edition::test
