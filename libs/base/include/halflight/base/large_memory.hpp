// SPDX-License-Identifier: Apache-2.0
// halflight/base/large_memory.hpp - memory for arrays that are read from end to end again and
// again, in large pages where the system has them: it then looks up fewer addresses.
#pragma once

#include <cstddef>
#include <limits>
#include <new>
#include <vector>

namespace halflight {

/// At least `bytes` bytes, aligned to a cache line; null where there is no such memory.
[[nodiscard]] void* allocate_large(std::size_t bytes) noexcept;
/// Null is as good as nothing.
void free_large(void* memory) noexcept;

/// For standard containers.
template <class T>
struct LargeAllocator {
    using value_type = T;
    LargeAllocator() = default;
    template <class U>
    explicit LargeAllocator(const LargeAllocator<U>&) noexcept {}

    [[nodiscard]] T* allocate(std::size_t count) {
        if (count > std::numeric_limits<std::size_t>::max() / sizeof(T))
            throw std::bad_array_new_length();
        void* memory = allocate_large(count * sizeof(T));
        if (memory == nullptr)
            throw std::bad_alloc();
        return static_cast<T*>(memory);
    }
    void deallocate(T* memory, std::size_t) noexcept { free_large(memory); }
    template <class U>
    bool operator==(const LargeAllocator<U>&) const noexcept {
        return true;
    }
};

template <class T>
using LargeVector = std::vector<T, LargeAllocator<T>>;

} // namespace halflight
