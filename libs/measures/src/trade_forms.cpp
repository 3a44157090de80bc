// SPDX-License-Identifier: Apache-2.0
#include "families.hpp"
#include "trade_support.hpp"

namespace halflight::measures {

std::span<const Form> trade_forms() {
    static const std::vector<Form> all = [] {
        std::vector<Form> out;
        for (const auto family :
             {share_forms(), composition_forms(), change_forms(), judgement_forms()}) {
            out.insert(out.end(), family.begin(), family.end());
        }
        return out;
    }();
    return all;
}

} // namespace halflight::measures
