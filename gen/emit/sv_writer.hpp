// The SystemVerilog text of an emitted module, or Verilog-2001 for flows whose top cannot be other.
// Only this and sv_value know the punctuation.
//
// Order of the sections, always the same:
//   header        what generated the file, as given, each line a comment
//   comment       of the module
//   parameters    one a line with its comment, localparams among them, so that ports may use them
//   ports         clock and reset, then one block a stream, each port with its comment
//   nets          one a line
//   memories      each with its write port, and zeros for simulation
//   assignments
//   registers     an always_ff for each enable and reset, where the first of them was added;
//   instances     ports and parameters in the order of what is instantiated, one a line;
//   loops         each with sections of its own: these three in the order in which they were added
// An output port left open gets a net unused_…, because Verilator's -Wall refuses ".x_o()".
//
// The text depends on the module alone: no dates, no order of pointers. Lines end at column 100,
// but where one name, number or select is longer. It is accepted without a warning by Verilator
// 5.006 -Wall, Icarus 11 and Yosys 0.23 when ir::check() accepts the module.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "gen/emit/sv_value.hpp"
#include "gen/ir/ir.hpp"

namespace denim::emit {

enum class Language { systemverilog, verilog_2001 };

class SvWriter {
 public:
  // Throws std::logic_error for a module that the language has no text for: Verilog-2001 is for
  // tops, which have neither parameters nor loops nor memories nor casts; what an always block
  // writes is a net there, not a port.
  explicit SvWriter(const ir::Module& module, Language language = Language::systemverilog);
  // `header` is plain text; its lines are kept as they are, each as a comment.
  std::string write(const std::string& header) const;

 private:
  std::string parameters() const;
  std::string ports() const;
  std::string port_block(const std::vector<const ir::Port*>& block, bool is_last) const;
  // The sections of a scope with a blank line between them.
  std::string scope(const ir::Scope& scope, int indent, Signals signals) const;
  std::string nets(const ir::Scope& scope, int indent, const Signals& signals) const;
  std::vector<std::string> items(const ir::Scope& scope, int indent, const Signals& signals) const;
  std::string memory(const ir::Memory& memory, int indent, const Signals& signals) const;
  std::string registers(const std::vector<const ir::Register*>& group, int indent,
                        const Signals& signals) const;
  std::string instance(const ir::Instance& instance, int indent, const Signals& signals) const;
  std::string first_turn(const ir::FirstTurn& turn, int indent, const Signals& signals) const;
  std::string loop(const ir::Loop& loop, int indent, const Signals& signals) const;
  Declared declare(const std::string& name, const ir::Expr& width) const;
  bool is_verilog() const { return language_ == Language::verilog_2001; }
  void check_is_verilog() const;

  const ir::Module& module_;
  Language language_;
  std::set<std::string> selected_;  // signals that need a range even if they are one bit wide
};

// Ports in the order in which they are declared: clock and reset, then a block for each stream and
// for the ports between streams.
std::vector<std::vector<const ir::Port*>> port_blocks(const ir::Interface& interface);

std::string write_module(const ir::Module& module, const std::string& header,
                         Language language = Language::systemverilog);

}  // namespace denim::emit
