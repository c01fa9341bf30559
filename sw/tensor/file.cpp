#include "sw/tensor/file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "sw/tensor/error.hpp"
#include "sw/tensor/memory.hpp"

namespace denim::tensor {

namespace fs = std::filesystem;

namespace {

std::string reason(int code) { return std::generic_category().message(code); }

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// Removes the file again unless it was released.
class TemporaryFile {
 public:
  explicit TemporaryFile(fs::path path) : path_(std::move(path)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
  }
  void release() { path_.clear(); }

 private:
  fs::path path_;
};

// Standard output as it was when it was kept; until then it is where everything is printed.
std::FILE* kept_output = nullptr;

void write_standard(std::initializer_list<std::string_view> pieces) {
  std::FILE* const output = kept_output != nullptr ? kept_output : stdout;
  bool written = true;
  for (const std::string_view piece : pieces)
    written = written && std::fwrite(piece.data(), 1, piece.size(), output) == piece.size();
  if (!written || std::fflush(output) != 0)
    throw FileError("standard output", fmt::format("cannot be written: {}", reason(errno)));
}

}  // namespace

void keep_standard_output() {
  if (kept_output != nullptr) return;
  std::fflush(stdout);
  const int copy = ::dup(STDOUT_FILENO);
  kept_output = copy < 0 ? nullptr : ::fdopen(copy, "wb");
  if (kept_output == nullptr || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
    throw FileError("standard output", fmt::format("cannot be written: {}", reason(errno)));
}

bool is_standard(const fs::path& path) { return path == "-"; }

std::string input_name(const fs::path& path) {
  return is_standard(path) ? "standard input" : path.string();
}

std::string read_file(const fs::path& path) {
  const std::string name = input_name(path);
  std::error_code code;
  if (!is_standard(path) && fs::is_directory(path, code))
    throw FileError(name, "this is a folder; name a file in it");
  if (!is_standard(path) && (fs::is_character_file(path, code) || fs::is_block_file(path, code)))
    throw FileError(name, "this is a device; name a file, a pipe, or - for standard input");
  const File opened(is_standard(path) ? nullptr : std::fopen(path.c_str(), "rb"));
  std::FILE* const file = is_standard(path) ? stdin : opened.get();
  if (file == nullptr) throw FileError(name, fmt::format("cannot be opened: {}", reason(errno)));

  std::string bytes;
  const auto reserve = [&](std::size_t size) {
    try {
      check_memory("it", static_cast<double>(size));
    } catch (const TensorError& error) {
      throw FileError(name, error.what());
    }
    bytes.reserve(size);
  };
  if (!is_standard(path)) {
    const auto size = fs::file_size(path, code);  // a hint only: pipes have none
    if (!code) reserve(static_cast<std::size_t>(size));
  }
  std::array<char, 1 << 16> buffer;
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file)) {
    if (bytes.size() + count > bytes.capacity()) reserve(2 * (bytes.size() + count));
    bytes.append(buffer.data(), count);
  }
  if (std::ferror(file) != 0)
    throw FileError(name, fmt::format("cannot be read: {}", reason(errno)));
  return bytes;
}

std::string_view without_mark(std::string_view text, const std::string& name) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
    throw FileError(name, 1, 1, "this is UTF-16; save the text as UTF-8");
  return text;
}

void write_file(const fs::path& path, std::initializer_list<std::string_view> pieces) {
  if (is_standard(path)) return write_standard(pieces);
  std::error_code code;
  if (fs::exists(path, code) && !fs::is_regular_file(path, code))
    throw FileError(path.string(), "exists and is not a regular file; name another one");
  const fs::path target = fs::is_symlink(path, code) ? fs::weakly_canonical(path, code) : path;

  static std::atomic<unsigned> counter = 0;  // two threads may write the same file
  fs::path temporary = target;
  temporary += fmt::format(".{}-{}.tmp", ::getpid(), counter++);

  File file(std::fopen(temporary.c_str(), "wbx"));
  if (!file) throw FileError(path.string(), fmt::format("cannot be written: {}", reason(errno)));
  TemporaryFile guard(temporary);
  for (const std::string_view piece : pieces)
    if (std::fwrite(piece.data(), 1, piece.size(), file.get()) != piece.size())
      throw FileError(path.string(), fmt::format("cannot be written: {}", reason(errno)));
  // A full disk may show only when the buffers are flushed.
  if (std::fclose(file.release()) != 0)
    throw FileError(path.string(), fmt::format("cannot be written: {}", reason(errno)));
  fs::rename(temporary, target, code);
  if (code) throw FileError(path.string(), fmt::format("cannot be written: {}", code.message()));
  guard.release();
}

}  // namespace denim::tensor
