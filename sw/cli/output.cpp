#include "sw/cli/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace denim::cli {

namespace fs = std::filesystem;

void check_writable(const fs::path& file) {
  std::error_code error;
  const fs::path parent = fs::absolute(file).lexically_normal().parent_path();
  if (fs::is_directory(file, error)) {
    throw OutputError(fmt::format("{}: is a folder; give the name of a file", file.string()));
  }
  if (!fs::is_directory(parent, error)) {
    throw OutputError(fmt::format("{}: cannot be written, because there is no folder {}",
                                  file.string(), parent.string()));
  }
  const bool writable = fs::exists(file, error) ? access(file.c_str(), W_OK) == 0
                                                : access(parent.c_str(), W_OK | X_OK) == 0;
  if (!writable) throw OutputError(fmt::format("{}: cannot be written", file.string()));
}

void create_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!fs::is_directory(folder)) {
    throw OutputError(fmt::format("{}: cannot be created: {}", folder.string(), error.message()));
  }
}

Progress::Progress()
    : begin_(std::chrono::steady_clock::now()), terminal_(isatty(STDERR_FILENO) == 1) {}

void Progress::show(std::string_view what) {
  if (!terminal_ || seconds_since(begin_) < 1) return;
  fmt::print(stderr, "\r\033[K{} … {:.0f} s", what, seconds_since(begin_));
  std::fflush(stderr);
  shown_ = true;
}

void Progress::clear() {
  if (shown_) fmt::print(stderr, "\r\033[K");
  shown_ = false;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string with_separators(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::ptrdiff_t i = std::ssize(text) - 3; i > 0; i -= 3) {
    text.insert(static_cast<std::size_t>(i), 1, ' ');
  }
  return text;
}

std::string percent(double share) { return fmt::format("{:.2f} %", 100 * share); }

std::string shell_quoted(const std::string& word) {
  const auto plain = [](unsigned char c) {
    return std::isalnum(c) ||
           std::string_view("_-./=:+,@%").find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (!word.empty() && std::ranges::all_of(word, plain)) return word;
  std::string quoted(1, '\'');
  for (const char c : word) {
    if (c == '\'') {
      quoted.append("'\\''");
    } else {
      quoted.push_back(c);
    }
  }
  quoted.push_back('\'');
  return quoted;
}

}  // namespace denim::cli
