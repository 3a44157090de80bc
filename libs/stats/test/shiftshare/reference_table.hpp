// SPDX-License-Identifier: Apache-2.0
// reference_table.hpp - tables of the reference data, where they are at hand.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace halflight::stats {

using TextTable = std::map<std::string, std::vector<std::string>>;

inline std::filesystem::path reference_file(const std::string& name) {
    const char* named = std::getenv("HALFLIGHT_SHARED");
    const std::filesystem::path shared =
        named != nullptr ? std::filesystem::path(named)
                         : std::filesystem::path(HALFLIGHT_SOURCE_DIR).parent_path() / "shared";
    return shared / "reference" / "data" / name;
}

/// The lines of a text file, gzip or not; none where it is absent.
inline std::vector<std::string> lines_of(const std::string& name) {
    const std::filesystem::path path = reference_file(name);
    std::vector<std::string> lines;
    if (!std::filesystem::exists(path)) {
        return lines;
    }
    const std::string command = "gzip -dcf < '" + path.string() + "'";
    const auto close = [](std::FILE* pipe) { ::pclose(pipe); };
    const std::unique_ptr<std::FILE, decltype(close)> pipe(::popen(command.c_str(), "r"), close);
    std::string text;
    char buffer[65536];
    while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, pipe.get())) {
        text.append(buffer, got);
    }
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

inline std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> fields;
    for (std::size_t begin = 0; begin <= line.size();) {
        const std::size_t end = std::min(line.find(',', begin), line.size());
        fields.push_back(line.substr(begin, end - begin));
        begin = end + 1;
    }
    return fields;
}

inline TextTable read_table(const std::string& name) {
    TextTable made;
    const auto lines = lines_of(name);
    if (lines.empty()) {
        return made;
    }
    const auto names = fields_of(lines.front());
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto fields = fields_of(lines[i]);
        for (std::size_t c = 0; c < names.size(); ++c) {
            made[names[c]].push_back(fields.at(c));
        }
    }
    return made;
}

inline std::vector<double> numbers(const std::vector<std::string>& texts) {
    std::vector<double> made;
    for (const std::string& text : texts) {
        made.push_back(text == "TRUE" ? 1 : text == "FALSE" ? 0 : std::stod(text));
    }
    return made;
}

} // namespace halflight::stats
