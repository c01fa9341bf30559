// A bundle and the files of `denim compile` in a four-state simulator, without any of our own
// harness: what a user's bench sees, unknown bits included. And the same with what Yosys makes of
// the bundle for a 7-series FPGA in its place.
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/bundle_folder.hpp"
#include "tests/support/demm_forms.hpp"

namespace denim::test {
namespace {

// 3 × 24, with rows of many and of few non-zeros, and blocks without any.
constexpr const char* pattern =
    "3, 24, 13\n"
    "0 9 10 13\n"
    "0 1 2 3 4 5 6 7 23 12 1 9 20\n";

// Yosys' models of the cells of an FPGA.
std::string cell_models() {
  const Said said = run({"sh", "-c", "dirname \"$(dirname \"$(command -v yosys)\")\""});
  std::string root = said.output;
  root.resize(root.find_last_not_of('\n') + 1);
  return root + "/share/yosys/xilinx/cells_sim.v";
}

// What simulates the bundle: its own sources, or netlist.v, which is made of them.
std::vector<std::string> sources(const std::string& bundle, const nlohmann::json& manifest,
                                 bool netlist) {
  const auto list = manifest.at("filelist").get<std::string>();
  if (!netlist) return {"-c", list};
  std::string script = "read_verilog -sv";
  std::istringstream lines(text_of(std::filesystem::path(bundle) / list));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("//")) script += " " + line;
  }
  script += "; synth_xilinx -family xc7 -noiopad -flatten -top " +
            manifest.at("wrapper").get<std::string>() + "; write_verilog -noattr netlist.v";
  const Said said = run({"yosys", "-q", "-p", script}, bundle);
  INFO(said.complaint());
  REQUIRE(said.ok());
  return {"netlist.v", cell_models()};
}

// Builds bundle, program and simulation; runs it with each per cent of stalls.
void run_program(const std::string& preset, const std::vector<std::string>& overrides,
                 bool netlist = false) {
  const ScratchFolder folder;
  const auto path = [&](const char* name) { return (folder.path() / name).string(); };
  const std::string a = folder.write("a.smtx", pattern).string();
  std::vector<std::string> spec{preset};
  for (const std::string& key_value : overrides) {
    spec.emplace_back("--set");
    spec.push_back(key_value);
  }
  const auto denim = [&](const std::string& command, const std::vector<std::string>& more) {
    std::vector<std::string> arguments{DENIM_BINARY, command};
    arguments.insert(arguments.end(), spec.begin(), spec.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Said said = run(arguments);
    INFO(said.complaint());
    REQUIRE(said.ok());
  };
  denim("gen", {"-o", path("bundle")});
  denim("compile", {"--a", a, "--cols", "9", "--seed", "3", "-o", path("program")});

  using Json = nlohmann::json;
  const Json program = Json::parse(text_of(folder.path() / "program" / "manifest.json"));
  const Json bundle = Json::parse(text_of(folder.path() / "bundle" / "manifest.json"));
  const auto stream = [&](std::size_t index, const char* what) {
    return std::to_string(program.at("streams").at(index).at(what).get<int>());
  };
  const std::string top = "engine_program";
  const std::string bench = std::string(DENIM_SOURCE_DIR) + "/tb";
  const std::vector<std::pair<std::string, std::string>> parameters{
      {"AWidth", stream(0, "width")}, {"BWidth", stream(1, "width")},
      {"CWidth", stream(2, "width")}, {"ErrorWidth", std::to_string(bundle.at("errors").size())},
      {"ABeats", stream(0, "beats")}, {"ARepeat", stream(0, "repeat")},
      {"BBeats", stream(1, "beats")}, {"CBeats", stream(2, "beats")}};
  std::vector<std::string> command{"iverilog",
                                   "-g2012",
                                   "-Wall",
                                   "-I" + bench,
                                   "-s",
                                   top,
                                   "-DDUT=" + bundle.at("wrapper").get<std::string>()};
  for (const auto& [name, value] : parameters)
    command.push_back("-P" + top + "." + name + "=" + value);
  command.insert(command.end(), {"-o", path("engine.vvp")});
  for (const std::string& source : sources(path("bundle"), bundle, netlist))
    command.push_back(source);
  command.push_back(bench + "/engine_program.sv");
  if (netlist) std::erase(command, "-Wall");  // the cells' models are not ours
  REQUIRE(run(std::move(command), path("bundle")).complaint() == "");

  for (const int stall : {0, 20, 60}) {
    for (const int seed : {0, 1}) {
      CAPTURE(stall, seed);
      const Said said = run({"vvp", "-n", path("engine.vvp"), "+STALL=" + std::to_string(stall),
                             "+SEED=" + std::to_string(seed)},
                            path("program"));
      INFO(said.output);
      REQUIRE(said.ok());
      CHECK_THAT(said.output, ContainsSubstring("\nPASS "));
      if (stall != 0) continue;
      // What the harness counts, counted by somebody else.
      const std::string cycles = std::to_string(program.at("cycles_model").get<long>());
      CHECK(said.output.starts_with("CYCLES " + cycles + "\n"));
    }
  }
}

TEST_CASE("an engine runs a program in a four-state simulator", "[bundle][four_state]") {
  run_program("demm_2_8_4", {});
  for (const DemmForm& form : demm_forms) {
    CAPTURE(form.overrides());
    run_program("demm_4_16_8", form.overrides());
  }
}

TEST_CASE("what Yosys synthesises of an engine runs the same program", "[bundle][four_state]") {
  const std::vector<std::vector<std::string>> forms{
      {"memory=replicated", "segments=2", "overlap=true"},
      {"memory=banked", "segments=4", "overlap=true", "read_latency=1"},
      {"memory=regs", "read_latency=1", "multiply_registers=2", "sum_levels=1"}};
  for (std::vector<std::string> form : forms) {
    form.emplace_back("columns=2");
    CAPTURE(form);
    run_program("demm_4_16_8", form, true);
  }
}

}  // namespace
}  // namespace denim::test
