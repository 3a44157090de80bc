// SPDX-License-Identifier: Apache-2.0
// The steps of a build. A step whose inputs are those recorded in the old edition, and whose files
// are intact there, is not run: its files are taken over.
#pragma once

#include "halflight/io/files.hpp"
#include "manifest.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace halflight::edition {

/// The edition that is at the place now. Stays readable when another build replaces it meanwhile.
class OldEdition {
  public:
    /// None where there is no edition of this layout, or its manifest is damaged.
    [[nodiscard]] static std::optional<OldEdition> open(const std::filesystem::path& place,
                                                        int jobs);

    [[nodiscard]] const EditionManifest& manifest() const noexcept { return m_manifest; }
    [[nodiscard]] const StepRecord* find(const std::string& step) const;
    /// Whether every file of the list is there with its hash.
    [[nodiscard]] bool is_intact(std::span<const std::string> files) const;
    [[nodiscard]] bool is_intact() const noexcept { return m_damaged.empty(); }
    [[nodiscard]] std::filesystem::path path(const std::string& file) const {
        return m_directory.path() / file;
    }
    /// The bytes of a file; empty where it is not intact.
    [[nodiscard]] std::string read(const std::string& file) const;

  private:
    OldEdition(io::PinnedDirectory directory, EditionManifest manifest);

    io::PinnedDirectory m_directory;
    EditionManifest m_manifest;
    std::map<std::string, std::size_t, std::less<>> m_steps; ///< to their place in the manifest
    std::set<std::string, std::less<>> m_damaged;
};

using Inputs = std::map<std::string, std::string>;  ///< name to SHA-256
using Outputs = std::map<std::string, std::string>; ///< path to bytes

struct Step {
    std::string name;
    Inputs inputs;
    std::function<Outputs()> make; ///< called from any thread; empty for one of `run_together`
};

/// Why a step runs.
struct Cause {
    enum class What {
        no_edition,
        other_program,
        not_in_plan,
        input_changed,
        input_new,
        input_gone,
        output_damaged,
        needed
    };
    What what;
    std::string name; ///< of the input or output
};

struct StepState {
    StepRecord record;
    bool ran = false;
    std::vector<Cause> causes;
};

/// Runs steps and keeps account of them. Files go below one folder, which nobody reads yet.
class Plan {
  public:
    /// `old` may be null. Steps of one that another program made are not taken over.
    Plan(std::filesystem::path root, const OldEdition* old, bool same_program, int jobs);

    /// Runs those steps that must run, from several threads, and takes over the files of the
    /// others.
    void run(std::vector<Step> steps);
    /// The same for steps that are cheaper in one go: `make` gets those that must run, by index,
    /// and gives their files in that order.
    void
    run_together(std::vector<Step> steps,
                 const std::function<std::vector<Outputs>(std::span<const std::size_t>)>& make);
    /// Those of the steps that must run, by index.
    [[nodiscard]] std::vector<std::size_t> due(std::span<const Step> steps) const;
    /// A step without files whose values live in memory: it runs whenever anything does.
    void note_run(std::string name, Inputs inputs);

    /// SHA-256 of a file made or taken over. It must be there.
    [[nodiscard]] const std::string& hash(const std::string& file) const {
        return m_files.at(file);
    }
    [[nodiscard]] std::string read(const std::string& file) const;
    [[nodiscard]] const std::map<std::string, std::string>& files() const noexcept {
        return m_files;
    }
    [[nodiscard]] const std::vector<StepState>& steps() const noexcept { return m_steps; }
    [[nodiscard]] int jobs() const noexcept { return m_jobs; }

  private:
    [[nodiscard]] std::vector<Cause> causes_of(const Step& step) const;
    [[nodiscard]] bool take_over(const StepRecord& old, StepState& state,
                                 std::map<std::string, std::string>& hashes) const;
    void write(const Outputs& outputs, StepState& state,
               std::map<std::string, std::string>& hashes) const;
    void make_folders(const std::string& file) const;

    std::filesystem::path m_root;
    const OldEdition* m_old;
    bool m_same_program;
    int m_jobs;
    std::vector<StepState> m_steps;
    std::map<std::string, std::string> m_files;
};

} // namespace halflight::edition
