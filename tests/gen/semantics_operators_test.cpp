// Every operator on every operand of one to three bits, alone and inside every other one, and
// signed products with registers behind them, as simulators and Yosys read them.
#include <functional>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/gen/ir_meaning.hpp"
#include "tests/gen/sv_cells.hpp"

namespace denim::test {
namespace {

using ir::Value;

// A module with the ports of RandomModule, to which outputs are added one by one.
struct Outputs {
  Outputs(ir::Design& design, const std::string& name, int bits)
      : module(design.add(name, "Values under test.")) {
    for (const char* port : {"clk_i", "rst_ni", "set_i"}) module.input(port, 1, "Control.");
    module.input("sweep_i", 2, "Control.");
    in = module.input("stimulus_i", bits, "Operands.");
    module.body.assign(
        module.body.net("unused_control", 5 + bits),
        ir::concatenate({port("clk_i"), port("rst_ni"), port("set_i"), port("sweep_i"), in}));
  }
  static Value port(const char* name) { return ir::Reference{name, std::nullopt}; }

  void add(const std::string& name, int width, const Value& value) {
    const Value net = module.body.net(name, width);
    module.body.assign(net, value);
    add_net(name, width, net);
  }
  void add_net(const std::string& name, int width, const Value& net) {
    parts.insert(parts.begin(), net);
    fields.push_back({name, static_cast<std::size_t>(width)});
    total += width;
  }
  void finish(Meaning& meaning) {
    module.body.assign(module.output("result_o", total, "All."), ir::concatenate(parts));
    meaning.add(module, fields);
  }

  ir::Module& module;
  Value in = ir::constant(1, 0);
  std::vector<Value> parts;
  std::vector<Field> fields;
  int total = 0;
};

// What makes of three operands of the same width one of it, by one operator.
struct Form {
  std::string name;
  std::function<Value(Value, Value, Value, int)> make;
  bool cuts = false;  // a value to fewer bits than it has
};
const std::vector<Form>& forms() {
  static const std::vector<Form> all{
      {"add", [](Value a, Value b, Value, int) { return a + b; }},
      {"subtract", [](Value a, Value b, Value, int) { return a - b; }},
      {"multiply", [](Value a, Value b, Value, int) { return a * b; }},
      {"and", [](Value a, Value b, Value, int) { return a & b; }},
      {"or", [](Value a, Value b, Value, int) { return a | b; }},
      {"invert", [](Value a, Value, Value, int) { return ~a; }},
      {"any", [](Value a, Value, Value, int w) { return ir::extend(ir::any(a), w); }},
      {"equal", [](Value a, Value b, Value, int w) { return ir::extend(ir::equal(a, b), w); }},
      {"differ", [](Value a, Value b, Value, int w) { return ir::extend(~ir::equal(a, b), w); }},
      {"less", [](Value a, Value b, Value, int w) { return ir::extend(ir::less(a, b), w); }},
      {"at_least", [](Value a, Value b, Value, int w) { return ir::extend(~ir::less(a, b), w); }},
      {"choose", [](Value a, Value b, Value c, int) { return ir::choose(ir::any(c), a, b); }},
      {"select",
       [](Value a, Value b, Value c, int) {
         return ir::select(c, {a, b});
       }},
      {"wider", [](Value a, Value, Value, int w) { return ir::extend(ir::extend(a, w + 2), w); },
       true},
      {"shorter", [](Value a, Value, Value, int w) { return ir::extend(ir::extend(a, 1), w); },
       true},
      {"signed",
       [](Value a, Value, Value, int w) { return ir::extend_signed(ir::extend(a, 1), w); }, true},
      {"carry", [](Value a, Value b, Value,
                   int w) { return ir::extend_signed(ir::any(ir::extend(a + b, w + 1)), w); }},
      {"sum_signed",
       [](Value a, Value b, Value, int w) {
         const Value sum = ir::extend_signed(a, w + 2) + ir::extend_signed(b, w + 2);
         return ir::extend(ir::less(sum, ir::extend_signed(b, w + 2)), w);
       }},
  };
  return all;
}

// All of them in modules of operands of 1 to `widest` bits.
void fill(ir::Design& design, Meaning& meaning, int widest, bool with_cuts) {
  for (int width = 1; width <= widest; ++width) {
    Outputs outputs(design, "operators_" + std::to_string(width), 3 * width);
    const Value a = outputs.in.slice(0, width), b = outputs.in.slice(width, width),
                c = outputs.in.slice(2 * width, width);
    for (const Form& outer : forms()) {
      if (outer.cuts && !with_cuts) continue;
      outputs.add("one_" + outer.name, width, outer.make(a, b, c, width));
      for (const Form& inner : forms()) {
        if (inner.cuts && !with_cuts) continue;
        const Value one = inner.make(b, c, a, width);
        const std::string name = outer.name + "_" + inner.name;
        outputs.add("first_" + name, width, outer.make(one, b, c, width));
        outputs.add("second_" + name, width, outer.make(a, one, c, width));
        outputs.add("third_" + name, width, outer.make(a, b, one, width));
      }
    }
    outputs.finish(meaning);
  }
  ir::check(design);
}

TEST_CASE("two simulators read every operator inside every other one as the IR means it",
          "[semantics]") {
  ir::Design design;
  Meaning meaning;
  fill(design, meaning, 3, true);
  meaning.write(512, 0, /*counting=*/true);
  CHECK(meaning.icarus() == "");
  CHECK(meaning.verilator() == "");
}

// Without cuts, which Yosys 0.23 does not read as others do (see RandomLimits).
TEST_CASE("Yosys reads every operator inside every other one as the IR means it", "[semantics]") {
  ir::Design design;
  Meaning meaning;
  fill(design, meaning, 1, false);
  meaning.write(8, 0, /*counting=*/true);
  CHECK(meaning.netlists("synth") == "");
}

// A register behind a product, and behind sums of them, no wider than what is in it.
void add_products(Outputs& outputs, int width, bool in_a_word) {
  const int bits = in_a_word ? 32 : 2 * width;
  std::vector<Value> products;
  for (int i = 0; i < 4; ++i) {
    const std::string name = "product_" + std::to_string(i);
    const Value held =
        outputs.module.body.net_with_unread_bits(name, bits, "Upper bits repeat the sign.");
    outputs.module.body.set_register(
        held, ir::extend_signed(outputs.in.slice(2 * i * width, width), bits) *
                  ir::extend_signed(outputs.in.slice((2 * i + 1) * width, width), bits));
    products.push_back(in_a_word ? held.slice(0, 2 * width) : held);
    outputs.add("wide_" + std::to_string(i), 40, ir::extend_signed(products.back(), 40));
  }
  const auto register_of = [&](const std::string& name, const Value& a, const Value& b, int sum) {
    const Value net = outputs.module.body.net(name, sum);
    outputs.module.body.set_register(net, ir::extend_signed(a, sum) + ir::extend_signed(b, sum));
    outputs.add("wide_" + name, 40, ir::extend_signed(net, 40));
    return net;
  };
  const Value low = register_of("low", products[0], products[1], 2 * width + 1);
  const Value high = register_of("high", products[2], products[3], 2 * width + 1);
  register_of("all", low, high, 2 * width + 2);
}

TEST_CASE("registers behind signed products keep the sign in DSP blocks", "[semantics]") {
  ir::Design design;
  Meaning meaning;
  for (const int width : {4, 8, 16}) {
    Outputs outputs(design, "products_" + std::to_string(width), 8 * width);
    add_products(outputs, width, false);
    outputs.finish(meaning);
  }
  Outputs word(design, "products_word", 64);
  add_products(word, 8, true);
  word.finish(meaning);
  ir::check(design);
  meaning.write(100, 3);
  CHECK(meaning.icarus() == "");
  CHECK(meaning.netlists("synth_xilinx -family xc7 -noiopad", xilinx_cells().models.front()) == "");
}

}  // namespace
}  // namespace denim::test
