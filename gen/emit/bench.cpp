// sim/<name>_tb.sv: a self-checking bench of the wrapper, for any simulator of SystemVerilog. Its
// parts are written by hand, in tb/bundle; here they are put around the streams of the engine. The
// program that it drives lies beside it, or comes from `denim compile`.
#include <fmt/format.h>

#include "denim_embedded.hpp"
#include "gen/emit/bundle_file.hpp"
#include "gen/emit/comment.hpp"
#include "gen/emit/prefix.hpp"

namespace denim::emit {

namespace {

constexpr std::string_view parts = "tb/bundle/";

// Bits of a number of program.hex, which are in the order of sw/flow/program_files.hpp.
class Numbers {
 public:
  std::string next(std::int64_t bits = 64) {
    return fmt::format("numbers[{}+:{}]", 64 * count_++, bits);
  }
  int count() const { return count_; }

 private:
  int count_ = 2;  // behind the hash and the cycles
};

std::string joined(const std::string& list, const std::string& more) {
  return list.empty() ? more : more + ", " + list;  // the first one lowest
}

std::string write_bench(const Contents& contents) {
  const spec::Spec& spec = contents.spec;
  const ir::Module& dut = *contents.top("wrapper").module;
  const ir::Values values = dut.defaults();
  Numbers numbers;
  std::string nets, instances, connections, settings;
  std::string offered, taken, sent, given, ended;
  int sources = 0;
  int sinks = 0;
  const auto connect = [&](const std::string& port, const std::string& to) {
    connections += fmt::format("      .{}({}),\n", port, to);
  };
  const auto add_stream = [&](const ir::Stream& stream) {
    const std::string& name = stream.name;
    const bool is_source = stream.direction == ir::Direction::in;
    const std::int64_t width = dut.port(stream.data_port())->width.evaluate(values);
    nets += fmt::format(
        "  logic {0}_valid;\n  logic {0}_ready;\n  logic {0}_done;\n  logic [{1}:0] {0}_data;\n",
        name, width - 1);
    connect(stream.valid_port(), name + "_valid");
    connect(stream.ready_port(), name + "_ready");
    connect(stream.data_port(), name + "_data");
    instances += fmt::format(
        "  denim_bench_{0} #(\n      .Name (\"{1}\"),\n      .Width({2}),\n      .Salt ({3})\n"
        "  ) u_{1} (\n      .clk_i  (clk),\n      .rst_ni (rst_n),\n      .beats_i({4}),\n",
        is_source ? "source" : "sink", name, width, sources + sinks, numbers.next());
    ++(is_source ? sources : sinks);
    if (is_source) instances += fmt::format("      .times_i({}),\n", numbers.next());
    instances += fmt::format(
        "      .valid_{0}({2}_valid),\n      .ready_{1}({2}_ready),\n      .data_{0} ({2}_data),\n"
        "      .done_o ({2}_done)\n  );\n\n",
        is_source ? "o" : "i", is_source ? "i" : "o", name);
    const std::string passes = fmt::format("{0}_valid && {0}_ready", name);
    if (is_source) {
      offered = joined(offered, name + "_valid");
      taken = joined(taken, passes);
      sent = joined(sent, name + "_done");
    } else {
      given = joined(given, passes);
      ended = joined(ended, name + "_done");
    }
  };
  for (const ir::Direction direction : {ir::Direction::in, ir::Direction::out}) {
    for (const ir::Stream& stream : dut.streams)
      if (stream.direction == direction) add_stream(stream);
  }
  for (const spec::SettingDeclaration& setting : spec.engine().settings_of(spec))
    connect(setting.name + "_i", numbers.next(setting.width));
  const std::size_t errors = spec.engine().errors_of(spec).size();
  if (errors > 0) {
    nets += fmt::format("  logic [{}:0] error;\n", errors - 1);
    connect("error_o", "error");
  }
  std::string text = provenance(spec, "// ");
  text +=
      "//\n" +
      comment_lines(
          fmt::format(
              "Self-checking bench of {0}, driven by the hex files of a folder: those in sim/, "
              "or of `denim compile`. `make sim` runs it; another simulator takes this file and "
              "those of {1}.f, with {1}_tb as top. It ends with PASS, or with FAIL and what is "
              "wrong.\nPlusargs: PROGRAM=FOLDER (sim), SEED=NUMBER (0), STALL=PER CENT of the "
              "cycles of every stream (0), GATES with a netlist, whose module the macro DUT "
              "names.",
              dut.name, contents.engine.name),
          0);
  text += fmt::format(
      "`ifndef DUT\n`define DUT {0}\n`endif\n"
      "module {1}_tb;\n\n"
      "  logic clk;\n  logic rst_n;\n  logic [{2}:0] numbers;\n{3}\n"
      "  `DUT u_dut (\n{4}      .{5}(clk),\n      .{6}(rst_n)\n  );\n\n{7}",
      dut.name, contents.engine.name, 64 * numbers.count() - 1, nets, connections, dut.clock,
      dut.reset_n, instances);
  text += fmt::format(
      "  denim_bench_control #(\n"
      "      .Name   (\"{}\"),\n      .Spec   (64'h{}),\n      .Numbers({}),\n"
      "      .Sources({}),\n      .Sinks  ({}),\n      .Errors ({})\n"
      "  ) u_control (\n"
      "      .clk_o    (clk),\n      .rst_no   (rst_n),\n      .numbers_o(numbers),\n"
      "      .offered_i({{{}}}),\n      .taken_i  ({{{}}}),\n      .sent_i   ({{{}}}),\n"
      "      .given_i  ({{{}}}),\n      .ended_i  ({{{}}}),\n      .error_i  ({})\n"
      "  );\n\nendmodule\n",
      contents.engine.name, spec.hash(), numbers.count(), sources, sinks, errors == 0 ? 1 : errors,
      offered, taken, sent, given, ended, errors == 0 ? "1'b0" : "error");
  for (const embedded::File& file : embedded::files())
    if (file.path.starts_with(parts)) text += fmt::format("\n{}", file.text);
  return with_prefix(text, spec.prefix());
}

const RegisterBundleFile bench("sim/{}_tb.sv", write_bench);

}  // namespace

}  // namespace denim::emit
