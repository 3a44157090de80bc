// SPDX-License-Identifier: Apache-2.0
// The areas that several tables name.
#include "part_list.hpp"
#include "statements.hpp"

#include <fmt/format.h>

namespace halflight::simulate {

Part partners_part(const Country& /*country*/) {
    Part part;
    part.codes = fmt::format("\n[area.{}]\nname = \"The northern partner\"\n"
                             "\n[area.{}]\nname = \"The eastern partner\"\n"
                             "\n[area.{}]\nname = \"Both partners\"\nparts = [\"{}\", \"{}\"]\n"
                             "complete = true\n"
                             "\n[area.{}]\nname = \"Mada, which is another country\"\n",
                             partner_north, partner_east, both_partners, partner_north,
                             partner_east, namesake);
    return part;
}

} // namespace halflight::simulate
