# What every test includes, GoogleTest and rapidcheck, is compiled once: a test then takes a third of the time.
#
# No test may rely on it: -DHALFLIGHT_PRECOMPILED=OFF compiles the same sources without. The modules themselves do without, since
# g++ 12 warns of functions of the standard library that come from compiled headers as if they were ours.
option(HALFLIGHT_PRECOMPILED "Compile the headers of tests once" ON)

# What is tested is optimised as ever; the tests themselves take far longer to compile than to run.
add_library(halflight_test_flags INTERFACE)
target_link_libraries(halflight_test_flags INTERFACE halflight_flags halflight::dep::gtest halflight::dep::rapidcheck)
if(HALFLIGHT_SANITIZE)
  target_compile_options(halflight_test_flags INTERFACE -O0)
else()
  target_compile_options(halflight_test_flags INTERFACE -O1)
endif()
if(HALFLIGHT_FUZZ)
  # Parsers are compiled with flags of their own there, which compiled headers would have to share.
  set(HALFLIGHT_PRECOMPILED OFF)
endif()
if(HALFLIGHT_PRECOMPILED AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(halflight_test_flags INTERFACE
    -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
endif()

if(HALFLIGHT_PRECOMPILED)
  add_library(halflight_test_headers OBJECT EXCLUDE_FROM_ALL "${CMAKE_SOURCE_DIR}/cmake/precompiled/test.cpp")
  target_link_libraries(halflight_test_headers PRIVATE halflight_test_flags)
  target_precompile_headers(halflight_test_headers PRIVATE "${CMAKE_SOURCE_DIR}/cmake/precompiled/test.hpp")
endif()

# halflight_take_test_headers(target): the compiled headers and flags of tests.
function(halflight_take_test_headers target)
  target_link_libraries(${target} PRIVATE halflight_test_flags)
  if(HALFLIGHT_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM halflight_test_headers)
  endif()
endfunction()
