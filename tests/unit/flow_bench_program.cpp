// The program that lies in every bundle for its bench.
#include <algorithm>
#include <cstdio>
#include <sstream>
#include <string>

#include "sw/flow/program_files.hpp"
#include "tests/catch.hpp"
#include "tests/unit/spec_random.hpp"

using namespace denim;

namespace {

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

// As a bench reads them: the hash, the cycles, then what each file has. What goes in has fewer than
// `most` characters; what comes out depends on the engine, which may give whole tiles at least.
void check_program(const spec::Spec& spec, std::size_t most) {
  CAPTURE(spec.canonical());
  const auto files = flow::bench_program(spec);
  std::istringstream numbers(files.at("program.hex"));
  const auto next = [&] {
    std::string line;
    REQUIRE(std::getline(numbers, line));
    return line.substr(0, line.find(' '));
  };
  CHECK(next() == spec.hash());
  CHECK(std::stoul(next(), nullptr, 16) > 0);
  std::size_t size = 0;
  std::size_t streams = 0;
  for (const bool sink : {true, false}) {
    for (const spec::StreamDeclaration& stream : spec.engine().streams) {
      if (stream.sink != sink) continue;
      CAPTURE(stream.name);
      ++streams;
      const std::string& text = files.at(stream.name + ".hex");
      CHECK(std::stoul(next(), nullptr, 16) == lines_of(text));
      CHECK(!text.empty());
      if (!sink) continue;
      CHECK(std::stoul(next(), nullptr, 16) > 0);
      size += text.size();
    }
  }
  CHECK(size < most);
  CHECK(files.size() == streams + 1);
  for (std::size_t i = 0; i < spec.engine().settings_of(spec).size(); ++i) next();
  CHECK(numbers.peek() == EOF);
}

TEST_CASE("every spec has a small program for its bench", "[flow][bench]") {
  for (const spec::Preset& preset : spec::presets())
    check_program(spec::Spec::load(preset.name), 80'000);
  tensor::Rng rng(1);
  for (int i = 0; i < 200; ++i) check_program(test::random_spec(rng), 300'000);
}

}  // namespace
