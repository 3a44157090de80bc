// SPDX-License-Identifier: Apache-2.0
#include "basis_words.hpp"

#include "report_number.hpp"

#include <fmt/format.h>

namespace halflight::edition {

namespace {

using measures::Basis;

std::string meaning(Basis basis) {
    switch (basis) {
    case Basis::reported:
        return "published as it is";
    case Basis::derived:
        return "follows from what is published";
    case Basis::bounded:
        return "only bounds follow from what is published";
    case Basis::modelled:
        return "rests on a stated assumption";
    default:
        return "there is no value";
    }
}

} // namespace

std::string basis_words(const measures::Value& value) {
    return fmt::format("{}{}{}", measures::to_string(value.basis),
                       value.disputed ? ", disputed" : "", value.synthetic ? ", synthetic" : "");
}

std::string basis_explained(const measures::Value& value) {
    return fmt::format("{}: {}", measures::to_string(value.basis),
                       value.basis == Basis::missing ? in_words(value.missing)
                                                     : meaning(value.basis));
}

} // namespace halflight::edition
