#include "sw/flow/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gen/spec/tail.hpp"
#include "sw/golden/fill.hpp"
#include "sw/tensor/memory.hpp"

namespace denim::flow {

namespace {

// States what must come of a tail that requantises so, and sets it.
void fill_behind_tail(const Job& job, const Layer& layer, const golden::Requantise& how,
                      program::Program& program) {
  program.settings = {{"scale", how.scale}, {"shift", how.shift}, {"relu", how.relu ? 1U : 0U}};
  golden::fill(job.spec, golden::requantise(layer.results(job.series), how), program);
}

// What a run by another scale says, into what the first one said.
void add_edge(const sim::RunResult& more, const golden::Requantise& how, bool same_cycles,
              sim::RunResult& result) {
  const std::string where = fmt::format("by scale {}, shift {}: ", how.scale, how.shift);
  const auto fault = [&](const std::string& what) {
    if (result.faults.size() < sim::RunResult::max_faults) result.faults.push_back(where + what);
  };
  result.mismatches += more.mismatches;
  result.error_bits |= more.error_bits;
  result.seconds += more.seconds;
  if (more.mismatches > 0) {
    fault(
        fmt::format("{} mismatches, the first {}", more.mismatches, more.first.front().to_text()));
  }
  for (const std::string& what : more.faults) fault(what);
  if (same_cycles && more.cycles != result.cycles) {
    fault(fmt::format("{} cycles instead of {}", more.cycles, result.cycles));
  }
}

}  // namespace

Prepared prepare(const Job& job, const Layer& layer) {
  // The results, the beats that must bring them, and those that do.
  if (!job.model_only) {
    tensor::check_memory(layer.rows(), layer.columns(), 3 * sizeof(std::int64_t));
  }
  const Apart& apart = layer.apart(job.series);
  const Operands& operands = layer.operands();
  const auto schedule = engines::schedule(
      job.spec, {operands.a.values, apart.parts, operands.b.values, layer.groups()});
  Prepared prepared;
  prepared.cost = engines::cost(job.spec, *schedule, job.stream_bits);
  prepared.taken = apart.parts.empty() ? schedule->taken() : apart.quality.terms;
  if (job.model_only) return prepared;
  prepared.program = schedule->program();
  const tensor::Matrix<std::int64_t>& results = layer.results(job.series);
  if (!spec::has_tail(job.spec)) {
    golden::fill(job.spec, results, prepared.program);
    return prepared;
  }
  prepared.requantise = job.tail.requantise(job.spec, results);
  prepared.edges = job.tail.edges(job.spec, results);
  fill_behind_tail(job, layer, *prepared.requantise, prepared.program);
  return prepared;
}

sim::RunResult simulate(const Job& job, const Layer& layer, Prepared prepared,
                        const sim::Simulator& simulator, const Tell& tell) {
  sim::RunOptions options;
  options.stall = job.stall;
  options.stream_bits = job.stream_bits;
  options.seed = job.seed;
  options.waves = job.waves;
  options.progress = [&](std::uint64_t passed, std::uint64_t all) {
    tell(fmt::format("simulating, {} of {} beats", passed, all));
  };
  sim::RunResult result = sim::run(simulator, job.spec, prepared.program, options);
  options.waves.reset();
  for (const golden::Requantise& how : prepared.edges) {
    fill_behind_tail(job, layer, how, prepared.program);
    add_edge(sim::run(simulator, job.spec, prepared.program, options), how, job.stall == 0, result);
  }
  return result;
}

Outcome run(const Job& job, const Layer& layer, Devices& devices, const Tell& tell) {
  tell("decomposing and compiling");
  Prepared prepared = prepare(job, layer);
  Outcome outcome;
  outcome.quality = layer.apart(job.series).quality;
  outcome.quality.terms = prepared.taken;
  outcome.relative_error = layer.relative_error(job.series);
  outcome.error_to_file = layer.error_to_file(job.series);
  outcome.cost = prepared.cost;
  outcome.requantise = prepared.requantise;
  outcome.edges = prepared.edges;
  if (job.model_only) return outcome;

  // With stalls a run takes longer: each of three streams may hold it up.
  const double cycles = static_cast<double>(prepared.cost.cycles) / std::pow(1 - job.stall, 3);
  const Device& device =
      devices.get(job.spec, static_cast<std::uint64_t>(std::min(cycles, 1e15)),
                  job.waves ? job.waves->trace : sim::Trace::none, tell, job.rtl);
  sim::RunResult result = simulate(job, layer, std::move(prepared), device.simulator(), tell);
  result.notes.insert(result.notes.begin(), device.notes().begin(), device.notes().end());
  outcome.simulated = {device.simulator(), std::move(result), device.bundle(), device.edited()};
  return outcome;
}

}  // namespace denim::flow
