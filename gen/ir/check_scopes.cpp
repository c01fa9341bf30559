// Names, connections and widths, symbolically: what holds here holds for every parameter value.
#include <map>

#include "gen/ir/check_parts.hpp"
#include "gen/ir/visit.hpp"

namespace denim::ir::detail {
namespace {

struct Symbol {
  enum class Kind { parameter, input, output, net, index, block, instance };
  Kind kind;
  Expr width;  // of a port or net, localparams expanded
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
      declare(net.name, {Symbol::Kind::net, net.width.expand(localparams_)}, &declared);
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
      symbols_.emplace(key, Symbol{Symbol::Kind::net, net.width.expand(localparams_)});
      declared.push_back(key);
    });

    for (const Assignment& assignment : scope.assignments()) check_assignment(assignment);
    for (const Instance& instance : scope.instances()) check_instance(instance);
    for (const Loop& loop : scope.loops()) {
      const std::string subject = "loop " + loop.label;
      check_expression(loop.count, subject);
      declare(loop.index, {Symbol::Kind::index, {}});
      check_scope(loop.body);
      symbols_.erase(loop.index);
    }
    for (const std::string& name : declared) symbols_.erase(name);
  }

 private:
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
      if (kind == Symbol::Kind::input || kind == Symbol::Kind::output || kind == Symbol::Kind::net)
        return found->second;
    }
    refuse(module_, signal_subject(name), "no port or net of this name is in scope");
  }

  // The width of a value with localparams expanded; checks the names in it.
  Expr width_of(const Value& value, const std::string& subject) const {
    if (const auto* reference = std::get_if<Reference>(&value.node())) {
      const Symbol& referred = signal(*reference);
      if (!reference->slice) return referred.width;
      check_expression(reference->slice->low, signal_subject(reference->name));
      check_expression(reference->slice->width, signal_subject(reference->name));
      return reference->slice->width.expand(localparams_);
    }
    if (const auto* constant = std::get_if<Constant>(&value.node())) {
      check_expression(constant->width, subject);
      return constant->width.expand(localparams_);
    }
    if (const auto* parts = std::get_if<Concatenation>(&value.node())) {
      if (parts->parts.empty()) refuse(module_, subject, "a concatenation of nothing");
      Expr sum;
      for (const Value& part : parts->parts) sum += width_of(part, subject);
      return sum;
    }
    const auto& repeated = std::get<Replication>(value.node());
    if (repeated.part.size() != 1)
      refuse(module_, subject, "a replication repeats exactly one value");
    check_expression(repeated.count, subject);
    return repeated.count.expand(localparams_) * width_of(repeated.part.front(), subject);
  }

  // The reference that a driver drives; refuses anything else.
  const Reference& driven(const Value& target, const std::string& subject) const {
    const auto* reference = std::get_if<Reference>(&target.node());
    if (!reference)
      refuse(module_, subject, "drives something that is neither a net nor an output port");
    if (signal(*reference).kind == Symbol::Kind::input)
      refuse(module_, signal_subject(reference->name),
             "is an input port and is driven inside; drive a net or an output port");
    return *reference;
  }

  void check_assignment(const Assignment& assignment) const {
    const Reference& target = driven(assignment.target, "an assignment");
    const std::string subject = signal_subject(target.name);
    const Expr target_width = width_of(assignment.target, subject);
    const Expr value_width = width_of(assignment.value, subject);
    if (target_width != value_width)
      refuse(module_, subject,
             "an assignment to " + target_width.text() + " bits is given " + value_width.text() +
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
    if (!is_input) driven(value, subject);
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
