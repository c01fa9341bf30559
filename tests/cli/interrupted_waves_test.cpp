// Waves of runs that are interrupted, and the line that shows them.
#include "tests/catch.hpp"
#include "tests/support/cli_user.hpp"
#include "tests/support/tools.hpp"

namespace denim::test::cli {
namespace {

namespace fs = std::filesystem;

TEST_CASE("Ctrl-C keeps the waves, and says up to which cycle", "[cli][waves]") {
  const User user;
  const Arguments run{"run", "demm_2_8_4", "--synthetic", "64x1024@0.3", "--cols", "10000"};
  const std::string window = GENERATE("", "@100:", "@100:200", "@90000000:");
  CAPTURE(window);
  REQUIRE(user.denim({"run", "demm_2_8_4", "--synthetic", "4x8@1", "--cols", "2", "--waves",
                      "built.fst"})
              .ok());
  fs::remove(user.path("built.fst"));
  fs::remove(user.path("built.gtkw"));
  Running running(user.call(run + Arguments{"--waves", "w.fst" + window}));
  const bool shown = window != "@90000000:";
  const auto begun = [&] {
    for (const auto& entry : fs::directory_iterator(user.work())) {
      if (entry.path().filename().string().starts_with("w.fst.tmp-")) return true;
    }
    return false;
  };
  if (shown) REQUIRE(becomes_true(begun));
  std::this_thread::sleep_for(std::chrono::milliseconds(shown ? 300 : 2000));
  running.send(SIGINT);
  const Ended ended = running.wait(60);
  INFO(ended.all());
  CHECK(ended.signal == SIGINT);
  CHECK(ended.out.empty());
  if (!shown) {
    CHECK(ended.err.empty());
    CHECK(user.files("").empty());
    return;
  }
  const std::string said = "denim: interrupted; w.fst has the waves up to cycle ";
  REQUIRE(ended.err.starts_with(said));
  const auto cycle = std::stoull(ended.err.substr(said.size()));
  CHECK(cycle >= 200);
  if (window == "@100:200") CHECK(cycle == 200);
  const Said vcd = test::run({"fst2vcd", "-f", user.path("w.fst").string()});
  REQUIRE(vcd.ok());
  const auto last = vcd.output.rfind("\n#");
  CHECK(std::stoull(vcd.output.substr(last + 2, 20)) == cycle * 10 + 5);
  CHECK(user.files("").size() == 2);
  CHECK(user.has("w.gtkw"));
}

TEST_CASE("the line that shows the waves is one for a shell", "[cli][waves]") {
  const User user;
  const std::string name = GENERATE("plain.fst", "a b's $x.fst");
  const Ended ended =
      user.denim({"run", "demm_2_8_4", "--synthetic", "4x8@1", "--cols", "2", "--waves", name});
  INFO(ended.all());
  REQUIRE(ended.ok());
  const auto at = ended.out.find("gtkwave ");
  const std::string line = ended.out.substr(at, ended.out.find('\n', at) - at);
  Call call = user.call({"-c", "gtkwave() { cat \"$1\" \"$2\"; }; " + line});
  call.arguments[0] = "/bin/sh";
  const Ended shown = Running(call).wait();
  INFO(shown.all());
  CHECK(shown.ok());
  CHECK_THAT(shown.out, ContainsSubstring("[dumpfile]"));
}

}  // namespace
}  // namespace denim::test::cli
