// SPDX-License-Identifier: Apache-2.0
// Which figures and tables a report shows, and their numbers.
#pragma once

#include "report_figures.hpp"
#include "report_source.hpp"

#include <map>

namespace halflight::edition {

/// Numbered in the order in which the report places them; figures that it does not place follow.
/// What it refers to must outlive it.
class Exhibits {
  public:
    Exhibits(const Publication& publication, std::span<const Figure> figures,
             const ReportSpec& spec)
        : m_publication(publication), m_figures(figures), m_spec(spec) {}

    /// `withheld`: pieces that open a block which is left out.
    void number(const std::vector<Piece>& pieces,
                const std::map<std::size_t, std::string>& withheld);

    /// Null where there is none.
    [[nodiscard]] const Exhibit* find(const std::string& id) const;
    /// Figures that the report does not place.
    [[nodiscard]] const std::vector<std::string>& left_over() const noexcept { return m_left_over; }

    /// What a reader is told of one that is left out: its title, if its declaration is still there.
    [[nodiscard]] std::string words_for(const Piece& piece) const;
    /// P007 for one that is not there.
    [[nodiscard]] Diagnostic unknown(const Piece& piece) const;

  private:
    void add(const std::string& id, bool is_table);
    void add_table(Exhibit& exhibit, const std::string& id) const;
    [[nodiscard]] const measures::Table* find_measure(const std::string& id) const;
    [[nodiscard]] bool shows_something(const measures::Table& table) const;

    const Publication& m_publication;
    std::span<const Figure> m_figures;
    const ReportSpec& m_spec;
    std::map<std::string, Exhibit> m_exhibits;
    std::vector<std::string> m_left_over;
    std::size_t m_tables = 0;
    std::size_t m_pictures = 0;
};

} // namespace halflight::edition
