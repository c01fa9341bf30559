#include "sw/tensor/read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "sw/tensor/file.hpp"
#include "sw/tensor/foreign.hpp"
#include "sw/tensor/memory.hpp"
#include "sw/tensor/mtx.hpp"
#include "sw/tensor/npy.hpp"
#include "sw/tensor/zip.hpp"

namespace denim::tensor {

namespace {

namespace fs = std::filesystem;

enum class Kind { npy, zip, mtx, smtx };

struct Named {
  fs::path file;
  std::optional<std::string> array;
};

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// FILE:ARRAY taken apart. A file that is there under the whole name is meant as a whole; otherwise
/// the colon is the first one behind a file's name, for arrays may have one in theirs.
Named take_apart(const fs::path& named) {
  const std::string text = named.string();
  std::error_code code;
  if (fs::exists(named, code)) return {named, std::nullopt};
  for (auto at = text.find(':'); at != std::string::npos; at = text.find(':', at + 1)) {
    const fs::path file = text.substr(0, at);
    const bool meant = is_standard(file) || lower(file.extension().string()) == ".npz" ||
                       fs::is_regular_file(file, code);
    if (meant) return {file, text.substr(at + 1)};
  }
  return {named, std::nullopt};
}

/// `a, b, c`, as a .smtx begins.
bool begins_like_smtx(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  return !line.empty() && line.find_first_not_of("0123456789, \t\r") == std::string_view::npos &&
         std::ranges::count(line, ',') == 2;
}

Kind kind_of(std::string_view bytes, const fs::path& file, const std::string& name) {
  if (bytes.starts_with("\x93NUMPY")) return Kind::npy;
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return Kind::zip;
  const std::string_view text = without_mark(bytes, name);
  if (text.starts_with("%%MatrixMarket")) return Kind::mtx;
  const std::string extension = lower(file.extension().string());
  if (extension == ".smtx" && begins_like_smtx(text)) return Kind::smtx;
  if (const auto foreign = foreign_file(bytes, file)) throw FileError(name, *foreign);
  // What has no mark is what it is called, so that its reader says what is wrong with it.
  if (extension == ".npy") return Kind::npy;
  if (extension == ".npz") return Kind::zip;
  if (extension == ".mtx") return Kind::mtx;
  if (extension == ".smtx" || begins_like_smtx(text)) return Kind::smtx;
  throw FileError(name, bytes.empty() ? "is empty"
                                      : "is of a kind that denim does not know; it reads .npy, "
                                        ".npz, Matrix Market .mtx and .smtx");
}

/// Members that are arrays, by the names that NumPy gives them: without ".npy".
Tensor read_npz(std::string_view zip, const Named& named, const std::string& name,
                std::optional<int> zero_point) {
  const std::vector<ZipMember> members = zip_members(zip, name);
  std::vector<ZipMember> arrays;
  for (const ZipMember& member : members) {
    if (const auto foreign = foreign_zip(member.name, named.file)) throw FileError(name, *foreign);
    if (!member.name.ends_with(".npy")) continue;
    arrays.push_back(member);
    arrays.back().name.remove_suffix(4);
  }
  if (arrays.empty())
    throw FileError(name, "is a zip file without arrays; numpy.savez writes a .npz");
  std::string list;
  constexpr std::size_t most_shown = 20;
  for (std::size_t i = 0; i < arrays.size() && i < most_shown; ++i)
    list += fmt::format("{}{}", i == 0 ? "" : ", ", arrays[i].name);
  if (arrays.size() > most_shown) list += fmt::format(" and {} more", arrays.size() - most_shown);
  if (!named.array && arrays.size() > 1)
    throw FileError(name, fmt::format("holds {} arrays; name one as {}:ARRAY, of: {}",
                                      arrays.size(), named.file.string(), list));
  const auto found =
      named.array ? std::ranges::find(arrays, *named.array, &ZipMember::name) : arrays.begin();
  if (found == arrays.end())
    throw FileError(name, fmt::format("holds no array '{}'; it has: {}", *named.array, list));
  return parse_npy(unzip(zip, *found, name), fmt::format("{}:{}", name, found->name), zero_point);
}

TensorOrPattern parse(Kind kind, std::string_view bytes, const Named& named,
                      const std::string& name, std::optional<int> zero_point) {
  if (named.array && kind != Kind::zip)
    throw FileError(name, fmt::format("is no .npz, so it holds no array '{}'", *named.array));
  switch (kind) {
    case Kind::npy:
      return parse_npy(bytes, name, zero_point);
    case Kind::zip:
      return read_npz(bytes, named, name, zero_point);
    case Kind::mtx:
      return std::visit([](auto&& read) { return TensorOrPattern(std::move(read)); },
                        parse_mtx(bytes, name));
    case Kind::smtx:
      break;
  }
  Pattern pattern = parse_smtx(bytes, name);
  check_working_memory(name, pattern.rows, pattern.cols, 1);
  return pattern;
}

}  // namespace

TensorOrPattern read_tensor(const fs::path& named, std::optional<int> zero_point) {
  const Named apart = take_apart(named);
  const std::string name = input_name(apart.file);
  const std::string bytes = read_file(apart.file);
  return parse(kind_of(bytes, apart.file, name), bytes, apart, name, zero_point);
}

fs::path file_of(const fs::path& named) { return take_apart(named).file; }

}  // namespace denim::tensor
