// A job as a command asks for it, with the files that it writes.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sw/flow/operands.hpp"
#include "sw/flow/run.hpp"

namespace denim::cli {

struct Job : flow::Job {
  std::string command_line;  // that runs the job again
  std::optional<std::filesystem::path> json;
  std::optional<std::filesystem::path> c;  // .npy: the results, or what terms have left of them

  // What is written beside c where terms are taken of the results, one for each:
  // <c>.term1_2_4.npy.
  std::vector<std::filesystem::path> c_terms() const;

  // Throws OutputError or SimError unless all files can be written, each by itself and to no input.
  void check_outputs(std::span<const std::filesystem::path> inputs) const;
};

// The `denim run` of a spec, as a command line names it, on these operands.
std::string run_line(const std::string& spec, const flow::OperandSource& source,
                     const std::string& series, double stall, bool model_only);

}  // namespace denim::cli
