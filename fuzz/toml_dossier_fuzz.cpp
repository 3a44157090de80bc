// SPDX-License-Identifier: Apache-2.0
// The whole loader. The input is split at lines that begin with "=== " into files: "===
// codes.toml". What is not given is taken from the starter.
#include "fuzz.hpp"
#include "halflight/base/text.hpp"
#include "halflight/dossier/dossier.hpp"

#include <algorithm>
#include <string>

using halflight::dossier::Dossier;
using halflight::dossier::Files;
using halflight::fuzz::require;

namespace {

Files split_files(std::string_view text) {
    Files files = halflight::dossier::starter();
    std::string* current = &files["claims/trade.csv"];
    bool first = true;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end);
        // read_files lets no other names through.
        if (line.starts_with("=== ") && !halflight::first_invalid_utf8(line)) {
            current = &files[std::string(halflight::trim(line.substr(4)))];
            current->clear();
        } else {
            if (first) {
                current->clear();
            }
            *current += line;
        }
        first = false;
    }
    return files;
}

void check_claims(const Dossier& dossier) {
    for (const auto& claim : dossier.ledger.claims()) {
        require(!claim.bounds.empty(), "a claim allows a value");
        require(claim.bounds.lo == claim.bounds.lo && claim.bounds.hi == claim.bounds.hi,
                "bounds are numbers");
        require(claim.period.first < claim.period.end, "a period holds a day");
        require(claim.series < dossier.ledger.series().size(), "a claim has a series");
        require(claim.source < dossier.ledger.sources().size(), "a claim has a source");
        require(dossier.ledger.place_of(claim).line > 1, "a claim has a place behind the header");
        (void)dossier.ledger.unit_of(dossier.ledger.series()[claim.series]);
    }
}

void check_diagnostics(const Dossier& dossier) {
    for (const auto& diagnostic : dossier.diagnostics.items()) {
        require(!diagnostic.message.empty(), "a diagnostic says what is wrong");
        require(!diagnostic.hint.empty(), "a diagnostic says what to do");
        require(diagnostic.place.line >= 1 && diagnostic.place.column >= 1,
                "a diagnostic has a place");
        require(!halflight::first_invalid_utf8(to_text(diagnostic)), "a diagnostic is UTF-8");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Files files = split_files(halflight::fuzz::as_text(data, size));
    const Dossier dossier = halflight::dossier::load(files);
    check_claims(dossier);
    check_diagnostics(dossier);
    require(dossier.ledger.find_origin_cycle().empty(), "no circle of origins is left");
    return 0;
}
