# The only file that looks for packages. Modules link the aliases halflight::dep::*.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

function(halflight_alias name)
  add_library(halflight_dep_${name} INTERFACE)
  target_link_libraries(halflight_dep_${name} INTERFACE ${ARGN})
  add_library(halflight::dep::${name} ALIAS halflight_dep_${name})
endfunction()

find_package(fmt 9 REQUIRED)
halflight_alias(fmt fmt::fmt)

find_package(tomlplusplus 3.3 REQUIRED)
halflight_alias(toml tomlplusplus::tomlplusplus)

find_package(nlohmann_json 3.11 REQUIRED)
halflight_alias(json nlohmann_json::nlohmann_json)

find_package(simdjson 3.0 CONFIG REQUIRED)
halflight_alias(simdjson simdjson::simdjson)

find_package(CLI11 2.1 REQUIRED)
halflight_alias(cli CLI11::CLI11)

find_package(SQLite3 3.38 REQUIRED)
halflight_alias(sqlite SQLite::SQLite3)

find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto SSL)
halflight_alias(crypto OpenSSL::Crypto)
halflight_alias(ssl OpenSSL::SSL) # servers of tests; the program leaves TLS to libcurl

find_package(CURL 7.85 REQUIRED)
halflight_alias(curl CURL::libcurl)

pkg_check_modules(CLP REQUIRED IMPORTED_TARGET clp)
halflight_alias(clp PkgConfig::CLP)

pkg_check_modules(CMARK REQUIRED IMPORTED_TARGET libcmark-gfm>=0.29.0.gfm.6)
halflight_alias(cmark-gfm PkgConfig::CMARK)

find_package(Eigen3 3.4 REQUIRED NO_MODULE)
halflight_alias(eigen Eigen3::Eigen)

find_package(spectra 1.0 REQUIRED CONFIG)
halflight_alias(spectra Spectra::Spectra)

# Headers alone: Boost.Math and Random123, which has neither a CMake nor a pkg-config file.
find_package(Boost 1.74 REQUIRED)
halflight_alias(boost Boost::headers)
find_path(RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)
add_library(halflight_random123 INTERFACE)
target_include_directories(halflight_random123 SYSTEM INTERFACE ${RANDOM123_INCLUDE_DIR})
halflight_alias(random123 halflight_random123)

find_package(GEOS 3.10 CONFIG REQUIRED)
halflight_alias(geos GEOS::geos_c)

# Geodesics alone: the header geodesic.h comes with PROJ.
find_package(PROJ 9 CONFIG REQUIRED)
halflight_alias(geodesic PROJ::proj)

find_package(GDAL 3.6 CONFIG REQUIRED)
halflight_alias(gdal GDAL::GDAL)

find_package(HDF5 1.10 REQUIRED COMPONENTS C)
add_library(halflight_hdf5 INTERFACE)
target_include_directories(halflight_hdf5 SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS})
target_link_libraries(halflight_hdf5 INTERFACE ${HDF5_C_LIBRARIES})
halflight_alias(hdf5 halflight_hdf5)

pkg_check_modules(DEFLATE REQUIRED IMPORTED_TARGET libdeflate>=1.14)
halflight_alias(deflate PkgConfig::DEFLATE)

find_package(ICU 67 REQUIRED COMPONENTS i18n uc)
halflight_alias(icu ICU::i18n ICU::uc)

find_package(pugixml 1.12 CONFIG REQUIRED)
halflight_alias(pugixml pugixml::pugixml)

if(HALFLIGHT_TESTS)
  find_package(GTest 1.12 REQUIRED)
  halflight_alias(gtest GTest::gtest_main)
  find_package(rapidcheck REQUIRED)
  halflight_alias(rapidcheck rapidcheck)
endif()
if(HALFLIGHT_BENCH)
  find_package(benchmark REQUIRED)
  halflight_alias(benchmark benchmark::benchmark)
endif()
