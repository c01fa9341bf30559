#include "sw/cli/job.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/bundle/bundle.hpp"
#include "gen/spec/tail.hpp"
#include "sw/cli/output.hpp"
#include "sw/golden/fill.hpp"
#include "sw/golden/golden.hpp"

namespace denim::cli {

namespace {

using tensor::Matrix;

Matrix<std::int64_t> widened(const Matrix<std::int32_t>& matrix) {
  Matrix<std::int64_t> wide(matrix.rows(), matrix.cols());
  std::ranges::copy(matrix.values(), wide.values().begin());
  return wide;
}

Simulated simulate(const Job& job, const program::Program& program,
                   const std::function<void(std::string_view)>& tell) {
  Simulated simulated;
  tell("generating the engine");
  const std::filesystem::path cache = sim::default_cache();
  const bundle::Bundle bundle = bundle::generate(job.spec);
  simulated.bundle = cache / "bundles" / bundle.folder;
  bundle::write(bundle, simulated.bundle);

  sim::BuildOptions build;
  build.cache = cache;
  if (job.outputs.waves) build.trace = job.outputs.waves->trace;
  build.progress = tell;
  simulated.simulator = sim::build(simulated.bundle, build);

  sim::RunOptions run;
  run.stall = job.stall;
  run.seed = job.seed;
  run.waves = job.outputs.waves;
  run.progress = [&](std::uint64_t passed, std::uint64_t all) {
    tell(fmt::format("simulating, {} of {} beats", passed, all));
  };
  simulated.result = sim::run(simulated.simulator, job.spec, program, run);
  return simulated;
}

}  // namespace

std::string run_line(const std::string& spec, const OperandSource& source,
                     const std::string& series, double stall, bool model_only) {
  std::string text = fmt::format("denim run {} {}", spec, source.command_line());
  if (series != "lossless") text += " --series " + series;
  if (model_only) text += " --model-only";
  if (stall > 0) text += fmt::format(" --stall {}", stall);
  return text;
}

Expected expect(const Operands& operands, const tasd::Series& series, Depth depth) {
  const Matrix<std::int32_t>& b = operands.b.values;
  Matrix<std::int32_t> kept = operands.a.values;
  Expected expected;
  if (b.size() == 0) {
    if (depth == Depth::program) expected.results = widened(kept);
    return expected;
  }
  if (!series.repeat_last) {
    Matrix<std::int32_t> residual = kept;
    const tasd::Quality quality =
        tasd::take_terms<std::int32_t>(residual, series, [](const auto&, const auto&) {});
    if (!quality.lossless()) {
      expected.relative_error = golden::relative_error(kept, residual, b);
      for (std::size_t i = 0; i < kept.size(); ++i) kept.values()[i] -= residual.values()[i];
    }
  }
  if (depth == Depth::program) expected.results = golden::multiply(kept, b);
  return expected;
}

Prepared prepare(const spec::Spec& spec, const tasd::Series& series, const Operands& operands,
                 Depth depth) {
  const Matrix<std::int32_t>& a = operands.a.values;
  const Matrix<std::int32_t>& b = operands.b.values;
  const engines::Engine& engine = engines::find_engine(spec.engine().name);
  Prepared prepared;
  prepared.a_scale = operands.a.scale;
  prepared.b_scale = operands.b.scale;
  prepared.a_lost_count = operands.a.lost_count;
  prepared.b_lost_count = operands.b.lost_count;
  prepared.rows = a.rows();
  prepared.depth = a.cols();
  prepared.columns = b.cols();

  std::vector<engines::Term> parts;
  const bool taken_by_engine = series.terms.empty();
  if (taken_by_engine) {
    prepared.quality = tasd::quality_of(a);
  } else {
    Matrix<std::int32_t> residual = a;
    prepared.quality = tasd::take_terms<std::int32_t>(
        residual, series, [&](const Matrix<std::int32_t>& kept, const tasd::TermStats& stats) {
          parts.emplace_back(kept, stats.term);
        });
  }
  const auto schedule = engine.schedule(spec, {a, parts, b.cols()});
  prepared.cost = schedule->cost();
  if (taken_by_engine) prepared.quality.terms = schedule->taken();
  if (depth == Depth::program) prepared.program = schedule->program(b);
  return prepared;
}

void JobOutputs::check(std::span<const std::filesystem::path> inputs) const {
  std::vector<std::filesystem::path> files;
  if (json) files.push_back(*json);
  if (c) files.push_back(*c);
  if (waves) {
    files.push_back(waves->file);
    files.push_back(waves->save_file());
  }
  check_distinct(files, inputs);
  if (waves) waves->check_writable();
  for (const std::filesystem::path& file : files) check_writable(file);
}

std::optional<golden::Requantise> complete(const spec::Spec& spec, const TailOptions& tail,
                                           const Matrix<std::int64_t>& results,
                                           program::Program& program) {
  if (!spec::has_tail(spec)) {
    golden::fill(spec, results, program);
    return std::nullopt;
  }
  const golden::Requantise how = tail.requantise(spec, results);
  program.settings = {{"scale", how.scale}, {"shift", how.shift}, {"relu", how.relu ? 1U : 0U}};
  golden::fill(spec, golden::requantise(results, how), program);
  return how;
}

Outcome run_job(const Job& job, const Operands& operands, const Expected& expected,
                const std::function<void(std::string_view)>& tell) {
  Outcome outcome;
  outcome.relative_error = expected.relative_error;
  tell("decomposing and compiling");
  outcome.prepared = prepare(job.spec, job.series, operands, job.depth());
  if (job.model_only) return outcome;
  program::Program& program = outcome.prepared.program;
  outcome.requantise = complete(job.spec, job.tail, expected.results, program);
  outcome.simulated = simulate(job, program, tell);
  program = {};
  return outcome;
}

}  // namespace denim::cli
