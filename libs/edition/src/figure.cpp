// SPDX-License-Identifier: Apache-2.0
// Figures that a dossier declares: parameters checked, drawn by their form, dressed alike.
#include "halflight/edition/figure.hpp"

#include "figure_canvas.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace halflight::edition {

namespace {

using measures::Declaration;
using measures::ParameterInfo;

constexpr std::string_view fonts = "Liberation Sans, Arial, Helvetica, sans-serif";

template <class Range>
std::string suggestion(std::string_view word, const Range& known) {
    std::vector<std::string_view> names;
    for (const auto& entry : known) {
        names.push_back(entry.name);
    }
    if (const auto near = nearest(word, names)) {
        return fmt::format("did you mean '{}'?", *near);
    }
    return fmt::format("there is {}", fmt::join(names, ", "));
}

Json configuration() {
    const Json words = {{"labelFont", fonts},
                        {"titleFont", fonts},
                        {"labelFontSize", small_font},
                        {"titleFontSize", small_font},
                        {"titleFontWeight", "normal"},
                        {"labelColor", ink},
                        {"titleColor", ink}};
    Json axis = words;
    axis["gridColor"] = "#e3e3e3";
    axis["tickColor"] = "#888888";
    axis["domainColor"] = "#888888";
    axis["labelLimit"] = 0;
    axis["titleLimit"] = 0;
    return {{"font", fonts},
            {"background", "white"},
            {"padding", 8},
            {"aria", false},
            {"view", {{"stroke", nullptr}}},
            {"axis", axis},
            {"axisY", {{"minExtent", 40}, {"domain", false}, {"ticks", false}}},
            {"text", {{"font", fonts}, {"fontSize", small_font}, {"fill", ink}}},
            {"title",
             {{"font", fonts}, {"fontSize", font_size}, {"anchor", "start"}, {"frame", "group"}}},
            {"concat", {{"spacing", 14}}}};
}

/// Large, across the picture, and part of its data: it goes wherever the picture goes.
Json stamp(int width, int height) {
    return layer({{{"stamp", "SYNTHETIC DATA"}, {"sx", width / 2}, {"sy", height / 2}}},
                 {{"type", "text"},
                  {"fontSize", 54},
                  {"fontWeight", "bold"},
                  {"angle", -14},
                  {"opacity", 0.28},
                  {"color", "#b00020"},
                  {"align", "center"},
                  {"baseline", "middle"}},
                 {{"x", pixels("sx")}, {"y", pixels("sy")}, {"text", field("stamp", "nominal")}});
}

void add_stamp(Json& spec) {
    if (spec.contains("layer")) {
        spec["layer"].push_back(stamp(spec["width"].get<int>(), spec["height"].get<int>()));
        return;
    }
    for (Json& part : spec["vconcat"]) {
        add_stamp(part);
    }
}

/// Every text without characters that break XML or turn the direction of others.
void clean(Json& node) {
    if (node.is_string()) {
        node = without_controls(node.get_ref<const std::string&>());
    } else if (node.is_structured()) {
        for (Json& part : node) {
            clean(part);
        }
    }
}

std::string finished(const Json& body, const Figure& figure) {
    Json spec = {{"$schema", "https://vega.github.io/schema/vega-lite/v6.json"},
                 {"description", figure.alternative},
                 {"usermeta", {{"figure", figure.id}, {"title", figure.title}}}};
    spec["config"] = configuration();
    Json content = body;
    if (figure.synthetic) {
        add_stamp(content);
    }
    spec.update(content);
    clean(spec);
    return dump(spec);
}

/// Ids of the sources of all statements behind a figure.
std::vector<std::string> sources_of(const Sketch& sketch, const Publication& publication,
                                    const NumberBook& book) {
    const ledger::Ledger& ledger = publication.analysed.dossier.ledger;
    std::set<std::string> statements(sketch.statements.begin(), sketch.statements.end());
    for (const std::string& id : sketch.numbers) {
        if (const auto number = book.find(id)) {
            statements.insert((*number)->statements.begin(), (*number)->statements.end());
        }
    }
    std::set<std::string> sources;
    for (const measures::Table& table : publication.measures) {
        if (std::ranges::find(sketch.measures, table.id) != sketch.measures.end()) {
            sources.insert(table.sources.begin(), table.sources.end());
        }
    }
    for (const std::string& id : statements) {
        if (const auto claim = ledger.find_claim(id)) {
            sources.insert(ledger.sources()[ledger.claims()[*claim].source].id);
        }
    }
    return {sources.begin(), sources.end()};
}

/// One declaration on its way to a figure.
class Drawing {
  public:
    Drawing(const Publication& publication, const NumberBook& book, const Declaration& declaration,
            Diagnostics& diagnostics)
        : m_publication(publication), m_book(book), m_declaration(declaration),
          m_diagnostics(diagnostics) {}

    std::optional<Figure> run() {
        const auto form = std::ranges::find(figure_forms(), m_declaration.form, &FigureForm::name);
        if (form == figure_forms().end()) {
            error("G001", m_declaration.place,
                  fmt::format("there is no form '{}'", shorten(m_declaration.form)),
                  suggestion(m_declaration.form, figure_forms()));
            return std::nullopt;
        }
        if (!check_parameters(*form)) {
            return std::nullopt;
        }
        FigureArguments arguments(m_publication, m_declaration, m_diagnostics);
        const Sketch sketch = form->draw(arguments);
        if (arguments.failed()) {
            return std::nullopt;
        }
        return figure_of(sketch, *form);
    }

  private:
    void error(std::string code, const Place& place, const std::string& message, std::string hint) {
        m_diagnostics.add({Severity::error,
                           std::move(code),
                           "",
                           fmt::format("figure '{}': {}", m_declaration.id, message),
                           place,
                           {},
                           std::move(hint)});
    }

    bool check_parameters(const FigureForm& form) {
        bool sound = true;
        const auto fail = [&](std::string code, const Place& place, const std::string& message,
                              std::string hint) {
            error(std::move(code), place, message, std::move(hint));
            sound = false;
        };
        for (const auto& [name, parameter] : m_declaration.parameters) {
            const auto info = std::ranges::find(form.parameters, name, &ParameterInfo::name);
            if (info == form.parameters.end()) {
                fail("G002", parameter.place,
                     fmt::format("form '{}' has no parameter '{}'", form.name, shorten(name)),
                     suggestion(name, form.parameters));
            } else if (parameter.list && !info->list) {
                fail("G004", parameter.place, fmt::format("'{}' takes one value, not a list", name),
                     "leave the brackets out");
            }
        }
        for (const ParameterInfo& info : form.parameters) {
            const auto found = m_declaration.parameters.find(std::string(info.name));
            if (info.required && found == m_declaration.parameters.end()) {
                fail("G003", m_declaration.place, fmt::format("'{}' is missing", info.name),
                     fmt::format("add {} = ...: {}", info.name, info.meaning));
            } else if (info.required && found->second.items.empty()) {
                fail("G003", found->second.place, fmt::format("the list '{}' is empty", info.name),
                     fmt::format("write into it {}", info.meaning));
            }
        }
        return sound;
    }

    [[nodiscard]] Figure figure_of(const Sketch& sketch, const FigureForm& form) const {
        Figure figure;
        figure.id = m_declaration.id;
        figure.form = m_declaration.form;
        figure.title =
            without_controls(m_declaration.title.empty() ? form.summary : m_declaration.title);
        if (const auto caption = m_declaration.parameters.find("caption");
            caption != m_declaration.parameters.end() && !caption->second.items.empty()) {
            figure.caption = without_controls(caption->second.items.front().text);
        }
        figure.synthetic = sketch.synthetic || m_publication.analysed.dossier.manifest.synthetic;
        figure.alternative = fmt::format("{}{}. {}", figure.synthetic ? "Synthetic data. " : "",
                                         figure.title, without_controls(sketch.alternative));
        figure.measures = sketch.measures;
        figure.numbers = sketch.numbers;
        figure.fact_columns = sketch.fact_columns;
        figure.facts = sketch.facts;
        for (FigureFact& fact : figure.facts) {
            std::ranges::transform(fact.cells, fact.cells.begin(), without_controls);
        }
        figure.sources = sources_of(sketch, m_publication, m_book);
        figure.is_table = sketch.is_table;
        figure.place = m_declaration.place;
        figure.vega_lite = sketch.is_table ? "" : finished(sketch.spec, figure);
        return figure;
    }

    const Publication& m_publication;
    const NumberBook& m_book;
    const Declaration& m_declaration;
    Diagnostics& m_diagnostics;
};

} // namespace

std::span<const FigureForm> figure_forms() {
    static const std::array forms = {conflicts_form(), counterfactual_form(), curve_form(),
                                     intervals_form(), meter_form(),          posterior_form(),
                                     readings_form(),  scatter_form(),        stacked_form(),
                                     table_form(),     target_form()};
    return forms;
}

Figures draw(const Publication& publication, const NumberBook& book) {
    Figures out;
    std::set<std::string_view> ids;
    for (const Declaration& declaration : publication.analysed.dossier.figures) {
        if (!ids.insert(declaration.id).second) {
            out.diagnostics.add({Severity::error,
                                 "G008",
                                 "",
                                 fmt::format("figure '{}' is declared twice", declaration.id),
                                 declaration.place,
                                 {},
                                 "give one of them another id"});
            continue;
        }
        if (auto figure = Drawing(publication, book, declaration, out.diagnostics).run()) {
            out.figures.push_back(std::move(*figure));
        }
    }
    return out;
}

} // namespace halflight::edition
