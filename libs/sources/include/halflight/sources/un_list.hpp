// SPDX-License-Identifier: Apache-2.0
// halflight/sources/un_list.hpp - the consolidated list of the UN Security Council, from its XML.
#pragma once

#include "halflight/base/diagnostic.hpp"
#include "halflight/watch/listed.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace halflight::sources {

struct UnListSpec {
    std::string file = "consolidated.xml"; ///< named in messages
    std::size_t most_bytes = std::size_t{64} << 20U;
    std::size_t most_depth = 32;
    std::size_t most_elements = 2'000'000;
};

struct UnListReport {
    watch::Watchlist list;
    /// Errors: an entry without a reference or a name, a reference given twice. Warnings: what is
    /// not known or could not be read (an element, a date, an IMO number whose check digit is
    /// wrong). Entries are kept all the same.
    Diagnostics diagnostics;
};

/// Reads `CONSOLIDATED_LIST` as the Security Council publishes it. Nothing that the text points to
/// is fetched. Throws Error(parse), with file, line and column, for text that is not UTF-8 or not
/// well-formed, another root element, more than the limits allow, and, before anything is parsed, a
/// document type, an entity other than the five of XML, an inclusion or a processing instruction.
/// Also for a list that cannot be relied on, since names held against it would look clean: without
/// INDIVIDUALS, ENTITIES or any entry, with another element beside or in the place of those, or
/// whose entries have no alias that is known, but elements that are not.
[[nodiscard]] UnListReport read_un_consolidated(std::string_view xml, const UnListSpec& spec = {});

} // namespace halflight::sources
