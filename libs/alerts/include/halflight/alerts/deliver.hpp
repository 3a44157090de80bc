// SPDX-License-Identifier: Apache-2.0
// halflight/alerts/deliver.hpp - sending what waits, by a process of its own.
#pragma once

#include "halflight/alerts/channel.hpp"
#include "halflight/alerts/state.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace halflight::alerts {

/// Holds a file as long as the object lives; given back by the system when the process ends,
/// however it ends. Move-only.
class Lock {
  public:
    /// None while another process holds it. Throws Error(io).
    [[nodiscard]] static std::optional<Lock> try_take(const std::filesystem::path& path);
    /// Waits for it. `give_up` is asked now and then; none where it said so.
    [[nodiscard]] static std::optional<Lock> take(const std::filesystem::path& path,
                                                  const std::function<bool()>& give_up);
    Lock(Lock&& other) noexcept;
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    Lock& operator=(Lock&&) = delete;
    ~Lock();

  private:
    explicit Lock(int number) noexcept : m_number(number) {}
    int m_number;
};

struct DeliverySpec {
    std::filesystem::path state;
    std::filesystem::path secrets;
    std::vector<Channel> channels;
};

/// Tries every delivery that is due, in order of sequence, each channel for itself: while one waits
/// for its next attempt, the later ones of its channel wait behind it. An attempt is written down
/// before it is made and after. One found begun was cut off, its outcome is not known: it is tried
/// again under the same identity, and says that it is not the first attempt. Takes the lock of
/// deliveries ("STATE.courier") and waits for it. The run that asks for it has checked the state.
void deliver_due(const DeliverySpec& spec);

/// A process that runs deliver_due. It belongs to no terminal and no other process: it goes on
/// when the one that started it is killed.
class Courier {
  public:
    /// Throws Error(io) where no process can be started.
    explicit Courier(const DeliverySpec& spec);
    Courier(const Courier&) = delete;
    Courier& operator=(const Courier&) = delete;
    ~Courier();
    /// True once it has ended; false where `give_up` said so first.
    bool wait(const std::function<bool()>& give_up);

  private:
    int m_end; ///< closes when the courier ends
};

/// Pause before the attempt after the `attempts`th, in milliseconds: doubled from one to the next
/// up to six hours, between half and all of it by a number that depends on the message and the
/// attempt alone. `asked`: seconds that the other side wants at least; more than a day counts as a
/// day.
[[nodiscard]] Instant pause_after(const Channel& channel, std::string_view message, int attempts,
                                  std::optional<long> asked);

/// Milliseconds since 1970 by the clock of the machine.
[[nodiscard]] Instant now();

} // namespace halflight::alerts
