// SPDX-License-Identifier: Apache-2.0
#include "halflight/io/diagnostic_format.hpp"

#include <gtest/gtest.h>

namespace halflight::io {
namespace {

Diagnostic conflict() {
    Diagnostic out;
    out.severity = Severity::error;
    out.code = "C007";
    out.kind = "part-whole";
    out.message = "parts exceed the total";
    out.place = {"claims/aid.csv", 14, 1};
    out.notes = {{"total for 2019", {"claims/aid.csv", 15, 0}}, {"proposed verdict: scope", {}}};
    out.hint = "decide in verdicts.toml";
    return out;
}

Diagnostic syntax(std::string message, Place place) {
    Diagnostic out;
    out.severity = Severity::warning;
    out.code = "S012";
    out.message = std::move(message);
    out.place = std::move(place);
    return out;
}

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string sarif_of(Diagnostic diagnostic) {
    Diagnostics all;
    all.add(std::move(diagnostic));
    return to_sarif(all, "0.1.0");
}

TEST(ToJson, HasEveryField) {
    Diagnostics all;
    all.add(conflict());
    EXPECT_EQ(to_json(all), R"({
  "version": 1,
  "errors": 1,
  "warnings": 0,
  "diagnostics": [
    {
      "severity": "error",
      "code": "C007",
      "kind": "part-whole",
      "message": "parts exceed the total",
      "file": "claims/aid.csv",
      "line": 14,
      "column": 1,
      "hint": "decide in verdicts.toml",
      "notes": [
        {
          "message": "total for 2019",
          "file": "claims/aid.csv",
          "line": 15,
          "column": 0
        },
        {
          "message": "proposed verdict: scope",
          "file": "",
          "line": 0,
          "column": 0
        }
      ]
    }
  ]
}
)");
}

TEST(ToJson, SurvivesInvalidUtf8) {
    Diagnostics all;
    all.add(syntax("bad \xFF", {"a\xFE.csv", 1, 1}));
    EXPECT_TRUE(holds(to_json(all), "bad \xEF\xBF\xBD"));
    EXPECT_TRUE(holds(to_sarif(all, "1"), "\"uri\": \"a%FE.csv\""));
}

TEST(ToSarif, IsAWholeLog) {
    Diagnostics all;
    all.add(conflict());
    EXPECT_EQ(to_sarif(all, "0.1.0"), R"({
  "version": "2.1.0",
  "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
  "runs": [
    {
      "tool": {
        "driver": {
          "name": "halflight",
          "version": "0.1.0",
          "rules": [
            {
              "id": "halflight/part-whole",
              "shortDescription": {
                "text": "Parts that must not exceed their whole"
              }
            }
          ]
        }
      },
      "originalUriBaseIds": {
        "DOSSIER": {
          "description": {
            "text": "The folder of the dossier"
          }
        }
      },
      "columnKind": "unicodeCodePoints",
      "results": [
        {
          "ruleId": "halflight/part-whole",
          "ruleIndex": 0,
          "level": "error",
          "message": {
            "text": "parts exceed the total\n\ndecide in verdicts.toml"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "claims/aid.csv",
                  "uriBaseId": "DOSSIER"
                },
                "region": {
                  "startLine": 14,
                  "startColumn": 1
                }
              }
            }
          ],
          "relatedLocations": [
            {
              "id": 1,
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "claims/aid.csv",
                  "uriBaseId": "DOSSIER"
                },
                "region": {
                  "startLine": 15
                }
              },
              "message": {
                "text": "total for 2019"
              }
            },
            {
              "id": 2,
              "message": {
                "text": "proposed verdict: scope"
              }
            }
          ],
          "properties": {
            "code": "C007"
          }
        }
      ]
    }
  ]
}
)");
}

TEST(ToSarif, EmptyRunHasResultsAndRules) {
    const std::string text = to_sarif(Diagnostics{}, "0.1.0");
    EXPECT_TRUE(holds(text, "\"results\": []"));
    EXPECT_TRUE(holds(text, "\"rules\": []"));
}

TEST(ToSarif, RegionNeedsALineAndLocationAFile) {
    const std::string whole_file = sarif_of(syntax("m", {"sources.toml", 0, 7}));
    EXPECT_TRUE(holds(whole_file, "\"uri\": \"sources.toml\""));
    EXPECT_FALSE(holds(whole_file, "region"));
    EXPECT_FALSE(holds(sarif_of(syntax("m", {})), "ocation"));
    EXPECT_FALSE(holds(sarif_of(syntax("m", {"a", 3, 0})), "startColumn"));
}

TEST(ToSarif, UrisArePercentEncoded) {
    const std::string text = sarif_of(syntax("m", {"claims/a b:ü%#?.csv", 1, 1}));
    EXPECT_TRUE(holds(text, "\"uri\": \"claims/a%20b%3A%C3%BC%25%23%3F.csv\""));
}

TEST(ToSarif, MessagesAreEscaped) {
    EXPECT_TRUE(holds(sarif_of(syntax("cell {a:b@2024} in [0, 1](x)", {})),
                      "\"text\": \"cell {{a:b@2024}} in [0, 1] (x)\""));
    EXPECT_TRUE(holds(sarif_of(syntax("", {})), "\"text\": \"no message\""));
}

TEST(ToSarif, RulesAreListedOnceAndReferredToByIndex) {
    Diagnostics all;
    all.add(syntax("one", {}));
    all.add(conflict());
    all.add(syntax("two", {}));
    Diagnostic bare;
    bare.severity = Severity::note;
    bare.message = "three";
    all.add(bare);
    Diagnostic odd = conflict();
    odd.kind = "unheard-of";
    all.add(odd);
    const std::string text = to_sarif(all, "0.1.0");
    const auto count = [&](std::string_view part) {
        int times = 0;
        for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
            ++times;
        }
        return times;
    };
    EXPECT_EQ(count("\"id\": \"S012\""), 1);
    EXPECT_EQ(count("\"ruleId\": \"S012\",\n          \"ruleIndex\": 0"), 2);
    EXPECT_EQ(count("\"ruleId\": \"halflight/part-whole\",\n          \"ruleIndex\": 1"), 1);
    EXPECT_EQ(count("\"ruleId\": \"halflight/other\",\n          \"ruleIndex\": 2"), 1);
    EXPECT_EQ(count("\"ruleId\": \"halflight/unheard-of\",\n          \"ruleIndex\": 3"), 1);
    EXPECT_EQ(count("Syntax of the dossier's files"), 1);
    EXPECT_EQ(count("\"level\": \"note\""), 1);
}

} // namespace
} // namespace halflight::io
