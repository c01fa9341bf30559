// The harness on a tiny engine: what is right passes, counts its cycles and is the same under any
// stall; what is wrong is found and named.
#include "sim/run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/spec/layout.hpp"
#include "sw/golden/fill.hpp"
#include "tests/catch.hpp"
#include "tests/sim/test_engine.hpp"

using namespace denim;
using namespace denim::test;

namespace {

const sim::Simulator& built() {
  static const sim::Simulator simulator = [] {
    const TemporaryFolder folder;
    write_test_bundle(folder.path());
    sim::BuildOptions options;
    options.cache = shared_cache();
    return sim::build(folder.path(), options);
  }();
  return simulator;
}

sim::RunResult run_with(const TestJob& job, double stall = 0, std::uint64_t seed = 1) {
  sim::RunOptions options;
  options.stall = stall;
  options.seed = seed;
  return sim::run(built(), test_spec(), job.program, options);
}

program::Output without_last(const program::Output& output) {
  program::Output shorter({"c", output.beats.width()}, output.elements(), output.step());
  for (std::size_t i = 0; i + 1 < output.size(); ++i) {
    std::ranges::copy(output.beats.beat(i), shorter.append(output.place(i, 0)).begin());
  }
  return shorter;
}

bool mentions(const std::vector<std::string>& texts, const std::string& part) {
  for (const std::string& text : texts) {
    if (text.find(part) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a right engine passes, and its cycles are counted", "[sim]") {
  for (const auto& [rows, columns] : {std::pair{1U, 1U}, {3U, 4U}, {16U, 7U}, {13U, 200U}}) {
    const TestJob job = test_job(rows, columns);
    const sim::RunResult result = run_with(job);
    CAPTURE(rows, columns, result.faults);
    // Rows to 14 only name no row 15; 16 rows do.
    CHECK(result.error_bits == (rows == 16 ? 3U : 0U));
    CHECK(result.mismatches == 0);
    CHECK(result.faults.empty());
    CHECK(std::ranges::equal(result.results, job.expected.values()));
    // One beat a cycle from cycle 0, the result a cycle later.
    CHECK(result.cycles == job.program.outputs[0].size() + 1);
    REQUIRE(result.streams.size() == 3);
    for (const sim::StreamCount& stream : result.streams) {
      CHECK(stream.beats == job.program.outputs[0].size());
      CHECK(stream.wanted == stream.beats);
    }
  }
}

// A beat of a and one of b are taken together; their result is valid in the next cycle.
TEST_CASE("bounded streams pass when their bits have come, and cycles count from the first",
          "[sim][stream_bits]") {
  const TestJob job = test_job(3, 4);  // 3 beats of each stream
  const spec::Spec spec = test_spec();
  const auto run = [&](program::StreamBits beat_cycles, double stall = 0) {
    sim::RunOptions options;
    options.stall = stall;
    for (auto& [stream, cycles] : beat_cycles) {
      const unsigned width = spec::layout(spec, stream).width;
      REQUIRE(cycles <= width);
      const std::uint64_t bits = (width + cycles - 1) / cycles;
      REQUIRE((width + bits - 1) / bits == cycles);
      options.stream_bits[stream] = bits;
    }
    sim::RunResult result = sim::run(built(), spec, job.program, options);
    CAPTURE(result.faults);
    CHECK(result.ok());
    return result.cycles;
  };
  CHECK(run({}) == 3 + 1);
  CHECK(run({{"a", 1}, {"b", 1}, {"c", 1}}) == 3 + 1);
  CHECK(run({{"a", 4}}) == 3 * 4 + 1);
  CHECK(run({{"a", 4}, {"b", 3}}) == 3 * 4 + 1);
  // The first result is taken in cycle 1; those behind it leave without a pause.
  CHECK(run({{"c", 4}}) == 1 + 3 * 4);
  CHECK(run({{"a", 6}, {"c", 4}}) == 3 * 6 + 4);
  CHECK(run({{"c", 4}}, 0.5) > 1 + 3 * 4);

  sim::RunOptions options;
  options.stream_bits = {{"d", 3}};
  CHECK_REFUSED(sim::run(built(), spec, job.program, options), "no stream 'd'");
  options.stream_bits = {{"a", 0}};
  CHECK_REFUSED(sim::run(built(), spec, job.program, options), "'a' moves 0 bits");
}

TEST_CASE("any stall gives the same results, and the same seed the same run", "[sim]") {
  const TestJob job = test_job(14, 42);
  const sim::RunResult free = run_with(job);
  for (const double stall : {0.01, 0.5, 0.9}) {
    for (const std::uint64_t seed : {0U, 1U, 2U}) {
      const sim::RunResult result = run_with(job, stall, seed);
      CAPTURE(stall, seed, result.faults);
      CHECK(result.ok());
      CHECK((result.results == free.results));
      CHECK(result.cycles > free.cycles);
      CHECK(run_with(job, stall, seed).cycles == result.cycles);
    }
  }
  CHECK(run_with(job, 0.5, 1).cycles != run_with(job, 0.5, 2).cycles);
  // The source alone would take twice the cycles, the sinks 8/3 (the longer of two waits).
  const double stretch =
      static_cast<double>(run_with(job, 0.5, 3).cycles) / static_cast<double>(free.cycles);
  CHECK(stretch > 2.8);
  CHECK(stretch < 4.0);
}

TEST_CASE("each thing an engine does wrong is found", "[sim]") {
  struct Case {
    Bug bug;
    double stall;
    bool mismatches;
    const char* fault;  // part of one, "" for none
  };
  const std::vector<Case> cases{
      {Bug::valid_falls, 0.5, true, "c_valid_o fell before c_ready_i rose"},
      {Bug::data_changes, 0.5, true, "c_data_o changed while it waited"},
      {Bug::hangs, 0, true, "no stream moved"},
      {Bug::hangs, 0.3, true, "no stream moved"},
      {Bug::extra_beat, 0, false, "that the program does not expect"},
      {Bug::wrong_row, 0, true, ""},
      {Bug::wrong_value, 0, true, ""},
      {Bug::drops_beat, 0, true, "waits for c_valid_o with result"},
      {Bug::asserts, 0, true, "Assertion failed"},
      {Bug::finishes, 0, true, "$finish"},
      {Bug::padding, 0, true, ""},
      {Bug::uses_garbage, 0.5, true, ""},
      {Bug::endless_beats, 0, false, "that the program does not expect"},
  };
  for (const Case& item : cases) {
    const sim::RunResult result = run_with(test_job(14, 42, item.bug), item.stall);
    CAPTURE(static_cast<int>(item.bug), item.stall, result.faults, result.mismatches);
    CHECK_FALSE(result.ok());
    CHECK((result.mismatches > 0) == item.mismatches);
    CHECK(result.first.size() == std::min<std::uint64_t>(result.mismatches, 10));
    CHECK(result.faults.size() <= sim::RunResult::max_faults);
    if (*item.fault) CHECK(mentions(result.faults, item.fault));
    if (!*item.fault) CHECK(result.faults.empty());
  }
}

TEST_CASE("a mismatch says where, what and when", "[sim]") {
  const TestJob job = test_job(14, 42);
  const sim::RunResult value = run_with(test_job(14, 42, Bug::wrong_value));
  REQUIRE(value.mismatches == 1);
  const sim::Mismatch& first = value.first.at(0);
  CHECK(first.kind == sim::Mismatch::Kind::value);
  CHECK(first.place == program::Place{0, 9});  // the third beat has columns 8 to 11
  CHECK(first.expected == job.expected(0, 9));
  CHECK(first.got == (job.expected(0, 9) ^ 1));
  CHECK(value.results[9] == first.got);
  CHECK(first.cycle == 3);
  CHECK(first.to_text() == fmt::format("row 0, column 9: expected {}, got {} in cycle 3 (stream c, "
                                       "beat 2, data[1])",
                                       first.expected, first.got));

  const sim::RunResult row = run_with(test_job(14, 42, Bug::wrong_row));
  REQUIRE(row.mismatches == 1);
  CHECK(row.first[0].kind == sim::Mismatch::Kind::control);
  CHECK(row.first[0].field == "row");
  CHECK(row.first[0].expected == 0);
  CHECK(row.first[0].got == 1);

  // 42 columns leave two of the last beat's elements beyond the matrix.
  const sim::RunResult padding = run_with(test_job(14, 42, Bug::padding));
  const auto is_padding = [](const sim::Mismatch& m) {
    return m.kind == sim::Mismatch::Kind::padding && m.place.column == 43 && m.expected == 0;
  };
  CHECK(std::any_of(padding.first.begin(), padding.first.end(), is_padding));
}

TEST_CASE("error bits are reported with their cycle and must be sticky", "[sim]") {
  const TestJob job = test_job(16, 8);  // two beats of row 15, the last ones
  const sim::RunResult result = run_with(job);
  CHECK(result.error_bits == 3);
  CHECK(result.error_cycle == job.program.outputs[0].size() - 2);
  CHECK(built().manifest.error_names(1) == "row_fifteen");
  CHECK(built().manifest.error_names(3) == "row_fifteen, row_fifteen_again");
  CHECK(mentions(run_with(test_job(16, 8, Bug::errors_fall)).faults, "sticky"));
}

TEST_CASE("what is not reset starts random, by seed", "[sim]") {
  const TestJob job = test_job(3, 4, Bug::reads_unset);
  int wrong = 0;
  for (std::uint64_t seed = 0; seed < 16; ++seed) {
    const bool first = run_with(job, 0, seed).ok();
    CHECK(run_with(job, 0, seed).ok() == first);
    wrong += first ? 0 : 1;
  }
  CHECK(wrong > 0);
  CHECK(wrong < 16);
}

TEST_CASE("a hang ends soon and names who waits for what", "[sim]") {
  const sim::RunResult result = run_with(test_job(14, 42, Bug::hangs));
  REQUIRE(result.faults.size() == 1);
  CAPTURE(result.faults[0]);
  CHECK(mentions(result.faults, "stream a waits for a_ready_o with beat 4 of 132"));
  CHECK(mentions(result.faults, "stream b waits for b_ready_o with beat 4 of 132"));
  CHECK(mentions(result.faults, "the host waits for c_valid_o with result 4 of 132"));
  CHECK(result.simulated_cycles < 20'000);
  CHECK(result.cycles == 4);
  REQUIRE(result.mismatches > 0);
  CHECK(result.first[0].kind == sim::Mismatch::Kind::missing);
}

TEST_CASE("the cycle limit ends a run", "[sim]") {
  const TestJob job = test_job(14, 42);
  sim::RunOptions options;
  options.cycle_limit = 50;
  const auto result = sim::run(built(), test_spec(), job.program, options);
  CHECK(mentions(result.faults, "not done after 50 cycles"));
  CHECK(result.mismatches > 0);
  options.cycle_limit = 1'000;
  CHECK(sim::run(built(), test_spec(), job.program, options).ok());
}

TEST_CASE("a program without results takes no cycle", "[sim]") {
  TestJob job = test_job(5, 4);
  job.program.outputs = {{{"c", 68}, 4, program::along_rows}};
  job.program.streams = {{"a", 16}, {"b", 32}};
  job.program.zero_rows = {0, 1, 2, 3, 4};
  job.expected = tensor::Matrix<std::int64_t>(5, 4);
  golden::fill(test_spec(), job.expected, job.program);
  const sim::RunResult result = run_with(job);
  CHECK(result.ok());
  CHECK(result.cycles == 0);
  CHECK(std::ranges::equal(result.results, job.expected.values()));
}

TEST_CASE("stored beats are repeated", "[sim]") {
  // Row 0 of a 1 × 4 product, sent three times as the rows 0, 1 and 2 of a larger one: the engine
  // says row 0 each time, which is what the program expects here.
  TestJob job = test_job(1, 4);
  for (program::BeatStream& stream : job.program.streams) stream.set_repeat(3);
  job.program.rows = 3;
  job.program.outputs = {{{"c", 68}, 4, program::along_rows}};
  tensor::Matrix<std::int64_t> rows(3, 4);
  for (std::size_t row = 0; row < 3; ++row) {
    static_cast<void>(job.program.outputs[0].append({row, 0}));
    std::ranges::copy(job.expected.row(0), rows.row(row).begin());
  }
  job.expected = rows;
  golden::fill(test_spec(), rows, job.program);
  const sim::RunResult result = run_with(job, 0.3);
  CHECK(result.ok());
  CHECK(std::ranges::equal(result.results, job.expected.values()));
}

TEST_CASE("a wrong program is found", "[sim]") {
  const TestJob right = test_job(14, 42);
  SECTION("a beat is missing") {
    TestJob job = right;
    static_cast<void>(job.program.outputs[0].append({0, 0}));
    const sim::RunResult result = run_with(job);
    CHECK(mentions(result.faults, "the host waits for c_valid_o with result 133 of 133"));
  }
  SECTION("a beat too many") {
    TestJob job = right;
    job.program.outputs[0] = without_last(job.program.outputs[0]);
    CHECK(mentions(run_with(job).faults, "does not expect"));
  }
  SECTION("beats that the engine never takes") {
    TestJob job = right;
    static_cast<void>(job.program.streams[1].append());
    const sim::RunResult result = run_with(job);
    CHECK(result.mismatches == 0);
    CHECK(mentions(result.faults, "stream b waits for b_ready_o with beat 133 of 133"));
  }
}

TEST_CASE("what does not fit together is refused", "[sim]") {
  const TestJob job = test_job(3, 4);
  sim::RunOptions options;
  const auto run_job = [&](const TestJob& other) {
    return sim::run(built(), test_spec(), other.program, options);
  };
  SECTION("a stall that is no probability") {
    options.stall = 1.0;
    CHECK_REFUSED(run_job(job), "stall of 1", "0 to below 1");
    options.stall = -0.1;
    CHECK_REFUSED(run_job(job), "stall of -0.1");
  }
  SECTION("beats of another width, or with stray bits") {
    TestJob other = job;
    other.program.streams[0] = {"a", 17};
    CHECK_REFUSED(run_job(other), "stream 'a' have 17 bits, the engine's 16");
    other = job;
    other.program.streams[0].beat(2)[0] |= 1U << 16;
    CHECK_REFUSED(run_job(other), "beat 2 of stream 'a'", "above its 16");
  }
  SECTION("a result outside the matrix") {
    TestJob other = job;
    static_cast<void>(other.program.outputs[0].append({3, 0}));
    CHECK_REFUSED(run_job(other), "row 3");
  }
  SECTION("more beats than places") {
    TestJob other = job;
    static_cast<void>(other.program.outputs[0].beats.append());
    CHECK_REFUSED(run_job(other), "beats of stream 'c' and places of");
  }
  SECTION("a bundle of another spec") {
    sim::Simulator simulator = built();
    simulator.manifest.spec_hash = "0123456789ab";
    CHECK_REFUSED(sim::run(simulator, test_spec(), job.program, options), "another spec",
                  "0123456789ab", "denim gen");
  }
  SECTION("waves from a simulator without") {
    options.waves = sim::Waves::parse("w.fst");
    CHECK_REFUSED(run_job(job), "built without");
  }
}
