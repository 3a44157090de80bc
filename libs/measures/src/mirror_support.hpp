// SPDX-License-Identifier: Apache-2.0
// Mirror forms that stand in files of their own.
#pragma once

#include "halflight/measures/form.hpp"

namespace halflight::measures {

[[nodiscard]] Form mix_up_form();

} // namespace halflight::measures
