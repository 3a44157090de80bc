// SPDX-License-Identifier: Apache-2.0
#include "parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace halflight::edition {

void for_each_index(std::size_t count, int jobs, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    std::vector<std::exception_ptr> failures(count);
    const auto loop = [&] {
        for (std::size_t index = next++; index < count; index = next++) {
            try {
                work(index);
            } catch (...) { // kept and thrown again by the caller's thread
                failures[index] = std::current_exception();
            }
        }
    };
    const std::size_t threads = std::min(static_cast<std::size_t>(std::max(1, jobs)), count);
    {
        std::vector<std::jthread> helpers;
        for (std::size_t i = 1; i < threads; ++i) {
            helpers.emplace_back(loop);
        }
        loop();
    }
    const auto failed =
        std::ranges::find_if(failures, [](const auto& failure) { return failure != nullptr; });
    if (failed != failures.end()) {
        std::rethrow_exception(*failed);
    }
}

} // namespace halflight::edition
