#include "gen/ir/ir.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "gen/ir/visit.hpp"

namespace denim::ir {
namespace {

template <class Named>
const Named* find_named(const std::vector<Named>& all, std::string_view name) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

void collect_instantiated(const Scope& scope, std::set<const Interface*>& found) {
  for (const Instance& instance : scope.instances()) found.insert(instance.of);
  for_each_scope_below(scope, [&](const Scope& below) { collect_instantiated(below, found); });
}

}  // namespace

const Port* Interface::port(std::string_view port_name) const {
  return find_named(ports, port_name);
}

const Parameter* Interface::parameter(std::string_view parameter_name) const {
  return find_named(parameters, parameter_name);
}

Values Interface::defaults() const {
  Values values;
  for (const Parameter& each : parameters) values[each.name] = each.value.evaluate(values);
  return values;
}

std::string Stream::valid_port() const {
  if (axi) return name + "_tvalid";
  return name + (direction == Direction::in ? "_valid_i" : "_valid_o");
}

std::string Stream::ready_port() const {
  if (axi) return name + "_tready";
  return name + (direction == Direction::in ? "_ready_o" : "_ready_i");
}

std::string Stream::data_port() const {
  if (axi) return name + "_tdata";
  return name + (direction == Direction::in ? "_data_i" : "_data_o");
}

bool Stream::has_port(std::string_view port_name) const {
  if (axi) return port_name.starts_with(name + "_t");
  return port_name == valid_port() || port_name == ready_port() || port_name == data_port();
}

Instance& Instance::set(std::string parameter, Expr value) {
  parameters.emplace_back(std::move(parameter), std::move(value));
  return *this;
}

Instance& Instance::connect(std::string port, Value value) {
  // Clock and reset are connected from the start; another one takes their place.
  if (port == "clk_i" || port == "rst_ni") {
    std::erase_if(connections, [&](const auto& one) { return one.first == port; });
  }
  connections.emplace_back(std::move(port), std::move(value));
  return *this;
}

Instance& Instance::leave_open(std::string output_port) {
  connections.emplace_back(std::move(output_port), std::nullopt);
  return *this;
}

Value Scope::net(std::string name, Expr width, std::string comment) {
  nets_.push_back({name, std::move(width), std::move(comment)});
  return Value(Reference{std::move(name), std::nullopt});
}

Value Scope::net_with_unread_bits(std::string name, Expr width, std::string comment) {
  const Value added = net(std::move(name), std::move(width), std::move(comment));
  nets_.back().may_be_unread = true;
  return added;
}

Value Scope::net_array(std::string name, Expr width, Expr words, std::string comment) {
  const Value added = net(std::move(name), std::move(width), std::move(comment));
  nets_.back().words = std::move(words);
  return added;
}

Value Scope::net_of(std::string name, Expr width, Value value, std::string comment) {
  const Value added = net(std::move(name), std::move(width), std::move(comment));
  assign(added, std::move(value));
  return added;
}

Instance& Scope::instance(const Interface& of, std::string name, std::string comment) {
  instances_.push_back({std::move(name), &of, {}, {}, std::move(comment)});
  items_.emplace_back(&instances_.back());
  for (const char* port : {"clk_i", "rst_ni"}) {
    if (of.port(port)) instances_.back().connect(port, Value(Reference{port, std::nullopt}));
  }
  return instances_.back();
}

void Scope::assign(Value target, Value value, std::string comment) {
  assignments_.push_back({std::move(target), std::move(value), std::move(comment)});
}

void Scope::set_register(Value target, Value value, std::optional<Value> enable,
                         std::optional<Value> reset, std::optional<Clear> clear) {
  registers_.push_back(
      {std::move(target), std::move(value), std::move(enable), std::move(reset), std::move(clear)});
  items_.emplace_back(&registers_.back());
}

Value Scope::register_of(std::string name, Expr width, Value value, std::optional<Value> enable,
                         std::string comment) {
  const Value added = net(std::move(name), std::move(width), std::move(comment));
  set_register(added, std::move(value), std::move(enable));
  return added;
}

Value Scope::memory(Memory memory) {
  memories_.push_back(std::move(memory));
  return Value(Reference{memories_.back().name, std::nullopt});
}

FirstTurn& Scope::add_first_turn(const Expr& index) {
  first_turns_.push_back({index.text(), {}, {}});
  items_.emplace_back(&first_turns_.back());
  return first_turns_.back();
}

Loop& Scope::add_loop(std::string index, Expr count, std::string label, std::string comment) {
  loops_.push_back({std::move(index), std::move(count), std::move(label), std::move(comment), {}});
  items_.emplace_back(&loops_.back());
  return loops_.back();
}

Expr Module::parameter(std::string parameter_name, Expr default_value, std::string text) {
  parameters.push_back({parameter_name, std::move(default_value), false, std::move(text)});
  return Expr::name(std::move(parameter_name));
}

Expr Module::localparam(std::string parameter_name, Expr value, std::string text) {
  parameters.push_back({parameter_name, std::move(value), true, std::move(text)});
  return Expr::name(std::move(parameter_name));
}

Value Module::input(std::string port_name, Expr width, std::string text) {
  ports.push_back({port_name, Direction::in, std::move(width), std::move(text)});
  return Value(Reference{std::move(port_name), std::nullopt});
}

Value Module::output(std::string port_name, Expr width, std::string text) {
  ports.push_back({port_name, Direction::out, std::move(width), std::move(text)});
  return Value(Reference{std::move(port_name), std::nullopt});
}

Module::StreamPorts Module::stream(std::string stream_name, Direction direction, Expr width,
                                   std::string text, bool axi) {
  const Stream added{std::move(stream_name), direction, axi};
  streams.push_back(added);
  const std::string offered = "Stream " + added.name + ": a beat is offered";
  const std::string taken = "Stream " + added.name + ": an offered beat is taken";
  if (direction == Direction::in) {
    const Value valid = input(added.valid_port(), 1, offered);
    const Value ready = output(added.ready_port(), 1, taken);
    return {valid, ready, input(added.data_port(), std::move(width), std::move(text))};
  }
  const Value valid = output(added.valid_port(), 1, offered);
  const Value ready = input(added.ready_port(), 1, taken);
  return {valid, ready, output(added.data_port(), std::move(width), std::move(text))};
}

Definitions bindings(const Instance& instance) {
  Definitions bound;
  for (const Parameter& parameter : instance.of->parameters) {
    const auto set = std::find_if(instance.parameters.begin(), instance.parameters.end(),
                                  [&](const auto& one) { return one.first == parameter.name; });
    const bool is_set = set != instance.parameters.end() && !parameter.local;
    bound.emplace(parameter.name, is_set ? set->second : parameter.value.substitute(bound));
  }
  return bound;
}

Module& Design::add(std::string name, std::string comment) {
  Module& added = modules_.emplace_back();
  added.name = std::move(name);
  added.comment = std::move(comment);
  return added;
}

std::vector<const Leaf*> Design::leaves() const {
  std::set<const Interface*> used;
  for (const Module& module : modules_) collect_instantiated(module.body, used);
  for (const Module& module : modules_) used.erase(&module);
  used.erase(nullptr);
  std::vector<const Leaf*> leaves;
  for (const Interface* interface : used) leaves.push_back(static_cast<const Leaf*>(interface));
  std::sort(leaves.begin(), leaves.end(),
            [](const Leaf* a, const Leaf* b) { return a->name < b->name; });
  // Two descriptors of one leaf are the same leaf.
  const auto same = [](const Leaf* a, const Leaf* b) { return a->name == b->name; };
  leaves.erase(std::unique(leaves.begin(), leaves.end(), same), leaves.end());
  return leaves;
}

}  // namespace denim::ir
