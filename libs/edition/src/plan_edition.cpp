// SPDX-License-Identifier: Apache-2.0
#include "plan_edition.hpp"

#include "findings.hpp"
#include "halflight/base/hash.hpp"
#include "halflight/io/diagnostic_format.hpp"
#include "halflight/store/store.hpp"
#include "json.hpp"
#include "plan_panels.hpp"
#include "withheld.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <future>

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
        draw_ahead();
        write_text();
        note_analysis();
        write_data();
        m_plan.run(panel_steps(m_values, m_inputs.as_of));
        write_measures();
        write_numbers();
        write_findings();
        write_monitor();
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

    void write_monitor() {
        if (const auto& monitor = m_values.publication.monitor) {
            m_plan.run({constant("monitor", "survey", monitor_file, monitor_json(*monitor))});
        }
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

    [[nodiscard]] std::vector<Step> svg_steps() const {
        std::vector<Step> steps;
        for (const Figure* figure : m_drawn) {
            steps.push_back({"svg/" + figure->id,
                             {{file_of(*figure, ".vl.json"), sha256(figure->vega_lite)},
                              {"renderer", m_inputs.assets}},
                             {}});
        }
        return steps;
    }

    /// All pictures by one run of the renderer: starting it takes longer than drawing.
    [[nodiscard]] std::vector<std::string> pictures_of(std::span<const std::size_t> due) const {
        std::vector<std::string> specifications;
        for (const std::size_t index : due) {
            specifications.push_back(m_drawn[index]->vega_lite);
        }
        return render_svg(m_tools, specifications);
    }

    /// The renderer is what most builds wait for: it starts before the steps that do without it.
    void draw_ahead() {
        m_ahead = m_tools.node && m_plan.jobs() > 1 ? m_plan.due(svg_steps())
                                                    : std::vector<std::size_t>{};
        if (!m_ahead.empty()) {
            m_pictures = std::async(std::launch::async, [this] { return pictures_of(m_ahead); });
        }
    }

    void write_svg() {
        if (!m_tools.node) {
            return;
        }
        m_plan.run_together(svg_steps(), [this](std::span<const std::size_t> due) {
            std::vector<std::string> pictures =
                m_pictures.valid() && std::ranges::equal(due, m_ahead) ? m_pictures.get()
                                                                       : pictures_of(due);
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
        if (m_values.publication.monitor) {
            inputs.emplace(monitor_file, m_plan.hash(monitor_file));
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
        if (!m_values.withheld.any()) {
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
    std::vector<std::size_t> m_ahead; ///< figures whose pictures are under way
    std::future<std::vector<std::string>> m_pictures;
};

} // namespace

void run_steps(Plan& plan, Values& values, const EditionInputs& inputs, const Tools& tools,
               const fs::path& root) {
    Press(plan, values, inputs, tools, root).run();
}

} // namespace halflight::edition
