// <name>_params.hpp as a user's compiler sees it: it compiles, and its numbers are those of the
// spec.
#include <string>
#include <vector>

#include "gen/spec/layout.hpp"
#include "tests/catch.hpp"
#include "tests/support/bundle_folder.hpp"

namespace denim::test {
namespace {

// A program that includes the header, twice, and asserts what the spec says.
std::string program(const spec::Spec& spec) {
  const std::string header = spec.name() + "_params.hpp";
  std::string text = "#include \"" + header + "\"\n#include \"" + header + "\"\n";
  text += "#include <string_view>\nnamespace params = " + spec.name() + "_params;\n";
  const auto equal = [&](const std::string& name, const auto& value) {
    std::ostringstream number;
    number << value;
    text += "static_assert(params::" + name + " == " + number.str() + ");\n";
  };
  const auto equal_text = [&](const std::string& name, const std::string& value) {
    text += "static_assert(std::string_view(params::" + name + ") == \"" + value + "\");\n";
  };
  equal_text("spec_hash", spec.hash());
  for (const spec::KeyDeclaration& key : spec.engine().keys) {
    if (std::holds_alternative<std::int64_t>(spec.value(key.name))) {
      equal(key.name, spec.integer(key.name));
    } else if (std::holds_alternative<bool>(spec.value(key.name))) {
      equal(key.name, spec.flag(key.name));
    } else if (const auto* list = std::get_if<spec::List>(&spec.value(key.name))) {
      std::string words;  // one blank between them
      for (const std::string& word : *list) words += (words.empty() ? "" : " ") + word;
      equal_text(key.name, words);
    } else {
      equal_text(key.name, spec.word(key.name));
    }
  }
  equal("latency", spec.engine().latency(spec));
  for (const spec::StreamDeclaration& stream : spec.engine().streams) {
    for (const spec::Field& field : spec::layout(spec, stream.name).fields) {
      const std::string name = stream.name + "_" + field.name;
      equal(name + "_offset", field.offset);
      equal(name + "_width", field.width);
      equal(name + "_count", field.count);
    }
  }
  int bit = 0;
  for (const spec::ErrorDeclaration& error : spec.engine().errors_of(spec))
    equal("error_" + error.name, bit++);
  return text + "int main() { return 0; }\n";
}

Said compile(const std::vector<spec::Spec>& specs, const std::string& text) {
  const ScratchFolder folder;
  std::vector<std::string> command{"g++",        "-std=c++17", "-Wall",   "-Wextra",
                                   "-Wpedantic", "-Wshadow",   "-Werror", "-fsyntax-only"};
  for (const spec::Spec& spec : specs) {
    const std::string header = spec.name() + "_params.hpp";
    folder.write(header, bundle::generate(spec).files.at(header));
  }
  command.push_back(folder.write("program.cpp", text).string());
  return run(std::move(command), folder.path());
}

TEST_CASE("the params header compiles, with the numbers of the spec", "[bundle]") {
  const std::vector<std::string> odd{"n=3",       "m=5",        "columns=7",   "rows=6",
                                     "a_width=4", "b_width=16", "acc_width=24"};
  for (const spec::Spec& spec :
       {spec::Spec::load("demm_2_8_4"), spec::Spec::load("demm_8_128_64"),
        spec::Spec::load("demm_2_8_4", odd), spec::Spec::load("vegeta_m4_64"),
        spec::Spec::load("dense_ws_64")}) {
    CAPTURE(spec.canonical());
    CHECK(compile({spec}, program(spec)).complaint() == "");
  }
}

TEST_CASE("the params headers of two specs go together", "[bundle]") {
  CHECK(compile({spec::Spec::load("demm_2_8_4"), spec::Spec::load("vegeta_m4_64")},
                "#include \"demm_2_8_4_params.hpp\"\n#include \"vegeta_m4_64_params.hpp\"\n"
                "int main() { return 0; }\n")
            .complaint() == "");
}

TEST_CASE("a params header with another number is noticed", "[bundle]") {
  const spec::Spec spec = spec::Spec::load("demm_2_8_4");
  const std::vector<std::string> overrides{"rows=17"};
  CHECK_FALSE(compile({spec}, program(spec::Spec::load("demm_2_8_4", overrides))).ok());
  const spec::Spec array = spec::Spec::load("vegeta_m4_64");
  const std::vector<std::string> patterns{"patterns=[\"1:4\",\"2:4\"]"};
  CHECK_FALSE(compile({array}, program(spec::Spec::load("vegeta_m4_64", patterns))).ok());
}

}  // namespace
}  // namespace denim::test
