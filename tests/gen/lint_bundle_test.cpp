// Every bundle is accepted by the four tools without a word, by the commands in its README.
#include <fmt/format.h>

#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/gen/lint_bundle.hpp"
#include "tests/support/bundle_folder.hpp"
#include "tests/support/engine_forms.hpp"

namespace denim::test {
namespace {

spec::Spec spec_of(const std::string& preset, const std::vector<std::string>& overrides) {
  return spec::Spec::load(preset, overrides);
}

// The text of the emitted modules without the spec's name and the headers: what tools see.
std::string emitted_rtl(const BundleFolder& bundle) {
  std::string text;
  for (const auto& [path, file] : bundle.bundle().files) {
    if (!path.starts_with("rtl/" + bundle.bundle().name)) continue;
    if (path.ends_with("_regs.sv")) continue;  // a register has the spec's hash
    std::istringstream lines(file);
    for (std::string line; std::getline(lines, line);)
      if (!line.starts_with("//")) text += line + "\n";
  }
  return std::regex_replace(text, std::regex("\\b" + bundle.bundle().name), "NAME");
}

// Of the presets that tools take minutes for: the same with fewer of the equal parts. The whole is
// shown to the tools by `make test-long`.
const std::map<std::string, std::vector<std::string>> smaller{
    {"demm_8_128_64", {"columns=8"}},
    {"demm_8_128_64_banked", {"columns=8"}},
    {"demm_8_128_64_published", {"columns=8"}},
    {"outer_4_4_64", {"units=2", "unit_cols=1"}}};

TEST_CASE("four tools accept every preset", "[bundle][lint]") {
  std::size_t small = 0;
  for (const spec::Preset& preset : spec::presets()) {
    CAPTURE(preset.name);
    const auto found = smaller.find(preset.name);
    const bool whole = found == smaller.end();
    small += whole ? 0 : 1;
    CHECK(lint_bundle(BundleFolder(
              spec_of(preset.name, whole ? std::vector<std::string>{} : found->second))) == "");
  }
  CHECK(small == smaller.size());  // each is a preset
}

TEST_CASE("four tools accept the largest presets whole", "[.][long]") {
  for (const auto& [preset, overrides] : smaller) {
    CAPTURE(preset);
    CHECK(lint_bundle(BundleFolder(spec_of(preset, {}))) == "");
  }
}

TEST_CASE("four tools accept every form of every engine", "[bundle][lint]") {
  std::set<std::string> linted;
  for (const EngineForm& form : engine_forms()) {
    CAPTURE(form);
    const BundleFolder bundle(form.spec());
    CHECK(linted.insert(emitted_rtl(bundle)).second);  // another form is other hardware
    CHECK(lint_bundle(bundle) == "");
  }
}

TEST_CASE("four tools accept every form of tasd_unit", "[bundle][lint]") {
  const std::vector<std::vector<std::string>> forms{
      {"m=2", "terms=[\"1:2\"]", "form=serial"},
      {"m=2", "terms=[\"2:2\", \"1:2\"]", "form=sorter", "levels=0"},
      {"m=4", "terms=[\"1:4\"]", "form=serial", "a_width=4"},
      {"m=15", "terms=[\"2:5\", \"1:3\", \"3:15\"]", "form=serial", "a_width=16"},
      {"m=15", "terms=[\"2:5\", \"1:3\", \"3:15\"]", "form=sorter", "a_width=16", "levels=1"},
      {"m=31", "terms=[\"16:31\"]", "form=sorter", "levels=3"},
      {"m=32", "terms=[\"32:32\"]", "form=serial"},
      {"m=32", "terms=[\"1:32\", \"4:8\", \"1:2\"]", "form=sorter", "levels=15"},
  };
  std::set<std::string> linted;
  for (const std::vector<std::string>& form : forms) {
    const BundleFolder bundle(spec_of("tasd_2_4", form));
    CAPTURE(form);
    CHECK(linted.insert(emitted_rtl(bundle)).second);
    CHECK(lint_bundle(bundle) == "");
  }
}

TEST_CASE("four tools accept every tail", "[bundle][lint]") {
  const std::vector<std::vector<std::string>> forms{
      {"tail=requantise"},
      {"tail=requantise", "tail_width=16", "columns=1", "acc_width=48"},
      {"tail=requantise", "tail_width=4", "rows=1", "segments=1"},
      {"tail=tasd", "tail_terms=[\"2:4\"]"},
      {"tail=tasd", "tail_terms=[\"1:2\", \"3:4\"]", "tail_form=serial", "tail_width=4"},
      {"tail=tasd", "tail_terms=[\"3:6\", \"1:3\"]", "columns=6", "segments=2", "rows=6"},
  };
  std::set<std::string> linted;
  for (const std::vector<std::string>& form : forms) {
    const BundleFolder bundle(spec_of("demm_2_8_4", form));
    CAPTURE(form);
    CHECK(linted.insert(emitted_rtl(bundle)).second);
    CHECK(lint_bundle(bundle) == "");
  }
}

// Every combination: the generator's own checks refuse none. Hidden, for it takes long, is the same
// through the four tools.
void for_all_of_nm_array(const std::function<void(const spec::Spec&)>& action) {
  using Sums = std::pair<const char*, const char*>;  // flow, reduction
  int count = 0;
  for (const NmArrayForm& pe : nm_array_forms) {
    // Each PE is there twice, once so.
    if (std::string(pe.flow) != "systolic" || std::string(pe.reduction) != "tree") continue;
    for (const auto& [flow, reduction] :
         {Sums{"systolic", "tree"}, Sums{"systolic", "chain"}, Sums{"broadcast", "tree"}})
      for (const bool overlap : {false, true})
        for (const int read_latency : {0, 1})
          for (const int pe_rows : {1, 2, 5})
            for (const int pe_cols : {1, 2, 3}) {
              const NmArrayForm form{pe.n,         pe.m,    pe.patterns, flow,   overlap,
                                     read_latency, pe_rows, pe_cols,     "auto", reduction};
              CAPTURE(form.overrides());
              action(spec_of("stc_2_4_64", form.overrides()));
              count++;
            }
  }
  CHECK(count == 13 * 3 * 2 * 2 * 3 * 3);
}

TEST_CASE("nm_array: every combination of forms is generated", "[bundle]") {
  for_all_of_nm_array([](const spec::Spec& spec) { CHECK_NOTHROW(bundle::generate(spec)); });
}

// Takes hours; the forms in which each choice meets each are always shown to the tools, by the
// tests of this file that are tagged [lint].
TEST_CASE("nm_array: four tools accept every combination of forms", "[.][all_forms]") {
  for_all_of_nm_array([](const spec::Spec& spec) { CHECK(lint_bundle(BundleFolder(spec)) == ""); });
}

// Passes are the compiler's: the hardware takes any.
TEST_CASE("fixed passes are the same hardware as dynamic ones", "[bundle]") {
  CHECK(emitted_rtl(BundleFolder(spec_of("demm_2_8_4", {"passes=fixed"}))) ==
        emitted_rtl(BundleFolder(spec_of("demm_2_8_4", {"passes=dynamic"}))));
}

// What an empty block is worth is the compiler's affair, too.
TEST_CASE("skipped blocks are the same hardware as blocks that are sent", "[bundle]") {
  CHECK(emitted_rtl(BundleFolder(spec_of("stc_2_4_64", {"skip_empty=true"}))) ==
        emitted_rtl(BundleFolder(spec_of("stc_2_4_64", {"skip_empty=false"}))));
}

TEST_CASE("four tools accept odd sizes", "[bundle][lint]") {
  const std::vector<std::vector<std::string>> sizes{
      {"n=1", "m=2", "columns=1", "rows=1"},
      {"n=3", "m=5", "columns=7", "rows=6"},
      {"n=4", "m=4", "columns=3", "rows=9"},
      {"n=7", "m=100", "columns=2", "rows=1000"},
      {"n=2", "m=8", "columns=4", "rows=16", "a_width=4", "b_width=4", "acc_width=16"},
      {"n=2", "m=8", "columns=4", "rows=16", "a_width=16", "b_width=16", "acc_width=48"},
      {"n=5", "m=6", "columns=3", "rows=7", "a_width=4", "b_width=16", "acc_width=23"},
      {"n=1", "m=2", "columns=1", "rows=1", "a_width=8", "b_width=8", "acc_width=16"},
      {"n=3", "m=5", "columns=7", "rows=6", "segments=2", "overlap=true", "sum_levels=1"},
      {"n=5", "m=6", "columns=3", "rows=12", "segments=4", "overlap=true", "read_latency=1"},
      {"n=8", "m=100", "columns=2", "rows=24", "segments=8", "sum_levels=2"},
      {"n=2", "m=2", "columns=1", "rows=4", "segments=2", "multiply_registers=0"},
  };
  for (const std::vector<std::string>& overrides : sizes) {
    for (const char* memory : {"regs", "replicated"}) {
      std::vector<std::string> all = overrides;
      all.push_back(std::string("memory=") + memory);
      const spec::Spec spec = spec_of("demm_2_8_4", all);
      CAPTURE(spec.canonical());
      CHECK(lint_bundle(BundleFolder(spec)) == "");
    }
  }
}

// Verilator takes a replication of more than 8192 bits for a mistake, and '0 for a replication.
TEST_CASE("words of more than 8192 bits are accepted", "[bundle][lint]") {
  for (const char* memory : {"regs", "replicated"}) {
    for (const char* read_latency : {"read_latency=0", "read_latency=1"}) {
      const spec::Spec spec =
          spec_of("demm_2_8_4", {"n=1", "m=2", "columns=600", "rows=2", "b_width=16", read_latency,
                                 std::string("memory=") + memory});
      CAPTURE(spec.canonical());
      const BundleFolder bundle(spec);
      CHECK(verilator_lint(bundle.sources(), bundle.wrapper()).complaint() == "");
      CHECK(icarus_lint(bundle.sources(), bundle.wrapper()).complaint() == "");
      if (const auto said = slang_lint(bundle.sources(), bundle.wrapper()))
        CHECK(said->complaint() == "");
    }
  }
}

TEST_CASE("arrays with words of more than 8192 bits are accepted", "[bundle][lint]") {
  const std::vector<std::vector<std::string>> sizes{
      {"n=1", "m=64", "pe_rows=9", "pe_cols=1"},                                  // activations
      {"n=4", "m=4", "pe_rows=1", "pe_cols=172", "a_width=16", "acc_width=48"}};  // weights, sums
  for (const std::vector<std::string>& overrides : sizes) {
    for (const char* flow : {"flow=systolic", "flow=broadcast"}) {
      std::vector<std::string> all = overrides;
      all.insert(all.end(), {"rows=2", "b_width=16", flow});
      const spec::Spec spec = spec_of("stc_2_4_64", all);
      CAPTURE(spec.canonical());
      const BundleFolder bundle(spec);
      CHECK(verilator_lint(bundle.sources(), bundle.wrapper()).complaint() == "");
      CHECK(icarus_lint(bundle.sources(), bundle.wrapper()).complaint() == "");
      if (const auto said = slang_lint(bundle.sources(), bundle.wrapper()))
        CHECK(said->complaint() == "");
    }
  }
}

TEST_CASE("four tools accept odd banked memories", "[bundle][lint]") {
  const std::vector<std::vector<std::string>> sizes{
      {"n=2", "m=6", "columns=3", "rows=7"},
      {"n=4", "m=100", "columns=1", "rows=12", "segments=4", "overlap=true"},
      {"n=4", "m=12", "columns=5", "rows=6", "segments=2", "overlap=true", "read_latency=1"},
      {"n=2", "m=4", "columns=1", "rows=1", "read_latency=1"},
  };
  for (std::vector<std::string> overrides : sizes) {
    overrides.emplace_back("memory=banked");
    const spec::Spec spec = spec_of("demm_2_8_4", overrides);
    CAPTURE(spec.canonical());
    CHECK(lint_bundle(BundleFolder(spec)) == "");
  }
}

TEST_CASE("four tools accept odd arrays", "[bundle][lint]") {
  const std::vector<std::vector<std::string>> sizes{
      {"n=1", "m=1", "pe_rows=1", "pe_cols=1", "rows=1", "acc_width=16"},
      {"n=1", "m=64", "pe_rows=3", "pe_cols=2", "rows=1000"},
      {"n=5", "m=7", "pe_rows=6", "pe_cols=1", "rows=3", "a_width=4", "b_width=4", "acc_width=16"},
      {"n=2", "m=4", "pe_rows=9", "pe_cols=5", "rows=9", "a_width=16", "b_width=16",
       "acc_width=37"},
      {"n=12", "m=6", "patterns=[\"1:6\",\"2:6\",\"3:6\",\"4:6\",\"6:6\"]", "pe_rows=3",
       "pe_cols=2", "rows=5", "a_width=4", "b_width=16"},
      {"n=8", "m=4", "patterns=[\"4:4\"]", "pe_rows=2", "pe_cols=3", "rows=5"},
  };
  for (const std::vector<std::string>& overrides : sizes) {
    for (const std::vector<std::string>& sums : {std::vector<std::string>{"flow=systolic"},
                                                 {"flow=systolic", "reduction=chain"},
                                                 {"flow=broadcast"}}) {
      std::vector<std::string> all = overrides;
      all.insert(all.end(), sums.begin(), sums.end());
      const spec::Spec spec = spec_of("stc_2_4_64", all);
      CAPTURE(spec.canonical());
      CHECK(lint_bundle(BundleFolder(spec)) == "");
    }
  }
}

TEST_CASE("four tools accept registers at every port and accumulators in steps", "[bundle][lint]") {
  const std::vector<EngineForm> forms{
      {"demm_4_16_8", {"registered_ready=true", "segments=2", "accumulate_registers=1"}},
      {"stc_2_4_64", {"registered_ready=true", "read_latency=1", "accumulate_registers=2"}},
      {"outer_2_4_8", {"registered_ready=true"}},
      {"tasd_2_4", {"registered_ready=true"}}};
  for (const EngineForm& form : forms) {
    CAPTURE(form.preset);
    CHECK(lint_bundle(BundleFolder(form.spec())) == "");
  }
}

TEST_CASE("four tools accept every emitted module as its own top", "[bundle][lint]") {
  const std::vector<EngineForm> forms{{"demm_4_16_8", demm_forms.front().overrides()},
                                      {"demm_4_16_8", demm_forms[7].overrides()},
                                      {"demm_4_16_8", demm_forms[11].overrides()},
                                      {"dense_ws_64", {}},
                                      {"stc_2_4_64", {}},
                                      {"vegeta_m4_64", {}},
                                      {"vegeta_m4_64", {"reduction=chain"}}};
  for (const EngineForm& form : forms) {
    const std::string& preset = form.preset;
    const BundleFolder bundle(form.spec());
    int linted = 0;
    for (const std::string& file : bundle.engine_sources().files) {
      const std::string module = std::filesystem::path(file).stem().string();
      if (!module.starts_with(preset)) continue;
      CAPTURE(module);
      // Verilator wants no module beside what the top uses.
      const Said verilator = without_report(run({"verilator", "--lint-only", "-Wall", "-y", "rtl",
                                                 "--top-module", module, "rtl/denim_pkg.sv", file},
                                                bundle.path()));
      CHECK(verilator.complaint() == "");
      CHECK(icarus_lint(bundle.engine_sources(), module).complaint() == "");
      CHECK(yosys_lint(bundle.engine_sources(), module).complaint() == "");
      if (const auto said = slang_lint(bundle.engine_sources(), module))
        CHECK(said->complaint() == "");
      linted++;
    }
    CHECK(linted >= 1);  // the engine, and modules of its own
  }
}

// The engine as Verilog-2001 would have it: a module of the ports of the wrapper, and what that
// holds at zero.
std::string engine_stub(const BundleFolder& bundle, const spec::Spec& spec) {
  std::string stub = text_of(bundle.path() / ("rtl/" + bundle.wrapper() + ".v"));
  const std::size_t body = stub.find(");\n");
  REQUIRE(body != std::string::npos);
  const std::size_t errors = spec.engine().errors_of(spec).size();
  stub = stub.substr(0, body);
  if (errors > 0) stub += fmt::format(",\n  input [{}:0] error_clear_i\n", errors - 1);
  stub += ");\nendmodule\n";
  const std::string head = "module " + bundle.wrapper();
  const std::size_t name = stub.find(head);
  REQUIRE(name != std::string::npos);
  return stub.replace(name, head.size(), "module " + bundle.bundle().top);
}

TEST_CASE("the tops are Verilog-2001", "[bundle][lint]") {
  for (const char* preset : {"demm_2_8_4", "demm_8_128_64", "vegeta_m8_64", "tasd_4_8_serial"}) {
    const spec::Spec spec = spec::Spec::load(preset);
    const BundleFolder bundle(spec);
    const ScratchFolder folder;
    const std::string stub = folder.write("stub.v", engine_stub(bundle, spec)).string();
    for (const std::string& top : {bundle.wrapper(), bundle.bundle().top + "_axis"}) {
      CAPTURE(top);
      const Said said =
          run({"iverilog", "-g2001", "-Wall", "-t", "null", "-s", top, "rtl/" + top + ".v", stub},
              bundle.path());
      CHECK(said.complaint() == "");
    }
  }
}

TEST_CASE("a bundle that is not sound is noticed by each tool that compares widths",
          "[bundle][lint]") {
  const BundleFolder bundle(spec::Spec::load("demm_2_8_4"));
  const std::filesystem::path file = bundle.path() / "rtl" / (bundle.wrapper() + ".v");
  std::string text = text_of(file);
  const std::string port = "[31:0] a_data_i";
  const std::size_t at = text.find(port);
  REQUIRE(at != std::string::npos);
  std::ofstream(file) << text.replace(at, port.size(), "[32:0] a_data_i");
  // slang has nothing against widths at its default level.
  CHECK(verilator_lint(bundle.sources(), bundle.wrapper()).complaint() != "");
  CHECK(icarus_lint(bundle.sources(), bundle.wrapper()).complaint() != "");
  CHECK(yosys_lint(bundle.sources(), bundle.wrapper()).complaint() != "");
}

}  // namespace
}  // namespace denim::test
