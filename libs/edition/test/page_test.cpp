// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/report.hpp"
#include "halflight/io/files.hpp"
#include "page_parts.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

namespace halflight::edition::test {

namespace {

class Pages : public ::testing::Test {
  protected:
    Pages() {
        io::write_file(m_folder / "page.css", "body { color: black }\n");
        io::write_file(m_folder / "page.js", "/* page */ '</script>';\n");
        io::write_file(m_folder / "figures.js", "/* figures */\n");
        io::write_file(m_folder / "render.mjs", "\n");
        setenv("HALFLIGHT_ASSETS", m_folder.path().c_str(), 1);
    }
    ~Pages() override { unsetenv("HALFLIGHT_ASSETS"); }

    std::string made(const std::string& report, PageSpec spec, bool synthetic = false) {
        dossier::Files files = small_world();
        files["report.md"] = report;
        if (synthetic) {
            files["dossier.toml"] += "synthetic = true\n";
        }
        Publication publication = publish(loaded(files), {});
        const NumberBook book(publication, report_references(report));
        Figure figure;
        figure.id = "f";
        figure.title = "F";
        figure.vega_lite = R"({"title":"</script><script>alert(1)</script><!--"})";
        figure.numbers = {"JUL"};
        const std::vector<Figure> figures = {figure};
        const BoundReport bound = edition::bind(publication, book, figures, {});
        spec.version = "9.9";
        return page(publication, book, bound, figures, spec);
    }

    Folder m_folder;
};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::set<std::string> all_of(const std::string& html, const std::string& before) {
    std::set<std::string> found;
    for (std::size_t at = html.find(before); at != std::string::npos;
         at = html.find(before, at + 1)) {
        const std::size_t first = at + before.size();
        found.insert(html.substr(first, html.find('"', first) - first));
    }
    return found;
}

std::size_t count(const std::string& html, const std::string& part) {
    std::size_t n = 0;
    for (std::size_t at = html.find(part); at != std::string::npos; at = html.find(part, at + 1)) {
        ++n;
    }
    return n;
}

constexpr const char* report =
    "# Exports\n\nIn July {{ JUL }}, in 2023 {{ exports:RUS:PRK@2023 }}, "
    "in October {{ OCT }}.\n\n## More\n\n{{ figure f }}\n";

TEST_F(Pages, EveryLinkInsideLeadsSomewhereAndIdsAreUnique) {
    for (const bool interactive : {true, false}) {
        PageSpec spec;
        spec.interactive = interactive;
        const std::string html = made(report, spec);
        const std::set<std::string> ids = all_of(html, " id=\"");
        for (const std::string& link : all_of(html, " href=\"#")) {
            EXPECT_TRUE(ids.contains(link)) << link;
        }
        EXPECT_EQ(ids.size(), count(html, " id=\""));
    }
}

TEST_F(Pages, PanelsHoldTheEvidence) {
    const std::string html = made(report, {});
    EXPECT_TRUE(has(html, R"(<section class="panel" id="n-JUL")"));
    EXPECT_TRUE(has(html, "<p class=\"value\">9,500 to 10,500 USD</p>"));
    EXPECT_TRUE(has(html, "<b>10 thousand USD</b>, read as 9.5 to 10.5 thousand USD"));
    EXPECT_TRUE(has(html,
                    "about 2024-07 of <code>exports:RUS:PRK</code>; measured, grade B2; known "
                    "since 2024-09-01"));
    EXPECT_TRUE(has(html, "which repeats <a href=\"#src-agency\">Agency</a>"));
    EXPECT_TRUE(has(html, "missing: not published"));
    EXPECT_TRUE(has(html, "<a href=\"#conflict-C00"));
    EXPECT_TRUE(
        has(html, "Used in: <a href=\"#u-1\">text 1</a>, <a href=\"#exhibit-f\">Figure 1</a>"));
}

TEST_F(Pages, HasATitleADateAndContents) {
    const std::string html = made(report, {});
    EXPECT_TRUE(html.starts_with("<!doctype html>\n<html lang=\"en\">"));
    EXPECT_TRUE(has(html, "<title>Exports</title>"));
    EXPECT_TRUE(has(html, "<h1>Exports</h1>"));
    EXPECT_TRUE(has(html, "the latest known since 2025-01-01"));
    EXPECT_TRUE(has(html, "<nav aria-label=\"Contents\">"));
    EXPECT_TRUE(has(html, "<a href=\"#s-1\">More</a>"));
    EXPECT_TRUE(has(html, "Content-Security-Policy"));
    EXPECT_FALSE(has(html, "Synthetic data"));
    EXPECT_TRUE(has(made(report, {}, true), "Synthetic data"));
}

TEST_F(Pages, SpecificationsCannotEndTheirScript) {
    const std::string html = made(report, {});
    EXPECT_TRUE(has(html, R"(<script type="application/json" id="spec-f">)"));
    EXPECT_TRUE(has(html, R"(\u003c/script>\u003cscript>alert(1))"));
    EXPECT_EQ(count(html, "</script>"), 3U);
    EXPECT_FALSE(has(html, "<script>alert"));
    EXPECT_EQ(json_for_script("a<\u2028"), "a\\u003c\\u2028");
}

TEST_F(Pages, PaperHasNoScriptsAndEveryStatementOnce) {
    PageSpec spec;
    spec.interactive = false;
    spec.svg["f"] = "<?xml version=\"1.0\"?><svg><path/></svg>";
    const std::string html = made(report, spec);
    EXPECT_FALSE(has(html, "<script"));
    EXPECT_TRUE(has(html, "data-figure=\"f\"><svg><path/></svg></div>"));
    EXPECT_EQ(count(html, "<b>10 thousand USD</b>"), 2U) << "JUL, and LOW of the disputed year";
    EXPECT_TRUE(has(html, "<a href=\"#st-JUL\">JUL</a>"));
}

TEST_F(Pages, SaysWhatWasTakenOut) {
    PageSpec spec;
    spec.withheld = {"a<b"};
    EXPECT_TRUE(has(made(report, spec), "Without these sources: a&lt;b."));
}

TEST_F(Pages, AreDeterministicAndSoundWithoutAReport) {
    EXPECT_EQ(made(report, {}), made(report, {}));
    EXPECT_TRUE(has(made("", {}), "<h1>Small world</h1>"));
}

} // namespace

} // namespace halflight::edition::test
