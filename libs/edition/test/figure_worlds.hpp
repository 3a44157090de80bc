// SPDX-License-Identifier: Apache-2.0
// A dossier with measures, events and figures for tests.
#pragma once

#include "halflight/edition/figure.hpp"
#include "worlds.hpp"

#include <nlohmann/json.hpp>

#include <memory>

namespace halflight::edition::test {

/// The small world with measures "months" and "years" (exports), "visits", "path" (exports against
/// a cap) and "empty", three events, and these figures.
[[nodiscard]] dossier::Files figure_world(const std::string& figures);

/// A figures.toml entry "f" of a form.
[[nodiscard]] std::string figure(const std::string& form, const std::string& parameters);

/// The same of the form "meter", over the measure "path" of the world.
[[nodiscard]] std::string meter_figure(const std::string& reported = "[\"path/reported\"]");

/// What `draw` makes of a world.
[[nodiscard]] Figures drawn(const dossier::Files& files);
/// The only figure of a world without faults.
[[nodiscard]] Figure only(const dossier::Files& files);
[[nodiscard]] nlohmann::ordered_json spec_of(const Figure& figure);

/// Every object in the inline data of a specification.
[[nodiscard]] std::vector<nlohmann::ordered_json> data_of(const nlohmann::ordered_json& spec);
/// Those that have a field, with that value unless it is empty.
[[nodiscard]] std::vector<nlohmann::ordered_json>
with(const nlohmann::ordered_json& spec, const std::string& field, const std::string& value = {});

} // namespace halflight::edition::test
