// The lanes of `demm`: a non-zero of A each, the row of B that it meets, and a multiplier a column.
#include <map>
#include <string>

#include "gen/engines/demm/lanes.hpp"
#include "gen/engines/demm/leaves.hpp"

namespace denim::generators::demm {

namespace {

// A product is held in a whole word. Its upper bits repeat the sign and are not read: a register
// that a DSP block takes in must not hold copies of the sign bit (Yosys' xilinx_dsp loses them),
// and a simulator is a sixth faster with whole words than with 16 bits.
constexpr int product_bits = 32;
constexpr const char* product_comment =
    "Product; a whole word simulates faster, the upper bits repeat the sign and are not used";

class Lanes {
 public:
  Lanes(Frame& frame, const Control& control)
      : frame_(frame),
        control_(control),
        shape_(memory_shape(frame, control)),
        memory_(frame.body(), shape_,
                {control.b_write, Control::word_of(frame.field("b", "row"), control.b_copy),
                 frame.field("b", "data"), control.enable}) {}

  Products add() {
    const auto index_error = frame_.error("a_index_range", frame_.symbol("n"));
    const auto absent_error = frame_.error("absent_row", frame_.symbol("n"));
    const ir::InTurn product = frame_.body().loop(
        "n", frame_.symbol("n"), "gen_lane", "A lane: one non-zero of A, times a row of B",
        [&](ir::Scope& lane, const Expr& n) {
          return add_lane(lane, n, index_error, absent_error);
        });
    if (shape_.banked()) frame_.raise("bank_conflict", ir::any(memory_.add_banks("gen_lane")));
    return {product, packs_products(frame_), product_width()};
  }

 private:
  Value add_lane(ir::Scope& lane, const Expr& n, const std::optional<Value>& index_error,
                 const std::optional<Value>& absent_error) {
    const Expr& a_width = frame_.symbol("a_width");
    const Value value = lane.net("value", a_width, "Value of A, zero if the lane adds nothing");
    const Value index =
        lane.net("index", Expr::index_width(control_.words), "Row of the tile to read");
    const Value asked = Control::word_of(frame_.field("a", "index", n), control_.a_copy);
    ir::Instance& instance = lane.instance(catalog::demm::lane, "u_lane");
    instance.set("Lane", n)
        .set("Width", a_width)
        .set("Lanes", frame_.symbol("n"))
        .set("Depth", control_.words)
        .set("Delay", frame_.cycles("read") + frame_.cycles("route"))
        .connect("enable_i", control_.enable)
        .connect("accept_i", control_.offer)
        .connect("end_i", frame_.field("a", "end", frame_.symbol("segments") - 1))
        .connect("value_i", frame_.field("a", "value", n))
        .connect("index_i", asked)
        .connect("present_i", control_.present.bit(n))
        .connect("value_o", value)
        .connect("index_o", index);
    connect_or_leave_open(instance, "range_error_o", n, index_error);
    connect_or_leave_open(instance, "absent_error_o", n, absent_error);
    std::optional<Value> read, multiply;
    if (shape_.has_reads()) read = lane.net("tile_read", 1, "The lane reads");
    if (frame_.cycles("multiply") > 0)
      multiply = lane.net("multiply", 1, "Products are taken when the pipeline moves");
    connect_or_leave_open(instance, "read_o", 0, read);
    connect_or_leave_open(instance, "multiply_o", 0, multiply);
    Value row = memory_.read(lane, index, read);
    if (frame_.cycles("route") > 0) {
      row =
          lane.register_of("factor", shape_.width, row, control_.enable, "Row of B, a cycle later");
    }
    if (packs_products(frame_)) return add_pairs(lane, value, row, multiply);
    const auto product = lane.loop(
        "c", frame_.symbol("columns"), "gen_multiply", "", [&](ir::Scope& cell, const Expr& c) {
          return add_product(cell, value, row.element(c, frame_.symbol("b_width")), multiply);
        });
    return product(Expr::name("c"));
  }

  static void connect_or_leave_open(ir::Instance& instance, const char* port, const Expr& bit,
                                    const std::optional<Value>& to) {
    if (!to) {
      instance.leave_open(port);
    } else {
      instance.connect(port, to->bit(bit));
    }
  }

  Expr product_width() const { return frame_.symbol("a_width") + frame_.symbol("b_width"); }

  Value add_product(ir::Scope& cell, const Value& a, const Value& b,
                    const std::optional<Value>& multiply) const {
    const auto net = [&](const char* name) {
      return cell.net_with_unread_bits(name, product_bits, product_comment);
    };
    return add_registers(cell,
                         ir::extend_signed(a, product_bits) * ir::extend_signed(b, product_bits),
                         multiply, net);
  }

  // With none, one or two registers, each in a net that `net` makes.
  template <class Net>
  Value add_registers(ir::Scope& cell, const Value& value, const std::optional<Value>& multiply,
                      const Net& net) const {
    const bool twice = frame_.cycles("multiply") == 2;
    const Value first = net(twice ? "product_first" : "product");
    if (!multiply) {
      cell.assign(first, value);
      return first;
    }
    cell.set_register(first, value, control_.enable & *multiply);
    if (!twice) return first;
    const Value second = net("product");
    cell.set_register(second, first, control_.enable);
    return second;
  }

  // The products of two columns are one, of the value and a factor that has the value of the second
  // column 16 bits above that of the first. 25 bits hold it, 32 its product. The upper product is
  // one too small where the lower one is negative, for the lower one's sign was subtracted from it.
  // Returns the products of all columns, side by side.
  Value add_pairs(ir::Scope& lane, const Value& value, const Value& row,
                  const std::optional<Value>& multiply) const {
    const Expr& width = frame_.symbol("b_width");
    const Expr bits = product_width();
    const Value products =
        lane.net("products", frame_.symbol("columns") * bits, "Products, column 0 lowest");
    lane.loop("p", frame_.symbol("columns/2"), "gen_pair",
              "The products of two columns in one multiplier", [&](ir::Scope& pair, const Expr& p) {
                const Expr factor_width = bits + width + 1;
                const Value upper =
                    ir::concatenate({row.element(2 * p + 1, width), ir::constant(bits, 0)});
                const Value factor = pair.net_of(
                    "factors", factor_width,
                    ir::extend_signed(upper, factor_width) +
                        ir::extend_signed(row.element(2 * p, width), factor_width),
                    "Value of the second column, 2 to the power of 16 times, and of the first");
                const Value product = add_registers(
                    pair, ir::extend_signed(value, 2 * bits) * ir::extend_signed(factor, 2 * bits),
                    multiply, [&](const char* name) {
                      return pair.net(name, 2 * bits, "Product of both columns");
                    });
                pair.assign(products.element(2 * p, bits), product.slice(0, bits));
                pair.assign(
                    products.element(2 * p + 1, bits),
                    product.slice(bits, bits) + ir::extend(product.slice(bits - 1, 1), bits));
              });
    return products;
  }

  static blocks::MemoryShape memory_shape(const Frame& frame, const Control& control) {
    const std::map<std::string, blocks::MemoryStyle> styles{
        {"regs", blocks::MemoryStyle::regs},
        {"replicated", blocks::MemoryStyle::replicated},
        {"banked", blocks::MemoryStyle::banked}};
    blocks::MemoryShape shape;
    shape.style = styles.at(frame.spec().word("memory"));
    shape.ports = frame.number("n");
    shape.rows = frame.number("m");
    shape.copies = control.a_copy ? 2 : 1;
    shape.read_latency = frame.number("read_latency");
    shape.ram = frame.ram_style("tile_ram_style");
    shape.words = control.words;
    shape.width = frame.symbol("columns") * frame.symbol("b_width");
    shape.lanes = frame.symbol("n");
    return shape;
  }

  Frame& frame_;
  const Control& control_;
  blocks::MemoryShape shape_;
  blocks::Memory memory_;
};

}  // namespace

Products add_lanes(Frame& frame, const Control& control) { return Lanes(frame, control).add(); }

}  // namespace denim::generators::demm
