// SPDX-License-Identifier: Apache-2.0
// From a name as written to the words under which it can be found, in every way it can be read.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

/// One way to read a name.
struct NameReading {
    std::string route;              ///< "as written", "Hangul, McCune-Reischauer"
    std::vector<std::string> words; ///< lower case, Latin without marks where the route leads there
    /// A surname and a given name stand in this order, with a blank between: Hangul and Han.
    bool korean_order = false;
    /// The script does not tell n from ng: Russian.
    bool blurs_ng = false;
    /// The letters may be Korean: not those of pinyin, where they stand for other sounds.
    bool may_be_korean = true;
};

/// A field that may hold several names: parts between semicolons; what ends it in brackets stands
/// alone where it is another script or an acronym, and is dropped where it is a remark. A stretch
/// of another script is a name of its own.
[[nodiscard]] std::vector<std::string> names_in(std::string_view field);

/// Whoever asks first pays for the rules of a script; one thread at a time may use a reader.
class NameReader {
  public:
    NameReader();
    NameReader(NameReader&&) noexcept;
    NameReader& operator=(NameReader&&) noexcept;
    ~NameReader();

    /// Readings of one name, "as written" first; none where no letter or digit is in it. The same
    /// words are not given twice.
    [[nodiscard]] std::vector<NameReading> read(std::string_view name);

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace halflight::watch
