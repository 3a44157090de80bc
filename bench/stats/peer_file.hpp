// SPDX-License-Identifier: Apache-2.0
// peer_file.hpp - the data of a benchmark for other packages: columns of doubles, one after
// another.
#pragma once

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace halflight::bench {

/// Ends the program where the file cannot be written whole.
inline void write_peer_file(const std::string& name,
                            std::initializer_list<std::span<const double>> columns) {
    std::FILE* const file = std::fopen(name.c_str(), "wb");
    bool written = file != nullptr;
    for (const std::span<const double> column : columns) {
        written = written &&
                  std::fwrite(column.data(), sizeof(double), column.size(), file) == column.size();
    }
    if (file == nullptr || std::fclose(file) != 0 || !written) {
        fmt::print(stderr, "{} cannot be written: name a folder that exists and has room\n", name);
        std::exit(1);
    }
}

template <class Number>
std::vector<double> as_doubles(const std::vector<Number>& values) {
    return {values.begin(), values.end()};
}

} // namespace halflight::bench
