// SPDX-License-Identifier: Apache-2.0
#include "halflight/simulate/country.hpp"

#include <gtest/gtest.h>
