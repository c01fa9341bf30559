// What Yosys makes of a leaf passes the leaf's bench: a tool that accepts a text does not always
// read in it what the others do.
#include <fstream>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/rtl/bench.hpp"

namespace denim::test {
namespace {

// The gates of the leaf with these parameters, as a module of the leaf's name without any.
std::string netlist(const ScratchFolder& folder, const LeafFile& leaf, const Settings& settings,
                    const std::string& source) {
  const std::string file = (folder.path() / "netlist.v").string();
  std::string script = "read_verilog -sv " + package_file + " " + source;
  script += "; hierarchy -check -top " + leaf.name;
  for (const auto& [name, value] : settings)
    script += " -chparam " + name + " " + std::to_string(value);
  script += "; synth; rename -top " + leaf.name + "; write_verilog -noattr " + file;
  const Said said = run({"yosys", "-q", "-p", script}, project);
  CHECK(said.complaint() == "");
  return file;
}

// Runs the bench on the gates; empty where it passes.
std::string complaint(const LeafFile& leaf, const Settings& settings, const std::string& source) {
  const ScratchFolder folder;
  const std::string top = leaf.name + "_tb";
  static const std::regex parameters(R"((denim_\w+) #\([^;]*?\) u_dut \()");
  const std::string bench =
      std::regex_replace(text_of(project / leaf.bench()), parameters, "$1 u_dut (");
  const std::string program = (folder.path() / "gates.vvp").string();
  std::vector<std::string> build{"iverilog", "-g2012", "-Itb", "-s", top, "-o", program};
  for (const auto& [name, value] : settings)
    build.push_back("-P" + top + "." + name + "=" + std::to_string(value));
  build.insert(build.end(), {package_file, netlist(folder, leaf, settings, source),
                             folder.write(top + ".sv", bench).string()});
  const Said built = run(std::move(build), project);
  if (!built.ok()) return built.complaint();
  const Said said = run({"vvp", "-n", program}, project);
  return std::regex_match(said.output, std::regex("PASS [0-9]+\n")) ? "" : said.output;
}

TEST_CASE("the gates of arithmetic leaves pass their benches", "[rtl][netlist]") {
  const std::vector<std::string> leaves{
      "denim_stage",      "denim_pipeline",      "denim_fork",
      "denim_tasd_rank",  "denim_tasd_pair",     "denim_tasd_mark",
      "denim_tail_shift", "denim_tail_saturate", "denim_axi_lite",
  };
  for (const std::string& name : leaves) {
    const LeafFile leaf = leaf_file(name);
    for (const Settings& settings : settings_of(name)) {
      if (&settings == &settings_of(name).back() && settings_of(name).size() > 3) continue;  // slow
      CAPTURE(name, to_text(settings));
      CHECK(complaint(leaf, settings, leaf.file) == "");
    }
  }
}

// What Yosys 0.23 made zeros of, and no tool complained.
TEST_CASE("gates that are not those of the leaf are noticed", "[rtl][netlist]") {
  const LeafFile leaf = leaf_file("denim_tasd_rank");
  std::string text = text_of(project / leaf.file);
  const std::string sound = "{magnitude, ~index, negative}";
  const std::size_t at = text.find(sound);
  REQUIRE(at != std::string::npos);
  text.replace(at, sound.size(), "{magnitude, index, negative}");
  const ScratchFolder folder;
  CHECK(complaint(leaf, {}, folder.write("denim_tasd_rank.sv", text).string()) != "");
}

}  // namespace
}  // namespace denim::test
