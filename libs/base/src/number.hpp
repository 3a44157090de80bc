// SPDX-License-Identifier: Apache-2.0
// number.hpp - decimal numbers as they stand in print, with the place of their last digit.
#pragma once

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace halflight::decimal {

inline constexpr std::string_view missing_hint =
    "a missing value is written not_collected, not_published, suppressed, late or not_applicable";

/// A decimal number as printed: mantissa * 10^place, the sign apart.
struct Number {
    bool negative = false;
    std::int64_t mantissa = 0; ///< all digits without the point, when `short_mantissa`
    bool short_mantissa = true;
    int place = 0;          ///< power of ten of the last digit
    int digits = 0;         ///< from the first digit that is not zero
    int trailing_zeros = 0; ///< of those
    int decimals = 0;       ///< printed after the point
    double value = 0;

    [[nodiscard]] bool zero() const noexcept { return digits == 0; }
    [[nodiscard]] int last_nonzero_place() const noexcept { return place + trailing_zeros; }
    [[nodiscard]] int leading_place() const noexcept { return place + digits - 1; }
};

/// Correctly rounded k * 10^power: such ends compare equal to the same decimal written out.
[[nodiscard]] double scaled(std::int64_t k, int power);

/// Walks over one text. Offsets of faults count from the start of the text given by the caller.
class Scanner {
  public:
    explicit Scanner(std::string_view whole) : m_whole(whole), m_rest(trim(whole)) {}

    [[nodiscard]] bool done() const noexcept { return m_rest.empty(); }
    [[nodiscard]] std::string_view rest() const noexcept { return m_rest; }
    [[nodiscard]] bool at_digit() const noexcept {
        return !m_rest.empty() && m_rest.front() >= '0' && m_rest.front() <= '9';
    }

    bool take(std::string_view piece) noexcept {
        if (!m_rest.starts_with(piece))
            return false;
        m_rest.remove_prefix(piece.size());
        return true;
    }
    std::string_view take_digits() noexcept {
        std::size_t count = 0;
        while (count < m_rest.size() && m_rest[count] >= '0' && m_rest[count] <= '9')
            ++count;
        const std::string_view run = m_rest.substr(0, count);
        m_rest.remove_prefix(count);
        return run;
    }
    void skip_blanks() noexcept { m_rest = trim(m_rest); }

    /// A fault at the present place.
    [[nodiscard]] Fault fault(std::string message, std::string_view hint = {}) const;
    [[nodiscard]] Fault not_a_number(std::string_view hint) const;

  private:
    std::string_view m_whole;
    std::string_view m_rest;
};

/// Reads "34,065", "-77.9" or "1e9" and leaves the scanner behind it.
[[nodiscard]] Result<Number> scan_number(Scanner& scanner);
/// A fault unless the text ends here; what stands there instead says which hint helps.
[[nodiscard]] std::optional<Fault> expect_end(const Scanner& scanner);
/// Both of the above.
[[nodiscard]] Result<Number> scan_last_number(Scanner& scanner);

} // namespace halflight::decimal
