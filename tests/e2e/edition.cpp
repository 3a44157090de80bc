// SPDX-License-Identifier: Apache-2.0
#include "edition.hpp"

#include "halflight/base/hash.hpp"
#include "halflight/io/files.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace halflight::test {

namespace fs = std::filesystem;

void copy_flagship(const fs::path& to) {
    fs::copy(flagship_folder(), to, fs::copy_options::recursive);
    fs::remove_all(to / ".halflight");
}

void change_claim(const fs::path& dossier, const std::string& claim, const std::string& before,
                  const std::string& after) {
    for (const auto& entry : fs::directory_iterator(dossier / "claims")) {
        std::string text = io::read_file(entry.path());
        const std::size_t row = text.find("\n" + claim + ",");
        if (row == std::string::npos) {
            continue;
        }
        const std::size_t at = text.find(before, row);
        ASSERT_LT(at, text.find('\n', row + 1)) << claim << " has no " << before;
        text.replace(at, before.size(), after);
        io::write_file(entry.path(), text);
        return;
    }
    FAIL() << "no claim " << claim;
}

void expect_whole(const fs::path& edition) {
    const auto manifest = nlohmann::json::parse(io::read_file(edition / "manifest.json"));
    const auto listed = manifest.at("files").get<std::map<std::string, std::string>>();
    for (const auto& [name, hash] : listed) {
        ASSERT_TRUE(fs::is_regular_file(edition / name)) << name;
        EXPECT_EQ(sha256(io::read_file(edition / name)), hash) << name;
    }
    for (const auto& entry : fs::recursive_directory_iterator(edition)) {
        const std::string name = entry.path().lexically_relative(edition).generic_string();
        EXPECT_TRUE(entry.is_directory() || name == "manifest.json" || listed.contains(name))
            << name << " is in no list";
    }
}

std::size_t entries(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

} // namespace halflight::test
