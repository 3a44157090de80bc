// SPDX-License-Identifier: Apache-2.0
#include "halflight/inquiry/inquiry.hpp"

#include <fmt/format.h>

namespace halflight::inquiry {

namespace {

constexpr std::string_view preface = R"(# Designs of studies

A study is a file `studies/ID.toml` with a `design`, a `title` and the keys below; tables that it reads are CSV files beside it. What the designs do
is told in [studies.md](studies.md), how a build runs them in [dossier-format.md](dossier-format.md). This page is written by the program from its
own list.
)";

} // namespace

std::string documentation() {
    std::string text(preface);
    for (const DesignInfo& design : designs()) {
        text += fmt::format(
            "\n## {}\n\n{}.\n\n| key | | meaning; what it is where absent |\n|---|---|---|\n",
            design.name, design.summary);
        for (const measures::ParameterInfo& info : design.parameters) {
            text += fmt::format("| `{}` | {}{} | {} |\n", info.name,
                                info.required ? "required" : "optional", info.list ? ", list" : "",
                                info.meaning);
        }
    }
    return text;
}

} // namespace halflight::inquiry
