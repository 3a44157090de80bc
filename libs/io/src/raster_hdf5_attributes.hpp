// SPDX-License-Identifier: Apache-2.0
// Attributes of HDF5 objects, as text and as numbers.
#pragma once

#include "raster_hdf5_handle.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace halflight::io {

struct AttributeSet {
    std::map<std::string, std::string> text;            ///< numbers in full, several joined by ", "
    std::map<std::string, std::vector<double>> numbers; ///< exactly as the file holds them

    [[nodiscard]] std::string text_of(const std::string& name) const;
    /// The first number of an attribute, or of a text that is one.
    [[nodiscard]] std::optional<double> number_of(const std::string& name) const;
    /// The decimal that was meant: 0.1 for an attribute in single precision that prints so.
    [[nodiscard]] std::optional<double> decimal_of(const std::string& name) const;
};

/// All attributes of an open object; those of other kinds or beyond a megabyte are left out.
[[nodiscard]] AttributeSet read_attributes(hid_t object);

/// The text of a dataset that holds one string; absent for others.
[[nodiscard]] std::optional<std::string> read_text(hid_t dataset);

} // namespace halflight::io
