// SPDX-License-Identifier: Apache-2.0
#include "halflight/studies/light_panel.hpp"
