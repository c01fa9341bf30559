#include "sw/tensor/zip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <optional>

#include "sw/tensor/error.hpp"
#include "sw/tensor/memory.hpp"

namespace denim::tensor {

namespace {

constexpr std::uint32_t full = 0xffffffff;  // a 32-bit field whose number is in the Zip64 part
// Deflate makes at most 1032 bytes of one: more is a header that lies.
constexpr std::uint64_t most_unpacked = 1032;

enum Method : std::uint16_t { stored = 0, deflated = 8 };

/// Little-endian numbers of a zip; each place is looked at before it is read.
class Bytes {
 public:
  Bytes(std::string_view bytes, const std::string& file) : bytes_(bytes), file_(file) {}

  std::string_view part(std::uint64_t at, std::uint64_t count) const {
    if (at > bytes_.size() || count > bytes_.size() - at) fail();
    return bytes_.substr(at, count);
  }
  std::uint64_t number(std::uint64_t at, unsigned count) const {
    std::uint64_t value = 0;
    const std::string_view digits = part(at, count);
    for (unsigned i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(digits[i]);
    return value;
  }
  std::uint16_t u16(std::uint64_t at) const { return static_cast<std::uint16_t>(number(at, 2)); }
  std::uint32_t u32(std::uint64_t at) const { return static_cast<std::uint32_t>(number(at, 4)); }
  std::uint64_t u64(std::uint64_t at) const { return number(at, 8); }

  [[noreturn]] void fail() const {
    throw FileError(file_,
                    "is no whole zip file: the directory at its end is missing or wrong; copy or "
                    "download it again");
  }

 private:
  std::string_view bytes_;
  const std::string& file_;
};

struct Directory {
  std::uint64_t count = 0;
  std::uint64_t offset = 0;
};

Directory find_directory(std::string_view zip, const Bytes& bytes) {
  // The record that ends a zip is followed by a comment of at most 65535 bytes.
  const std::size_t at = zip.rfind("PK\x05\x06");
  if (at == std::string_view::npos) bytes.fail();
  bytes.part(at, 22);  // the whole record
  Directory directory{bytes.u16(at + 10), bytes.u32(at + 16)};
  // In front of it a Zip64 has one that says where its own, with wider numbers, lies.
  if (at >= 20 && zip.substr(at - 20, 4) == "PK\x06\x07") {
    const std::uint64_t wide = bytes.u64(at - 20 + 8);
    if (bytes.part(wide, 4) != "PK\x06\x06") bytes.fail();
    directory = {bytes.u64(wide + 32), bytes.u64(wide + 48)};
  }
  return directory;
}

/// Takes the numbers that do not fit 32 bits from the extra field 1, in their order.
void widen(ZipMember& member, std::string_view extra, const Bytes& bytes, const std::string& file) {
  const Bytes fields(extra, file);
  for (std::uint64_t at = 0; at + 4 <= extra.size();) {
    const std::uint16_t id = fields.u16(at);
    const std::uint16_t size = fields.u16(at + 2);
    if (id == 1) {
      std::uint64_t from = at + 4;
      for (std::uint64_t* number : {&member.size, &member.packed_size, &member.offset}) {
        if (*number != full) continue;
        *number = fields.u64(from);
        from += 8;
      }
      return;
    }
    at += 4 + std::uint64_t{size};
  }
  bytes.fail();
}

std::string inflate_all(std::string_view packed, std::size_t size, const std::string& what) {
  const auto damaged = [&] {
    return FileError(what, "is damaged: it does not unpack to what the directory says");
  };
  std::string bytes(size, '\0');
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  struct End {
    z_stream& stream;
    ~End() { inflateEnd(&stream); }
  } end{stream};
  std::size_t taken = 0;
  std::size_t made = 0;
  int code = Z_OK;
  // zlib counts in 32 bits: a gigabyte at a time.
  constexpr std::size_t step = std::size_t{1} << 30;
  while (code == Z_OK) {
    const std::size_t in = std::min(packed.size() - taken, step);
    const std::size_t out = std::min(size - made, step);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + taken));
    stream.avail_in = static_cast<uInt>(in);
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data() + made);
    stream.avail_out = static_cast<uInt>(out);
    code = inflate(&stream, Z_NO_FLUSH);
    taken += in - stream.avail_in;
    made += out - stream.avail_out;
  }
  if (code != Z_STREAM_END || made != size) throw damaged();
  return bytes;
}

}  // namespace

std::vector<ZipMember> zip_members(std::string_view zip, const std::string& file) {
  const Bytes bytes(zip, file);
  const Directory directory = find_directory(zip, bytes);
  std::vector<ZipMember> members;
  std::uint64_t at = directory.offset;
  for (std::uint64_t i = 0; i < directory.count; ++i) {
    if (bytes.part(at, 4) != "PK\x01\x02") bytes.fail();
    const std::uint16_t name_size = bytes.u16(at + 28);
    const std::uint16_t extra_size = bytes.u16(at + 30);
    ZipMember member{bytes.part(at + 46, name_size),
                     bytes.u32(at + 24),
                     bytes.u32(at + 20),
                     bytes.u32(at + 42),
                     bytes.u16(at + 10),
                     bytes.u16(at + 8),
                     bytes.u32(at + 16)};
    if (member.size == full || member.packed_size == full || member.offset == full)
      widen(member, bytes.part(at + 46 + name_size, extra_size), bytes, file);
    members.push_back(member);
    at += 46 + std::uint64_t{name_size} + extra_size + bytes.u16(at + 32);
  }
  return members;
}

std::string unzip(std::string_view zip, const ZipMember& member, const std::string& file) {
  const Bytes bytes(zip, file);
  const std::string what = fmt::format("{}:{}", file, member.name);
  if ((member.flags & 1) != 0)
    throw FileError(what, "is encrypted; save the arrays again without a password");
  if (member.method != stored && member.method != deflated)
    throw FileError(what, fmt::format("is packed by method {}; numpy.savez and "
                                      "numpy.savez_compressed write what denim reads",
                                      member.method));
  if (bytes.part(member.offset, 4) != "PK\x03\x04") bytes.fail();
  const std::uint64_t begin = member.offset + 30 + std::uint64_t{bytes.u16(member.offset + 26)} +
                              bytes.u16(member.offset + 28);
  const std::string_view packed = bytes.part(begin, member.packed_size);
  const std::uint64_t most =
      member.method == stored ? packed.size() : packed.size() * most_unpacked;
  if (member.size > most || (member.method == stored && member.size != most))
    throw FileError(what, fmt::format("is damaged: {} bytes cannot be packed into {}", member.size,
                                      packed.size()));
  try {
    check_memory("it", static_cast<double>(member.size));
  } catch (const TensorError& error) {
    throw FileError(what, error.what());
  }
  std::string content =
      member.method == stored ? std::string(packed) : inflate_all(packed, member.size, what);
  const auto crc = crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size());
  if (crc != member.crc) throw FileError(what, "is damaged: its checksum is another one");
  return content;
}

}  // namespace denim::tensor
