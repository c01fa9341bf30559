// The parameters of an engine are real: overridden at instantiation, its ports are as wide as those
// of the spec that has these values.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "gen/spec/layout.hpp"
#include "tests/catch.hpp"
#include "tests/support/bundle_folder.hpp"
#include "tests/support/verilator_xml.hpp"

namespace denim::test {
namespace {

using Texts = std::vector<std::string>;

// An engine in one of its forms, with parameters that are overridden, and the keys of the spec that
// has these values by itself.
struct Overridden {
  std::string preset;
  Texts form;
  Settings parameters;
  Texts keys;

  spec::Spec spec() const {
    Texts all = form;
    all.insert(all.end(), keys.begin(), keys.end());
    return spec::Spec::load(preset, all);
  }
};

std::string set(const char* key, int value) {
  return std::string(key) + "=" + std::to_string(value);
}

// Segments of one row, and of two with a memory of banks.
std::vector<Overridden> of_demm() {
  const std::vector<Texts> forms{
      {"memory=regs"},
      {"memory=replicated"},
      {"memory=banked", "segments=2", "overlap=true", "read_latency=1", "sum_levels=1"}};
  struct Values {
    int a_width, b_width, acc_width, columns, bank_rows;
  };
  std::vector<Overridden> all;
  for (const Texts& form : forms) {
    const auto segments =
        static_cast<int>(spec::Spec::load("demm_2_8_4", form).integer("segments"));
    for (const Values& v :
         {Values{8, 8, 32, 4, 16}, Values{4, 4, 16, 1, 2}, Values{16, 16, 48, 7, 6},
          Values{4, 16, 24, 3, 17}, Values{16, 4, 22, 2, 1000}}) {
      all.push_back(
          {"demm_2_8_4",
           form,
           {{"AWidth", v.a_width},
            {"BWidth", v.b_width},
            {"AccWidth", v.acc_width},
            {"Columns", v.columns},
            {"BankRows", v.bank_rows}},
           {set("a_width", v.a_width), set("b_width", v.b_width), set("acc_width", v.acc_width),
            set("columns", v.columns), set("rows", v.bank_rows * segments)}});
    }
  }
  return all;
}

// Weights that are the PEs' own and that are not; positions, patterns, one product a column; both
// flows, and sums that pass each for itself.
std::vector<Overridden> of_nm_array() {
  const std::vector<Texts> forms{
      {"flow=systolic", "read_latency=1"},
      {"flow=broadcast", "overlap=false"},
      {"n=1", "m=1", "overlap=false", "flow=systolic", "pe_rows=1"},
      {"n=4", "patterns=[\"1:4\",\"2:4\"]", "flow=systolic", "pe_rows=3"},
      {"n=3", "m=3", "flow=systolic", "pe_rows=5", "reduction=chain"},
  };
  struct Values {
    int a_width, b_width, acc_width, pe_cols, rows;
  };
  std::vector<Overridden> all;
  for (const Texts& form : forms) {
    for (const Values& v :
         {Values{8, 8, 32, 4, 64}, Values{4, 4, 16, 1, 1}, Values{16, 16, 48, 7, 6},
          Values{4, 16, 24, 2, 17}, Values{16, 4, 24, 3, 1000}}) {
      all.push_back(
          {"stc_2_4_64",
           form,
           {{"AWidth", v.a_width},
            {"BWidth", v.b_width},
            {"AccWidth", v.acc_width},
            {"PeCols", v.pe_cols},
            {"Rows", v.rows}},
           {set("a_width", v.a_width), set("b_width", v.b_width), set("acc_width", v.acc_width),
            set("pe_cols", v.pe_cols), set("rows", v.rows)}});
    }
  }
  return all;
}

std::vector<Overridden> of_every_engine() {
  std::vector<Overridden> all = of_demm();
  for (Overridden& more : of_nm_array()) all.push_back(std::move(more));
  return all;
}

unsigned data_width(const spec::Spec& spec, const std::string& stream) {
  return spec::layout(spec, stream).width;
}

// A module around the engine whose nets are `wider` bits too wide at the a stream.
std::string instance_of(const Overridden& overridden, unsigned wider = 0) {
  const spec::Spec spec = overridden.spec();
  const auto range = [&](const std::string& stream, unsigned more = 0) {
    return "[" + std::to_string(data_width(spec, stream) + more - 1) + ":0]";
  };
  const std::string errors = "[" + std::to_string(spec.engine().errors_of(spec).size() - 1) + ":0]";
  std::string parameters;
  for (const auto& [name, value] : overridden.parameters)
    parameters +=
        (parameters.empty() ? "    ." : ",\n    .") + name + "(" + std::to_string(value) + ")";
  std::string text = "module around (\n  input logic clk_i,\n  input logic rst_ni,\n";
  for (const char* stream : {"a", "b"}) {
    const std::string name = stream;
    text += "  input logic " + name + "_valid_i,\n  output logic " + name + "_ready_o,\n";
    text += "  input logic " + range(name, name == "a" ? wider : 0) + " " + name + "_data_i,\n";
  }
  text += "  output logic c_valid_o,\n  input logic c_ready_i,\n  output logic " + range("c") +
          " c_data_o,\n  input logic " + errors + " error_clear_i,\n  output logic " + errors +
          " error_o\n);\n  " + overridden.preset + " #(\n" + parameters + "\n  ) u_engine (\n";
  std::string connections;
  for (const char* port :
       {"clk_i", "rst_ni", "a_valid_i", "a_ready_o", "a_data_i", "b_valid_i", "b_ready_o",
        "b_data_i", "c_valid_o", "c_ready_i", "c_data_o", "error_clear_i", "error_o"})
    connections +=
        std::string(connections.empty() ? "    ." : ",\n    .") + port + "(" + port + ")";
  return text + connections + "\n  );\nendmodule\n";
}

TEST_CASE("an engine with overridden parameters has the ports of that spec", "[override][lint]") {
  for (const Overridden& overridden : of_every_engine()) {
    CAPTURE(overridden.preset, overridden.form, to_text(overridden.parameters));
    const BundleFolder bundle(spec::Spec::load(overridden.preset, overridden.form));
    const spec::Spec spec = overridden.spec();
    Sources sources = bundle.engine_sources();
    const XmlModule engine = verilated(sources, overridden.preset, overridden.parameters);
    CHECK(engine.ports.at("a_data_i").width == data_width(spec, "a"));
    CHECK(engine.ports.at("b_data_i").width == data_width(spec, "b"));
    CHECK(engine.ports.at("c_data_o").width == data_width(spec, "c"));

    const ScratchFolder folder;
    sources.files.push_back(folder.write("around.sv", instance_of(overridden)).string());
    CHECK(lint(sources, "around") == "");
  }
}

TEST_CASE("a TASD unit of another width has the ports of that spec", "[override][lint]") {
  for (const char* form : {"form=serial", "form=sorter"}) {
    const BundleFolder bundle(
        spec::Spec::load("tasd_2_4", std::vector<std::string>{form, "name=unit"}));
    for (const int width : {4, 8, 16}) {
      CAPTURE(form, width);
      const spec::Spec spec = spec::Spec::load(
          "tasd_2_4", std::vector<std::string>{form, "a_width=" + std::to_string(width)});
      const Settings settings{{"AWidth", width}};
      const XmlModule unit = verilated(bundle.engine_sources(), "unit", settings);
      CHECK(unit.ports.at("a_data_i").width == data_width(spec, "a"));
      CHECK(unit.ports.at("t_data_o").width == data_width(spec, "t"));
      CHECK(unit.ports.at("r_data_o").width == data_width(spec, "r"));
      CHECK(lint(bundle.engine_sources(), "unit", settings) == "");
      for (const auto& [name, parameter] : unit.parameters) {
        CAPTURE(name);
        CHECK(parameter.local == (name != "AWidth"));
      }
    }
  }
}

// Blocks that a tail takes apart lie where they were generated; all else stays free.
TEST_CASE("an engine with a tail of other widths has the ports of that spec", "[override][lint]") {
  const std::vector<std::string> form{"tail=tasd", "tail_terms=[\"1:2\", \"2:4\"]"};
  const BundleFolder bundle(spec::Spec::load("demm_2_8_4", form));
  std::vector<std::string> other = form;
  for (const char* more : {"a_width=4", "b_width=16", "acc_width=24", "rows=17", "tail_width=4"}) {
    other.emplace_back(more);
  }
  const spec::Spec spec = spec::Spec::load("demm_2_8_4", other);
  const Settings settings{
      {"AWidth", 4}, {"BWidth", 16}, {"AccWidth", 24}, {"BankRows", 17}, {"TailWidth", 4}};
  const XmlModule engine = verilated(bundle.engine_sources(), "demm_2_8_4", settings);
  CHECK(engine.ports.at("b_data_i").width == data_width(spec, "b"));
  CHECK(engine.ports.at("c_data_o").width == data_width(spec, "c"));
  CHECK(engine.parameters.at("Columns").local);
  CHECK(lint(bundle.engine_sources(), "demm_2_8_4", settings) == "");
}

TEST_CASE("results in parts of another width have the port of that spec", "[override][lint]") {
  const BundleFolder bundle(
      spec::Spec::load("demm_2_8_4", std::vector<std::string>{"result_bits=20"}));
  for (const int bits : {1, 132}) {
    CAPTURE(bits);
    const Settings settings{{"ResultBits", bits}};
    const XmlModule engine = verilated(bundle.engine_sources(), "demm_2_8_4", settings);
    CHECK(engine.ports.at("c_data_o").width == static_cast<unsigned>(bits));
    CHECK(lint(bundle.engine_sources(), "demm_2_8_4", settings) == "");
  }
  for (const Settings& wrong : {Settings{{"ResultBits", 0}}, Settings{{"ResultBits", 133}},
                                Settings{{"ResultBits", 132}, {"AccWidth", 31}}}) {
    CHECK_THAT(verilator_lint(bundle.engine_sources(), "demm_2_8_4", wrong).complaint(),
               ContainsSubstring("ResultBits_must_be"));
  }
}

TEST_CASE("what was decided at generation cannot be overridden", "[override]") {
  for (const Overridden& overridden : {of_demm().front(), of_nm_array().front()}) {
    const BundleFolder bundle(spec::Spec::load(overridden.preset));
    const XmlModule engine = verilated(bundle.engine_sources(), overridden.preset);
    for (const auto& [name, parameter] : engine.parameters) {
      CAPTURE(name);
      const bool free = std::ranges::any_of(overridden.parameters,
                                            [&](const auto& named) { return named.first == name; });
      CHECK(parameter.local == !free);
    }
  }
}

TEST_CASE("each tool notices a port of another width at an overridden engine", "[override][lint]") {
  for (const Overridden& overridden : {of_demm()[2], of_nm_array()[2]}) {
    CAPTURE(overridden.preset);
    const BundleFolder bundle(spec::Spec::load(overridden.preset, overridden.form));
    const ScratchFolder folder;
    Sources sources = bundle.engine_sources();
    sources.files.push_back(folder.write("around.sv", instance_of(overridden, 1)).string());
    CHECK(verilator_lint(sources, "around").complaint() != "");
    CHECK(icarus_lint(sources, "around").complaint() != "");
    CHECK(yosys_lint(sources, "around").complaint() != "");
  }
}

}  // namespace
}  // namespace denim::test
