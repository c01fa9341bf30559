// A small typed structural IR: what a generated module is made of, before it is text.
//
// It wires: ports, nets, slices, concatenations, replications, constants, instances and loops.
// Arithmetic, priority and state live in the leaves of rtl/. There is no raw text in the IR except
// comments; only gen/emit knows SystemVerilog's punctuation.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "gen/ir/expr.hpp"
#include "gen/ir/guard.hpp"

namespace denim::ir {

enum class Direction { in, out };

struct Parameter {
  std::string name;  // UpperCamelCase
  Expr value;        // default, or the value of a localparam
  bool local = false;
  std::string comment;
};

struct Port {
  std::string name;  // with its suffix _i or _o
  Direction direction = Direction::in;
  Expr width = 1;  // constant 1 is a scalar
  std::string comment;
};

// A valid/ready stream of a module: the ports <name>_valid, <name>_ready and <name>_data with the
// suffixes that the direction gives (a sink, Direction::in, has valid_i, ready_o, data_i).
struct Stream {
  std::string name;
  Direction direction = Direction::in;

  std::string valid_port() const;
  std::string ready_port() const;
  std::string data_port() const;
};

// What an instance sees of a module, emitted or leaf.
struct Interface {
  std::string name;
  std::string comment;
  std::vector<Parameter> parameters;
  std::vector<Port> ports;
  std::vector<Stream> streams;
  std::vector<Guard> guards;  // of its parameters
  // Combinational paths from an input port to an output port; every other output is registered.
  // Declared for a leaf, found by check() for an emitted module.
  std::vector<std::pair<std::string, std::string>> paths;

  const Port* port(std::string_view port_name) const;
  const Parameter* parameter(std::string_view parameter_name) const;
};

// A hand-written module of rtl/.
struct Leaf : Interface {
  std::string file;  // path in the project: "rtl/common/denim_sum.sv"
  int latency = 0;   // cycles from its data inputs to its data outputs
};

struct Slice {
  Expr low;
  Expr width;
};

class Value;
// A turn of a generate loop, seen from outside it.
struct Turn {
  std::string label;
  Expr index;
};
struct Reference {
  std::string name;              // a port or net that is in scope, or a net inside the turns
  std::optional<Slice> slice;    // whole if absent
  std::vector<Turn> turns = {};  // of loops in scope, outermost first

  // What names the signal whatever the turn: "gen_lane.gen_column.product".
  std::string key() const;
};
struct Constant {
  Expr width;
  std::uint64_t value = 0;
};
struct Concatenation {
  std::vector<Value> parts;  // most significant first
};
struct Replication {
  Expr count;
  std::vector<Value> part;  // exactly one
};

// What may stand on the right of an assignment or at an input port.
class Value {
 public:
  using Node = std::variant<Reference, Constant, Concatenation, Replication>;
  // A node of any kind stands for its value (hence implicit). One constructor for each kind spares
  // GCC 12 at -O2 a false -Wmaybe-uninitialized on a temporary Node.
  Value(Node node);                    // NOLINT(google-explicit-constructor)
  Value(Reference reference);          // NOLINT(google-explicit-constructor)
  Value(Constant constant);            // NOLINT(google-explicit-constructor)
  Value(Concatenation concatenation);  // NOLINT(google-explicit-constructor)
  Value(Replication replication);      // NOLINT(google-explicit-constructor)
  const Node& node() const { return node_; }
  // Bits [low +: width] of a whole reference; throws std::logic_error on anything else.
  Value slice(Expr low, Expr width) const;
  Value bit(Expr low) const { return slice(std::move(low), 1); }
  // The net, declared inside the loop `label`, as it is seen from outside in one of its turns. The
  // net's width must not depend on the loop's index.
  Value in_turn(std::string label, Expr index) const;

 private:
  Node node_;
};
Value constant(Expr width, std::uint64_t value);
Value concatenate(std::vector<Value> parts);  // most significant first
Value replicate(Expr count, Value part);

struct Net {
  std::string name;
  Expr width = 1;
  std::string comment;  // may be empty
};

// A continuous assignment; the target is a reference to a net or an output port.
struct Assignment {
  Value target;
  Value value;
};

class Module;

struct Instance {
  std::string name;  // u_…
  // A Leaf or an earlier module of the same design; outlives the design's use.
  const Interface* of = nullptr;
  std::vector<std::pair<std::string, Expr>> parameters;
  // Input ports take any Value; output ports a reference, or nothing where left open on purpose.
  std::vector<std::pair<std::string, std::optional<Value>>> connections;
  std::string comment = {};

  Instance& set(std::string parameter, Expr value);
  Instance& connect(std::string port, Value value);
  // The writer gives an open output a net named unused_…, because Verilator's -Wall refuses ".x()".
  Instance& leave_open(std::string output_port);
};

struct Loop;

// The inside of a module or of a generate loop.
class Scope {
 public:
  Value net(std::string name, Expr width, std::string comment = "");
  Instance& instance(const Interface& of, std::string name, std::string comment = "");
  void assign(Value target, Value value);
  // for (genvar index = 0; index < count; index++) begin : label
  void loop(std::string index, Expr count, std::string label, std::string comment,
            const std::function<void(Scope&, const Expr& index)>& fill);

  const std::vector<Net>& nets() const { return nets_; }
  const std::vector<Assignment>& assignments() const { return assignments_; }
  const std::deque<Instance>& instances() const { return instances_; }
  const std::deque<Loop>& loops() const { return loops_; }
  // Instances and loops in the order in which they were added.
  const std::vector<std::variant<const Instance*, const Loop*>>& items() const { return items_; }

 private:
  std::vector<Net> nets_;
  std::vector<Assignment> assignments_;
  std::deque<Instance> instances_;
  std::deque<Loop> loops_;
  std::vector<std::variant<const Instance*, const Loop*>> items_;
};

struct Loop {
  std::string index;
  Expr count;
  std::string label;  // gen_…
  std::string comment;
  Scope body;
};

// An emitted module.
class Module : public Interface {
 public:
  Expr parameter(std::string name, Expr default_value, std::string comment);  // overridable
  Expr localparam(std::string name, Expr value, std::string comment);
  Value input(std::string name, Expr width, std::string comment);
  Value output(std::string name, Expr width, std::string comment);
  struct StreamPorts {
    Value valid, ready, data;
  };
  StreamPorts stream(std::string name, Direction direction, Expr width, std::string comment);
  using Interface::parameter;

  Scope body;
};

// Owns the emitted modules of one bundle, in the order they were added; submodules come first.
// Instances point at the modules, so a Design cannot be copied.
class Design {
 public:
  Design() = default;
  Design(Design&&) = default;  // a move keeps every module where instances point to it
  Design& operator=(Design&&) = default;
  Design(const Design&) = delete;
  Design& operator=(const Design&) = delete;

  Module& add(std::string name, std::string comment);
  const std::deque<Module>& modules() const { return modules_; }
  std::deque<Module>& modules() { return modules_; }
  const Module& top() const { return modules_.back(); }
  // The leaves that the modules use, sorted by name, each once.
  std::vector<const Leaf*> leaves() const;

 private:
  std::deque<Module> modules_;
};

// A legal identifier made of a name from outside: what SystemVerilog does not allow becomes '_', a
// leading digit gets one in front, a keyword one behind. Throws std::logic_error on an empty name.
// "demm-8:128" becomes "demm_8_128".
std::string identifier(std::string_view name);
// What SystemVerilog takes as an identifier, without escaping it: no keyword, and no '$'.
bool is_identifier(std::string_view name);

// Each parameter and localparam of what the instance instantiates, in terms of the names around the
// instance: what it sets, else the default. Names that it sets but does not have are passed over.
Definitions bindings(const Instance& instance);

// The net that stands at an output port left open: u_pe, sum_o → unused_pe_sum.
std::string open_net_name(const Instance& instance, std::string_view output_port);

// Refuses (std::logic_error, "module X: signal Y: …") whatever is not sound:
//   - a name that is no identifier, a keyword of SystemVerilog, or not unique in its scope;
//   - an unknown parameter, port or net; a localparam that an instance sets;
//   - widths that differ in normal form; a slice outside its net at the default parameters;
//   - an input port without a driver or left open, an output port of the module or a net that has
//     no driver, or a bit of it that has two (seen bit by bit at the default parameters);
//   - a combinational loop; a stream whose ready depends on its own valid, or its valid or data on
//     its own ready, combinationally;
//   - what Verilator's -Wall refuses in the text: a net, an input port or some of its bits that
//     nothing reads (a net whose name begins with unused_ is meant to be so), a parameter without
//     use.
// Loops are followed at the default parameters; one without a single turn there is refused too.
// Fills Module::paths, so modules are checked in the order of the design.
void check(Design& design);

}  // namespace denim::ir
