// The 1-write N-read memory of a decoupled engine as a module of its own, which engines do not
// have: there its statements stand in the top.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "gen/blocks/memory.hpp"
#include "gen/emit/sv_writer.hpp"
#include "gen/ir/ir.hpp"
#include "gen/spec/spec.hpp"

namespace denim::bench {

inline blocks::MemoryShape memory_shape(const spec::Spec& spec) {
  const std::map<std::string, blocks::MemoryStyle> styles{
      {"regs", blocks::MemoryStyle::regs},
      {"replicated", blocks::MemoryStyle::replicated},
      {"banked", blocks::MemoryStyle::banked}};
  blocks::MemoryShape shape;
  shape.style = styles.at(spec.word("memory"));
  shape.ports = static_cast<int>(spec.integer("n"));
  shape.rows = static_cast<int>(spec.integer("m"));
  shape.copies = spec.flag("overlap") ? 2 : 1;
  shape.read_latency = static_cast<int>(spec.integer("read_latency"));
  shape.words = shape.rows * shape.copies;
  shape.width = spec.integer("columns") * spec.integer("b_width");
  shape.lanes = shape.ports;
  return shape;
}

// The text of module `name`: the block that engines have, between ports.
inline std::string memory_module(const blocks::MemoryShape& shape, const std::string& name) {
  const ir::Expr index_width = ir::Expr::index_width(shape.words);
  ir::Design design;
  ir::Module& module = design.add(name, "Memory with one write port and several read ports.");
  module.input("clk_i", 1, "Clock");
  const ir::Value write = module.input("write_i", 1, "A word is written");
  const ir::Value address = module.input("write_addr_i", index_width, "Word that is written");
  const ir::Value data = module.input("write_data_i", shape.width, "Its new value");
  const ir::Value indices =
      module.input("read_addr_i", shape.lanes * index_width, "Words that the ports read");
  const ir::Value rows =
      module.output("read_data_o", shape.lanes * shape.width, "What the ports have read");
  ir::Value enable = ir::constant(1, 1);
  if (shape.read_latency > 0) enable = module.input("enable_i", 1, "Reads may begin");
  std::optional<ir::Value> asks;
  if (shape.has_reads()) asks = module.input("read_i", shape.lanes, "Ports that read");

  blocks::Memory memory(module.body, shape, {write, address, data, enable});
  module.body.loop("n", shape.lanes, "gen_lane", "", [&](ir::Scope& lane, const ir::Expr& n) {
    const ir::Value index = lane.net_of("index", index_width, indices.element(n, index_width));
    std::optional<ir::Value> read;
    if (asks) read = lane.net_of("tile_read", 1, asks->bit(n));
    lane.assign(rows.element(n, shape.width), memory.read(lane, index, read));
  });
  if (shape.banked()) {
    const ir::Value conflicts =
        module.output("conflict_o", shape.lanes, "Banks that more than one port reads");
    module.body.assign(conflicts, memory.add_banks("gen_lane"));
  }
  ir::check(design);
  return emit::write_module(module, "Written by a bench.");
}

}  // namespace denim::bench
