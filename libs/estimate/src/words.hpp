// SPDX-License-Identifier: Apache-2.0
// Words of a choice and what they stand for, written once for the field and for its reading.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "halflight/base/error.hpp"

namespace halflight::estimate {

template <class Value>
using Words = std::vector<std::pair<std::string_view, Value>>;

template <class Value>
std::vector<std::string_view> choices(const Words<Value>& words) {
    std::vector<std::string_view> made;
    for (const auto& [word, value] : words) {
        made.push_back(word);
    }
    return made;
}

/// The settings were read against the same words, so one of them fits.
template <class Value>
Value chosen(const Words<Value>& words, std::string_view given) {
    for (const auto& [word, value] : words) {
        if (word == given) {
            return value;
        }
    }
    throw Error(ErrorCode::internal, "a choice that is no choice");
}

} // namespace halflight::estimate
