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

}  // namespace

std::string read_file(const fs::path& path) {
  std::error_code code;
  if (fs::is_directory(path, code))
    throw FileError(path.string(), "this is a folder; name a file in it");
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file) throw FileError(path.string(), fmt::format("cannot be opened: {}", reason(errno)));

  std::string bytes;
  const auto size = fs::file_size(path, code);  // a hint only: pipes have none
  if (!code) bytes.reserve(static_cast<std::size_t>(size));
  std::array<char, 1 << 16> buffer;
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file.get()))
    bytes.append(buffer.data(), count);
  if (std::ferror(file.get()) != 0)
    throw FileError(path.string(), fmt::format("cannot be read: {}", reason(errno)));
  return bytes;
}

void write_file(const fs::path& path, std::initializer_list<std::string_view> pieces) {
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
