// What the commands write: files that are checked before anything runs, progress on a terminal,
// numbers as people read them.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace denim::cli {

class OutputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Throws OutputError unless a file can be written there. Leaves no trace.
void check_writable(const std::filesystem::path& file);

// Creates the folder if it is not there. Throws OutputError.
void create_folder(const std::filesystem::path& folder);

// One line on stderr that tells what is going on, from the second second on, and only on a
// terminal.
class Progress {
 public:
  Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { clear(); }
  void show(std::string_view what);
  void clear();

 private:
  std::chrono::steady_clock::time_point begin_;
  bool terminal_;
  bool shown_ = false;
};

double seconds_since(std::chrono::steady_clock::time_point begin);

std::string with_separators(std::uint64_t number);  // 12 345 678
std::string percent(double share);                  // "74.9 %"
std::string shell_quoted(const std::string& word);

}  // namespace denim::cli
