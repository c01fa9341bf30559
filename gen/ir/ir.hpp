// A small typed structural IR: what a generated module is made of, before it is text.
//
// It has what a person writes in a module: ports, nets, assignments, registers, memories, instances
// and loops. Behaviour with a protocol, a priority or a state of its own lives in the leaves of
// rtl/. There is no raw text in the IR except comments; only gen/emit knows SystemVerilog's
// punctuation.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "gen/ir/expr.hpp"
#include "gen/ir/guard.hpp"
#include "gen/ir/value.hpp"

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
// suffixes that the direction gives (a sink, Direction::in, has valid_i, ready_o, data_i); of an
// AXI-Stream <name>_tvalid, <name>_tready and <name>_tdata.
struct Stream {
  std::string name;
  Direction direction = Direction::in;
  bool axi = false;

  std::string valid_port() const;
  std::string ready_port() const;
  std::string data_port() const;
  // Whether it is one of these, or what goes along with them in an AXI-Stream (tlast, tkeep).
  bool has_port(std::string_view port_name) const;
};

// What an instance sees of a module, emitted or leaf.
struct Interface {
  std::string name;
  std::string comment;
  std::vector<Parameter> parameters;
  std::vector<Port> ports;
  std::vector<Stream> streams;
  std::vector<Guard> guards;  // of its parameters
  // The inputs that registers and memories take, where it has such.
  std::string clock = "clk_i";
  std::string reset_n = "rst_ni";
  // Combinational paths from an input port to an output port; every other output is registered.
  // Declared for a leaf, found by check() for an emitted module.
  std::vector<std::pair<std::string, std::string>> paths;

  const Port* port(std::string_view port_name) const;
  const Parameter* parameter(std::string_view parameter_name) const;
  // Every parameter and localparam, where none is overridden.
  Values defaults() const;
};

// What a RAM is made of. The synthesis tools choose unless they are told.
enum class RamStyle { automatic, block, distributed };

// A hand-written module of rtl/.
struct Leaf : Interface {
  std::string file;  // path in the project: "rtl/common/denim_sum.sv"
  Expr latency = 0;  // cycles from its data inputs to its data outputs, by its parameters
  // Of the memory in it. With a style it is another leaf, of the same file: emit::leaf_text().
  RamStyle style = RamStyle::automatic;
};

struct Net {
  std::string name;
  Expr width = 1;
  std::string comment;  // may be empty
  // Bits that nothing reads are meant to be so, for the reason that the comment says.
  bool may_be_unread = false;
  std::optional<Expr> words = {};  // of an array of nets: how many there are of that width
};

// A continuous assignment; the target is a reference to a net or an output port, or a concatenation
// of such, which unpacks the value.
struct Assignment {
  Value target;
  Value value;
  std::string comment = {};
};

// What a register takes where `when` is set, enabled or not. Of a constant tools make the reset pin
// of a flip-flop, where a choice of the value were a LUT a bit.
struct Clear {
  Value when, value;
};

// The target, a net or an output port, takes the value at the end of each cycle in which it is
// enabled. Registers of equal enable, reset and clear that follow one another share an always_ff.
struct Register {
  Value target;
  Value value;
  std::optional<Value> enable;  // none: in every cycle
  std::optional<Value> reset;   // what it takes in reset; none: nothing
  std::optional<Clear> clear;   // out of reset
};

// Words with one write port, which are read asynchronously, as often as they are referred to. A
// word that is read in the cycle in which it is written still has its old value. In simulation they
// begin with zeros: who must not use a word that was never written multiplies it by zero, and a
// four-state simulator would make an unknown of that.
struct Memory {
  std::string name;
  Expr width;  // of a word, bits
  Expr depth;  // words
  std::string comment;
  Value write, address, data;  // a word is written at the end of this cycle; below depth; its value
  RamStyle style = RamStyle::automatic;
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
struct FirstTurn;

// The inside of a module or of a generate loop.
class Scope {
 public:
  Value net(std::string name, Expr width, std::string comment = "");
  // A net of which some bits are not read; the comment says why.
  Value net_with_unread_bits(std::string name, Expr width, std::string comment);
  // A net that has the value: a net and its assignment.
  Value net_of(std::string name, Expr width, Value value, std::string comment = "");
  // An array of nets, each of which is driven as net.word(number) and read as net.word(address).
  Value net_array(std::string name, Expr width, Expr words, std::string comment);
  // The inputs clk_i and rst_ni are connected to those of the module, which may connect others.
  Instance& instance(const Interface& of, std::string name, std::string comment = "");
  void assign(Value target, Value value, std::string comment = "");
  void set_register(Value target, Value value, std::optional<Value> enable = std::nullopt,
                    std::optional<Value> reset = std::nullopt,
                    std::optional<Clear> clear = std::nullopt);
  // A net that is such a register.
  Value register_of(std::string name, Expr width, Value value,
                    std::optional<Value> enable = std::nullopt, std::string comment = "");
  // The memory's words are value.word(address).
  Value memory(Memory memory);
  // for (genvar index = 0; index < count; index++) begin : label
  // `fill` may return a net, or several, declared in the loop; in a turn they are what this
  // returns, as a function of the index: loop(...)(i).
  template <class Fill>
  auto loop(std::string index, Expr count, std::string label, std::string comment,
            const Fill& fill);
  // In a loop: what its first turn has, and what all others have.
  // if (index == 0) begin : gen_first … end else begin : gen_next
  template <class First, class Next>
  void first_turn(const Expr& index, const First& first, const Next& next);

  const std::vector<Net>& nets() const { return nets_; }
  std::deque<Assignment>& assignments() { return assignments_; }
  const std::deque<Assignment>& assignments() const { return assignments_; }
  std::deque<Register>& registers() { return registers_; }
  const std::deque<Register>& registers() const { return registers_; }
  std::deque<Memory>& memories() { return memories_; }
  const std::deque<Memory>& memories() const { return memories_; }
  std::deque<Instance>& instances() { return instances_; }
  const std::deque<Instance>& instances() const { return instances_; }
  std::deque<Loop>& loops() { return loops_; }
  const std::deque<Loop>& loops() const { return loops_; }
  std::deque<FirstTurn>& first_turns() { return first_turns_; }
  const std::deque<FirstTurn>& first_turns() const { return first_turns_; }
  // What comes behind nets, memories and assignments, in the order in which it was added.
  using Item = std::variant<const Register*, const Instance*, const Loop*, const FirstTurn*>;
  const std::vector<Item>& items() const { return items_; }

 private:
  FirstTurn& add_first_turn(const Expr& index);
  Loop& add_loop(std::string index, Expr count, std::string label, std::string comment);

  std::vector<Net> nets_;
  std::deque<Assignment> assignments_;
  std::deque<Register> registers_;
  std::deque<Memory> memories_;
  std::deque<Instance> instances_;
  std::deque<Loop> loops_;
  std::deque<FirstTurn> first_turns_;
  std::vector<Item> items_;
};

struct Loop {
  std::string index;
  Expr count;
  std::string label;  // gen_…
  std::string comment;
  Scope body;
};

struct FirstTurn {
  std::string index;  // of the loop
  Scope first, next;
};

// A net inside a loop, seen from outside it in one of its turns.
class InTurn {
 public:
  InTurn(Value net, std::string label) : net_(std::move(net)), label_(std::move(label)) {}
  Value operator()(const Expr& index) const { return net_.in_turn(label_, index); }

 private:
  Value net_;
  std::string label_;
};

template <class Fill>
auto Scope::loop(std::string index, Expr count, std::string label, std::string comment,
                 const Fill& fill) {
  Loop& added = add_loop(std::move(index), std::move(count), std::move(label), std::move(comment));
  using Result = std::invoke_result_t<Fill, Scope&, const Expr&>;
  if constexpr (std::is_void_v<Result>) {
    fill(added.body, Expr::name(added.index));
  } else if constexpr (std::is_same_v<Result, Value>) {
    return InTurn(fill(added.body, Expr::name(added.index)), added.label);
  } else {
    std::vector<InTurn> nets;
    for (Value& net : fill(added.body, Expr::name(added.index)))
      nets.emplace_back(std::move(net), added.label);
    return nets;
  }
}

template <class First, class Next>
void Scope::first_turn(const Expr& index, const First& first, const Next& next) {
  FirstTurn& added = add_first_turn(index);
  first(added.first);
  next(added.next);
}

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
  StreamPorts stream(std::string name, Direction direction, Expr width, std::string comment,
                     bool axi = false);
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
//   - widths that differ in normal form; a slice outside its net, or a selection of more values
//   than
//     its number can name, at the default parameters;
//   - an input port without a driver or left open, an output port of the module or a net that has
//     no driver, or a bit of it that has two (seen bit by bit at the default parameters); one that
//     is driven in another scope than the one that declares it, but for the bits of a vector that
//     the turns of a loop drive;
//   - a register, memory or instance that needs a clock or reset where the module has none; a
//   memory
//     that nothing reads, or a word of it that is used without an address;
//   - a combinational loop, also through operators and asynchronous reads; a stream whose ready
//   depends on its own valid, or its valid or data on
//     its own ready, combinationally;
//   - what Verilator's -Wall refuses in the text: a net, an input port or some of its bits that
//     nothing reads (a net whose name begins with unused_ is meant to be so), a parameter without
//     use.
// Loops are followed at the default parameters; one without a single turn there is refused too.
// Fills Module::paths, so modules are checked in the order of the design.
void check(Design& design);

}  // namespace denim::ir
