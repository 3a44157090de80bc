// SPDX-License-Identifier: Apache-2.0
// The programs that draw are those of scripts/install-deps, and run for real.
#include "figure_worlds.hpp"
#include "halflight/edition/render.hpp"
#include "halflight/io/files.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace halflight::edition::test {
namespace {

constexpr const char* plain =
    R"({"usermeta":{"figure":"one"},"description":"a < b & c","data":{"values":[{"a":1}]},"mark":"bar",
        "encoding":{"x":{"field":"a","type":"quantitative"}}})";

std::string failure(const auto& action) {
    try {
        action();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::io);
        return error.what();
    }
    ADD_FAILURE() << "nothing was thrown";
    return "";
}

/// Sets a variable of the environment while it lives.
class Variable {
  public:
    Variable(const char* name, const std::string& value) : m_name(name) {
        const char* const before = std::getenv(name);
        m_had = before != nullptr;
        m_before = m_had ? before : "";
        setenv(name, value.c_str(), 1);
    }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    ~Variable() { m_had ? setenv(m_name, m_before.c_str(), 1) : unsetenv(m_name); }

  private:
    const char* m_name;
    bool m_had = false;
    std::string m_before;
};

bool balanced(const std::string& svg) {
    int depth = 0;
    for (std::size_t i = 0; i + 1 < svg.size(); ++i) {
        if (svg[i] == '<') {
            depth += svg[i + 1] == '/' ? -1 : 1;
        } else if (svg[i] == '/' && svg[i + 1] == '>') {
            --depth;
        }
    }
    return depth == 0;
}

TEST(RenderSvg, DrawsAllInOrder) {
    const std::vector<std::string> specs = {
        plain, only(figure_world(figure("intervals", "values = [\"months\"]"))).vega_lite};
    const auto svgs = render_svg(find_tools(), specs);
    ASSERT_EQ(svgs.size(), 2U);
    for (const std::string& svg : svgs) {
        EXPECT_EQ(svg.rfind("<svg ", 0), 0U);
        EXPECT_EQ(svg.substr(svg.size() - 6), "</svg>");
        EXPECT_TRUE(balanced(svg));
    }
    EXPECT_NE(svgs[0].find(R"(role="img" aria-label="a &lt; b &amp; c")"), std::string::npos);
    EXPECT_NE(svgs[1].find("not published"), std::string::npos);
}

TEST(RenderSvg, EqualSpecificationsGiveEqualBytes) {
    const std::string spec = only(figure_world(figure("conflicts", ""))).vega_lite;
    const auto first = render_svg(find_tools(), std::vector{spec, std::string(plain)});
    const auto second = render_svg(find_tools(), std::vector{std::string(plain), spec});
    EXPECT_EQ(first[0], second[1]);
    EXPECT_EQ(first[1], second[0]);
}

TEST(RenderSvg, EveryFormDraws) {
    const std::string entries =
        "[[figure]]\nid = \"e\"\nform = \"intervals\"\nvalues = [\"visits\"]\n"
        "events = [\"one\", \"two\", \"three\"]\n"
        "[[figure]]\nid = \"g\"\nform = \"stacked\"\nvalues = [\"visits/work\"]\ntotal = "
        "\"visits/total\"\n"
        "[[figure]]\nid = \"h\"\nform = \"readings\"\nvalues = [\"years\"]\n"
        "[[figure]]\nid = \"i\"\nform = \"target\"\nvalue = \"years/exports\"\ntargets = "
        "[\"AIM\"]\n"
        "[[figure]]\nid = \"j\"\nform = \"conflicts\"\nby = \"known\"\n";
    dossier::Files files = figure_world(entries + meter_figure());
    files["dossier.toml"] += "synthetic = true\n";
    const Figures figures = drawn(files);
    ASSERT_EQ(figures.figures.size(), 6U);
    std::vector<std::string> specs;
    for (const Figure& one : figures.figures) {
        specs.push_back(one.vega_lite);
    }
    for (const std::string& svg : render_svg(find_tools(), specs)) {
        EXPECT_NE(svg.find("SYNTHETIC DATA"), std::string::npos);
        EXPECT_EQ(svg.find("NaN"), std::string::npos);
        EXPECT_EQ(svg.find("undefined"), std::string::npos);
    }
}

TEST(RenderSvg, NamesTheFigureThatCannotBeDrawn) {
    const std::vector<std::string> specs = {plain, R"({"usermeta":{"figure":"two"},"mark":3})"};
    const std::string words = failure([&] { (void)render_svg(find_tools(), specs); });
    EXPECT_NE(words.find("figure 'two'"), std::string::npos) << words;
    EXPECT_NE(words.find("status 1"), std::string::npos) << words;
}

TEST(RenderSvg, LoadsNothing) {
    const std::vector<std::string> specs = {
        R"({"usermeta":{"figure":"far"},"data":{"url":"http://localhost/x.json"},"mark":"bar","encoding":{}})"};
    EXPECT_NE(failure([&] { (void)render_svg(find_tools(), specs); }).find("figure 'far'"),
              std::string::npos);
}

TEST(Render, NothingToDrawNeedsNoProgram) {
    EXPECT_TRUE(render_svg({}, {}).empty());
}

TEST(Render, AMissingProgramIsNamedWithItsPackage) {
    const std::vector<std::string> specs = {plain};
    EXPECT_NE(failure([&] { (void)render_svg({}, specs); }).find("apt-get install nodejs"),
              std::string::npos);
    EXPECT_NE(failure([&] { (void)render_png({}, "<svg/>"); }).find("librsvg2-bin"),
              std::string::npos);
    EXPECT_NE(failure([&] { (void)render_pdf({}, "x"); }).find("apt-get install weasyprint"),
              std::string::npos);
    EXPECT_NE(failure([&] { (void)render_docx({}, "x", "."); }).find("apt-get install pandoc"),
              std::string::npos);
}

TEST(Render, AssetsAreWhereTheEnvironmentSays) {
    const Folder folder;
    const Variable named("HALFLIGHT_ASSETS", folder.path().string());
    EXPECT_NE(failure([] { (void)assets_folder(); }).find("scripts/build-web"), std::string::npos);
    io::write_file(folder / "render.mjs", "");
    EXPECT_EQ(assets_folder(), folder.path());
}

TEST(RenderPng, IsTwiceTheSize) {
    const auto svg = render_svg(find_tools(), std::vector<std::string>{plain});
    const std::string png = render_png(find_tools(), svg.front());
    ASSERT_GT(png.size(), 24U);
    EXPECT_EQ(png.substr(1, 3), "PNG");
    const auto width = [&] {
        std::uint32_t out = 0;
        for (std::size_t i = 16; i < 20; ++i) {
            out = out * 256 + static_cast<unsigned char>(png[i]);
        }
        return out;
    }();
    const std::size_t at = svg.front().find(" width=\"") + 8;
    EXPECT_EQ(width, 2 * static_cast<std::uint32_t>(std::atoi(&svg.front()[at])));
    EXPECT_EQ(png, render_png(find_tools(), svg.front()));
}

TEST(RenderPng, SaysWhatWasWrong) {
    EXPECT_NE(failure([] { (void)render_png(find_tools(), "no picture"); }).find("rsvg-convert"),
              std::string::npos);
}

// PDF and DOCX are options of a build; their programs need not be on every machine.
TEST(RenderPdf, EqualPagesGiveEqualBytes) {
    const Tools tools = find_tools();
    if (!tools.weasyprint) {
        GTEST_SKIP() << "weasyprint is not on this machine";
    }
    const std::string page =
        "<html lang=\"en\"><head><title>t</title></head><body><p>Text</p></body></html>";
    const std::string pdf = render_pdf(tools, page);
    EXPECT_EQ(pdf.substr(0, 5), "%PDF-");
    EXPECT_EQ(pdf, render_pdf(tools, page));
}

TEST(RenderPdf, GoesOnOverPages) {
    const Tools tools = find_tools();
    if (!tools.weasyprint) {
        GTEST_SKIP() << "weasyprint is not on this machine";
    }
    std::string page = "<html lang=\"en\"><head><title>t</title></head><body>";
    for (int i = 0; i < 200; ++i) {
        page += "<p>A paragraph that takes a line of its own.</p>";
    }
    const std::string pdf = render_pdf(tools, page + "</body></html>");
    const std::size_t count = pdf.find("/Count ");
    ASSERT_NE(count, std::string::npos);
    EXPECT_GT(std::atoi(&pdf[count + 7]), 1);
}

TEST(RenderDocx, EqualTextGivesEqualBytes) {
    const Tools tools = find_tools();
    if (!tools.pandoc) {
        GTEST_SKIP() << "pandoc is not on this machine";
    }
    const std::string text =
        "# Title\n\nText.[^a]\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^a]: A note.\n";
    const std::string docx = render_docx(tools, text, ".");
    EXPECT_EQ(docx.substr(0, 2), "PK");
    EXPECT_EQ(docx, render_docx(tools, text, "."));
    const std::string words =
        failure([&] { (void)render_docx(tools, "![x](figures/none.png)\n", "/nonexistent"); });
    EXPECT_NE(words.find("DOCX"), std::string::npos) << words;
}

} // namespace
} // namespace halflight::edition::test
