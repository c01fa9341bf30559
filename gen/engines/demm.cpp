// The top of `demm`, the decoupled engine: the control leaves, N lanes, and the columns.
#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gen/blocks/memory.hpp"
#include "gen/blocks/tree.hpp"
#include "gen/catalog/common.hpp"
#include "gen/catalog/demm.hpp"
#include "gen/engines/engine.hpp"
#include "gen/engines/fields.hpp"

namespace denim::generators {

namespace {

using ir::Expr;
using ir::Value;

class Demm {
 public:
  Demm(const spec::Spec& spec, ir::Design& design)
      : spec_(spec),
        memory_(add_memory(design)),
        module_(design.add(spec.name(), comment(spec))),
        keys_(declare_keys()),
        a_(module_, spec.engine().stream("a"), keys_),
        b_(module_, spec.engine().stream("b"), keys_),
        c_(module_, spec.engine().stream("c"), keys_),
        clk_(module_.input("clk_i", 1, "Clock")),
        rst_n_(module_.input("rst_ni", 1, "Synchronous reset, active low")),
        a_ports_(stream("a", a_)),
        b_ports_(stream("b", b_)),
        c_ports_(stream("c", c_)),
        error_(module_.output("error_o", static_cast<std::int64_t>(spec.engine().errors.size()),
                              "Sticky error bits")) {
    declare_nets();
    add_control();
    add_lanes();
    add_tile_memory();
    add_columns();
    add_accumulators();
    add_errors();
  }

 private:
  static std::string comment(const spec::Spec& spec) {
    return fmt::format(
        "Decoupled engine {}:{}. A beat of stream a brings non-zeros of one row of A; each lane "
        "multiplies one of them with the row of the tile of B that it meets, in all columns at "
        "once; their sum is added to the accumulators of that row, which leave as a beat of stream "
        "c when their last segment is in.",
        spec.integer("n"), spec.integer("m"));
  }

  int key(std::string_view name) const { return static_cast<int>(spec_.integer(name)); }

  const ir::Module& add_memory(ir::Design& design) const {
    blocks::MemoryShape shape;
    shape.style = spec_.word("memory") == "regs" ? blocks::MemoryStyle::regs
                                                 : blocks::MemoryStyle::replicated;
    shape.ports = key("n");
    shape.depth = key("m");
    shape.width = key("columns") * key("b_width");
    return blocks::add_memory(design, spec_.name() + "_memory", shape);
  }

  Keys declare_keys() {
    Keys keys;
    keys.emplace("a_width",
                 module_.parameter("AWidth", key("a_width"), "Width of a value of A, bits"));
    keys.emplace("b_width",
                 module_.parameter("BWidth", key("b_width"), "Width of a value of B, bits"));
    keys.emplace("acc_width", module_.parameter("AccWidth", key("acc_width"),
                                                "Width of an accumulator and a result, bits"));
    keys.emplace("columns", module_.parameter("Columns", key("columns"), "Columns of a tile"));
    keys.emplace("rows", module_.parameter("Rows", key("rows"), "Accumulators of a column"));
    keys.emplace("n", module_.localparam("N", key("n"), "Lanes: non-zeros of A in a beat"));
    keys.emplace("m", module_.localparam("M", key("m"), "Rows of a tile"));
    return keys;
  }

  // A key of the spec as it is in the module: a parameter or localparam.
  const Expr& symbol(std::string_view name) const { return keys_.find(name)->second; }

  ir::Module::StreamPorts stream(const std::string& name, const Fields& fields) {
    const spec::StreamDeclaration& declared = spec_.engine().stream(name);
    return module_.stream(name, declared.sink ? ir::Direction::in : ir::Direction::out,
                          fields.data_width(), "Stream " + name + ": " + declared.meaning);
  }

  Value net(const std::string& name, Expr width, const std::string& comment) {
    const Value value = module_.body.net(name, std::move(width), comment);
    nets_.emplace(name, value);
    return value;
  }
  const Value& net(const std::string& name) const { return nets_.at(name); }

  void declare_nets() {
    const Expr& n = symbol("n");
    const Expr row_width = symbol("columns") * symbol("acc_width");
    net("enable", 1, "The pipeline moves");
    net("accept", 1, "An a beat is taken");
    net("b_write", 1, "A row of the tile is written");
    net("present", symbol("m"), "Rows that the tile has brought");
    net("valid", 1, "A segment that adds is taken");
    net("acc_write", 1, "A sum goes to an accumulator");
    net("acc_first", 1, "It is the first of its row");
    net("acc_emit", 1, "The accumulator is a result");
    net("acc_row", a_.width("row"), "Accumulator");
    net("held", row_width, "Accumulators of that row, column 0 lowest");
    net("next", row_width, "The same with the sums added");
    net("result_load", 1, "They leave");
    net("error_b_row_range", 1, "");
    net("error_a_row_range", 1, "");
    net("error_a_segment", 1, "");
    net("error_a_index_range", n, "");
    net("error_absent_row", n, "");
  }

  void add_control() {
    ir::Scope& body = module_.body;
    body.instance(catalog::demm::tile, "u_tile")
        .set("Depth", symbol("m"))
        .connect("clk_i", clk_)
        .connect("rst_ni", rst_n_)
        .connect("enable_i", net("enable"))
        .connect("b_valid_i", b_ports_.valid)
        .connect("b_ready_o", b_ports_.ready)
        .connect("b_row_i", b_.all(b_ports_.data, "row"))
        .connect("b_last_i", b_.all(b_ports_.data, "last"))
        .connect("a_valid_i", a_ports_.valid)
        .connect("a_ready_o", a_ports_.ready)
        .connect("a_release_i", a_.all(a_ports_.data, "release"))
        .connect("accept_o", net("accept"))
        .connect("write_o", net("b_write"))
        .connect("present_o", net("present"))
        .connect("range_error_o", net("error_b_row_range"));
    body.instance(catalog::demm::segment, "u_segment")
        .set("Lanes", symbol("n"))
        .set("Rows", symbol("rows"))
        .set("Stages", spec_.engine().latency() - 1)
        .connect("clk_i", clk_)
        .connect("rst_ni", rst_n_)
        .connect("enable_i", net("enable"))
        .connect("accept_i", net("accept"))
        .connect("used_i", a_.all(a_ports_.data, "used"))
        .connect("end_i", a_.all(a_ports_.data, "end"))
        .connect("row_i", a_.all(a_ports_.data, "row"))
        .connect("first_i", a_.all(a_ports_.data, "first"))
        .connect("last_i", a_.all(a_ports_.data, "last"))
        .connect("valid_o", net("valid"))
        .connect("write_o", net("acc_write"))
        .connect("row_o", net("acc_row"))
        .connect("first_o", net("acc_first"))
        .connect("emit_o", net("acc_emit"))
        .connect("range_error_o", net("error_a_row_range"))
        .connect("end_error_o", net("error_a_segment"));
    body.instance(catalog::demm::result, "u_result")
        .set("Rows", symbol("rows"))
        .connect("clk_i", clk_)
        .connect("rst_ni", rst_n_)
        .connect("emit_i", net("acc_emit"))
        .connect("row_i", net("acc_row"))
        .connect("enable_o", net("enable"))
        .connect("load_o", net("result_load"))
        .connect("c_valid_o", c_ports_.valid)
        .connect("c_ready_i", c_ports_.ready)
        .connect("c_row_o", c_.all(c_ports_.data, "row"));
  }

  // A lane and, in each column, its multiplier. Lane by lane, the simulator's compiler finds the
  // same factor in 64 neighbouring products; column by column it is slower by a fifth.
  void add_lanes() {
    const Expr& a_width = symbol("a_width");
    const Expr& b_width = symbol("b_width");
    const Expr& acc_width = symbol("acc_width");
    module_.body.loop("n", symbol("n"), "gen_lane", "", [&](ir::Scope& lane, const Expr& n) {
      const Value value = lane.net("value", a_width, "Value of A, zero if the lane adds nothing");
      const Value index = lane.net("index", a_.width("index"), "Row of the tile that it meets");
      const Value multiply = lane.net("multiply", 1, "Its products are taken");
      const Value b_row = lane.net("b_row", symbol("columns") * b_width, "That row");
      lane.instance(catalog::demm::lane, "u_lane")
          .set("Lane", n)
          .set("Width", a_width)
          .set("Lanes", symbol("n"))
          .set("Depth", symbol("m"))
          .connect("clk_i", clk_)
          .connect("rst_ni", rst_n_)
          .connect("enable_i", net("enable"))
          .connect("valid_i", net("valid"))
          .connect("end_i", a_.all(a_ports_.data, "end"))
          .connect("value_i", a_.element(a_ports_.data, "value", n))
          .connect("index_i", a_.element(a_ports_.data, "index", n))
          .connect("present_i", net("present"))
          .connect("value_o", value)
          .connect("index_o", index)
          .connect("multiply_o", multiply)
          .connect("range_error_o", net("error_a_index_range").bit(n))
          .connect("absent_error_o", net("error_absent_row").bit(n));
      lane.loop("c", symbol("columns"), "gen_multiply", "", [&](ir::Scope& cell, const Expr& c) {
        product_ = cell.net("product", acc_width);
        cell.instance(catalog::common::multiply, "u_multiply")
            .set("AWidth", a_width)
            .set("BWidth", b_width)
            .set("Width", acc_width)
            .connect("clk_i", clk_)
            .connect("enable_i", multiply)
            .connect("a_i", value)
            .connect("b_i", b_row.slice(c * b_width, b_width))
            .connect("product_o", *product_);
      });
      index_ = index;
      b_row_ = b_row;
    });
  }

  void add_tile_memory() {
    ir::Instance& memory = module_.body.instance(memory_, "u_memory");
    memory.set("Width", symbol("columns") * symbol("b_width"))
        .connect("clk_i", clk_)
        .connect("write_i", net("b_write"))
        .connect("write_addr_i", b_.all(b_ports_.data, "row"))
        .connect("write_data_i", b_.all(b_ports_.data, "data"));
    for (int n = 0; n < key("n"); ++n) {
      memory.connect(fmt::format("read_addr_{}_i", n), index_->in_turn("gen_lane", n))
          .connect(fmt::format("read_data_{}_o", n), b_row_->in_turn("gen_lane", n));
    }
  }

  void add_columns() {
    const Expr& acc_width = symbol("acc_width");
    module_.body.loop(
        "c", symbol("columns"), "gen_column", "", [&](ir::Scope& column, const Expr& c) {
          const Value sum = column.net("sum", acc_width, "Sum of the products of the lanes");
          std::vector<Value> products;
          for (int n = 0; n < key("n"); ++n) {
            products.push_back(product_->in_turn("gen_multiply", c).in_turn("gen_lane", n));
          }
          const Value total = blocks::add_tree(column, products, acc_width);
          column.instance(catalog::common::register_, "u_sum")
              .set("Width", acc_width)
              .connect("clk_i", clk_)
              .connect("enable_i", net("enable"))
              .connect("data_i", total)
              .connect("data_o", sum);
          column.instance(catalog::common::accumulate, "u_accumulate")
              .set("Width", acc_width)
              .connect("first_i", net("acc_first"))
              .connect("held_i", net("held").slice(c * acc_width, acc_width))
              .connect("sum_i", sum)
              .connect("next_o", net("next").slice(c * acc_width, acc_width));
        });
  }

  void add_accumulators() {
    const Expr row_width = symbol("columns") * symbol("acc_width");
    module_.body.instance(catalog::common::ram, "u_accumulators")
        .set("Depth", symbol("rows"))
        .set("Width", row_width)
        .connect("clk_i", clk_)
        .connect("write_i", net("acc_write"))
        .connect("write_addr_i", net("acc_row"))
        .connect("write_data_i", net("next"))
        .connect("read_addr_i", net("acc_row"))
        .connect("read_data_o", net("held"));
    module_.body.instance(catalog::common::register_, "u_results")
        .set("Width", row_width)
        .connect("clk_i", clk_)
        .connect("enable_i", net("result_load"))
        .connect("data_i", net("next"))
        .connect("data_o", c_.all(c_ports_.data, "data"));
  }

  // One flag an error, in the order of the engine's table, raised by the net of its name.
  void add_errors() {
    std::int64_t bit = 0;
    for (const spec::ErrorDeclaration& error : spec_.engine().errors) {
      const bool of_lanes = error.name == "a_index_range" || error.name == "absent_row";
      module_.body.instance(catalog::common::sticky, "u_" + error.name, error.meaning)
          .set("Inputs", of_lanes ? symbol("n") : Expr(1))
          .connect("clk_i", clk_)
          .connect("rst_ni", rst_n_)
          .connect("set_i", net("error_" + error.name))
          .connect("flag_o", error_.bit(bit++));
    }
  }

  const spec::Spec& spec_;
  const ir::Module& memory_;
  ir::Module& module_;
  Keys keys_;
  Fields a_, b_, c_;
  Value clk_, rst_n_;
  ir::Module::StreamPorts a_ports_, b_ports_, c_ports_;
  Value error_;
  std::map<std::string, Value> nets_;
  // Inside gen_lane; the products in its gen_multiply.
  std::optional<Value> index_, b_row_, product_;
};

const Registration registration{
    "demm", [](const spec::Spec& spec, ir::Design& design) { const Demm generate(spec, design); }};

}  // namespace

}  // namespace denim::generators
