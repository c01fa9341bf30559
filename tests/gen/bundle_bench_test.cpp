// `make sim` of a bundle, with nothing but the bundle and the tools: engines pass it, and what is
// broken does not.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/gen/bundle_make.hpp"
#include "tests/gen/golden_folder.hpp"
#include "tests/support/axis_bundle.hpp"
#include "tests/support/bundle_folder.hpp"

namespace denim::test {
namespace {

// Replaces a text of a bundle's file, and puts it back when the test goes on.
class Edit {
 public:
  Edit(const std::filesystem::path& file, const std::string& from, const std::string& to)
      : file_(file), before_(text_of(file)) {
    std::string text = before_;
    const std::size_t at = text.find(from);
    INFO(file << " has no '" << from << "'");
    REQUIRE(at != std::string::npos);
    write(text.replace(at, from.size(), to));
  }
  ~Edit() { write(before_); }
  Edit(const Edit&) = delete;
  Edit& operator=(const Edit&) = delete;

 private:
  void write(const std::string& text) const { std::ofstream(file_) << text; }

  std::filesystem::path file_;
  std::string before_;
};

std::size_t passes(const Said& said) {
  std::size_t count = 0;
  for (auto at = said.output.find("PASS "); at != std::string::npos;
       at = said.output.find("PASS ", at + 1))
    ++count;
  return count;
}

void check_fails(const Said& said, const std::string& why) {
  INFO(said.output);
  CHECK(said.status == 2);
  CHECK_THAT(said.output, ContainsSubstring("\nmake sim: FAILED with SEED=0 STALL="));
  CHECK_THAT(said.output, ContainsSubstring(why));
}

TEST_CASE("make sim of a bundle passes for every family", "[bundle][bench]") {
  for (const EngineForm& form : axis_forms()) {
    CAPTURE(form);
    const BundleFolder bundle(form.spec());
    const Said said = make(bundle.path(), {"sim", "STALL=0 30 90", "SEED=1 2"});
    INFO(said.complaint());
    CHECK(said.ok());
    CHECK(passes(said) == 6);
    CHECK_THAT(said.output, ContainsSubstring("seed 2, stalls 90 %\n"));
    // Whom nobody runs here: slang stands for commercial simulators.
    Sources sources = bundle.sources();
    sources.files.push_back("sim/" + bundle.bundle().top + "_tb.sv");
    if (const auto slang = slang_lint(sources, bundle.bundle().top + "_tb"))
      CHECK(slang->complaint() == "");
    // Not a word of the tools besides, and nothing left behind.
    CHECK(std::ranges::count(said.output, '\n') == 6);
    CHECK(files_under(bundle.path()) == bundle.bundle().files);
  }
}

TEST_CASE("make sim of a bundle passes in Verilator", "[bundle][bench]") {
  std::map<std::string, EngineForm> last;  // of each family
  for (const EngineForm& form : axis_forms()) last[form.spec().engine().name] = form;
  for (const auto& [engine, form] : last) {
    CAPTURE(form);
    const BundleFolder bundle(form.spec());
    const Said said = make(bundle.path(), {"sim", "SIM=verilator"});
    INFO(said.complaint());
    CHECK(said.ok());
    CHECK(passes(said) == 2);
    CHECK(std::ranges::count(said.output, '\n') == 2);
    CHECK(files_under(bundle.path()) == bundle.bundle().files);
  }
}

TEST_CASE("make sim fails on a broken leaf", "[bundle][bench]") {
  struct Bug {
    std::string preset, leaf, from, to;
  };
  const std::vector<Bug> bugs{
      {"demm_2_8_4", "denim_register_file", "if (write_i)", "if (write_i && write_addr_i != 1)"},
      {"demm_2_8_4", "denim_output_stage", "c_row_o = row_q", "c_row_o = '0"},
      {"demm_2_8_4", "denim_output_stage", "enable_o = !emits || free", "enable_o = !emits"},
      {"dense_ws_64", "denim_delay_line", "else if (enable_i)", "else if (1)"},
      {"outer_2_4_8", "denim_outer_turn", "c_valid_o = valid_q", "c_valid_o = 1'bx"},
      {"outer_2_4_8", "denim_outer_queue", "32'(count_q) != Depth", "1'b1"},
      {"tasd_2_4", "denim_tasd_rank", "~index", "index"},
  };
  for (const Bug& bug : bugs) {
    CAPTURE(bug.leaf, bug.from, bug.to);
    const BundleFolder bundle(spec::Spec::load(bug.preset));
    const Edit edit(bundle.path() / "rtl" / (bug.leaf + ".sv"), bug.from, bug.to);
    check_fails(make(bundle.path(), {"sim"}), "");
  }
}

// Each is another sentence of the bench.
TEST_CASE("make sim says what is wrong", "[bundle][bench]") {
  const BundleFolder bundle(spec::Spec::load("demm_2_8_4"));
  const std::filesystem::path sim = bundle.path() / "sim";
  const std::filesystem::path wrapper = bundle.path() / "rtl/demm_2_8_4_wrapper.v";

  SECTION("a wrong vector") {
    std::string results = text_of(sim / "c.hex");
    const std::string first = results.substr(0, results.find('\n'));
    std::string other = first;
    other.back() = other.back() == '0' ? '1' : '0';
    const Edit edit(sim / "c.hex", first, other);
    const std::string why = fmt::format("stream c out, beat 0: is {}, expected {}", first, other);
    check_fails(make(bundle.path(), {"sim"}), why);
    check_fails(make(bundle.path(), {"sim", "SIM=verilator"}), why);
  }
  SECTION("a file that ends too soon") {
    const std::string beats = text_of(sim / "b.hex");
    const Edit edit(sim / "b.hex", beats, beats.substr(0, beats.find('\n') + 1));
    check_fails(make(bundle.path(), {"sim"}),
                "stream b in, beat 1: sim/b.hex has fewer beats than program.hex says");
  }
  SECTION("a file that is not there") {
    for (const char* file : {"a.hex", "program.hex"}) {
      std::filesystem::rename(sim / file, sim / "aside");
      check_fails(make(bundle.path(), {"sim"}), fmt::format("sim/{} cannot be read", file));
      std::filesystem::rename(sim / "aside", sim / file);
    }
  }
  SECTION("an engine that waits for ever") {
    const Edit edit(sim / "program.hex", "22  // beats in b.hex", "5  // beats in b.hex");
    check_fails(make(bundle.path(), {"sim"}), "nothing moves; sent 10, ended 0");
    check_fails(make(bundle.path(), {"sim", "SIM=verilator"}), "nothing moves; sent 10, ended 0");
  }
  SECTION("a beat too many") {
    const Edit edit(sim / "program.hex", "c  // beats in c.hex", "b  // beats in c.hex");
    check_fails(make(bundle.path(), {"sim"}), "stream c out, beat 11: there should be no more");
  }
  SECTION("other cycles than the model's") {
    const Edit edit(sim / "program.hex", "  // cycles", "0  // cycles");
    check_fails(make(bundle.path(), {"sim", "STALL=0"}), "cycles without stalls");
    CHECK(make(bundle.path(), {"sim", "STALL=30"}).ok());
  }
  SECTION("an error bit") {
    const Edit edit(wrapper, "(error_o)", "()");
    const Edit more(wrapper, "endmodule", "  assign error_o = {1'b0, c_valid_o, 1'b0};\nendmodule");
    check_fails(make(bundle.path(), {"sim"}), "error_o is 010");
  }
  SECTION("unknown bits") {
    const Edit edit(wrapper, "(error_o)", "()");
    check_fails(make(bundle.path(), {"sim"}), "error_o is zzz");
  }
  SECTION("an assertion") {
    const Edit edit(bundle.path() / "rtl/denim_output_stage.sv", "assert (!c_valid_o",
                    "assert (c_valid_o");
    const Said said = make(bundle.path(), {"sim"});
    CHECK(said.status == 2);
    CHECK_THAT(said.output, ContainsSubstring("ERROR: rtl/denim_output_stage.sv:"));
    CHECK_THAT(said.output, ContainsSubstring("make sim: FAILED with SEED=0 STALL=50"));
  }
  SECTION("a payload that changes while it waits") {
    const Edit edit(wrapper, "(c_data_o)", "(data)");
    const Edit more(wrapper, "endmodule",
                    "  wire [131:0] data;\n  reg turn = 1'b0;\n"
                    "  always @(posedge clk_i) turn <= !turn;\n"
                    "  assign c_data_o = c_ready_i ? data : {data[131:1], turn};\nendmodule");
    CHECK(make(bundle.path(), {"sim", "STALL=0"}).ok());
    check_fails(make(bundle.path(), {"sim", "STALL=60"}), "the payload changed while it waited");
  }
  SECTION("a beat that is taken back") {
    const Edit edit(wrapper, "(c_valid_o)", "(valid)");
    const Edit more(wrapper, "endmodule",
                    "  wire valid;\n  reg turn = 1'b0;\n"
                    "  always @(posedge clk_i) turn <= !turn;\n"
                    "  assign c_valid_o = valid && (c_ready_i || turn);\nendmodule");
    CHECK(make(bundle.path(), {"sim", "STALL=0"}).ok());
    check_fails(make(bundle.path(), {"sim", "STALL=60"}), "valid fell before ready came");
  }
  SECTION("a valid that waits for ready") {
    const Edit edit(wrapper, "(c_valid_o)", "(valid)");
    const Edit more(wrapper, "endmodule",
                    "  wire valid;\n  assign c_valid_o = valid && c_ready_i;\nendmodule");
    CHECK(make(bundle.path(), {"sim", "STALL=30"}).ok());
    check_fails(make(bundle.path(), {"sim", "STALL=50"}), "nothing moves; sent");
  }
  SECTION("stalls that leave no cycle") {
    check_fails(make(bundle.path(), {"sim", "STALL=100"}), "STALL must be from 0 to 99");
  }
}

TEST_CASE("make sim runs a program of denim compile", "[bundle][bench]") {
  const AxisBundle made({"demm_2_8_4", {"tail=requantise"}});
  const Said said = make(made.path("bundle"), {"sim", "PROGRAM=" + made.path("program")});
  INFO(said.complaint());
  CHECK(said.ok());
  CHECK_THAT(said.output,
             ContainsSubstring(fmt::format(" in {} cycles, seed 0, stalls 0 %",
                                           made.program.at("cycles_model").get<long>())));
  const AxisBundle other({"demm_2_8_4", {}});
  check_fails(make(other.path("bundle"), {"sim", "PROGRAM=" + made.path("program")}),
              fmt::format("program.hex is of the spec {}; this engine is of {}",
                          made.bundle.at("hash").get<std::string>(),
                          other.bundle.at("hash").get<std::string>()));
}

TEST_CASE("make sim names what it needs", "[bundle][bench]") {
  const BundleFolder bundle(spec::Spec::load("demm_2_8_4"));
  const FewTools few({"sh", "grep", "mktemp", "rm"});
  const auto refuses = [&](const std::vector<std::string>& words, const std::string& why) {
    const Said said = make(bundle.path(), words, few.path());
    CHECK(said.status == 2);
    CHECK_THAT(said.output, ContainsSubstring(why));
  };
  refuses({"sim"}, "make sim: iverilog is not installed");
  refuses({"sim", "SIM=verilator"}, "make sim: verilator is not installed");
  refuses({"sim", "SIM=questa"}, "make sim: SIM=questa is neither icarus nor verilator");
}

}  // namespace
}  // namespace denim::test
