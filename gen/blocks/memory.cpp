#include "gen/blocks/memory.hpp"

#include "gen/catalog/common.hpp"

namespace denim::blocks {

using ir::Expr;
using ir::Value;

const ir::Module& add_memory(ir::Design& design, const std::string& name,
                             const MemoryShape& shape) {
  const bool regs = shape.style == MemoryStyle::regs;
  ir::Module& module = design.add(
      name, regs ? "Memory with one write port and N asynchronous read ports: a register file with "
                   "a multiplexer for each read port."
                 : "Memory with one write port and N asynchronous read ports: a copy of the memory "
                   "for each read port, all written alike.");
  const Expr width = module.parameter("Width", shape.width, "Width of a word, bits");
  const Expr ports = module.localparam("N", shape.ports, "Read ports");
  const Expr depth = module.localparam("Depth", shape.depth, "Words");
  const Expr addr_width =
      module.localparam("AddrWidth", Expr::index_width(depth), "Bits that name a word");
  const Value clk = module.input("clk_i", 1, "Clock");
  const Value write = module.input("write_i", 1, "A word is written at the end of this cycle");
  const Value write_addr = module.input("write_addr_i", addr_width, "Word that is written");
  const Value write_data = module.input("write_data_i", width, "Its new value");
  const Value read_addr =
      module.input("read_addr_i", ports * addr_width, "Words that are read, port 0 lowest");
  const Value read_data = module.output("read_data_o", ports * width, "Their values, same cycle");

  const auto write_port = [&](ir::Instance& memory) {
    memory.set("Depth", depth)
        .set("Width", width)
        .connect("clk_i", clk)
        .connect("write_i", write)
        .connect("write_addr_i", write_addr)
        .connect("write_data_i", write_data);
  };
  if (regs) {
    const Value words = module.body.net("words", depth * width, "All words, word 0 lowest");
    ir::Instance& file = module.body.instance(catalog::common::register_file, "u_file");
    write_port(file);
    file.connect("words_o", words);
    module.body.loop("n", ports, "gen_port", "", [&](ir::Scope& port, const Expr& n) {
      port.instance(catalog::common::word_select, "u_select")
          .set("Depth", depth)
          .set("Width", width)
          .connect("words_i", words)
          .connect("read_addr_i", read_addr.slice(n * addr_width, addr_width))
          .connect("read_data_o", read_data.slice(n * width, width));
    });
  } else {
    module.body.loop("n", ports, "gen_port", "", [&](ir::Scope& port, const Expr& n) {
      ir::Instance& copy = port.instance(catalog::common::ram, "u_copy");
      write_port(copy);
      copy.connect("read_addr_i", read_addr.slice(n * addr_width, addr_width))
          .connect("read_data_o", read_data.slice(n * width, width));
    });
  }
  return module;
}

}  // namespace denim::blocks
