// SPDX-License-Identifier: Apache-2.0
#include "plan.hpp"

#include "halflight/base/hash.hpp"
#include "halflight/base/parallel.hpp"

#include <algorithm>

namespace halflight::edition {

namespace fs = std::filesystem;

namespace {

bool has_hash(const fs::path& path, const std::string& hash) {
    try {
        return sha256(io::read_file(path)) == hash;
    } catch (const Error&) {
        return false;
    }
}

/// SQLite writes into its files, which must not reach another edition through a link.
bool may_link(const std::string& file) {
    return !file.ends_with(".sqlite");
}

} // namespace

OldEdition::OldEdition(io::PinnedDirectory directory, EditionManifest manifest)
    : m_directory(std::move(directory)), m_manifest(std::move(manifest)) {
    for (std::size_t i = 0; i < m_manifest.steps.size(); ++i) {
        m_steps.emplace(m_manifest.steps[i].name, i);
    }
}

std::optional<OldEdition> OldEdition::open(const fs::path& place, int jobs) {
    std::error_code absent;
    if (!fs::is_regular_file(place / manifest_name, absent)) {
        return std::nullopt;
    }
    try {
        io::PinnedDirectory directory(place);
        EditionManifest manifest = parse_manifest(io::read_file(directory.path() / manifest_name));
        OldEdition old(std::move(directory), std::move(manifest));
        const std::vector<std::pair<std::string, std::string>> files(old.m_manifest.files.begin(),
                                                                     old.m_manifest.files.end());
        std::vector<char> sound(files.size());
        for_each_index(files.size(), jobs, [&](std::size_t i) {
            sound[i] = has_hash(old.path(files[i].first), files[i].second) ? 1 : 0;
        });
        for (std::size_t i = 0; i < files.size(); ++i) {
            if (sound[i] == 0) {
                old.m_damaged.insert(files[i].first);
            }
        }
        return old;
    } catch (const Error&) { // a damaged edition is built again from nothing
        return std::nullopt;
    }
}

const StepRecord* OldEdition::find(const std::string& step) const {
    const auto found = m_steps.find(step);
    return found == m_steps.end() ? nullptr : &m_manifest.steps[found->second];
}

bool OldEdition::is_intact(std::span<const std::string> files) const {
    return std::ranges::all_of(files, [this](const std::string& file) {
        return m_manifest.files.contains(file) && !m_damaged.contains(file);
    });
}

std::string OldEdition::read(const std::string& file) const {
    const std::string files[] = {file};
    try {
        return is_intact(files) ? io::read_file(path(file)) : std::string();
    } catch (const Error&) {
        return {};
    }
}

Plan::Plan(fs::path root, const OldEdition* old, bool same_program, int jobs)
    : m_root(std::move(root)), m_old(old), m_same_program(same_program), m_jobs(jobs) {}

std::vector<Cause> Plan::causes_of(const Step& step) const {
    if (m_old == nullptr || !m_same_program) {
        return {{m_old == nullptr ? Cause::What::no_edition : Cause::What::other_program, ""}};
    }
    const StepRecord* old = m_old->find(step.name);
    if (old == nullptr) {
        return {{Cause::What::not_in_plan, ""}};
    }
    std::vector<Cause> causes;
    for (const auto& [name, hash] : step.inputs) {
        const auto before = old->inputs.find(name);
        if (before == old->inputs.end()) {
            causes.push_back({Cause::What::input_new, name});
        } else if (before->second != hash) {
            causes.push_back({Cause::What::input_changed, name});
        }
    }
    for (const auto& [name, hash] : old->inputs) {
        if (!step.inputs.contains(name)) {
            causes.push_back({Cause::What::input_gone, name});
        }
    }
    for (const std::string& file : old->outputs) {
        if (!m_old->is_intact({&file, 1})) {
            causes.push_back({Cause::What::output_damaged, file});
        }
    }
    return causes;
}

void Plan::make_folders(const std::string& file) const {
    fs::create_directories((m_root / file).parent_path());
}

bool Plan::take_over(const StepRecord& old, StepState& state,
                     std::map<std::string, std::string>& hashes) const {
    try {
        for (const std::string& file : old.outputs) {
            make_folders(file);
            if (may_link(file)) {
                io::link_or_copy_file(m_old->path(file), m_root / file);
            } else {
                io::write_new_file(m_root / file, io::read_file(m_old->path(file)));
            }
        }
    } catch (const Error&) { // another build has replaced and removed the old edition meanwhile
        for (const std::string& file : old.outputs) {
            std::error_code absent;
            fs::remove(m_root / file, absent);
        }
        return false;
    }
    for (const std::string& file : old.outputs) {
        hashes.emplace(file, m_old->manifest().files.at(file));
    }
    state.record.outputs = old.outputs;
    return true;
}

void Plan::write(const Outputs& outputs, StepState& state,
                 std::map<std::string, std::string>& hashes) const {
    for (const auto& [file, bytes] : outputs) {
        make_folders(file);
        io::write_new_file(m_root / file, bytes);
        hashes.emplace(file, sha256(bytes));
        state.record.outputs.push_back(file);
    }
    state.ran = true;
}

void Plan::run(std::vector<Step> steps) {
    std::vector<StepState> states(steps.size());
    std::vector<std::map<std::string, std::string>> hashes(steps.size());
    for_each_index(steps.size(), m_jobs, [&](std::size_t i) {
        Step& step = steps[i];
        states[i].causes = causes_of(step);
        states[i].record.name = step.name;
        if (states[i].causes.empty() && take_over(*m_old->find(step.name), states[i], hashes[i])) {
            states[i].record.inputs = std::move(step.inputs);
            return;
        }
        states[i].record.inputs = std::move(step.inputs);
        write(step.make(), states[i], hashes[i]);
    });
    for (std::size_t i = 0; i < states.size(); ++i) {
        m_files.merge(hashes[i]);
        m_steps.push_back(std::move(states[i]));
    }
}

std::vector<std::size_t> Plan::due(std::span<const Step> steps) const {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (!causes_of(steps[i]).empty()) {
            result.push_back(i);
        }
    }
    return result;
}

void Plan::run_together(
    std::vector<Step> steps,
    const std::function<std::vector<Outputs>(std::span<const std::size_t>)>& make) {
    const std::vector<std::size_t> indices = due(steps);
    std::vector<Outputs> made = indices.empty() ? std::vector<Outputs>{} : make(indices);
    for (std::size_t i = 0; i < indices.size(); ++i) {
        steps[indices[i]].make = [&made, i] { return std::move(made.at(i)); };
    }
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (!steps[i].make) { // only where taking over fails
            steps[i].make = [&make, i] { return std::move(make({&i, 1}).front()); };
        }
    }
    run(std::move(steps));
}

void Plan::note_run(std::string name, Inputs inputs) {
    StepState state;
    state.causes = causes_of({name, inputs, {}});
    if (state.causes.empty()) {
        state.causes.push_back({Cause::What::needed, ""});
    }
    state.record = {std::move(name), std::move(inputs), {}};
    state.ran = true;
    m_steps.push_back(std::move(state));
}

std::string Plan::read(const std::string& file) const {
    return io::read_file(m_root / file);
}

} // namespace halflight::edition
