// SPDX-License-Identifier: Apache-2.0
// Another study, asked in every defensible way.
#include "design.hpp"
#include "halflight/base/text.hpp"
#include "halflight/dossier/lights.hpp"
#include "halflight/studies/specification_curve.hpp"
#include "tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::inquiry {
namespace {

constexpr std::array<measures::ParameterInfo, 6> parameters = {{
    {"of", "id of the study that is varied", true, false},
    {"choice.*", "a key of that study, with the values to try; \"a+b\" for a list of two", false,
     true},
    {"level", "of significance; 0.95", false, false},
    {"sources", "of what is not in the other study", false, true},
    {"known-since", "day on which those were known", false, false},
    {"caution", "what a reader should beware of", false, false},
}};

/// The study with one option of each choice in the place of its own keys.
measures::Declaration varied(const measures::Declaration& base,
                             const std::vector<studies::Choice>& choices,
                             std::span<const std::size_t> options) {
    measures::Declaration out = base;
    for (std::size_t c = 0; c < choices.size(); ++c) {
        measures::Parameter parameter;
        const std::string& text = choices[c].options[options[c]];
        for (const std::string_view item : split(text, '+')) {
            parameter.items.push_back({std::string(item), {}});
        }
        parameter.list = parameter.items.size() > 1;
        out.parameters.insert_or_assign(choices[c].name, std::move(parameter));
    }
    return out;
}

struct Question {
    const measures::Declaration* base = nullptr;
    const Design* design = nullptr;
    std::vector<studies::Choice> choices;
};

void read_choices(Asked& asked, Question& question) {
    for (const auto& [name, parameter] : asked.declaration().parameters) {
        constexpr std::string_view prefix = "choice.";
        if (!name.starts_with(prefix)) {
            continue;
        }
        studies::Choice choice;
        choice.name = name.substr(prefix.size());
        for (const measures::Item& item : parameter.items) {
            choice.options.push_back(item.text);
        }
        const bool known =
            std::ranges::any_of(question.design->info.parameters,
                                [&](const auto& info) { return info.name == choice.name; });
        if (!known) {
            asked.fault(name,
                        fmt::format("design '{}' has no key '{}'", question.design->info.name,
                                    shorten(choice.name)),
                        "name a key of the study that is varied");
        }
        question.choices.push_back(std::move(choice));
    }
}

Question read(Asked& asked, const Desk& desk) {
    Question question;
    const std::string id = asked.text("of");
    question.base = desk.find(id);
    if (question.base == nullptr) {
        std::vector<std::string_view> names;
        for (const measures::Declaration& one : desk.declarations()) {
            names.emplace_back(one.id);
        }
        asked.fault("of", fmt::format("there is no study '{}'", shorten(id)),
                    fmt::format("there is {}", fmt::join(names, ", ")));
        asked.require_sound();
    }
    question.design = find_design(question.base->form);
    if (question.design == nullptr || question.design->headline == nullptr) {
        asked.fault("of", fmt::format("'{}' has no single number to follow", shorten(id)),
                    "vary a study of design county or enterprise");
        asked.require_sound();
    }
    read_choices(asked, question);
    if (question.choices.empty()) {
        asked.fault("", "there is nothing to choose", "add [choice] with lists of values");
    }
    asked.require_sound();
    return question;
}

/// What is tried of a key; where it is not chosen, what the study itself has.
studies::Choice tried(const Question& question, const std::string& key, std::string_view usual) {
    const auto chosen = std::ranges::find(question.choices, key, &studies::Choice::name);
    return chosen != question.choices.end()
               ? *chosen
               : studies::Choice{key, {Asked(*question.base).text(key, usual)}};
}

/// Every panel that some specification reads: where it comes from, and the unit, which is one.
std::string note_panels(Asked& asked, const Question& question, Desk& desk, Findings& out) {
    const std::vector<studies::Choice> reads = {tried(question, "panel", ""),
                                                tried(question, "statistic", "mean")};
    const std::size_t panels = reads[0].options.size();
    std::string first;
    std::string unit;
    for (std::size_t i = 0; i < panels * reads[1].options.size(); ++i) {
        const std::size_t options[] = {i % panels, i / panels};
        const measures::Declaration declaration = varied(*question.base, reads, options);
        Asked one(declaration);
        const std::string statistic = one.text("statistic");
        const PanelText* const panel = desk.panel(one, statistic);
        if (panel == nullptr) {
            continue; // its specifications are refused, and say why
        }
        out.note(*panel);
        const std::string name = fmt::format("{}, {}", one.text("panel"), statistic);
        if (first.empty()) {
            first = name;
            unit = panel->unit;
        } else if (panel->unit != unit) {
            asked.fault(panels > 1 ? "choice.panel" : "choice.statistic",
                        fmt::format("'{}' is in {} and '{}' in {}", first, unit, name, panel->unit),
                        "a curve has one unit: choose panels and statistics that share it");
            break;
        }
    }
    const studies::Choice asinh = tried(question, "asinh", "false");
    if (asinh.options.size() > 1) {
        asked.fault("choice.asinh", "light and its inverse hyperbolic sine are in two units",
                    "a curve has one unit: choose one of them, and ask the other in a curve of "
                    "its own");
    }
    return first.empty() || asinh.options.front() == "true" ? "1" : unit;
}

/// One specification.
studies::SpecificationResult ask(const Question& question, Desk& desk,
                                 std::span<const std::size_t> options) {
    const measures::Declaration declaration = varied(*question.base, question.choices, options);
    Asked asked(declaration);
    studies::SpecificationResult result;
    result.options.assign(options.begin(), options.end());
    try {
        asked.check_keys(question.design->info);
        asked.require_sound();
        result.estimate = question.design->headline(asked, desk);
    } catch (const Faults& faults) {
        result.refused = faults.list.front().text;
    }
    return result;
}

std::string words_of(const studies::SpecificationCurve& curve,
                     const studies::SpecificationResult& result) {
    std::string words;
    for (std::size_t c = 0; c < curve.choices.size(); ++c) {
        words += fmt::format("{}{} {}", c == 0 ? "" : ", ", curve.choices[c].name,
                             curve.choices[c].options[result.options[c]]);
    }
    return words;
}

class Maker {
  public:
    Maker(Asked& asked, const studies::SpecificationCurve& curve, std::string unit)
        : m_asked(asked), m_curve(curve), m_unit(std::move(unit)) {}

    std::vector<measures::Table> run() {
        return {summary(), specifications(), options(), choices()};
    }

  private:
    TableMaker table(std::string_view part, std::string_view words) {
        const measures::Declaration& declaration = m_asked.declaration();
        TableMaker out(declaration.id + std::string(part), "curve",
                       declaration.title + std::string(words));
        out.formula("the same study for every combination of choices")
            .citation("Simonsohn, Simmons and Nelson (2020)")
            .assume("every combination is as defensible as another");
        if (const std::string caution = m_asked.text("caution"); !caution.empty()) {
            out.note(caution);
        }
        out.note(
            "a specification fails where its estimator does, and more of them do not mend "
            "that: beside the numbers of the study that is varied stands where; docs/truth.md");
        return out;
    }

    measures::Table summary() {
        TableMaker out = table("", "");
        out.column("median", "Median over specifications (least to greatest)", m_unit)
            .column("estimated", "Specifications that gave an estimate", "1")
            .column("refused", "Specifications that were refused", "1")
            .column("positive", "Share of estimates above zero", "1")
            .column("significant", "Share told from zero", "1")
            .column("significant-positive", "Share told to be above zero", "1");
        out.row(std::nullopt, "", "",
                {between(m_curve.lowest, m_curve.median, m_curve.highest),
                 plain(static_cast<double>(m_curve.estimated)),
                 plain(static_cast<double>(m_curve.refused)), plain(m_curve.share_positive),
                 plain(m_curve.share_significant), plain(m_curve.share_significant_positive)});
        return out.take();
    }

    measures::Table specifications() {
        TableMaker out = table(".specifications", ", each");
        out.column("estimate", "Estimate", m_unit).column("p", "p-value", "1");
        for (const studies::Choice& choice : m_curve.choices) {
            out.column("choice-" + choice.name, "Option of " + choice.name, "1");
        }
        std::size_t number = 0;
        for (const studies::SpecificationResult& result : m_curve.results) {
            ++number;
            std::vector<measures::Value> values = {estimate(result.estimate),
                                                   plain(result.estimate.p_value)};
            for (const std::size_t option : result.options) {
                values.push_back(plain(static_cast<double>(option + 1)));
            }
            std::string words = words_of(m_curve, result);
            words += result.refused.empty() ? "" : ": " + result.refused;
            out.row(std::nullopt, fmt::format("s{:05}", number), std::move(words),
                    std::move(values));
        }
        return out.take();
    }

    measures::Table options() {
        TableMaker out = table(".options", ", by option");
        out.column("median", "Median of those with it", m_unit)
            .column("count", "Specifications with it", "1")
            .column("significant", "Share of them told from zero", "1");
        std::size_t within = 0;
        std::string last;
        for (const studies::OptionSummary& option : m_curve.options) {
            within = option.choice == last ? within + 1 : 1;
            last = option.choice;
            out.row(std::nullopt, fmt::format("{}.{}", option.choice, within),
                    fmt::format("{} = {}", option.choice, option.option),
                    {plain(option.median), plain(static_cast<double>(option.count)),
                     plain(option.share_significant)});
        }
        return out.take();
    }

    measures::Table choices() {
        TableMaker out = table(".choices", ", what decides");
        out.column("explained", "Share of the variance of estimates that it explains by itself",
                   "1");
        for (std::size_t c = 0; c < m_curve.choices.size(); ++c) {
            out.row(
                std::nullopt, m_curve.choices[c].name, m_curve.choices[c].name,
                {plain(m_curve.explained.size() > c ? m_curve.explained[c] : stats::undefined)});
        }
        return out.take();
    }

    Asked& m_asked;
    const studies::SpecificationCurve& m_curve;
    std::string m_unit;
};

Findings run(Asked& asked, Desk& desk, int jobs) {
    const Question question = read(asked, desk);
    const double level = asked.number("level", 0.95, 0.5, 0.999);
    Findings out;
    std::string unit = note_panels(asked, question, desk, out);
    asked.require_sound();
    const auto estimate = [&](std::span<const std::size_t> options) {
        return ask(question, desk, options);
    };
    const studies::SpecificationCurve curve =
        studies::specification_curve(question.choices, estimate, level, jobs);
    if (curve.estimated == 0) {
        stats::refuse(fmt::format("no specification gives an estimate; the first: {}",
                                  curve.results.front().refused));
    }
    Asked base(*question.base);
    for (const std::string& source : base.texts("sources")) {
        out.sources.insert(source);
    }
    out.tables = Maker(asked, curve, std::move(unit)).run();
    return out;
}

} // namespace

const Design& curve_design() {
    static const Design design = {
        {"curve", "Another study, for every combination of choices", parameters}, run, nullptr};
    return design;
}

} // namespace halflight::inquiry
