// Malformed beats: each raises exactly its documented error bit, reads as zero, disturbs no other
// row, and hangs nothing. What each should do is told by the interpreter of tests/support, which
// knows the documentation only.
#include "tests/catch.hpp"
#include "tests/support/engine_reference.hpp"
#include "tests/support/engine_simulator.hpp"
#include "tests/support/engine_specs.hpp"

#include "sw/tensor/random.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

std::uint64_t error_mask(const spec::Spec& spec, const std::set<std::string>& names) {
  std::uint64_t mask = 0;
  const auto& errors = spec.engine().errors;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    if (names.contains(errors[i].name)) mask |= std::uint64_t{1} << i;
  }
  return mask;
}

sim::RunResult run_hand(const sim::Simulator& simulator, const spec::Spec& spec, const HandJob& job,
                        double stall, std::uint64_t seed) {
  sim::RunOptions options;
  options.stall = stall;
  options.seed = seed;
  return sim::run(simulator, spec, job.program, job.expected, options);
}

std::string judge(const sim::Simulator& simulator, const spec::Spec& spec, const HandJob& job,
                  double stall, std::uint64_t seed) {
  HandJob wanted = job;
  sim::RunResult result = run_hand(simulator, spec, job, stall, seed);
  if (std::ranges::count(job.reference.certain, false) != 0 && result.c.size() == wanted.expected.size()) {
    // What the contract leaves open is taken as it came; the rest must be as it says.
    const std::size_t columns = job.program.columns;
    for (std::size_t i = 0; i < wanted.expected.size(); ++i) {
      if (!job.reference.certain[i / columns]) wanted.expected[i] = result.c[i];
    }
    result = run_hand(simulator, spec, wanted, stall, seed);
  }
  const std::uint64_t possible = error_mask(spec, job.reference.possible_errors);
  const std::uint64_t errors = error_mask(spec, job.reference.errors);
  const Expectation expected{wanted.expected, job.reference.cycles,
                             errors | (possible & result.error_bits), stall};
  return verdict(result, expected, simulator.manifest);
}

// Two tiles of a small, sound program: in each, rows 0 … 4 of the tile and a beat for each of the
// accumulators 0 … 3, which begin in the first and leave in the second.
struct Sound {
  std::vector<ABeat> a;
  std::vector<BBeat> b;
};
Sound sound(const spec::Spec& spec) {
  const auto n = static_cast<std::uint64_t>(spec.integer("n"));
  const auto columns = static_cast<std::size_t>(spec.integer("columns"));
  Sound program;
  for (std::uint64_t tile = 0; tile < 2; ++tile) {
    for (std::uint64_t row = 0; row < 5; ++row) {
      BBeat beat{std::vector<std::int64_t>(columns), row, row == 4};
      for (std::size_t c = 0; c < columns; ++c) {
        beat.data[c] = static_cast<std::int64_t>((row + c + tile) % 7) - 3;
      }
      program.b.push_back(beat);
    }
    for (std::uint64_t row = 0; row < 4; ++row) {
      ABeat beat;
      for (std::uint64_t lane = 0; lane < n; ++lane) {
        beat.value.push_back(static_cast<std::int64_t>(row + 2 * lane + 1));
        beat.index.push_back((row + lane) % 5);
      }
      beat.segments[0] = {std::min(n, row + 1), row, true, tile == 0, tile == 1};
      beat.release = row == 3;
      program.a.push_back(beat);
    }
  }
  return program;
}

struct Malformed {
  const char* what;
  std::function<void(Sound&)> spoil;
  std::set<std::string> errors;
  std::set<std::uint64_t> affected;  // accumulators whose results may differ from the sound ones
};

// For the spec `roomy`: n = 5, m = 6, rows = 5, all fields of three bits.
const std::vector<Malformed>& malformed() {
  static const std::vector<Malformed> cases{
      {"sound", [](Sound&) {}, {}, {}},
      {"row out of range", [](Sound& p) { p.a[1].segments[0].row = 5; }, {"a_row_range"}, {1}},
      {"row far out of range", [](Sound& p) { p.a[1].segments[0].row = 7; }, {"a_row_range"}, {1}},
      {"row out of range where a row ends: it does not leave",
       [](Sound& p) { p.a[6].segments[0].row = 6; },
       {"a_row_range"},
       {2}},
      {"a beat that releases with its row out of range still releases",
       [](Sound& p) { p.a[3].segments[0].row = 5; },
       {"a_row_range"},
       {3}},
      {"row out of range hides nothing else: its lanes are dropped with it",
       [](Sound& p) {
         p.a[1].segments[0].row = 5;
         p.a[1].index[0] = 7;
         p.a[1].index[1] = 5;
       },
       {"a_row_range"},
       {1}},
      {"index out of range", [](Sound& p) { p.a[2].index[1] = 6; }, {"a_index_range"}, {2}},
      {"index far out of range", [](Sound& p) { p.a[2].index[0] = 7; }, {"a_index_range"}, {2}},
      {"index out of range in the beat that releases",
       [](Sound& p) { p.a[3].index[2] = 7; },
       {"a_index_range"},
       {3}},
      {"index out of range in an unused lane is nobody's business",
       [](Sound& p) { p.a[0].index[1] = 7; },
       {},
       {}},
      {"an absent row in an unused lane is nobody's business",
       [](Sound& p) { p.a[0].index[4] = 5; },
       {},
       {}},
      {"end above n", [](Sound& p) { p.a[0].segments[0].end = 6; }, {"a_segment"}, {0}},
      {"end far above n", [](Sound& p) { p.a[5].segments[0].end = 7; }, {"a_segment"}, {1}},
      {"end above n in a beat that adds nothing",
       [](Sound& p) {
         ABeat idle = p.a[1];
         idle.segments[0].used = false;
         idle.segments[0].end = 7;
         p.a.insert(p.a.begin() + 1, idle);
       },
       {"a_segment"},
       {}},
      {"no lane at all", [](Sound& p) { p.a[4].segments[0].end = 0; }, {}, {0}},
      {"b row out of range",
       [](Sound& p) {
         BBeat stray = p.b[2];
         stray.row = 6;
         p.b.insert(p.b.begin() + 2, stray);
       },
       {"b_row_range"},
       {}},
      {"b row out of range makes the tile whole nevertheless",
       [](Sound& p) { p.b[9].row = 7; },
       {"b_row_range", "absent_row"},
       {0, 1, 2, 3}},
      {"absent row", [](Sound& p) { p.a[1].index[1] = 5; }, {"absent_row"}, {1}},
      {"absent row in the beat that releases",
       [](Sound& p) { p.a[7].index[0] = 5; },
       {"absent_row"},
       {3}},
      {"a row of the tile before is absent",
       [](Sound& p) { p.b.erase(p.b.begin() + 6); },
       {"absent_row"},
       {0, 1, 2, 3}},
      {"a tile of one row",
       [](Sound& p) { p.b.erase(p.b.begin() + 5, p.b.begin() + 9); },
       {"absent_row"},
       {0, 1, 2, 3}},
      {"a b row brought twice: the later one counts",
       [](Sound& p) {
         BBeat again = p.b[1];
         for (std::int64_t& value : again.data) value = -value - 1;
         p.b.insert(p.b.begin() + 3, again);
       },
       {},
       {0, 1, 2, 3}},
      {"rows of a tile in any order",
       [](Sound& p) {
         std::swap(p.b[0].row, p.b[4].row);
         std::swap(p.b[0].data, p.b[4].data);
       },
       {},
       {}},
      {"a tile that is released and never used",
       [](Sound& p) {
         const std::vector<BBeat> tile(p.b.begin(), p.b.begin() + 5);
         p.b.insert(p.b.begin() + 5, tile.begin(), tile.end());
         ABeat idle = p.a[0];
         idle.segments[0].used = false;
         idle.release = true;
         p.a.insert(p.a.begin() + 4, idle);
       },
       {},
       {}},
      {"beats that add nothing, with every other field but end wrong",
       [](Sound& p) {
         ABeat idle = p.a[2];
         idle.segments[0].used = false;
         idle.segments[0].first = idle.segments[0].last = true;
         idle.segments[0].row = 7;
         idle.segments[0].end = 0;
         idle.index.assign(idle.index.size(), 7);
         p.a.insert(p.a.begin() + 2, 3, idle);
       },
       {},
       {}},
      {"a row that leaves twice", [](Sound& p) { p.a[1].segments[0].last = true; }, {}, {}},
      {"a row that begins anew", [](Sound& p) { p.a[5].segments[0].first = true; }, {}, {1}},
      {"everything at once",
       [](Sound& p) {
         p.a[0].segments[0].row = 7;
         p.a[1].segments[0].end = 6;
         p.a[2].index[0] = 6;
         p.a[3].index[0] = 5;
         p.b[2].row = 7;
       },
       {"a_row_range", "a_segment", "a_index_range", "absent_row", "b_row_range"},
       {0, 1, 2, 3}},
  };
  return cases;
}

}  // namespace

TEST_CASE("demm: a malformed beat raises exactly its error bit", "[demm][malformed]") {
  const spec::Spec spec = roomy.spec();
  const sim::Simulator& simulator = simulator_of(spec);
  const Sound clean = sound(spec);
  const Interpreted wanted = interpret(spec, clean.a, clean.b);
  REQUIRE(wanted.results.size() == 4);
  for (const Malformed& item : malformed()) {
    CAPTURE(item.what);
    Sound program = clean;
    item.spoil(program);
    // Accumulator 0's row with `first` lost would start from what was there before: make that zero.
    std::vector<ABeat> a = program.a;
    for (std::uint64_t row = 0; row < 5; ++row) {
      ABeat zero = clean.a[0];
      zero.segments[0] = {0, row, true, true, false};
      a.insert(a.begin(), zero);
    }
    const HandJob job = hand_job(spec, a, program.b);
    CHECK(job.reference.errors == item.errors);
    CHECK(job.reference.unset == 0);
    CHECK_FALSE(job.reference.stuck(a.size(), program.b.size()));
    for (const CBeat& result : job.reference.results) {
      if (item.affected.contains(result.row) || item.what == std::string("a row that leaves twice"))
        continue;
      CHECK(result == wanted.results.at(result.row));
    }
    for (const std::uint64_t seed : {0, 1, 2, 3}) {
      CHECK(judge(simulator, spec, job, 0, seed) == "");
      CHECK(judge(simulator, spec, job, 0.3, seed) == "");
      CHECK(judge(simulator, spec, job, 0.9, seed) == "");
    }
  }
}

TEST_CASE("demm: what never becomes whole or free is a standstill that names the stream",
          "[demm][malformed]") {
  const spec::Spec spec = roomy.spec();
  const sim::Simulator& simulator = simulator_of(spec);
  Sound program = sound(spec);
  std::string fault;
  const auto stands_still = [&] {
    const HandJob job = hand_job(spec, program.a, program.b);
    const sim::RunResult result = run_hand(simulator, spec, job, 0, 0);
    CHECK(job.reference.stuck(program.a.size(), program.b.size()));
    CHECK(result.error_bits == 0);
    CHECK(result.mismatches == 0);  // of what came before
    REQUIRE(result.faults.size() == 1);
    fault = result.faults[0];
  };
  SECTION("a tile without last") {
    program.b.back().last = false;
    stands_still();
    CHECK_THAT(fault, ContainsSubstring("no stream moved"));
    CHECK_THAT(fault, ContainsSubstring("stream a waits for a_ready_o with beat 5 of 8"));
    CHECK(fault.find("stream b") == std::string::npos);
  }
  SECTION("no tile at all") {
    program.b.clear();
    stands_still();
    CHECK_THAT(fault, ContainsSubstring("stream a waits for a_ready_o with beat 1 of 8"));
  }
  SECTION("a tile that nobody releases") {
    program.a[3].release = program.a[7].release = false;
    program.b[5].row = 7;  // waits for ever, so that it is no error yet
    stands_still();
    CHECK_THAT(fault, ContainsSubstring("stream b waits for b_ready_o with beat 6 of 10"));
    CHECK(fault.find("stream a") == std::string::npos);
  }
  SECTION("a beat that uses a tile after its release") {
    program.a.push_back(program.a.back());
    stands_still();
    CHECK_THAT(fault, ContainsSubstring("stream a waits for a_ready_o with beat 9 of 9"));
  }
}

namespace {

// Streams of any bits at all, but for what keeps them moving: tiles end, and are released.
struct Random {
  std::vector<ABeat> a;
  std::vector<BBeat> b;
};
Random random_streams(const spec::Spec& spec, std::uint64_t seed) {
  tensor::Rng rng(seed);
  const spec::Layout a_layout = spec::layout(spec, "a");
  const spec::Layout b_layout = spec::layout(spec, "b");
  const auto rows = static_cast<std::uint64_t>(spec.integer("rows"));
  const auto m = static_cast<std::uint64_t>(spec.integer("m"));
  const auto n = static_cast<std::uint64_t>(spec.integer("n"));
  // How often a number may be one that its range does not hold.
  const double malformed = rng.bernoulli(0.5) ? 0.05 : 0.5;
  const auto number = [&](const spec::Layout& layout, const char* field, std::uint64_t count) {
    const std::uint64_t all = std::uint64_t{1} << layout.field(field).width;
    return rng.below(rng.bernoulli(malformed) ? all : count);
  };
  const auto value = [&](const spec::Layout& layout, const char* field) {
    const std::int64_t half = std::int64_t{1} << (layout.field(field).width - 1);
    return rng.bernoulli(0.1) ? -half : rng.uniform_int(-half, half - 1);
  };
  const auto a_beat = [&] {
    ABeat beat;
    for (std::uint64_t lane = 0; lane < n; ++lane) {
      beat.value.push_back(value(a_layout, "value"));
      beat.index.push_back(number(a_layout, "index", m));
    }
    Segment& segment = beat.segments[0];
    segment.end = number(a_layout, "end", n + 1);
    segment.row = number(a_layout, "row", rows);
    segment.used = rng.bernoulli(0.85);
    segment.first = rng.bernoulli(0.2);
    segment.last = rng.bernoulli(0.4);
    return beat;
  };

  Random streams;
  const std::size_t tiles = 2 + rng.below(6);
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    const bool all_rows = rng.bernoulli(0.7);  // as in a sound program
    const std::uint64_t loads = all_rows ? m : 1 + rng.below(m + 2);
    for (std::uint64_t i = 0; i < loads; ++i) {
      BBeat beat;
      for (std::int64_t c = 0; c < spec.integer("columns"); ++c) {
        beat.data.push_back(value(b_layout, "data"));
      }
      beat.row = all_rows ? i : number(b_layout, "row", m);
      beat.last = i + 1 == loads;
      streams.b.push_back(beat);
    }
    for (std::uint64_t row = 0; tile == 0 && row < rows; ++row) {  // all accumulators are set
      ABeat beat = a_beat();
      beat.segments[0].row = row;
      beat.segments[0].used = beat.segments[0].first = true;
      streams.a.push_back(beat);
    }
    for (std::size_t left = rng.below(25); left > 0; --left) streams.a.push_back(a_beat());
    streams.a.push_back(a_beat());
    streams.a.back().release = true;
  }
  return streams;
}

void run_random(const NamedSpec& named, const std::set<std::string>& possible) {
  const spec::Spec spec = named.spec();
  const sim::Simulator& simulator = simulator_of(spec);
  std::set<std::string> seen;
  std::size_t sound_runs = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const Random streams = random_streams(spec, seed);
    const HandJob job = hand_job(spec, streams.a, streams.b);
    REQUIRE_FALSE(job.reference.stuck(streams.a.size(), streams.b.size()));
    REQUIRE(job.reference.unset == 0);
    seen.insert(job.reference.errors.begin(), job.reference.errors.end());
    sound_runs += job.reference.errors.empty() ? 1 : 0;
    for (const double stall : {0.0, seed % 2 == 0 ? 0.3 : 0.9}) {
      const std::string wrong = judge(simulator, spec, job, stall, seed);
      CAPTURE(spec.canonical(), seed, stall);
      if (!wrong.empty()) FAIL_CHECK(wrong);
    }
  }
  CHECK(seen == possible);
  CHECK(sound_runs < 200);
}

}  // namespace

TEST_CASE("demm: random streams, malformed or not, do what is documented", "[demm][malformed]") {
  SECTION("replicated, numbers that are no powers of two") {
    run_random(roomy, {"a_row_range", "a_index_range", "a_segment", "b_row_range", "absent_row"});
  }
  SECTION("register file, numbers that are no powers of two") {
    run_random(wide, {"a_row_range", "a_index_range", "a_segment", "b_row_range", "absent_row"});
  }
  SECTION("register file, powers of two: only absent rows and lanes above n can be named") {
    run_random(small_regs, {"a_segment", "absent_row"});
  }
  SECTION("one row, one column, one lane") { run_random(smallest, {"a_row_range", "absent_row"}); }
  SECTION("replicated, three lanes, all of which can be counted") {
    run_random(odd, {"a_row_range", "a_index_range", "b_row_range", "absent_row"});
  }
}
