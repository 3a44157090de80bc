// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "halflight/alerts/state.hpp"
#include "state_schema.hpp"

namespace halflight::alerts {

struct State::Inside {
    Database database;
    std::string dossier; ///< whose alerts are written; empty: not asked
};

} // namespace halflight::alerts
