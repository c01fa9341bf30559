// denim synth on the smallest engine: what it counts, what it says of the clock, and every way in
// which it can end badly.
#include <fmt/format.h>

#include <cmath>
#include <csignal>
#include <fstream>
#include <set>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

// A user whose temporary files are seen.
struct SynthUser : User {
  SynthUser() {
    std::filesystem::create_directories(root() / "tmp");
    set("TMPDIR", (root() / "tmp").string());
    // Yosys writes its own there, of no commands.
    std::ofstream(root() / "home/.yosys_history");
  }
};
bool is_tidy(const User& user) { return std::filesystem::is_empty(user.root() / "tmp"); }

Json synth(const User& user, const Arguments& arguments) {
  const Ended ended = user.denim(Arguments{"synth"} + arguments + Arguments{"--json", "s.json"});
  INFO(ended.all());
  REQUIRE(ended.ok());
  CHECK(ended.err.empty());
  CHECK(is_tidy(user));
  return user.json("s.json");
}

const std::set<std::string> counts{"lut", "ff", "carry", "lutram", "bram", "dsp"};

TEST_CASE("every target counts the cells of a small spec, in all and by module", "[cli][synth]") {
  const SynthUser user;
  struct Expected {
    const char* target;
    int dsps;
  };
  for (const auto& [target, dsps] :
       {Expected{"xc7", 4}, {"xcup", 4}, {"ecp5", 4}, {"ice40", 4}, {"gowin", 0}}) {
    CAPTURE(target);
    const Json json = synth(user, {"dot_4", "--target", target});
    CHECK(json.at("preset") == "dot_4");
    CHECK(json.at("target") == target);
    CHECK(json.at("tool_versions").at("yosys").get<std::string>().starts_with("0."));
    CHECK(json.at("multipliers") == 4);
    CHECK(json.at("dsp") == dsps);
    CHECK(json.at("ff") == 34);  // a sum of 32 bits, and two states
    CHECK(json.at("lut") > 32);
    CHECK(json.at("carry") > 4);
    CHECK(json.at("lutram") == 0);
    CHECK(json.at("bram") == 0);
    CHECK(json.at("by_module").size() == 2);
    CHECK_FALSE(json.contains("fmax_mhz"));
    for (const std::string& count : counts) {
      CAPTURE(count);
      int sum = 0;
      for (const Json& module : json.at("by_module")) sum += module.at(count).get<int>();
      CHECK(sum == json.at(count));
    }
  }
}

TEST_CASE("memories are counted as what they become", "[cli][synth]") {
  const SynthUser user;
  const Arguments spec{"demm_2_8_4", "--set", "n=1",
                       "--set",      "m=256", "--set",
                       "columns=8",  "--set", "memory=replicated"};
  const Json luts = synth(user, spec + Arguments{"--set", "read_latency=0"});
  CHECK(luts.at("bram") == 0);
  const int luts_as_ram = luts.at("lutram");
  const Json blocks = synth(user, spec + Arguments{"--set", "read_latency=1"});
  CHECK(blocks.at("bram") == 2);  // RAMs of 18 Kbit are 36 bits wide
  // A tile of 256 words of 64 bits, at most 64 bits in a LUT.
  CHECK(blocks.at("lutram").get<int>() + 256 <= luts_as_ram);
}

TEST_CASE("one module is measured by itself, and a flat design is one module", "[cli][synth]") {
  const SynthUser user;
  const Json module = synth(user, {"dot_4", "--module", "denim_dot_accumulator"});
  CHECK(module.at("top") == "denim_dot_accumulator");
  CHECK(module.at("multipliers").is_null());
  CHECK(module.at("ff") == 34);
  CHECK(module.at("dsp") == 0);
  const Json prefixed =
      synth(user, {"dot_4", "--set", "prefix=x_", "--module", "x_denim_dot_accumulator"});
  CHECK(prefixed.at("ff") == 34);
  CHECK(synth(user, {"dot_4", "--set", "prefix=x_"}).at("top") == "x_dot_4");
  const Json flat = synth(user, {"dot_4", "--flat"});
  CHECK(flat.at("by_module").size() == 1);
  CHECK(flat.at("by_module")[0].at("module") == "dot_4");
  CHECK(flat.at("ff") == 34);
}

TEST_CASE("a top adds its own cells to those of the engine", "[cli][synth]") {
  const SynthUser user;
  const Json engine = synth(user, {"dot_4"});
  const auto added = [&](const Json& json, const std::string& count) {
    return json.at(count).get<int>() - engine.at(count).get<int>();
  };
  const Json axis = synth(user, {"dot_4", "--top", "axis"});
  CHECK(axis.at("top") == "dot_4_axis");
  CHECK(axis.at("multipliers") == 4);
  CHECK(axis.at("by_module").size() == 3);
  // LUTs of the engine itself differ: Yosys 0.52 maps a module in another way beside others.
  Json top;
  for (const Json& module : axis.at("by_module"))
    if (module.at("module") == "dot_4_axis") top = module;
  for (const char* count : {"ff", "carry", "dsp"}) {
    CAPTURE(count);
    CHECK(added(axis, count) == top.at(count));
  }
  CHECK(top.at("ff") == 32);  // beats of a packet
  CHECK(top.at("lut") > 16);
  const Json wrapper = synth(user, {"dot_4", "--top", "wrapper"});
  CHECK(wrapper.at("top") == "dot_4_wrapper");
  for (const std::string& count : counts) {
    CAPTURE(count);
    CHECK(added(wrapper, count) == 0);
  }
  const Json flat = synth(user, {"dot_4", "--top", "axis", "--flat"});
  CHECK(flat.at("by_module").size() == 1);
  CHECK(flat.at("ff") == 34 + 32);
  const Ended ended = user.denim({"synth", "dot_4", "--top", "axis"});
  CHECK_THAT(ended.out, ContainsSubstring(fmt::format("top          dot_4_axis, which adds {} LUT",
                                                      top.at("lut").get<int>())));
  CHECK_BAD(user, {"synth", "dot_4", "--top", "axes"}, {"no top 'axes'", "wrapper, axis"});
  CHECK_BAD(user, {"synth", "dot_4", "--top", "axis", "--module", "dot_4"}, {"--top", "--module"});
  CHECK(is_tidy(user));
}

TEST_CASE("a library's cells are counted with their area", "[cli][synth]") {
  const SynthUser user;
  const std::string text =
      "/* a comment { */ library(toy) {\n"
      "  cell(\"INV\") { area : 3; pin(A) { direction : input; }\n"
      "    pin(Y) { direction : output; function : \"A'\"; } }\n"
      "  cell(BUF) { area : 6; pin(A) { direction : input; }\n"
      "    pin(Y) { direction : output; function : \"A\"; } }\n"
      "  cell(NOR) { area : 4; pin(A) { direction : input; } pin(B) { direction : input; }\n"
      "    pin(Y) { direction : output; function : \"(A+B)'\"; } }\n"
      "  cell(NAND) { area : 4.5; pin(A) { direction : input; } pin(B) { direction : input; }\n"
      "    pin(Y) { direction : output; function : \"(A*B)'\"; } }\n"
      "  cell(DFF) { area : 18; ff(IQ, IQN) { clocked_on : C; next_state : D; }\n"
      "    pin(C) { direction : input; clock : true; } pin(D) { direction : input; }\n"
      "    pin(Q) { direction : output; function : \"IQ\"; } }\n"
      "}\n";
  user.write("toy.lib", text);
  const Arguments module{"dot_4", "--module", "denim_dot_accumulator", "--liberty", "toy.lib"};
  const Json json = synth(user, module);
  CHECK(json.at("target") == "liberty");
  CHECK(json.at("gates") > 100);
  CHECK_FALSE(json.contains("lut"));
  // 34 flip-flops of 18; all others are of 3 to 6 each.
  const double rest = json.at("area").get<double>() - 34 * 18;
  CHECK(rest >= 3 * (json.at("gates").get<double>() - 34));
  CHECK(rest <= 6 * (json.at("gates").get<double>() - 34));

  user.write("none.lib", "library(none) { }\n");
  CHECK_BAD(user, {"synth", "dot_4", "--liberty", "none.lib"}, {"none.lib", "no cell"});
  CHECK_BAD(user, {"synth", "dot_4", "--liberty", "nowhere.lib"}, {"nowhere.lib"});
  CHECK_BAD(user, {"synth", "dot_4", "--liberty", "toy.lib", "--pnr"}, {"--pnr"});
  CHECK(is_tidy(user));
}

TEST_CASE("a routed design has its clock, and a path through its own modules", "[cli][synth]") {
  const SynthUser user;
  const Json mapped = synth(user, {"dot_4", "--target", "ice40"});
  const Json json = synth(user, {"dot_4", "--target", "ice40", "--pnr"});
  for (const std::string& count : counts) {
    CAPTURE(count);
    CHECK(json.at(count) == mapped.at(count));  // what stands around it is not counted
  }
  CHECK(json.at("tool_versions").contains("nextpnr-ice40"));
  CHECK(json.at("fmax_mhz_of_seeds").size() == 3);
  double sum = 0;
  bool in_engine = false;
  for (const Json& step : json.at("critical_path")) {
    const std::string module = step.at("module");
    CHECK((module == "dot_4" || module == "denim_dot_accumulator" || module == "denim_harness"));
    CHECK((module == "denim_dot_accumulator") == (step.at("instance") == "u_accumulator"));
    in_engine |= module != "denim_harness";
    sum += step.at("ns").get<double>();
  }
  CHECK(in_engine);
  // A top has a clock of its own name.
  CHECK(synth(user, {"dot_4", "--target", "ice40", "--pnr", "--top", "axis"}).contains("fmax_mhz"));
  CHECK(std::abs(sum * json.at("fmax_mhz").get<double>() - 1000) < 300);
}

// A router of our own, of which all is known.
TEST_CASE("of three seeds the one in the middle tells clock and path", "[cli][synth]") {
  SynthUser user;
  user.put_first_in_path("nextpnr-ecp5", R"sh(
case "$*" in --version) echo '"nextpnr-ecp5" (Version nextpnr-9.1)'; exit;; esac
[ -s netlist.json ] || exit 3
while [ $# -gt 0 ]; do
  case $1 in --seed) seed=$2;; --report) report=$2;; esac
  shift
done
case $seed in 1) mhz=50;; 2) mhz=80;; 3) mhz=60;; esac
cat >$report <<END
{"fmax": {"clk": {"achieved": $mhz}}, "critical_paths": [
  {"from": "<async>", "to": "posedge clk", "path": [
    {"delay": 99, "type": "source", "to": {"cell": "pin"}}]},
  {"from": "posedge clk", "to": "posedge clk", "path": [
    {"delay": 0.5, "type": "clk-to-q", "to": {"cell": "given_q_TRELLIS_FF_Q"}},
    {"delay": 1.$seed, "type": "routing", "to": {"cell": "u_engine.gen_lane[2].product_MULT18X18D"}},
    {"delay": 2, "type": "logic", "to": {"cell": "u_engine.gen_lane[2].product_MULT18X18D"}},
    {"delay": 4, "type": "routing", "to": {"cell": "u_engine.u_accumulator.total_q_LUT4_Z"}}]}]}
END
)sh");
  const Json json = synth(user, {"dot_4", "--target", "ecp5", "--pnr"});
  CHECK(json.at("tool_versions").at("nextpnr-ecp5") == "9.1");
  CHECK(json.at("fmax_mhz") == 60);
  CHECK(json.at("fmax_mhz_of_seeds") == Json{50.0, 80.0, 60.0});
  const Json path{
      {{"instance", ""}, {"module", "denim_harness"}, {"net", "given_q"}, {"ns", 0.5}},
      {{"instance", ""}, {"module", "dot_4"}, {"net", "gen_lane[2].product"}, {"ns", 3.3}},
      {{"instance", "u_accumulator"},
       {"module", "denim_dot_accumulator"},
       {"net", "total_q"},
       {"ns", 4.0}}};
  CHECK(json.at("critical_path") == path);

  // A path of the registers around the engine is no clock of its own.
  user.put_first_in_path("nextpnr-ecp5", R"sh(
case "$*" in --version) echo '(Version 9.1)'; exit;; esac
while [ $# -gt 0 ]; do case $1 in --report) report=$2;; esac; shift; done
echo '{"fmax": {"c": {"achieved": 9}}, "critical_paths": [{"from": "posedge c", "to": "posedge c",
"path": [{"delay": 1, "to": {"cell": "given_q_TRELLIS_FF_Q"}}]}]}' >$report
)sh");
  CHECK_BAD(user, {"synth", "dot_4", "--target", "ecp5", "--pnr"}, {"dot_4", "registers around"});
}

TEST_CASE("what cannot be synthesised is refused in words", "[cli][synth]") {
  SynthUser user;
  CHECK_BAD(user, {"synth", "dot_4", "--target", "xc8"},
            {"'xc8' is no target", "xc7, xcup, ecp5, ice40, gowin"});
  CHECK_BAD(user, {"synth", "dot_4", "--pnr"}, {"xc7", "--pnr knows ecp5, ice40"});
  CHECK_BAD(user, {"synth", "dot_4", "--module", "denim_none"},
            {"denim_none", "dot_4, denim_dot_accumulator"});
  CHECK_BAD(user, {"synth", "dot_4", "--json", "no/such/folder/s.json"}, {"s.json"});
  CHECK_BAD(user, {"synth", "no_such_preset"}, {"no_such_preset"});
  CHECK_BAD(user, {"synth", "dot_4", "--yosys", "no-such-yosys"}, {"no-such-yosys"});
  SECTION("Yosys fails") {
    user.put_first_in_path("yosys",
                           "case $1 in -V) echo 'Yosys 0.23 (git)';; "
                           "*) echo 'ERROR: out of cheese'; exit 1;; esac\n");
    CHECK_BAD(user, {"synth", "dot_4"}, {"Yosys fails", "ERROR: out of cheese"});
  }
  SECTION("no Yosys, no router") {
    user.set("PATH", (user.root() / "home").string());
    CHECK_BAD(user, {"synth", "dot_4"}, {"'yosys' is not here", "apt-get install yosys"});
    user.put_first_in_path("yosys", "echo 'Yosys 0.23 (git)'\n");
    user.set("PATH", (user.root() / "bin").string() + ":/no/where");
    CHECK_BAD(user, {"synth", "dot_4", "--target", "ice40", "--pnr"},
              {"nextpnr-ice40 is not here", "apt-get install nextpnr-ice40"});
  }
  CHECK(is_tidy(user));
}

TEST_CASE("a design that does not fit is told in the tool's words", "[cli][synth]") {
  const SynthUser user;
  CHECK_BAD(user, {"synth", "dot_64", "--target", "ice40", "--pnr"},
            {"nextpnr-ice40 does not place and route", "iCE40 UP5K", "ERROR: ", "ICESTORM_DSP"});
  CHECK(is_tidy(user));
}

TEST_CASE("synthesis ends with its tools when it is interrupted", "[cli][synth]") {
  SynthUser user;
  user.put_first_in_path("yosys", "case $1 in -V) echo 'Yosys 0.23 (git)';; *) touch " +
                                      user.path("started").string() + "; sleep 60;; esac\n");
  Running running(user.call({"synth", "dot_4", "--json", "s.json"}));
  REQUIRE(becomes_true([&] { return user.has("started"); }));
  running.send(SIGINT);
  const Ended ended = running.wait(20);
  CHECK(ended.signal == SIGINT);
  CHECK_FALSE(user.has("s.json"));
  CHECK(is_tidy(user));
}

}  // namespace
}  // namespace denim::test::cli
