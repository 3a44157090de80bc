// SPDX-License-Identifier: Apache-2.0
// halflight/base/error.hpp - the one exception type, and a result for what may fail per record.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace halflight {

/// What kind of failure an Error stands for. Each code maps to one exit status (`exit_status`).
enum class ErrorCode : std::uint8_t {
    usage,            ///< the command line is wrong
    invalid_argument, ///< a function was called with a value outside its contract
    parse,            ///< a text does not follow its grammar
    not_found,        ///< a named thing (claim, series, source) does not exist
    io,               ///< a file or source could not be read or written
    store,            ///< the database refused
    refused,          ///< an estimator's assumptions do not hold
    internal,         ///< a bug
    count_            ///< number of codes, not a code
};

/// Name of a code as it stands in messages and JSON, for example "io".
[[nodiscard]] std::string_view to_string(ErrorCode code) noexcept;

/// Exit status of the program for a code: 2 usage, 3 io and store, 4 refused, 1 otherwise.
[[nodiscard]] int exit_status(ErrorCode code) noexcept;

/// The only exception type that leaves a module. Thrown when an operation cannot go on.
class Error : public std::runtime_error {
  public:
    Error(ErrorCode code, const std::string& message) : std::runtime_error(message), m_code(code) {}

    [[nodiscard]] ErrorCode code() const noexcept { return m_code; }

  private:
    ErrorCode m_code;
};

/// Why one record was refused: a message, and where in the text given (byte offset from 0).
struct Fault {
    std::string message;
    std::string hint;       ///< how to mend it; may be empty
    std::size_t offset = 0; ///< byte offset of the fault in the text that was parsed
};

/// A value, or the fault that stood in its way. Used for what is expected to fail per record.
template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value)
        : m_state(std::move(value)) {} // NOLINT(google-explicit-constructor): reads as a return
    Result(Fault fault)
        : m_state(std::move(fault)) {} // NOLINT(google-explicit-constructor): reads as a return

    [[nodiscard]] bool ok() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }
    [[nodiscard]] const T& value() const& { return std::get<0>(m_state); }
    [[nodiscard]] T&& value() && { return std::get<0>(std::move(m_state)); }
    [[nodiscard]] const T& operator*() const { return std::get<0>(m_state); }
    [[nodiscard]] const T* operator->() const { return &std::get<0>(m_state); }
    [[nodiscard]] const Fault& fault() const { return std::get<1>(m_state); }

  private:
    std::variant<T, Fault> m_state;
};

} // namespace halflight
