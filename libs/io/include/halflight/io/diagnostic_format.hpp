// SPDX-License-Identifier: Apache-2.0
// halflight/io/diagnostic_format.hpp - diagnostics for machines.
#pragma once

#include "halflight/base/diagnostic.hpp"

#include <string>

namespace halflight::io {

/// {"version":1,"errors":n,"warnings":n,"diagnostics":[{severity,code,kind,message,file,line,column,hint,notes:[...]}]}
[[nodiscard]] std::string to_json(const Diagnostics& diagnostics);

/// SARIF 2.1.0 (OASIS): one run of the tool "halflight". A rule is a diagnostic's kind
/// ("halflight/part-whole") or, without a kind, its code; notes are related locations; the hint
/// follows the message after an empty line. Files are relative to the uriBase "DOSSIER". Columns
/// are in Unicode code points.
[[nodiscard]] std::string to_sarif(const Diagnostics& diagnostics, const std::string& version);

} // namespace halflight::io
