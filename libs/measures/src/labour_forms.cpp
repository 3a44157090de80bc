// SPDX-License-Identifier: Apache-2.0
// The forms about workers.
#include "families.hpp"
#include "labour_parts.hpp"

namespace halflight::measures {

std::span<const Form> labour_forms() {
    static const std::vector<Form> all = [] {
        std::vector<Form> forms(residual_forms().begin(), residual_forms().end());
        forms.insert(forms.end(), reading_forms().begin(), reading_forms().end());
        forms.insert(forms.end(), worker_forms().begin(), worker_forms().end());
        forms.insert(forms.end(), revenue_forms().begin(), revenue_forms().end());
        return forms;
    }();
    return all;
}

} // namespace halflight::measures
