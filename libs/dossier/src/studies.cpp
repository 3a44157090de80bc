// SPDX-License-Identifier: Apache-2.0
#include "halflight/dossier/studies.hpp"

#include "halflight/base/text.hpp"
#include "loading.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::dossier {
namespace {

using measures::Declaration;

constexpr std::string_view folder = "studies/";
constexpr std::string_view ending = ".toml";

bool is_study(std::string_view name) {
    return name.starts_with(folder) && name.ends_with(ending);
}

std::string id_of(std::string_view name) {
    return std::string(name.substr(folder.size(), name.size() - folder.size() - ending.size()));
}

/// One file: its keys, and those of tables in it by their path.
class StudyReader {
  public:
    StudyReader(const TomlFile& file, Report& report) : m_file(file), m_report(report) {}

    Declaration read(std::string id) {
        Declaration declaration;
        declaration.id = std::move(id);
        declaration.place = {m_file.name, 1, 1};
        add(m_file.root, "", declaration);
        take(declaration, "design", declaration.form);
        take(declaration, "title", declaration.title);
        if (declaration.form.empty() && !m_file.unreadable) {
            m_report.error(FaultCode::missing_key, declaration.place, "the study has no design",
                           "write design = \"county\", or another of docs/studies.md");
        }
        if (!is_name(declaration.id)) {
            m_report.error(FaultCode::bad_id, declaration.place,
                           fmt::format("study {} is not a name", in_quotes(declaration.id)),
                           "name the file with letters, digits, '.', '_' and '-', a letter first");
        }
        return declaration;
    }

  private:
    // NOLINTNEXTLINE(misc-no-recursion): as deep as the parser lets tables be
    void add(const toml::table& table, const std::string& prefix, Declaration& declaration) {
        for (const auto& [key, node] : table) {
            const std::string name = prefix + std::string(key.str());
            if (const toml::table* const inner = node.as_table()) {
                add(*inner, name + ".", declaration);
            } else {
                declaration.parameters.emplace(name, parameter_of(m_file, name, node, m_report));
            }
        }
    }

    static void take(Declaration& declaration, const std::string& name, std::string& into) {
        const auto found = declaration.parameters.find(name);
        if (found != declaration.parameters.end() && !found->second.list &&
            !found->second.items.empty()) {
            into = found->second.items.front().text;
            declaration.parameters.erase(found);
        }
    }

    const TomlFile& m_file;
    Report& m_report;
};

/// A declaration with its result.
class StudyLoader {
  public:
    StudyLoader(const Files& files, Loading& loading) : m_files(files), m_loading(loading) {}

    Study load(Declaration declaration) {
        Study study;
        study.declaration = std::move(declaration);
        check_sources(study.declaration);
        const auto text = m_files.find(result_file(study.declaration.id));
        if (text == m_files.end()) {
            m_loading.report.warning(
                FaultCode::not_run, study.declaration.place, "the study has not been run",
                "`halflight build` runs it; its numbers are missing till then");
            return study;
        }
        auto record = parse_study_record(text->second);
        if (!record) {
            error(FaultCode::other_study, study.declaration.place, record.fault().message,
                  record.fault().hint);
            return study;
        }
        take(std::move(*record), study);
        return study;
    }

  private:
    void error(FaultCode code, const Place& place, std::string message, std::string hint) {
        m_loading.report.error(code, place, std::move(message), std::move(hint));
    }

    [[nodiscard]] static Place place_of(const Declaration& declaration,
                                        const std::string& parameter) {
        const auto found = declaration.parameters.find(parameter);
        return found == declaration.parameters.end() ? declaration.place : found->second.place;
    }

    void check_sources(const Declaration& declaration) {
        const auto found = declaration.parameters.find("sources");
        if (found == declaration.parameters.end()) {
            return;
        }
        for (const measures::Item& item : found->second.items) {
            if (!m_loading.ledger().find_source(item.text)) {
                m_loading.unknown_source(item.text, item.place);
            }
        }
    }

    void take(StudyRecord record, Study& study) {
        const Declaration& declaration = study.declaration;
        if (!record.withheld && record.declaration != canonical(declaration)) {
            error(FaultCode::other_study, declaration.place,
                  fmt::format("{} was made for other keys than these", result_file(declaration.id)),
                  "remove it, so that the study is run again, or write the keys of its record");
            return;
        }
        for (const StudyRemark& fault : record.faults) {
            error(FaultCode::no_study, place_of(declaration, fault.parameter), fault.text,
                  fault.hint);
        }
        for (const StudyRemark& warning : record.warnings) {
            m_loading.report.warning(FaultCode::study_remark, declaration.place,
                                     fmt::format("{}: {}", warning.code, warning.text), "");
        }
        study.sources = std::move(record.sources);
        study.known_since = record.known_since;
        study.withheld = record.withheld;
        study.tables = std::move(record.tables);
        for (measures::Table& table : study.tables) {
            table.place = declaration.place;
            table.sources = study.sources;
        }
    }

    const Files& m_files;
    Loading& m_loading;
};

} // namespace

StudySetting study_setting(const Files& files) {
    StudySetting setting;
    if (const auto text = files.find("dossier.toml"); text != files.end()) {
        Diagnostics unheard;
        Report report(unheard);
        const TomlFile file = parse_toml(text->first, text->second, report);
        const auto seed = file.root["seed"].value<std::int64_t>();
        setting.seed = seed && *seed > 0 ? static_cast<std::uint64_t>(*seed) : 0;
        setting.synthetic = file.root["synthetic"].value_or(false);
    }
    return setting;
}

std::string study_file(std::string_view id) {
    return fmt::format("studies/{}.toml", id);
}

std::string result_file(std::string_view id) {
    return fmt::format("results/{}.json", id);
}

std::string canonical(const Declaration& declaration) {
    std::string text = fmt::format("design = {}\n", declaration.form);
    for (const auto& [name, parameter] : declaration.parameters) {
        text += fmt::format("{} = ", name);
        for (const measures::Item& item : parameter.items) {
            text += fmt::format("{}:{} ", item.text.size(), item.text);
        }
        text += '\n';
    }
    return text;
}

std::vector<Declaration> study_declarations(const Files& files) {
    std::vector<Declaration> declarations;
    for (const auto& [name, text] : files) {
        if (!is_study(name)) {
            continue;
        }
        Diagnostics unheard;
        Report report(unheard);
        Declaration declaration =
            StudyReader(parse_toml(name, text, report), report).read(id_of(name));
        if (report.errors() == 0) {
            declarations.push_back(std::move(declaration));
        }
    }
    return declarations;
}

void load_studies(const Files& files, Loading& loading) {
    StudyLoader loader(files, loading);
    for (const auto& [name, text] : files) {
        if (is_study(name)) {
            const std::size_t before = loading.report.errors();
            Declaration declaration =
                StudyReader(parse_toml(name, text, loading.report), loading.report)
                    .read(id_of(name));
            if (loading.report.errors() == before) {
                loading.out.studies.push_back(loader.load(std::move(declaration)));
            }
        }
    }
}

} // namespace halflight::dossier
