// SPDX-License-Identifier: Apache-2.0
// The parameters of one [[deliver]], and what may stand in them.
#pragma once

#include "halflight/alerts/channel.hpp"

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::alerts {

class ChannelFields {
  public:
    ChannelFields(const measures::Declaration& declared, Diagnostics& diagnostics)
        : m_declared(declared), m_diagnostics(diagnostics) {}

    [[nodiscard]] std::string text(std::string_view name);
    [[nodiscard]] std::string required(std::string_view name);
    [[nodiscard]] std::vector<std::string> texts(std::string_view name);
    [[nodiscard]] std::vector<measures::Item> items(std::string_view name);
    [[nodiscard]] int number(std::string_view name, int fallback, int least, int most);
    [[nodiscard]] std::size_t word(std::string_view name, std::span<const std::string_view> words,
                                   std::size_t fallback);
    /// NAME_file and NAME_env.
    [[nodiscard]] Secret secret(std::string_view name);

    /// The name of a file in the folder of secrets; empty for none.
    [[nodiscard]] std::string file_of_secrets(std::string_view name);

    void fault(std::string_view name, std::string message, std::string hint);
    void fault_at(const Place& place, std::string message, std::string hint);
    void ignore_rest() noexcept { m_ignore_rest = true; }
    /// Reports every key that nobody asked for.
    void finish();
    [[nodiscard]] bool failed() const noexcept { return m_failed; }

  private:
    const measures::Declaration& m_declared;
    Diagnostics& m_diagnostics;
    std::set<std::string, std::less<>> m_known;
    bool m_failed = false;
    bool m_ignore_rest = false;
};

/// Why an address of the web cannot be used; empty where it can.
[[nodiscard]] std::string url_fault(std::string_view url);
/// NAME@HOST of printable ASCII without blanks, brackets, quotes, commas and the like.
[[nodiscard]] bool is_address(std::string_view text) noexcept;
[[nodiscard]] bool is_host(std::string_view text) noexcept;
/// localhost, 127.x.x.x, ::1: what is sent there does not leave the machine.
[[nodiscard]] bool is_local(std::string_view host) noexcept;

} // namespace halflight::alerts
