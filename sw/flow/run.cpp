#include "sw/flow/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gen/spec/tail.hpp"
#include "sw/golden/fill.hpp"
#include "sw/tensor/memory.hpp"

namespace denim::flow {

Prepared prepare(const Job& job, const Layer& layer) {
  // The results, the beats that must bring them, and those that do.
  if (!job.model_only) {
    tensor::check_memory(layer.rows(), layer.columns(), 3 * sizeof(std::int64_t));
  }
  const Apart& apart = layer.apart(job.series);
  const Operands& operands = layer.operands();
  const auto schedule = engines::find_engine(job.spec.engine().name)
                            .schedule(job.spec, {operands.a.values, apart.parts, layer.columns()});
  Prepared prepared;
  prepared.cost = schedule->cost();
  prepared.taken = apart.parts.empty() ? schedule->taken() : apart.quality.terms;
  if (job.model_only) return prepared;
  prepared.program = schedule->program(operands.b.values);
  const tensor::Matrix<std::int64_t>& results = layer.results(job.series);
  if (!spec::has_tail(job.spec)) {
    golden::fill(job.spec, results, prepared.program);
    return prepared;
  }
  const golden::Requantise how = job.tail.requantise(job.spec, results);
  prepared.requantise = how;
  prepared.program.settings = {
      {"scale", how.scale}, {"shift", how.shift}, {"relu", how.relu ? 1U : 0U}};
  golden::fill(job.spec, golden::requantise(results, how), prepared.program);
  return prepared;
}

Outcome run(const Job& job, const Layer& layer, const Tell& tell) {
  tell("decomposing and compiling");
  const Prepared prepared = prepare(job, layer);
  Outcome outcome;
  outcome.quality = layer.apart(job.series).quality;
  outcome.quality.terms = prepared.taken;
  outcome.relative_error = layer.relative_error(job.series);
  outcome.cost = prepared.cost;
  outcome.requantise = prepared.requantise;
  if (job.model_only) return outcome;

  // With stalls a run takes longer: each of three streams may hold it up.
  const double cycles = static_cast<double>(prepared.cost.cycles) / std::pow(1 - job.stall, 3);
  const Device device(job.spec, static_cast<std::uint64_t>(std::min(cycles, 1e15)),
                      job.waves ? job.waves->trace : sim::Trace::none, tell);
  sim::RunOptions options;
  options.stall = job.stall;
  options.seed = job.seed;
  options.waves = job.waves;
  options.progress = [&](std::uint64_t passed, std::uint64_t all) {
    tell(fmt::format("simulating, {} of {} beats", passed, all));
  };
  outcome.simulated = {device.simulator(), device.run(prepared.program, options), device.bundle()};
  return outcome;
}

}  // namespace denim::flow
