#include "sim/fst_file.hpp"

#include <fstream>
#include <system_error>

namespace denim::sim {

namespace {

// Kinds of blocks.
constexpr int fst_header = 0;
constexpr int fst_geometry = 3;
constexpr bool is_hierarchy(int kind) { return kind == 4 || kind == 6 || kind == 7; }
constexpr bool is_values(int kind) { return kind == 1 || kind == 5 || kind == 8; }

std::uint64_t read_number(std::istream& stream) {
  std::uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | (static_cast<unsigned>(stream.get()) & 0xff);
  return number;
}

}  // namespace

bool is_whole_fst(const std::filesystem::path& file, std::uint64_t end) {
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(file, error);
  std::ifstream stream(file, std::ios::binary);
  if (error || !stream) return false;
  bool header = false;
  bool geometry = false;
  bool hierarchy = false;
  bool values = false;
  std::uint64_t at = 0;
  while (at < size) {
    stream.seekg(static_cast<std::streamoff>(at));
    const int kind = stream.get();
    const std::uint64_t length = read_number(stream);  // without the byte of the kind
    read_number(stream);                               // the begin, of a header and of values
    const std::uint64_t until = read_number(stream);
    if (!stream || length < 8 || length > size - at - 1 || (at == 0) != (kind == fst_header)) {
      return false;
    }
    header = header || (kind == fst_header && until >= end);
    geometry = geometry || kind == fst_geometry;
    hierarchy = hierarchy || is_hierarchy(kind);
    values = values || (is_values(kind) && until >= end);
    at += 1 + length;
  }
  return header && geometry && hierarchy && values;
}

}  // namespace denim::sim
