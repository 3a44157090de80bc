// SPDX-License-Identifier: Apache-2.0
// The forms by family, each listed in its own file.
#pragma once

#include "halflight/measures/form.hpp"

namespace halflight::measures {

[[nodiscard]] std::span<const Form> trade_forms();
[[nodiscard]] std::span<const Form> mirror_forms();
[[nodiscard]] std::span<const Form> labour_forms();
[[nodiscard]] std::span<const Form> tourism_forms();
[[nodiscard]] std::span<const Form> oil_forms();
[[nodiscard]] std::span<const Form> growth_forms();
[[nodiscard]] std::span<const Form> aid_forms();
/// Plain tables of series, side by side.
[[nodiscard]] std::span<const Form> table_forms();

} // namespace halflight::measures
