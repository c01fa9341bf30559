#include "gen/blocks/memory.hpp"

#include <fmt/format.h>

#include "gen/catalog/common.hpp"

namespace denim::blocks {

using ir::Expr;
using ir::Value;

const ir::Module& add_memory(ir::Design& design, const std::string& name,
                             const MemoryShape& shape) {
  const bool regs = shape.style == MemoryStyle::regs;
  ir::Module& module =
      design.add(name, fmt::format("Memory with one write port and {} asynchronous read ports: {}.",
                                   shape.ports,
                                   regs ? "registers with a multiplexer for each read port"
                                        : "a copy for each read port, all written alike"));
  const Expr width = module.parameter("Width", shape.width, "Width of a word, bits");
  const Expr depth = module.localparam("Depth", shape.depth, "Words");
  const Expr addr_width =
      module.localparam("AddrWidth", Expr::index_width(depth), "Bits that name a word");
  const Value clk = module.input("clk_i", 1, "Clock");
  const Value write = module.input("write_i", 1, "A word is written at the end of this cycle");
  const Value write_addr = module.input("write_addr_i", addr_width, "Word that is written");
  const Value write_data = module.input("write_data_i", width, "Its new value");

  const auto write_port = [&](ir::Instance& memory) -> ir::Instance& {
    return memory.set("Depth", depth)
        .set("Width", width)
        .connect("clk_i", clk)
        .connect("write_i", write)
        .connect("write_addr_i", write_addr)
        .connect("write_data_i", write_data);
  };
  Value words = write_data;
  if (regs) {
    words = module.body.net("words", depth * width, "All words, word 0 lowest");
    write_port(module.body.instance(catalog::common::word_bank, "u_bank"))
        .connect("words_o", words);
  }
  for (int n = 0; n < shape.ports; ++n) {
    const Value read_addr = module.input(fmt::format("read_addr_{}_i", n), addr_width,
                                         fmt::format("Word that port {} reads", n));
    const Value read_data = module.output(fmt::format("read_data_{}_o", n), width,
                                          fmt::format("What port {} reads, in the same cycle", n));
    ir::Instance& port =
        regs ? module.body.instance(catalog::common::word_mux, fmt::format("u_port_{}", n))
                   .set("Depth", depth)
                   .set("Width", width)
                   .connect("words_i", words)
             : write_port(module.body.instance(catalog::common::ram, fmt::format("u_copy_{}", n)));
    port.connect("read_addr_i", read_addr).connect("read_data_o", read_data);
  }
  return module;
}

}  // namespace denim::blocks
