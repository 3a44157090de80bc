// SPDX-License-Identifier: Apache-2.0
// A made dossier of text for studies: counties, enterprises, mentions, visits, and their panels.
#pragma once

#include "halflight/dossier/dossier.hpp"
#include "halflight/inquiry/inquiry.hpp"

#include <string>

namespace halflight::inquiry::made {

inline constexpr int counties = 24;

/// Texts of a dossier with panels "county" (24 places) and "enterprise" (72) of the months of 2019
/// to 2023, and tables in studies/. Light of what is heavy rises by 2 from 2022 on.
[[nodiscard]] dossier::Files files();

/// The same with one study.
[[nodiscard]] dossier::Files with(const std::string& id, const std::string& toml,
                                  dossier::Files files = made::files());

[[nodiscard]] std::string county_study();
[[nodiscard]] std::string enterprise_study();
[[nodiscard]] std::string visits_study();

/// Runs the only study of the text.
[[nodiscard]] dossier::StudyRecord run(const dossier::Files& files, const std::string& id,
                                       int jobs = 1);
[[nodiscard]] const measures::Table& table(const dossier::StudyRecord& record,
                                           const std::string& id);
/// The value of a column in the row with a label (and period).
[[nodiscard]] const measures::Value& value(const measures::Table& table, const std::string& label,
                                           const std::string& column,
                                           const std::string& period = "");
/// Texts of all faults in one.
[[nodiscard]] std::string faults(const dossier::StudyRecord& record);

} // namespace halflight::inquiry::made
