// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/documentation.hpp"

#include "halflight/measures/form.hpp"

#include <fmt/format.h>

namespace halflight::measures {

namespace {

constexpr std::string_view preface = R"(# Measures

What a dossier can declare in `measures.toml` ([dossier-format.md](dossier-format.md)). Every result is an interval that holds the true value
whenever its inputs do; where a form rests on an assumption besides, its values are marked `modelled` and the assumption is
printed. This page is written by the program from its own table of forms.
)";

std::string parameter_line(const ParameterInfo& info) {
    return fmt::format("| `{}` | {}{} | {} |\n", info.name, info.required ? "required" : "optional",
                       info.list ? ", list" : "", info.meaning);
}

} // namespace

std::string documentation() {
    std::string text(preface);
    for (const Form& form : forms()) {
        text += fmt::format("\n## {}\n\n{}.\n\n- Formula: {}\n- After: {}\n\n", form.name,
                            form.summary, form.formula, form.citation);
        text += "| parameter | | meaning |\n|---|---|---|\n";
        for (const ParameterInfo& info : form.parameters) {
            text += parameter_line(info);
        }
    }
    return text;
}

} // namespace halflight::measures
