// The files by which other flows take a bundle: each is given to what reads it, in a folder where
// the bundle lies alone.
#include <fmt/format.h>

#include <set>
#include <sstream>
#include <string>

#include "tests/catch.hpp"
#include "tests/gen/bundle_make.hpp"
#include "tests/support/axis_bundle.hpp"
#include "tests/support/bundle_folder.hpp"
#include "tests/support/python.hpp"

namespace denim::test {
namespace {

TEST_CASE("make lint of a bundle is clean for every family, and names what is not",
          "[bundle][packaging]") {
  for (const EngineForm& form : axis_forms()) {
    CAPTURE(form);
    const BundleFolder bundle(form.spec());
    const Said said = make(bundle.path(), {"lint"});
    INFO(said.complaint());
    CHECK(said.ok());
    for (const char* tool : {"verilator", "iverilog", "yosys"})
      for (const char* top : {"wrapper", "axis"})
        CHECK_THAT(said.output, ContainsSubstring(fmt::format("{} {}_{}: clean\n", tool,
                                                              bundle.bundle().top, top)));
  }
  const BundleFolder bundle(spec::Spec::load("demm_2_8_4"));
  const std::filesystem::path file = bundle.path() / "rtl/demm_2_8_4_axis.v";
  std::string text = text_of(file);
  const std::size_t at = text.find("[39:0] s_axis_b_tdata");
  REQUIRE(at != std::string::npos);
  std::ofstream(file) << text.replace(at, 6, "[38:0]");
  const Said said = make(bundle.path(), {"lint"});
  CHECK(said.status == 2);
  CHECK_THAT(said.output, ContainsSubstring("verilator demm_2_8_4_axis: FAILED"));
  CHECK_THAT(said.output, ContainsSubstring("verilator demm_2_8_4_wrapper: clean"));
}

// What make lint needs besides: a folder with those tools only.
TEST_CASE("make lint says which tools are not there", "[bundle][packaging]") {
  const BundleFolder bundle(spec::Spec::load("demm_2_8_4"));
  FewTools few({"sh", "grep"});
  Said said = make(bundle.path(), {"lint"}, few.path());
  CHECK(said.status == 2);
  CHECK_THAT(said.output, ContainsSubstring("make lint: needs verilator, iverilog or yosys"));
  said = make(bundle.path(), {"synth"}, few.path());
  CHECK(said.status == 2);
  CHECK_THAT(said.output, ContainsSubstring("make synth: yosys is not installed"));
  few.add("iverilog");
  said = make(bundle.path(), {"lint"}, few.path());
  INFO(said.output);
  CHECK(said.ok());
  CHECK_THAT(said.output, ContainsSubstring("verilator: not installed, skipped"));
  CHECK_THAT(said.output, ContainsSubstring("iverilog demm_2_8_4_axis: clean"));
}

TEST_CASE("make synth of a bundle counts cells", "[bundle][packaging]") {
  const BundleFolder bundle(spec::Spec::load("demm_2_8_4"));
  const Said said = make(bundle.path(), {"synth"});
  INFO(said.complaint());
  CHECK(said.ok());
  CHECK_THAT(said.output, ContainsSubstring("Number of cells:"));
  CHECK_THAT(said.output, ContainsSubstring("demm_2_8_4_axis"));
}

// The commands of SDC as a tool would be asked, on the ports that the manifest says there are.
TEST_CASE("constraints name the ports of the AXI-Stream top, each once", "[bundle][packaging]") {
  for (const EngineForm& form : axis_forms()) {
    CAPTURE(form);
    const BundleFolder bundle(form.spec());
    const auto manifest = nlohmann::json::parse(bundle.bundle().files.at("manifest.json"));
    std::multiset<std::string> ports;
    for (const auto& top : manifest.at("tops")) {
      if (top.at("name") != "axis") continue;
      for (const auto& port : top.at("ports"))
        ports.insert(port.at("name").get<std::string>() +
                     (port.at("width").get<int>() == 1 ? " " : "[*] ") +
                     (port.at("name") == top.at("clock") ? "create_clock"
                      : port.at("direction") == "input"  ? "set_input_delay"
                                                         : "set_output_delay"));
    }
    REQUIRE(!ports.empty());
    for (const char* ending : {".sdc", "_ooc.xdc"}) {
      const std::string file = bundle.bundle().top + ending;
      CAPTURE(file);
      const ScratchFolder folder;
      const std::string script =
          folder
              .write("read.tcl",
                     "proc get_ports {list} { return $list }\n"
                     "foreach name {create_clock set_input_delay set_output_delay} {\n"
                     "  proc $name args \"foreach port \\[lindex \\$args end\\] {puts \\\"\\$port "
                     "$name\\\"}\"\n"
                     "}\n"
                     "source " +
                         file + "\n")
              .string();
      const Said said = run({"tclsh", script}, bundle.path());
      INFO(said.complaint());
      REQUIRE(said.ok());
      std::istringstream lines(said.output);
      std::multiset<std::string> named;
      for (std::string line; std::getline(lines, line);) named.insert(line);
      CHECK(named == ports);
    }
  }
}

TEST_CASE("FuseSoC lints and simulates a bundle, and sets it up for synthesis",
          "[bundle][packaging][fusesoc]") {
  for (const EngineForm& form : axis_forms()) {
    CAPTURE(form);
    const BundleFolder bundle(form.spec());
    const ScratchFolder work;
    const auto fusesoc = [&](const std::vector<std::string>& more) {
      std::vector<std::string> command{
          "fusesoc", "--config",     work.write("fusesoc.conf", ""),  "--cores-root", ".",
          "run",     "--build-root", (work.path() / "build").string()};
      command.insert(command.end(), more.begin(), more.end());
      return run_in_python("fusesoc", std::move(command), bundle.path());
    };
    const auto lint = fusesoc({"--target=lint", bundle.bundle().top});
    if (!lint) return;
    INFO(lint->complaint());
    CHECK(lint->ok());
    const auto simulated = fusesoc({"--target=sim", bundle.bundle().top, "--STALL=50"});
    INFO(simulated->complaint());
    CHECK(simulated->ok());
    CHECK_THAT(simulated->output, ContainsSubstring("stalls 50 %"));
    const auto set_up = fusesoc({"--setup", "--target=synth", bundle.bundle().top});
    INFO(set_up->complaint());
    CHECK(set_up->ok());
  }
  BundleFolder bundle(spec::Spec::load("demm_2_8_4"));
  std::ofstream(bundle.path() / "rtl/demm_2_8_4_axis.v") << "module demm_2_8_4_axis; oops\n";
  const ScratchFolder work;
  const auto said = run_in_python(
      "fusesoc",
      {"fusesoc", "--config", work.write("fusesoc.conf", ""), "--cores-root", ".", "run",
       "--build-root", (work.path() / "build").string(), "--target=lint", "demm_2_8_4"},
      bundle.path());
  CHECK_FALSE(said->ok());
}

// Bender is no package of Debian's or PyPI's: only its sources are looked at.
TEST_CASE("Bender.yml lists the sources of the file list", "[bundle][packaging]") {
  const BundleFolder bundle(spec::Spec::load("demm_4_16_8"));
  const std::string& text = bundle.bundle().files.at("Bender.yml");
  const std::size_t begin = text.find("\nsources:\n");
  REQUIRE(begin != std::string::npos);
  std::istringstream lines(text.substr(begin + 10));
  std::vector<std::string> files;
  for (std::string line; std::getline(lines, line);) {
    REQUIRE(line.starts_with("  - "));
    files.push_back(line.substr(4));
  }
  CHECK(files == bundle.sources().files);
}

}  // namespace
}  // namespace denim::test
