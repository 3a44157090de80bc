// SPDX-License-Identifier: Apache-2.0
#include "worlds.hpp"

#include "halflight/io/files.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace halflight::edition::test {

namespace {

constexpr const char* manifest = R"(title = "Small world"
area = "PRK"
)";

constexpr const char* sources = R"([source.agency]
publisher = "Agency"
title = "Bulletin"
date = 2024-12-01
language = "en"
reliability = "B"

[source.paper]
publisher = "Paper"
title = "Article"
date = 2025-01-05
language = "en"
reliability = "C"
origin = "agency"
)";

constexpr const char* codes = R"([indicator.exports]
name = "Exports"
type = "flow"
unit = "USD"

[indicator.visits]
name = "Visits"
type = "flow"
unit = "visits"
integer = true

[dimension.purpose]
name = "Purpose"
default = "total"
  [dimension.purpose.codes.total]
  name = "All"
  parts = ["work"]
  complete = false
  [dimension.purpose.codes.work]
  name = "Work"
)";

constexpr const char* claims =
    "id,indicator,area,counterpart,dims,start,value,unit,kind,source,known_since,credibility\n"
    "JUL,exports,RUS,PRK,,2024-07,10,thousand USD,measured,agency,2024-09-01,2\n"
    "AUG,exports,RUS,PRK,,2024-08,20,thousand USD,estimate,paper,2024-10-01,3\n"
    "Q3,exports,RUS,PRK,,2024-Q3,120,thousand USD,measured,agency,2024-12-01,2\n"
    "OCT,exports,RUS,PRK,,2024-10,not_published,thousand USD,measured,agency,2024-12-01,2\n"
    "LOW,exports,RUS,PRK,,2023,10,thousand USD,measured,agency,2024-01-01,2\n"
    "HIGH,exports,RUS,PRK,,2023,20,thousand USD,measured,paper,2024-01-01,2\n"
    "OLD-A,exports,RUS,PRK,,2022,10,thousand USD,measured,agency,2023-01-01,2\n"
    "OLD-B,exports,RUS,PRK,,2022,30,thousand USD,measured,paper,2023-01-01,2\n"
    "VIS,visits,PRK,RUS,purpose=work,2024,\"1,957\",visits,measured,agency,2025-01-01,1\n";

constexpr const char* verdicts = R"([[verdict]]
claims = ["OLD-A", "OLD-B"]
verdict = "error"
by = "xy"
date = 2024-02-02
note = "a slip of the pen"
)";

} // namespace

dossier::Files small_world() {
    return small_world_with("");
}

dossier::Files small_world_with(const std::string& row) {
    return {{"dossier.toml", manifest},
            {"sources.toml", sources},
            {"codes.toml", codes},
            {"verdicts.toml", verdicts},
            {"claims/all.csv", claims + row}};
}

dossier::Dossier loaded(const dossier::Files& files) {
    dossier::Dossier dossier = dossier::load(files);
    for (const Diagnostic& diagnostic : dossier.diagnostics.items()) {
        ADD_FAILURE() << to_text(diagnostic);
    }
    return dossier;
}

Folder::Folder() {
    std::string name =
        (std::filesystem::temp_directory_path() / "halflight-edition-XXXXXX").string();
    m_path = mkdtemp(name.data());
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

void write_world(const std::filesystem::path& folder, const dossier::Files& files) {
    for (const auto& [name, bytes] : files) {
        std::filesystem::create_directories((folder / name).parent_path());
        io::write_file(folder / name, bytes);
    }
}

dossier::Files all_bytes(const std::filesystem::path& folder) {
    dossier::Files files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            files[entry.path().lexically_relative(folder).generic_string()] =
                io::read_file(entry.path());
        }
    }
    return files;
}

} // namespace halflight::edition::test
