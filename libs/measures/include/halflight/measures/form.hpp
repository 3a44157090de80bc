// SPDX-License-Identifier: Apache-2.0
// halflight/measures/form.hpp - the ways of measuring that a dossier can declare.
#pragma once

#include "halflight/measures/declaration.hpp"
#include "halflight/measures/view.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halflight::measures {

struct ParameterInfo {
    std::string_view name;
    std::string_view meaning; ///< for documentation and messages: "series of what was delivered"
    bool required = false;
    bool list = false;
};

/// The parameters of one declaration as a form reads them. Each getter reports what is wrong at its
/// place and returns something harmless; a form that met a fault returns what it has (`failed`
/// tells), and its table is dropped.
class Arguments {
  public:
    Arguments(const View& view, const Declaration& declaration, Diagnostics& diagnostics)
        : m_view(view), m_declaration(declaration), m_diagnostics(diagnostics) {}

    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] bool failed() const noexcept { return m_failed; }
    [[nodiscard]] std::string text(std::string_view name, std::string_view fallback = {});
    [[nodiscard]] std::vector<std::string> texts(std::string_view name);
    [[nodiscard]] double number(std::string_view name, double fallback);
    [[nodiscard]] bool flag(std::string_view name, bool fallback);
    /// Two numbers [low, high], or one as a point.
    [[nodiscard]] Interval interval(std::string_view name, const Interval& fallback);
    /// A series key; nullopt where absent or faulty.
    [[nodiscard]] std::optional<ledger::SeriesIndex> series(std::string_view name);
    [[nodiscard]] std::vector<ledger::SeriesIndex> series_list(std::string_view name);
    /// "LABEL = KEY" items, or plain keys, whose label is then the key's counterpart or last code.
    [[nodiscard]] std::vector<std::pair<std::string, ledger::SeriesIndex>>
    labelled_series(std::string_view name);
    [[nodiscard]] std::optional<ledger::ClaimIndex> claim(std::string_view name);
    [[nodiscard]] std::vector<ledger::ClaimIndex> claims(std::string_view name);
    [[nodiscard]] std::optional<Period> period(std::string_view name);
    [[nodiscard]] std::vector<Period> period_list(std::string_view name);
    /// The periods to measure: "periods" where given; else the units of "frequency" (fallback: the
    /// indicator's own, else the coarsest among the cells of `series`; years where it has
    /// none) from "from" to "to" (fallbacks: where the cells of
    /// `series` begin and end).
    [[nodiscard]] std::vector<Period> periods(ledger::SeriesIndex series);
    /// A fault of the form's own, at the parameter (or at the declaration where it is absent).
    void fault(std::string_view name, std::string message, std::string hint);

  private:
    [[nodiscard]] const Item* single(std::string_view name);
    [[nodiscard]] std::vector<Item> items(std::string_view name);
    void fault_at(const Place& place, std::string message, std::string hint);
    [[nodiscard]] std::optional<ledger::SeriesIndex> series_at(const Item& item);
    [[nodiscard]] std::optional<ledger::ClaimIndex> claim_at(const Item& item);
    [[nodiscard]] std::optional<Period> period_at(const Item& item);
    [[nodiscard]] std::optional<double> number_at(const Item& item);

    const View& m_view;
    const Declaration& m_declaration;
    Diagnostics& m_diagnostics;
    bool m_failed = false;
};

/// A way of measuring. `evaluate` fills columns, rows, assumptions and notes; the caller fills the
/// rest.
struct Form {
    std::string_view name;     ///< "partner-share"
    std::string_view summary;  ///< one line
    std::string_view formula;  ///< in general terms
    std::string_view citation; ///< paper, document, or "identity" for plain arithmetic
    std::span<const ParameterInfo> parameters;
    Table (*evaluate)(const View& view, Arguments& arguments);
};

/// All forms, by name.
[[nodiscard]] std::span<const Form> forms();
[[nodiscard]] const Form* find_form(std::string_view name);

} // namespace halflight::measures
