// The leaves of rtl/nm_array: the control of the PE array.
#pragma once

#include "gen/ir/ir.hpp"

namespace denim::catalog::nm_array {

extern const ir::Leaf& tile;   // which tile of weights is loaded, and which is used
extern const ir::Leaf& token;  // a pulse beside a wave
extern const ir::Leaf& busy;   // places that a wave has yet to leave

}  // namespace denim::catalog::nm_array
