// The tops with AXI-Streams of every family, driven by cocotb and cocotbext-axi: who wrote those
// does not know Denim.
#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/axis_bundle.hpp"
#include "tests/support/python.hpp"

namespace denim::test {
namespace {

std::optional<Said> drive(const AxisBundle& made) {
  std::vector<std::string> command{"python",
                                   (project / "tests/support/axis_cocotb.py").string(),
                                   made.path("bundle"),
                                   made.path("program"),
                                   made.path("work"),
                                   made.top.at("name").get<std::string>()};
  std::ranges::copy(made.checks(), std::back_inserter(command));
  return run_in_python("axi", std::move(command), {}, 300);
}

void check_results(const std::string& top, const std::vector<EngineForm>& forms) {
  for (const EngineForm& form : forms) {
    CAPTURE(form);
    const AxisBundle made(form, top);
    const std::optional<Said> said = drive(made);
    if (!said) return;
    INFO(said->output);
    CHECK(said->ok());
  }
}

TEST_CASE("cocotbext-axi drives the AXI-Stream top with pauses", "[bundle][axis][cocotb]") {
  check_results("axis", axis_forms());
}

// With an error bit, with settings, and with two streams out and none.
TEST_CASE("cocotbext-axi drives the top with registers with pauses", "[bundle][axi][cocotb]") {
  check_results(
      "axi",
      {{"demm_2_8_4", {}}, {"demm_2_8_4", {"tail=requantise", "prefix=x_"}}, {"tasd_2_4", {}}});
}

// How a broken top is reported.
void check_noticed(const AxisBundle& made, const std::string& file, const std::string& from,
                   const std::string& to) {
  CAPTURE(file, from, to);
  const std::string good = text_of(made.path(file));
  std::string text = good;
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  made.write(file, text.replace(at, from.size(), to));
  const std::optional<Said> said = drive(made);
  made.write(file, good);
  if (!said) return;
  INFO(said->output);
  CHECK(said->status == 1);
  const bool is_told = said->output.find(" failed\n") != std::string::npos ||
                       said->output.find("FAIL ") != std::string::npos;
  CHECK(is_told);
}

TEST_CASE("cocotbext-axi notices a broken AXI-Stream top", "[bundle][axis][cocotb]") {
  const AxisBundle made({"demm_2_8_4", {}});
  check_noticed(made, "bundle/rtl/" + made.module() + ".v",
                "{unused_b_padding, b_data} =", "{b_data, unused_b_padding} =");
}

// What the bench in Verilog does not look at.
TEST_CASE("cocotbext-axi notices a broken top with registers", "[bundle][axi][cocotb]") {
  const AxisBundle made({"demm_2_8_4", {}}, "axi");
  const std::string top = "bundle/rtl/" + made.module() + ".v";
  check_noticed(made, top, "restart <= soft_reset && !restart && !c_waits",
                "restart <= soft_reset && !restart");
  check_noticed(made, top, "(stuck_with_this >= watchdog)", "(stuck_with_this > 32'd90)");
  check_noticed(made, "bundle/rtl/demm_2_8_4.sv", "(error_o & ~error_clear_i)", "error_o");
}

}  // namespace
}  // namespace denim::test
