// denim compile: the beats of a program as files, for a bench or DMA of the user's own.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "denim_version.hpp"
#include "gen/bundle/folder.hpp"
#include "gen/spec/layout.hpp"
#include "gen/spec/schema.hpp"
#include "gen/spec/tail.hpp"
#include "sim/interrupt.hpp"
#include "sw/cli/cli.hpp"
#include "sw/cli/job.hpp"
#include "sw/cli/operands.hpp"
#include "sw/cli/output.hpp"
#include "sw/cli/reading.hpp"
#include "sw/cli/tail.hpp"
#include "sw/flow/program_files.hpp"

namespace denim::cli {

namespace {

using Matrix = tensor::Matrix<std::int64_t>;

struct CompileOptions {
  SpecOption spec;
  OperandOptions operands;
  TailOptions tail;
  std::string series = "lossless";
  std::filesystem::path folder;
};

void compile(const CompileOptions& options) {
  const spec::Spec spec = options.spec.load();
  options.tail.check(spec);
  const tasd::Series series = engines::parse_series(options.series, spec);
  const flow::OperandSource source = options.operands.source(spec.engine());
  std::vector<std::filesystem::path> inputs = source.files();
  for (const std::filesystem::path& file : options.spec.files()) inputs.push_back(file);
  check_distinct({}, inputs);
  bundle::check_replaceable(options.folder, "program");
  Progress progress;
  progress.show("decomposing and compiling");
  const flow::Layer layer(source.load(spec));
  flow::Job job;
  job.spec = spec;
  job.series = series;
  job.tail = options.tail.tail();
  const flow::Prepared prepared = flow::prepare(job, layer);
  const program::Program& program = prepared.program;
  const sim::InterruptScope interrupt;  // a signal is to leave no half-written folder
  bundle::NewFolder folder(options.folder, "program");
  progress.show("writing the program");

  nlohmann::ordered_json manifest;
  spec::add_schema(manifest);
  manifest["generator"] = "denim " DENIM_VERSION;
  manifest["kind"] = "program";
  manifest["engine"] = spec.engine().name;
  manifest["name"] = spec.name();
  manifest["spec_hash"] = spec.hash();
  manifest["series"] = series.to_string();
  manifest["seed"] = options.operands.seed();
  manifest["rows"] = layer.rows();
  manifest["k"] = layer.depth();
  if (spec.engine().takes_b()) manifest["cols"] = layer.columns();
  add_operands(manifest, layer, layer.error_to_file(series));
  manifest["scales_note"] =
      spec.engine().takes_b()
          ? std::string(
                "C of the files' numbers is a result · a_scale · b_scale, of a list that "
                "of its row") +
                (spec::has_tail(spec) ? ", · 2^shift / scale of the settings" : "")
          : "A of the file's numbers is a result · a_scale, of a list that of its row";
  manifest["cycles_model"] = prepared.cost.cycles;
  auto streams = nlohmann::ordered_json::array();
  std::vector<std::string> files;
  const auto add_stream = [&](const program::BeatStream& stream, std::string_view direction) {
    interrupt.check();
    files.push_back(stream.name() + ".hex");
    const spec::Passage passage = spec::passage(spec, stream.name());
    folder.write(files.back(), flow::beats_text(stream, passage));
    streams.push_back({{"name", stream.name()},
                       {"direction", direction},
                       {"file", files.back()},
                       {"width", passage.width},
                       {"beats", stream.stored() * passage.parts},
                       {"repeat", stream.repeat()}});
  };
  for (const program::BeatStream& stream : program.streams) add_stream(stream, "in");
  for (const program::Output& output : program.outputs) add_stream(output.beats, "out");
  files.emplace_back("program.hex");
  folder.write(files.back(), flow::numbers_text(spec, program, prepared.cost.cycles));
  manifest["streams"] = streams;
  manifest["streams_note"] =
      "each file has one beat a line, for $readmemh; the whole file is sent `repeat` times; the "
      "out stream is what must come back";
  if (!program.settings.empty()) {
    auto& settings = manifest["settings"] = nlohmann::ordered_json::object();
    for (const program::Setting& setting : program.settings) settings[setting.name] = setting.value;
  }
  // The outputs of an engine that gives several bring the same elements.
  const program::Output& output = program.outputs.front();
  auto results = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < output.size(); ++i) {
    const program::Place first = output.place(i, 0);
    results.push_back({first.row, first.column});
    if (output.held(i) < output.elements()) results.back().push_back(output.held(i));
  }
  const bool is_block = output.line() < output.elements();
  const unsigned parts = spec::passage(spec, output.beats.name()).parts;
  if (parts > 1) manifest["beats_of_a_result"] = parts;
  manifest["results_note"] = fmt::format(
      "row and column, in the results, of the first element of each out beat; the others follow "
      "{}{}; a third number says that only so many of the beat's elements are results{}",
      output.step() == program::along_rows ? "along the row" : "down the column",
      is_block ? fmt::format(", {} of them, and then those of the next one", output.line()) : "",
      parts > 1 ? fmt::format("; each such beat leaves in {} of {} bits, low bits first", parts,
                              spec::result_bits(spec))
                : "");
  manifest["results"] = results;
  manifest["zero_rows"] = program.zero_rows;
  manifest["files"] = files;
  folder.write("manifest.json", manifest.dump() + "\n");
  interrupt.check();
  folder.commit();
  progress.clear();

  fmt::print("program  {}\n", options.folder.string());
  for (const auto& stream : streams) {
    fmt::print("  {:<6} {:>10} beats × {}, {} bits\n", stream["file"].get<std::string>(),
               with_separators(stream["beats"].get<std::uint64_t>()),
               stream["repeat"].get<std::uint64_t>(), stream["width"].get<unsigned>());
  }
  fmt::print("A        {}\n", layer.operands().shape.to_string());
  const flow::Operands& operands = layer.operands();
  const auto print = [](const char* name, const std::string& text) {
    if (!text.empty()) fmt::print("{}        {}\n", name, text);
  };
  const auto print_quantised = [&](const char* name, const std::string& text) {
    if (!text.empty()) print(name, "quantised, " + text);
  };
  print_quantised("A", quantised_text(operands.a));
  print_quantised("B", quantised_text(operands.b, dropped_of_b(operands)));
  print("B", series_of_b_text(operands));
  fmt::print("error    {:.2e} of the file, by quantising and series\n",
             layer.error_to_file(series));
  fmt::print("cycles   {} without stalls\n", with_separators(prepared.cost.cycles));
}

}  // namespace

void add_compile(CommandLine& line) {
  Command command =
      line.subcommand("compile", "Write the beats of a program as hex files, with a manifest");
  auto options = std::make_shared<CompileOptions>();
  options->spec.add_to(command);
  options->operands.add_to(command);
  options->tail.add_to(command);
  add_series(command, options->series);
  command.folder("-o,--output", options->folder, "The program's folder").required();
  command.action([options] {
    compile(*options);
    return success;
  });
}

}  // namespace denim::cli
