// `demm` with a tail: every requantised value, pair and residual bit by bit, every cycle by the
// model, with and without stalls, in all that the tail and the engine before it can be.
//
// A failing case prints its line; DENIM_ENGINE_CASE=<spec>#<number> runs that case alone.
#include <cstdlib>

#include "gen/spec/tail.hpp"
#include "sw/golden/fill.hpp"
#include "sw/golden/requantise.hpp"
#include "tests/catch.hpp"
#include "tests/engines/demm/specs.hpp"
#include "tests/engines/tasd_unit/blocks.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_simulator.hpp"
#include "tests/support/engine_stream_bits.hpp"
#include "tests/support/requantise_reference.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

struct TailSettings {
  std::uint32_t scale = 1;
  unsigned shift = 0;
  bool relu = false;
};

const NamedSpec tails[]{
    demm_named("tail_requantise",
               "n = 2\nm = 8\ncolumns = 5\nrows = 6\nmemory = \"regs\"\ntail = \"requantise\"\n"),
    demm_named("tail_requantise_wide",
               "n = 3\nm = 5\ncolumns = 2\nrows = 8\nacc_width = 48\na_width = 16\nb_width = 16\n"
               "segments = 2\noverlap = true\ntail = \"requantise\"\ntail_width = 16\n"),
    demm_named("tail_sorter",
               "n = 2\nm = 8\ncolumns = 8\nrows = 6\nmemory = \"regs\"\ntail = \"tasd\"\n"
               "tail_terms = [\"2:4\", \"1:8\"]\ntail_levels = 1\n"),
    demm_named(
        "tail_sorter_packed",
        "n = 4\nm = 12\ncolumns = 6\nrows = 12\nsegments = 4\noverlap = true\nmemory = \"banked\"\n"
        "read_latency = 1\nsum_levels = 1\ntail = \"tasd\"\ntail_width = 4\n"
        "tail_terms = [\"1:3\", \"1:3\", \"1:2\"]\n"),
    demm_named("tail_serial",
               "n = 2\nm = 8\ncolumns = 4\nrows = 6\nmemory = \"regs\"\ntail = \"tasd\"\n"
               "tail_terms = [\"3:4\"]\ntail_form = \"serial\"\n"),
    demm_named("tail_serial_overlap",
               "n = 2\nm = 6\ncolumns = 4\nrows = 5\noverlap = true\nmemory = \"replicated\"\n"
               "read_latency = 1\ntail = \"tasd\"\ntail_terms = [\"2:4\", \"1:2\", \"4:4\"]\n"
               "tail_form = \"serial\"\n"),
    demm_named(
        "tail_serial_packed",
        "n = 5\nm = 9\ncolumns = 6\nrows = 10\nsegments = 2\noverlap = true\nsum_levels = 1\n"
        "tail = \"tasd\"\ntail_terms = [\"1:6\", \"5:6\"]\ntail_form = \"serial\"\n"),
    demm_named(
        "tail_serial_latency",
        "n = 2\nm = 4\ncolumns = 2\nrows = 8\nsegments = 2\nread_latency = 1\ntail = \"tasd\"\n"
        "tail_terms = [\"2:2\"]\ntail_form = \"serial\"\n"),
    demm_named("tail_serial_fixed",
               "n = 1\nm = 4\ncolumns = 4\nrows = 4\npasses = \"fixed\"\ntail = \"tasd\"\n"
               "tail_terms = [\"4:4\"]\ntail_form = \"serial\"\n"),
};

constexpr std::size_t corner_step = 17;
constexpr std::size_t random_cases = 60;

// What the tail must make of C: the data of each beat, row by row of C, and all of the beats.
struct Wanted {
  tensor::Matrix<std::int64_t> data;
  program::BeatStream beats;
};

Wanted reference(const spec::Spec& spec, const program::Program& program,
                 const tensor::Matrix<std::int64_t>& c, const TailSettings& settings) {
  const spec::Layout layout = spec::layout(spec, "c");
  Wanted wanted{c, {"c", layout.width}};
  for (std::int64_t& value : wanted.data.values()) {
    value = test::reference_requantise(value, settings.scale, settings.shift, settings.relu,
                                       static_cast<int>(spec.integer("tail_width")));
  }
  if (!spec::tail_takes_apart(spec)) return wanted;
  const spec::Field& data = layout.field("data");
  const auto set = [&](std::span<std::uint64_t> beat, const char* name, std::size_t i,
                       std::int64_t value) {
    const spec::Field& field = layout.field(name);
    program::set_bits(beat, field.bit(static_cast<unsigned>(i)), field.width,
                      static_cast<std::uint64_t>(value));
  };
  const program::Output& output = program.output("c");
  for (std::size_t number = 0; number < output.size(); ++number) {
    const program::Place first = output.place(number, 0);
    std::vector<std::int32_t> row(data.count, 0);
    for (std::size_t i = 0; i < row.size() && first.column + i < c.cols(); ++i) {
      row[i] = static_cast<std::int32_t>(wanted.data(first.row, first.column + i));
    }
    const test::TakenApart apart = test::take_apart(row, spec.patterns("tail_terms"));
    const auto beat = wanted.beats.append();
    set(beat, "row", 0, static_cast<std::int64_t>(named_by(spec, output, number, "row")));
    for (std::size_t i = 0; i < row.size(); ++i) {
      set(beat, "data", i, apart.residual[i]);
      if (first.column + i < c.cols()) wanted.data(first.row, first.column + i) = apart.residual[i];
    }
    for (std::size_t i = 0; i < apart.values.size(); ++i) {
      set(beat, "value", i, apart.values[i]);
      set(beat, "index", i, apart.indices[i]);
    }
  }
  return wanted;
}

// Any settings, and often those that use the range of the results.
TailSettings settings_for(const spec::Spec& spec, const tensor::Matrix<std::int64_t>& c,
                          tensor::Rng& rng) {
  const bool relu = rng.bernoulli(0.3);
  if (rng.bernoulli(0.2)) {
    return {static_cast<std::uint32_t>(rng.below(65536)), static_cast<unsigned>(rng.below(48)),
            relu};
  }
  const auto how = golden::fitting(c, static_cast<int>(spec.integer("tail_width")), relu);
  return {how.scale, how.shift, relu};
}

std::string run_case(const spec::Spec& spec, std::size_t number) {
  const Cases cases(spec);
  const Case c = cases.at(number);
  Job job = make_job(spec, c);
  tensor::Rng rng(number);
  const auto settings = settings_for(spec, job.golden, rng);
  program::Program& program = job.compiled.program;
  const Wanted wanted = reference(spec, program, job.golden, settings);
  const tensor::Matrix<std::int64_t> results =
      golden::requantise(job.golden, {settings.scale, settings.shift, settings.relu,
                                      static_cast<int>(spec.integer("tail_width"))});
  program.settings = {
      {"scale", settings.scale}, {"shift", settings.shift}, {"relu", settings.relu}};
  const program::Program whole = filled(spec, program, results);
  for (std::size_t i = 0; i < wanted.beats.stored(); ++i) {
    if (!std::ranges::equal(whole.output("c").beats.beat(i), wanted.beats.beat(i))) {
      return fmt::format("the golden model wants another beat {} of c", i);
    }
  }
  for (const auto& [stall, seed] : {std::pair{0.0, std::uint64_t{0}}, {c.stall, c.seed}}) {
    const Expectation expected{results.values(), job.compiled.cost.cycles, 0, stall};
    const std::string wrong = run_and_judge(simulator_of(spec), spec, program, expected, seed);
    if (!wrong.empty()) return fmt::format("{}\n  {}, stall {}", wrong, to_text(c), stall);
  }
  if (number % 4 == 0) {
    const program::StreamBits bounded = draw_stream_bits(spec, rng);
    const std::uint64_t cycles = make_job(spec, c, bounded).compiled.cost.cycles;
    const std::string wrong = run_and_judge(simulator_of(spec), spec, program,
                                            {results.values(), cycles, 0, 0, 0, bounded}, c.seed);
    if (!wrong.empty())
      return fmt::format("{}\n  {}, streams{}", wrong, to_text(c), to_text(bounded));
  }
  std::uint64_t sum = 0;
  for (const auto& cause : job.compiled.cost.by_cause) sum += cause.cycles;
  if (sum != job.compiled.cost.cycles) return "the causes do not add up to the cycles";
  return {};
}

}  // namespace

TEST_CASE("demm with a tail is bit- and cycle-exact", "[demm][tail]") {
  build_simulators(specs_of(tails));
  const char* only = std::getenv("DENIM_ENGINE_CASE");
  for (const NamedSpec& named : tails) {
    const spec::Spec spec = named.spec();
    const std::size_t corners = Cases(spec).corners();
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < corners; i += corner_step) numbers.push_back(i);
    for (std::size_t i = 0; i < random_cases; ++i) numbers.push_back(corners + i);
    for (const std::size_t number : numbers) {
      const std::string name = fmt::format("{}#{}", named.name, number);
      if (only != nullptr && name != only) continue;
      INFO("again: DENIM_ENGINE_CASE='" << name << "' build/tests/engines '[tail]'\n"
                                        << spec.canonical());
      REQUIRE(run_case(spec, number) == "");
    }
  }
}

// A result beat holds the units for as many cycles as they take elements: rows that come faster
// wait.
TEST_CASE("demm waits for a serial tail, and the model says how long", "[demm][tail]") {
  const spec::Spec spec = tails[8].spec();  // 4:4, one element a cycle
  Case c;
  c.rows = 8;
  c.depth = 4;
  c.columns = 4;
  c.pattern = Pattern::spread;
  const Job job = make_job(spec, c);
  const auto& causes = job.compiled.cost.by_cause;
  REQUIRE(causes.back().name == "tail_bound");
  CHECK(causes.back().cycles >= 3 * 4);
}
