// SPDX-License-Identifier: Apache-2.0
#include "evidence.hpp"

#include <algorithm>

namespace halflight::watch {
namespace {

void add_all(std::vector<std::string>& to, const std::vector<std::string>& from) {
    to.insert(to.end(), from.begin(), from.end());
    std::ranges::sort(to);
    to.erase(std::unique(to.begin(), to.end()), to.end());
}

} // namespace

void add(Evidence& to, const Evidence& from) {
    add_all(to.claims, from.claims);
    add_all(to.cells, from.cells);
    add_all(to.rules, from.rules);
}

} // namespace halflight::watch
