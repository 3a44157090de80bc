// SPDX-License-Identifier: Apache-2.0
// The parameters of one study as its design reads them.
#pragma once

#include "halflight/dossier/studies.hpp"
#include "halflight/inquiry/inquiry.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::inquiry {

/// What ends a study: its faults, all at once.
struct Faults {
    std::vector<dossier::StudyRemark> list;
};

/// Getters note what is wrong and give something harmless; `require_sound` throws the Faults.
class Asked {
  public:
    explicit Asked(const measures::Declaration& declaration) : m_declaration(declaration) {}

    [[nodiscard]] const measures::Declaration& declaration() const noexcept {
        return m_declaration;
    }
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::string text(std::string_view name, std::string_view fallback = {});
    [[nodiscard]] std::vector<std::string> texts(std::string_view name);
    [[nodiscard]] double number(std::string_view name, double fallback, double low, double high);
    [[nodiscard]] std::size_t natural(std::string_view name, std::size_t fallback,
                                      std::size_t most);
    [[nodiscard]] bool flag(std::string_view name, bool fallback);
    /// Index in `words`; 0 where absent.
    [[nodiscard]] std::size_t word(std::string_view name, std::span<const std::string_view> words);
    [[nodiscard]] std::optional<Period> period(std::string_view name);
    [[nodiscard]] Period required_period(std::string_view name);
    [[nodiscard]] Frequency frequency(std::string_view name, Frequency fallback);
    [[nodiscard]] std::optional<Date> date(std::string_view name);
    /// "marker.treaty.event" with the prefix "marker": the names between the dots, in order.
    [[nodiscard]] std::vector<std::string> tables(std::string_view prefix) const;

    void fault(std::string_view name, std::string message, std::string hint);
    /// Keys that the design does not know, and required ones that are absent.
    void check_keys(const DesignInfo& design);
    void require_sound() const;

  private:
    [[nodiscard]] const measures::Item* single(std::string_view name);

    const measures::Declaration& m_declaration;
    Faults m_faults;
};

} // namespace halflight::inquiry
