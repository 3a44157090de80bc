// SPDX-License-Identifier: Apache-2.0
#include "halflight/ledger/codes.hpp"

#include <algorithm>

namespace halflight::ledger {

const Code* Dimension::find(std::string_view code) const noexcept {
    const auto found = std::ranges::find(codes, code, &Code::id);
    return found == codes.end() ? nullptr : &*found;
}

} // namespace halflight::ledger
