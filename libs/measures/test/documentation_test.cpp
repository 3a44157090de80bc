// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/documentation.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace halflight::measures {
namespace {

TEST(Documentation, DocsMeasuresIsWhatTheFormsSay) {
    const std::string path = std::string(HALFLIGHT_DOCS) + "/measures.md";
    if (std::getenv("HALFLIGHT_UPDATE_DOCS") != nullptr) {
        std::ofstream(path) << documentation();
    }
    std::ifstream file(path);
    std::stringstream written;
    written << file.rdbuf();
    EXPECT_EQ(written.str(), documentation())
        << "docs/measures.md is behind: run this test with HALFLIGHT_UPDATE_DOCS=1";
}

} // namespace
} // namespace halflight::measures
