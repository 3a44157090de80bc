// SPDX-License-Identifier: Apache-2.0
// The forms about petroleum.
#include "families.hpp"
#include "oil_parts.hpp"

namespace halflight::measures {

std::span<const Form> oil_forms() {
    static const std::vector<Form> all = [] {
        std::vector<Form> forms(cap_forms().begin(), cap_forms().end());
        forms.insert(forms.end(), volume_forms().begin(), volume_forms().end());
        return forms;
    }();
    return all;
}

} // namespace halflight::measures
