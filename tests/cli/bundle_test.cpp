// denim run --bundle: RTL as it lies, edited or not; and what becomes of bundles in the cache.
#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

namespace fs = std::filesystem;

void edit(const fs::path& file, const std::string& from, const std::string& to) {
  std::string text = text_of(file);
  REQUIRE(text.find(from) != std::string::npos);
  text.replace(text.find(from), from.size(), to);
  std::ofstream(file) << text;
}

// A user with a layer and the bundle of demm_2_8_4 in the folder "my bundle".
class BundleUser : public User {
 public:
  BundleUser() {
    write("a.npy", npy(integers(13, 45, 0.4, 1).as<std::int8_t>()));
    REQUIRE(denim({"gen", "demm_2_8_4", "-o", "my bundle"}).ok());
  }
  const Arguments as_it_lies{"run", "--bundle", "my bundle", "--a", "a.npy", "--cols", "7"};
};

TEST_CASE("a bundle with a broken lane is reported", "[cli][bundle]") {
  const BundleUser user;
  Ended ended = user.denim(user.as_it_lies + Arguments{"--json", "good.json"});
  INFO(ended.all());
  CHECK(ended.ok());
  CHECK_THAT(ended.out,
             ContainsSubstring("bundle       my bundle, as it lies, which is as generated\n"));
  CHECK(user.json("good.json").at("bundle_edited").empty());

  edit(user.path("my bundle/rtl/denim_demm_lane.sv"), "{1'b1, value_i}", "{1'b1, ~value_i}");
  ended = user.denim(user.as_it_lies + Arguments{"--json", "bad.json"});
  INFO(ended.all());
  CHECK(ended.status == 1);
  CHECK_THAT(ended.out, ContainsSubstring(
                            "my bundle, as it lies; not as generated: rtl/denim_demm_lane.sv\n"));
  CHECK(ended.out.find("\nmismatches: 0\n") == std::string::npos);
  CHECK(user.json("bad.json").at("bundle") == "my bundle");
  CHECK(user.json("bad.json").at("bundle_edited") == Json{"rtl/denim_demm_lane.sv"});
  // The line that shows it again runs the same RTL.
  CHECK_THAT(ended.out,
             ContainsSubstring("to reproduce: denim run --bundle 'my bundle' --a a.npy --cols 7"));
  // And the spec still gives a right one.
  ended = user.denim({"run", "./my bundle/demm_2_8_4.toml", "--a", "a.npy", "--cols", "7"});
  INFO(ended.all());
  CHECK(ended.ok());
}

TEST_CASE("an edited bundle may have more files but none elsewhere", "[cli][bundle]") {
  BundleUser user;
  user.own_cache();
  const fs::path bundle = user.path("my bundle");
  std::string list = text_of(bundle / "demm_2_8_4.f");
  const auto with = [&](const std::string& line) {
    std::ofstream(bundle / "demm_2_8_4.f") << line << "\n" << list;
  };
  std::ofstream(bundle / "rtl/denim_mine.sv")
      << "module denim_mine (output logic [31:0] x_o);\n  assign x_o = 32'd1;\nendmodule\n";
  with("rtl/denim_mine.sv  // mine");
  edit(bundle / "rtl/demm_2_8_4.sv", "\nendmodule",
       "\n  /* verilator lint_off UNUSEDSIGNAL */\n  logic [31:0] mine;\n"
       "  /* verilator lint_on UNUSEDSIGNAL */\n  denim_mine u_mine (.x_o(mine));\nendmodule");
  Ended ended = user.denim(user.as_it_lies);
  INFO(ended.all());
  CHECK(ended.ok());
  CHECK_THAT(ended.out, ContainsSubstring("not as generated: demm_2_8_4.f, rtl/demm_2_8_4.sv, "
                                          "rtl/denim_mine.sv\n"));
  CHECK_THAT(ended.out, ContainsSubstring("; simulator built in "));
  // A change in a file that only the list names is another simulator.
  edit(bundle / "rtl/denim_mine.sv", "32'd1", "32'd2");
  ended = user.denim(user.as_it_lies);
  CHECK(ended.ok());
  CHECK_THAT(ended.out, ContainsSubstring("; simulator built in "));

  for (const char* line : {"/etc/passwd", "../other.sv", "+incdir+rtl", "-y rtl"}) {
    CAPTURE(line);
    with(line);
    CHECK_BAD(user, user.as_it_lies, {"demm_2_8_4.f", "no file within the bundle"});
  }
  with("rtl/missing.sv");
  CHECK_BAD(user, user.as_it_lies, {"rtl/missing.sv: cannot be read"});
}

TEST_CASE("what is no bundle of one spec is refused", "[cli][bundle]") {
  const BundleUser user;
  const Arguments operands{"--a", "a.npy", "--cols", "7"};
  CHECK_BAD(user, Arguments{"run", "--bundle", "nowhere"} + operands,
            {"nowhere: no bundle", "denim gen"});
  CHECK_BAD(user, Arguments{"run"} + operands, {"SPEC is required", "--bundle DIR"});
  CHECK_BAD(user, Arguments{"run", "demm_2_8_4", "--bundle", "my bundle"} + operands, {"--bundle"});
  CHECK_BAD(user, user.as_it_lies + Arguments{"--set", "rows=32"}, {"--bundle"});
  CHECK_BAD(user, user.as_it_lies + Arguments{"--json", "my bundle/manifest.json"}, {"is read"});
  // Another spec than the RTL was made of; text that is the same spec is as good.
  edit(user.path("my bundle/demm_2_8_4.toml"), "engine", "# mine\nengine");
  CHECK(user.denim(user.as_it_lies).ok());
  edit(user.path("my bundle/demm_2_8_4.toml"), "columns = 4", "columns = 5");
  CHECK_BAD(user, user.as_it_lies, {"demm_2_8_4.toml: is the spec", "the bundle was made of"});
}

TEST_CASE("a bundle with a prefix runs", "[cli][bundle][prefix]") {
  const User user;
  user.write("a.npy", npy(integers(13, 45, 0.4, 1).as<std::int8_t>()));
  const Ended ended = user.denim({"run", "demm_2_8_4", "--set", "prefix=x_", "--a", "a.npy",
                                  "--cols", "7", "--json", "j.json"});
  INFO(ended.all());
  CHECK(ended.ok());
  CHECK(user.json("j.json").at("spec").at("prefix") == "x_");
}

TEST_CASE("files of others in a cached bundle do no harm", "[cli][bundle]") {
  User user;
  user.write("a.npy", npy(integers(13, 45, 0.4, 1).as<std::int8_t>()));
  const fs::path bundles = user.own_cache() / "bundles";
  const Arguments run{"run", "demm_2_8_4", "--a", "a.npy", "--cols", "7"};
  REQUIRE(user.denim(run).ok());
  fs::path bundle;
  for (const auto& entry : fs::directory_iterator(bundles)) {
    if (entry.is_directory()) bundle = entry.path();
  }
  const fs::path top = bundle / "rtl/demm_2_8_4.sv";
  const std::string text = text_of(top);

  // What an editor leaves.
  std::ofstream(bundle / "rtl/demm_2_8_4.sv~") << "old";
  Ended ended = user.denim(run);
  INFO(ended.all());
  CHECK(ended.ok());
  CHECK_THAT(ended.out, ContainsSubstring("; simulator from the cache"));
  CHECK(fs::exists(bundle / "rtl/demm_2_8_4.sv~"));

  // An edit is not run under the spec's name, and is not lost.
  edit(top, " + AccWidth'", " - AccWidth'");
  const std::string edited = text_of(top);
  ended = user.denim(run);
  INFO(ended.all());
  CHECK(ended.ok());
  CHECK_THAT(ended.out, ContainsSubstring("had been edited and is kept as " + bundle.string() +
                                          ".edited; `denim run --bundle`"));
  CHECK(text_of(top) == text);
  CHECK(text_of(bundle.string() + ".edited/rtl/demm_2_8_4.sv") == edited);
  CHECK(user.denim({"run", "--bundle", bundle.string() + ".edited", "--a", "a.npy", "--cols", "7"})
            .status == 1);
  fs::remove(top);
  CHECK(user.denim(run).ok());
  CHECK(fs::exists(bundle.string() + ".edited-2"));
}

}  // namespace
}  // namespace denim::test::cli
