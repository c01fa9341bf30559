// The leaves of rtl/common: memories, arithmetic, accumulators and what every engine needs.
#pragma once

#include "gen/ir/ir.hpp"

namespace denim::catalog::common {

extern const ir::Leaf& ram_registered;                  // 1R1W, registered read
const ir::Leaf& ram_registered_in(ir::RamStyle style);  // the same, made of that
extern const ir::Leaf& register_file;                   // 1W, all words visible
extern const ir::Leaf& accumulator_address;             // which accumulator a sum goes to
extern const ir::Leaf& accumulator_pipeline;            // the same, with read, sum and write apart
extern const ir::Leaf& output_stage;                    // the handshake of the results
extern const ir::Leaf& serialiser;                      // a wide beat as several narrow ones
extern const ir::Leaf& delay_line;                      // a value some cycles later, and on the way
extern const ir::Leaf& stage;          // control of one stage of a chain, some cycles a beat
extern const ir::Leaf& pipeline;       // control of several registers, one behind the other
extern const ir::Leaf& pipeline_data;  // what goes along in such registers
extern const ir::Leaf& fork;           // one stream becomes two
extern const ir::Leaf& axi_lite;       // the handshakes in front of registers

}  // namespace denim::catalog::common
