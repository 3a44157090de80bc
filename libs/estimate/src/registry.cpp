// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"
#include "halflight/estimate/method.hpp"

#include "method_list.hpp"

namespace halflight::estimate {

std::span<const Method> methods() {
    static const std::vector<Method> all = {adjust_method()};
    return all;
}

const Method& find_method(std::string_view name) {
    const auto found = std::ranges::find(methods(), name, &Method::name);
    if (found != methods().end()) {
        return *found;
    }
    std::vector<std::string_view> names;
    std::ranges::transform(methods(), std::back_inserter(names), &Method::name);
    const auto near = nearest(name, names);
    throw Error(ErrorCode::usage,
                fmt::format("no method is named '{}'; {}", shorten(name),
                            near ? fmt::format("is '{}' meant?", *near)
                                 : std::string("halflight estimate --list names them all")));
}

} // namespace halflight::estimate
