// SPDX-License-Identifier: Apache-2.0
#include "plan_why.hpp"

#include "json.hpp"
#include "text_blocks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace halflight::edition {

namespace {

constexpr std::size_t most_named = 3;

/// "A, B, C and 4 more".
std::string few(const std::vector<std::string>& ids) {
    const std::size_t shown = std::min(ids.size(), most_named);
    const std::vector<std::string> first(ids.begin(),
                                         ids.begin() + static_cast<std::ptrdiff_t>(shown));
    return ids.size() == shown
               ? fmt::format("{}", fmt::join(first, ", "))
               : fmt::format("{} and {} more", fmt::join(first, ", "), ids.size() - shown);
}

std::string in_words(const std::string& file, const PieceChanges& changes) {
    std::vector<std::string> parts;
    if (!changes.changed.empty()) {
        parts.push_back(few(changes.changed) + " changed");
    }
    if (!changes.added.empty()) {
        parts.push_back(few(changes.added) + " new");
    }
    if (!changes.removed.empty()) {
        parts.push_back(few(changes.removed) + " gone");
    }
    return parts.empty() ? file + ": only white space, comments or order changed"
                         : fmt::format("{}: {}", file, fmt::join(parts, "; "));
}

/// Ids of numbers whose entries differ.
std::vector<std::string> changed_numbers(const std::string& before, const std::string& after) {
    const auto entries = [](const std::string& text) {
        std::map<std::string, Json> out;
        Json document = Json::parse(text, nullptr, false);
        if (document.is_object() && document.contains("numbers")) {
            for (Json& number : document["numbers"]) {
                std::string id = number.value("id", "");
                out.emplace(std::move(id), std::move(number));
            }
        }
        return out;
    };
    const auto old_entries = entries(before);
    const auto new_entries = entries(after);
    std::vector<std::string> ids;
    for (const auto& [id, entry] : new_entries) {
        const auto found = old_entries.find(id);
        if (found == old_entries.end() || found->second != entry) {
            ids.push_back(id);
        }
    }
    for (const auto& [id, entry] : old_entries) {
        if (!new_entries.contains(id)) {
            ids.push_back(id);
        }
    }
    return ids;
}

/// Periods or numbers whose rows differ between two tables.
std::vector<std::string> changed_rows(const std::string& before, const std::string& after) {
    const auto rows = [](const std::string& text) {
        std::map<std::string, std::map<std::string, std::string>> out;
        for (TextPiece& row : csv_rows(text)) {
            for (const char* name : {"number_id", "time_period", "key"}) {
                if (const auto found = row.fields.find(name); found != row.fields.end()) {
                    row.id = found->second;
                    break;
                }
            }
            out.emplace(row.id, std::move(row.fields));
        }
        return out;
    };
    const auto old_rows = rows(before);
    const auto new_rows = rows(after);
    std::vector<std::string> ids;
    for (const auto& [id, fields] : new_rows) {
        const auto found = old_rows.find(id);
        if (found == old_rows.end() || found->second != fields) {
            ids.push_back(id);
        }
    }
    for (const auto& [id, fields] : old_rows) {
        if (!new_rows.contains(id)) {
            ids.push_back(id);
        }
    }
    return ids;
}

class Words {
  public:
    Words(const Plan& plan, const OldEdition* old) : m_plan(plan), m_old(old) {}

    std::string of(const StepState& state, const Cause& cause) {
        switch (cause.what) {
        case Cause::What::no_edition:
            return "no edition there";
        case Cause::What::other_program:
            return other_program();
        case Cause::What::not_in_plan:
            return "new";
        case Cause::What::input_new:
            return cause.name + " new";
        case Cause::What::input_gone:
            return cause.name + " gone";
        case Cause::What::output_damaged:
            return cause.name + " is damaged or missing";
        case Cause::What::needed:
            return "its values are needed";
        default:
            return changed(state, cause.name);
        }
    }

  private:
    [[nodiscard]] std::string other_program() const {
        return fmt::format("made by another build of the program ({})",
                           m_old->manifest().inputs.version);
    }

    std::string changed(const StepState& state, const std::string& input) {
        const bool by_rows = input == "rows" || input == "values";
        if (by_rows && !state.record.outputs.empty()) {
            const std::string& file = state.record.outputs.front();
            if (file == "numbers.json") {
                return of_file(file);
            }
            const auto ids = changed_rows(m_old->read(file), m_plan.read(file));
            return ids.empty() ? "columns changed"
                               : fmt::format("{} changed: {} ({})", input, ids.size(), few(ids));
        }
        return of_file(input);
    }

    /// What changed in a file of the edition, worked out once.
    const std::string& of_file(const std::string& file) {
        const auto [found, fresh] = m_known.emplace(file, "");
        if (fresh) {
            found->second = compare(file);
        }
        return found->second;
    }

    [[nodiscard]] std::string compare(const std::string& file) const {
        if (file == "numbers.json" && m_plan.files().contains(file)) {
            const auto ids = changed_numbers(m_old->read(file), m_plan.read(file));
            return ids.empty() ? "numbers changed"
                               : fmt::format("numbers changed: {} ({})", ids.size(), few(ids));
        }
        const std::string text = "dossier/" + file;
        const std::string before = m_old->read(text);
        const bool in_pieces = file.ends_with(".csv") || file.ends_with(".toml");
        if (in_pieces && m_plan.files().contains(text) && !before.empty()) {
            return in_words(file, compare_pieces(file, before, m_plan.read(text)));
        }
        return file + " changed";
    }

    const Plan& m_plan;
    const OldEdition* m_old;
    std::map<std::string, std::string> m_known;
};

} // namespace

std::vector<StepReport> explain_plan(const Plan& plan, const OldEdition* old) {
    Words words(plan, old);
    std::vector<StepReport> reports;
    for (const StepState& state : plan.steps()) {
        StepReport report{state.record.name, state.ran, {}};
        for (const Cause& cause : state.causes) {
            report.reasons.push_back(words.of(state, cause));
        }
        reports.push_back(std::move(report));
    }
    return reports;
}

std::vector<StepReport> all_kept(const EditionManifest& manifest) {
    std::vector<StepReport> reports;
    for (const StepRecord& step : manifest.steps) {
        reports.push_back({step.name, false, {}});
    }
    return reports;
}

std::string why_text(const BuildReport& report) {
    std::string text;
    std::size_t ran = 0;
    for (const StepReport& step : report.steps) {
        ran += step.ran ? 1 : 0;
        text += step.ran ? fmt::format("run  {}: {}\n", step.name, fmt::join(step.reasons, "; "))
                         : fmt::format("keep {}\n", step.name);
    }
    return text + fmt::format("{} steps: {} run, {} kept\n", report.steps.size(), ran,
                              report.steps.size() - ran);
}

} // namespace halflight::edition
