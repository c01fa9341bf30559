// A user of `denim` for one test: a home, a folder to work in, and files; the simulators are shared
// by all tests unless one wants a cache of its own.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/cli_process.hpp"
#include "tests/support/scratch_folder.hpp"

namespace denim::test::cli {

using Arguments = std::vector<std::string>;
using Json = nlohmann::ordered_json;

/// `first` and `more` as one command line.
inline Arguments operator+(Arguments first, const Arguments& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

/// Where a tool is; fails the test if nowhere.
inline std::string path_of(const std::string& tool) {
  const char* path = std::getenv("PATH");
  std::string paths = path == nullptr ? "" : path;
  for (paths += ':'; !paths.empty(); paths.erase(0, paths.find(':') + 1)) {
    const std::filesystem::path file =
        std::filesystem::path(paths.substr(0, paths.find(':'))) / tool;
    if (access(file.c_str(), X_OK) == 0) return file.string();
  }
  throw std::runtime_error(tool + " is missing; `make doctor` tells");
}

class User {
 public:
  User() {
    std::filesystem::create_directories(work());
    std::filesystem::create_directories(root_.path() / "home");
    environment_["HOME"] = (root_.path() / "home").string();
    environment_["XDG_CACHE_HOME"] = "";
    environment_["DENIM_CACHE"] = shared_cache().string();
    // Ours: a compiler's cache in a new home would be an empty one.
    const char* home = std::getenv("HOME");
    if (std::getenv("CCACHE_DIR") == nullptr && home != nullptr) {
      environment_["CCACHE_DIR"] = std::string(home) + "/.cache/ccache";
    }
  }

  const std::filesystem::path& root() const { return root_.path(); }
  std::filesystem::path work() const { return root_.path() / "work"; }  // where denim is started
  static std::filesystem::path shared_cache() {
    const char* set = std::getenv("DENIM_CACHE");
    return set != nullptr && *set != '\0'
               ? std::filesystem::absolute(set)
               : std::filesystem::path(DENIM_BINARY).parent_path() / "cache";
  }

  /// An empty cache of this user's own. Verilator's compiled runtime is taken over from the shared
  /// one, where it is there, which saves half of a build.
  std::filesystem::path own_cache(bool with_runtime = true) {
    const std::filesystem::path cache = root_.path() / "cache";
    std::filesystem::create_directories(cache);
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(shared_cache(), none)) {
      const std::string name = entry.path().filename().string();
      if (!with_runtime || !name.starts_with("runtime-") || !entry.is_directory()) continue;
      if (name.find(".tmp-") != std::string::npos) continue;
      std::filesystem::copy(entry.path(), cache / name, std::filesystem::copy_options::recursive);
    }
    set("DENIM_CACHE", cache.string());
    return cache;
  }

  void set(const std::string& name, const std::string& value) { environment_[name] = value; }

  /// An executable shell script that is found before any tool of its name.
  void put_first_in_path(const std::string& tool, const std::string& script) {
    const std::filesystem::path bin = root_.path() / "bin";
    root_.write("bin/" + tool, "#!/bin/sh\n" + script);
    chmod((bin / tool).c_str(), 0755);
    set("PATH", bin.string() + ":" + std::getenv("PATH"));
  }

  Call call(const Arguments& arguments) const {
    return {Arguments{DENIM_BINARY} + arguments, work(), environment_, false};
  }
  Ended denim(const Arguments& arguments, int seconds = 120) const {
    return Running(call(arguments)).wait(seconds);
  }

  /// The names are relative to the folder to work in.
  std::string write(const std::string& name, std::string_view bytes) const {
    root_.write("work/" + name, bytes);
    return name;
  }
  std::filesystem::path path(const std::string& name) const { return work() / name; }
  bool has(const std::string& name) const { return std::filesystem::exists(path(name)); }
  std::string text(const std::string& name) const { return text_of(path(name)); }
  Json json(const std::string& name) const { return Json::parse(text(name)); }

  /// Everything but the cache: folders, and files with their bytes.
  std::map<std::string, std::string> files() const { return files_below(root_.path()); }
  std::map<std::string, std::string> files(const std::string& folder) const {
    return files_below(path(folder));
  }

 private:
  static std::map<std::string, std::string> files_below(const std::filesystem::path& folder) {
    std::map<std::string, std::string> result;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      const std::string name = entry.path().lexically_relative(folder).string();
      if (name == "cache" || name.starts_with("cache/")) continue;
      result[name] = entry.is_regular_file() ? text_of(entry.path()) : "(folder)";
    }
    return result;
  }

  ScratchFolder root_;
  std::map<std::string, std::string> environment_;
};

/// Empty if the command line is refused as every bad input is: exit status 2, a message on standard
/// error that holds all `parts`, nothing on standard output, nothing written. Otherwise what
/// happened instead.
inline std::string complaint(const User& user, const Arguments& arguments,
                             std::initializer_list<std::string> parts) {
  const auto before = user.files();
  const Ended ended = user.denim(arguments, 60);
  std::string wrong;
  if (ended.status != 2) wrong += "the status is not 2\n";
  if (!ended.out.empty()) wrong += "something is on standard output\n";
  if (!ended.err.starts_with("denim: error: ") || !ended.err.ends_with("\n")) {
    wrong += "standard error is no message\n";
  }
  for (const std::string& part : parts) {
    if (ended.err.find(part) == std::string::npos) wrong += "the message lacks: " + part + "\n";
  }
  const auto after = user.files();
  for (const auto& [name, bytes] : after) {
    const auto old = before.find(name);
    if (old == before.end()) wrong += "was written: " + name + "\n";
    if (old != before.end() && old->second != bytes) wrong += "was changed: " + name + "\n";
  }
  for (const auto& [name, bytes] : before) {
    if (!after.contains(name)) wrong += "was removed: " + name + "\n";
  }
  return wrong.empty() ? wrong : wrong + ended.all();
}

/// CHECK_BAD(user, {"run", ...}, "part of the message", ...)
#define CHECK_BAD(user, ...) CHECK(denim::test::cli::complaint(user, __VA_ARGS__) == "")

}  // namespace denim::test::cli
