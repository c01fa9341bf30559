// denim run and denim demo: the main job, on a user's operands or on an embedded layer.
#include <fmt/format.h>

#include <memory>

#include "sw/cli/cli.hpp"
#include "sw/cli/job.hpp"
#include "sw/cli/output.hpp"

namespace denim::cli {

namespace {

struct RunOptions {
  SpecOption spec;
  OperandOptions operands;
  TailOptions tail;
  std::string series = "lossless";
  double stall = 0;
  bool model_only = false;
  std::string waves;
  std::filesystem::path c;
  std::filesystem::path json;
};

std::string command_line(const RunOptions& options) {
  std::string text =
      fmt::format("denim run {} {}", options.spec.command_line(), options.operands.command_line());
  if (options.series != "lossless") text += " --series " + options.series;
  if (options.model_only) text += " --model-only";
  text += options.tail.command_line();
  if (options.stall > 0) text += fmt::format(" --stall {}", options.stall);
  return text;
}

int run_command(const RunOptions& options) {
  Job job;
  job.spec = options.spec.load();
  options.tail.check(job.spec);
  job.tail = options.tail;
  job.series = parse_series(options.series, job.spec);
  job.seed = options.operands.seed();
  job.stall = options.stall;
  job.model_only = options.model_only;
  job.command_line = command_line(options);
  if (!options.json.empty()) job.outputs.json = options.json;
  if (!options.c.empty()) job.outputs.c = options.c;
  if (!options.waves.empty()) job.outputs.waves = sim::Waves::parse(options.waves);
  if (job.outputs.c && !job.spec.engine().multiplies()) {
    throw OutputError(fmt::format(
        "--c: {} multiplies nothing, so there is no C; its streams are checked all the same",
        job.spec.engine().name));
  }
  job.outputs.check();
  return run_job(job, options.operands.load(job.spec));
}

struct DemoOptions {
  SpecOption spec;
  std::filesystem::path folder = "build/demo";
};

int demo_command(const DemoOptions& options) {
  Job job;
  job.spec = options.spec.load();
  job.series = parse_series("lossless", job.spec);
  job.command_line = "denim demo " + options.spec.command_line();
  Operands operands = demo_operands(job.spec, job.seed);
  const OutputFolder folder(options.folder);
  job.outputs.json = options.folder / "report.json";
  job.outputs.waves = sim::Waves::parse((options.folder / "waves.fst").string() + "@0:1000");
  job.outputs.check();
  return run_job(job, std::move(operands));
}

}  // namespace

void add_run(CLI::App& app, int& status) {
  CLI::App* command =
      app.add_subcommand("run", "Run a layer on the generated RTL and check every output");
  auto options = std::make_shared<RunOptions>();
  options->spec.add_to(*command);
  options->operands.add_to(*command);
  command
      ->add_option("--series", options->series,
                   "Terms of A, such as 2:4+2:8 or 2:4+lossless (default lossless: the spec's own "
                   "N:M, repeated)")
      ->type_name("SERIES");
  options->tail.add_to(*command);
  CLI::Option* model_only =
      command->add_flag("--model-only", options->model_only,
                        "Only the exact cycle model: no RTL is generated, built or run");
  command
      ->add_option("--stall", options->stall,
                   "Probability, 0 up to but not 1, that a stream stalls in a cycle")
      ->type_name("P")
      ->excludes(model_only)
      ->check([](const std::string& text) {
        double value = -1;
        return CLI::detail::lexical_cast(text, value) && value >= 0 && value < 1
                   ? std::string()
                   : fmt::format("'{}' is no probability with 0 ≤ P < 1", text);
      });
  command
      ->add_option("--waves", options->waves, "Write an FST trace, of those cycles only if given")
      ->type_name("FILE[@FROM:TO]")
      ->excludes(model_only);
  command->add_option("--c", options->c, "Write the result as .npy")
      ->type_name("FILE")
      ->excludes(model_only);
  command->add_option("--json", options->json, "Write the report")->type_name("FILE");
  command->callback([options, &status] { status = run_command(*options); });
}

void add_demo(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand(
      "demo", "Run an embedded 256×1152 layer, 90 % pruned, times 196 columns, with waves");
  auto options = std::make_shared<DemoOptions>();
  options->spec.add_to(*command, "demm_8_128_64");
  command
      ->add_option("-o,--output", options->folder,
                   "Folder of report and waves (default build/demo)")
      ->type_name("DIR");
  command->callback([options, &status] { status = demo_command(*options); });
}

}  // namespace denim::cli
