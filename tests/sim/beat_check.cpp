// Beats that a program states: each difference is found and named by stream, beat, field and
// element.
#include "sim/beat_check.hpp"

#include "sim/error.hpp"
#include "tests/catch.hpp"
#include "tests/sim/test_engine.hpp"

using namespace denim;
using namespace denim::test;

namespace {

// Three beats of c: data −1, row i; at the rows 0, 1 and 2 of results of 3 × 3, so that their
// elements 3 lie beyond.
struct Stated {
  spec::Layout layout = spec::layout(test_spec(), "c");
  program::Program program;

  Stated() {
    program.rows = 3;
    program.columns = 3;
    program::Output output({"c", layout.width}, 4, program::along_rows);
    for (std::uint64_t i = 0; i < 3; ++i) {
      const auto beat = output.append({i, 0});
      for (unsigned e = 0; e < 4; ++e)
        program::set_bits(beat, layout.field("data").bit(e), 16, 0xffff);
      program::set_bits(beat, layout.field("row").offset, 4, i);
    }
    program.outputs.push_back(std::move(output));
  }
  sim::BeatCheck check() const { return {program, program.outputs[0], layout}; }
  // Beat i with some bits the other way round, and the word more that a beat that came has.
  std::vector<std::uint64_t> changed(std::size_t i, unsigned bit = 0,
                                     std::uint64_t bits = 0) const {
    const auto beat = program.outputs[0].beats.beat(i);
    std::vector<std::uint64_t> words(beat.begin(), beat.end());
    words.push_back(0);
    words[bit / 64] ^= bits << bit % 64;
    return words;
  }
};

}  // namespace

TEST_CASE("beats as stated are in order, more are not", "[sim][stated]") {
  const Stated stated;
  sim::BeatCheck check = stated.check();
  for (std::size_t i = 0; i < 3; ++i) CHECK(check.receive(stated.changed(i), i));
  check.finish(3);
  CHECK(check.mismatches() == 0);
  CHECK_FALSE(check.receive(stated.changed(0), 4));
}

TEST_CASE("a difference is named by stream, beat, field and element", "[sim][stated]") {
  const Stated stated;
  sim::BeatCheck check = stated.check();
  CHECK(check.receive(stated.changed(0), 10));
  // Element 2 of data, from bit 32, becomes −1 ^ 6; the row, from bit 64, 1 ^ 8.
  CHECK(check.receive(stated.changed(1, 32, 6), 11));
  CHECK(check.receive(stated.changed(2, 64, 8), 12));
  REQUIRE(check.mismatches() == 2);
  CHECK(check.first()[0].to_text() ==
        "row 1, column 2: expected -1, got -7 in cycle 11 (stream c, beat 1, data[2])");
  CHECK(check.first()[1].to_text() == "stream c, beat 2, row[0]: expected 2, got 10 in cycle 12");
}

TEST_CASE("an element beyond the results must be as stated too", "[sim][stated]") {
  const Stated stated;
  sim::BeatCheck check = stated.check();
  CHECK(check.receive(stated.changed(0, 48, 1), 5));
  REQUIRE(check.mismatches() == 1);
  CHECK(check.first()[0].kind == sim::Mismatch::Kind::padding);
  CHECK(check.first()[0].to_text() ==
        "stream c, beat 0, data[3], which lies beyond the results: expected -1, got -2 in cycle 5");
}

TEST_CASE("beats that never came are counted, and the results are those that came",
          "[sim][stated]") {
  const Stated stated;
  sim::BeatCheck check = stated.check();
  CHECK(check.receive(stated.changed(0, 0, 1), 0));
  check.finish(9);
  CHECK(check.mismatches() == 3);
  CHECK(check.first().back().to_text() == "stream c, beat 2: never came");
  CHECK(check.take_results() == std::vector<std::int64_t>{-2, -1, -1, 0, 0, 0, 0, 0, 0});
  Stated narrow;
  narrow.program.outputs = {{{"c", 3}, 4, program::along_rows}};
  CHECK_THROWS_AS(narrow.check(), sim::SimError);
}

TEST_CASE("no more mismatches are kept than can be read", "[sim][stated]") {
  const Stated stated;
  sim::BeatCheck check = stated.check();
  for (std::size_t i = 0; i < 3; ++i) CHECK(check.receive(stated.changed(i, 0, ~0ULL), i));
  CHECK(check.mismatches() == 12);
  CHECK(check.first().size() == sim::BeatCheck::max_kept);
}
