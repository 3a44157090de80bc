// SPDX-License-Identifier: Apache-2.0
// watch.toml and prices/*.csv.
#pragma once

#include "loading.hpp"

namespace halflight::dossier {

/// What is to be watched. Needs manifest, sources and events. Tables of prices that nothing
/// declares are read as well.
void load_watch(const TomlFile& file, const Files& files, Loading& loading);

} // namespace halflight::dossier
