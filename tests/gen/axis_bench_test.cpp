// The AXI-Stream top in a four-state simulator: the beats of `denim compile` through tb/axis_*.sv,
// with our protocol checker on every bus, against what must come back, bit for bit.
#include <fmt/format.h>

#include <map>
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

// Around the top: a source or a sink for each stream, a checker on each bus, and who counts cycles.
std::string bench_text(const AxisBundle& made) {
  std::string nets, instances, connections, moves, offered, dones;
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
    nets += fmt::format("  wire {0}_valid, {0}_ready, {0}_done;\n  wire [{1}:0] {0}_data;\n", name,
                        8 * bytes - 1);
    for (const char* part : {"valid", "ready", "data"})
      connect(bus + "_t" + part, name + "_" + part);
    dones += " && " + name + "_done";
    const std::string parameters =
        fmt::format(".Width({}), .Beats({}), .File(\"{}\"), .Salt({})", width,
                    stream.at("beats").get<int>(), stream.at("file").get<std::string>(), ++salt);
    const std::string ports = fmt::format(
        ".aclk(aclk), .aresetn(aresetn), .tvalid({0}_valid), .tready({0}_ready), .tdata({0}_data), "
        ".done({0}_done)",
        name);
    std::string payload = name + "_data";
    unsigned more = 0;
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
      payload = fmt::format("{{{0}_keep, {0}_last, {0}_data}}", name);
      more = bytes + 1;
      moves += fmt::format(" || ({0}_valid && {0}_ready)", name);
    }
    // The padding of a beat that goes in is unknown.
    instances += fmt::format(
        "  axis_checker #(.PayloadWidth({}), .KnownWidth({})) u_{}_checker (.aclk(aclk), "
        ".aresetn(aresetn), .tvalid({}_valid), .tready({}_ready), .payload({}));\n",
        8 * bytes + more, is_sink ? width : 8 * bytes + more, name, name, name, payload);
  }
  const std::size_t errors = made.bundle.at("errors").size();
  nets += fmt::format("  wire [{}:0] error;\n", errors == 0 ? 0 : errors - 1);
  if (errors == 0) {
    nets += "  assign error = 1'b0;\n";
  } else {
    connect("error_o", "error");
  }
  for (const Json& setting : made.bundle.value("settings", Json::array())) {
    const std::string name = setting.at("name");
    connect(name + "_i", fmt::format("{}'d{}", setting.at("width").get<int>(),
                                     made.program.at("settings").at(name).get<std::uint64_t>()));
  }
  connections += "    .aclk(aclk),\n    .aresetn(aresetn),\n    .tlast_beats_i(packet_beats)\n";
  return fmt::format(R"(module axis_bench;
  logic aclk = 1'b0;
  logic aresetn = 1'b0;
  int packet_beats;
  int cycles = 0;
  int last = 0;
  int quiet = 0;
{0}
  {1} dut (
{2}  );
{3}
  always #5 aclk = !aclk;

  initial begin
    if (!$value$plusargs("TLAST=%d", packet_beats)) packet_beats = 0;
    @(posedge aclk);
    @(negedge aclk);
    aresetn <= 1'b1;
  end

  always @(posedge aclk) if (aresetn) begin
    if (error !== 0) $fatal(1, "FAIL error_o is %b", error);
    if (cycles != 0 {4}) cycles = cycles + 1;
    if (1'b0 {5}) last = cycles;
    quiet = 1'b0 {5} {4} ? 0 : quiet + 1;
    if (cycles > 100000) $fatal(1, "FAIL not done");
    if (quiet > 500) begin
      if (!(1'b1 {6})) $fatal(1, "FAIL a stream is not at its end");
      $display("PASS %0d", last);
      $finish(0);
    end
  end
endmodule
)",
                     nets, made.module(), connections, instances, offered, moves, dones);
}

class Bench {
 public:
  explicit Bench(const AxisBundle& made) : made_(made) {
    const std::string tb = (project / "tb").string();
    const Said said = run(
        {"iverilog", "-g2012", "-s", "axis_bench", "-o", made.path("bench.vvp"), "-c",
         made.bundle.at("filelist").get<std::string>(), made.write("bench.sv", bench_text(made)),
         tb + "/axis_source.sv", tb + "/axis_sink.sv", tb + "/axis_checker.sv"},
        made.path("bundle"));
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

TEST_CASE("the AXI-Stream top brings the core's results under any stalls", "[bundle][axis]") {
  for (const EngineForm& form : axis_forms()) {
    CAPTURE(form);
    const AxisBundle made(form);
    const Bench bench(made);
    for (const int stall : {0, 30, 70}) {
      for (const int packet_beats : {0, 1, 3}) {
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

// What a bench must not let pass: each is a change of one line of the top.
TEST_CASE("a broken AXI-Stream top is noticed", "[bundle][axis]") {
  const std::vector<std::pair<std::string, std::string>> bugs{
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
      {".a_valid_i (s_axis_a_tvalid)", ".a_valid_i (s_axis_a_tvalid && m_axis_c_tready)"},
      {".c_ready_i (m_axis_c_tready)", ".c_ready_i (1'b1)"},
  };
  const AxisBundle made({"demm_2_8_4", {}});
  const std::string file = "bundle/rtl/" + made.module() + ".v";
  const std::string good = text_of(made.path(file));
  for (const auto& [from, to] : bugs) {
    CAPTURE(from, to);
    std::string text = good;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    made.write(file, text.replace(at, from.size(), to));
    const Bench bench(made);
    int noticed = 0;
    for (const int stall : {0, 70}) {
      for (const int packet_beats : {0, 3}) {
        const Said said = bench.run_with(stall, 1, packet_beats);
        CHECK(said.output.find(said.ok() ? "PASS" : "FAIL") != std::string::npos);
        noticed += !said.ok();
      }
    }
    CHECK(noticed > 0);
  }
}

// Every family and what a top may or may not have: padding, settings, error bits, two streams out.
TEST_CASE("four tools accept the AXI-Stream top", "[bundle][axis][lint]") {
  for (const EngineForm& form : axis_forms()) {
    CAPTURE(form);
    const BundleFolder bundle(form.spec());
    const std::string top = bundle.bundle().top + "_axis";
    CHECK(lint(bundle.sources(), top) == "");
  }
}

}  // namespace
}  // namespace denim::test
