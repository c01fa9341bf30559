// denim gen: which folder, which bytes, and whose files it replaces.
#include "tests/catch.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* spec_text =
    "engine = \"demm\"\nn = 2\nm = 8\ncolumns = 4\nrows = 16\nmemory = \"regs\"\n";

TEST_CASE("gen writes build/NAME-HASH below the current folder", "[cli][gen]") {
  const User user;
  const Ended ended = user.denim({"gen", "demm_2_8_4"});
  INFO(ended.all());
  REQUIRE(ended.ok());
  CHECK(ended.err.empty());
  REQUIRE(fs::exists(user.path("build")));
  std::vector<std::string> made;
  for (const auto& entry : fs::directory_iterator(user.path("build"))) {
    made.push_back(entry.path().filename().string());
  }
  REQUIRE(made.size() == 1);
  const Json manifest = user.json("build/" + made[0] + "/manifest.json");
  CHECK(made[0] == "demm_2_8_4-" + manifest.at("hash").get<std::string>());
  CHECK(ended.out == "bundle  build/" + made[0] + "\ntop     demm_2_8_4\n");
  CHECK(manifest.at("top") == "demm_2_8_4");
  CHECK(manifest.at("wrapper") == "demm_2_8_4_wrapper");

  // Every file is named, and is there.
  std::size_t count = 1;  // the manifest
  for (const auto& file : manifest.at("files")) {
    CHECK(fs::is_regular_file(user.path("build") / made[0] / file.get<std::string>()));
    ++count;
  }
  std::size_t found = 0;
  for (const auto& [name, bytes] : user.files("build/" + made[0])) found += bytes != "(folder)";
  CHECK(found == count);
}

TEST_CASE("the same spec gives the same bytes, wherever it comes from", "[cli][gen]") {
  const User user;
  REQUIRE(user.denim({"gen", "demm_2_8_4", "-o", "first"}).ok());
  REQUIRE(user.denim({"gen", "demm_2_8_4", "-o", "deep/er/second"}).ok());
  const auto bundle = user.files("first");
  CHECK(bundle.size() > 10);
  CHECK(user.files("deep/er/second") == bundle);

  user.write("demm_2_8_4.toml", spec_text);
  user.write("elsewhere/my-spec.toml", std::string(spec_text) + "name = \"demm_2_8_4\"\n");
  REQUIRE(user.denim({"gen", "demm_2_8_4.toml", "-o", "third"}).ok());
  CHECK(user.files("third") == bundle);
  REQUIRE(user.denim({"gen", "elsewhere/my-spec.toml", "-o", "fourth"}).ok());
  CHECK(user.files("fourth") == bundle);
  // The bundle's own spec, and its preset by the long way.
  REQUIRE(user.denim({"gen", "first/demm_2_8_4.toml", "-o", "fifth"}).ok());
  CHECK(user.files("fifth") == bundle);
  REQUIRE(user.denim({"gen", "demm_4_16_8", "--set", "n=2", "--set", "m=8", "--set", "columns=4",
                      "--set", "rows=16", "--set", "memory=regs", "--set", "name=demm_2_8_4",
                      "--output", "sixth"})
              .ok());
  CHECK(user.files("sixth") == bundle);
}

TEST_CASE("--set changes a key, and a file names its engine", "[cli][gen]") {
  const User user;
  user.write("my spec-2.toml", spec_text);
  const Ended ended = user.denim({"gen", "my spec-2.toml", "--set", "rows=7", "--set",
                                  "passes=fixed", "--set", "memory=\"replicated\"", "-o", "out"});
  INFO(ended.all());
  REQUIRE(ended.ok());
  CHECK(ended.out == "bundle  out\ntop     my_spec_2\n");
  const Json spec = user.json("out/manifest.json").at("spec");
  CHECK(spec.at("rows") == 7);
  CHECK(spec.at("passes") == "fixed");
  CHECK(spec.at("memory") == "replicated");
  CHECK(spec.at("n") == 2);
  CHECK(spec.at("name") == "my_spec_2");
}

TEST_CASE("gen replaces its own folder, whole", "[cli][gen]") {
  const User user;
  REQUIRE(user.denim({"gen", "demm_2_8_4", "--set", "name=old", "-o", "out"}).ok());
  REQUIRE(user.has("out/rtl/old.sv"));
  fs::remove(user.path("out/README.md"));  // damaged, but still its own
  REQUIRE(user.denim({"gen", "demm_2_8_4", "-o", "out"}).ok());
  REQUIRE(user.denim({"gen", "demm_2_8_4", "-o", "new"}).ok());
  CHECK(user.files("out") == user.files("new"));
  // Nothing is left beside it.
  CHECK(user.files("").size() == 2 * user.files("new").size() + 2);
  // An empty folder, and one with '/' at its end, are as good as none.
  fs::create_directories(user.path("empty"));
  REQUIRE(user.denim({"gen", "demm_2_8_4", "-o", "empty/"}).ok());
  CHECK(user.files("empty") == user.files("new"));
  // A link stands for the folder that it leads to.
  fs::create_directory_symlink("out", user.path("link"));
  REQUIRE(user.denim({"gen", "demm_2_8_4", "--set", "name=other", "-o", "link"}).ok());
  CHECK(fs::is_symlink(user.path("link")));
  CHECK(user.has("out/rtl/other.sv"));
}

TEST_CASE("a folder of denim's is replaced by its own kind only", "[cli][gen]") {
  const User user;
  user.write("a.smtx", "1, 8, 1\n0 1\n3\n");
  const std::vector<std::pair<std::string, Arguments>> kinds{
      {"bundle", {"gen", "demm_2_8_4", "-o"}},
      {"program", {"compile", "demm_2_8_4", "--a", "a.smtx", "--cols", "1", "-o"}},
      {"terms", {"decompose", "a.smtx", "--series", "1:4", "-o"}}};
  for (const auto& [kind, command] : kinds) {
    REQUIRE(user.denim(command + Arguments{kind}).ok());
    REQUIRE(user.denim(command + Arguments{kind}).ok());
  }
  for (const auto& [kind, command] : kinds) {
    for (const auto& [other, unused] : kinds) {
      if (other == kind) continue;
      CHECK_BAD(user, command + Arguments{other},
                {other + ": is not empty", " " + kind + " of denim", "left alone"});
    }
  }
}

TEST_CASE("gen leaves alone what is not denim's", "[cli][gen]") {
  const User user;
  const Arguments gen{"gen", "demm_2_8_4", "-o"};
  REQUIRE(user.denim(gen + Arguments{"bundle"}).ok());
  SECTION("a file of the user's in a bundle") {
    user.write("bundle/rtl/mine.sv", "module mine; endmodule\n");
    CHECK_BAD(user, {"gen", "demm_4_16_8", "-o", "bundle"},
              {"bundle", "rtl/mine.sv", "not denim's", "empty folder"});
  }
  SECTION("a folder of the user's in a bundle") {
    user.write("bundle/notes/a.txt", "a");
    CHECK_BAD(user, {"gen", "demm_4_16_8", "-o", "bundle"}, {"notes/a.txt"});
  }
  SECTION("a folder of files") {
    user.write("mine/a.txt", "a");
    CHECK_BAD(user, gen + Arguments{"mine"}, {"mine", "not empty", " bundle of denim"});
  }
  SECTION("another's manifest") {
    user.write("mine/manifest.json", "{\"version\": 3}");
    CHECK_BAD(user, gen + Arguments{"mine"}, {"mine", " bundle of denim"});
  }
  SECTION("another's manifest that looks like denim's") {
    user.write("mine/precious.txt", "precious");
    user.write("mine/manifest.json",
               R"({"generator": "other 5", "kind": "bundle", "files": ["precious.txt"]})");
    CHECK_BAD(user, gen + Arguments{"mine"}, {"mine", " bundle of denim"});
    user.write("mine/manifest.json", R"({"generator": 5, "kind": {}, "files": ["precious.txt"]})");
    CHECK_BAD(user, gen + Arguments{"mine"}, {"mine", " bundle of denim"});
  }
  SECTION("a manifest that is none") {
    user.write("mine/manifest.json", "{");
    CHECK_BAD(user, gen + Arguments{"mine"}, {"mine", " bundle of denim"});
  }
  SECTION("a file") {
    user.write("mine", "a");
    CHECK_BAD(user, gen + Arguments{"mine"}, {"mine", "is a file"});
  }
  SECTION("the folder that it is started in, with a file") {
    CHECK_BAD(user, gen + Arguments{"."}, {" bundle of denim"});
  }
}

}  // namespace
}  // namespace denim::test::cli
