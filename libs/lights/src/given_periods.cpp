// SPDX-License-Identifier: Apache-2.0
#include "given_periods.hpp"

#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"
#include "halflight/io/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace halflight::lights {

namespace {

namespace fs = std::filesystem;

std::string full(const fs::path& path) {
    std::error_code unknown;
    const fs::path absolute = fs::absolute(path, unknown);
    return (unknown ? path : absolute).lexically_normal().string();
}

class PeriodList {
  public:
    PeriodList(GivenPeriods& given, std::span<const std::string> paths)
        : m_given(given), m_text(io::read_file(given.file)), m_reader(m_text) {
        for (const std::string& path : paths) {
            m_by_full.emplace(full(path), path);
            m_by_name[path.substr(path.find_last_of('/') + 1)].push_back(path);
        }
    }

    void read(std::span<const std::string> paths) {
        if (!m_reader.next() || m_reader.fields().size() != 2 ||
            m_reader.fields()[0].text != "file" || m_reader.fields()[1].text != "period") {
            check_faults();
            refuse(1, "the columns are not file and period; begin the list with the line "
                      "file,period");
        }
        while (m_reader.next()) {
            read_row();
        }
        check_faults();
        const auto lacks = [this](const std::string& path) { return m_given.of(path) == nullptr; };
        const auto missing = std::ranges::count_if(paths, lacks);
        if (missing > 0) {
            throw Error(ErrorCode::parse,
                        fmt::format("'{}' lists no period for '{}'{}; list every raster once",
                                    m_given.file, *std::ranges::find_if(paths, lacks),
                                    missing == 1 ? "" : fmt::format(" and {} more", missing - 1)));
        }
    }

  private:
    [[noreturn]] void refuse(std::uint32_t line, const std::string& what) const {
        throw Error(ErrorCode::parse, fmt::format("'{}', line {}: {}", m_given.file, line, what));
    }

    void check_faults() const {
        if (!m_reader.faults().empty()) {
            const io::CsvFault& fault = m_reader.faults().front();
            refuse(fault.line,
                   fault.hint.empty() ? fault.message : fault.message + "; " + fault.hint);
        }
    }

    void read_row() {
        const auto fields = m_reader.fields();
        const std::uint32_t line = m_reader.line();
        if (fields.size() != 2) {
            refuse(line, fmt::format("it has {} fields, not file and period", fields.size()));
        }
        const std::string& path = raster_of(std::string(trim(fields[0].text)));
        const auto period = parse_period(trim(fields[1].text));
        if (!period) {
            refuse(line, period.fault().hint.empty()
                             ? period.fault().message
                             : period.fault().message + "; " + period.fault().hint);
        }
        if (period->open_start() || period->open_end()) {
            refuse(line, fmt::format("'{}' has no end; write a month or a year, as 2012-01",
                                     shorten(trim(fields[1].text))));
        }
        const auto [known, is_new] =
            m_given.by_path.try_emplace(path, GivenPeriods::Given{.period = *period, .line = line});
        if (!is_new) {
            refuse(line, fmt::format("'{}' stands already in line {}; list every raster once",
                                     shorten(fields[0].text, 200), known->second.line));
        }
    }

    const std::string& raster_of(const std::string& written) const {
        for (const fs::path& seen :
             {fs::path(written), fs::path(m_given.file).parent_path() / written}) {
            if (const auto found = m_by_full.find(full(seen)); found != m_by_full.end()) {
                return found->second;
            }
        }
        const auto named = m_by_name.find(written);
        if (named == m_by_name.end()) {
            refuse(m_reader.line(),
                   fmt::format("'{}' is none of the rasters; mend the name, or take the line out",
                               shorten(written, 200)));
        }
        if (named->second.size() > 1) {
            refuse(m_reader.line(),
                   fmt::format("'{}' may be '{}' or '{}'; write the folder too",
                               shorten(written, 200), named->second[0], named->second[1]));
        }
        return named->second.front();
    }

    GivenPeriods& m_given;
    std::string m_text;
    io::CsvReader m_reader;
    std::map<std::string, std::string> m_by_full;
    std::map<std::string, std::vector<std::string>> m_by_name;
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::size_t digits_at(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) {
        ++end;
    }
    return end - at;
}

/// True where `a` comes before `b` with numbers in names taken as numbers.
bool before_by_number(std::string_view a, std::string_view b) {
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (is_digit(a[i]) && is_digit(b[j])) {
            while (i + 1 < a.size() && a[i] == '0' && is_digit(a[i + 1])) {
                ++i;
            }
            while (j + 1 < b.size() && b[j] == '0' && is_digit(b[j + 1])) {
                ++j;
            }
            const std::string_view x = a.substr(i, digits_at(a, i));
            const std::string_view y = b.substr(j, digits_at(b, j));
            if (x != y) {
                return x.size() != y.size() ? x.size() < y.size() : x < y;
            }
            i += x.size();
            j += y.size();
        } else if (a[i] != b[j]) {
            return a[i] < b[j];
        } else {
            ++i;
            ++j;
        }
    }
    return i == a.size() && j < b.size();
}

void give_in_order(GivenPeriods& given, std::span<const std::string> paths) {
    const Frequency unit = frequency_of(*given.first);
    if (unit != Frequency::month && unit != Frequency::annual) {
        throw Error(ErrorCode::usage,
                    fmt::format("--first-period {} is neither a month nor a year; write it as "
                                "2012-01 or 2012",
                                to_string(*given.first)));
    }
    Period period = *given.first;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        if (i > 0 && before_by_number(paths[i], paths[i - 1])) {
            throw Error(ErrorCode::parse,
                        fmt::format("--first-period goes by the order of names, in which '{}' "
                                    "comes before '{}'; fill up the numbers with zeros, or list "
                                    "the periods with --periods",
                                    paths[i - 1], paths[i]));
        }
        given.by_path[paths[i]] = {.period = period, .line = 0};
        period = period_at(period.end, unit);
    }
}

} // namespace

void give_periods(GivenPeriods& given, std::span<const std::string> paths) {
    given.by_path.clear();
    if (!given.file.empty() && given.first) {
        throw Error(ErrorCode::usage,
                    "--periods and --first-period both tell the periods; give one of them");
    }
    if (!given.file.empty()) {
        PeriodList(given, paths).read(paths);
    } else if (given.first) {
        give_in_order(given, paths);
    }
}

} // namespace halflight::lights
