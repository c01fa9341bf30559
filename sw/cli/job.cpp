#include "sw/cli/job.hpp"

#include <fmt/format.h>

#include "gen/bundle/bundle.hpp"
#include "gen/spec/tail.hpp"
#include "sw/cli/output.hpp"
#include "sw/engines/tail.hpp"
#include "sw/golden/golden.hpp"

namespace denim::cli {

namespace {

using tensor::Matrix;

// An engine refuses a pattern that it does not have for the smallest A too: so it is asked before
// any operand is read.
void check_series(const tasd::Series& series, const spec::Spec& spec) {
  Matrix<std::int32_t> one(1, 1);
  one(0, 0) = 1;
  std::vector<engines::Term> terms;
  for (const tasd::Term& term : series.terms) terms.emplace_back(one, term);
  if (terms.empty()) return;
  try {
    engines::find_engine(spec.engine().name).schedule(spec, terms, 1);
  } catch (const engines::OperandError& error) {
    throw engines::OperandError(
        fmt::format("{}, series {}: {}", spec.name(), series.to_string(), error.what()));
  }
}

Simulated simulate(const Job& job, const program::Program& program, const Matrix<std::int64_t>& c,
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
  simulated.result = sim::run(simulated.simulator, job.spec, program, c.values(), run);
  return simulated;
}

}  // namespace

tasd::Series parse_series(const std::string& text, const spec::Spec& spec) {
  const engines::Engine& engine = engines::find_engine(spec.engine().name);
  if (text == "lossless" && engine.chooses) return {{}, true};
  if (engine.own_series) {
    const tasd::Series own = engine.own_series(spec);
    if (text == "lossless" || tasd::Series::parse(text) == own) return own;
    throw engines::OperandError(
        fmt::format("{} cannot run the series {}: it is built for its own, {}", spec.name(), text,
                    own.to_string()));
  }
  const tasd::Series series = tasd::Series::parse(text, engine.own_term(spec));
  check_series(series, spec);
  return series;
}

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
  if (b.size() == 0) return {};
  Matrix<std::int32_t> kept = operands.a.values;
  Expected expected;
  if (!series.repeat_last) {
    Matrix<std::int32_t> residual = kept;
    const tasd::Quality quality =
        tasd::take_terms<std::int32_t>(residual, series, [](const auto&, const auto&) {});
    if (!quality.lossless()) {
      expected.relative_error = golden::relative_error(kept, residual, b);
      for (std::size_t i = 0; i < kept.size(); ++i) kept.values()[i] -= residual.values()[i];
    }
  }
  if (depth == Depth::program) expected.c = golden::multiply(kept, b);
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

  std::vector<engines::Term> terms;
  const bool chosen_by_engine = series.terms.empty();
  if (chosen_by_engine) {
    terms.emplace_back(a);
    prepared.quality = tasd::quality_of(a);
  } else {
    Matrix<std::int32_t> residual = a;
    prepared.quality = tasd::take_terms<std::int32_t>(
        residual, series, [&](const Matrix<std::int32_t>& kept, const tasd::TermStats& stats) {
          if (engine.schedule) terms.emplace_back(kept, stats.term);
        });
  }
  if (engine.transform) {
    engines::Compiled compiled = engine.transform(spec, a);
    prepared.cost = std::move(compiled.cost);
    if (depth == Depth::program) prepared.program = std::move(compiled.program);
    return prepared;
  }
  const auto schedule = engine.schedule(spec, terms, b.cols());
  prepared.cost = schedule->cost();
  if (chosen_by_engine) prepared.quality.terms = schedule->taken();
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

Requantised requantise(const spec::Spec& spec, const TailOptions& tail,
                       const Matrix<std::int64_t>& c, program::Program& program) {
  const golden::Requantise how = tail.requantise(spec, c);
  Requantised result{how, golden::requantise(c, how)};
  engines::add_tail(spec, {how.scale, how.shift, how.relu}, program, result.c);
  return result;
}

Outcome run_job(const Job& job, const Operands& operands, const Expected& expected,
                const std::function<void(std::string_view)>& tell) {
  Outcome outcome;
  outcome.relative_error = expected.relative_error;
  tell("decomposing and compiling");
  outcome.prepared = prepare(job.spec, job.series, operands, job.depth());
  if (job.model_only) return outcome;
  program::Program& program = outcome.prepared.program;
  if (spec::has_tail(job.spec)) {
    const Requantised behind = requantise(job.spec, job.tail, expected.c, program);
    outcome.requantise = behind.how;
    outcome.simulated = simulate(job, program, behind.c, tell);
  } else {
    outcome.simulated = simulate(job, program, expected.c, tell);
  }
  program = {};
  return outcome;
}

}  // namespace denim::cli
