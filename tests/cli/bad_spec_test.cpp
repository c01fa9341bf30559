// Specs that are refused: where in which file or option, what is wrong, what would be right.
#include "tests/catch.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

TEST_CASE("a bad spec is refused with its place", "[cli][bad]") {
  const User user;
  const auto refused = [&](const std::string& text, std::initializer_list<std::string> parts) {
    CAPTURE(text);
    user.write("bad.toml", text);
    CHECK_BAD(user, {"gen", "bad.toml", "-o", "out"}, parts);
  };
  const std::string start = "engine = \"demm\"\n";
  refused(start + "colums = 4\n", {"bad.toml:2:1: unknown key 'colums'", "'columns'?"});
  refused(start + "n = 2\nm = 8\nspeed = 3\n", {"bad.toml:4:1: unknown key 'speed'", "known are"});
  refused(start + "[n]\nx = 1\n", {"bad.toml:2:", "n is not an integer"});
  refused(start + "n = 2\nn = 3\n", {"bad.toml:3:", "'n'"});
  refused("n = 2\n", {"bad.toml: no key 'engine'", "known are demm"});
  refused("", {"bad.toml: no key 'engine'", "known are demm"});
  refused("engine = \"dem\"\n", {"bad.toml:1:10: engine 'dem' is not known", "'demm'?"});
  refused("engine = 3\n", {"bad.toml:1:10:", "known are demm"});
  refused(start + "n = \n", {"bad.toml:2:"});
  refused(start + "n 2\n", {"bad.toml:2:"});
  refused(start + "memory = \"regs\n", {"bad.toml:2:"});

  // Types and ranges, each with what is allowed.
  refused(start + "n = 0\n", {"bad.toml:2:5: n is 0; it takes", "1", "64"});
  refused(start + "n = 65\n", {"bad.toml:2:5: n is 65; it takes", "64"});
  refused(start + "n = -1\n", {"bad.toml:2:5: n is -1"});
  refused(start + "m = 1025\n", {"bad.toml:2:5: m is 1025", "1024"});
  refused(start + "rows = 0\n", {"bad.toml:2:8: rows is 0"});
  refused(start + "rows = 9223372036854775807\n", {"bad.toml:2:8: rows is 9223372036854775807"});
  refused(start + "rows = 9223372036854775808\n", {"bad.toml:2:"});
  refused(start + "a_width = 7\n", {"bad.toml:2:11: a_width is 7; it takes", "4", "8", "16"});
  refused(start + "acc_width = 49\n", {"bad.toml:2:13: acc_width is 49", "16", "48"});
  refused(start + "n = 2.0\n", {"bad.toml:2:5: n is not an integer"});
  refused(start + "n = \"2\"\n", {"bad.toml:2:5: n is not an integer"});
  refused(start + "n = true\n", {"bad.toml:2:5: n is not an integer"});
  refused(start + "memory = 3\n", {"bad.toml:2:10: memory is not a string", "regs"});
  refused(start + "memory = \"reg\"\n", {"bad.toml:2:10: memory is \"reg\"", "\"replicated\""});
  refused(start + "passes = [\"fixed\"]\n", {"bad.toml:2:10: passes is not a string"});
  refused(start + "name = \"2fast\"\n", {"bad.toml:2:8: name", "a letter"});
  refused(start + "name = \"a b\"\n", {"bad.toml:2:8: name", "a letter"});
  refused(start + "name = \"\"\n", {"bad.toml:2:8: name"});

  refused(start + "name = \"denim_pkg\"\n", {"bad.toml:2:8: name is \"denim_pkg\"", "leaves"});
  refused(start + "name = \"module\"\n", {"name is \"module\", a keyword", "another name"});

  // Keys that do not go together, and engines that would be too large.
  refused(start + "m = 8\nn = 9\n", {"bad.toml:3:5: n is 9, more than m = 8", "n ≤ m"});
  refused(start + "n = 64\ncolumns = 1024\n", {"bad.toml:3:11: columns is 1024", "65536", "16384"});
  refused(start + "a_width = 16\nb_width = 16\nacc_width = 31\n",
          {"bad.toml:4:13: acc_width is 31", "a_width + b_width + ⌈log2 n⌉ = "});
}

TEST_CASE("a bad --set is refused with its text", "[cli][bad]") {
  const User user;
  const auto refused = [&](const std::string& set, std::initializer_list<std::string> parts) {
    CAPTURE(set);
    CHECK_BAD(user, {"gen", "demm_2_8_4", "-o", "out", "--set", set}, parts);
  };
  refused("n", {"--set n: ", "key=value"});
  refused("=3", {"--set =3: ", "key=value"});
  refused("colum=3", {"--set colum=3: unknown key 'colum'", "'columns'?"});
  refused("n=", {"--set n=: "});
  refused("n=two", {"--set n=two: n is not an integer"});
  refused("n=9", {"--set n=9: n is 9, more than m = 8"});
  refused("n=2\nm=4", {"--set n=2\nm=4: ", "not one TOML value"});
  refused("memory=ram", {"--set memory=ram: memory is \"ram\"", "\"regs\""});
  refused("memory=a b", {"--set memory=a b: ", "neither a TOML value nor a bare word"});
  CHECK_BAD(user, {"gen", "demm_2_8_4", "--set", "n=1", "--set", "n=2", "-o", "out"},
            {"--set n=2: 'n' is set twice"});
  // Every command that takes a spec says the same.
  CHECK_BAD(user, {"demo", "demm_2_8_4", "--set", "n=9"}, {"--set n=9: n is 9"});
  user.write("a.smtx", "1, 8, 1\n0 1\n3\n");
  for (const char* command : {"run", "compile"}) {
    CHECK_BAD(user,
              {command, "demm_2_8_4", "--set", "n=9", "--a", "a.smtx", "--cols", "1",
               std::string(command) == "run" ? "--json" : "-o", "out"},
              {"--set n=9: n is 9"});
  }
}

TEST_CASE("a spec that is not there is refused", "[cli][bad]") {
  const User user;
  CHECK_BAD(user, {"gen", "nowhere.toml"}, {"nowhere.toml: cannot be read"});
  CHECK_BAD(user, {"gen", "./nowhere"}, {"./nowhere: cannot be read"});
  CHECK_BAD(user, {"gen", "demm_2_8"}, {"'demm_2_8' is no preset", "'demm_2_8_4'?", "'/'"});
  CHECK_BAD(user, {"gen", "something"}, {"'something' is no preset", "demm_8_128_64"});
  user.write("folder.toml/x", "");
  CHECK_BAD(user, {"gen", "folder.toml"}, {"folder.toml: is a folder"});
}

}  // namespace
}  // namespace denim::test::cli
