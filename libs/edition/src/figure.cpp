// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/figure.hpp"

namespace halflight::edition {

Figures draw(const Publication& publication, const NumberBook& book) {
    (void)publication;
    (void)book;
    return {};
}

} // namespace halflight::edition
