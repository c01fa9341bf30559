#include "gen/bundle/folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

namespace denim::bundle {

namespace fs = std::filesystem;

namespace {

fs::path normal(const fs::path& path) {
  // A link stands for the folder that it leads to.
  const fs::path canonical = fs::weakly_canonical(fs::absolute(path)).lexically_normal();
  return canonical.has_filename() ? canonical : canonical.parent_path();
}

// What keeps the folder from being replaced, empty if nothing does.
std::string keeper(const fs::path& folder, const std::string& kind) {
  if (!fs::is_directory(folder)) return "is a file";
  if (fs::is_empty(folder)) return {};
  nlohmann::json manifest;
  if (fs::is_regular_file(folder / "manifest.json")) {
    std::ifstream stream(folder / "manifest.json", std::ios::binary);
    manifest = nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
  }
  const auto says = [&](const char* key) {
    const auto found = manifest.is_object() ? manifest.find(key) : manifest.end();
    return found != manifest.end() && found->is_string() ? found->get<std::string>() : "";
  };
  if (!says("generator").starts_with("denim ") || says("kind") != kind ||
      !manifest.contains("files")) {
    return fmt::format("is not empty and has no manifest.json of a {} of denim's", kind);
  }
  std::set<std::string> own{"manifest.json"};
  for (const auto& file : manifest["files"]) {
    if (file.is_string()) own.insert(file.get<std::string>());
  }
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string path = entry.path().lexically_relative(folder).generic_string();
    if (!entry.is_directory() && !own.contains(path)) {
      return fmt::format("holds '{}', which is not denim's", path);
    }
  }
  return {};
}

fs::path existing_parent(fs::path path) {
  do {
    path = path.parent_path();
  } while (!fs::exists(path) && path != path.root_path());
  return path;
}

[[noreturn]] void refuse(const fs::path& folder, const std::error_code& error) {
  throw FolderError(fmt::format("{}: cannot be written: {}", folder.string(), error.message()));
}

}  // namespace

void check_replaceable(const fs::path& folder, const std::string& kind) {
  const fs::path final = normal(folder);
  try {
    if (fs::exists(final)) {
      if (const std::string reason = keeper(final, kind); !reason.empty()) {
        throw FolderError(fmt::format("{}: {}, so it is left alone; give a new or an empty folder",
                                      folder.string(), reason));
      }
    }
    // The new folder is made beside the old one, so it is the parent that must be writable.
    const fs::path parent = existing_parent(final);
    if (!fs::is_directory(parent) || access(parent.c_str(), W_OK | X_OK) != 0) {
      throw FolderError(fmt::format("{}: cannot be created, because {} cannot be written to",
                                    folder.string(), parent.string()));
    }
  } catch (const fs::filesystem_error& error) {
    refuse(folder, error.code());
  }
}

NewFolder::NewFolder(const fs::path& final, const std::string& kind)
    : final_(normal(final)),
      path_(final_.parent_path() /
            fmt::format(".{}.new.{}", final_.filename().string(), getpid())) {
  check_replaceable(final_, kind);
  try {
    fs::remove_all(path_);
    fs::create_directories(path_);
  } catch (const fs::filesystem_error& error) {
    refuse(final_, error.code());
  }
}

NewFolder::~NewFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void NewFolder::write(const fs::path& file, const std::string& text) const {
  std::error_code ignored;
  fs::create_directories((path_ / file).parent_path(), ignored);
  std::ofstream stream(path_ / file, std::ios::binary);
  stream << text << std::flush;
  if (!stream) {
    throw FolderError(
        fmt::format("{}: cannot be written: {}", (final_ / file).string(), std::strerror(errno)));
  }
}

void NewFolder::commit() {
  // A folder cannot be renamed over one that is not empty: the old one steps aside first.
  const fs::path aside = path_.string() + ".old";
  try {
    if (fs::exists(final_)) fs::rename(final_, aside);
    fs::rename(path_, final_);
    fs::remove_all(aside);
  } catch (const fs::filesystem_error& error) {
    std::error_code ignored;
    if (!fs::exists(final_)) fs::rename(aside, final_, ignored);
    fs::remove_all(aside, ignored);
    refuse(final_, error.code());
  }
}

}  // namespace denim::bundle
