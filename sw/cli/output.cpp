#include "sw/cli/output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <utility>

#include "sw/tensor/file.hpp"

namespace denim::cli {

namespace fs = std::filesystem;

void check_writable(const fs::path& file) {
  if (tensor::is_standard(file)) return;
  std::error_code error;
  const fs::path target = fs::is_symlink(file, error) ? fs::weakly_canonical(file, error) : file;
  const fs::path parent = fs::absolute(target).lexically_normal().parent_path();
  if (fs::is_directory(file, error)) {
    throw OutputError(fmt::format("{}: is a folder; give the name of a file", file.string()));
  }
  if (fs::exists(file, error) && !fs::is_regular_file(file, error)) {
    throw OutputError(
        fmt::format("{}: is there and is no regular file; give another name", file.string()));
  }
  if (!fs::is_directory(parent, error)) {
    throw OutputError(fmt::format("{}: cannot be written, because there is no folder {}",
                                  file.string(), parent.string()));
  }
  if (fs::exists(file, error) && access(file.c_str(), W_OK) != 0) {
    throw OutputError(fmt::format("{}: cannot be written: {}", file.string(), strerror(errno)));
  }
  // Files are made beside their final name. Whether the folder takes one only shows by trying: for
  // root, permissions say nothing.
  const fs::path probe = parent / fmt::format(".denim-{}.tmp", getpid());
  const int descriptor = open(probe.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    throw OutputError(fmt::format("{}: cannot be written: {}", file.string(), strerror(errno)));
  }
  close(descriptor);
  unlink(probe.c_str());
}

void check_distinct(std::span<const fs::path> outputs, std::span<const fs::path> inputs) {
  // Absolute: weakly_canonical() leaves "x" as it is. A pipe of the shell's, /dev/fd/63, leads to
  // what is no path.
  const auto place = [](const fs::path& file) {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(fs::absolute(file), error);
    return error ? fs::absolute(file) : canonical;
  };
  std::set<fs::path> read;
  bool stdin_read = false;
  for (const fs::path& file : inputs) {
    if (!tensor::is_standard(file)) {
      read.insert(place(file));
    } else if (std::exchange(stdin_read, true)) {
      throw OutputError("-: standard input is named twice and can be read once; name a file");
    }
  }
  std::set<fs::path> written;
  bool stdout_written = false;
  for (const fs::path& file : outputs) {
    if (tensor::is_standard(file)) {
      if (std::exchange(stdout_written, true)) {
        throw OutputError("-: standard output is named for two outputs; give one of them a file");
      }
      continue;
    }
    if (!written.insert(place(file)).second) {
      throw OutputError(
          fmt::format("{}: is named for two outputs; give each a file of its own", file.string()));
    }
    if (read.contains(place(file))) {
      throw OutputError(fmt::format("{}: is read, and would be overwritten; write to another file",
                                    file.string()));
    }
  }
  if (stdout_written) tensor::keep_standard_output();
}

OutputFolder::OutputFolder(const fs::path& folder)
    : folder_(fs::absolute(folder / "").lexically_normal().parent_path()) {
  std::error_code error;
  for (fs::path path = folder_; !fs::exists(path, error) && path.has_relative_path();
       path = path.parent_path()) {
    outermost_ = path;
  }
  fs::create_directories(folder_, error);
  if (error || !fs::is_directory(folder_, error)) {
    throw OutputError(fmt::format("{}: cannot be created: {}", folder.string(), error.message()));
  }
}

OutputFolder::~OutputFolder() {
  std::error_code error;
  if (outermost_.empty()) return;
  for (fs::path path = folder_; fs::is_empty(path, error) && !error; path = path.parent_path()) {
    fs::remove(path, error);
    if (path == outermost_) return;
  }
}

Progress::Progress() : begin_(std::chrono::steady_clock::now()) {
  if (isatty(STDERR_FILENO) != 1) return;
  teller_ = std::jthread([this](const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      stopped_.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
      if (!stop.stop_requested()) tell();
    }
  });
}

Progress::~Progress() {
  if (teller_.joinable()) {
    teller_.request_stop();
    teller_.join();
  }
  clear();
}

void Progress::tell() {
  if (what_.empty() || seconds_since(begin_) < 1) return;
  fmt::print(stderr, "\r\033[K{} … {:.0f} s", what_, seconds_since(begin_));
  std::fflush(stderr);
  shown_ = true;
}

void Progress::show(std::string_view what) {
  if (!teller_.joinable()) return;
  const std::lock_guard lock(mutex_);
  what_ = what;
  tell();
}

void Progress::clear() {
  const std::lock_guard lock(mutex_);
  if (shown_) fmt::print(stderr, "\r\033[K");
  shown_ = false;
  what_.clear();
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

std::optional<std::size_t> not_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) {
      return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const std::size_t length = byte(0) < 0x80 ? 1 : byte(0) < 0xe0 ? 2 : byte(0) < 0xf0 ? 3 : 4;
    bool right = byte(0) < 0x80 || (byte(0) >= 0xc2 && byte(0) <= 0xf4);
    for (std::size_t i = 1; i < length; ++i) right &= (byte(i) & 0xc0) == 0x80;
    // No number in more bytes than it needs, no surrogate, none above 10FFFF.
    if (byte(0) == 0xe0) right &= byte(1) >= 0xa0;
    if (byte(0) == 0xed) right &= byte(1) < 0xa0;
    if (byte(0) == 0xf0) right &= byte(1) >= 0x90;
    if (byte(0) == 0xf4) right &= byte(1) < 0x90;
    if (!right) return at;
    at += length;
  }
  return std::nullopt;
}

}  // namespace denim::cli
