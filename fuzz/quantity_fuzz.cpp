// SPDX-License-Identifier: Apache-2.0
// Printed numbers, alone and as three columns ("low|value|high").
#include "fuzz.hpp"
#include "halflight/base/quantity.hpp"
#include "halflight/base/text.hpp"

using halflight::Quantity;
using halflight::Result;
using halflight::fuzz::require;

namespace {

void check(const Result<Quantity>& parsed, std::size_t size) {
    if (!parsed) {
        require(!parsed.fault().message.empty(), "a fault says what is wrong");
        require(parsed.fault().offset <= size, "a fault lies in its text");
        return;
    }
    if (parsed->is_missing()) {
        return;
    }
    require(!parsed->bounds.empty(), "a number stands for some value");
    require(parsed->low <= parsed->high, "low is not above high");
    require(parsed->decimals >= 0, "decimals are counted from 0");
    const halflight::Interval whole = to_integers(parsed->bounds);
    require(whole.empty() || parsed->bounds.lo - 1 <= whole.lo, "whole numbers lie inside");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = halflight::fuzz::as_text(data, size);
    check(halflight::parse_quantity(text), size);
    const auto columns = halflight::split(text, '|');
    if (columns.size() == 3) {
        check(halflight::parse_quantity(columns[0], columns[1], columns[2]), size);
    }
    return 0;
}
