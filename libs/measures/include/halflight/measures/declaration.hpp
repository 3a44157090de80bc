// SPDX-License-Identifier: Apache-2.0
// halflight/measures/declaration.hpp - what a dossier asks for: a form and its parameters.
#pragma once

#include "halflight/base/diagnostic.hpp"

#include <map>
#include <string>
#include <vector>

namespace halflight::measures {

struct Item {
    std::string text; ///< numbers and truth values as they were written
    Place place;
    bool operator==(const Item&) const = default;
};

/// One value, or a list of them.
struct Parameter {
    std::vector<Item> items;
    bool list = false;
    Place place; ///< of the key
    bool operator==(const Parameter&) const = default;
};

/// One entry of measures.toml or figures.toml. Which parameters there are is the form's business.
struct Declaration {
    std::string id;
    std::string form;
    std::string title;
    std::map<std::string, Parameter> parameters; ///< all keys but id, form and title
    Place place;
    bool operator==(const Declaration&) const = default;
};

} // namespace halflight::measures
