// SPDX-License-Identifier: Apache-2.0
#include "flagship.hpp"

#include "halflight/io/csv.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace halflight::test {

std::string flagship_folder() {
    return std::string(HALFLIGHT_DOSSIERS) + "/dprk-russia";
}

std::vector<FlagshipFinding> build_flagship(const std::vector<std::string>& options) {
    const Shell shell;
    std::vector<std::string> arguments{"build", flagship_folder(), "--out", "edition", "--quiet"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Outcome outcome = shell(arguments);
    EXPECT_EQ(outcome.status, 1) << "the flagship has open conflicts\n" << outcome.err;
    std::vector<FlagshipFinding> findings;
    const auto edition = nlohmann::json::parse(shell.read("edition/findings.json"));
    for (const auto& item : edition.at("findings")) {
        const auto text = [&item](const char* key) {
            return item.at(key).is_null() ? std::string{} : item.at(key).get<std::string>();
        };
        findings.push_back({text("code"), text("outcome"), text("kind"), text("relation"),
                            text("message"), item.at("claims").get<std::set<std::string>>(),
                            item.at("minimal_sets").get<std::vector<std::set<std::string>>>()});
    }
    return findings;
}

std::vector<std::string> column(const std::string& csv, const std::string& name) {
    io::CsvReader reader(csv);
    std::vector<std::string> values;
    std::size_t at = 0;
    for (bool header = true; reader.next(); header = false) {
        const auto fields = reader.fields();
        if (!header) {
            values.emplace_back(fields[at].text);
            continue;
        }
        while (at < fields.size() && fields[at].text != name) {
            ++at;
        }
        if (at == fields.size()) {
            ADD_FAILURE() << "no column " << name;
            return {};
        }
    }
    return values;
}

} // namespace halflight::test
