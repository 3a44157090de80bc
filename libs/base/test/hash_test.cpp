// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/hash.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace {

using halflight::quote_fingerprint;
using halflight::sha256;

// Examples of NIST, "Descriptions of SHA-256, SHA-384, and SHA-512".
TEST(Hash, NistExamples) {
    EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256(std::string(1'000'000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

RC_GTEST_PROP(Hash, PiecesGiveTheHashOfTheWhole, (const std::vector<std::string>& pieces)) {
    std::string whole;
    for (const std::string& piece : pieces)
        whole += piece;
    std::size_t at = 0;
    const std::string hash = sha256([&]() -> std::string_view {
        while (at < pieces.size() && pieces[at].empty())
            ++at;
        return at < pieces.size() ? std::string_view(pieces[at++]) : std::string_view();
    });
    RC_ASSERT(hash == sha256(whole));
}

TEST(Hash, FingerprintIsAPrefix) {
    EXPECT_EQ(quote_fingerprint("abc"), "sha256:ba7816bf8f01cfea");
    EXPECT_EQ(quote_fingerprint(""), "sha256:e3b0c44298fc1c14");
    EXPECT_EQ(quote_fingerprint(" \n "), quote_fingerprint(""));
}

TEST(Hash, FingerprintFoldsWhiteSpace) {
    const std::string plain = quote_fingerprint("imports were under 2%");
    EXPECT_EQ(quote_fingerprint("  imports\n\twere  under\r\n2% "), plain);
    EXPECT_EQ(quote_fingerprint("imports\u00A0were\u2009under\u30002%\u2028"), plain);
    EXPECT_NE(quote_fingerprint("importswere under 2%"), plain);
    EXPECT_NE(quote_fingerprint("Imports were under 2%"), plain);
}

TEST(Hash, BrokenUtf8IsHashedAsItStands) {
    EXPECT_EQ(quote_fingerprint("a \xE2\x80").size(), 23U);
    EXPECT_NE(quote_fingerprint("a \xC2"), quote_fingerprint("a"));
}

RC_GTEST_PROP(Hash, FingerprintDoesNotSeeLineBreaks, (const std::string& text, std::size_t at)) {
    const std::size_t cut = text.empty() ? 0 : at % text.size();
    const std::string left = text.substr(0, cut) + " x";
    const std::string right = "y " + text.substr(cut);
    RC_ASSERT(quote_fingerprint(left + " \n\t" + right) == quote_fingerprint(left + ' ' + right));
}

} // namespace
