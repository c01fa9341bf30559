// Beats that a program states: each difference is found and named by stream, beat, field and
// element.
#include "sim/beat_check.hpp"

#include "sim/error.hpp"
#include "tests/catch.hpp"
#include "tests/sim/test_engine.hpp"

using namespace denim;
using namespace denim::test;

namespace {

// Three beats of c: data −1, row i.
struct Stated {
  spec::Layout layout = spec::layout(test_spec(), "c");
  program::BeatStream beats{"c", layout.width};

  Stated() {
    for (std::uint64_t i = 0; i < 3; ++i) {
      const auto beat = beats.append();
      for (unsigned e = 0; e < 4; ++e)
        program::set_bits(beat, layout.field("data").bit(e), 16, 0xffff);
      program::set_bits(beat, layout.field("row").offset, 4, i);
    }
  }
  // Beat i with some bits the other way round, and the word more that a beat that came has.
  std::vector<std::uint64_t> changed(std::size_t i, unsigned bit = 0,
                                     std::uint64_t bits = 0) const {
    std::vector<std::uint64_t> words(beats.beat(i).begin(), beats.beat(i).end());
    words.push_back(0);
    words[bit / 64] ^= bits << bit % 64;
    return words;
  }
};

}  // namespace

TEST_CASE("beats as stated are in order, more are not", "[sim][stated]") {
  const Stated stated;
  sim::BeatCheck check(stated.beats, stated.layout);
  for (std::size_t i = 0; i < 3; ++i) CHECK(check.receive(stated.changed(i), i));
  check.finish(3);
  CHECK(check.mismatches() == 0);
  CHECK_FALSE(check.receive(stated.changed(0), 4));
}

TEST_CASE("a difference is named by stream, beat, field and element", "[sim][stated]") {
  const Stated stated;
  sim::BeatCheck check(stated.beats, stated.layout);
  CHECK(check.receive(stated.changed(0), 10));
  // Element 2 of data, from bit 32, becomes −1 ^ 6; the row, from bit 64, 1 ^ 8.
  CHECK(check.receive(stated.changed(1, 32, 6), 11));
  CHECK(check.receive(stated.changed(2, 64, 8), 12));
  REQUIRE(check.mismatches() == 2);
  CHECK(check.first()[0].to_text() == "stream c, beat 1, data[2]: expected -1, got -7 in cycle 11");
  CHECK(check.first()[1].to_text() == "stream c, beat 2, row[0]: expected 2, got 10 in cycle 12");
}

TEST_CASE("beats that never came are counted, fields of others passed over", "[sim][stated]") {
  const Stated stated;
  const std::string_view others[]{"data"};
  sim::BeatCheck check(stated.beats, stated.layout, others);
  CHECK(check.receive(stated.changed(0, 0, 1), 0));  // data is not looked at
  CHECK(check.mismatches() == 0);
  check.finish(9);
  CHECK(check.mismatches() == 2);
  CHECK(check.first().back().to_text() == "stream c, beat 2: never came");
  const program::BeatStream narrow("c", 3);
  CHECK_THROWS_AS(sim::BeatCheck(narrow, stated.layout), sim::SimError);
}

TEST_CASE("no more mismatches are kept than can be read", "[sim][stated]") {
  Stated stated;
  stated.beats.set_repeat(100);
  sim::BeatCheck check(stated.beats, stated.layout);
  for (std::size_t i = 0; i < 300; ++i) CHECK(check.receive(stated.changed(i % 3, 0, 1), i));
  CHECK(check.mismatches() == 300);
  CHECK(check.first().size() == sim::BeatCheck::max_kept);
}
