// The tops with AXI-Streams in a four-state simulator: the beats of `denim compile` through
// tb/axis_*.sv, with our protocol checkers on every bus, against what must come back, bit for bit;
// the registers through tb/axi_lite_manager.sv.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/axis_bundle.hpp"
#include "tests/support/bundle_folder.hpp"
#include "tests/support/project.hpp"

namespace denim::test {
namespace {

using Json = nlohmann::json;

// What the bench does with the registers of a top that has such.
struct RegisterSteps {
  std::string connections, instance;
  std::string before;  // what is written before the first beat
  std::string meanwhile;
  std::string after;  // what must have been counted
};

RegisterSteps register_steps(const AxisBundle& made) {
  RegisterSteps steps;
  if (!made.has_registers()) return steps;
  std::string ports;
  for (const Json& port : made.top.at("ports")) {
    const std::string name = port.at("name");
    if (!name.starts_with("s_axi_")) continue;
    const unsigned width = port.at("width");
    steps.instance +=
        fmt::format("  wire {}{};\n", width == 1 ? "" : fmt::format("[{}:0] ", width - 1), name);
    ports += fmt::format(", .{}({})", name.substr(6), name);
    steps.connections += fmt::format("    .{0}({0}),\n", name);
  }
  steps.instance += "  axi_lite_manager u_manager (.aclk(aclk)" + ports + ");\n";
  const auto write = [&](const std::string& name, const std::string& value) {
    steps.before +=
        fmt::format("    u_manager.write(12'h{:x}, {}, 4'hf, 2'd0);\n", made.offset(name), value);
  };
  const auto expect = [&](const std::string& name, const std::string& value) {
    steps.after +=
        fmt::format("    u_manager.expect_word(12'h{:x}, {});\n", made.offset(name), value);
  };
  const auto upper = [](std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
  };
  steps.before += fmt::format(
      "    u_manager.write(12'h{0:x}, 32'hdeadbeef, 4'b0101, 2'd0);\n"
      "    u_manager.expect_word(12'h{0:x}, 32'h00ad00ef);\n",
      made.offset("TLAST_BEATS"));
  write("TLAST_BEATS", "packet_beats");
  for (const Json& setting : made.bundle.value("settings", Json::array())) {
    const std::string name = setting.at("name");
    write(upper(name),
          fmt::format("{}", made.program.at("settings").at(name).get<std::uint64_t>()));
  }
  write("CONTROL", "1");
  const unsigned end = 4 * static_cast<unsigned>(made.top.at("registers").size());
  steps.meanwhile = fmt::format(
      "      u_manager.read(12'(4 * ($unsigned($random) % {})), word, 2'd0);\n"
      "      u_manager.write(12'h{:x}, 32'hffffffff, 4'hf, 2'd2);\n"
      "      u_manager.read(12'h{:x}, word, 2'd2);\n",
      end / 4, end, end);
  const std::string hash = made.bundle.at("hash");
  expect("SPEC_HASH_LOW", "32'h" + hash.substr(hash.size() - 8));
  expect("TLAST_BEATS", "packet_beats");
  expect("ERROR", "0");
  for (const Json& stream : made.program.at("streams")) {
    const std::string name = stream.at("name");
    expect(upper(name) + "_BEATS_LOW", fmt::format("{}_passed", name));
    expect(upper(name) + "_BEATS_HIGH", "0");
    // At a closed gate a beat waits before the engine sees it.
    steps.after += "    if (!early) ";
    expect(upper(name) + "_STALLS_LOW", fmt::format("{}_waited", name));
  }
  return steps;
}

// Around the top: a source or a sink for each stream, and who counts cycles and sets registers.
std::string bench_text(const AxisBundle& made) {
  std::string nets, instances, connections, moves, offered, dones, counts;
  const auto connect = [&](const std::string& port, const std::string& to) {
    connections += fmt::format("    .{}({}),\n", port, to);
  };
  int salt = 0;
  for (const Json& stream : made.program.at("streams")) {
    const std::string name = stream.at("name");
    const bool is_sink = stream.at("direction") == "in";
    const std::string bus = (is_sink ? "s_axis_" : "m_axis_") + name;
    const unsigned width = stream.at("width");
    const unsigned bytes = (width + 7) / 8;
    nets += fmt::format(
        "  wire {0}_valid, {0}_ready, {0}_done;\n  wire [{1}:0] {0}_data;\n"
        "  int {0}_passed = 0;\n  int {0}_waited = 0;\n",
        name, 8 * bytes - 1);
    counts += fmt::format(
        "    if ({0}_valid && {0}_ready) {0}_passed = {0}_passed + 1;\n"
        "    if ({0}_valid && !{0}_ready) {0}_waited = {0}_waited + 1;\n",
        name);
    for (const char* part : {"valid", "ready", "data"})
      connect(bus + "_t" + part, name + "_" + part);
    dones += " && " + name + "_done";
    const std::string parameters =
        fmt::format(".Width({}), .Beats({}), .File(\"{}\"), .Salt({})", width,
                    stream.at("beats").get<int>(), stream.at("file").get<std::string>(), ++salt);
    const std::string ports = fmt::format(
        ".aclk(aclk), .aresetn({1}), .tvalid({0}_valid), .tready({0}_ready), .tdata({0}_data), "
        ".done({0}_done)",
        name, is_sink ? "starts" : "aresetn");
    if (is_sink) {
      instances += fmt::format("  axis_source #({}, .Repeat({})) u_{} ({});\n", parameters,
                               stream.at("repeat").get<int>(), name, ports);
      offered += fmt::format(" || {}_valid", name);
    } else {
      nets += fmt::format("  wire {0}_last;\n  wire [{1}:0] {0}_keep;\n", name, bytes - 1);
      connect(bus + "_tlast", name + "_last");
      connect(bus + "_tkeep", name + "_keep");
      instances += fmt::format(
          "  axis_sink #({0}) u_{1} ({2}, .tkeep({1}_keep), .tlast({1}_last), "
          ".packet_beats(packet_beats));\n",
          parameters, name, ports);
      moves += fmt::format(" || ({0}_valid && {0}_ready)", name);
    }
  }
  const std::size_t errors = made.bundle.at("errors").size();
  nets += fmt::format("  wire [{}:0] error;\n", errors == 0 ? 0 : errors - 1);
  if (errors == 0) {
    nets += "  assign error = 1'b0;\n";
  } else {
    connect("error_o", "error");
  }
  const RegisterSteps registers = register_steps(made);
  connections += registers.connections;
  if (!made.has_registers()) {
    for (const Json& setting : made.bundle.value("settings", Json::array())) {
      const std::string name = setting.at("name");
      connect(name + "_i", fmt::format("{}'d{}", setting.at("width").get<int>(),
                                       made.program.at("settings").at(name).get<std::uint64_t>()));
    }
    connections += "    .tlast_beats_i(packet_beats),\n";
  } else {
    nets += "  wire irq;\n";
    connections += "    .irq_o(irq),\n";
  }
  connections += "    .aclk(aclk),\n    .aresetn(aresetn)\n";
  return fmt::format(R"(module axis_bench;
  logic aclk = 1'b0;
  logic aresetn = 1'b0;
  logic starts = 1'b0;
  logic early;  // beats are offered before the registers say anything
  logic [31:0] word;
  int packet_beats;
  int cycles = 0;
  int last = 0;
  int quiet = 0;
{0}
  {1} dut (
{2}  );
{3}{7}
  always #5 aclk = !aclk;

  initial begin
    if (!$value$plusargs("TLAST=%d", packet_beats)) packet_beats = 0;
    @(posedge aclk);
    @(negedge aclk);
    aresetn <= 1'b1;
    early = $test$plusargs("WAIT");
    starts <= early;
{8}    starts <= 1'b1;
    while (quiet <= 500) begin
      @(posedge aclk);
      #1;
{9}    end
    if (!(1'b1 {6})) $fatal(1, "FAIL a stream is not at its end");
{10}    $display("PASS %0d", last);
    $finish(0);
  end

  always @(posedge aclk) if (aresetn) begin
    if (error !== 0) $fatal(1, "FAIL error_o is %b", error);
    if (cycles != 0 {4}) cycles = cycles + 1;
    if (1'b0 {5}) last = cycles;
    quiet = 1'b0 {5} {4} ? 0 : quiet + 1;
    if (cycles > 100000) $fatal(1, "FAIL not done");
{11}  end
endmodule
)",
                     nets, made.module(), connections, instances, offered, moves, dones,
                     registers.instance, registers.before, registers.meanwhile, registers.after,
                     counts);
}

class AxisBench {
 public:
  explicit AxisBench(const AxisBundle& made) : made_(made) {
    const std::string tb = (project / "tb").string();
    std::vector<std::string> command{"iverilog",
                                     "-g2012",
                                     "-s",
                                     "axis_bench",
                                     "-s",
                                     "checks",
                                     "-DDUT=axis_bench.dut",
                                     "-o",
                                     made.path("bench.vvp"),
                                     "-c",
                                     made.bundle.at("filelist").get<std::string>(),
                                     made.write("bench.sv", bench_text(made)),
                                     tb + "/axis_source.sv",
                                     tb + "/axis_sink.sv",
                                     tb + "/axi_lite_manager.sv"};
    std::ranges::copy(made.checks(), std::back_inserter(command));
    const Said said = run(std::move(command), made.path("bundle"));
    REQUIRE(said.complaint() == "");
  }
  // With many stalls, ready waits for valid besides.
  Said run_with(int stall, int seed, int packet_beats) const {
    return run({"vvp", "-n", made_.path("bench.vvp"), fmt::format("+STALL={}", stall),
                fmt::format("+SEED={}", seed), fmt::format("+TLAST={}", packet_beats),
                stall >= 50 ? "+WAIT" : "+PROMPT"},
               made_.path("program"));
  }

 private:
  const AxisBundle& made_;
};

void check_results(const std::string& top) {
  for (const EngineForm& form : axis_forms()) {
    CAPTURE(form);
    const AxisBundle made(form, top);
    const AxisBench bench(made);
    for (const int stall : {0, 30, 70}) {
      for (const int packet_beats : {0, 1, 3}) {
        // Registers have nothing to do with the length of packets.
        if (made.has_registers() && packet_beats != stall / 30) continue;
        CAPTURE(stall, packet_beats);
        const Said said = bench.run_with(stall, packet_beats, packet_beats);
        INFO(said.output);
        REQUIRE(said.ok());
        if (stall == 0) {
          // Not a cycle more than the model says of the core.
          CHECK(said.output ==
                fmt::format("PASS {}\n", made.program.at("cycles_model").get<long>()));
        } else {
          CHECK_THAT(said.output, Matchers::StartsWith("PASS "));
        }
      }
    }
  }
}

TEST_CASE("the AXI-Stream top brings the core's results under any stalls", "[bundle][axis]") {
  check_results("axis");
}

TEST_CASE("the top with registers brings the core's results under any stalls", "[bundle][axi]") {
  check_results("axi");
}

using Bugs = std::vector<std::pair<std::string, std::string>>;

// What a bench must not let pass: each is a change of one line of a file of the bundle.
void check_bugs(const AxisBundle& made, const std::string& file, const Bugs& bugs) {
  const std::string good = text_of(made.path(file));
  for (const auto& [from, to] : bugs) {
    CAPTURE(from, to);
    std::string text = good;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    made.write(file, text.replace(at, from.size(), to));
    const AxisBench bench(made);
    int noticed = 0;
    for (const int stall : {0, 70}) {
      for (const int packet_beats : {0, 3}) {
        if (noticed > 0) continue;
        const Said said = bench.run_with(stall, 1, packet_beats);
        CHECK(said.output.find(said.ok() ? "PASS" : "FAIL") != std::string::npos);
        noticed += !said.ok();
      }
    }
    CHECK(noticed > 0);
  }
  made.write(file, good);
}

TEST_CASE("a broken AXI-Stream top is noticed", "[bundle][axis]") {
  const AxisBundle made({"demm_2_8_4", {}});
  check_bugs(made, "bundle/rtl/" + made.module() + ".v",
             {
                 {"m_axis_c_tdata = {4'd0, c_data}", "m_axis_c_tdata = {4'd1, c_data}"},
                 {"m_axis_c_tkeep = {17{1'b1}}", "m_axis_c_tkeep = {1'b0, {16{1'b1}}}"},
                 {"m_axis_c_tvalid = c_valid", "m_axis_c_tvalid = c_valid && m_axis_c_tready"},
                 {"m_axis_c_tlast = c_last", "m_axis_c_tlast = c_last && m_axis_c_tready"},
                 {"c_passed + 32'd1", "c_passed + 32'd2"},
                 {"end else if (c_valid && m_axis_c_tready)", "end else if (c_valid)"},
                 {"(c_with_this >= tlast_beats_i)", "(c_with_this > tlast_beats_i)"},
                 {"(|tlast_beats_i) && ", ""},
                 {"c_passed <= 32'd0;\n    end else", "c_passed <= 32'd7;\n    end else"},
                 {"{unused_b_padding, b_data} = s_axis_b_tdata",
                  "{b_data, unused_b_padding} = s_axis_b_tdata"},
                 {".a_valid_i     (s_axis_a_tvalid)",
                  ".a_valid_i     (s_axis_a_tvalid && m_axis_c_tready)"},
                 {".c_ready_i     (m_axis_c_tready)", ".c_ready_i     (1'b1)"},
             });
}

TEST_CASE("a broken top with registers is noticed", "[bundle][axi]") {
  const AxisBundle made({"demm_2_8_4", {}}, "axi");
  const auto words = [&](int more) {
    return fmt::format(".Words({})", static_cast<int>(made.top.at("registers").size()) + more);
  };
  check_bugs(made, "bundle/rtl/" + made.module() + ".v",
             {
                 {"s_axis_b_tready = b_ready && b_open", "s_axis_b_tready = b_ready"},
                 {"a_valid = s_axis_a_tvalid && a_open", "a_valid = s_axis_a_tvalid"},
                 {"b_open <= enable && !soft_reset", "b_open <= !b_open"},
                 {"a_beats <= a_beats + 64'd1", "a_beats <= a_beats + 64'd2"},
                 {"end else if (c_waits) begin", "end else if (c_passes) begin"},
                 {".tlast_beats_o          (tlast_beats)", ".tlast_beats_o          ()"},
                 {"(|watchdog) && ", ""},
                 {"restart <= soft_reset", "restart <= !soft_reset"},
                 {".a_stalls_i             (a_stalls)", ".a_stalls_i             (b_stalls)"},
             });
  check_bugs(
      made, "bundle/rtl/demm_2_8_4_regs.sv",
      {
          {"6'd13: s_axi_rdata <= a_beats_i[31:0]", "6'd13: s_axi_rdata <= a_beats_i[63:32]"},
          {"(write_word == 6'd6)", "(write_word == 6'd7)"},
          {words(0), words(1)},
          {words(0), words(-4)},
          {"(write_data & write_mask)", "write_data"},
          {".r_valid_o    (s_axi_rvalid)", ".r_valid_o    ()"},
      });
}

// Every family and what a top may or may not have: padding, settings, error bits, two streams out.
TEST_CASE("four tools accept the tops with AXI-Streams", "[bundle][axis][axi][lint]") {
  for (const EngineForm& form : axis_forms()) {
    CAPTURE(form);
    const BundleFolder bundle(form.spec());
    for (const char* top : {"_axis", "_axi"}) {
      CAPTURE(top);
      CHECK(lint(bundle.sources(), bundle.bundle().top + top) == "");
    }
  }
}

}  // namespace
}  // namespace denim::test
