// SPDX-License-Identifier: Apache-2.0
// A list of made people and firms in the form of the Security Council's.
#pragma once

#include <string>

namespace halflight::sources::test {

inline constexpr const char* made_list = R"(<?xml version="1.0" encoding="UTF-8"?>
<!-- no one on this list exists -->
<CONSOLIDATED_LIST dateGenerated="2031-05-06">
  <INDIVIDUALS>
    <INDIVIDUAL>
      <DATAID>1</DATAID>
      <FIRST_NAME>TOK</FIRST_NAME>
      <SECOND_NAME>MUN
        BIN</SECOND_NAME>
      <UN_LIST_TYPE>TEST</UN_LIST_TYPE>
      <REFERENCE_NUMBER>TSi.001 </REFERENCE_NUMBER>
      <LISTED_ON>2030-01-02</LISTED_ON>
      <NATIONALITY><VALUE>Democratic People's Republic of Korea</VALUE></NATIONALITY>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Tok Mu'n-bin; Dok Mun Bin</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>"The Clerk"</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1961-03-04</DATE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1962</FROM_YEAR><TO_YEAR>1963</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Nov. 1964</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><NOTE>30-35 years old</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>PS 123456789 (Expired 1 Jan. 2020)</NUMBER></INDIVIDUAL_DOCUMENT>
      <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Numéro de passeport </TYPE_OF_DOCUMENT><NUMBER>PS123456789</NUMBER></INDIVIDUAL_DOCUMENT>
    </INDIVIDUAL>
  </INDIVIDUALS>
  <ENTITIES>
    <ENTITY>
      <FIRST_NAME>KOREA PYOLNARA SHIPPING CO</FIRST_NAME>
      <REFERENCE_NUMBER>TSe.001</REFERENCE_NUMBER>
      <COMMENTS1>Owner of a tanker. IMO number: 5342883. Phone 5342884.</COMMENTS1>
      <NAME_ORIGINAL_SCRIPT>조선별나라해운회사</NAME_ORIGINAL_SCRIPT>
      <ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Pyol Nara &amp; Sons</ALIAS_NAME></ENTITY_ALIAS>
    </ENTITY>
  </ENTITIES>
</CONSOLIDATED_LIST>
)";

/// The list with one text in the place of another.
inline std::string made_list_with(const std::string& before, const std::string& after) {
    std::string text = made_list;
    const auto at = text.find(before);
    return at == std::string::npos ? "" : text.replace(at, before.size(), after);
}

} // namespace halflight::sources::test
