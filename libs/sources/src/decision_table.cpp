// SPDX-License-Identifier: Apache-2.0
// The log of decisions: read whole, written by adding to its end.
#include "halflight/sources/screening_files.hpp"

#include "csv_table.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace halflight::sources {

namespace {

constexpr std::array<std::string_view, 8> columns{"on",          "by",    "decision",   "record",
                                                  "record_hash", "entry", "entry_hash", "why"};

std::optional<watch::Decision> read_row(CsvTable& table) {
    for (const auto column : columns) {
        if (table[column].empty()) {
            table.tell(Severity::error, "S921", column,
                       fmt::format("a decision without '{}' does not count", column),
                       "every decision says who decided, when and why");
            return std::nullopt;
        }
    }
    const auto day = parse_date(table["on"]);
    const auto kind = watch::parse_decision_kind(table["decision"]);
    if (!day) {
        table.tell(Severity::error, "S922", "on", day.fault().message, day.fault().hint);
        return std::nullopt;
    }
    if (!kind) {
        table.tell(Severity::error, "S922", "decision",
                   fmt::format("'{}' is no decision", shorten(table["decision"])),
                   "same, different or open");
        return std::nullopt;
    }
    return watch::Decision{.on = *day,
                           .by = std::string(table["by"]),
                           .kind = *kind,
                           .record = std::string(table["record"]),
                           .record_hash = std::string(table["record_hash"]),
                           .entry = std::string(table["entry"]),
                           .entry_hash = std::string(table["entry_hash"]),
                           .why = std::string(table["why"]),
                           .line = table.line()};
}

/// A file that is only added to, one writer at a time.
class Appended {
  public:
    explicit Appended(const std::filesystem::path& path) : m_path(path) {
        constexpr mode_t mode = 0644;
        m_number = ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, mode);
        if (m_number < 0 || ::flock(m_number, LOCK_EX) != 0) {
            fail();
        }
    }
    Appended(const Appended&) = delete;
    Appended& operator=(const Appended&) = delete;
    ~Appended() { (void)::close(m_number); }

    /// Whether the file is empty, and whether its last line is ended.
    [[nodiscard]] std::pair<bool, bool> state() const {
        struct stat about{};
        if (::fstat(m_number, &about) != 0) {
            fail();
        }
        char last = '\n';
        if (about.st_size > 0 && ::pread(m_number, &last, 1, about.st_size - 1) != 1) {
            fail();
        }
        return {about.st_size == 0, last == '\n'};
    }

    void write(std::string_view text) const {
        while (!text.empty()) {
            const ssize_t done = ::write(m_number, text.data(), text.size());
            if (done < 0 && errno == EINTR) {
                continue;
            }
            if (done < 0) {
                fail();
            }
            text.remove_prefix(static_cast<std::size_t>(done));
        }
        if (::fsync(m_number) != 0) {
            fail();
        }
    }

  private:
    [[noreturn]] void fail() const {
        const int why = errno;
        throw Error(ErrorCode::io, fmt::format("cannot add to {}: {}", m_path.string(),
                                               std::generic_category().message(why)));
    }

    std::filesystem::path m_path;
    int m_number = -1;
};

} // namespace

DecisionTable read_decisions(std::string_view csv, const std::string& file) {
    CsvTable table(csv, file, columns);
    for (const auto column : columns) {
        if (!table.has(column)) {
            throw Error(ErrorCode::parse, fmt::format("{}:1:1: no column '{}'; a log of decisions "
                                                      "has {}",
                                                      file, column, fmt::join(columns, ", ")));
        }
    }
    DecisionTable made;
    while (table.next()) {
        if (auto decision = read_row(table)) {
            made.log.add(std::move(*decision));
        }
    }
    made.diagnostics = table.take();
    return made;
}

void append_decision(const std::filesystem::path& file, const watch::Decision& decision) {
    const std::string on = to_string(decision.on);
    const std::string row =
        io::csv_line({on, decision.by, to_string(decision.kind), decision.record,
                      decision.record_hash, decision.entry, decision.entry_hash, decision.why});
    const Appended appended(file);
    const auto [empty, ended] = appended.state();
    std::string text = empty ? io::csv_line(columns) : "";
    text += ended ? "" : "\n";
    appended.write(text + row);
}

} // namespace halflight::sources
