// What the synthesis tools are told of a RAM.
#pragma once

#include <string>
#include <string_view>

#include "gen/ir/ir.hpp"

namespace denim::emit {

// The attributes of a memory, as they stand between (* and *): Yosys and Vivado read the first,
// Quartus the second, which ignores a kind of RAM that a device does not have. Empty: they choose.
std::string_view ram_attributes(ir::RamStyle style);

// A leaf as it comes into a bundle: `text` is that of its file. With a style the module has the
// leaf's name, and its memory the attributes. Throws std::logic_error if there is no memory that
// says (* no_rw_check *).
std::string leaf_text(const ir::Leaf& leaf, std::string text);

}  // namespace denim::emit
