// Whole files: read at once, written all or not at all.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

namespace denim::tensor {

/// The bytes of a file. Throws FileError where it is missing, a folder or unreadable.
std::string read_file(const std::filesystem::path& path);

/// Writes the pieces one after the other as the contents of `path`: into a new file in the same
/// folder, which takes the name only when it is complete. So `path` never holds half a file, and an
/// old file survives a failure. A symbolic link is followed; a device or a folder is refused.
/// Throws FileError.
void write_file(const std::filesystem::path& path, std::initializer_list<std::string_view> pieces);

}  // namespace denim::tensor
