#include "sw/tensor/memory.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

#include "sw/tensor/error.hpp"

namespace denim::tensor {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();
// What is smaller is not worth asking for.
constexpr double small_bytes = 1 << 24;

// The number behind `key` in a file of lines "key number"; the first number without a key.
std::optional<std::uint64_t> number_in(const fs::path& file, const std::string& key = "") {
  std::ifstream stream(file);
  std::string word = key;
  std::uint64_t number = 0;
  if (!key.empty()) {
    while (stream >> word && word != key) {
    }
  }
  if (stream >> number) return number;
  return std::nullopt;
}

std::uint64_t left_of(std::uint64_t limit, std::uint64_t used) {
  return limit > used ? limit - used : 0;
}

// What the control group in a folder leaves. What it counts of files that were read can go again.
std::uint64_t left_in_group(const fs::path& folder, const char* limit_file, const char* used_file,
                            const char* files_key) {
  const auto limit = number_in(folder / limit_file);
  const auto used = number_in(folder / used_file);
  if (!limit || !used) return unlimited;
  const std::uint64_t files = number_in(folder / "memory.stat", files_key).value_or(0);
  return left_of(*limit, left_of(*used, files));
}

// Of our own group and of the outermost one, which is all that a container sees of it.
std::uint64_t left_in_groups() {
  std::uint64_t least = unlimited;
  std::ifstream stream("/proc/self/cgroup");
  for (std::string line; std::getline(stream, line);) {  // id:controllers:path
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string path = line.substr(std::min(second + 2, line.size()));
    for (const fs::path& group : {fs::path(), fs::path(path)}) {
      if (controllers.empty()) {
        least = std::min(least, left_in_group(fs::path("/sys/fs/cgroup") / group, "memory.max",
                                              "memory.current", "inactive_file"));
      } else if (controllers == "memory") {
        least = std::min(
            least, left_in_group(fs::path("/sys/fs/cgroup/memory") / group, "memory.limit_in_bytes",
                                 "memory.usage_in_bytes", "total_inactive_file"));
      }
    }
  }
  return least;
}

std::uint64_t left_of_address_space() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return unlimited;
  const auto kilobytes = number_in("/proc/self/status", "VmSize:");
  return left_of(limit.rlim_cur, kilobytes.value_or(0) * 1024);
}

}  // namespace

std::uint64_t free_memory() {
  const auto kilobytes = number_in("/proc/meminfo", "MemAvailable:");
  return std::min(
      {kilobytes ? *kilobytes * 1024 : unlimited, left_in_groups(), left_of_address_space()});
}

void check_memory(std::string_view what, double bytes) {
  if (bytes < small_bytes) return;
  const auto free = static_cast<double>(free_memory());
  if (bytes <= free) return;
  throw TensorError(fmt::format(
      "{} needs {:.1f} GB, and {:.1f} GB are free; take a smaller one, or a machine with more "
      "memory",
      what, bytes / 1e9, free / 1e9));
}

void check_memory(std::size_t rows, std::size_t cols, std::size_t bytes) {
  const double all =
      static_cast<double>(rows) * static_cast<double>(cols) * static_cast<double>(bytes);
  if (all >= small_bytes) check_memory(fmt::format("a matrix of {} × {}", rows, cols), all);
}

void check_working_memory(const std::string& file, std::size_t rows, std::size_t cols,
                          std::size_t bytes) {
  try {
    check_memory(rows, cols, bytes * working_copies);
  } catch (const TensorError& error) {
    throw FileError(file, error.what());
  }
}

}  // namespace denim::tensor
