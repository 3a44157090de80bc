// SPDX-License-Identifier: Apache-2.0
// measures.toml and figures.toml: tables whose keys are the business of the form that they name.
#include "loading.hpp"

#include <fmt/format.h>

namespace halflight::dossier {
namespace {

using measures::Declaration;
using measures::Item;
using measures::Parameter;

std::optional<std::string> text_of(const toml::node& node) {
    if (const auto text = node.value_exact<std::string>()) {
        return *text;
    }
    if (const auto whole = node.value_exact<std::int64_t>()) {
        return fmt::format("{}", *whole);
    }
    if (const auto number = node.value_exact<double>()) {
        return fmt::format("{}", *number);
    }
    if (const auto flag = node.value_exact<bool>()) {
        return *flag ? "true" : "false";
    }
    if (const auto date = node.value_exact<toml::date>()) {
        return fmt::format("{:04}-{:02}-{:02}", date->year, date->month, date->day);
    }
    return std::nullopt;
}

void add_item(const TomlFile& file, const std::string& name, const toml::node& node,
              Parameter& parameter, Report& report) {
    const Place place = file.place(node.source());
    if (auto text = text_of(node)) {
        parameter.items.push_back({std::move(*text), place});
        return;
    }
    report.error(FaultCode::wrong_type, place,
                 fmt::format("{} holds neither text nor number", in_quotes(name)),
                 "write \"text\", a number, true or false, or a list of them");
}

class DeclarationLoader {
  public:
    DeclarationLoader(const TomlFile& file, Loading& loading) : m_file(file), m_loading(loading) {}

    Declaration read(const toml::table& entry, const std::string& what) {
        TableReader table(m_file, entry, what, m_loading.report);
        Declaration declaration;
        declaration.id = table.required_text("id");
        declaration.form = table.required_text("form");
        declaration.title = table.text("title");
        declaration.place = table.place();
        if (!declaration.id.empty() && !is_name(declaration.id)) {
            m_loading.bad_name(what, declaration.id, table.place_of("id"));
        }
        for (const auto& [key, node] : entry) {
            const std::string name(key.str());
            if (name != "id" && name != "form" && name != "title") {
                declaration.parameters.emplace(name,
                                               parameter_of(m_file, name, node, m_loading.report));
            }
        }
        return declaration;
    }

  private:
    const TomlFile& m_file;
    Loading& m_loading;
};

} // namespace

Parameter parameter_of(const TomlFile& file, const std::string& name, const toml::node& node,
                       Report& report) {
    Parameter out;
    out.place = file.place(node.source());
    const toml::array* const list = node.as_array();
    out.list = list != nullptr;
    if (list == nullptr) {
        add_item(file, name, node, out, report);
        return out;
    }
    for (const toml::node& item : *list) {
        add_item(file, name, item, out, report);
    }
    return out;
}

std::vector<Declaration> load_declarations(const TomlFile& file, std::string_view what,
                                           Loading& loading) {
    std::vector<Declaration> out;
    TableReader root(file, file.root, file.name, {file.name, 1, 1}, loading.report);
    DeclarationLoader loader(file, loading);
    for (const toml::table* entry : root.tables(what)) {
        out.push_back(loader.read(*entry, fmt::format("[[{}]]", what)));
    }
    root.finish();
    return out;
}

} // namespace halflight::dossier
