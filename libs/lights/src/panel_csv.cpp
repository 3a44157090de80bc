// SPDX-License-Identifier: Apache-2.0
#include "halflight/io/csv.hpp"
#include "halflight/io/files.hpp"
#include "mapped_file.hpp"
#include "panel_table.hpp"
#include "staged_file.hpp"
#include "table_hash.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace halflight::lights {

namespace {

namespace fs = std::filesystem;

/// A field as it stands in a line, quoted where needed.
std::string field(std::string_view text) {
    std::string line = io::csv_line({text, ""});
    line.resize(line.size() - 2); // the comma and the line break
    return line;
}

void put_number(double value, std::string& out) {
    if (std::isnan(value)) {
        return; // an empty field: the column `missing` has the reason
    }
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.append(digits.data(), end.ptr);
}

class CsvTable final : public PanelTable {
  public:
    CsvTable(const fs::path& out, const PanelHead& head, std::unique_ptr<CsvRows> rows)
        : m_out(out), m_head(head), m_kept(rows && rows->copy),
          m_file(m_kept ? std::move(rows->copy) : std::make_unique<StagedFile>(out)),
          m_hash(m_kept ? rows->hash : TableHash()) {
        for (std::size_t zone = 0; zone < head.zone_ids.size(); ++zone) {
            std::string& prefix = m_prefixes.emplace_back(field(head.zone_ids[zone]));
            if (!head.zone_names.empty()) {
                prefix += ',' + field(head.zone_names[zone]);
            }
        }
    }

    void begin() override {
        std::vector<std::string_view> names{"zone"};
        if (!m_head.zone_names.empty()) {
            names.push_back("name");
        }
        names.insert(names.end(), {"period", "start", "end", "missing"});
        for (const raster::Statistic& statistic : m_head.statistics) {
            names.push_back(statistic.name);
        }
        m_buffer = io::csv_line(names);
        flush();
    }

    [[nodiscard]] bool keep(const OldPanel& /*old*/) override { return m_kept; }

    void add(const Period& period, const std::vector<raster::ZoneRow>& rows) override {
        const std::string middle = ',' + field(to_string(period)) + ',' + to_string(period.first) +
                                   ',' + to_string(Date{period.end.days - 1}) + ',';
        for (std::size_t zone = 0; zone < rows.size(); ++zone) {
            m_buffer += m_prefixes[zone];
            m_buffer += middle;
            if (rows[zone].missing != raster::Missing::none) {
                m_buffer += raster::to_string(rows[zone].missing);
            }
            for (const double value : rows[zone].values) {
                m_buffer += ',';
                put_number(value, m_buffer);
            }
            m_buffer += '\n';
        }
        flush();
    }

    void commit(const Run& run) override {
        const TableMark mark{m_hash.bytes(), m_hash.digest()};
        const std::string metadata = metadata_text(run, &mark);
        // Rows first: metadata that does not fit to them is noticed by the next run.
        m_file->commit();
        io::write_file(metadata_path(m_out), metadata);
    }

  private:
    void flush() {
        m_hash.add(m_buffer);
        m_file->append(m_buffer);
        m_buffer.clear();
    }

    fs::path m_out;
    const PanelHead& m_head;
    bool m_kept; ///< the rows that stand there are in the file already
    std::unique_ptr<StagedFile> m_file;
    TableHash m_hash;
    std::vector<std::string> m_prefixes; ///< id and name of each zone
    std::string m_buffer;
};

} // namespace

CsvRows::CsvRows(const fs::path& path, const TableMark& mark) {
    const MappedFile file(path);
    if (file.bytes().size() != mark.bytes) {
        return;
    }
    hash.add(file.bytes());
    if (hash.digest() == mark.hash) {
        copy = std::make_unique<StagedFile>(path);
        copy->append_from(file.descriptor(), mark.bytes);
    }
}

std::unique_ptr<PanelTable> csv_table(const fs::path& out, const PanelHead& head,
                                      std::unique_ptr<CsvRows> rows) {
    return std::make_unique<CsvTable>(out, head, std::move(rows));
}

fs::path metadata_path(const fs::path& out) {
    return fs::path(out.string() + ".json");
}

} // namespace halflight::lights
