// SPDX-License-Identifier: Apache-2.0
// Folders that cannot be read as a dossier.
#include "halflight/base/error.hpp"
#include "halflight/dossier/dossier.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace halflight::dossier::test {
namespace {

/// A folder of its own, removed behind the test.
class BadFolder : public testing::Test {
  protected:
    void SetUp() override {
        const auto* const info = testing::UnitTest::GetInstance()->current_test_info();
        m_root =
            std::filesystem::temp_directory_path() /
            (std::string("halflight_bad_folder_") + info->name() + "_" + std::to_string(getpid()));
        std::filesystem::create_directories(folder() / "claims");
    }
    void TearDown() override { std::filesystem::remove_all(m_root); }

    [[nodiscard]] std::filesystem::path folder() const { return m_root / "dossier"; }
    [[nodiscard]] std::filesystem::path outside() const { return m_root / "outside"; }
    static void write(const std::filesystem::path& path, std::string_view text) {
        std::ofstream(path, std::ios::binary) << text;
    }
    /// The message of the Error with this code that reading the folder throws.
    [[nodiscard]] std::string refusal(ErrorCode code) const {
        try {
            (void)read_files(folder());
        } catch (const Error& error) {
            EXPECT_EQ(code, error.code()) << error.what();
            return error.what();
        }
        ADD_FAILURE() << "the folder was read";
        return {};
    }

  private:
    std::filesystem::path m_root;
};

TEST_F(BadFolder, ReadsOnlyWhatBelongsToADossier) {
    write(folder() / "dossier.toml", "title = \"T\"\n");
    write(folder() / "notes.txt", "x");
    write(folder() / "claims" / "a.csv", "id\n");
    write(folder() / "claims" / ".a.csv", "id\n");
    write(folder() / "claims" / "b.toml", "x");
    EXPECT_EQ((Files{{"claims/a.csv", "id\n"}, {"dossier.toml", "title = \"T\"\n"}}),
              read_files(folder()));
}

TEST_F(BadFolder, WithoutDossierToml) {
    EXPECT_EQ(folder().string() + " is not a dossier: it has no dossier.toml",
              refusal(ErrorCode::not_found));
}

TEST_F(BadFolder, Absent) {
    std::filesystem::remove_all(folder());
    EXPECT_NE(std::string::npos, refusal(ErrorCode::io).find(folder().string()));
}

TEST_F(BadFolder, LinkThatLeadsOut) {
    write(folder() / "dossier.toml", "title = \"T\"\n");
    write(outside(), "secret");
    std::filesystem::create_symlink(outside(), folder() / "claims" / "a.csv");
    EXPECT_NE(std::string::npos, refusal(ErrorCode::io).find("leads out of the dossier"));
}

TEST_F(BadFolder, FolderOfClaimsThatLeadsOut) {
    write(folder() / "dossier.toml", "title = \"T\"\n");
    std::filesystem::create_directories(outside());
    std::filesystem::remove(folder() / "claims");
    std::filesystem::create_symlink(outside(), folder() / "claims");
    EXPECT_NE(std::string::npos, refusal(ErrorCode::io).find("leads out of the dossier"));
}

TEST_F(BadFolder, LinkThatStaysInsideIsRead) {
    write(folder() / "dossier.toml", "title = \"T\"\n");
    write(folder() / "claims" / "a.csv", "id\n");
    std::filesystem::create_symlink("a.csv", folder() / "claims" / "b.csv");
    EXPECT_EQ("id\n", read_files(folder()).at("claims/b.csv"));
}

TEST_F(BadFolder, NameThatIsNotUtf8) {
    write(folder() / "dossier.toml", "title = \"T\"\n");
    write(folder() / "claims" / "\xff.csv", "id\n");
    EXPECT_NE(std::string::npos, refusal(ErrorCode::io).find("not plain UTF-8"));
}

TEST_F(BadFolder, DanglingLink) {
    write(folder() / "dossier.toml", "title = \"T\"\n");
    std::filesystem::create_symlink("nowhere", folder() / "codes.toml");
    EXPECT_NE(std::string::npos, refusal(ErrorCode::io).find("codes.toml"));
}

TEST_F(BadFolder, FolderNamedLikeAFile) {
    write(folder() / "dossier.toml", "title = \"T\"\n");
    std::filesystem::create_directories(folder() / "codes.toml");
    EXPECT_EQ("cannot read " + (folder() / "codes.toml").string() + ": not a regular file",
              refusal(ErrorCode::io));
}

} // namespace
} // namespace halflight::dossier::test
