// `denim run` of a tail sees what only results show that saturate, or that lie in the middle of two
// integers, though the scale that it chooses by itself fits the results.
#include <string>

#include "gen/bundle/bundle.hpp"
#include "sim/simulator.hpp"
#include "sw/flow/run.hpp"
#include "tests/catch.hpp"
#include "tests/support/project.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace denim;

namespace {

struct TailBug {
  const char* leaf;
  std::string sound;
  std::string wrong;
};

const TailBug tail_bugs[]{
    {"denim_tail_saturate", "{negative, {(Width - 1) {!negative}}}", "rounded[Width-1:0]"},
    {"denim_tail_saturate", "!(|rounded[InWidth-1:Width-1])", "!(|rounded[InWidth-1:Width])"},
    {"denim_tail_shift", "half && (more || shifted[1])", "half || (half && more)"},
    {"denim_tail_shift", "half && (more || shifted[1])", "half && more"},
};

sim::Simulator simulator_with(const spec::Spec& spec, const TailBug& bug) {
  std::string text =
      test::text_of(test::project / "rtl" / "tail" / (std::string(bug.leaf) + ".sv"));
  const std::size_t at = text.find(bug.sound);
  REQUIRE(at != std::string::npos);
  text.replace(at, bug.sound.size(), bug.wrong);
  const test::ScratchFolder folder;
  const auto path = folder.path() / "bundle";
  bundle::write(
      bundle::generate(spec, bundle::design(spec), {{std::string(bug.leaf) + ".sv", text}}), path);
  sim::BuildOptions options;
  options.cache = sim::default_cache();
  options.quick = true;
  return sim::build(path, options);
}

sim::RunResult simulated(const flow::Job& job, const flow::Layer& layer,
                         const flow::Prepared& prepared, const sim::Simulator& simulator) {
  return flow::simulate(job, layer, prepared, simulator, [](std::string_view) {});
}

}  // namespace

TEST_CASE("run of a tail finds bugs at its edges", "[demm][tail]") {
  flow::Job job;
  job.spec = spec::Spec::load("demm_2_8_4", std::vector<std::string>{"tail=requantise"});
  job.series = engines::parse_series("lossless", job.spec);
  const flow::Layer layer(
      flow::OperandSource{flow::Synthetic{24, 45, 0.5}, {}, 20, 3}.load(job.spec));
  const flow::Prepared prepared = flow::prepare(job, layer);
  REQUIRE(prepared.edges.size() == 2);
  flow::Prepared fitting = prepared;
  fitting.edges.clear();
  for (const TailBug& bug : tail_bugs) {
    CAPTURE(bug.leaf, bug.wrong);
    const sim::Simulator simulator = simulator_with(job.spec, bug);
    CHECK(simulated(job, layer, fitting, simulator).ok());  // that is why there are edges
    const sim::RunResult result = simulated(job, layer, prepared, simulator);
    CHECK(result.mismatches > 0);
    REQUIRE_FALSE(result.faults.empty());
    CHECK(result.faults[0].starts_with("by scale "));
    CHECK_THAT(result.faults[0], ContainsSubstring(" mismatches, the first row "));
  }
  // What is told is what is run.
  job.tail.scale = 3;
  job.tail.shift = 11;
  CHECK(flow::prepare(job, layer).edges.empty());
}
