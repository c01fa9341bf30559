#include "sim/cache.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/error.hpp"

namespace denim::sim {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* stamp_name = "stamp.json";
constexpr const char* choose_another = "choose another folder with DENIM_CACHE=DIR";

// Eight bytes a step, so that a library of some megabytes takes about a millisecond.
std::uint64_t fingerprint(std::string_view bytes) {
  std::uint64_t hash = 0x9e3779b97f4a7c15U ^ bytes.size();
  const auto mix = [&](std::uint64_t word) {
    hash = (hash ^ word) * 0xff51afd7ed558ccdU;
    hash ^= hash >> 32;
  };
  while (bytes.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), 8);
    mix(word);
    bytes.remove_prefix(8);
  }
  std::uint64_t word = 0;
  std::memcpy(&word, bytes.data(), bytes.size());
  mix(word);
  return hash;
}

json stamp_of(const fs::path& folder) {
  json files = json::object();
  for (const auto& item : fs::directory_iterator(folder)) {
    const std::string name = item.path().filename().string();
    if (name == stamp_name) continue;
    const std::string bytes = read_whole(item.path());
    files[name] = {{"size", bytes.size()}, {"hash", fmt::format("{:016x}", fingerprint(bytes))}};
  }
  return {{"files", files}};
}

}  // namespace

std::string read_whole(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (!stream || error) throw SimError(fmt::format("{}: cannot be read", file.string()));
  std::string text(size, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(size));
  if (static_cast<std::uintmax_t>(stream.gcount()) != size) {
    throw SimError(fmt::format("{}: cannot be read to its end", file.string()));
  }
  return text;
}

void write_whole(const fs::path& file, std::string_view text) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  if (!stream) {
    throw SimError(fmt::format("{}: cannot be written: {}", file.string(), std::strerror(errno)));
  }
}

namespace {

// What lies on the way to the folder must be folders.
fs::path checked_folder(const fs::path& folder, const char* variable) {
  std::error_code ignored;
  for (fs::path path = folder; path.has_relative_path(); path = path.parent_path()) {
    if (!fs::exists(path, ignored)) continue;
    if (fs::is_directory(path, ignored)) break;
    throw SimError(
        fmt::format("{}: the folder for simulators cannot be made: {} is no folder; set "
                    "{} to another one",
                    folder.string(), path.string(), variable));
  }
  return folder;
}

}  // namespace

fs::path default_cache() {
  const auto variable = [](const char* name) -> std::optional<fs::path> {
    const char* text = std::getenv(name);
    if (!text || !*text) return std::nullopt;
    return fs::path(text);
  };
  if (const auto own = variable("DENIM_CACHE")) {
    return checked_folder(fs::absolute(*own), "DENIM_CACHE");
  }
  // The XDG base directory specification has relative paths ignored.
  if (const auto xdg = variable("XDG_CACHE_HOME"); xdg && xdg->is_absolute()) {
    return checked_folder(*xdg / "denim", "XDG_CACHE_HOME");
  }
  if (const auto home = variable("HOME")) {
    return checked_folder(fs::absolute(*home) / ".cache" / "denim", "DENIM_CACHE");
  }
  throw SimError(
      "no place for the simulators: none of DENIM_CACHE, XDG_CACHE_HOME and HOME is "
      "set; set DENIM_CACHE=DIR");
}

CacheSlot::CacheSlot(const fs::path& cache, std::string entry)
    : cache_(fs::absolute(cache)), entry_(std::move(entry)), folder_(cache_ / entry_) {
  std::error_code error;
  fs::create_directories(cache_, error);
  if (error) {
    throw SimError(fmt::format("{}: the folder for simulators cannot be made: {}; {}",
                               cache_.string(), error.message(), choose_another));
  }
}

CacheSlot::~CacheSlot() {
  std::error_code ignored;
  if (!prepared_.empty()) fs::remove_all(prepared_, ignored);
  unlock();
}

fs::path CacheSlot::beside(const std::string& suffix) const { return cache_ / (entry_ + suffix); }
fs::path CacheSlot::log_path() const { return beside(".log"); }

bool CacheSlot::usable() const {
  try {
    const json stamp = json::parse(read_whole(folder_ / stamp_name));
    return !stamp.at("files").empty() && stamp_of(folder_) == stamp;
  } catch (const std::exception&) {
    return false;  // missing or damaged: it is made again
  }
}

void CacheSlot::lock(const InterruptScope& interrupt, const Progress& progress) {
  const fs::path path = beside(".lock");
  lock_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ < 0) {
    throw SimError(fmt::format("{}: cannot be written: {}; {}", path.string(), std::strerror(errno),
                               choose_another));
  }
  bool told = false;
  while (flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      throw SimError(fmt::format("{}: cannot be locked: {}; {}", path.string(),
                                 std::strerror(errno), choose_another));
    }
    if (!told && progress) progress("waiting for another denim that builds the same simulator");
    told = true;
    interrupt.wait(std::chrono::milliseconds(50));
    interrupt.check();
  }
}

void CacheSlot::unlock() {
  if (lock_ >= 0) close(lock_);
  lock_ = -1;
}

const fs::path& CacheSlot::prepare() {
  prepared_ = beside(fmt::format(".tmp-{}", getpid()));
  std::error_code error;
  fs::remove_all(prepared_, error);  // of a killed process that had this one's number
  if (!fs::create_directory(prepared_, error)) {
    throw SimError(fmt::format("{}: cannot be made: {}; {}", prepared_.string(), error.message(),
                               choose_another));
  }
  return prepared_;
}

void CacheSlot::publish() {
  write_whole(prepared_ / stamp_name, stamp_of(prepared_).dump(2) + "\n");
  publish_unstamped();
}

void CacheSlot::publish_unstamped() {
  std::error_code error;
  fs::remove_all(folder_, error);
  fs::rename(prepared_, folder_, error);
  if (error) {
    throw SimError(fmt::format("{}: cannot be put in place: {}; {}", folder_.string(),
                               error.message(), choose_another));
  }
  prepared_.clear();
  fs::remove(log_path(), error);
  unlock();
}

void remove_leftovers(const fs::path& cache) {
  constexpr std::string_view mark = ".tmp-";
  std::error_code error;
  for (const auto& item : fs::directory_iterator(cache, error)) {
    const std::string name = item.path().filename().string();
    const auto at = name.rfind(mark);
    if (at == std::string::npos || at == 0) continue;
    // Who makes an entry holds its lock, which goes with the process, however that ends.
    const fs::path lock = cache / (name.substr(0, at) + ".lock");
    const int descriptor = open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) continue;
    std::error_code ignored;
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) fs::remove_all(item.path(), ignored);
    close(descriptor);
  }
}

Kept keep_files(const fs::path& cache, const std::string& entry, const Texts& files,
                const InterruptScope& interrupt, const Progress& progress) {
  remove_leftovers(cache);
  CacheSlot slot(cache, entry);
  const fs::path& folder = slot.folder();
  const auto holds = [&](const Texts::value_type& file) {
    try {
      return read_whole(folder / file.first) == file.second;
    } catch (const SimError&) {
      return false;
    }
  };
  const auto whole = [&] { return std::ranges::all_of(files, holds); };
  Kept kept{folder};
  if (whole()) return kept;
  slot.lock(interrupt, progress);
  if (whole()) return kept;  // another one wrote it while we waited
  const fs::path& fresh = slot.prepare();
  for (const auto& [path, text] : files) {
    fs::create_directories((fresh / path).parent_path());
    write_whole(fresh / path, text);
  }
  if (fs::exists(folder)) {
    const std::string name = folder.string() + ".edited";
    kept.put_aside = name;
    for (int i = 2; fs::exists(*kept.put_aside); ++i)
      kept.put_aside = fmt::format("{}-{}", name, i);
    fs::rename(folder, *kept.put_aside);
  }
  slot.publish_unstamped();
  return kept;
}

}  // namespace denim::sim
