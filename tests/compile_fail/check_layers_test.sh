#!/usr/bin/env bash
# Plants one fault at a time in a small sound tree; check-layers must accept the tree and refuse each fault.
set -euo pipefail

check_layers=$1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

sound_tree() {
    rm -rf "$tree/libs"
    mkdir -p "$tree"/libs/{base,ledger,io}/{include/halflight,src}
    echo 'halflight_module(base SOURCES src/a.cpp PRIVATE_DEPS fmt)' >"$tree/libs/base/CMakeLists.txt"
    echo 'halflight_module(ledger SOURCES src/a.cpp USES base)' >"$tree/libs/ledger/CMakeLists.txt"
    echo 'halflight_module(io SOURCES src/a.cpp USES base)' >"$tree/libs/io/CMakeLists.txt"
    printf '#include <vector>\n' >"$tree/libs/base/include/halflight/a.hpp"
    printf '#include "halflight/base/a.hpp"\n#include "own.hpp"\n#include <fmt/format.h>\n' >"$tree/libs/ledger/src/a.cpp"
    printf '#include <fstream>\n' >"$tree/libs/io/src/a.cpp"
}
report() {
    printf '%-4s %s\n' "$1" "$2"
    [[ $1 == ok ]] || failures=$((failures + 1))
}
# refuses NAME MESSAGE FILE TEXT: with TEXT at the end of FILE, check-layers fails and its output holds MESSAGE.
refuses() {
    local output
    sound_tree
    printf '%s\n' "$4" >>"$tree/$3"
    if output=$("$check_layers" "$tree" 2>&1); then
        report FAIL "$1: accepted"
    elif [[ $output != *"$2"* ]]; then
        report FAIL "$1: refused for another reason: $output"
    else
        report ok "$1"
    fi
}

sound_tree
if "$check_layers" "$tree" >/dev/null; then report ok "a sound tree"; else report FAIL "a sound tree"; fi
refuses "use of a module above" "base may not use ledger" \
    libs/base/CMakeLists.txt 'halflight_module(base USES ledger)'
refuses "include of a module that is not used" "src/a.cpp:4: ledger does not use io" \
    libs/ledger/src/a.cpp '#include "halflight/io/a.hpp"'
refuses "include of another module's private header" "does not leave its folder" \
    libs/ledger/src/a.cpp '#include "../../base/src/secret.hpp"'
refuses "third party in a public header" "a.hpp:2: a public header shows only" \
    libs/base/include/halflight/a.hpp '#  include <fmt/format.h>'
refuses "private header in a public header" "a.hpp:2: a public header shows only" \
    libs/base/include/halflight/a.hpp '#include "own.hpp"'
refuses "files in a pure module" "a.cpp:4: ledger is pure: <fstream>" \
    libs/ledger/src/a.cpp '#include <fstream>'
refuses "clock in a pure module" "ledger is pure" \
    libs/ledger/src/a.cpp 'auto now = std::chrono::system_clock::now();'
refuses "log in a pure module" "ledger is pure" \
    libs/ledger/src/a.cpp '#include <spdlog/spdlog.h>'
refuses "environment in a pure module" "ledger is pure" \
    libs/ledger/src/a.cpp 'const char* home = std::getenv("HOME");'
refuses_unknown() {
    sound_tree
    mkdir -p "$tree/libs/unheard"
    echo 'halflight_module(unheard)' >"$tree/libs/unheard/CMakeLists.txt"
    if "$check_layers" "$tree" >/dev/null 2>&1; then report FAIL "unknown module: accepted"; else report ok "unknown module"; fi
}
refuses_unknown

((failures == 0))
