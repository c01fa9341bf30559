// Zip files for tests, written from the format's description with zlib's deflate.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace denim::test {

struct ZipEntry {
  std::string name;
  std::string bytes;
  bool packed = false;
};

inline std::string little_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (; bytes > 0; --bytes, value >>= 8) text += static_cast<char>(value & 0xff);
  return text;
}

inline std::string deflated(const std::string& bytes) {
  std::string packed(bytes.size() + 100, '\0');
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("no deflate");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int code = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (code != Z_STREAM_END) throw std::runtime_error("cannot deflate");
  return packed;
}

/// With `wide`, sizes and places stand in the fields of a Zip64, as those of large files do.
inline std::string zip_file(const std::vector<ZipEntry>& entries, bool wide = false) {
  std::string file;
  std::string directory;
  for (const ZipEntry& entry : entries) {
    const std::string packed = entry.packed ? deflated(entry.bytes) : entry.bytes;
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(entry.bytes.data()),
                           static_cast<uInt>(entry.bytes.size()));
    const auto field = [&](std::uint64_t value) {
      return little_endian(wide ? 0xffffffff : value, 4);
    };
    const std::string numbers = little_endian(entry.bytes.size(), 8) +
                                little_endian(packed.size(), 8) + little_endian(file.size(), 8);
    // One extra field that nobody knows goes first.
    const std::string extra = wide ? little_endian(0x7777, 2) + little_endian(2, 2) + "xx" +
                                         little_endian(1, 2) + little_endian(24, 2) + numbers
                                   : "";
    const std::string common = little_endian(0, 2) + little_endian(entry.packed ? 8 : 0, 2) +
                               little_endian(0, 4) + little_endian(crc, 4) + field(packed.size()) +
                               field(entry.bytes.size()) + little_endian(entry.name.size(), 2) +
                               little_endian(extra.size(), 2);
    directory += "PK\x01\x02" + little_endian(0, 2) + little_endian(45, 2) + common +
                 little_endian(0, 10) + field(file.size()) + entry.name + extra;
    file += "PK\x03\x04" + little_endian(45, 2) + common + entry.name + extra + packed;
  }
  const std::uint64_t begin = file.size();
  file += directory;
  if (wide) {
    const std::uint64_t record = file.size();
    file += "PK\x06\x06" + little_endian(44, 8) + little_endian(0, 12) +
            little_endian(entries.size(), 8) + little_endian(entries.size(), 8) +
            little_endian(directory.size(), 8) + little_endian(begin, 8);
    file += "PK\x06\x07" + little_endian(0, 4) + little_endian(record, 8) + little_endian(1, 4);
  }
  return file + "PK\x05\x06" + little_endian(0, 4) + little_endian(entries.size(), 2) +
         little_endian(entries.size(), 2) + little_endian(directory.size(), 4) +
         little_endian(wide ? 0xffffffff : begin, 4) + little_endian(0, 2);
}

}  // namespace denim::test
