// Streams that move so many bits a cycle: the RTL takes exactly the model's cycles, with all
// results right, and a model that is a cycle a beat off is seen.
//
// A failing case prints its line; DENIM_ENGINE_CASE=<spec>#<number> runs that case alone.
#include "tests/support/engine_stream_bits.hpp"

#include <cstdlib>
#include <map>
#include <string>

#include "tests/engines/frame/tests.hpp"

namespace denim::test::engines {

namespace {

struct Seen {
  std::size_t cases = 0;
  std::map<std::string, std::size_t> faults;  // by the stream that is off in the model
};

void run_case(const spec::Spec& spec, std::size_t number, Seen& seen) {
  const Cases cases(spec);
  const Case c = cases.at(number);
  tensor::Rng rng(number);
  const program::StreamBits bounded = draw_stream_bits(spec, rng);
  INFO(fmt::format(
      "{}, streams{}\n  spec:\n{}  again: DENIM_ENGINE_CASE='{}#{}' "
      "build/tests/engines '[{}][stream_bits]'",
      to_text(c), to_text(bounded), spec.canonical(), spec.name(), number, spec.engine().name));
  auto [a, b] = flow::draw(spec, c);
  const auto parts = terms_of(spec, a, c.series);
  const auto schedule = denim::engines::schedule(spec, {{}, parts, b});
  CHECK(judge_cost(spec, *schedule, bounded) == "");
  const auto cycles = [&](const program::StreamBits& streams) {
    return denim::engines::cost(spec, *schedule, streams).cycles;
  };
  const auto golden = golden::multiply(a, b);
  const program::Program program = schedule->program();
  Expectation expected{golden.values(), cycles(bounded), 0, 0, 0, bounded};
  const auto judge = [&] {
    return run_and_judge(simulator_of(spec), spec, program, expected, c.seed);
  };
  CHECK(judge() == "");
  expected.stall = c.stall;
  CHECK(judge() == "");
  ++seen.cases;
  if (program.output("c").size() < 2) return;
  for (const spec::StreamDeclaration& stream : spec.engine().streams) {
    const program::StreamBits off = a_cycle_more(spec, bounded, stream.name);
    if (!off.empty() && cycles(off) != cycles(bounded)) ++seen.faults[stream.name];
  }
}

// So many cases, in turn of each spec, any that Cases has.
void check(const Subject& subject, std::size_t count) {
  const char* wanted = std::getenv("DENIM_ENGINE_CASE");
  if (!wanted) build_simulators(specs_of(subject.specs));
  Seen seen;
  for (std::size_t i = 0; i < count; ++i) {
    const spec::Spec spec = subject.specs[i % subject.specs.size()].spec();
    if (wanted) {
      const std::string text = wanted;
      const auto mark = text.find('#');
      if (text.substr(0, mark) != spec.name()) continue;
      return run_case(spec, std::stoul(text.substr(mark + 1)), seen);
    }
    // Half of them corners.
    const Cases cases(spec);
    tensor::Rng rng(i);
    run_case(spec, rng.bernoulli(0.5) ? rng.below(cases.corners()) : cases.corners() + i, seen);
  }
  if (wanted) return;
  CHECK(seen.cases == count);
  for (const char* stream : {"a", "b", "c"}) {
    CAPTURE(stream);
    CHECK(seen.faults[stream] > count / 10);
  }
}

}  // namespace

void check_stream_bits(const Subject& subject) { check(subject, 3 * subject.specs.size()); }
void check_stream_bits_long(const Subject& subject) { check(subject, 1000); }

}  // namespace denim::test::engines
