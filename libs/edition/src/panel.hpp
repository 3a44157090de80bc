// SPDX-License-Identifier: Apache-2.0
// The evidence behind one number, as a page shows it.
#pragma once

#include "halflight/edition/explain.hpp"
#include "halflight/edition/report.hpp"

#include <set>
#include <span>
#include <string>

namespace halflight::edition {

/// What a panel may link to.
struct PanelContext {
    const std::set<std::string>& panels;    ///< ids of numbers that have a panel
    std::span<const NumberUse* const> uses; ///< of this number, in order
    bool brief = false;     ///< for paper: one paragraph, statements by their ids only
    bool introduces = true; ///< (brief) tells formula and notes, which a whole measure shares
};

/// `<section class="panel" id=anchor(id)>`, brief a `<p>`. `explained.number` must be there.
[[nodiscard]] std::string panel_html(const Explained& explained, const PanelContext& context);

/// All of some statements, each once: panels lead to them.
[[nodiscard]] std::string statements_html(std::span<const StatementView* const> statements,
                                          bool brief);

} // namespace halflight::edition
