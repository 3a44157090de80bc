// SPDX-License-Identifier: Apache-2.0
// halflight/inquiry/inquiry.hpp - the studies that a dossier declares: from text to results as
// text.
#pragma once

#include "halflight/dossier/studies.hpp"
#include "halflight/measures/form.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::inquiry {

/// A kind of study that a dossier can declare.
struct DesignInfo {
    std::string_view name;    ///< "county"
    std::string_view summary; ///< one line
    std::span<const measures::ParameterInfo> parameters;
};

/// All designs, by name.
[[nodiscard]] std::span<const DesignInfo> designs();

/// Designs and their parameters in Markdown, as docs/study-designs.md has them.
[[nodiscard]] std::string documentation();

/// The studies of one text. Panels of night lights stand in it as rows (panels/NAME.csv). Nothing
/// outside the text is read. Tables and panels that several studies share are read once.
class Inquiry {
  public:
    /// `files` must live as long as this does.
    explicit Inquiry(const dossier::Files& files);
    Inquiry(Inquiry&&) noexcept;
    Inquiry& operator=(Inquiry&&) noexcept;
    ~Inquiry();

    /// Those whose files read, by id.
    [[nodiscard]] const std::vector<measures::Declaration>& declarations() const noexcept;

    /// Hash of all that decides the result: the declaration, every file that it reads, the version
    /// of the program. Never fails: what is not there has a hash as well.
    [[nodiscard]] std::string key(const measures::Declaration& declaration);

    /// Runs one study on `jobs` threads; bytes of the record do not depend on their number. What
    /// cannot be run (faults of parameters and tables, a design that refuses) gives a record with
    /// the reasons. Studies with the same inputs give the same bytes whatever else was run before.
    [[nodiscard]] dossier::StudyRecord run(const measures::Declaration& declaration, int jobs);

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace halflight::inquiry
