// SPDX-License-Identifier: Apache-2.0
// The plot of one supplier in a figure of the form "meter".
#pragma once

#include "figure_canvas.hpp"

namespace halflight::edition {

struct Cap {
    double amount = 0;
    Period period;
};

/// The lines of one supplier, by month.
struct Supplier {
    Line cumulated; ///< all that was delivered since January
    Line delivered; ///< in the month
    Line reported;  ///< what months with a report add up to since January
    Line reports;   ///< 1 for a month that is reported, 0 for one that is not, between for one that
                    ///< some members of a group report
    /// Whether anything is reported about the month.
    [[nodiscard]] bool is_reported(const Period& month) const;
};

/// What all plots of a figure share.
struct MeterFrame {
    TimeAxis axis;
    Scale scale;
    Cap cap;
    double high = 0; ///< upper end of the axis, in units of the scale
    int height = 0;  ///< pixels
};

[[nodiscard]] int year_of(const Period& month);

/// The plot; signs that it uses are added to `key`, which is drawn below the last one.
[[nodiscard]] Json draw_supplier(const MeterFrame& frame, const Supplier& supplier,
                                 const std::vector<const dossier::Event*>& events, Key& key,
                                 bool last);

} // namespace halflight::edition
