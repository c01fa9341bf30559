// Whole files: read at once, written all or not at all.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

namespace denim::tensor {

/// "-" stands for standard input where a file is read and for standard output where one is written;
/// a file of that name is "./-".
bool is_standard(const std::filesystem::path& path);

/// The path as messages about what is read name it: "standard input" for "-".
std::string input_name(const std::filesystem::path& path);

/// The bytes of a file, a pipe or standard input. Throws FileError where it is missing, a folder,
/// unreadable or larger than memory.
std::string read_file(const std::filesystem::path& path);

/// The text without the byte order mark that editors and spreadsheets put in front of it. Throws
/// FileError, with `name` in it, where the mark is one of UTF-16.
std::string_view without_mark(std::string_view text, const std::string& name);

/// From here on standard output takes what write_file("-") writes and nothing else: what the
/// program prints goes to standard error.
void keep_standard_output();

/// Writes the pieces one after the other as the contents of `path`: into a new file in the same
/// folder, which takes the name only when it is complete. So `path` never holds half a file, and an
/// old file survives a failure. A symbolic link is followed; a device or a folder is refused. "-"
/// is standard output, see keep_standard_output(). Throws FileError.
void write_file(const std::filesystem::path& path, std::initializer_list<std::string_view> pieces);

}  // namespace denim::tensor
