// SPDX-License-Identifier: Apache-2.0
// halflight/watch/alert_group.hpp - one alert for a cause that several monitors watch.
//
// Each of them keeps a life of its own, with its own policy: these are the members. The alert that
// people see is put together from them and stands in the worst state of any.
#pragma once

#include "halflight/watch/alert.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

/// Stands for the monitor in alerts that are put together. No declaration can bear this name.
inline constexpr std::string_view shared_monitor = "_";
[[nodiscard]] bool is_shared(const Alert& alert) noexcept;

/// Place of a state among states, the worst first (0). By what stands under any silence: firing,
/// acknowledged, recovering, pending, and of two alike the one that speaks; then late, no data,
/// closed, normal.
[[nodiscard]] int place_of_state(const Alert& alert) noexcept;

/// A member, and what the day did to it.
struct Member {
    Alert alert;
    std::vector<Transition> moves;
};

/// The shared alert of a cause whose members were alerts of their own before: it stands where they
/// stand, with the greatest of their episodes. None of them: a new one.
[[nodiscard]] Alert begin_shared(std::string_view cause, std::span<const Alert> members);

/// The shared alert after its members moved. State, silence and people are those of the worst
/// member (of equals the one of greater severity, then of the first id), the severity is the
/// greatest of any open one, the text names each with its state and its own word, value and
/// threshold are the worst one's. One transition or none: members that move below the worst are no
/// news. A new episode begins where it was over and a member is open. `members` is not empty.
[[nodiscard]] Advance together(const Alert& shared, std::span<const Member> members, Date day);

/// What a person does to a shared alert is done to all members that it can be done to: acknowledge
/// to those that have fired and are not over, close and reopen as `act` does. Throws as `act` does.
[[nodiscard]] Advance act_together(const Alert& shared, std::span<Alert> members, Act what,
                                   Date day, std::string_view by, std::string_view reason);

/// Alerts without those that are members of a shared one.
[[nodiscard]] std::vector<Alert> without_members(std::vector<Alert> alerts);

} // namespace halflight::watch
