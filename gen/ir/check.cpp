#include <algorithm>
#include <set>
#include <stdexcept>

#include "gen/ir/check_passes.hpp"
#include "gen/ir/visit.hpp"

namespace denim::ir {
namespace detail {

void refuse(const Interface& module, const std::string& subject, const std::string& what) {
  throw std::logic_error("module " + module.name + ": " + subject + ": " + what);
}

std::string signal_subject(const std::string& name) { return "signal " + name; }

namespace {

void check_name(const Interface& interface, const std::string& subject, const std::string& name) {
  if (!is_identifier(name))
    refuse(
        interface, subject,
        "is no identifier or a keyword of SystemVerilog; ir::identifier() makes one of any name");
}

void check_port_names(const Expr& expression, const Interface& interface,
                      const std::set<std::string>& known, const std::string& subject) {
  for (const std::string& name : expression.names()) {
    if (!known.contains(name))
      refuse(interface, subject,
             "uses \"" + name + "\" in \"" + expression.text() +
                 "\"; it may use parameters that are declared before it");
  }
}

void check_declared_path(const Interface& interface, const std::string& from,
                         const std::string& to) {
  const auto has = [&](const std::string& name, Direction direction) {
    const Port* port = interface.port(name);
    return port && port->direction == direction;
  };
  if (!has(from, Direction::in))
    refuse(interface, signal_subject(from), "begins a combinational path but is no input port");
  if (!has(to, Direction::out))
    refuse(interface, signal_subject(to), "ends a combinational path but is no output port");
}

void check_stream_ports(const Interface& interface, const Stream& stream) {
  const auto expect = [&](const std::string& name, bool is_input) {
    const Port* port = interface.port(name);
    if (!port || (port->direction == Direction::in) != is_input)
      refuse(interface, "stream " + stream.name,
             "has no " + std::string(is_input ? "input" : "output") + " port " + name);
  };
  const bool is_sink = stream.direction == Direction::in;
  expect(stream.valid_port(), is_sink);
  expect(stream.ready_port(), !is_sink);
  expect(stream.data_port(), is_sink);
}

}  // namespace

void check_interface(const Interface& interface) {
  check_name(interface, "its name", interface.name);
  std::set<std::string> known;
  for (const Parameter& parameter : interface.parameters) {
    const std::string subject = "parameter " + parameter.name;
    check_name(interface, subject, parameter.name);
    check_port_names(parameter.value, interface, known, subject);
    if (!known.insert(parameter.name).second)
      refuse(interface, subject, "is declared twice; names are unique");
  }
  std::set<std::string> taken = known;
  for (const Port& port : interface.ports) {
    const std::string subject = signal_subject(port.name);
    check_name(interface, subject, port.name);
    check_port_names(port.width, interface, known, subject);
    if (!taken.insert(port.name).second)
      refuse(interface, subject, "is declared twice; names are unique");
  }
  for (const Stream& stream : interface.streams) check_stream_ports(interface, stream);
  for (const auto& [from, to] : interface.paths) check_declared_path(interface, from, to);
}

void check_streams(const Interface& interface) {
  const auto forbid = [&](const std::string& from, const std::string& to, const char* rule) {
    const auto& paths = interface.paths;
    if (std::find(paths.begin(), paths.end(), std::pair(from, to)) != paths.end())
      refuse(interface, signal_subject(to),
             "depends combinationally on " + from + " of the same stream; " + rule);
  };
  for (const Stream& stream : interface.streams) {
    if (stream.direction == Direction::in) {
      forbid(stream.valid_port(), stream.ready_port(), "ready must not wait for its own valid");
    } else {
      forbid(stream.ready_port(), stream.valid_port(), "valid must not wait for its own ready");
      forbid(stream.ready_port(), stream.data_port(), "data must be stable while valid waits");
    }
  }
}

namespace {

void collect_names(const Scope& scope, std::set<std::string>& used) {
  for (const Net& net : scope.nets()) net.width.collect_names(used);
  for (const Memory& memory : scope.memories()) {
    memory.width.collect_names(used);
    memory.depth.collect_names(used);
  }
  for (const Instance& instance : scope.instances()) {
    for (const auto& [name, value] : instance.parameters) value.collect_names(used);
  }
  for (const Loop& loop : scope.loops()) loop.count.collect_names(used);
  for_each_scope_below(scope, [&](const Scope& below) { collect_names(below, used); });
}

}  // namespace

void check_parameters_used(const Module& module) {
  std::set<std::string> used;
  for (const Parameter& parameter : module.parameters) parameter.value.collect_names(used);
  for (const Port& port : module.ports) port.width.collect_names(used);
  collect_names(module.body, used);
  for_each_value(module.body, [&](const Value& value) {
    for_each_expression(value, [&](const Expr& expression) { expression.collect_names(used); });
  });
  for (const Parameter& parameter : module.parameters) {
    if (!used.contains(parameter.name))
      refuse(module, "parameter " + parameter.name,
             "nothing uses it; remove it (Verilator's -Wall refuses an unused parameter)");
  }
}

namespace {

// Every module or leaf that stands in the scope is known by now.
void check_instantiated(const Module& module, const Scope& scope,
                        const std::set<const Interface*>& later,
                        std::set<const Interface*>& checked) {
  for (const Instance& instance : scope.instances()) {
    const std::string subject = "instance " + instance.name;
    if (!instance.of) refuse(module, subject, "is an instance of nothing");
    if (later.contains(instance.of))
      refuse(module, subject,
             "is of module " + instance.of->name +
                 ", which is not before it in the design; add submodules first");
    if (checked.insert(instance.of).second) {
      check_interface(*instance.of);
      check_streams(*instance.of);
    }
  }
  for_each_scope_below(
      scope, [&](const Scope& below) { check_instantiated(module, below, later, checked); });
}

void check_module_names(const Design& design) {
  std::set<std::string> names;
  for (const Leaf* leaf : design.leaves()) names.insert(leaf->name);
  for (const Module& module : design.modules()) {
    if (!names.insert(module.name).second)
      refuse(module, "its name", "is that of another module or leaf too; names are unique");
  }
}

}  // namespace
}  // namespace detail

void check(Design& design) {
  std::set<const Interface*> later;
  for (const Module& module : design.modules()) later.insert(&module);
  std::set<const Interface*> checked;
  for (Module& module : design.modules()) {
    module.paths.clear();
    detail::check_interface(module);
    detail::check_instantiated(module, module.body, later, checked);
    detail::check_scopes(module);
    detail::check_parameters_used(module);
    detail::Elaboration elaboration = detail::elaborate(module);
    detail::check_bits(module, elaboration);
    module.paths = detail::find_paths(module, elaboration);
    detail::check_streams(module);
    later.erase(&module);
    checked.insert(&module);
  }
  detail::check_module_names(design);
}

}  // namespace denim::ir
