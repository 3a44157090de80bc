// SPDX-License-Identifier: Apache-2.0
#include "plan.hpp"

#include "halflight/base/hash.hpp"
#include "plan_inputs.hpp"
#include "text_blocks.hpp"
#include "worlds.hpp"

#include <gtest/gtest.h>

#include <atomic>

namespace halflight::edition::test {

namespace {

namespace fs = std::filesystem;

/// Two steps in a row: "first" from a value, "second" from the file of the first.
struct Chain {
    std::string value;
    std::string made; ///< what the first makes of the value
    std::atomic<int> runs = 0;

    void run(Plan& plan) {
        plan.run({{"first", {{"value", sha256(value)}}, [this] {
                       ++runs;
                       return Outputs{{"one.txt", made}};
                   }}});
        plan.run({{"second", {{"one.txt", plan.hash("one.txt")}}, [this] {
                       ++runs;
                       return Outputs{{"two/a.txt", made + "a"}, {"two/b.txt", made + "b"}};
                   }}});
    }
};

/// Runs a chain into a folder beside an old one and leaves a manifest there.
Plan run_chain(const fs::path& root, const OldEdition* old, Chain& chain) {
    fs::create_directory(root);
    Plan plan(root, old, true, 2);
    chain.run(plan);
    EditionManifest manifest;
    for (const StepState& state : plan.steps()) {
        manifest.steps.push_back(state.record);
    }
    manifest.files = plan.files();
    io::write_new_file(root / manifest_name, to_json(manifest));
    return plan;
}

std::vector<bool> ran(const Plan& plan) {
    std::vector<bool> out;
    for (const StepState& state : plan.steps()) {
        out.push_back(state.ran);
    }
    return out;
}

TEST(Plan, EqualInputsAreNotRunAgain) {
    const Folder folder;
    Chain chain{"x", "x"};
    (void)run_chain(folder / "old", nullptr, chain);
    const auto old = OldEdition::open(folder / "old", 1);
    ASSERT_TRUE(old);
    const Plan plan = run_chain(folder / "new", &*old, chain);
    EXPECT_EQ(ran(plan), (std::vector<bool>{false, false}));
    EXPECT_EQ(chain.runs, 2);
    EXPECT_EQ(all_bytes(folder / "new"), all_bytes(folder / "old"));
}

TEST(Plan, AnEqualResultCutsOffWhatFollows) {
    const Folder folder;
    Chain chain{"x", "same"};
    (void)run_chain(folder / "old", nullptr, chain);
    const auto old = OldEdition::open(folder / "old", 1);
    Chain changed{"y", "same"};
    const Plan plan = run_chain(folder / "new", &*old, changed);
    EXPECT_EQ(ran(plan), (std::vector<bool>{true, false}));
    ASSERT_EQ(plan.steps().front().causes.size(), 1U);
    EXPECT_EQ(plan.steps().front().causes.front().name, "value");
}

TEST(Plan, ADamagedFileIsMadeAgainAndOnlyThat) {
    const Folder folder;
    Chain chain{"x", "x"};
    (void)run_chain(folder / "old", nullptr, chain);
    fs::remove(folder / "old/two/b.txt");
    const auto old = OldEdition::open(folder / "old", 1);
    ASSERT_TRUE(old);
    EXPECT_FALSE(old->is_intact());
    const Plan plan = run_chain(folder / "new", &*old, chain);
    EXPECT_EQ(ran(plan), (std::vector<bool>{false, true}));
}

TEST(Plan, AnOldEditionThatGoesAwayMeanwhileIsMadeAgain) {
    const Folder folder;
    Chain chain{"x", "x"};
    (void)run_chain(folder / "old", nullptr, chain);
    const auto old = OldEdition::open(folder / "old", 1);
    fs::remove_all(folder / "old");
    const Plan plan = run_chain(folder / "new", &*old, chain);
    EXPECT_EQ(ran(plan), (std::vector<bool>{true, true}));
    EXPECT_EQ(all_bytes(folder / "new").at("two/b.txt"), "xb");
}

TEST(Plan, StepsTogetherGetOnlyThoseThatMustRun) {
    const Folder folder;
    const auto steps = [](const std::string& second) {
        return std::vector<Step>{{"a", {{"in", sha256("1")}}, {}},
                                 {"b", {{"in", sha256(second)}}, {}}};
    };
    std::vector<std::size_t> seen;
    const auto make = [&seen](std::span<const std::size_t> due) {
        seen.assign(due.begin(), due.end());
        std::vector<Outputs> out;
        for (const std::size_t index : due) {
            out.push_back({{std::to_string(index) + ".txt", "x"}});
        }
        return out;
    };
    fs::create_directory(folder / "old");
    Plan first(folder / "old", nullptr, true, 1);
    first.run_together(steps("1"), make);
    EXPECT_EQ(seen, (std::vector<std::size_t>{0, 1}));
    EditionManifest manifest;
    manifest.steps = {first.steps()[0].record, first.steps()[1].record};
    manifest.files = first.files();
    io::write_new_file(folder / "old/manifest.json", to_json(manifest));
    const auto old = OldEdition::open(folder / "old", 1);
    fs::create_directory(folder / "new");
    Plan second(folder / "new", &*old, true, 1);
    second.run_together(steps("2"), make);
    EXPECT_EQ(seen, (std::vector<std::size_t>{1}));
    EXPECT_EQ(second.files().size(), 2U);
}

TEST(Plan, MissingToolsAreNamedWithARemedy) {
    Tools none;
    EXPECT_EQ(missing_tools(none).items().size(), 1U);
    EXPECT_NE(missing_tools(none).items().front().hint.find("apt install nodejs"),
              std::string::npos);
    none.node = "/usr/bin/node";
    EXPECT_EQ(missing_tools(none).items().front().code, "W202");
    BuildSpec spec;
    spec.pdf = true;
    EXPECT_THROW(require_tools(spec, none), Error);
}

TEST(TextBlocks, RowsAreFoundByIdWhateverTheirQuotes) {
    const std::string text = "id,value,note\nA,1,\"two\nlines, \"\"quoted\"\"\"\nB,2,\n\nC,3,x\n";
    const auto rows = csv_rows(text);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].id, "A");
    EXPECT_EQ(rows[0].fields.at("note"), "two\nlines, \"quoted\"");
    EXPECT_EQ(rows[1].text, "B,2,\n\n");
    EXPECT_EQ(rows[2].text, "C,3,x\n");
}

TEST(TextBlocks, TablesOfTomlKeepWhatIsBelowThem) {
    const std::string text = "title = \"[x]\"\n# about a\n[source.a]\nnote = \"\"\"\n[no header]\n"
                             "\"\"\"\n  [source.a.more]\n  x = 1\n[[relation]]\nid = \"r\"\n"
                             "assert = [\n  [1],\n]\n[[relation]]\nid = \"s\"\n";
    const auto blocks = toml_blocks(text);
    ASSERT_EQ(blocks.size(), 4U);
    EXPECT_EQ(blocks[1].id, "source.a");
    EXPECT_TRUE(blocks[1].text.starts_with("# about a\n"));
    EXPECT_TRUE(blocks[1].text.ends_with("x = 1\n"));
    EXPECT_EQ(blocks[2].id, "relation r");
    EXPECT_EQ(blocks[3].id, "relation s");
    std::string joined;
    for (const TextPiece& block : blocks) {
        joined += block.text;
    }
    EXPECT_EQ(joined, text) << "nothing is lost between the blocks";
}

TEST(TextBlocks, ChangesAreToldWithoutWhiteSpaceAndComments) {
    EXPECT_TRUE(compare_pieces("codes.toml", "[a]\nx = 1\n", "# remark\n[a]\nx=1 # why\n").empty());
    EXPECT_TRUE(compare_pieces("claims/x.csv", "id,a\nX,1\nY,2\n", "id,a\nY,2\nX, 1\n").empty());
    const PieceChanges changes =
        compare_pieces("claims/x.csv", "id,a\nX,1\nY,2\n", "id,a\nX,3\nZ,2\n");
    EXPECT_EQ(changes.changed, std::vector<std::string>{"X"});
    EXPECT_EQ(changes.added, std::vector<std::string>{"Z"});
    EXPECT_EQ(changes.removed, std::vector<std::string>{"Y"});
}

} // namespace

} // namespace halflight::edition::test
