// SPDX-License-Identifier: Apache-2.0
// made_hdf5.hpp - the little of HDF5 that made granules need.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace halflight::made {

enum class Kind : std::uint8_t { uint8, uint16, float32 };

/// A new HDF5 file; groups on the way to a dataset are made. Everything throws std::runtime_error.
class Hdf5 {
  public:
    explicit Hdf5(const std::filesystem::path& path);
    Hdf5(const Hdf5&) = delete;
    Hdf5& operator=(const Hdf5&) = delete;
    ~Hdf5();

    /// A square dataset in deflated chunks; numbers without a value are left out.
    void grid(const std::string& path, Kind kind, int size, const std::vector<double>& raw,
              const std::map<std::string, std::optional<double>>& attributes) const;
    void axis(const std::string& path, const std::vector<double>& values) const;
    void text(const std::string& path, const std::string& content) const;
    void texts(const std::string& object, const std::map<std::string, std::string>& all) const;
    /// As 32-bit floats.
    void numbers(const std::string& object,
                 const std::map<std::string, std::optional<double>>& all) const;

  private:
    std::int64_t m_file = -1;
};

} // namespace halflight::made
