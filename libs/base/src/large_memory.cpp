// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/large_memory.hpp"

#include <sys/mman.h>

#include <cstdlib>

namespace halflight {
namespace {

constexpr std::size_t line = 64;
constexpr std::size_t large_page = std::size_t{2} << 20U;
/// Less than this is not worth a page that may stay half empty.
constexpr std::size_t least = large_page / 8;

constexpr std::size_t whole(std::size_t bytes, std::size_t unit) noexcept {
    return (bytes / unit + 1) * unit;
}

} // namespace

void* allocate_large(std::size_t bytes) noexcept {
    if (bytes > std::size_t{1} << 60U)
        return nullptr;
    if (bytes < least)
        return std::aligned_alloc(line, whole(bytes, line));
    const std::size_t size = whole(bytes - 1, large_page);
    void* memory = std::aligned_alloc(large_page, size);
#if defined(MADV_HUGEPAGE)
    if (memory != nullptr)
        static_cast<void>(::madvise(memory, size, MADV_HUGEPAGE)); // a wish: refusal changes nothing
#endif
    return memory;
}

void free_large(void* memory) noexcept {
    std::free(memory);
}

} // namespace halflight
