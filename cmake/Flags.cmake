# One INTERFACE target carries the flags of our own code; third parties are SYSTEM and stay quiet.
add_library(halflight_flags INTERFACE)
target_compile_options(halflight_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wdouble-promotion
  -Wnon-virtual-dtor -Wold-style-cast -Wcast-align -Wnull-dereference -Wformat=2 -Werror
  # Results must not depend on whether the compiler fuses a multiply and an add.
  -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports false positives from inlined standard containers under these three.
  target_compile_options(halflight_flags INTERFACE
    -Wno-error=maybe-uninitialized -Wno-error=null-dereference -Wno-error=restrict)
endif()

if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # libstdc++ 12 uses its own deprecated get_temporary_buffer inside std::stable_sort.
  target_compile_options(halflight_flags INTERFACE -Wno-error=deprecated-declarations)
endif()

set(HALFLIGHT_MARCH "x86-64-v3" CACHE STRING "Processor level of release code; empty for the compiler's own baseline")
if(HALFLIGHT_MARCH AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(halflight_flags INTERFACE -march=${HALFLIGHT_MARCH})
endif()

set(HALFLIGHT_SANITIZE "" CACHE STRING "Sanitizers for every target, for example address,undefined")
if(HALFLIGHT_SANITIZE)
  add_compile_options(-fsanitize=${HALFLIGHT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${HALFLIGHT_SANITIZE})
  # Less optimised code is analysed differently and warns of what is not there; release holds the line.
  target_compile_options(halflight_flags INTERFACE -Wno-error)
endif()

find_program(HALFLIGHT_CCACHE ccache)
if(HALFLIGHT_CCACHE)
  # It keeps nothing that used compiled headers unless told that their macros are what they were.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${HALFLIGHT_CCACHE})
endif()
find_program(HALFLIGHT_MOLD mold)
if(HALFLIGHT_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
