// What the commands write: files that are checked before anything runs, progress on a terminal,
// numbers as people read them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include "sim/process.hpp"

namespace denim::cli {

class OutputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Throws OutputError unless a file can be written there. Leaves no trace. "-" is standard output.
void check_writable(const std::filesystem::path& file);

// Throws OutputError where two of the outputs are one file, or one is an input, or two of the
// inputs are standard input. Where an output is standard output, that takes nothing else from here
// on: what is printed goes to standard error.
void check_distinct(std::span<const std::filesystem::path> outputs,
                    std::span<const std::filesystem::path> inputs);

// A folder for several files, created if it is not there. What was created and is still empty in
// the end, because nothing could be written, is removed again.
class OutputFolder {
 public:
  explicit OutputFolder(const std::filesystem::path& folder);  // throws OutputError
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;
  ~OutputFolder();

 private:
  std::filesystem::path folder_;
  std::filesystem::path outermost_;  // that was created; empty if none was
};

// One line on stderr that tells what is going on and for how long, from the second second on, and
// only on a terminal.
class Progress {
 public:
  Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();
  void show(std::string_view what);
  void clear();

 private:
  void tell();  // with the lock

  std::chrono::steady_clock::time_point begin_;
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::string what_;  // empty: nothing to tell
  bool shown_ = false;
  std::jthread teller_;  // tells once a second; none without a terminal
};

double seconds_since(std::chrono::steady_clock::time_point begin);

std::string with_separators(std::uint64_t number);  // 12 345 678
std::string percent(double share);                  // "74.9 %"
using sim::shell_quoted;

// Where text stops to be UTF-8, counted in bytes; nothing where it does not. JSON takes no other.
std::optional<std::size_t> not_utf8(std::string_view text);

}  // namespace denim::cli
