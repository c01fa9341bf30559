// denim compare and denim decompose --menu: command lines that are refused, before anything runs.
#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

namespace fs = std::filesystem;

/// A user whose cache is empty and whose Verilator cannot be had.
class CompareWatcher : public User {
 public:
  CompareWatcher() {
    own_cache(/*with_runtime=*/false);
    put_first_in_path("verilator", "touch " + called().string() + "\nexec /usr/bin/false\n");
    write("a.smtx", "2, 9, 3\n0 1 3\n3 0 8\n");
    write("b.npy", npy(Table<std::int8_t>(9, 2)));
    fs::create_directories(path("folder"));
  }

  void check_refused(const Arguments& more, std::initializer_list<std::string> parts) const {
    CAPTURE(more);
    CHECK_BAD(*this, Arguments{"compare"} + more, parts);
    CHECK_FALSE(fs::exists(called()));
    CHECK(fs::is_empty(root() / "cache"));
  }

 private:
  fs::path called() const { return root() / "verilator-was-called"; }
};

const Arguments layer{"--a", "a.smtx", "--cols", "2"};
const Arguments small = layer + Arguments{"--engines", "demm_2_8_4,vegeta_m4_64"};

TEST_CASE("operands that are not told are asked for", "[cli][bad]") {
  const CompareWatcher user;
  user.check_refused({}, {"--a FILE", "--cols J", "--b FILE", "--model-list"});
  user.check_refused({"--a", "a.smtx"}, {"B is missing", "--b FILE", "--cols J"});
  user.check_refused({"--cols", "2"}, {"A is missing", "--a FILE", "--synthetic"});
  user.check_refused(layer + Arguments{"--b", "b.npy"}, {"--b", "excludes", "--cols"});
  user.check_refused(layer + Arguments{"--synthetic", "2x3@1"}, {"--synthetic", "excludes", "--a"});
  for (const char* wrong : {"2x3", "2x3@", "2x3@0", "2x3@1.1", "x3@1", "0x3@1", "2x0@1", "2x3@1 ",
                            "16777217x3@1", "2*3@1", "2x3@nan", "-2x3@1", ""}) {
    user.check_refused({"--cols", "2", "--synthetic", wrong},
                       {"'" + std::string(wrong) + "' is no RxK@D", "256x1152@0.1"});
  }
  user.check_refused({"--a", "nowhere.npy", "--cols", "2"}, {"nowhere.npy: cannot be opened"});
  user.check_refused({"--a", "b.npy", "--b", "b.npy"}, {"b.npy is 9×2", "rows of B"});
}

TEST_CASE("lists of engines that are none are refused", "[cli][bad]") {
  const CompareWatcher user;
  const auto refused = [&](const std::string& list, std::initializer_list<std::string> parts) {
    user.check_refused(layer + Arguments{"--engines", list}, parts);
  };
  refused("", {"--engines ''", "an entry is empty"});
  refused("demm_2_8_4,", {"--engines demm_2_8_4,: an entry is empty", "or all"});
  refused("demm_2_8_4,demm_2_8_5", {"preset", "'demm_2_8_5'", "'demm_2_8_4'?"});
  refused("demm_2_8_4,all", {"'all'"});
  refused("demm_2_8_4,nowhere.toml", {"nowhere.toml"});
  refused("demm_2_8_4,dense_ws,demm_2_8_4", {"demm_2_8_4 is named twice"});
  refused("\xff.toml", {"is no UTF-8"});
  user.write("a4.toml", "engine = \"demm\"\na_width = 4\n");
  user.write("b16.toml", "engine = \"demm\"\nb_width = 16\n");
  refused("demm_2_8_4,a4.toml", {"a_width of demm_2_8_4 is 8 and of a4.toml is 4", "the same"});
  refused("dense_ws,vegeta_m4,b16.toml", {"b_width of dense_ws is 8 and of b16.toml is 16"});
}

TEST_CASE("a series that an engine cannot run is refused by name", "[cli][bad]") {
  const CompareWatcher user;
  user.check_refused(layer + Arguments{"--engines", "demm_2_8_4,stc_2_4_64", "--series", "1:4"},
                     {"stc_2_4_64", "1:4", "menu is 2:4"});
  user.check_refused(small + Arguments{"--series", "2:4+"}, {"'2:4+'", "position 5"});
  // demm runs any series, but a list may have no such engine.
  user.check_refused(layer + Arguments{"--engines", "vegeta_m4,demm_2_8_4", "--series", "3:4"},
                     {"vegeta_m4, series 3:4"});
  // The same for run and compile, whatever the operands.
  for (const Arguments& command :
       {Arguments{"run", "vegeta_m4"}, Arguments{"compile", "vegeta_m4", "-o", "out"}}) {
    CHECK_BAD(user, command + Arguments{"--a", "nowhere.npy", "--cols", "2", "--series", "3:4"},
              {"vegeta_m4, series 3:4", "menu is 1:4, 2:4, 2:4+1:4, 4:4"});
  }
}

TEST_CASE("other options of compare that are none are refused", "[cli][bad]") {
  const CompareWatcher user;
  user.check_refused(small + Arguments{"--rtl", "some"}, {"--rtl", "run", "none"});
  user.check_refused(small + Arguments{"--rtl", "none", "--stall", "0.5"},
                     {"--stall", "--rtl none"});
  user.check_refused(small + Arguments{"--stall", "1"}, {"--stall", "0 ≤ P < 1"});
  user.check_refused(small + Arguments{"--seed", "x"}, {"--seed", "'x'"});
  user.check_refused(small + Arguments{"more"}, {"more", "see denim compare --help"});
}

TEST_CASE("outputs of compare that cannot be written are refused", "[cli][bad]") {
  const CompareWatcher user;
  for (const char* option : {"--json", "--md", "--svg"}) {
    user.check_refused(small + Arguments{option, "folder"}, {"folder: is a folder"});
    user.check_refused(small + Arguments{option, "nowhere/x"},
                       {"nowhere/x: ", "there is no folder"});
    user.check_refused(small + Arguments{option, "/dev/null"}, {"/dev/null: ", "no regular file"});
  }
  user.check_refused(small + Arguments{"--json", "x", "--svg", "folder/../x"},
                     {"x: ", "two outputs"});
  user.check_refused(small + Arguments{"--md", "x", "--svg", "x"}, {"x: ", "two outputs"});
  // One bad output is enough, and before the operands are looked at.
  user.check_refused({"--a", "nowhere.npy", "--cols", "2", "--md", "t.md", "--svg", "folder"},
                     {"folder: is a folder"});
}

TEST_CASE("menus that are none are refused", "[cli][bad]") {
  const CompareWatcher user;
  const Arguments menu{"decompose", "a.smtx", "--menu", "vegeta_m4"};
  CHECK_BAD(user, {"decompose", "a.smtx"}, {"--series SERIES", "--menu SPEC"});
  CHECK_BAD(user, menu + Arguments{"--series", "2:4"}, {"--menu", "excludes", "--series"});
  CHECK_BAD(user, menu + Arguments{"-o", "out"}, {"--output", "excludes", "--menu"});
  CHECK_BAD(user, {"decompose", "a.smtx", "--menu", "vegeta_m5"}, {"'vegeta_m5'", "'vegeta_m4'"});
  CHECK_BAD(user, menu + Arguments{"--json", "folder"}, {"folder: is a folder"});
  CHECK_BAD(user, {"decompose", "nowhere.npy", "--menu", "vegeta_m4"}, {"nowhere.npy: "});
}

}  // namespace
}  // namespace denim::test::cli
