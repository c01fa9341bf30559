// Texts that are no TOML, among them those over which an assertion of toml++ fails: always an error
// with a place, never the end of the program.
#include <fmt/format.h>

#include "gen/spec/spec.hpp"
#include "sw/tensor/random.hpp"
#include "tests/catch.hpp"

using denim::spec::Spec;
using denim::spec::SpecError;

namespace {

Spec parse(const std::string& text, std::vector<std::string> overrides = {}) {
  return Spec::parse(text, "s.toml", "s", overrides);
}

// Whether the message begins with a place that the text has, or with the text of --set.
bool has_place(const std::string& message, const std::string& text) {
  std::size_t line = 0;
  std::size_t column = 0;
  if (std::sscanf(message.c_str(), "s.toml:%zu:%zu: ", &line, &column) != 2) {
    return message.starts_with("s.toml: ") || message.starts_with("--set ");
  }
  const auto lines = 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  return line >= 1 && line <= lines && column >= 1 && column <= text.size() + 1;
}

const std::vector<std::string> pieces{"n",
                                      "m",
                                      "=",
                                      "[",
                                      "]",
                                      "{",
                                      "}",
                                      ",",
                                      "\"",
                                      "'",
                                      "\n",
                                      " ",
                                      "1",
                                      "0x",
                                      "-",
                                      "+",
                                      ".",
                                      "_",
                                      "true",
                                      "inf",
                                      "nan",
                                      "1979-05-27",
                                      "T",
                                      "Z",
                                      "e5",
                                      "#",
                                      "\\",
                                      "\\u",
                                      "\"\"\"",
                                      "'''",
                                      "[[",
                                      "]]",
                                      "\r",
                                      "\t",
                                      "é",
                                      "\xff",
                                      "0b",
                                      "0o",
                                      "\xc3",
                                      "n = 2\n",
                                      "07:32:00",
                                      "99999999999999999999",
                                      std::string(1, '\0')};

}  // namespace

TEST_CASE("spec: a text over which toml++ fails an assertion is refused with its place", "[spec]") {
  CHECK_REFUSED(parse("p = [}"), "s.toml:1:6: '}' cannot stand here; this is no TOML");
  CHECK_REFUSED(parse("engine = \"demm\"\np = [ 1,\n  }\n]\n"), "s.toml:3:3: '}' cannot stand");
  CHECK_REFUSED(parse("engine = \"demm\"\nn = 2\n[=\n"), "s.toml:3:2: '=' cannot stand here");
  CHECK_REFUSED(parse("[[é"), "s.toml:1:", "no TOML");
  CHECK_REFUSED(parse("engine = \"demm\"\n", {"n=[}"}), "--set n=[}: '[}' is neither a TOML value",
                "; 1:2: '}' cannot stand here; this is no TOML");
}

TEST_CASE("spec: random pieces of TOML parse or are refused with a place", "[spec]") {
  denim::tensor::Rng rng(1);
  std::size_t refused = 0;
  for (int turn = 0; turn < 20000; ++turn) {
    std::string text = rng.bernoulli(0.5)   ? "engine = \"demm\"\n"
                       : rng.bernoulli(0.5) ? "n = "
                                            : "";
    for (auto count = rng.uniform_int(1, 14); count > 0; --count)
      text += pieces[rng.below(pieces.size())];
    INFO("turn " << turn << ": " << text);
    for (const bool as_set : {false, true}) {
      try {
        static_cast<void>(as_set ? parse("engine = \"demm\"\n", {"n=" + text}) : parse(text));
      } catch (const SpecError& error) {
        ++refused;
        if (!has_place(error.what(), text)) FAIL_CHECK(error.what());
      }
    }
  }
  CHECK(refused > 30000);
}

TEST_CASE("spec: deep and long texts are refused", "[spec]") {
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += '[';
  CHECK_REFUSED(parse("p = " + deep), "s.toml:1:", "nested");
  std::string dots = "a";
  while (dots.size() < 16000) dots += ".a";
  CHECK_REFUSED(parse(dots + " = 1"), "s.toml: no key 'engine'");
  CHECK_REFUSED(parse("[" + dots + "]"), "no key 'engine'");
  CHECK_REFUSED(parse(dots + dots + " = 1"), "s.toml:1:1: the text has 3", "at most 16384");
}

TEST_CASE("spec: characters beyond ASCII stand in comments and strings alone", "[spec]") {
  const std::string plain = "engine = \"demm\"\n";
  CHECK(parse(plain + "# größer ≥ 2\nn = 2  # é\n").integer("n") == 2);
  CHECK_REFUSED(parse(plain + "memory = \"régs\"\n"), "s.toml:2:10: memory is \"régs\"");
  CHECK_REFUSED(parse(plain + "n = é\n"), "s.toml:2:5: ", "only comments and strings");
  CHECK_REFUSED(parse(plain + " é = 2\n"), "s.toml:2:2: ", "only comments and strings");
  CHECK_REFUSED(parse(plain + "n = \"\"\"\\\né\"\"\"\n"), "several lines must be ASCII");
  CHECK_REFUSED(parse(plain + "n = 2 # \xff\n"), "s.toml:2:");
}

TEST_CASE("spec: a byte order mark is no part of the text", "[spec]") {
  CHECK(parse("\xef\xbb\xbf"
              "engine = \"demm\"\n")
            .hash() == parse("engine = \"demm\"\n").hash());
  CHECK_REFUSED(parse("\xff\xfe"
                      "e"),
                "s.toml:1:1: this is UTF-16");
}
