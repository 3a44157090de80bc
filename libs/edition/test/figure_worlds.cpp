// SPDX-License-Identifier: Apache-2.0
#include "figure_worlds.hpp"

#include <gtest/gtest.h>

namespace halflight::edition::test {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* measures = R"([[measure]]
id = "months"
form = "series"
title = "Exports by month"
series = ["exports = exports:RUS:PRK"]
names = ["Exports"]
frequency = "M"
from = "2024-07"
to = "2024-12"

[[measure]]
id = "years"
form = "series"
title = "Exports by year"
series = ["exports = exports:RUS:PRK"]
names = ["Exports"]
frequency = "A"
from = "2022"
to = "2023"

[[measure]]
id = "visits"
form = "series"
title = "Visits"
series = ["work = visits:PRK:RUS:purpose=work", "total = visits:PRK:RUS"]
names = ["Work", "All"]
frequency = "A"
from = "2023"
to = "2025"

[[measure]]
id = "path"
form = "cap-path"
title = "Exports against a cap"
delivered = ["PRK = exports:RUS:PRK"]
names = ["Exports"]
cap = "CAP"
periods = [2024]

[[measure]]
id = "empty"
form = "series"
title = "Nothing"
series = ["exports = exports:RUS:PRK"]
frequency = "M"
from = "1999-01"
to = "1999-02"
)";

constexpr const char* events = "id,start,end,label,kind,source,note\n"
                               "one,2024-08-01,,a visit of some length,visit,agency,\n"
                               "two,2024-08-09,,another visit,visit,agency,\n"
                               "three,2024-12,,a treaty at the end,treaty,paper,said so\n";

void gather(const Json& node, std::vector<Json>& out) {
    if (node.is_object() && node.contains("data") && node["data"].contains("values")) {
        for (const Json& value : node["data"]["values"]) {
            out.push_back(value);
        }
    }
    for (const char* const list : {"layer", "vconcat"}) {
        if (node.contains(list)) {
            for (const Json& part : node[list]) {
                gather(part, out);
            }
        }
    }
}

} // namespace

dossier::Files figure_world(const std::string& figures) {
    dossier::Files files = small_world_with(
        "SEP,exports,RUS,PRK,,2024-09,not_published,thousand USD,measured,agency,2024-12-01,2\n"
        "MORE,visits,PRK,RUS,,2024,>=2500,visits,measured,agency,2025-01-01,1\n"
        "SOME,visits,PRK,RUS,,2023,suppressed,visits,measured,agency,2025-01-01,1\n"
        "LATE,visits,PRK,RUS,,2025,late,visits,measured,agency,2025-01-01,1\n"
        "AIM,exports,RUS,PRK,,2023,=1,million USD,target,agency,2022-01-01,1\n"
        "CAP,exports,RUS,PRK,,2024,=1,million USD,cap,agency,2022-01-01,1\n");
    files["measures.toml"] = measures;
    files["events.csv"] = events;
    files["figures.toml"] = figures;
    return files;
}

std::string figure(const std::string& form, const std::string& parameters) {
    return "[[figure]]\nid = \"f\"\nform = \"" + form + "\"\ntitle = \"A title\"\n" + parameters +
           "\n";
}

std::string meter_figure(const std::string& reported) {
    return figure("meter", "cumulated = [\"path/cumulated\"]\ndelivered = [\"path/delivered\"]\n"
                           "reported = " +
                               reported + "\nreports = [\"path/reports\"]\ncap = \"CAP\"");
}

Figures drawn(const dossier::Files& files) {
    Publication publication = publish(loaded(files), {});
    for (const Diagnostic& problem : publication.problems.items()) {
        ADD_FAILURE() << to_text(problem);
    }
    const NumberBook book(publication, {});
    return draw(publication, book);
}

Figure only(const dossier::Files& files) {
    Figures figures = drawn(files);
    for (const Diagnostic& problem : figures.diagnostics.items()) {
        ADD_FAILURE() << to_text(problem);
    }
    EXPECT_EQ(figures.figures.size(), 1U);
    return figures.figures.empty() ? Figure{} : figures.figures.front();
}

Json spec_of(const Figure& figure) {
    return Json::parse(figure.vega_lite);
}

std::vector<Json> data_of(const Json& spec) {
    std::vector<Json> out;
    gather(spec, out);
    return out;
}

std::vector<Json> with(const Json& spec, const std::string& field, const std::string& value) {
    std::vector<Json> out;
    for (Json& datum : data_of(spec)) {
        if (datum.contains(field) && (value.empty() || datum[field] == value)) {
            out.push_back(std::move(datum));
        }
    }
    return out;
}

} // namespace halflight::edition::test
