// SPDX-License-Identifier: Apache-2.0
#include "diff_monitor.hpp"

#include "halflight/base/error.hpp"
#include "halflight/io/files.hpp"
#include "json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::edition {

namespace {

MonitorWord parse_word(const Json& json) {
    MonitorWord word;
    json.at("id").get_to(word.id);
    json.at("name").get_to(word.name);
    json.at("word").get_to(word.word);
    json.at("statements").get_to(word.statements);
    return word;
}

void add(const MonitorWord* word, std::vector<std::string>& statements) {
    if (word != nullptr) {
        statements.insert(statements.end(), word->statements.begin(), word->statements.end());
    }
}

const MonitorWord* find(const Words& words, const std::string& id) {
    const auto found = words.find(id);
    return found == words.end() ? nullptr : &found->second;
}

} // namespace

Words read_words(const std::filesystem::path& folder) {
    const std::filesystem::path file = folder / monitor_file;
    std::error_code absent;
    Words words;
    if (!std::filesystem::exists(file, absent)) {
        return words;
    }
    try {
        const Json document = Json::parse(io::read_file(file));
        for (const Json& item : document.at("words")) {
            MonitorWord word = parse_word(item);
            words.emplace(word.id, std::move(word));
        }
    } catch (const Json::exception& error) {
        throw Error(ErrorCode::parse, fmt::format("{} is damaged: {}; build the edition again",
                                                  file.string(), error.what()));
    }
    return words;
}

Words words_by_id(const std::optional<Monitor>& monitor) {
    Words words;
    for (MonitorWord& word : monitor ? words_of(*monitor) : std::vector<MonitorWord>{}) {
        words.emplace(word.id, std::move(word));
    }
    return words;
}

std::string word_of(const Words& words, const std::string& id) {
    const MonitorWord* const word = find(words, id);
    return word == nullptr ? std::string() : word->word;
}

std::vector<WordChange> moved_words(const Words& before, const Words& after) {
    Words all = after;
    all.insert(before.begin(), before.end());
    std::vector<WordChange> changes;
    for (const auto& [id, word] : all) {
        WordChange change{id, word.name, word_of(before, id), word_of(after, id), {}, {}, false};
        if (change.before != change.after) {
            add(find(before, id), change.statements);
            add(find(after, id), change.statements);
            changes.push_back(std::move(change));
        }
    }
    return changes;
}

} // namespace halflight::edition
