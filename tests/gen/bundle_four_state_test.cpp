// A bundle and the files of `denim compile` in a four-state simulator, by the bundle's own bench,
// unknown bits included. And the same with what Yosys makes of the bundle for an FPGA in its place.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "gen/spec/layout.hpp"
#include "tests/catch.hpp"
#include "tests/gen/sv_cells.hpp"
#include "tests/support/bundle_folder.hpp"
#include "tests/support/engine_forms.hpp"

namespace denim::test {
namespace {

// 3 × 24, with rows of many and of few non-zeros, and blocks without any.
constexpr const char* pattern =
    "3, 24, 13\n"
    "0 9 10 13\n"
    "0 1 2 3 4 5 6 7 23 12 1 9 20\n";

// What is done with an engine and its program.
struct Trial {
  EngineForm form;
  std::string a = pattern;         // .smtx
  int columns = 9;                 // of B
  bool rows_in_any_order = false;  // nm_array: the a beats of a tile are shuffled
};

// A beat of a hex file as bits, the lowest first, and back.
std::vector<bool> bits_of(const std::string& hex) {
  std::vector<bool> bits;
  for (auto digit = hex.rbegin(); digit != hex.rend(); ++digit) {
    const int value = std::stoi(std::string(1, *digit), nullptr, 16);
    for (int bit = 0; bit < 4; ++bit) bits.push_back((value >> bit & 1) != 0);
  }
  return bits;
}
std::string hex_of(const std::vector<bool>& bits) {
  std::string hex;
  for (std::size_t at = bits.size(); at > 0; at -= 4) {
    int value = 0;
    for (std::size_t bit = 1; bit <= 4; ++bit) value = value * 2 + (bits[at - bit] ? 1 : 0);
    hex += "0123456789abcdef"[value];
  }
  return hex;
}

// Shuffles the a beats of each tile, the last of which says what counts with whole. As often as not
// the highest row comes first.
void shuffle_rows(const std::filesystem::path& file, const spec::Spec& spec) {
  const spec::Layout layout = spec::layout(spec, "a");
  const unsigned whole = layout.field("whole").offset;
  const unsigned of_tile = layout.field("row").bit(1);  // the fields from here on
  std::istringstream lines(text_of(file));
  std::ofstream out(file);
  std::mt19937 random(0);
  std::vector<std::vector<bool>> tile;
  for (std::string line; std::getline(lines, line);) {
    tile.push_back(bits_of(line));
    if (!tile.back()[whole]) continue;
    const std::vector<bool> last = tile.back();
    std::reverse(tile.begin(), tile.end());
    if (random() % 2 == 0) std::shuffle(tile.begin(), tile.end(), random);
    for (std::vector<bool>& beat : tile) {
      for (unsigned bit = of_tile; bit < layout.width; ++bit)
        beat[bit] = &beat == &tile.back() && last[bit];
      out << hex_of(beat) << "\n";
    }
    tile.clear();
  }
}

// The model's cycles, the second number, are not those of the program that it has become.
void forget_cycles(const std::filesystem::path& file) {
  std::string text = text_of(file);
  const std::size_t at = text.find('\n') + 1;
  std::ofstream(file) << text.replace(at, text.find(' ', at) - at, "0");
}

// An engine's bundle and a program for it, in a folder.
class Prepared {
 public:
  explicit Prepared(const Trial& trial) : trial_(trial) {
    const std::string a = folder_.write("a.smtx", trial.a).string();
    denim("gen", {"-o", path("bundle")});
    denim("compile", {"--a", a, "--cols", std::to_string(trial.columns), "--seed", "3", "-o",
                      path("program")});
    if (trial.rows_in_any_order) {
      shuffle_rows(folder_.path() / "program/a.hex", trial.form.spec());
      forget_cycles(folder_.path() / "program/program.hex");
    }
    program_ = Json::parse(text_of(folder_.path() / "program/manifest.json"));
    bundle_ = Json::parse(text_of(folder_.path() / "bundle/manifest.json"));
  }

  const Trial& trial() const { return trial_; }
  std::string path(const char* name) const { return (folder_.path() / name).string(); }
  std::string wrapper() const { return bundle_.at("wrapper"); }
  std::string filelist() const { return bundle_.at("filelist"); }

  // Builds the simulation of its own sources and runs it with each per cent of stalls.
  void run_sources() const {
    run_simulation(wrapper(), {"-Wall", "-c", filelist()}, "+SOURCES", {0, 1});
  }
  // The same of a netlist, whose top has another name, with one seed, for it starts slowly.
  void run_gates(const std::string& top, const std::string& netlist, const Cells& cells,
                 int seed) const {
    std::vector<std::string> sources{netlist};
    sources.insert(sources.end(), cells.models.begin(), cells.models.end());
    run_simulation(top, sources, "+GATES", {seed});
  }

 private:
  using Json = nlohmann::json;

  void denim(const std::string& command, const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{DENIM_BINARY, command, trial_.form.preset};
    for (const std::string& key_value : trial_.form.overrides) {
      arguments.emplace_back("--set");
      arguments.push_back(key_value);
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Said said = run(arguments);
    INFO(said.complaint());
    REQUIRE(said.ok());
  }

  void run_simulation(const std::string& dut, const std::vector<std::string>& sources,
                      const std::string& kind, const std::vector<int>& seeds) const {
    const std::string top = bundle_.at("top").get<std::string>() + "_tb";
    std::vector<std::string> command{"iverilog", "-g2012",          "-s", top, "-DDUT=" + dut,
                                     "-o",       path("engine.vvp")};
    command.insert(command.end(), sources.begin(), sources.end());
    command.push_back("sim/" + top + ".sv");
    REQUIRE(run(std::move(command), path("bundle")).complaint() == "");

    for (const int stall : {0, 20, 60}) {
      for (const int seed : seeds) {
        if (stall == 0 && seed != seeds.front()) continue;  // the seed only says when to stall
        CAPTURE(stall, seed);
        const Said said =
            run({"vvp", "-n", path("engine.vvp"), "+PROGRAM=" + path("program"),
                 "+STALL=" + std::to_string(stall), "+SEED=" + std::to_string(seed), kind});
        INFO(said.output);
        REQUIRE(said.ok());
        CHECK_THAT(said.output, Matchers::StartsWith("PASS "));
        if (stall != 0 || trial_.rows_in_any_order) continue;
        // What the harness counts, counted by somebody else.
        CHECK_THAT(said.output, ContainsSubstring(fmt::format(
                                    " in {} cycles,", program_.at("cycles_model").get<long>())));
      }
    }
  }

  ScratchFolder folder_;
  Trial trial_;
  Json program_, bundle_;
};

void run_program(const Trial& trial) { Prepared(trial).run_sources(); }

// What Yosys makes of engines, by its command `synth`, as netlists gates_0.v … with tops of that
// name. All in one run, for most of one is reading Yosys' own libraries; each is flat, so that they
// have nothing to do with each other.
void synthesise(const std::vector<std::unique_ptr<Prepared>>& engines, const std::string& synth,
                const std::filesystem::path& folder) {
  std::string reads, copies, instances, writes;
  for (std::size_t i = 0; i < engines.size(); ++i) {
    const std::string bundle = engines[i]->path("bundle") + "/";
    const std::string name = "gates_" + std::to_string(i);
    reads += "read_verilog -sv";
    std::istringstream lines(text_of(bundle + engines[i]->filelist()));
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("//")) reads += " " + bundle + line;
    }
    reads += "; hierarchy -check -top " + engines[i]->wrapper() + "; proc; flatten; rename -top " +
             name + "; design -stash " + name + "; ";
    copies += "design -copy-from " + name + " -as " + name + " " + name + "; ";
    instances += "  (* keep *) " + name + " u_" + name + " ();\n";
    writes +=
        "; select " + name + "; write_verilog -noattr -selected " + name + ".v; select -clear";
  }
  std::ofstream(folder / "all.v") << "module all;\n" << instances << "endmodule\n";
  const std::string script = reads + copies + "read_verilog all.v; " + synth + writes;
  const Said said = run({"yosys", "-q", "-p", script}, folder, 600);
  INFO(said.complaint());
  REQUIRE(said.ok());
}

TEST_CASE("an engine runs a program in a four-state simulator", "[bundle][four_state]") {
  run_program({{"demm_2_8_4", {}}});
  for (const EngineForm& form : engine_forms()) {
    CAPTURE(form);
    run_program({form});
  }
}

// Rows that their tile does not bring, between tiles that bring them: a row must wait for every
// wave that is yet to leave it, also for those of tiles that did without it.
TEST_CASE("nm_array: the rows of a tile come in any order", "[bundle][four_state]") {
  std::string a = "18, 11, 198\n";
  for (int row = 0; row <= 18; ++row) a += std::to_string(row * 11) + (row < 18 ? " " : "\n");
  for (int i = 0; i < 198; ++i) a += std::to_string(i % 11) + (i < 197 ? " " : "\n");
  const std::vector<std::vector<std::string>> forms{
      {"n=1", "m=1", "pe_rows=10", "pe_cols=3", "flow=systolic"},
      {"n=1", "m=1", "pe_rows=5", "pe_cols=2", "flow=broadcast"},
      {"n=1", "m=1", "pe_rows=5", "pe_cols=2", "flow=systolic", "overlap=false"},
      {"n=2", "m=2", "patterns=[\"1:2\",\"2:2\"]", "pe_rows=5", "pe_cols=4", "flow=systolic"}};
  for (const std::vector<std::string>& form : forms) {
    for (const int columns : {1, 3}) {
      CAPTURE(form, columns);
      run_program(
          {.form = {"stc_2_4_64", form}, .a = a, .columns = columns, .rows_in_any_order = true});
    }
  }
}

// How often a netlist has that text.
std::size_t times(const std::string& netlist, const std::string& text) {
  std::size_t count = 0;
  for (auto at = netlist.find(text); at != std::string::npos; at = netlist.find(text, at + 1))
    ++count;
  return count;
}

// In the array each multiplier adds to a sum of its own that passes from row to row.
bool is_chained(const spec::Spec& spec) {
  return spec.engine().key("reduction") != nullptr && spec.word("reduction") == "chain";
}

// A product, or two that are packed, has a DSP block of its own, and both of its registers are in
// there, where there are two; in a chain those of the product and of the sum, which comes from the
// block above (UG479, OPMODE: the product and PCIN).
void check_multipliers(const spec::Spec& spec, const std::string& netlist) {
  const bool pairs = spec.engine().key("dsp_pack") != nullptr && spec.word("dsp_pack") != "none";
  const auto multipliers =
      static_cast<std::size_t>(spec.engine().multipliers(spec)) / (pairs ? 2 : 1);
  CHECK(times(netlist, " DSP48E1 ") == multipliers);
  const bool chained = is_chained(spec);
  if (chained) {
    const auto chains = static_cast<std::size_t>(spec.integer("n") * spec.integer("pe_cols"));
    CHECK(times(netlist, ".OPMODE(7'h15)") == multipliers - chains);
  }
  if (!chained && spec.engine().stage(spec, "multiply") < 2) return;
  CHECK(times(netlist, ".MREG(1'h1)") == multipliers);
  CHECK(times(netlist, ".PREG(1'h1)") == multipliers);
}

// Runs each form's netlist, behind a look at it.
template <class Look>
void run_gates(const std::vector<EngineForm>& forms, const Cells& cells, const std::string& synth,
               const Look& look) {
  std::vector<std::unique_ptr<Prepared>> engines;
  for (const EngineForm& form : forms) {
    CAPTURE(form);
    engines.push_back(std::make_unique<Prepared>(Trial{.form = form}));
  }
  const ScratchFolder folder;
  synthesise(engines, synth, folder.path());
  for (std::size_t i = 0; i < engines.size(); ++i) {
    CAPTURE(engines[i]->trial().form);
    const std::string name = "gates_" + std::to_string(i);
    const std::string netlist = (folder.path() / (name + ".v")).string();
    look(engines[i]->trial().form.spec(), text_of(netlist));
    engines[i]->run_gates(name, netlist, cells, static_cast<int>(i));
  }
}

TEST_CASE("what Yosys synthesises of an engine runs the same program", "[bundle][four_state]") {
  const std::vector<EngineForm> forms{
      {"demm_4_16_8", {"memory=replicated", "segments=2", "overlap=true", "columns=2"}},
      {"demm_4_16_8",
       {"memory=banked", "segments=4", "overlap=true", "read_latency=1", "columns=2"}},
      {"demm_4_16_8",
       {"memory=regs", "read_latency=1", "multiply_registers=2", "sum_levels=1", "columns=2"}},
      {"demm_4_16_8",
       {"memory=replicated", "multiply_registers=2", "segments=2", "columns=3", "sum_levels=2"}},
      // Registers behind products and behind sums of them, which Yosys takes into DSP blocks.
      {"demm_4_16_8", {"memory=replicated", "n=7", "m=8", "columns=3", "sum_levels=2"}},
      {"demm_4_16_8",
       {"memory=replicated", "n=7", "m=8", "segments=4", "columns=2", "sum_levels=1"}},
      {"demm_4_16_8", {"memory=replicated", "dsp_pack=int8x2", "columns=4", "segments=2"}},
      {"demm_4_16_8",
       {"memory=regs", "dsp_pack=int8x2", "columns=2", "multiply_registers=2", "sum_levels=1"}},
      {"stc_2_4_64", {"n=1", "m=1", "pe_rows=5", "pe_cols=2", "flow=broadcast"}},
      {"stc_2_4_64", {"pe_rows=3", "pe_cols=2", "flow=systolic", "read_latency=1", "rows=6"}},
      {"stc_2_4_64",
       {"n=4", "patterns=[\"1:4\",\"4:4\"]", "pe_rows=2", "pe_cols=2", "overlap=false", "rows=6"}},
      {"stc_2_4_64", {"n=3", "m=5", "pe_rows=5", "pe_cols=2", "flow=broadcast", "rows=6"}},
      {"dense_ws_64", {"pe_rows=3", "pe_cols=2", "rows=6"}},
      {"vegeta_m4_64", {"reduction=chain", "pe_rows=2", "pe_cols=1", "rows=6"}},
      {"stc_2_4_64",
       {"reduction=chain", "flow=systolic", "n=2", "m=4", "pe_rows=3", "pe_cols=1", "overlap=false",
        "rows=6"}}};
  run_gates(forms, xilinx_cells(), "synth_xilinx -family xc7 -noiopad -top all", check_multipliers);
}

// Yosys leaves registers outside the multipliers of an ECP5, and adders in LUTs. What its RAMs
// begin with is unknown to Yosys; a bitstream has zeros there.
TEST_CASE("what Yosys synthesises for an ECP5 runs the same program", "[bundle][four_state]") {
  const std::vector<EngineForm> forms{
      {"demm_4_16_8", {"memory=replicated", "segments=2", "overlap=true", "columns=2"}},
      {"demm_4_16_8", {"memory=banked", "segments=4", "multiply_registers=2", "columns=2"}},
      {"stc_2_4_64",
       {"n=4", "patterns=[\"1:4\",\"4:4\"]", "pe_rows=2", "pe_cols=2", "overlap=false", "rows=6"}}};
  const ScratchFolder folder;
  run_gates(forms, ecp5_cells(folder), "synth_ecp5 -noflatten -top all; setundef -zero -params",
            [](const spec::Spec& spec, const std::string& netlist) {
              CHECK(times(netlist, " MULT18X18D ") ==
                    static_cast<std::size_t>(spec.engine().multipliers(spec)));
              CHECK(times(netlist, " DP16KD ") == 0);  // Yosys has no model of one
            });
}

}  // namespace
}  // namespace denim::test
