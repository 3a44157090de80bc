// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace halflight {

void for_each_index(std::size_t count, int jobs, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next = 0;
    std::atomic<std::size_t> failed = count;
    std::exception_ptr failure;
    std::mutex mutex;
    const auto body = [&] {
        // Indices are handed out in order: those below a failed one are under way and end.
        for (std::size_t i = next++; i < failed.load(); i = next++) {
            try {
                work(i);
            } catch (...) {
                const std::scoped_lock lock(mutex);
                if (i < failed.load()) {
                    failed = i;
                    failure = std::current_exception();
                }
            }
        }
    };
    const std::size_t helpers = std::min(count, static_cast<std::size_t>(std::max(1, jobs)));
    std::vector<std::jthread> threads;
    for (std::size_t t = 1; t < helpers; ++t) {
        threads.emplace_back(body);
    }
    body();
    threads.clear();
    if (failure) {
        std::rethrow_exception(failure);
    }
}

} // namespace halflight
