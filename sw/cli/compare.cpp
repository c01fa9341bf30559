// denim compare: engines side by side on the same operands, on one layer or on all of a model.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

#include "gen/spec/layout.hpp"
#include "gen/spec/tail.hpp"
#include "sw/cli/cli.hpp"
#include "sw/cli/comparison.hpp"
#include "sw/cli/job.hpp"
#include "sw/cli/layers.hpp"
#include "sw/cli/operands.hpp"
#include "sw/cli/output.hpp"
#include "sw/cli/stream_bits.hpp"
#include "sw/tensor/file.hpp"

namespace denim::cli {

namespace {

namespace fs = std::filesystem;

struct CompareOptions {
  OperandOptions operands;
  fs::path model_list;
  std::string engines = "all";
  std::string series = "lossless";
  double stall = 0;
  std::string rtl = "run";
  StreamBitsOption stream_bits;
  std::vector<std::string> synth;
  fs::path json;
  fs::path md;
  fs::path svg;
};

class CompareError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Contender {
  std::string name;  // on the command line: a preset or a file
  spec::Spec spec;
  tasd::Series series;
};

std::int64_t multipliers(const spec::Spec& spec) { return spec.engine().multipliers(spec); }

// What `all` stands for.
std::vector<std::string> compared_presets() {
  std::vector<std::string> names;
  for (const spec::Preset& preset : spec::presets()) {
    if (preset.compared) names.push_back(preset.name);
  }
  return names;
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> items;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    std::string item = list.substr(at, end - at);
    item.erase(0, item.find_first_not_of(' '));
    item.erase(item.find_last_not_of(' ') + 1);
    items.push_back(std::move(item));
    at = end + 1;
  }
  return items;
}

// Of `all`, engines that cannot run the series are left out, and told in `left_out`; of a list they
// are refused.
std::vector<Contender> contenders(const CompareOptions& options,
                                  std::vector<std::string>& left_out) {
  const bool presets = options.engines == "all";
  std::vector<Contender> all;
  for (const std::string& name : presets ? compared_presets() : split(options.engines)) {
    if (name.empty()) {
      throw CompareError(
          fmt::format("--engines {}: an entry is empty; give presets or spec files "
                      "with a ',' between two, or all",
                      shell_quoted(options.engines)));
    }
    if (not_utf8(name)) {
      throw CompareError(
          fmt::format("--engines: '{}' is no UTF-8, which reports are; give the file "
                      "another name",
                      name));
    }
    if (std::ranges::find(all, name, &Contender::name) != all.end()) {
      throw CompareError(
          fmt::format("--engines {}: {} is named twice; once will do", options.engines, name));
    }
    const spec::Spec spec = spec::Spec::load(name);
    if (multipliers(spec) == 0) {
      throw CompareError(fmt::format("--engines {}: {} does not multiply; give engines that do",
                                     options.engines, name));
    }
    if (spec::has_tail(spec)) {
      throw CompareError(
          fmt::format("--engines {}: {} has a tail behind its results; compare engines without one",
                      options.engines, name));
    }
    try {
      all.push_back({name, spec, engines::parse_series(options.series, spec)});
    } catch (const engines::OperandError&) {
      if (!presets) throw;
      left_out.push_back(name);
      continue;
    }
    const spec::Spec& first = all.front().spec;
    for (const auto& [operand, carries] :
         {std::pair{'a', spec::Carries::a}, std::pair{'b', spec::Carries::b}}) {
      if (spec::value_width(spec, carries) == spec::value_width(first, carries)) continue;
      throw CompareError(fmt::format(
          "--engines {0}: {1}_width of {2} is {3} and of {4} is {5}; engines that compute on the "
          "same operands have the same {1}_width",
          options.engines, operand, all.front().name, spec::value_width(first, carries), name,
          spec::value_width(spec, carries)));
    }
  }
  if (all.empty()) {
    throw CompareError(fmt::format(
        "--series {}: none of {} can run it; denim decompose --menu SPEC lists what an engine can",
        options.series, fmt::join(left_out, ", ")));
  }
  return all;
}

// What `denim synth --json` wrote of one of the engines.
void read_synth(const fs::path& file, const std::vector<Contender>& all, Columns& columns,
                std::string& target) {
  const auto refuse = [&](const std::string& why) {
    throw CompareError(fmt::format("--synth {}: {}", file.string(), why));
  };
  const auto json = nlohmann::json::parse(tensor::read_file(file), nullptr, false);
  const auto text = [&](const char* key) {
    return json.is_object() && json.contains(key) && json[key].is_string()
               ? json[key].get<std::string>()
               : "";
  };
  if (text("spec_hash").empty() || !json.contains("lut") || !json["lut"].is_number_unsigned())
    refuse("is not what denim synth --json writes of an FPGA");
  const auto found =
      std::ranges::find(all, text("spec_hash"), [](const Contender& c) { return c.spec.hash(); });
  if (found == all.end())
    refuse(fmt::format("is of {}, whose spec is none of the compared ones", text("preset")));
  if (!target.empty() && target != text("target"))
    refuse(fmt::format("is of {}, another file of {}; LUTs of different families are different",
                       text("target"), target));
  target = text("target");
  if (!columns.luts.emplace(found->name, json["lut"].get<std::uint64_t>()).second)
    refuse(fmt::format("{} has a file already", found->name));
  if (!json.contains("fmax_mhz")) return;
  if (!json["fmax_mhz"].is_number() || json["fmax_mhz"].get<double>() <= 0)
    refuse("has no clock in fmax_mhz, which denim synth --pnr writes");
  columns.megahertz[found->name] = json["fmax_mhz"].get<double>();
}

// dense_ws, for operands as wide as those of `spec`; its cycles do not depend on any width.
spec::Spec baseline_like(const spec::Spec& spec) {
  return spec::Spec::load(
      baseline_name,
      std::vector<std::string>{fmt::format("a_width={}", spec::value_width(spec, spec::Carries::a)),
                               fmt::format("b_width={}", spec::value_width(spec, spec::Carries::b)),
                               "acc_width=48"});
}

std::vector<Layer> layers(const CompareOptions& options, const spec::Spec& spec) {
  if (!options.model_list.empty()) {
    return read_layers(options.model_list, options.operands.shared(), spec);
  }
  if (!options.operands.given()) {
    throw CompareError(
        "there is nothing to compute: give --a FILE and --cols J or --b FILE, or --model-list "
        "FILE.csv");
  }
  return {{"", options.operands.source()}};
}

std::string title(const CompareOptions& options, const std::vector<Layer>& layers,
                  const flow::Operands& first) {
  const auto& a = first.a.values;
  std::string text =
      layers.front().name.empty()
          ? fmt::format("{} × {} times {} columns, {} of A non-zeros", a.rows(), a.cols(),
                        first.b.values.cols(),
                        percent(1 - static_cast<double>(std::ranges::count(a.values(), 0)) /
                                        static_cast<double>(a.size())))
          : fmt::format("{}, {} layer{}", tensor::input_name(options.model_list.filename()),
                        layers.size(), layers.size() == 1 ? "" : "s");
  text += fmt::format(", series {}, seed {}", options.series, options.operands.seed());
  if (options.stall > 0) text += fmt::format(", stall {}", options.stall);
  return text + (options.rtl == "none" ? "; exact models, no RTL was run" : "; RTL, checked");
}

// Runs every contender on one layer. In what goes wrong, layer and engine are named.
void compare_layer(const CompareOptions& options, const Layer& named, const flow::Layer& layer,
                   const std::vector<Contender>& all, flow::Devices& devices, Progress& progress,
                   Comparison& comparison) {
  const std::string where = named.name.empty() ? "" : named.name + ", ";
  const bool model_only = options.rtl == "none";
  struct Run {
    Job job;
    flow::Outcome outcome;
  };
  const auto run = [&](const Contender& contender, bool bounded) {
    Job job;
    job.spec = contender.spec;
    job.series = contender.series;
    job.seed = named.source.seed;
    job.stall = options.stall;
    job.model_only = model_only;
    job.command_line = run_line(shell_quoted(contender.name), named.source, options.series,
                                options.stall, model_only);
    if (bounded) {
      job.stream_bits = options.stream_bits.of(contender.spec);
      job.command_line += options.stream_bits.command_line();
    }
    try {
      flow::Outcome outcome = flow::run(job, layer, devices, [&](std::string_view what) {
        progress.show(fmt::format("{}{}: {}", where, contender.name, what));
      });
      return Run{std::move(job), std::move(outcome)};
    } catch (const engines::OperandError& error) {
      throw engines::OperandError(fmt::format("{}{}: {}", where, contender.name, error.what()));
    }
  };
  std::vector<Run> runs, bounded_runs;
  std::optional<std::uint64_t> baseline;
  for (const Contender& contender : all) {
    const Run& done = runs.emplace_back(run(contender, false));
    if (contender.name == baseline_name) {
      baseline = Report(done.job, layer, done.outcome).figures().cycles;
    }
    if (options.stream_bits.given()) bounded_runs.push_back(run(contender, true));
  }
  if (!baseline) {
    flow::Job job;
    job.spec = baseline_like(all.front().spec);
    job.series = engines::parse_series("lossless", job.spec);
    job.model_only = true;
    baseline = flow::prepare(job, layer).cost.cycles;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Report report(runs[i].job, layer, runs[i].outcome);
    if (bounded_runs.empty()) {
      comparison.add(named.name, all[i].name, report, *baseline, nullptr);
    } else {
      const Report bounded(bounded_runs[i].job, layer, bounded_runs[i].outcome);
      comparison.add(named.name, all[i].name, report, *baseline, &bounded);
    }
  }
}

int compare(const CompareOptions& options) {
  std::vector<std::string> left_out;
  const std::vector<Contender> all = contenders(options, left_out);
  std::vector<fs::path> outputs;
  for (const fs::path* file : {&options.json, &options.md, &options.svg}) {
    if (!file->empty()) outputs.push_back(*file);
  }
  std::vector<fs::path> inputs;
  for (const Contender& contender : all) {
    if (spec::names_file(contender.name)) inputs.push_back(contender.name);
  }
  if (!options.model_list.empty()) inputs.push_back(options.model_list);
  for (const fs::path& file : options.operands.files()) inputs.push_back(file);
  // Bounds that do not go with an engine are told before anything runs.
  for (const Contender& contender : all) options.stream_bits.of(contender.spec);
  Columns columns{options.stream_bits.text(), {}, {}};
  std::string target;
  for (const std::string& file : options.synth) {
    inputs.push_back(file);
    read_synth(file, all, columns, target);
  }
  check_distinct(outputs, inputs);
  for (const fs::path& file : outputs) check_writable(file);

  Progress progress;
  progress.show("reading the operands");
  const std::vector<Layer> layers = cli::layers(options, all.front().spec);
  for (const Layer& layer : layers) check_distinct(outputs, layer.source.files());
  std::optional<Comparison> comparison;
  flow::Devices devices;
  for (const Layer& layer : layers) {
    const flow::Layer loaded(layer.source.load(all.front().spec));
    if (!comparison) {
      comparison.emplace(title(options, layers, loaded.operands()), !options.model_list.empty(),
                         columns);
    }
    compare_layer(options, layer, loaded, all, devices, progress, *comparison);
  }
  progress.clear();

  if (!left_out.empty()) {
    comparison->note(
        fmt::format("Cannot run {}, and left out: {}.", options.series, fmt::join(left_out, ", ")));
  }
  const spec::Spec baseline = spec::Spec::load(baseline_name);
  if (std::ranges::find(all, baseline_name, &Contender::name) == all.end()) {
    comparison->note(fmt::format(
        "{0} is not among them: speed-ups are over the cycles of its exact model, lossless and "
        "without stalls.",
        baseline_name));
  }
  if (std::ranges::any_of(all, [&](const Contender& contender) {
        return multipliers(contender.spec) != multipliers(baseline);
      })) {
    comparison->note(fmt::format("{} has {} multipliers, and not all engines here have as many.",
                                 baseline_name, multipliers(baseline)));
  }

  if (!target.empty()) comparison->note(fmt::format("LUTs of {}, by denim synth.", target));
  const Table table = comparison->table();
  if (!options.json.empty()) {
    tensor::write_file(options.json, {comparison->json().dump(2), "\n"});
  }
  if (!options.md.empty()) tensor::write_file(options.md, {table.to_markdown()});
  if (!options.svg.empty()) tensor::write_file(options.svg, {comparison->chart().to_svg()});
  fmt::print("{}", table.to_text());
  for (const fs::path& file : outputs) fmt::print("written: {}\n", file.string());
  return comparison->passed() ? success : mismatch;
}

}  // namespace

void add_compare(CommandLine& line) {
  Command command = line.subcommand(
      "compare", "Run engines on the same operands and put their figures side by side");
  auto options = std::make_shared<CompareOptions>();
  options->operands.add_to(command);
  Option list = command
                    .file("--model-list", options->model_list,
                          "Instead of one A and B, a table of layers: columns layer, n, and either "
                          "file or m, k and density")
                    .type_name("FILE.csv");
  for (const char* option : {"--a", "--synthetic", "--b", "--cols"}) {
    list.excludes(command.option(option));
  }
  command
      .text("--engines", options->engines,
            "Presets or spec files, in this order, with a ',' between two (default all, of "
            "which those are left out that cannot run the series)")
      .type_name("LIST|all");
  add_series(command, options->series);
  command
      .text("--rtl", options->rtl,
            "run: generate, build and run each engine (the default); none: exact models "
            "only")
      .type_name("run|none")
      .one_of({"run", "none"});
  add_stall(command, options->stall);
  options->stream_bits.add_to(command);
  command
      .list(
          "--synth", options->synth,
          "What denim synth --json wrote of one of the engines; adds LUTs, and with its clock the "
          "time (may be given often)")
      .type_name("FILE");
  command.file("--json", options->json, "Write every figure").type_name("FILE");
  command.file("--md", options->md, "Write the table as Markdown").type_name("FILE");
  command.file("--svg", options->svg, "Write the speed-ups as a bar chart").type_name("FILE");
  command.footer([] {
    std::string names;
    for (const std::string& name : compared_presets()) {
      names += (names.empty() ? "" : ", ") + name;
    }
    return fmt::format("all engines are the presets that say compare = true: {}.", names);
  });
  command.action([options] {
    if (options->rtl == "none" && options->stall > 0) {
      throw CompareError("--stall needs the RTL; leave it out, or leave out --rtl none");
    }
    return compare(*options);
  });
}

}  // namespace denim::cli
