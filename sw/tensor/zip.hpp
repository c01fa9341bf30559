// Members of a zip file, as NumPy's .npz is one (PKWARE's APPNOTE.TXT, 6.3.10).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace denim::tensor {

/// One file in a zip. `name` points into the zip's bytes.
struct ZipMember {
  std::string_view name;
  std::uint64_t size = 0;  ///< unpacked, bytes
  std::uint64_t packed_size = 0;
  std::uint64_t offset = 0;  ///< of its local header, bytes
  std::uint16_t method = 0;
  std::uint16_t flags = 0;
  std::uint32_t crc = 0;
};

/// The members in the order of the zip's directory, also of a Zip64, as NumPy writes for large
/// arrays. Throws FileError, with `file` for its message, where there is no whole directory.
std::vector<ZipMember> zip_members(std::string_view zip, const std::string& file);

/// The bytes of a member that is stored or deflated. Throws FileError where it is packed in another
/// way or encrypted, does not fit the memory, or is damaged: its checksum is compared.
std::string unzip(std::string_view zip, const ZipMember& member, const std::string& file);

}  // namespace denim::tensor
