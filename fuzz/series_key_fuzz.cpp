// SPDX-License-Identifier: Apache-2.0
// Series keys and dims against a fixed code list: what is parsed is written and read again as the
// same.
#include "fuzz.hpp"
#include "halflight/ledger/ledger.hpp"

using halflight::fuzz::require;
using halflight::ledger::Ledger;

namespace {

Ledger small_ledger() {
    Ledger ledger;
    halflight::ledger::Indicator entries;
    entries.id = "entries";
    entries.units.push_back(halflight::parse_unit("persons").value());
    ledger.codes.indicators.emplace("entries", entries);
    halflight::ledger::Indicator oil;
    oil.id = "oil";
    oil.units = {halflight::parse_unit("bbl").value(), halflight::parse_unit("t").value()};
    ledger.codes.indicators.emplace("oil", oil);
    halflight::ledger::Dimension purpose;
    purpose.id = "purpose";
    purpose.default_code = "total";
    for (const char* code : {"total", "study", "work"}) {
        purpose.codes.emplace_back();
        purpose.codes.back().id = code;
    }
    ledger.codes.dimensions.emplace("purpose", purpose);
    purpose.id = "table";
    purpose.default_code.clear();
    ledger.codes.dimensions.emplace("table", purpose);
    return ledger;
}

void check_dims(std::string_view text, const Ledger& ledger) {
    const auto dims = canonical_dims(text, ledger.codes);
    if (!dims) {
        require(dims.fault().offset <= text.size(), "a fault lies in its text");
        return;
    }
    const auto again = canonical_dims(*dims, ledger.codes);
    require(again.ok() && *again == *dims, "canonical dims stay as they are");
    const std::string study = with_code(*dims, "purpose", "study", ledger.codes);
    require(code_in(study, "purpose", ledger.codes) == "study", "a code that is set is found");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Ledger ledger = small_ledger();
    const std::string_view text = halflight::fuzz::as_text(data, size);
    check_dims(text, ledger);
    const auto key = parse_series_key(text, ledger);
    if (!key) {
        require(!key.fault().message.empty(), "a fault says what is wrong");
        require(key.fault().offset <= size, "a fault lies in its text");
        return 0;
    }
    const auto again = parse_series_key(ledger.key_text(*key), ledger);
    require(again.ok() && *again == *key, "a key is read again from its text");
    (void)ledger.unit_of(*key);
    return 0;
}
