// SPDX-License-Identifier: Apache-2.0
#include "diff_studies.hpp"

#include "halflight/dossier/studies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

namespace halflight::edition {

namespace {

using dossier::StudyRecord;
using measures::Declaration;

struct Side {
    std::vector<Declaration> declarations;
    const dossier::Files& files;

    [[nodiscard]] const Declaration* find(const std::string& id) const {
        const auto found = std::ranges::find(declarations, id, &Declaration::id);
        return found == declarations.end() ? nullptr : &*found;
    }
    [[nodiscard]] std::string text(const std::string& file) const {
        const auto found = files.find(file);
        return found == files.end() ? std::string() : found->second;
    }
    [[nodiscard]] std::optional<StudyRecord> record(const std::string& id) const {
        auto parsed = dossier::parse_study_record(text(dossier::result_file(id)));
        return parsed ? std::optional(std::move(parsed).value()) : std::nullopt;
    }
};

std::string words_of(const Declaration& declaration, const std::string& key) {
    const auto found = declaration.parameters.find(key);
    if (found == declaration.parameters.end()) {
        return "(absent)";
    }
    std::string words;
    for (const measures::Item& item : found->second.items) {
        words += (words.empty() ? "" : ", ") + item.text;
    }
    return words;
}

std::vector<std::string> details_of(const std::string& id, const Side& before, const Side& after) {
    std::vector<std::string> details;
    const Declaration* const from = before.find(id);
    const Declaration* const to = after.find(id);
    if (from == nullptr || to == nullptr) {
        return details;
    }
    std::set<std::string> keys;
    for (const Declaration* const one : {from, to}) {
        for (const auto& [key, parameter] : one->parameters) {
            keys.insert(key);
        }
    }
    for (const std::string& key : keys) {
        if (words_of(*from, key) != words_of(*to, key)) {
            details.push_back(
                fmt::format("{} {} -> {}", key, words_of(*from, key), words_of(*to, key)));
        }
    }
    const auto old = before.record(id);
    const auto fresh = after.record(id);
    for (const auto& [file, hash] : fresh ? fresh->inputs : std::map<std::string, std::string>{}) {
        const auto known = old ? old->inputs.find(file) : fresh->inputs.end();
        if (old && (known == old->inputs.end() || known->second != hash)) {
            details.push_back(file + " differs");
        }
    }
    return details;
}

} // namespace

std::vector<StudyChange> study_changes(const dossier::Files& before, const dossier::Files& after) {
    const Side from{dossier::study_declarations(before), before};
    const Side to{dossier::study_declarations(after), after};
    std::set<std::string> ids;
    for (const Side* const side : {&from, &to}) {
        for (const Declaration& declaration : side->declarations) {
            ids.insert(declaration.id);
        }
    }
    std::vector<StudyChange> changes;
    for (const std::string& id : ids) {
        StudyChange change;
        change.id = id;
        for (const std::string& file : {dossier::study_file(id), dossier::result_file(id)}) {
            if (from.text(file) != to.text(file)) {
                change.text.emplace(file, to.text(file));
            }
        }
        if (change.text.empty()) {
            continue;
        }
        change.how = from.find(id) == nullptr ? Factor::How::added
                     : to.find(id) == nullptr ? Factor::How::removed
                                              : Factor::How::changed;
        change.details = details_of(id, from, to);
        changes.push_back(std::move(change));
    }
    return changes;
}

} // namespace halflight::edition
