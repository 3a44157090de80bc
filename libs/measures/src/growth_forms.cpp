// SPDX-License-Identifier: Apache-2.0
#include "families.hpp"

namespace halflight::measures {

std::span<const Form> growth_forms() {
    return {};
}

} // namespace halflight::measures
