// The tops of a bundle: modules in Verilog-2001 around its engine at the values of its spec, for
// flows that want literal port ranges, or streams of another protocol. Each is a file of this
// folder.
#pragma once

#include <string>
#include <vector>

#include "gen/ir/ir.hpp"
#include "gen/spec/spec.hpp"

namespace denim::wrap {

struct Top {
  std::string name;  // as a user asks for it; the module is <engine's top>_<name>
  std::string meaning;
  // Its streams are those of the engine's table, in that order.
  const ir::Module* module = nullptr;
};

// Adds all tops around the last module of the design, which is the engine's, behind it.
std::vector<Top> add_tops(const spec::Spec& spec, ir::Design& design);

// One around `engine`, as add_tops adds it.
using AddTop = Top (*)(const spec::Spec& spec, const ir::Module& engine, ir::Design& design);
Top add_wrapper(const spec::Spec& spec, const ir::Module& engine, ir::Design& design);
Top add_axis(const spec::Spec& spec, const ir::Module& engine, ir::Design& design);
Top add_axi(const spec::Spec& spec, const ir::Module& engine, ir::Design& design);

// Bits of a port of the engine at the values of the spec.
std::int64_t port_bits(const ir::Module& engine, const ir::Port& port);

// The input by which a top with registers clears error bits; others leave it at 0.
inline constexpr const char* error_clear_port = "error_clear_i";
void never_clear_errors(const ir::Module& engine, ir::Instance& instance);

}  // namespace denim::wrap
