// The command line itself: what it answers, and how it refuses what it does not know.
#include "denim_version.hpp"
#include "gen/spec/spec.hpp"
#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

constexpr const char* pattern = "3, 24, 13\n0 9 10 13\n0 1 2 3 4 5 6 7 23 12 1 9 20\n";

TEST_CASE("version and help go to standard output", "[cli][command_line]") {
  const User user;
  const auto before = user.files();
  const Ended version = user.denim({"--version"});
  CHECK(version.ok());
  CHECK(version.out == "denim " DENIM_VERSION "\n");
  CHECK(version.err.empty());
  const Ended help = user.denim({"--help"});
  CHECK(help.ok());
  CHECK(help.err.empty());
  for (const char* command :
       {"gen", "run", "demo", "compile", "compare", "decompose", "list", "prepare"}) {
    CAPTURE(command);
    CHECK_THAT(help.out, ContainsSubstring(std::string("\n  ") + command));
    const Ended one = user.denim({command, "--help"});
    CHECK(one.ok());
    CHECK(one.err.empty());
    CHECK_THAT(one.out, ContainsSubstring("--help"));
  }
  const Ended run = user.denim({"run", "--help"});
  for (const char* option : {"SPEC", "--set", "--a", "--b", "--cols", "--series", "--seed",
                             "--stall", "--waves", "--waves-all", "--c", "--json"}) {
    CHECK_THAT(run.out, ContainsSubstring(option));
  }
  CHECK(user.files() == before);
}

TEST_CASE("list names every key and every preset", "[cli][command_line]") {
  const User user;
  const Ended ended = user.denim({"list"});
  REQUIRE(ended.ok());
  CHECK(ended.err.empty());
  const auto line_with = [&](const std::string& begin) {
    const auto at = ended.out.find("\n" + begin);
    INFO(begin);
    REQUIRE(at != std::string::npos);
    return ended.out.substr(at + 1, ended.out.find('\n', at + 1) - at - 1);
  };
  CHECK(ended.out.starts_with("engine demm: "));
  for (const spec::KeyDeclaration& key : spec::find_engine("demm")->keys) {
    const std::string line = line_with("  " + key.name + " ");
    CHECK_THAT(line, ContainsSubstring(key.type_text()));
    CHECK_THAT(line, ContainsSubstring("default " + spec::to_text(key.default_value)));
    CHECK_THAT(line, ContainsSubstring(key.unit));
    CHECK_THAT(line, ContainsSubstring(key.meaning));
  }
  CHECK_THAT(line_with("  memory "), ContainsSubstring("\"regs\""));
  CHECK_THAT(line_with("  m "), ContainsSubstring("1024"));
  CHECK_THAT(line_with("  prefix "), ContainsSubstring("compiled together"));
  REQUIRE(spec::presets().size() >= 3);
  for (const spec::Preset& preset : spec::presets()) {
    const spec::Spec spec = spec::Spec::load(preset.name);
    const spec::EngineDeclaration& engine = spec.engine();
    line_with("preset " + preset.name + ": " + engine.name + (engine.takes_b() ? ", " : "\n"));
  }
  CHECK_THAT(ended.out, ContainsSubstring("preset demm_8_128_64: demm, 512 multipliers\n"));
  CHECK_THAT(ended.out, ContainsSubstring(" n=2 m=8 columns=4 rows=16 segments=1 overlap=false "
                                          "a_width=8 b_width=8 acc_width=32 memory=regs"));
}

TEST_CASE("a command line that is none is refused", "[cli][command_line]") {
  const User user;
  user.write("a.smtx", pattern);
  user.write("b.npy", npy(Table<std::int8_t>(24, 2)));
  CHECK_BAD(user, {}, {"see denim --help"});
  CHECK_BAD(user, {"frobnicate"}, {"'frobnicate' is no command", "see denim --help"});
  CHECK_BAD(user, {"--frobnicate"}, {"'--frobnicate' is no option", "see denim --help"});
  CHECK_BAD(user, {""}, {"see denim --help"});
  CHECK_BAD(user, {"list", "more"}, {"more", "see denim list --help"});

  CHECK_BAD(user, {"gen"}, {"SPEC", "required", "see denim gen --help"});
  CHECK_BAD(user, {"gen", "demm_2_8_4", "-o"}, {"--output", "DIR", "see denim gen --help"});
  CHECK_BAD(user, {"gen", "demm_2_8_4", "-o", "out", "more"}, {"more", "see denim gen --help"});
  CHECK_BAD(user, {"gen", "demm_2_8_4", "-o", "out", "--bad"}, {"--bad", "see denim gen --help"});
  CHECK_BAD(user, {"gen", "demm_2_8_4", "--set"}, {"--set", "KEY=VALUE"});
  CHECK_BAD(user, {"demo", "demm_2_8_4", "-o"}, {"--output", "DIR"});

  CHECK_BAD(user, {"decompose", "a.smtx"}, {"--series SERIES", "--menu SPEC"});
  CHECK_BAD(user, {"decompose", "--series", "2:4"}, {"FILE", "required"});
  CHECK_BAD(user, {"decompose", "a.smtx", "--series", "2:4", "--seed", "-1"}, {"--seed", "'-1'"});
  CHECK_BAD(user, {"compile", "demm_2_8_4", "--a", "a.smtx", "--cols", "2"},
            {"--output", "required", "see denim compile --help"});
  for (const char* command : {"run", "compile"}) {
    CAPTURE(command);
    const Arguments start = std::string(command) == "run"
                                ? Arguments{"run", "demm_2_8_4"}
                                : Arguments{"compile", "demm_2_8_4", "-o", "out"};
    const Arguments given = start + Arguments{"--a", "a.smtx"};
    CHECK_BAD(user, start + Arguments{"--cols", "2"}, {"A is missing", "--a FILE", "--synthetic"});
    CHECK_BAD(user, start + Arguments{"--cols", "2", "--a"}, {"--a", "FILE"});
    CHECK_BAD(user, given, {"--b FILE", "--cols J"});
    CHECK_BAD(user, given + Arguments{"--b", "b.npy", "--cols", "2"},
              {"--b", "excludes", "--cols"});
    CHECK_BAD(user, given + Arguments{"--cols", "2", "--cols", "3"}, {"--cols"});
    for (const char* wrong :
         {"0", "-1", "1.5", "2x", "0x2", "", "16777217", "many", "18446744073709551617"}) {
      CAPTURE(wrong);
      CHECK_BAD(user, given + Arguments{"--cols", wrong},
                {"--cols", "'" + std::string(wrong) + "'", "from 1 to 16777216"});
    }
    for (const char* wrong : {"-1", "1.5", "0x10", "18446744073709551616"}) {
      CAPTURE(wrong);
      CHECK_BAD(user, given + Arguments{"--cols", "2", "--seed", wrong},
                {"--seed", "'" + std::string(wrong) + "'", "from 0 to 18446744073709551615"});
    }
  }
}

TEST_CASE("stalls and windows that are none are refused", "[cli][command_line]") {
  const User user;
  user.write("a.smtx", pattern);
  const Arguments run{"run", "demm_2_8_4", "--a", "a.smtx", "--cols", "2"};
  for (const char* wrong : {"1", "-0.1", "nan", "inf", "1.0000001", "half", "", "0,5"}) {
    CAPTURE(wrong);
    CHECK_BAD(user, run + Arguments{"--stall", wrong},
              {"--stall", "'" + std::string(wrong) + "'", "0 ≤ P < 1"});
  }
  const auto refused = [&](const char* waves, const char* why) {
    CAPTURE(waves);
    CHECK_BAD(user, run + Arguments{"--waves", waves},
              {std::string("--waves ") + waves, why, "FILE.fst@FROM:TO"});
  };
  refused("x.fst@9:3", "FROM 9 is after TO 3");
  refused("x@9:3", "ends in .fst");
  refused("x.vcd", "ends in .fst");
  refused("x.fst@9", "no ':'");
  refused("x.fst@a:3", "'a' is no cycle");
  refused("x.fst@-1:3", "'-1' is no cycle");
  refused("@1:3", "no file");
}

TEST_CASE("numbers are decimal, and all of them are taken", "[cli][command_line]") {
  const User user;
  user.write("a.smtx", pattern);
  const auto manifest = [&](const char* cols, const char* seed) {
    const Ended ended = user.denim(
        {"compile", "demm_2_8_4", "--a", "a.smtx", "--cols", cols, "--seed", seed, "-o", "out"});
    INFO(ended.all());
    REQUIRE(ended.ok());
    return user.json("out/manifest.json");
  };
  CHECK(manifest("010", "0").at("cols") == 10);
  CHECK(manifest("1", "18446744073709551615").at("seed") == 18446744073709551615u);
}

TEST_CASE("what cannot be said on standard output is an error", "[cli][command_line]") {
  const User user;
  Call call = user.call({"-c", std::string(DENIM_BINARY) + " list > /dev/full"});
  call.arguments[0] = "/bin/sh";
  const Ended ended = Running(call).wait();
  INFO(ended.all());
  CHECK(ended.status == 2);
  CHECK_THAT(ended.err, ContainsSubstring("standard output cannot be written"));
}

}  // namespace
}  // namespace denim::test::cli
