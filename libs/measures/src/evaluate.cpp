// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/evaluate.hpp"

#include "families.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace halflight::measures {

namespace {

std::vector<Form> gather() {
    std::vector<Form> all;
    for (const auto family : {trade_forms(), mirror_forms(), labour_forms(), tourism_forms(),
                              oil_forms(), growth_forms(), aid_forms(), table_forms()}) {
        all.insert(all.end(), family.begin(), family.end());
    }
    std::ranges::sort(all, {}, &Form::name);
    return all;
}

template <class Range, class Member>
std::string suggestion(std::string_view word, const Range& known, Member member) {
    std::vector<std::string_view> names;
    for (const auto& entry : known) {
        names.push_back(entry.*member);
    }
    if (const auto near = nearest(word, names)) {
        return fmt::format("did you mean '{}'?", *near);
    }
    return fmt::format("there is {}", fmt::join(names, ", "));
}

/// One declaration on its way to a table.
class Evaluation {
  public:
    Evaluation(const View& view, const Declaration& declaration, Diagnostics& diagnostics)
        : m_view(view), m_declaration(declaration), m_diagnostics(diagnostics) {}

    std::optional<Table> run() {
        const Form* const form = find_form(m_declaration.form);
        if (form == nullptr) {
            error("M001", m_declaration.place,
                  fmt::format("measure '{}': there is no form '{}'", m_declaration.id,
                              shorten(m_declaration.form)),
                  suggestion(m_declaration.form, forms(), &Form::name));
            return std::nullopt;
        }
        if (!check_parameters(*form)) {
            return std::nullopt;
        }
        Arguments arguments(m_view, m_declaration, m_diagnostics);
        Table table = form->evaluate(m_view, arguments);
        if (arguments.failed()) {
            return std::nullopt;
        }
        table.id = m_declaration.id;
        table.form = m_declaration.form;
        table.title =
            m_declaration.title.empty() ? std::string(form->summary) : m_declaration.title;
        table.formula = form->formula;
        table.citation = form->citation;
        table.place = m_declaration.place;
        if (table.rows.empty()) {
            m_diagnostics.add({Severity::warning,
                               "M009",
                               "",
                               fmt::format("measure '{}' has no row: nothing is known in its range",
                                           m_declaration.id),
                               m_declaration.place,
                               {},
                               "check the series and the range"});
        }
        return table;
    }

  private:
    void error(std::string code, const Place& place, std::string message, std::string hint) {
        m_diagnostics.add(
            {Severity::error, std::move(code), "", std::move(message), place, {}, std::move(hint)});
    }

    bool check_parameters(const Form& form) {
        bool sound = true;
        for (const auto& [name, parameter] : m_declaration.parameters) {
            const auto info = std::ranges::find(form.parameters, name, &ParameterInfo::name);
            if (info == form.parameters.end()) {
                error("M002", parameter.place,
                      fmt::format("measure '{}': form '{}' has no parameter '{}'", m_declaration.id,
                                  form.name, name),
                      suggestion(name, form.parameters, &ParameterInfo::name));
                sound = false;
            } else if (parameter.list && !info->list) {
                error("M004", parameter.place,
                      fmt::format("measure '{}': '{}' takes one value, not a list",
                                  m_declaration.id, name),
                      "leave the brackets out");
                sound = false;
            }
        }
        for (const ParameterInfo& info : form.parameters) {
            const auto found = m_declaration.parameters.find(std::string(info.name));
            const bool given =
                found != m_declaration.parameters.end() && !found->second.items.empty();
            if (info.required && !given) {
                error("M003", m_declaration.place,
                      fmt::format("measure '{}': '{}' is missing", m_declaration.id, info.name),
                      fmt::format("add {} = ...: {}", info.name, info.meaning));
                sound = false;
            }
        }
        return sound;
    }

    const View& m_view;
    const Declaration& m_declaration;
    Diagnostics& m_diagnostics;
};

} // namespace

std::span<const Form> forms() {
    static const std::vector<Form> all = gather();
    return all;
}

const Form* find_form(std::string_view name) {
    const auto found = std::ranges::find(forms(), name, &Form::name);
    return found == forms().end() ? nullptr : &*found;
}

Report evaluate(const View& view, std::span<const Declaration> declarations) {
    Report report;
    std::set<std::string_view> ids;
    for (const Declaration& declaration : declarations) {
        if (!ids.insert(declaration.id).second) {
            report.diagnostics.add({Severity::error,
                                    "M008",
                                    "",
                                    fmt::format("measure '{}' is declared twice", declaration.id),
                                    declaration.place,
                                    {},
                                    "give one of them another id"});
            continue;
        }
        if (auto table = Evaluation(view, declaration, report.diagnostics).run()) {
            report.tables.push_back(std::move(*table));
        }
    }
    return report;
}

} // namespace halflight::measures
