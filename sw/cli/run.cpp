// denim run and denim demo: the main job, on a user's operands or on an embedded layer.
#include <fmt/format.h>

#include <memory>

#include "sw/cli/cli.hpp"
#include "sw/cli/job.hpp"
#include "sw/cli/operands.hpp"
#include "sw/cli/output.hpp"
#include "sw/cli/report.hpp"
#include "sw/cli/stream_bits.hpp"
#include "sw/cli/tail.hpp"
#include "sw/tensor/file.hpp"

namespace denim::cli {

namespace {

int run_and_report(const Job& job, const flow::OperandSource& source) {
  Progress progress;
  progress.show("reading the operands");
  const flow::Layer layer(source.load(job.spec));
  flow::Devices devices;
  const flow::Outcome outcome =
      flow::run(job, layer, devices, [&](std::string_view what) { progress.show(what); });
  progress.clear();
  const Report report(job, layer, outcome);
  report.write();
  report.print();
  return report.passed() ? success : mismatch;
}

struct RunOptions {
  SpecOption spec;
  OperandOptions operands;
  TailOptions tail;
  std::string series = "lossless";
  double stall = 0;
  StreamBitsOption stream_bits;
  bool model_only = false;
  std::string top;
  std::string waves;
  bool waves_all = false;
  std::filesystem::path c;
  std::filesystem::path json;
};

int run_command(const RunOptions& options) {
  Job job;
  job.spec = options.spec.load();
  job.rtl = {options.spec.bundle(), options.top};
  options.tail.check(job.spec);
  job.tail = options.tail.tail();
  job.series = engines::parse_series(options.series, job.spec);
  job.seed = options.operands.seed();
  job.stall = options.stall;
  job.stream_bits = options.stream_bits.of(job.spec);
  job.model_only = options.model_only;
  const flow::OperandSource source = options.operands.source(job.spec.engine());
  job.command_line = run_line(options.spec.command_line(), source, options.series, options.stall,
                              options.model_only) +
                     options.stream_bits.command_line() +
                     (options.top.empty() ? "" : " --top " + options.top) +
                     options.tail.command_line();
  if (!options.json.empty()) job.json = options.json;
  if (!options.c.empty()) job.c = options.c;
  if (!options.waves.empty()) {
    job.waves = sim::Waves::parse(options.waves);
    if (options.waves_all) job.waves->trace = sim::Trace::everything;
  }
  if (job.c && !job.spec.engine().takes_b()) {
    throw OutputError(fmt::format(
        "--c: {} multiplies nothing, so there is no C; what its streams bring is checked "
        "all the same",
        job.spec.engine().name));
  }
  if (job.c && tensor::is_standard(*job.c) && !job.c_terms().empty()) {
    throw OutputError(
        "--c: tail = \"tasd\" gives a file for each term beside FILE, which '-' cannot take; name "
        "one");
  }
  if (job.json && not_utf8(job.rtl.bundle.string())) {
    throw OutputError(
        "--bundle: the folder's name is no UTF-8, and the JSON of --json takes no other");
  }
  std::vector<std::filesystem::path> inputs = source.files();
  for (const std::filesystem::path& file : options.spec.files()) inputs.push_back(file);
  job.check_outputs(inputs);
  return run_and_report(job, source);
}

struct DemoOptions {
  SpecOption spec;
  std::filesystem::path folder = "build/demo";
};

int demo_command(const DemoOptions& options) {
  Job job;
  job.spec = options.spec.load();
  job.series = engines::parse_series("lossless", job.spec);
  job.command_line = "denim demo " + options.spec.command_line();
  const OutputFolder folder(options.folder);
  job.json = options.folder / "report.json";
  job.waves = sim::Waves::parse((options.folder / "waves.fst").string() + "@0:1000");
  job.check_outputs(options.spec.files());
  return run_and_report(job, flow::demo_layer);
}

}  // namespace

void add_run(CommandLine& line) {
  Command command =
      line.subcommand("run", "Run a layer on the generated RTL and check every output");
  auto options = std::make_shared<RunOptions>();
  options->spec.add_with_bundle_to(command);
  options->operands.add_to(command);
  add_series(command, options->series);
  options->tail.add_to(command);
  Option model_only = command.flag("--model-only", options->model_only,
                                   "Only the exact cycle model: no RTL is generated, built or run");
  add_stall(command, options->stall).excludes(model_only);
  options->stream_bits.add_to(command);
  command
      .text("--top", options->top,
            "Drive the engine through another top of its bundle: axis, its AXI-Streams, in packets "
            "of 0 to 7 beats by the seed; axi, these and its registers")
      .type_name("TOP")
      .excludes(model_only);
  Option waves =
      command
          .text("--waves", options->waves,
                "Write an FST trace, of those cycles only if given: ports, state, errors, "
                "the nets of each lane and bank")
          .type_name("FILE[@FROM:TO]")
          .excludes(model_only);
  command
      .flag("--waves-all", options->waves_all,
            "With --waves: every net, those of each column too; slower to build and to run")
      .needs(waves);
  command
      .file("--c", options->c,
            "Write the result as .npy; behind tail = \"tasd\" what its terms have left, and beside "
            "FILE each term, as FILE's name with term1_2_4 in it")
      .type_name("FILE")
      .excludes(model_only);
  command.file("--json", options->json, "Write the report").type_name("FILE");
  command.action([options] { return run_command(*options); });
}

void add_demo(CommandLine& line) {
  Command command = line.subcommand(
      "demo", "Run an embedded 256×1152 layer, 90 % pruned, times 196 columns, with waves");
  auto options = std::make_shared<DemoOptions>();
  options->spec.add_to(command, "demm_8_128_64");
  command.folder("-o,--output", options->folder, "Folder of report and waves (default build/demo)");
  command.action([options] { return demo_command(*options); });
}

}  // namespace denim::cli
