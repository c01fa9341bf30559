// The AXI-Stream top of every family, driven by cocotb and cocotbext-axi: who wrote those does not
// know Denim.
#include <optional>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/axis_bundle.hpp"
#include "tests/support/python.hpp"

namespace denim::test {
namespace {

std::optional<Said> drive(const AxisBundle& made) {
  return run_in_python("axi",
                       {"python", (project / "tests/support/axis_cocotb.py").string(),
                        made.path("bundle"), made.path("program"), made.path("work")},
                       {}, 300);
}

TEST_CASE("cocotbext-axi drives the AXI-Stream top with pauses", "[bundle][axis][cocotb]") {
  for (const EngineForm& form : axis_forms()) {
    CAPTURE(form);
    const AxisBundle made(form);
    const std::optional<Said> said = drive(made);
    if (!said) return;
    INFO(said->output);
    CHECK(said->ok());
  }
}

TEST_CASE("cocotbext-axi notices a broken AXI-Stream top", "[bundle][axis][cocotb]") {
  const AxisBundle made({"demm_2_8_4", {}});
  const std::string file = "bundle/rtl/" + made.module() + ".v";
  std::string text = text_of(made.path(file));
  const std::string from = "{unused_b_padding, b_data} =";
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  made.write(file, text.replace(at, from.size(), "{b_data, unused_b_padding} ="));
  const std::optional<Said> said = drive(made);
  if (!said) return;
  CHECK(said->status == 1);
  CHECK_THAT(said->output, Matchers::EndsWith("1 tests, 1 failed\n"));
}

}  // namespace
}  // namespace denim::test
