// The catalog against the leaves themselves, as Verilator and Yosys understand them.
#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <utility>

#include "gen/catalog/catalog.hpp"
#include "gen/catalog/common.hpp"
#include "gen/catalog/tail.hpp"
#include "gen/engines/demm/leaves.hpp"
#include "gen/spec/engine.hpp"
#include "gen/spec/spec.hpp"
#include "gen/spec/tail.hpp"
#include "tests/catch.hpp"
#include "tests/support/demm_forms.hpp"
#include "tests/support/nm_array_forms.hpp"
#include "tests/support/project.hpp"
#include "tests/support/verilator_xml.hpp"

namespace denim::test {
namespace {

namespace fs = std::filesystem;

const std::string package_file = "rtl/common/denim_pkg.sv";

Sources sources_of(const ir::Leaf& leaf) { return {project, {package_file, leaf.file}}; }

// What the descriptor says, in numbers.
XmlModule described(const ir::Leaf& leaf, const Settings& settings) {
  const std::map<std::string, std::int64_t> set(settings.begin(), settings.end());
  XmlModule module;
  ir::Values values;
  for (const ir::Parameter& parameter : leaf.parameters) {
    const auto found = set.find(parameter.name);
    const std::int64_t value =
        found == set.end() ? parameter.value.evaluate(values) : found->second;
    values[parameter.name] = value;
    module.parameters[parameter.name] = {value, parameter.local};
  }
  for (const ir::Port& port : leaf.ports) {
    module.ports[port.name] = {port.direction == ir::Direction::in ? "input" : "output",
                               port.width.evaluate(values)};
  }
  return module;
}

// A value for each parameter that may be set, away from its default: odd, no power of two, and
// with other index widths, where the leaf's guards allow that.
Settings other_settings(const ir::Leaf& leaf) {
  ir::Values values;
  for (const ir::Parameter& parameter : leaf.parameters)
    if (!parameter.local) values[parameter.name] = parameter.value.evaluate({});
  Settings settings;
  for (const ir::Parameter& parameter : leaf.parameters) {
    if (parameter.local) continue;
    std::int64_t& value = values[parameter.name];
    for (const std::int64_t other : {2 * value + 3, 2 * value, value + 1, value - 1}) {
      const std::int64_t before = std::exchange(value, other);
      if (other != before &&
          std::ranges::all_of(leaf.guards, [&](const auto& guard) { return guard.holds(values); }))
        break;
      value = before;
    }
    settings.emplace_back(parameter.name, value);
  }
  return settings;
}

void check_leaf(const ir::Leaf& leaf, const Settings& settings) {
  CAPTURE(to_text(settings));
  const XmlModule real = verilated(sources_of(leaf), leaf.name, settings);
  const XmlModule expected = described(leaf, settings);
  for (const auto& [name, port] : real.ports) {
    CAPTURE(name);
    REQUIRE(expected.ports.count(name) == 1);
    CHECK(expected.ports.at(name) == port);
  }
  for (const auto& [name, port] : expected.ports) {
    CAPTURE(name);
    CHECK(real.ports.count(name) == 1);
  }
  for (const auto& [name, parameter] : expected.parameters) {
    CAPTURE(name);
    REQUIRE(real.parameters.count(name) == 1);
    CHECK(real.parameters.at(name) == parameter);
  }
  for (const auto& [name, parameter] : real.parameters) {
    CAPTURE(name);
    // A localparam of the leaf's body is its own affair.
    if (!parameter.local) CHECK(expected.parameters.count(name) == 1);
  }
}

TEST_CASE("every descriptor has the ports and parameters of its leaf", "[catalog]") {
  for (const ir::Leaf* leaf : catalog::leaves()) {
    CAPTURE(leaf->name);
    check_leaf(*leaf, {});
    check_leaf(*leaf, other_settings(*leaf));
  }
}

TEST_CASE("every leaf of rtl/ has a descriptor, every descriptor a leaf", "[catalog]") {
  std::set<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(project / "rtl"))
    if (entry.is_regular_file())
      files.insert(entry.path().lexically_relative(project).generic_string());
  CHECK(files.erase(package_file) == 1);
  std::set<std::string> described_files;
  for (const ir::Leaf* leaf : catalog::leaves()) {
    CAPTURE(leaf->name);
    CHECK(described_files.insert(leaf->file).second);
    CHECK(fs::path(leaf->file).stem() == leaf->name);
  }
  CHECK(described_files == files);
}

// Leaves that have paths with these parameters which they have not otherwise.
const std::map<std::string, Settings> other_paths{{"denim_delay_line", {{"Depth", 0}, {"Taps", 1}}},
                                                  {"denim_nm_tile", {{"Overlap", 0}}}};

// The inputs that an output of the leaf depends on combinationally, as Yosys sees them.
std::set<std::string> real_paths(const ir::Leaf& leaf, const std::string& output,
                                 const Settings& settings) {
  const ScratchFolder folder;
  const std::string list = (folder.path() / "inputs.txt").string();
  const Sources sources = sources_of(leaf);
  std::string script = "read_verilog -sv";
  for (const std::string& file : sources.files) script += " " + file;
  script += "; hierarchy -top " + leaf.name;
  // A memory is looked through only when it has become registers: few of them.
  for (const char* size : {"Depth", "Rows"})
    if (settings.empty() && leaf.parameter(size)) script += std::string(" -chparam ") + size + " 5";
  for (const auto& [name, value] : settings)
    script += " -chparam " + name + " " + std::to_string(value);
  script += "; proc; memory; opt_clean; rename -top leaf; cd leaf; select -write " + list +
            " i:* o:" + output + " %cie* %i";
  const Said said = run({"yosys", "-q", "-p", script}, sources.folder);
  if (!said.ok()) throw std::runtime_error(said.complaint());
  std::set<std::string> inputs;
  std::istringstream lines(text_of(list));
  for (std::string line; std::getline(lines, line);)
    if (!line.empty()) inputs.insert(line.substr(line.find('/') + 1));
  return inputs;
}
std::set<std::string> real_paths(const ir::Leaf& leaf, const std::string& output) {
  std::set<std::string> inputs = real_paths(leaf, output, {});
  if (const auto other = other_paths.find(leaf.name); other != other_paths.end())
    inputs.merge(real_paths(leaf, output, other->second));
  return inputs;
}

TEST_CASE("every descriptor has the combinational paths of its leaf", "[catalog]") {
  for (const ir::Leaf* leaf : catalog::leaves()) {
    CAPTURE(leaf->name);
    for (const ir::Port& port : leaf->ports) {
      if (port.direction == ir::Direction::in) continue;
      CAPTURE(port.name);
      std::set<std::string> declared;
      for (const auto& [input, output] : leaf->paths)
        if (output == port.name) declared.insert(input);
      CHECK(declared == real_paths(*leaf, port.name));
    }
  }
}

TEST_CASE("a descriptor that is wrong is noticed", "[catalog]") {
  const ir::Leaf& leaf = catalog::demm::tile;
  ir::Leaf wider = leaf;
  wider.ports.back().width = 2;
  const XmlModule real = verilated(sources_of(leaf), leaf.name);
  CHECK(described(leaf, {}).ports == real.ports);
  CHECK(described(wider, {}).ports != real.ports);
  CHECK(described(leaf, {{"Depth", 10}}).ports != real.ports);
  CHECK(real_paths(leaf, "filled_o").empty());
  CHECK(real_paths(leaf, "a_ready_o") == std::set<std::string>{"enable_i"});
}

// A register that is a statement, behind a product or anything else.
constexpr int register_latency = 1;

int latency_of(const ir::Leaf& leaf, const ir::Values& parameters = {}) {
  return static_cast<int>(leaf.latency.evaluate(parameters));
}

// A stage of an engine's table is some leaves and registers one behind the other, as often as the
// spec says.
TEST_CASE("the stages of demm take as long as their leaves", "[catalog]") {
  namespace common = catalog::common;
  const spec::EngineDeclaration* demm = spec::find_engine("demm");
  REQUIRE(demm != nullptr);
  for (const DemmForm& form : demm_forms) {
    const std::vector<std::string> overrides = form.overrides();
    CAPTURE(overrides);
    const spec::Spec spec = spec::Spec::load("demm_4_16_8", overrides);
    // Four lanes are two levels of adders; segments add a third, which picks.
    const int levels = form.segments > 1 ? 3 : 2;
    const int apart = form.sum_levels == 0 ? levels : form.sum_levels;
    const std::map<std::string, int> latencies{
        {"lane", latency_of(catalog::demm::lane, ir::Values{{"Delay", 0}})},
        {"read", form.read_latency * latency_of(common::ram_registered)},
        {"route", form.read_registers * register_latency},
        {"multiply", form.multiply_registers * register_latency},
        {"sum",
         register_latency +
             ((levels - 1) / apart + (form.segments > 1 && apart == 1 ? 1 : 0)) * register_latency},
        {"accumulate", register_latency},
        {"tail", 0},
    };
    REQUIRE(demm->stages.size() == latencies.size());
    CHECK(spec::tail_cycles(spec) == 0);
    int sum = 0;
    for (const spec::StageDeclaration& stage : demm->stages) {
      CAPTURE(stage.name);
      REQUIRE(latencies.count(stage.name) == 1);
      CHECK(stage.cycles(spec) == latencies.at(stage.name));
      sum += latencies.at(stage.name);
    }
    CHECK(demm->latency(spec) == sum);
  }
}

// A stage of a chain keeps a beat for as many cycles as it takes elements, a register's for one.
TEST_CASE("the stages of units and tails take as long as their leaves", "[catalog]") {
  namespace common = catalog::common;
  const int stage = latency_of(common::stage, ir::Values{{"Cycles", 1}});
  REQUIRE(register_latency == stage);
  const auto unit = [](std::vector<std::string> keys) {
    const spec::Spec spec = spec::Spec::load("tasd_2_4", keys);
    return spec.engine().latency(spec);
  };
  CHECK(unit({"form=serial"}) == 2 * stage + 2 * stage);  // 2:4, then 2:8
  CHECK(unit({"form=serial", "terms=[\"4:8\", \"1:8\"]"}) == 5 * stage);
  CHECK(unit({"form=serial", "terms=[\"4:4\", \"3:4\"]"}) == 4 * stage);  // nothing is left for 3:4
  // Three levels of comparators for 2:4, five for 2:8, six for 4:8; a stage behind each unit for
  // its residual.
  CHECK(unit({"levels=1"}) == (3 + 1 + 5 + 1) * stage);
  CHECK(unit({"levels=1", "terms=[\"4:8\"]"}) == (6 + 1) * stage);
  CHECK(unit({"levels=2"}) == (2 + 1 + 3 + 1) * stage);
  CHECK(unit({"levels=4"}) == (1 + 1 + 2 + 1) * stage);
  CHECK(unit({"levels=0"}) == (1 + 1 + 1 + 1) * stage);
  CHECK(unit({"levels=1", "terms=[\"1:8\"]"}) == (3 + 1) * stage);

  const auto tail = [](std::vector<std::string> keys) {
    return spec::tail_cycles(spec::Spec::load("demm_4_16_8", keys));
  };
  const int requantiser =
      register_latency + latency_of(catalog::tail::shift) + latency_of(catalog::tail::saturate);
  CHECK(tail({"tail=requantise"}) == requantiser);
  CHECK(tail({"tail=tasd"}) == requantiser + (3 + 1) * stage);  // 4:8
  CHECK(tail({"tail=tasd", "tail_form=serial"}) == requantiser + 4 * stage);
}

TEST_CASE("the stages of nm_array take as long as their leaves", "[catalog]") {
  namespace common = catalog::common;
  const spec::EngineDeclaration* nm_array = spec::find_engine("nm_array");
  REQUIRE(nm_array != nullptr);
  for (const NmArrayForm& form : nm_array_forms) {
    const std::vector<std::string> overrides = form.overrides();
    CAPTURE(overrides);
    const spec::Spec spec = spec::Spec::load("stc_2_4_64", overrides);
    const bool systolic = std::string(form.flow) == "systolic";
    // Five rows are three levels of adders, which is a register between them and one behind.
    const int tree_registers = form.pe_rows == 1 ? 0 : 2;
    // One behind each level of adders: of 1 to 6 chains.
    const bool chained = std::string(form.reduction) == "chain";
    const std::map<int, int> chain_registers{{1, 0}, {2, 1}, {3, 2}, {4, 2}, {6, 3}};
    const std::map<std::string, int> latencies{
        {"input",
         systolic ? latency_of(common::delay_line, ir::Values{{"Depth", 1}}) : register_latency},
        {"skew", systolic ? (form.pe_rows - 1 + form.pe_cols - 1) * register_latency : 0},
        {"select", form.m > 1 ? register_latency : 0},
        {"multiply", register_latency},
        {"reduce", systolic && !chained && form.n > 2 ? register_latency : 0},
        {"sum", register_latency},
        {"tree", (chained    ? chain_registers.at(form.n)
                  : systolic ? 0
                             : tree_registers) *
                     register_latency},
        {"accumulate", register_latency},
    };
    REQUIRE(nm_array->stages.size() == latencies.size());
    int sum = 0;
    for (const spec::StageDeclaration& stage : nm_array->stages) {
      CAPTURE(stage.name);
      REQUIRE(latencies.count(stage.name) == 1);
      CHECK(stage.cycles(spec) == latencies.at(stage.name));
      sum += latencies.at(stage.name);
    }
    CHECK(nm_array->latency(spec) == sum);
  }
}

}  // namespace
}  // namespace denim::test
