#include "sw/cli/job.hpp"

#include <fmt/format.h>

#include <set>

#include "gen/bundle/bundle.hpp"
#include "gen/spec/tail.hpp"
#include "sim/simulator.hpp"
#include "sw/cli/cli.hpp"
#include "sw/cli/output.hpp"
#include "sw/cli/report.hpp"
#include "sw/engines/tail.hpp"
#include "sw/golden/golden.hpp"
#include "sw/tensor/npy.hpp"

namespace denim::cli {

namespace {

using tensor::Matrix;

// C as the narrowest integers that hold an accumulator.
tensor::AnyMatrix results(const sim::RunResult& result, const Prepared& prepared,
                          std::int64_t acc_width) {
  auto wide = Matrix<std::int64_t>::from(prepared.rows, prepared.columns, result.c);
  if (acc_width > 32) return wide;
  Matrix<std::int32_t> narrow(wide.rows(), wide.cols());
  for (std::size_t i = 0; i < wide.size(); ++i) {
    narrow.values()[i] = static_cast<std::int32_t>(wide.values()[i]);
  }
  return narrow;
}

}  // namespace

tasd::Series parse_series(const std::string& text, const spec::Spec& spec) {
  const engines::Engine& engine = engines::find_engine(spec.engine().name);
  if (text == "lossless" && engine.chooses) return {{}, true};
  if (engine.own_series) {
    const tasd::Series own = engine.own_series(spec);
    if (text == "lossless" || tasd::Series::parse(text) == own) return own;
    throw tasd::SeriesError(
        fmt::format("'{}' is not the series of {}, which is {}: it is built for that one", text,
                    spec.name(), own.to_string()));
  }
  return tasd::Series::parse(text, engine.own_term(spec));
}

Prepared prepare(const spec::Spec& spec, const tasd::Series& series, Operands operands, Depth depth,
                 const TailOptions& tail) {
  const engines::Engine& engine = engines::find_engine(spec.engine().name);
  Prepared prepared;
  prepared.a_scale = operands.a.scale;
  prepared.b_scale = operands.b.scale;
  prepared.a_lost_count = operands.a.lost_count;
  prepared.b_lost_count = operands.b.lost_count;
  Matrix<std::int32_t>& a = operands.a.values;
  const Matrix<std::int32_t>& b = operands.b.values;
  prepared.rows = a.rows();
  prepared.depth = a.cols();
  prepared.columns = b.cols();

  Matrix<std::int32_t> residual = a;
  std::vector<engines::Term> terms;
  const bool chosen_by_engine = series.terms.empty();
  if (chosen_by_engine) {
    terms.emplace_back(a);
    prepared.quality = tasd::quality_of(a);
  } else {
    prepared.quality = tasd::take_terms<std::int32_t>(
        residual, series, [&](const Matrix<std::int32_t>& kept, const tasd::TermStats& stats) {
          if (engine.schedule) terms.emplace_back(kept, stats.term);
        });
  }
  if (engine.transform) {
    engines::Compiled compiled = engine.transform(spec, a);
    prepared.cost = std::move(compiled.cost);
    prepared.program = std::move(compiled.program);
    return prepared;
  }
  const auto schedule = engine.schedule(spec, terms, b.cols());
  prepared.cost = schedule->cost();
  if (chosen_by_engine) prepared.quality.terms = schedule->taken();

  // The golden model sees the operands only: A itself, less what the series drops.
  if (!prepared.quality.lossless()) {
    prepared.relative_error = golden::relative_error(a, residual, b);
    for (std::size_t i = 0; i < a.size(); ++i) a.values()[i] -= residual.values()[i];
  }
  if (depth == Depth::model) return prepared;
  prepared.program = schedule->program(b);
  prepared.golden = golden::multiply(a, b);
  if (spec::has_tail(spec)) {
    const golden::Requantise how = tail.requantise(spec, prepared.golden);
    prepared.golden = golden::requantise(prepared.golden, how);
    engines::add_tail(spec, {how.scale, how.shift, how.relu}, prepared.program, prepared.golden);
    prepared.requantise = how;
  }
  return prepared;
}

void JobOutputs::check() const {
  check_distinct();
  if (json) check_writable(*json);
  if (c) check_writable(*c);
  if (!waves) return;
  waves->check_writable();
  check_writable(waves->file);
  check_writable(waves->save_file());
}

void JobOutputs::check_distinct() const {
  std::set<std::filesystem::path> seen;  // absolute: weakly_canonical() leaves "x" as it is
  const auto add = [&](const std::filesystem::path& file) {
    if (!seen.insert(std::filesystem::weakly_canonical(std::filesystem::absolute(file))).second) {
      throw OutputError(
          fmt::format("{}: is named for two outputs; give each a file of its own", file.string()));
    }
  };
  if (json) add(*json);
  if (c) add(*c);
  if (waves) {
    add(waves->file);
    add(waves->save_file());
  }
}

int run_job(const Job& job, Operands operands) {
  Progress progress;
  progress.show("decomposing and compiling");
  const Prepared prepared = prepare(job.spec, job.series, std::move(operands),
                                    job.model_only ? Depth::model : Depth::program, job.tail);
  if (job.model_only) {
    progress.clear();
    const Report report(job, prepared, std::nullopt);
    report.write();
    report.print();
    return success;
  }

  progress.show("generating the engine");
  const std::filesystem::path cache = sim::default_cache();
  const bundle::Bundle bundle = bundle::generate(job.spec);
  const std::filesystem::path folder = cache / "bundles" / bundle.folder;
  bundle::write(bundle, folder);

  sim::BuildOptions build;
  build.cache = cache;
  build.trace = job.outputs.waves.has_value();
  build.progress = [&](std::string_view what) { progress.show(what); };
  const sim::Simulator simulator = sim::build(folder, build);

  sim::RunOptions run;
  run.stall = job.stall;
  run.seed = job.seed;
  run.waves = job.outputs.waves;
  run.progress = [&](std::uint64_t passed, std::uint64_t all) {
    progress.show(fmt::format("simulating, {} of {} beats", passed, all));
  };
  const sim::RunResult result =
      sim::run(simulator, job.spec, prepared.program, prepared.golden.values(), run);
  progress.clear();

  const Report report(job, prepared, Simulated{simulator, result, folder});
  if (job.outputs.c) {
    tensor::write_npy(*job.outputs.c, results(result, prepared, job.spec.integer("acc_width")));
  }
  report.write();
  report.print();
  return report.passed() ? success : mismatch;
}

}  // namespace denim::cli
