// A user's own bench: plain SystemVerilog around a bundle, fed with the hex files of
// `denim compile`. It is written from the two manifests alone and shares nothing with denim's
// harness or with the tests' other benches.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "tests/support/cli_user.hpp"
#include "tests/support/tools.hpp"

namespace denim::test::cli {

/// `width` bits (at most 64) at `offset` of a beat that is written in hex.
inline std::uint64_t bits_of(const std::string& hex, unsigned offset, unsigned width) {
  std::uint64_t value = 0;
  for (unsigned i = width; i-- > 0;) {
    const char digit = hex.at(hex.size() - 1 - (offset + i) / 4);
    const int number = digit <= '9' ? digit - '0' : digit - 'a' + 10;
    value = value << 1 | (static_cast<unsigned>(number) >> (offset + i) % 4 & 1);
  }
  return value;
}

inline std::int64_t signed_bits_of(const std::string& hex, unsigned offset, unsigned width) {
  const auto value = static_cast<std::int64_t>(bits_of(hex, offset, width) << (64 - width));
  return value >> (64 - width);
}

/// The entry of `list` whose name is `name`.
inline Json named(const Json& list, const std::string& name) {
  for (const auto& entry : list)
    if (entry.at("name") == name) return entry;
  throw std::runtime_error("no '" + name + "' in " + list.dump());
}

// Inputs change when the clock falls, and hold x while nothing is offered; what passes is seen when
// it rises. Stalls are in percent.
constexpr const char* own_bench_text = R"sv(`timescale 1ns / 1ns
module own_bench;
  reg clk = 1'b0;
  reg rst_n = 1'b0;
  reg a_valid = 1'b0, b_valid = 1'b0, c_ready = 1'b0;
  wire a_ready, b_ready, c_valid;
  reg [`A_WIDTH-1:0] a_data, a_beats[0:`A_BEATS-1];
  reg [`B_WIDTH-1:0] b_data, b_beats[0:`B_BEATS-1];
  reg [`C_WIDTH-1:0] c_beats[0:`C_BEATS-1];
  wire [`C_WIDTH-1:0] c_data;
  wire [`ERRORS-1:0] error;
  integer a_sent = 0, b_sent = 0, c_came = 0, wrong = 0, quiet = 0, cycle = 0, stall = 0;
  reg a_passed = 1'b0, b_passed = 1'b0;

  `DUT dut (
      .clk_i(clk), .rst_ni(rst_n),
      .a_valid_i(a_valid), .a_ready_o(a_ready), .a_data_i(a_data),
      .b_valid_i(b_valid), .b_ready_o(b_ready), .b_data_i(b_data),
      .c_valid_o(c_valid), .c_ready_i(c_ready), .c_data_o(c_data),
      .error_o(error));

  always #5 clk = ~clk;

  function withheld(input integer percent);
    withheld = ($urandom % 100) < percent;
  endfunction

  initial begin
    $readmemh("a.hex", a_beats);
    $readmemh("b.hex", b_beats);
    $readmemh("c.hex", c_beats);
    if (!$value$plusargs("STALL=%d", stall)) stall = 0;
    repeat (4) @(negedge clk);
    rst_n = 1'b1;
  end

  always @(negedge clk) if (rst_n) begin
    if (a_passed || !a_valid) begin
      a_valid = a_sent < `A_BEATS * `A_REPEAT && !withheld(stall);
      a_data = a_valid ? a_beats[a_sent % `A_BEATS] : {`A_WIDTH{1'bx}};
    end
    if (b_passed || !b_valid) begin
      b_valid = b_sent < `B_BEATS * `B_REPEAT && !withheld(stall);
      b_data = b_valid ? b_beats[b_sent % `B_BEATS] : {`B_WIDTH{1'bx}};
    end
    c_ready = !withheld(stall);
  end

  always @(posedge clk) if (rst_n) begin
    a_passed = a_valid && a_ready;
    b_passed = b_valid && b_ready;
    if (a_passed) a_sent = a_sent + 1;
    if (b_passed) b_sent = b_sent + 1;
    if ((^{a_ready, b_ready, c_valid, error}) === 1'bx) wrong = wrong + 1;
    if (c_valid && c_ready) begin
      if (c_came >= `C_BEATS || c_data !== c_beats[c_came]) wrong = wrong + 1;
      c_came = c_came + 1;
    end
    quiet = a_passed || b_passed || (c_valid && c_ready) ? 0 : quiet + 1;
    cycle = cycle + 1;
    if (quiet == 2000) begin
      $display("a %0d b %0d c %0d wrong %0d error %b", a_sent, b_sent, c_came, wrong, error);
      $finish(0);
    end
  end
endmodule
)sv";

/// Builds the bench around the bundle in folder `bundle` for the program in folder `program`, and
/// runs it once for each number of percent in `stalls`. Empty if every result was right each time,
/// else what was not.
inline std::string run_own_bench(const User& user, const std::string& bundle,
                                 const std::string& program, std::initializer_list<int> stalls) {
  const Json engine = user.json(bundle + "/manifest.json");
  const Json streams = user.json(program + "/manifest.json").at("streams");
  const std::string bench = user.path(user.write("own_bench.sv", own_bench_text)).string();
  const std::string built = user.path("own_bench.vvp").string();
  std::vector<std::string> command{"iverilog", "-g2012", "-s", "own_bench", "-o", built};
  const auto define = [&](const std::string& name, const Json& value) {
    command.push_back(
        fmt::format("-D{}={}", name, value.is_string() ? value.get<std::string>() : value.dump()));
  };
  define("DUT", engine.at("wrapper"));
  define("ERRORS", engine.at("errors").size());
  for (const std::string name : {"a", "b", "c"}) {
    const std::string upper(1, static_cast<char>(name[0] - 'a' + 'A'));
    const Json stream = named(streams, name);
    define(upper + "_WIDTH", stream.at("width"));
    define(upper + "_BEATS", stream.at("beats"));
    define(upper + "_REPEAT", stream.at("repeat"));
  }
  command.insert(command.end(), {"-c", engine.at("filelist").get<std::string>(), bench});
  const Said compiled = test::run(command, user.path(bundle));
  if (!compiled.ok()) return compiled.complaint();

  const auto sent = [&](const std::string& name) {
    const Json stream = named(streams, name);
    return stream.at("beats").get<int>() * stream.at("repeat").get<int>();
  };
  const std::string right = fmt::format("a {} b {} c {} wrong 0 error {}\n", sent("a"), sent("b"),
                                        sent("c"), std::string(engine.at("errors").size(), '0'));
  std::string wrong;
  for (const int stall : stalls) {
    const Said said =
        test::run({"vvp", "-n", built, fmt::format("+STALL={}", stall)}, user.path(program));
    if (!said.ok() || said.output.find(right) == std::string::npos) {
      wrong += fmt::format("expected: {}{}\n", right, said.output + said.command);
    }
  }
  return wrong;
}

}  // namespace denim::test::cli
