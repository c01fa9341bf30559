#include "gen/emit/sv_writer.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "gen/emit/comment.hpp"
#include "gen/emit/ram_style.hpp"
#include "gen/emit/sv_guard.hpp"
#include "gen/ir/visit.hpp"

namespace denim::emit {
namespace {

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text;
}

std::string margin(int indent) { return std::string(static_cast<std::size_t>(indent), ' '); }

// What stands at a port; nothing where an output is left open.
const ir::Value* value_at(const ir::Instance& instance, const ir::Port& port) {
  for (const auto& [name, value] : instance.connections) {
    if (name == port.name && value) return &*value;
  }
  return nullptr;
}

// The target takes the value: "assign " target " = " value.
std::string statement_lines(const std::string& prefix, const ir::Value& to,
                            const std::string& takes, const ir::Value& value, int indent,
                            const Signals& signals) {
  std::string target = value_lines(prefix, to, takes, indent, signals);
  const auto last_line = target.rfind('\n', target.size() - 2);
  const std::size_t begin = last_line == std::string::npos ? 0 : last_line + 1;
  std::string last = target.substr(begin);
  target.erase(begin);
  last.pop_back();
  const std::size_t edge = last.find_first_not_of(' ');
  return target + value_lines(last.substr(edge), value, ";",
                              begin == 0 ? indent : static_cast<int>(edge), signals);
}

// What a register takes; a choice of several values is a case.
std::string register_lines(const ir::Register& one, int indent, const Signals& signals) {
  const auto* selection = std::get_if<ir::Selection>(&one.value.node());
  if (!selection || selection->values.size() == 2)
    return statement_lines("", one.target, " <= ", one.value, indent, signals);
  std::string text = value_lines("case (", selection->number.front(), ")", indent, signals);
  std::vector<std::string> labels = selection_labels(*selection, signals);
  labels.emplace_back("default");
  for (std::size_t i = 0; i < labels.size(); ++i)
    text += statement_lines(labels[i] + ": ", one.target, " <= ", selection->values[i], indent + 2,
                            signals);
  return text + margin(indent) + "endcase\n";
}

// Statements, written two columns further in, under a condition: a single short one stands behind
// it.
std::string enabled_lines(const ir::Value& enable, const std::string& statements, int indent,
                          const Signals& signals) {
  const std::string condition = "if (" + value_text(enable, signals) + ") ";
  const std::string statement = statements.substr(static_cast<std::size_t>(indent) + 2);
  if (statement.find('\n') + 1 == statement.size() &&
      static_cast<std::size_t>(indent) + condition.size() + statement.size() <= kLineWidth + 1)
    return margin(indent) + condition + statement;
  return value_lines("if (", enable, ") begin", indent, signals) + statements + margin(indent) +
         "end\n";
}

// Whether two registers share an always_ff.
bool goes_with(const ir::Register& a, const ir::Register& b, const Signals& signals) {
  const auto text = [&](const ir::Value& value) { return value_text(value, signals); };
  if (a.enable.has_value() != b.enable.has_value()) return false;
  if (a.reset.has_value() != b.reset.has_value()) return false;
  if (a.clear.has_value() != b.clear.has_value()) return false;
  if (a.clear && text(a.clear->when) != text(b.clear->when)) return false;
  return !a.enable || text(*a.enable) == text(*b.enable);
}

bool has_cast(const ir::Value& value) {
  bool found = std::holds_alternative<ir::Resize>(value.node()) ||
               std::holds_alternative<ir::Number>(value.node());
  ir::for_each_part(value, [&](const ir::Value& part) { found = found || has_cast(part); });
  return found;
}

template <class Items, class Size>
std::size_t longest(const Items& items, const Size& size) {
  std::size_t result = 0;
  for (const auto& item : items) result = std::max(result, size(item));
  return result;
}

}  // namespace

std::vector<std::vector<const ir::Port*>> port_blocks(const ir::Interface& interface) {
  const auto stream_of = [&](const ir::Port& port) -> const ir::Stream* {
    for (const ir::Stream& stream : interface.streams) {
      if (stream.has_port(port.name)) return &stream;
    }
    return nullptr;
  };
  const auto is_clocking = [&](const ir::Port& port) {
    return port.name == interface.clock || port.name == interface.reset_n;
  };

  std::vector<std::vector<const ir::Port*>> blocks(1);
  for (const ir::Port& port : interface.ports) {
    if (is_clocking(port)) blocks.front().push_back(&port);
  }
  for (const ir::Port& port : interface.ports) {
    if (is_clocking(port)) continue;
    std::vector<const ir::Port*>& last = blocks.back();
    const bool goes_on = blocks.size() > 1 && stream_of(*last.front()) == stream_of(port);
    if (goes_on) {
      last.push_back(&port);
    } else {
      blocks.push_back({&port});
    }
  }
  if (blocks.front().empty()) blocks.erase(blocks.begin());
  return blocks;
}

SvWriter::SvWriter(const ir::Module& module, Language language)
    : module_(module), language_(language) {
  if (is_verilog()) check_is_verilog();
  ir::for_each_value(module.body, [&](const ir::Value& value) {
    ir::for_each_reference(value, [&](const ir::Reference& reference) {
      const auto& slice = reference.slice;
      if (slice &&
          (!(slice->low.is_constant() && slice->width.is_constant()) || !slice->index.empty()))
        selected_.insert(reference.name);
    });
  });
}

void SvWriter::check_is_verilog() const {
  const ir::Scope& body = module_.body;
  std::string other;
  if (!module_.parameters.empty()) other = "a parameter";
  if (!body.loops().empty() || !body.first_turns().empty()) other = "a loop";
  if (!body.memories().empty()) other = "a memory";
  for (const ir::Net& net : body.nets()) {
    if (net.words) other = "an array of nets";
  }
  for (const ir::Register& one : body.registers()) {
    const auto* target = std::get_if<ir::Reference>(&one.target.node());
    if (!target || module_.port(target->name)) other = "a register that is no net";
  }
  ir::for_each_value(body, [&](const ir::Value& value) {
    if (has_cast(value)) other = "a cast";
  });
  if (!other.empty())
    throw std::logic_error("module " + module_.name + " has " + other +
                           ", for which no text of Verilog-2001 is known");
}

Declared SvWriter::declare(const std::string& name, const ir::Expr& width) const {
  const bool is_bit = width.is_constant() && width.constant() == 1;
  return {width, !is_bit || selected_.contains(name)};
}

std::string SvWriter::write(const std::string& header) const {
  std::string text;
  for (const std::string& line : split_lines(header))
    text += line.empty() ? "//\n" : "// " + line + "\n";
  if (!text.empty()) text += "\n";
  Signals signals;
  for (const ir::Port& port : module_.ports) signals[port.name] = declare(port.name, port.width);
  std::string guards = guard_lines(module_.guards, 2);
  if (!guards.empty()) guards += "\n";
  return text + comment_lines(module_.comment, 0) + "module " + module_.name + parameters() +
         ports() + "\n" + guards + scope(module_.body, 2, std::move(signals)) + "\nendmodule\n";
}

std::string SvWriter::parameters() const {
  const auto& all = module_.parameters;
  if (all.empty()) return " (\n";
  const bool has_local =
      std::any_of(all.begin(), all.end(), [](const ir::Parameter& one) { return one.local; });
  const std::size_t name_width =
      longest(all, [](const ir::Parameter& one) { return one.name.size(); });
  std::string text = " #(\n";
  for (const ir::Parameter& parameter : all) {
    const std::string keyword = parameter.local ? "localparam" : "parameter";
    const std::string end = &parameter == &all.back() ? "" : ",";
    const std::string head =
        padded(keyword, has_local ? 10 : 0) + " int " + padded(parameter.name, name_width) + " =";
    std::string lines;
    for (const std::string& line :
         wrapped(head + " " + parameter.value.text() + end, kLineWidth - 4)) {
      lines += (lines.empty() ? "  " : "\n      ") + line;
    }
    text += with_comment(lines, parameter.comment, 2);
  }
  return text + ") (\n";
}

std::string SvWriter::ports() const {
  std::string text;
  const auto blocks = port_blocks(module_);
  for (const auto& block : blocks)
    text += (text.empty() ? "" : "\n") + port_block(block, &block == &blocks.back());
  return text + ");\n";
}

std::string SvWriter::port_block(const std::vector<const ir::Port*>& block, bool is_last) const {
  const auto range = [&](const ir::Port* port) {
    return range_text(declare(port->name, port->width));
  };
  const std::size_t range_width =
      longest(block, [&](const ir::Port* port) { return range(port).size(); });
  std::string text;
  for (const ir::Port* port : block) {
    std::string line = port->direction == ir::Direction::in ? "  input  " : "  output ";
    line += is_verilog() ? "wire " : "logic ";
    if (range_width > 0) line += padded(range(port), range_width) + " ";
    line += port->name + (is_last && port == block.back() ? "" : ",");
    text += with_comment(line, port->comment, 2);
  }
  return text;
}

std::string SvWriter::scope(const ir::Scope& scope, int indent, Signals signals) const {
  for (const ir::Net& net : scope.nets()) signals[net.name] = declare(net.name, net.width);
  for (const ir::Memory& memory : scope.memories()) signals[memory.name] = {memory.width, true};
  ir::for_each_inner_net(scope, [&](const std::string& key, const ir::Net& net) {
    signals[key] = declare(net.name, net.width);
  });
  std::vector<std::string> sections = {nets(scope, indent, signals)};
  for (const ir::Memory& memory : scope.memories())
    sections.push_back(this->memory(memory, indent, signals));
  sections.emplace_back();
  for (const ir::Assignment& assignment : scope.assignments()) {
    sections.back() +=
        comment_lines(assignment.comment, indent) +
        statement_lines("assign ", assignment.target, " = ", assignment.value, indent, signals);
  }
  for (auto& section : items(scope, indent, signals)) sections.push_back(std::move(section));

  std::string text;
  for (const std::string& section : sections)
    text += (text.empty() || section.empty() ? "" : "\n") + section;
  return text;
}

std::vector<std::string> SvWriter::items(const ir::Scope& scope, int indent,
                                         const Signals& signals) const {
  std::vector<std::string> sections;
  std::set<const ir::Register*> written;
  for (const auto& item : scope.items()) {
    if (const auto* one = std::get_if<const ir::Register*>(&item)) {
      std::vector<const ir::Register*> group;
      for (const ir::Register& other : scope.registers()) {
        if (!written.contains(&other) && goes_with(**one, other, signals)) group.push_back(&other);
      }
      if (written.contains(*one)) continue;
      written.insert(group.begin(), group.end());
      sections.push_back(registers(group, indent, signals));
    } else if (const auto* instantiated = std::get_if<const ir::Instance*>(&item)) {
      sections.push_back(instance(**instantiated, indent, signals));
    } else if (const auto* turn = std::get_if<const ir::FirstTurn*>(&item)) {
      sections.push_back(first_turn(**turn, indent, signals));
    } else {
      sections.push_back(loop(*std::get<const ir::Loop*>(item), indent, signals));
    }
  }
  return sections;
}

std::string SvWriter::memory(const ir::Memory& memory, int indent, const Signals& signals) const {
  const std::string edge = margin(indent);
  const std::string& name = memory.name;
  const std::string word = "[" + compact_text(memory.width - 1) + ":0]";
  const ir::Value target = ir::Value(ir::Reference{name, std::nullopt}).word(memory.address);
  const std::string attributes(ram_attributes(memory.style));
  return comment_lines(memory.comment, indent) +
         (attributes.empty() ? "" : edge + "(* " + attributes + " *)\n") + edge + "logic " + word +
         " " + name + " [" + compact_text(memory.depth) + "];\n" + edge + "always @(posedge " +
         module_.clock + ") begin\n" +
         enabled_lines(memory.write,
                       statement_lines("", target, " <= ", memory.data, indent + 4, signals),
                       indent + 2, signals) +
         edge + "end\n`ifndef SYNTHESIS\n" +
         value_lines(
             "initial for (int i = 0; i < " + memory.depth.text() + "; i++) " + name + "[i] = ",
             ir::constant(memory.width, 0), ";", indent, signals) +
         "`endif\n";
}

std::string SvWriter::registers(const std::vector<const ir::Register*>& group, int indent,
                                const Signals& signals) const {
  const ir::Register& first = *group.front();
  const std::string edge = margin(indent);
  std::string text = edge + (is_verilog() ? "always @(posedge " : "always_ff @(posedge ") +
                     module_.clock + ") begin\n";
  std::string before;  // of a branch: the end of the one above it
  const auto add_values = [&](const auto& value_of) {
    for (const ir::Register* one : group)
      text += statement_lines("", one->target, " <= ", value_of(*one), indent + 4, signals);
    before = "end else ";
  };
  if (first.reset) {
    text += edge + "  if (!" + module_.reset_n + ") begin\n";
    add_values([](const ir::Register& one) { return *one.reset; });
  }
  if (first.clear) {
    text += value_lines(before + "if (", first.clear->when, ") begin", indent + 2, signals);
    add_values([](const ir::Register& one) { return one.clear->value; });
  }
  std::string lines;
  for (const ir::Register* one : group)
    lines += register_lines(*one, indent + (!before.empty() || first.enable ? 4 : 2), signals);
  if (before.empty()) {
    text += first.enable ? enabled_lines(*first.enable, lines, indent + 2, signals) : lines;
  } else {
    text += first.enable
                ? value_lines(before + "if (", *first.enable, ") begin", indent + 2, signals)
                : edge + "  end else begin\n";
    text += lines + edge + "  end\n";
  }
  return text + edge + "end\n";
}

std::string SvWriter::first_turn(const ir::FirstTurn& turn, int indent,
                                 const Signals& signals) const {
  const std::string edge = margin(indent);
  return edge + "if (" + turn.index + " == 0) begin : gen_first\n" +
         scope(turn.first, indent + 2, signals) + edge + "end else begin : gen_next\n" +
         scope(turn.next, indent + 2, signals) + edge + "end\n";
}

std::string SvWriter::nets(const ir::Scope& scope, int indent, const Signals& signals) const {
  struct Line {
    std::string comment, range, name;
    bool may_be_unread = false;
    std::string words = {};  // of an array
  };
  std::vector<Line> lines;
  for (const ir::Net& net : scope.nets())
    lines.push_back({net.comment, range_text(signals.at(net.name)), net.name, net.may_be_unread,
                     net.words ? " [" + compact_text(*net.words) + "]" : ""});
  for (const ir::Instance& one : scope.instances()) {
    for (const ir::Port& port : one.of->ports) {
      if (port.direction != ir::Direction::out || value_at(one, port)) continue;
      const std::string name = open_net_name(one, port.name);
      const ir::Expr width = port.width.substitute(bindings(one));
      lines.push_back({"", range_text(declare(name, width)), name});
    }
  }
  std::set<std::string> registers;
  for (const ir::Register& one : scope.registers()) {
    if (const auto* target = std::get_if<ir::Reference>(&one.target.node()))
      registers.insert(target->name);
  }
  const std::size_t range_width =
      longest(lines, [](const Line& line) { return line.range.size(); });
  std::string text;
  for (const Line& line : lines) {
    // Yosys takes an array of variables for a memory, one of nets for nets.
    std::string declaration =
        margin(indent) + (!is_verilog() && line.words.empty() ? "logic " : "wire  ");
    if (is_verilog() && registers.contains(line.name)) declaration = margin(indent) + "reg   ";
    if (range_width > 0) declaration += padded(line.range, range_width) + " ";
    declaration += line.name + line.words + ";";
    if (line.may_be_unread) {
      text += comment_lines(line.comment, indent) + margin(indent) +
              "/* verilator lint_off UNUSEDSIGNAL */\n" + declaration + "\n" + margin(indent) +
              "/* verilator lint_on UNUSEDSIGNAL */\n";
    } else {
      text += with_comment(declaration, line.comment, indent);
    }
  }
  return text;
}

std::string SvWriter::instance(const ir::Instance& instance, int indent,
                               const Signals& signals) const {
  std::string text = comment_lines(instance.comment, indent) + margin(indent) + instance.of->name;
  // Parameters on one line where they fit.
  std::string line, column;
  const std::size_t parameter_width =
      longest(instance.parameters, [](const auto& one) { return one.first.size(); });
  for (const ir::Parameter& parameter : instance.of->parameters) {
    for (const auto& [name, value] : instance.parameters) {
      if (name != parameter.name) continue;
      line += (line.empty() ? "." : ", .") + name + "(" + value.text() + ")";
      column += (column.empty() ? "" : ",\n") + margin(indent + 2) + "." +
                padded(name, parameter_width) + " (" + value.text() + ")";
    }
  }
  const std::string head = margin(indent) + instance.of->name + " #(" + line + ") ";
  if (head.size() + instance.name.size() + 2 <= kLineWidth) {
    if (!line.empty()) text += " #(" + line + ")";
  } else {
    text += " #(\n" + column + "\n" + margin(indent) + ")";
  }
  text += " " + instance.name + " (\n";

  const auto& ports = instance.of->ports;
  const std::size_t port_width = longest(ports, [](const auto& port) { return port.name.size(); });
  for (const ir::Port& port : ports) {
    const std::string prefix = "." + padded(port.name, port_width) + " (";
    const std::string suffix = &port == &ports.back() ? ")" : "),";
    if (const ir::Value* value = value_at(instance, port)) {
      text += value_lines(prefix, *value, suffix, indent + 2, signals);
    } else {
      text += margin(indent + 2) + prefix + open_net_name(instance, port.name) + suffix + "\n";
    }
  }
  return text + margin(indent) + ");\n";
}

std::string SvWriter::loop(const ir::Loop& loop, int indent, const Signals& signals) const {
  const std::string& index = loop.index;
  return comment_lines(loop.comment, indent) + margin(indent) + "for (genvar " + index + " = 0; " +
         index + " < " + loop.count.text() + "; " + index + "++) begin : " + loop.label + "\n" +
         scope(loop.body, indent + 2, signals) + margin(indent) + "end\n";
}

std::string write_module(const ir::Module& module, const std::string& header, Language language) {
  return SvWriter(module, language).write(header);
}

}  // namespace denim::emit
