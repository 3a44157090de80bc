// SPDX-License-Identifier: Apache-2.0
// Declared measures: the input is the measures.toml of the starter dossier. Whatever it asks for,
// a table or a diagnostic with its place comes back.
#include "fuzz.hpp"
#include "halflight/base/text.hpp"
#include "halflight/dossier/dossier.hpp"
#include "halflight/measures/evaluate.hpp"

#include <string>

using halflight::fuzz::require;
namespace measures = halflight::measures;

namespace {

void check_table(const measures::Table& table) {
    for (const measures::Row& row : table.rows) {
        require(row.values.size() == table.columns.size(), "a row has a value for each column");
        for (const measures::Value& value : row.values) {
            require(!value.bounds.empty(), "a value allows something");
            require(value.bounds.lo == value.bounds.lo && value.bounds.hi == value.bounds.hi,
                    "bounds are numbers");
            const bool gone = value.basis == measures::Basis::missing;
            require(gone == (value.missing != halflight::Missing::none),
                    "what is missing has a reason");
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    halflight::dossier::Files files = halflight::dossier::starter();
    files["measures.toml"] = halflight::fuzz::as_text(data, size);
    halflight::dossier::Dossier dossier = halflight::dossier::load(files);
    const auto report = halflight::reason::analyse(dossier.ledger, {}, {}, {});
    const measures::View view(dossier.ledger, report);
    const measures::Report result = measures::evaluate(view, dossier.measures);
    for (const measures::Table& table : result.tables) {
        check_table(table);
    }
    for (const auto& diagnostic : result.diagnostics.items()) {
        require(!diagnostic.message.empty() && !diagnostic.hint.empty(),
                "a diagnostic says what is wrong and what to do");
        require(diagnostic.place.line >= 1, "a diagnostic has a place");
        require(!halflight::first_invalid_utf8(to_text(diagnostic)), "a diagnostic is UTF-8");
    }
    return 0;
}
