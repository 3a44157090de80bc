// SPDX-License-Identifier: Apache-2.0
// A small sound dossier for the tests to spoil.
#pragma once

#include "halflight/dossier/dossier.hpp"

#include <string>
#include <string_view>

namespace halflight::dossier::test {

inline constexpr std::string_view header =
    "id,indicator,area,counterpart,dims,start,end,low,value,high,unit,kind,source,known_since\n";

/// Sound files; the claims are the header alone.
inline Files world() {
    return {{"dossier.toml", "title = \"Test\"\narea = \"PRK\"\n"},
            {"sources.toml",
             "[source.customs]\npublisher = \"P\"\ntitle = \"T\"\n"
             "[source.agency]\npublisher = \"P\"\ntitle = \"T\"\norigin = \"customs\"\n"},
            {"codes.toml", R"([indicator."trade.turnover"]
type = "flow"
unit = "USD"
[indicator.entries]
type = "flow"
unit = "persons"
integer = true
[indicator.oil]
type = "flow"
units = ["bbl", "t"]
[indicator.growth]
type = "rate"
unit = "percent"
[indicator.opened]
type = "date"
[dimension.purpose]
default = "total"
[dimension.purpose.codes.total]
parts = ["study", "work"]
complete = true
[dimension.purpose.codes.study]
[dimension.purpose.codes.work]
[area.CHN_RUS]
parts = ["CHN", "RUS"]
)"},
            {"claims/a.csv", std::string(header)}};
}

/// The world with one file replaced; rows of a CSV that begins with no header get the usual one.
inline Files world_with(const std::string& name, std::string_view text) {
    Files files = world();
    const bool rows = name.ends_with(".csv") && text.starts_with("A,");
    files[name] = rows ? std::string(header) + std::string(text) : std::string(text);
    return files;
}

inline std::string diagnostics_of(const Dossier& dossier) {
    std::string all;
    for (const Diagnostic& diagnostic : dossier.diagnostics.items()) {
        all += to_text(diagnostic);
    }
    return all;
}

inline std::string diagnostics_of(const Files& files) {
    return diagnostics_of(load(files));
}

} // namespace halflight::dossier::test
