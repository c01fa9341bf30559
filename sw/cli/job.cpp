#include "sw/cli/job.hpp"

#include <fmt/format.h>

#include "sw/cli/operands.hpp"
#include "sw/cli/output.hpp"

namespace denim::cli {

std::string run_line(const std::string& spec, const flow::OperandSource& source,
                     const std::string& series, double stall, bool model_only) {
  std::string text = fmt::format("denim run {} {}", spec, command_line(source));
  if (series != "lossless") text += " --series " + series;
  if (model_only) text += " --model-only";
  if (stall > 0) text += fmt::format(" --stall {}", stall);
  return text;
}

std::vector<std::filesystem::path> Job::c_terms() const {
  const auto& taken = spec.engine().taken;
  if (!c || !taken) return {};
  std::vector<std::filesystem::path> files;
  for (const spec::Pattern& term : taken(spec)) {
    std::filesystem::path file = *c;
    file.replace_extension(
        fmt::format("term{}_{}_{}{}", files.size() + 1, term.n, term.m, c->extension().string()));
    files.push_back(std::move(file));
  }
  return files;
}

void Job::check_outputs(std::span<const std::filesystem::path> inputs) const {
  std::vector<std::filesystem::path> files;
  if (json) files.push_back(*json);
  if (c) files.push_back(*c);
  for (std::filesystem::path& file : c_terms()) files.push_back(std::move(file));
  if (waves) {
    files.push_back(waves->file);
    files.push_back(waves->save_file());
  }
  check_distinct(files, inputs);
  if (waves) waves->check_writable();
  for (const std::filesystem::path& file : files) check_writable(file);
}

}  // namespace denim::cli
