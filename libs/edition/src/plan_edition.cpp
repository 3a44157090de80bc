// SPDX-License-Identifier: Apache-2.0
#include "plan_edition.hpp"

#include "findings.hpp"
#include "halflight/base/hash.hpp"
#include "halflight/io/csv.hpp"
#include "halflight/io/diagnostic_format.hpp"
#include "halflight/store/store.hpp"
#include "json.hpp"
#include "night_panels.hpp"
#include "withheld.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace halflight::edition {

namespace {

namespace fs = std::filesystem;

bool is_claims_file(const std::string& name) {
    return name.starts_with("claims/");
}

/// The files that a ledger is loaded from.
dossier::Files ledger_text(const dossier::Files& text) {
    dossier::Files kept;
    for (const auto& [name, bytes] : text) {
        if (name == "dossier.toml" || name == "sources.toml" || name == "codes.toml" ||
            is_claims_file(name) || name.starts_with("panels/")) {
            kept.emplace(name, bytes);
        }
    }
    return kept;
}

/// Bytes of a store with the ledger. Loaded from its own files alone, so that nothing else has a
/// part in its bytes.
std::string ledger_bytes(const dossier::Files& text, const fs::path& scratch) {
    const dossier::Files files = ledger_text(text);
    store::open_sqlite(scratch, store::Journal::single_file)
        ->save(dossier::load(files).ledger, dossier::content_hash(files));
    std::string bytes = io::read_file(scratch);
    fs::remove(scratch);
    return bytes;
}

/// All of a figure that a page may show.
std::string figure_hash(const Figure& figure) {
    return sha256(dump({{"form", figure.form},
                        {"title", figure.title},
                        {"caption", figure.caption},
                        {"alternative", figure.alternative},
                        {"specification", figure.vega_lite},
                        {"measures", figure.measures},
                        {"numbers", figure.numbers},
                        {"sources", figure.sources},
                        {"synthetic", figure.synthetic},
                        {"table", figure.is_table}}));
}

/// Columns of data/panels/NAME.csv, for data/dictionary.csv.
std::string panels_dictionary(const dossier::Files& text) {
    std::string lines;
    for (const dossier::LightsTable& table : dossier::lights_tables(text)) {
        const auto record = panel_record(text, table.name);
        const std::string file = dossier::panel_rows_file(table.name);
        if (!record || !text.contains(file)) {
            continue;
        }
        const std::string said = (record->note.empty() ? "" : " (" + record->note + ")") +
                                 std::string(record->synthetic ? " (made data)" : "");
        const auto line = [&](std::string_view column, const std::string& meaning,
                              std::string_view unit, std::string_view missing) {
            lines += io::csv_line({file, column, meaning, unit, missing});
        };
        line("zone", "code of the dimension zone", "", "never");
        line("name", "of the zone, for readers", "", "never");
        line("period", "what the rasters are about", "", "never");
        line("missing",
             "why the zone has no value: empty_zone, no_raster, outside_grid, not_observed, "
             "not_usable",
             "", "empty: it has one");
        for (const dossier::PanelStatistic& statistic : record->statistics) {
            line(statistic.name, statistic.definition + said, statistic.unit,
                 "empty: see missing; in a row without one the product does not give it");
        }
    }
    return lines;
}

/// Builds the steps of an edition in their order.
class Press {
  public:
    Press(Plan& plan, Values& values, const EditionInputs& inputs, const Tools& tools,
          fs::path root)
        : m_plan(plan), m_values(values), m_inputs(inputs), m_tools(tools),
          m_root(std::move(root)) {
        for (const auto& [name, bytes] : values.text) {
            m_text.emplace(name, sha256(bytes));
        }
        for (const Figure& figure : values.figures.figures) {
            if (!figure.is_table) {
                m_drawn.push_back(&figure);
            }
        }
    }

    void run() {
        write_text();
        note_analysis();
        write_data();
        write_panels();
        write_measures();
        write_numbers();
        write_findings();
        write_specifications();
        write_svg();
        write_png();
        write_page();
        write_documents();
        write_withheld();
        write_not_known();
    }

  private:
    static Step constant(std::string name, const std::string& input, std::string file,
                         std::string bytes) {
        std::string hash = sha256(bytes);
        Outputs outputs;
        outputs.emplace(std::move(file), std::move(bytes));
        return {std::move(name),
                {{input, std::move(hash)}},
                [outputs = std::move(outputs)]() mutable { return std::move(outputs); }};
    }

    [[nodiscard]] Inputs hashes_of(const dossier::Files& files) const {
        Inputs inputs;
        for (const auto& [name, bytes] : files) {
            inputs.emplace(name, m_text.at(name));
        }
        return inputs;
    }

    void write_text() {
        const auto text = [this] {
            Outputs outputs;
            for (const auto& [name, bytes] : m_values.text) {
                outputs.emplace("dossier/" + name, bytes);
            }
            return outputs;
        };
        const auto ledger = [this] {
            return Outputs{{"ledger.sqlite", ledger_bytes(m_values.text, m_root / ".ledger")}};
        };
        m_plan.run(
            {{"text", m_text, text}, {"ledger", hashes_of(ledger_text(m_values.text)), ledger}});
    }

    void note_analysis() {
        Inputs inputs = m_text;
        inputs.erase("report.md");
        inputs.erase("figures.toml");
        inputs.emplace("as-of", as_of_hash());
        m_plan.note_run("analysis", std::move(inputs));
    }

    [[nodiscard]] std::string as_of_hash() const {
        return sha256(m_inputs.as_of ? to_string(*m_inputs.as_of) : std::string());
    }

    void write_data() {
        const std::vector<SeriesTable>& tables = m_values.tables;
        std::vector<Step> steps;
        steps.push_back(constant("data/index", "rows", "data/index.csv", series_index(tables)));
        steps.push_back(
            constant("data/dictionary", "rows", "data/dictionary.csv",
                     data_dictionary(tables, m_values.publication.analysed.dossier.ledger.codes) +
                         panels_dictionary(m_values.text)));
        for (const SeriesTable& table : tables) {
            const std::string file = "data/" + file_stem(table.key);
            std::string csv = to_csv(table);
            std::string hash = sha256(csv);
            steps.push_back({"data/" + table.key,
                             {{"rows", std::move(hash)}},
                             [&table, file, csv = std::move(csv)] {
                                 return Outputs{{file + ".csv", csv},
                                                {file + ".sdmx.csv", to_sdmx_csv(table)}};
                             }});
        }
        m_plan.run(std::move(steps));
    }

    /// Rows and record of each panel, as they stand in the text: only where they are told of by the
    /// name of what changed does the plan say which raster it was.
    void write_panels() {
        std::vector<Step> steps;
        for (const dossier::LightsTable& table : dossier::lights_tables(m_values.text)) {
            const auto record = panel_record(m_values.text, table.name);
            const auto rows = m_values.text.find(dossier::panel_rows_file(table.name));
            if (!record || rows == m_values.text.end()) {
                continue;
            }
            const std::string bytes = dossier::to_json(*record);
            Inputs inputs = panel_inputs(*record);
            inputs.emplace("record", sha256(bytes));
            steps.push_back({"panel/" + table.name, std::move(inputs), [rows, bytes] {
                                 return Outputs{{"data/" + rows->first, rows->second},
                                                {"data/" + rows->first + ".json", bytes}};
                             }});
        }
        m_plan.run(std::move(steps));
    }

    static Inputs panel_inputs(const dossier::PanelRecord& record) {
        Inputs inputs{{"options", sha256(record.options)}};
        for (const dossier::PanelRaster& raster : record.rasters) {
            inputs.emplace(raster.path, raster.sha256);
        }
        for (const auto& [file, hash] : record.files) {
            inputs.emplace(file, hash);
        }
        return inputs;
    }

    void write_measures() {
        std::vector<Step> steps;
        for (const measures::Table& table : m_values.publication.measures) {
            steps.push_back(constant("measure/" + table.id, "values",
                                     fmt::format("data/measures/{}.csv", file_stem(table.id)),
                                     to_csv(table)));
        }
        m_plan.run(std::move(steps));
    }

    void write_numbers() {
        m_plan.run({constant("numbers", "values", "numbers.json", numbers_json(*m_values.book))});
    }

    void write_findings() {
        const Diagnostics& list = m_values.diagnostics;
        std::string json = io::to_json(list);
        Step diagnostics{"diagnostics", {{"messages", sha256(json)}}, [&list, this, json] {
                             return Outputs{
                                 {"diagnostics.txt", to_text(list)},
                                 {"diagnostics.json", json},
                                 {"diagnostics.sarif", io::to_sarif(list, m_inputs.version)}};
                         }};
        std::vector<Step> steps;
        steps.push_back(constant("findings", "findings", "findings.json",
                                 findings_json(m_values.publication.analysed)));
        steps.push_back(std::move(diagnostics));
        m_plan.run(std::move(steps));
    }

    static std::string file_of(const Figure& figure, const char* suffix) {
        return fmt::format("figures/{}{}", file_stem(figure.id), suffix);
    }

    void write_specifications() {
        std::vector<Step> steps;
        for (const Figure* figure : m_drawn) {
            steps.push_back(constant("figure/" + figure->id, "specification",
                                     file_of(*figure, ".vl.json"), figure->vega_lite));
        }
        m_plan.run(std::move(steps));
    }

    /// All pictures by one run of the renderer: starting it takes longer than drawing.
    void write_svg() {
        if (!m_tools.node) {
            return;
        }
        std::vector<Step> steps;
        for (const Figure* figure : m_drawn) {
            const std::string file = file_of(*figure, ".vl.json");
            steps.push_back({"svg/" + figure->id,
                             {{file, m_plan.hash(file)}, {"renderer", m_inputs.assets}},
                             {}});
        }
        m_plan.run_together(std::move(steps), [this](std::span<const std::size_t> due) {
            std::vector<std::string> specifications;
            for (const std::size_t index : due) {
                specifications.push_back(m_drawn[index]->vega_lite);
            }
            std::vector<std::string> pictures = render_svg(m_tools, specifications);
            std::vector<Outputs> made;
            for (std::size_t i = 0; i < due.size(); ++i) {
                made.push_back({{file_of(*m_drawn[due[i]], ".svg"), std::move(pictures.at(i))}});
            }
            return made;
        });
    }

    void write_png() {
        if (!m_tools.node || !m_tools.rsvg_convert) {
            return;
        }
        std::vector<Step> steps;
        for (const Figure* figure : m_drawn) {
            const std::string file = file_of(*figure, ".svg");
            steps.push_back(
                {"png/" + figure->id, {{file, m_plan.hash(file)}}, [this, figure, file] {
                     return Outputs{
                         {file_of(*figure, ".png"), render_png(m_tools, m_plan.read(file))}};
                 }});
        }
        m_plan.run(std::move(steps));
    }

    /// What a page or document shows. The whole text is in it: evidence names its places and notes.
    [[nodiscard]] Inputs inputs_of_page() const {
        Inputs inputs = m_text;
        for (const char* file : {"numbers.json", "findings.json", "diagnostics.json"}) {
            inputs.emplace(file, m_plan.hash(file));
        }
        for (const Figure& figure : m_values.figures.figures) {
            inputs.emplace("figure " + figure.id, figure_hash(figure));
        }
        for (const auto& [file, hash] : m_plan.files()) {
            if (file.ends_with(".svg")) {
                inputs.emplace(file, hash);
            }
        }
        inputs.emplace("as-of", as_of_hash());
        inputs.emplace("page assets", m_inputs.assets);
        inputs.emplace("withheld",
                       sha256(fmt::format("{}", fmt::join(m_values.withheld.sources, " "))));
        return inputs;
    }

    [[nodiscard]] std::string make_page(bool interactive) const {
        PageSpec spec;
        spec.version = m_inputs.version;
        spec.interactive = interactive;
        if (const std::size_t number = m_values.withheld.sources.size(); number > 0) {
            // Their ids stand in the manifest alone.
            spec.withheld = {fmt::format("{}, named in manifest.json", number)};
        }
        for (const Figure* figure : m_drawn) {
            const std::string file = file_of(*figure, ".svg");
            if (m_plan.files().contains(file)) {
                spec.svg.emplace(figure->id, m_plan.read(file));
            }
        }
        return page(m_values.publication, *m_values.book, m_values.report, m_values.figures.figures,
                    spec);
    }

    void write_page() {
        m_plan.run({{"page", inputs_of_page(),
                     [this] { return Outputs{{"index.html", make_page(true)}}; }}});
    }

    void write_documents() {
        if (m_inputs.pdf) {
            std::string html = make_page(false);
            Inputs inputs{{"printed page", sha256(html)}};
            m_plan.run({{"pdf", std::move(inputs), [this, html = std::move(html)] {
                             return Outputs{{"report.pdf", render_pdf(m_tools, html)}};
                         }}});
        }
        if (m_inputs.docx) {
            Inputs inputs{{"report", sha256(m_values.report.markdown)}};
            for (const auto& [file, hash] : m_plan.files()) {
                if (file.ends_with(".png")) {
                    inputs.emplace(file, hash);
                }
            }
            m_plan.run(
                {{"docx", std::move(inputs), [this] {
                      return Outputs{
                          {"report.docx", render_docx(m_tools, m_values.report.markdown, m_root)}};
                  }}});
        }
    }

    void write_not_known() {
        if (m_values.not_known.empty()) {
            return;
        }
        std::string json = not_known_json(m_values.not_known);
        Inputs inputs{{"list", sha256(json)}};
        m_plan.run({{"not-known", std::move(inputs), [this, json = std::move(json)] {
                         return Outputs{{"not-known.md", not_known_markdown(m_values.not_known)},
                                        {"not-known.json", json}};
                     }}});
    }

    void write_withheld() {
        if (m_values.withheld.sources.empty()) {
            return;
        }
        std::string json = withheld_json(m_values.withheld);
        Inputs inputs{{"list", sha256(json)}};
        m_plan.run({{"withheld", std::move(inputs), [this, json = std::move(json)] {
                         return Outputs{{"withheld.md", withheld_markdown(m_values.withheld)},
                                        {"withheld.json", json}};
                     }}});
    }

    Plan& m_plan;
    Values& m_values;
    const EditionInputs& m_inputs;
    const Tools& m_tools;
    fs::path m_root;
    Inputs m_text;
    std::vector<const Figure*> m_drawn;
};

} // namespace

void run_steps(Plan& plan, Values& values, const EditionInputs& inputs, const Tools& tools,
               const fs::path& root) {
    Press(plan, values, inputs, tools, root).run();
}

} // namespace halflight::edition
