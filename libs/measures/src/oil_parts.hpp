// SPDX-License-Identifier: Apache-2.0
// The forms about petroleum by file, and the cap that they share.
#pragma once

#include "halflight/measures/form.hpp"

namespace halflight::measures {

/// cap-meter, cap-path.
[[nodiscard]] std::span<const Form> cap_forms();
/// conversion, tanker-capacity.
[[nodiscard]] std::span<const Form> volume_forms();

/// A limit, and when it applies.
struct Cap {
    Value value;
    double amount = 0;
    Unit unit;
    Period period;
};

/// The statement that the parameter `cap` names; a fault if it gives no single amount above zero.
[[nodiscard]] std::optional<Cap> cap_of(const View& view, Arguments& arguments);

} // namespace halflight::measures
