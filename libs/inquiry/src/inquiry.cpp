// SPDX-License-Identifier: Apache-2.0
#include "halflight/inquiry/inquiry.hpp"

#include "design.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/hash.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halflight::inquiry {

namespace {

using dossier::StudyRecord;
using dossier::StudyRemark;
using measures::Declaration;

std::span<const Design* const> all_designs() {
    static const std::array<const Design*, 6> designs = {
        &county_design(),       &curve_design(),   &enterprise_design(),
        &growth_check_design(), &nowcast_design(), &turning_point_design()};
    return designs;
}

Faults unknown_design(const std::string& name) {
    std::vector<std::string_view> names;
    for (const Design* design : all_designs()) {
        names.push_back(design->info.name);
    }
    const auto near = nearest(name, names);
    std::string hint = "there is";
    for (const std::string_view known : names) {
        hint += fmt::format("{} {}", known == names.front() ? "" : ",", known);
    }
    return {{{"", fmt::format("there is no design '{}'", shorten(name)),
              near ? fmt::format("did you mean '{}'?", *near) : hint, "design"}}};
}

void mark_synthetic(std::vector<measures::Table>& tables) {
    for (measures::Table& table : tables) {
        for (measures::Row& row : table.rows) {
            for (measures::Value& value : row.values) {
                value.synthetic = true;
            }
        }
    }
}

/// Keys that every design has.
void note_common(Asked& asked, Findings& findings) {
    for (const std::string& source : asked.texts("sources")) {
        findings.sources.insert(source);
    }
    if (const auto day = asked.date("known-since")) {
        findings.known_since = std::max(findings.known_since, day);
    }
}

} // namespace

void Findings::note(const PanelText& panel) {
    if (!panel.source.empty()) {
        sources.insert(panel.source);
    }
    known_since = std::max(known_since, panel.known_since);
    synthetic = synthetic || panel.synthetic;
}

const Design* find_design(std::string_view name) {
    const auto found = std::ranges::find_if(
        all_designs(), [name](const Design* design) { return design->info.name == name; });
    return found == all_designs().end() ? nullptr : *found;
}

std::uint64_t seed_of(Asked& asked, const Desk& desk) {
    constexpr std::size_t most = std::size_t{1} << 53U;
    return asked.has("seed") ? asked.natural("seed", 0, most) : desk.seed();
}

std::span<const DesignInfo> designs() {
    static const std::vector<DesignInfo> infos = [] {
        std::vector<DesignInfo> list;
        for (const Design* design : all_designs()) {
            list.push_back(design->info);
        }
        return list;
    }();
    return infos;
}

struct Inquiry::State {
    explicit State(const dossier::Files& files) : desk(files) {}
    Desk desk;
};

Inquiry::Inquiry(const dossier::Files& files) : m_state(std::make_unique<State>(files)) {}
Inquiry::Inquiry(Inquiry&&) noexcept = default;
Inquiry& Inquiry::operator=(Inquiry&&) noexcept = default;
Inquiry::~Inquiry() = default;

const std::vector<Declaration>& Inquiry::declarations() const noexcept {
    return m_state->desk.declarations();
}

std::string Inquiry::key(const Declaration& declaration) {
    constexpr int format = 1; // of records and tables
    std::string text =
        fmt::format("{} {}\n{}", format, HALFLIGHT_VERSION, dossier::canonical(declaration));
    text += declaration.title;
    for (const std::string& file : files_of(declaration, m_state->desk)) {
        text += fmt::format("\n{} {}", m_state->desk.hash(file), file);
    }
    return sha256(text);
}

StudyRecord Inquiry::run(const Declaration& declaration, int jobs) {
    Desk& desk = m_state->desk;
    StudyRecord record;
    record.declaration = dossier::canonical(declaration);
    Asked asked(declaration);
    try {
        const Design* const design = find_design(declaration.form);
        if (design == nullptr) {
            throw unknown_design(declaration.form);
        }
        asked.check_keys(design->info);
        asked.require_sound();
        record.seed = seed_of(asked, desk);
        Findings findings = design->run(asked, desk, jobs);
        note_common(asked, findings);
        asked.require_sound();
        record.synthetic = findings.synthetic || desk.synthetic();
        record.sources.assign(findings.sources.begin(), findings.sources.end());
        record.known_since = findings.known_since;
        record.tables = std::move(findings.tables);
        for (const stats::Warning& warning : findings.warnings) {
            StudyRemark remark{warning.code, warning.text, "", ""};
            if (std::ranges::find(record.warnings, remark) == record.warnings.end()) {
                record.warnings.push_back(std::move(remark));
            }
        }
        if (record.synthetic) {
            mark_synthetic(record.tables);
        }
        for (const std::string& file : files_of(declaration, desk)) {
            record.inputs.emplace(file, desk.hash(file));
        }
    } catch (const Faults& faults) {
        record.faults = faults.list;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::refused) {
            throw;
        }
        record.faults = {{"", error.what(), "mend the study or its data", ""}};
    }
    return record;
}

} // namespace halflight::inquiry
