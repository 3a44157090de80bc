// SPDX-License-Identifier: Apache-2.0
#include "report_conditions.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

namespace halflight::edition {

namespace {

constexpr std::size_t longest_quotation = 160;

class Blocks {
  public:
    Blocks(const ReportSource& source, const Publication& publication, const NumberBook& book,
           const ReportSpec& spec)
        : m_source(source), m_publication(publication), m_book(book), m_spec(spec) {}

    JudgedBlocks judge_all() {
        for (std::size_t i = 0; i < m_source.pieces.size(); ++i) {
            const Piece& piece = m_source.pieces[i];
            if (piece.kind != PieceKind::block || piece.condition.clauses.empty()) {
                continue;
            }
            if (judge_block(i)) {
                continue;
            }
            m_out.withheld.emplace(i, shorten(quotation(i), longest_quotation));
            i = piece.end;
        }
        return std::move(m_out);
    }

  private:
    /// True where the sentence stays.
    bool judge_block(std::size_t index) {
        const Piece& piece = m_source.pieces[index];
        for (const std::string& ref : references(piece.condition)) {
            const auto found = m_book.find(ref);
            if (!found) {
                fell("P002",
                     fmt::format("{}, so the sentence \"{}\" cannot be checked",
                                 found.fault().message, shorten(quotation(index), 80)),
                     index, found.fault().hint);
                return false;
            }
        }
        const auto judged = judge(piece.condition, {m_publication, m_book});
        if (!judged) {
            const bool relation = judged.fault().message.find("no relation") != std::string::npos;
            fell(relation ? "P014" : "P004", judged.fault().message, index, judged.fault().hint);
            return false;
        }
        if (!judged->holds) {
            fell("P008", failure(index, *judged), index,
                 fmt::format("{}; mend the sentence or its condition{}", judged->needed,
                             judged->truth == Truth::unknown && !judged->gone
                                 ? ", or claim only what is possible ('possibly')"
                                 : ""));
        }
        return judged->holds;
    }

    [[nodiscard]] std::string failure(std::size_t index, const Judgement& judged) const {
        return fmt::format("the values no longer support the sentence \"{}\": it wants '{}', but "
                           "{}",
                           shorten(quotation(index), longest_quotation),
                           m_source.pieces[index].condition.written, judged.now);
    }

    void fell(const char* code, std::string message, std::size_t index, std::string hint) {
        if (m_spec.lenient) {
            m_out.sentences.push_back(quotation(index));
        } else {
            m_out.diagnostics.add(report_error(code, std::move(message),
                                               m_source.pieces[index].place, std::move(hint)));
        }
    }

    /// The sentence inside a block, with its numbers, in one line.
    [[nodiscard]] std::string quotation(std::size_t block) const {
        std::string text;
        for (std::size_t i = block + 1; i < m_source.pieces[block].end; ++i) {
            const Piece& piece = m_source.pieces[i];
            if (piece.kind == PieceKind::text) {
                text += piece.text;
            } else if (piece.kind == PieceKind::number) {
                const auto number = m_book.find(piece.text);
                const auto shown = number ? show_number(**number, piece.style)
                                          : Result<std::string>(number.fault());
                text += shown ? *shown : m_spec.lenient ? "\u2026" : piece.written;
            } else if (piece.kind == PieceKind::ref) {
                text += "a figure"; // figures are numbered only when it is known what falls
            }
        }
        std::string folded;
        for (const char c : trim(text)) {
            const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
            if (!space || (!folded.empty() && folded.back() != ' ')) {
                folded += space ? ' ' : c;
            }
        }
        return folded;
    }

    const ReportSource& m_source;
    const Publication& m_publication;
    const NumberBook& m_book;
    const ReportSpec& m_spec;
    JudgedBlocks m_out;
};

} // namespace

JudgedBlocks judge_blocks(const ReportSource& source, const Publication& publication,
                          const NumberBook& book, const ReportSpec& spec) {
    return Blocks(source, publication, book, spec).judge_all();
}

} // namespace halflight::edition
