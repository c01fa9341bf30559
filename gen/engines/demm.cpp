// The top of `demm`, the decoupled engine: the control leaves, N lanes, and the columns.
#include <fmt/format.h>

#include <map>
#include <string>

#include "gen/blocks/column.hpp"
#include "gen/blocks/memory.hpp"
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
        column_(add_column(design)),
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
    add_columns();
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

  const ir::Module& add_column(ir::Design& design) const {
    blocks::MemoryShape shape;
    shape.style = spec_.word("memory") == "regs" ? blocks::MemoryStyle::regs
                                                 : blocks::MemoryStyle::replicated;
    shape.ports = key("n");
    shape.depth = key("m");
    shape.width = key("b_width");
    const ir::Module& memory = blocks::add_memory(design, spec_.name() + "_memory", shape);
    return blocks::add_column(design, spec_.name() + "_column", memory, shape.ports, shape.depth,
                              {key("a_width"), key("b_width"), key("acc_width"), key("rows")});
  }

  Keys declare_keys() {
    Keys keys;
    keys.emplace("a_width", module_.parameter("AWidth", key("a_width"), "Width of a value of A, bits"));
    keys.emplace("b_width", module_.parameter("BWidth", key("b_width"), "Width of a value of B, bits"));
    keys.emplace("acc_width", module_.parameter("AccWidth", key("acc_width"),
                                                "Width of an accumulator and a result, bits"));
    keys.emplace("columns", module_.parameter("Columns", key("columns"), "Columns of a tile"));
    keys.emplace("rows", module_.parameter("Rows", key("rows"), "Accumulators of a column"));
    keys.emplace("n", module_.localparam("N", key("n"), "Lanes: non-zeros of A in a beat"));
    keys.emplace("m", module_.localparam("M", key("m"), "Rows of a tile"));
    return keys;
  }

  const Expr& width_key(std::string_view name) const { return keys_.find(name)->second; }

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
    const Expr& n = width_key("n");
    const Expr& m = width_key("m");
    net("enable", 1, "The pipeline moves");
    net("accept", 1, "An a beat is taken");
    net("b_write", 1, "A row of the tile is written");
    net("present", m, "Rows that the tile has brought");
    net("valid", 1, "A segment that adds is taken");
    net("value", n * width_key("a_width"), "Values of A in the lanes");
    net("index", n * a_.width("index"), "Rows of the tile that they meet");
    net("clear", n, "Lanes that add nothing");
    net("acc_write", 1, "A sum goes to an accumulator");
    net("acc_first", 1, "It is the first of its row");
    net("acc_emit", 1, "The accumulator leaves");
    net("acc_row", a_.width("row"), "Accumulator");
    net("error_b_row_range", 1, "");
    net("error_a_row_range", 1, "");
    net("error_a_segment", 1, "");
    net("error_a_index_range", n, "");
    net("error_absent_row", n, "");
  }

  void add_control() {
    ir::Scope& body = module_.body;
    body.instance(catalog::demm::tile, "u_tile")
        .set("Depth", width_key("m"))
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
        .set("Lanes", width_key("n"))
        .set("Rows", width_key("rows"))
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
        .set("Rows", width_key("rows"))
        .connect("clk_i", clk_)
        .connect("rst_ni", rst_n_)
        .connect("emit_i", net("acc_emit"))
        .connect("row_i", net("acc_row"))
        .connect("enable_o", net("enable"))
        .connect("c_valid_o", c_ports_.valid)
        .connect("c_ready_i", c_ports_.ready)
        .connect("c_row_o", c_.all(c_ports_.data, "row"));
  }

  void add_lanes() {
    const Expr& a_width = width_key("a_width");
    const Expr index_width = a_.width("index");
    module_.body.loop("n", width_key("n"), "gen_lane", "", [&](ir::Scope& scope, const Expr& n) {
      scope.instance(catalog::demm::lane, "u_lane")
          .set("Lane", n)
          .set("Width", a_width)
          .set("Lanes", width_key("n"))
          .set("Depth", width_key("m"))
          .connect("clk_i", clk_)
          .connect("rst_ni", rst_n_)
          .connect("enable_i", net("enable"))
          .connect("valid_i", net("valid"))
          .connect("end_i", a_.all(a_ports_.data, "end"))
          .connect("value_i", a_.element(a_ports_.data, "value", n))
          .connect("index_i", a_.element(a_ports_.data, "index", n))
          .connect("present_i", net("present"))
          .connect("value_o", net("value").slice(n * a_width, a_width))
          .connect("index_o", net("index").slice(n * index_width, index_width))
          .connect("clear_o", net("clear").bit(n))
          .connect("range_error_o", net("error_a_index_range").bit(n))
          .connect("absent_error_o", net("error_absent_row").bit(n));
    });
  }

  void add_columns() {
    module_.body.loop("c", width_key("columns"), "gen_column", "",
                      [&](ir::Scope& scope, const Expr& c) {
                        scope.instance(column_, "u_column")
                            .set("AWidth", width_key("a_width"))
                            .set("BWidth", width_key("b_width"))
                            .set("AccWidth", width_key("acc_width"))
                            .set("Rows", width_key("rows"))
                            .connect("clk_i", clk_)
                            .connect("enable_i", net("enable"))
                            .connect("b_write_i", net("b_write"))
                            .connect("b_row_i", b_.all(b_ports_.data, "row"))
                            .connect("b_data_i", b_.element(b_ports_.data, "data", c))
                            .connect("value_i", net("value"))
                            .connect("index_i", net("index"))
                            .connect("clear_i", net("clear"))
                            .connect("acc_write_i", net("acc_write"))
                            .connect("acc_first_i", net("acc_first"))
                            .connect("acc_emit_i", net("acc_emit"))
                            .connect("acc_row_i", net("acc_row"))
                            .connect("result_o", c_.element(c_ports_.data, "data", c));
                      });
  }

  // One flag an error, in the order of the engine's table, raised by the net of its name.
  void add_errors() {
    std::int64_t bit = 0;
    for (const spec::ErrorDeclaration& error : spec_.engine().errors) {
      const bool of_lanes = error.name == "a_index_range" || error.name == "absent_row";
      module_.body.instance(catalog::common::sticky, "u_" + error.name, error.meaning)
          .set("Inputs", of_lanes ? width_key("n") : Expr(1))
          .connect("clk_i", clk_)
          .connect("rst_ni", rst_n_)
          .connect("set_i", net("error_" + error.name))
          .connect("flag_o", error_.bit(bit++));
    }
  }

  const spec::Spec& spec_;
  const ir::Module& column_;
  ir::Module& module_;
  Keys keys_;
  Fields a_, b_, c_;
  Value clk_, rst_n_;
  ir::Module::StreamPorts a_ports_, b_ports_, c_ports_;
  Value error_;
  std::map<std::string, Value> nets_;
};

const Registration registration{"demm", [](const spec::Spec& spec, ir::Design& design) {
                                  const Demm generate(spec, design);
                                }};

}  // namespace

}  // namespace denim::generators
