// The registered memory says so when it is read where it is written: hardware does as it likes
// then, which no comparison of results would find for sure.
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/rtl/leaves.hpp"
#include "tests/support/scratch_folder.hpp"

namespace denim::test {
namespace {

const std::string leaf = "denim_ram_registered";

// One clock edge that writes and reads word 3. Each of the plusargs takes something away from that.
const std::string top = R"(
module collide;
  logic clk = 1'b0;
  logic write, enable, read;
  logic [6:0] read_addr;
  logic [7:0] read_data;

  denim_ram_registered u_ram (
      .clk_i       (clk),
      .write_i     (write),
      .write_addr_i(7'd3),
      .write_data_i(8'd1),
      .enable_i    (enable),
      .read_i      (read),
      .read_addr_i (read_addr),
      .read_data_o (read_data)
  );

  initial begin
    write = !$test$plusargs("NO_WRITE");
    enable = !$test$plusargs("NO_ENABLE");
    read = !$test$plusargs("NO_READ");
    read_addr = $test$plusargs("OTHER_WORD") ? 7'd4 : 7'd3;
    #1 clk = 1'b1;
    #1 clk = 1'b0;
    $display("end with %0d", read_data);
    $finish(0);
  end
endmodule
)";

const std::vector<std::string> harmless{"+NO_WRITE", "+NO_ENABLE", "+NO_READ", "+OTHER_WORD"};

TEST_CASE("Icarus reports a read where it is written", "[rtl][collision]") {
  const ScratchFolder folder;
  const std::string program = (folder.path() / "collide.vvp").string();
  std::vector<std::string> build{"iverilog", "-g2012", "-Wall", "-s", "collide", "-o", program};
  for (const std::string& file : leaf_file(leaf).sources().files) build.push_back(file);
  build.push_back(folder.write("collide.sv", top).string());
  REQUIRE(run(std::move(build), project).complaint() == "");

  const Said collided = run({"vvp", "-n", program});
  INFO(collided.output);
  CHECK_THAT(collided.output, ContainsSubstring("ERROR: rtl/common/" + leaf + ".sv:"));
  CHECK_THAT(collided.output, ContainsSubstring("Scope: collide.u_ram"));
  for (const std::string& argument : harmless) {
    CAPTURE(argument);
    CHECK(run({"vvp", "-n", program, argument}).output == "end with 0\n");
  }
}

TEST_CASE("Verilator with --assert stops at a read where it is written", "[rtl][collision]") {
  const ScratchFolder folder;
  std::vector<std::string> build{"verilator",    "--binary",
                                 "--assert",     "-Wno-STMTDLY",
                                 "--top-module", "collide",
                                 "-Mdir",        (folder.path() / "obj").string(),
                                 "-MAKEFLAGS",   "OPT_FAST=-O0 OPT_SLOW=-O0 OPT_GLOBAL=-O0"};
  for (const std::string& file : leaf_file(leaf).sources().files) build.push_back(file);
  build.push_back(folder.write("collide.sv", top).string());
  const Said built = run(std::move(build), project, 300);
  INFO(built.output);
  REQUIRE(built.ok());
  const std::string program = (folder.path() / "obj" / "Vcollide").string();

  const Said collided = run({program});
  INFO(collided.output);
  CHECK_FALSE(collided.ok());
  CHECK_THAT(collided.output, ContainsSubstring(leaf + ".sv:"));
  // Newer ones leave out TOP.
  CHECK_THAT(collided.output, ContainsSubstring("Assertion failed in "));
  CHECK_THAT(collided.output, ContainsSubstring("collide.u_ram"));
  CHECK_THAT(collided.output, !ContainsSubstring("end with"));
  for (const std::string& argument : harmless) {
    CAPTURE(argument);
    const Said said = run({program, argument});
    CHECK(said.ok());
    CHECK_THAT(said.output, ContainsSubstring("end with 0\n"));
    CHECK_THAT(said.output, !ContainsSubstring("Assertion"));
  }
}

}  // namespace
}  // namespace denim::test
