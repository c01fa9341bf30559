// Names, connections and widths, symbolically: what holds here holds for every parameter value.
#include <map>
#include <stdexcept>

#include "gen/ir/check_passes.hpp"
#include "gen/ir/visit.hpp"

namespace denim::ir::detail {
namespace {

struct Symbol {
  enum class Kind { parameter, input, output, net, array, memory, index, block, instance };
  Kind kind;
  Expr width;  // of a port, a net, a word of an array or memory, localparams expanded
};

class ScopeChecker {
 public:
  explicit ScopeChecker(const Module& module) : module_(module) {
    for (const Parameter& parameter : module.parameters) {
      declare(parameter.name, {Symbol::Kind::parameter, {}});
      if (parameter.local) localparams_.emplace(parameter.name, parameter.value);
    }
    for (const Port& port : module.ports) {
      const bool is_input = port.direction == Direction::in;
      declare(port.name, {is_input ? Symbol::Kind::input : Symbol::Kind::output,
                          port.width.expand(localparams_)});
    }
  }

  void check_scope(const Scope& scope) {
    std::vector<std::string> declared;
    for (const Net& net : scope.nets()) {
      check_expression(net.width, signal_subject(net.name));
      if (net.words) check_expression(*net.words, signal_subject(net.name));
      declare(net.name, symbol_of(net), &declared);
    }
    for (const Memory& memory : scope.memories()) {
      check_expression(memory.width, signal_subject(memory.name));
      check_expression(memory.depth, signal_subject(memory.name));
      declare(memory.name, {Symbol::Kind::memory, memory.width.expand(localparams_)}, &declared);
    }
    for (const Instance& instance : scope.instances()) {
      declare(instance.name, {Symbol::Kind::instance, {}}, &declared);
      for (const auto& [port, value] : instance.connections) {
        if (!value) declare(open_net_name(instance, port), {Symbol::Kind::instance, {}}, &declared);
      }
    }
    for (const Loop& loop : scope.loops())
      declare(loop.label, {Symbol::Kind::block, {}}, &declared);

    for_each_inner_net(scope, [&](const std::string& key, const Net& net) {
      symbols_.emplace(key, symbol_of(net));
      declared.push_back(key);
    });

    for (const Assignment& assignment : scope.assignments())
      check_drive("an assignment", assignment.target, assignment.value);
    for (const Register& one : scope.registers()) check_register(one);
    for (const Memory& memory : scope.memories()) check_memory(memory);
    for (const Instance& instance : scope.instances()) check_instance(instance);
    for (const Loop& loop : scope.loops()) {
      const std::string subject = "loop " + loop.label;
      check_expression(loop.count, subject);
      declare(loop.index, {Symbol::Kind::index, {}});
      check_scope(loop.body);
      symbols_.erase(loop.index);
    }
    for (const FirstTurn& turn : scope.first_turns()) {
      const auto found = symbols_.find(turn.index);
      if (found == symbols_.end() || found->second.kind != Symbol::Kind::index)
        refuse(module_, "the first turn of " + turn.index, "there is no loop of that index around");
      check_scope(turn.first);
      check_scope(turn.next);
    }
    for (const std::string& name : declared) symbols_.erase(name);
  }

 private:
  Symbol symbol_of(const Net& net) const {
    return {net.words ? Symbol::Kind::array : Symbol::Kind::net, net.width.expand(localparams_)};
  }

  void declare(const std::string& name, Symbol symbol,
               std::vector<std::string>* declared = nullptr) {
    if (!is_identifier(name))
      refuse(module_, signal_subject(name),
             "is no identifier or a keyword of SystemVerilog; ir::identifier() makes one of any "
             "name");
    if (!symbols_.emplace(name, std::move(symbol)).second)
      refuse(module_, signal_subject(name),
             "the name is taken in this scope or around it; names are unique and hide no other");
    if (declared) declared->push_back(name);
  }

  void check_expression(const Expr& expression, const std::string& subject) const {
    for (const std::string& name : expression.names()) {
      const auto found = symbols_.find(name);
      const bool is_number =
          found != symbols_.end() && (found->second.kind == Symbol::Kind::parameter ||
                                      found->second.kind == Symbol::Kind::index);
      if (!is_number)
        refuse(module_, subject,
               "uses \"" + name + "\" in \"" + expression.text() +
                   "\", which is neither a parameter nor the index of a loop around it");
    }
  }

  // What a reference refers to; checks the turns that it takes.
  const Symbol& signal(const Reference& reference) const {
    const std::string name = reference.key();
    for (const Turn& turn : reference.turns) check_expression(turn.index, signal_subject(name));
    const auto found = symbols_.find(name);
    if (found != symbols_.end() && !reference.turns.empty())
      check_expression(found->second.width, signal_subject(name));
    if (found != symbols_.end()) {
      const Symbol::Kind kind = found->second.kind;
      const bool has_words = kind == Symbol::Kind::memory || kind == Symbol::Kind::array;
      if (has_words != !reference.word.empty())
        refuse(module_, signal_subject(name),
               has_words ? "is a memory or an array; a word of it has an address"
                         : "has an address and is neither a memory nor an array");
      if (has_words || kind == Symbol::Kind::input || kind == Symbol::Kind::output ||
          kind == Symbol::Kind::net)
        return found->second;
    }
    refuse(module_, signal_subject(name), "no port or net of this name is in scope");
  }

  // The width of a value with localparams expanded; checks the names in it.
  Expr width_of(const Value& value, const std::string& subject) const {
    return std::visit([&](const auto& node) { return node_width(node, subject); }, value.node());
  }

  Expr node_width(const Reference& reference, const std::string& subject) const {
    const Symbol& referred = signal(reference);
    for (const Value& address : reference.word) width_of(address, subject);
    if (!reference.slice) return referred.width;
    const auto& [low, width, index] = *reference.slice;
    check_expression(low, signal_subject(reference.name));
    check_expression(width, signal_subject(reference.name));
    for (const Value& one : index) width_of(one, subject);
    return width.expand(localparams_);
  }

  Expr node_width(const Constant& constant, const std::string& subject) const {
    check_expression(constant.width, subject);
    return constant.width.expand(localparams_);
  }

  Expr node_width(const Number& number, const std::string& subject) const {
    check_expression(number.width, subject);
    check_expression(number.value, subject);
    return number.width.expand(localparams_);
  }

  Expr node_width(const Concatenation& concatenation, const std::string& subject) const {
    if (concatenation.parts.empty()) refuse(module_, subject, "a concatenation of nothing");
    Expr sum;
    for (const Value& part : concatenation.parts) sum += width_of(part, subject);
    return sum;
  }

  Expr node_width(const Replication& repeated, const std::string& subject) const {
    if (repeated.part.size() != 1)
      refuse(module_, subject, "a replication repeats exactly one value");
    check_expression(repeated.count, subject);
    return repeated.count.expand(localparams_) * width_of(repeated.part.front(), subject);
  }

  Expr node_width(const Resize& resize, const std::string& subject) const {
    check_expression(resize.width, subject);
    width_of(resize.value.at(0), subject);
    return resize.width.expand(localparams_);
  }

  Expr node_width(const Operation& operation, const std::string& subject) const {
    std::vector<Expr> widths;
    for (const Value& operand : operation.operands) widths.push_back(width_of(operand, subject));
    const auto equal = [&](const Expr& a, const Expr& b) {
      if (a != b)
        refuse(module_, subject,
               "an operator has operands of " + a.text() + " and " + b.text() +
                   " bits; the widths must be equal for every parameter value");
    };
    switch (operation.op) {
      case Operator::add:
      case Operator::subtract:
      case Operator::multiply:
      case Operator::bit_and:
      case Operator::bit_or:
        equal(widths.at(0), widths.at(1));
        return widths[0];
      case Operator::equal:
      case Operator::less:
        equal(widths.at(0), widths.at(1));
        return 1;
      case Operator::invert:
        return widths.at(0);
      case Operator::any:
        return 1;
      case Operator::choose:
        equal(widths.at(0), 1);
        equal(widths.at(1), widths.at(2));
        return widths[1];
    }
    throw std::logic_error("unknown operator");
  }

  Expr node_width(const Selection& selection, const std::string& subject) const {
    width_of(selection.number.at(0), subject);
    const Expr width = width_of(selection.values.at(0), subject);
    for (const Value& value : selection.values) {
      const Expr other = width_of(value, subject);
      if (other != width)
        refuse(module_, subject,
               "a selection of values of " + width.text() + " and " + other.text() +
                   " bits; the widths must be equal for every parameter value");
    }
    return width;
  }

  // Refuses what nothing may drive.
  void check_target(const Value& target, const std::string& subject) const {
    if (const auto* parts = std::get_if<Concatenation>(&target.node())) {
      for (const Value& part : parts->parts) check_target(part, subject);
      return;
    }
    const auto* reference = std::get_if<Reference>(&target.node());
    const bool is_any_element = reference && reference->slice && !reference->slice->index.empty();
    if (!reference || is_any_element)
      refuse(module_, subject, "drives something that is neither a net nor an output port");
    if (!reference->word.empty() && !drives_word(*reference))
      refuse(module_, signal_subject(reference->name),
             "is driven at an address; only a word of an array can be, one with a fixed number");
    if (signal(*reference).kind == Symbol::Kind::input)
      refuse(module_, signal_subject(reference->name),
             "is an input port and is driven inside; drive a net or an output port");
    if (!reference->turns.empty())
      refuse(module_, signal_subject(reference->key()),
             "is driven from outside the loop that declares it; drive it there");
  }

  bool drives_word(const Reference& target) const {
    return signal(target).kind == Symbol::Kind::array && is_fixed(target.word.front());
  }

  std::string subject_of(const Value& target, const std::string& otherwise) const {
    if (const auto* reference = std::get_if<Reference>(&target.node()))
      return signal_subject(reference->name);
    const auto* parts = std::get_if<Concatenation>(&target.node());
    return parts && !parts->parts.empty() ? subject_of(parts->parts.front(), otherwise) : otherwise;
  }

  void check_drive(const std::string& what, const Value& target, const Value& value) const {
    const std::string subject = subject_of(target, what);
    check_target(target, what);
    const Expr target_width = width_of(target, subject);
    const Expr value_width = width_of(value, subject);
    if (target_width != value_width)
      refuse(module_, subject,
             what + " to " + target_width.text() + " bits is given " + value_width.text() +
                 "; the widths must be equal for every parameter value");
  }

  void check_clock(const std::string& subject, bool wants_reset) const {
    for (const std::string& name : {module_.clock, module_.reset_n}) {
      if (name == module_.reset_n && !wants_reset) continue;
      const Port* port = module_.port(name);
      if (!port || port->direction != Direction::in)
        refuse(module_, subject, "needs the input port " + name);
    }
  }

  void check_bit(const Value& value, const std::string& subject, const std::string& what) const {
    const Expr width = width_of(value, subject);
    if (width != Expr(1)) refuse(module_, subject, what + " has " + width.text() + " bits, not 1");
  }

  void check_register(const Register& one) const {
    const std::string subject = subject_of(one.target, "a register");
    check_clock(subject, one.reset.has_value());
    check_drive("a register", one.target, one.value);
    if (one.enable) check_bit(*one.enable, subject, "its enable");
    if (one.reset) check_drive("a register's reset", one.target, *one.reset);
    if (!one.clear) return;
    check_bit(one.clear->when, subject, "its clear");
    check_drive("a register's clear", one.target, one.clear->value);
  }

  void check_memory(const Memory& memory) const {
    const std::string subject = signal_subject(memory.name);
    check_clock(subject, false);
    check_bit(memory.write, subject, "its write");
    width_of(memory.address, subject);
    const Expr width = memory.width.expand(localparams_);
    const Expr data = width_of(memory.data, subject);
    if (width != data)
      refuse(module_, subject,
             "a word of " + width.text() + " bits is given " + data.text() +
                 "; the widths must be equal for every parameter value");
  }

  void check_instance(const Instance& instance) const {
    const Interface& of = *instance.of;
    std::map<std::string, int> times;
    for (const auto& [name, value] : instance.parameters) {
      const std::string subject = "instance " + instance.name;
      const Parameter* parameter = of.parameter(name);
      if (!parameter)
        refuse(module_, subject, "sets " + name + ", which " + of.name + " does not have");
      if (parameter->local)
        refuse(module_, subject,
               "sets " + name + ", a localparam of " + of.name + " that follows from the others");
      if (++times[name] > 1) refuse(module_, subject, "sets " + name + " twice");
      check_expression(value, subject + "." + name);
    }
    for (const auto& [name, value] : instance.connections) {
      const std::string subject = signal_subject(instance.name + "." + name);
      if (!of.port(name)) refuse(module_, subject, of.name + " has no such port");
      if (++times[name] > 1) refuse(module_, subject, "is connected twice");
    }
    const Definitions bound = bindings(instance);
    for (const Port& port : of.ports) check_port(instance, port, bound);
  }

  void check_port(const Instance& instance, const Port& port, const Definitions& bound) const {
    const std::string subject = signal_subject(instance.name + "." + port.name);
    const bool is_input = port.direction == Direction::in;
    const std::optional<Value>* connected = nullptr;
    for (const auto& [name, value] : instance.connections) {
      if (name == port.name) connected = &value;
    }
    if (is_input && (!connected || !*connected))
      refuse(module_, subject, "the input is left open; connect it, if need be to a constant");
    if (!connected)
      refuse(module_, subject, "the output is not connected; say leave_open() if that is meant");
    if (!*connected) return;
    const Value& value = **connected;
    if (!is_input) check_target(value, subject);
    const Expr port_width = port.width.substitute(bound).expand(localparams_);
    const Expr value_width = width_of(value, subject);
    if (port_width != value_width)
      refuse(module_, subject,
             "the port has " + port_width.text() + " bits and is connected to " +
                 value_width.text() + "; the widths must be equal for every parameter value");
  }

  const Module& module_;
  Definitions localparams_;
  std::map<std::string, Symbol> symbols_;
};

}  // namespace

void check_scopes(const Module& module) { ScopeChecker(module).check_scope(module.body); }

}  // namespace denim::ir::detail
