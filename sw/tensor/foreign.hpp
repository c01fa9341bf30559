// Files of other programs, which are not read: what they are and how to convert them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace denim::tensor {

/// What to say of a file with these contents and this name that another program wrote: its kind and
/// a command that makes a .npz or .npy of it; nothing where it is of no such kind. What the
/// contents say goes before what the name says.
std::optional<std::string> foreign_file(std::string_view bytes, const std::filesystem::path& path);

/// The same of a zip that has a member `name`; nothing where that says nothing.
std::optional<std::string> foreign_zip(std::string_view member, const std::filesystem::path& path);

}  // namespace denim::tensor
