// SPDX-License-Identifier: Apache-2.0
// The HDF5 library as this module uses it: one lock round every call, its own printing off.
#pragma once

#define H5_USE_110_API
#include <hdf5.h>

#include <mutex>
#include <string>
#include <utility>

namespace halflight::io {

/// An identifier of the library, released with its owner. The lock must be held.
class Hid {
  public:
    using Close = herr_t (*)(hid_t);
    Hid() = default;
    Hid(hid_t id, Close close) noexcept : m_id(id), m_close(close) {}
    Hid(Hid&& other) noexcept : m_id(std::exchange(other.m_id, -1)), m_close(other.m_close) {}
    Hid& operator=(Hid&& other) noexcept {
        std::swap(m_id, other.m_id);
        std::swap(m_close, other.m_close);
        return *this;
    }
    Hid(const Hid&) = delete;
    Hid& operator=(const Hid&) = delete;
    ~Hid() {
        if (m_id >= 0) {
            m_close(m_id);
        }
    }
    [[nodiscard]] hid_t get() const noexcept { return m_id; }
    [[nodiscard]] bool ok() const noexcept { return m_id >= 0; }

  private:
    hid_t m_id = -1;
    Close m_close = nullptr;
};

/// The library is not safe from threads as Debian builds it: whoever calls it holds this.
[[nodiscard]] std::mutex& hdf5_lock();

/// The same lock, and no message on the error output while it is held.
class Hdf5Session {
  public:
    Hdf5Session();

  private:
    std::lock_guard<std::mutex> m_guard;
};

} // namespace halflight::io
