// denim run --top: the engine through another top of its bundle.
#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

class TopUser : public User {
 public:
  TopUser() { write("a.npy", npy(integers(13, 45, 0.4, 1).as<std::int8_t>())); }
  const Arguments through_axis{"--a", "a.npy", "--cols", "7", "--top", "axis"};
  const Arguments through_axi{"--a", "a.npy", "--cols", "7", "--top", "axi"};
};

TEST_CASE("the AXI-Stream top brings the same results in the same cycles", "[cli][axis]") {
  const TopUser user;
  for (const char* preset : {"demm_2_8_4", "stc_2_4"}) {
    CAPTURE(preset);
    for (const char* seed : {"0", "1", "2", "3"}) {
      CAPTURE(seed);
      Ended ended = user.denim(Arguments{"run", preset, "--seed", seed, "--json", "r.json"} +
                               user.through_axis);
      INFO(ended.all());
      CHECK(ended.ok());
      CHECK_THAT(ended.out, ContainsSubstring("_axis, which adds 0 cycles\n"));
      const Json report = user.json("r.json");
      CHECK(report.at("top") == "axis");
      CHECK(report.at("cycles_of_top") == 0);
      CHECK(report.at("cycles") == report.at("cycles_model"));
      ended = user.denim(Arguments{"run", preset, "--seed", seed, "--stall", "0.4"} +
                         user.through_axis);
      INFO(ended.all());
      CHECK(ended.ok());
    }
  }
}

TEST_CASE("the top with registers brings the same results in the same cycles", "[cli][axi]") {
  const TopUser user;
  const std::vector<Arguments> specs{
      {"demm_2_8_4"},
      {"demm_2_8_4", "--set", "tail=requantise", "--set", "prefix=x_"},
      {"demm_2_8_4", "--set", "result_bits=24", "--set", "registered_ready=true"},
      {"stc_2_4"}};
  for (const Arguments& spec : specs) {
    CAPTURE(spec);
    const Arguments run = Arguments{"run"} + spec + user.through_axi;
    Ended ended = user.denim(run + Arguments{"--seed", "3", "--json", "r.json"});
    INFO(ended.all());
    CHECK(ended.ok());
    CHECK_THAT(ended.out, ContainsSubstring("_axi, which adds 0 cycles; "));
    const Json report = user.json("r.json");
    CHECK(report.at("top") == "axi");
    CHECK(report.at("cycles_of_top") == 0);
    CHECK(report.at("cycles_of_setup") > 8);
    CHECK(report.at("cycles") == report.at("cycles_model"));
    ended = user.denim(run + Arguments{"--seed", "2", "--stall", "0.4"});
    INFO(ended.all());
    CHECK(ended.ok());
  }
}

TEST_CASE("what is wrong with the registers of a top is reported", "[cli][axi]") {
  const TopUser user;
  REQUIRE(user.denim({"gen", "demm_2_8_4", "-o", "bundle"}).ok());
  const auto check = [&](const std::string& module, const std::string& from, const std::string& to,
                         const std::string& says) {
    CAPTURE(module, from, to);
    const std::filesystem::path file = user.path("bundle/rtl/" + module);
    const std::string good = text_of(file);
    std::string text = good;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    std::ofstream(file) << text.replace(at, from.size(), to);
    const Ended ended =
        user.denim(Arguments{"run", "--bundle", "bundle", "--seed", "1"} + user.through_axi);
    INFO(ended.all());
    CHECK(ended.status == 1);
    CHECK_THAT(ended.out, ContainsSubstring(says));
    CHECK_THAT(ended.out, ContainsSubstring(" --top axi"));
    std::ofstream(file) << good;
  };
  check("demm_2_8_4_axi.v", "c_beats + 64'd1", "c_beats + 64'd2", "register C_BEATS is ");
  check("demm_2_8_4_regs.sv", "write && (write_word == 6'd5)", "write && (write_word == 6'd4)",
        "no stream moved for");
  check("denim_axi_lite.sv", "32'(ar_word_q) >= Words", "32'(ar_word_q) >= 4",
        "register SPEC_HASH_HIGH, at 0x010, is answered by 2");
  check("demm_2_8_4_regs.sv", "6'd4: s_axi_rdata <= 32'd", "6'd4: s_axi_rdata <= 32'd1",
        "register SPEC_HASH is ");
}

TEST_CASE("what is wrong with the frame of a beat is reported", "[cli][axis]") {
  const TopUser user;
  REQUIRE(user.denim({"gen", "demm_2_8_4", "-o", "bundle"}).ok());
  const std::filesystem::path file = user.path("bundle/rtl/demm_2_8_4_axis.v");
  const std::string good = text_of(file);
  const auto check = [&](const std::string& from, const std::string& to, const std::string& says) {
    CAPTURE(from, to);
    std::string text = good;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    std::ofstream(file) << text.replace(at, from.size(), to);
    const Ended ended =
        user.denim(Arguments{"run", "--bundle", "bundle", "--seed", "1", "--stall", "0.3"} +
                   user.through_axis);
    INFO(ended.all());
    CHECK(ended.status == 1);
    CHECK_THAT(ended.out, ContainsSubstring(says));
    CHECK_THAT(ended.out, ContainsSubstring("to reproduce: denim run --bundle bundle "));
    CHECK_THAT(ended.out, ContainsSubstring(" --top axis"));
  };
  check("{4'd0, c_data}", "{4'd2, c_data}", "bit 133 of m_axis_c_tdata is set, of its padding");
  check("{17{1'b1}}", "{1'b0, {16{1'b1}}}", "bit 16 of m_axis_c_tkeep is 0; all bytes are kept");
  check("c_passed + 32'd1", "c_passed + 32'd2", "m_axis_c_tlast is ");
  check("m_axis_c_tlast = c_last", "m_axis_c_tlast = c_last ^ m_axis_c_tready",
        "m_axis_c_tdata changed while it waited for m_axis_c_tready");
}

TEST_CASE("a top that there is not is refused", "[cli][axis]") {
  const TopUser user;
  CHECK(complaint(user, {"run", "demm_2_8_4", "--a", "a.npy", "--cols", "7", "--top", "axi4"},
                  {"there is no top 'axi4'; there is axis, axi"}) == "");
  REQUIRE(user.denim({"gen", "demm_2_8_4", "-o", "bundle"}).ok());
  Json manifest = user.json("bundle/manifest.json");
  manifest.erase("tops");  // as older bundles are
  user.write("bundle/manifest.json", manifest.dump());
  CHECK(complaint(user, Arguments{"run", "--bundle", "bundle"} + user.through_axis,
                  {"there is no top 'axis'", "its wrapper alone"}) == "");
  manifest["schema"] = 7;
  manifest["generator"] = "denim 9.8.7";
  user.write("bundle/manifest.json", manifest.dump());
  CHECK(complaint(user, Arguments{"run", "--bundle", "bundle"} + user.through_axi,
                  {"the bundle is of another version: denim 9.8.7, schema 7", "denim gen"}) == "");
  CHECK(complaint(user, Arguments{"run", "demm_2_8_4", "--model-only"} + user.through_axis,
                  {"--top", "--model-only"}) == "");
}

TEST_CASE("the save file shows the engine inside the AXI-Stream top", "[cli][axis]") {
  const TopUser user;
  const Ended ended =
      user.denim(Arguments{"run", "demm_2_8_4", "--waves", "w.fst"} + user.through_axis);
  INFO(ended.all());
  REQUIRE(ended.ok());
  const std::string save = user.text("w.gtkw");
  CHECK_THAT(save, ContainsSubstring("\nTOP.demm_2_8_4_axis.u_engine.clk_i\n"));
  CHECK_THAT(save, ContainsSubstring("\nTOP.demm_2_8_4_axis.u_engine.b_data_i[35:0]\n"));
  CHECK(save.find("TOP.b_data_i") == std::string::npos);
}

}  // namespace
}  // namespace denim::test::cli
