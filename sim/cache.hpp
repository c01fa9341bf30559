// A folder of built things that several processes share. Each entry is a folder that appears whole
// or not at all, is locked while it is made, and is checked against its stamp before it is used.
//
//   <cache>/<entry>/            the files and stamp.json, which has their sizes and hashes
//   <cache>/<entry>.lock        held by who makes the entry; stays
//   <cache>/<entry>.tmp-<pid>/  being made; one left by a killed process is removed by the next
//   one,
//                               whatever entry that wants
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sim/interrupt.hpp"

namespace denim::sim {

using Progress = std::function<void(std::string_view)>;

// DENIM_CACHE, else XDG_CACHE_HOME/denim, else HOME/.cache/denim. Throws SimError if none is set.
std::filesystem::path default_cache();

class CacheSlot {
 public:
  // Makes the cache's folder if need be.
  CacheSlot(const std::filesystem::path& cache, std::string entry);
  ~CacheSlot();  // gives back the lock, removes what was prepared and not published
  CacheSlot(const CacheSlot&) = delete;
  CacheSlot& operator=(const CacheSlot&) = delete;

  // True if the entry is there and undamaged. Needs no lock.
  bool usable() const;
  // Waits for the lock; `progress` hears of it if that takes time. Throws Interrupted, and SimError
  // where the cache cannot be written.
  void lock(const InterruptScope& interrupt, const Progress& progress);
  // With the lock: makes an empty folder to fill.
  const std::filesystem::path& prepare();
  // With the lock: stamps the files of the prepared folder, makes it the entry, gives back the
  // lock.
  void publish();
  // The same without a stamp, for files that are known by themselves.
  void publish_unstamped();

  const std::filesystem::path& folder() const { return folder_; }  // of the finished entry
  // Where to leave a log of a failed attempt, beside the entry.
  std::filesystem::path log_path() const;

 private:
  void unlock();
  std::filesystem::path beside(const std::string& suffix) const;

  std::filesystem::path cache_;
  std::string entry_;
  std::filesystem::path folder_;
  std::filesystem::path prepared_;
  int lock_ = -1;
};

// Removes what killed makers of any entry left in a cache; what is being made stays.
void remove_leftovers(const std::filesystem::path& cache);

using Texts = std::map<std::string, std::string>;  // of files, by their paths in a folder

// Makes <cache>/<entry> a folder with these files, and returns it. The entry is named by what the
// files hold, so a folder that has them is right, whatever else lies there: it is left alone. One
// in which a file was edited or is missing is put aside under another name.
struct Kept {
  std::filesystem::path folder;
  std::optional<std::filesystem::path> put_aside = {};
};
Kept keep_files(const std::filesystem::path& cache, const std::string& entry, const Texts& files,
                const InterruptScope& interrupt, const Progress& progress);

// The whole of a file, or an exception that says why not.
std::string read_whole(const std::filesystem::path& file);
void write_whole(const std::filesystem::path& file, std::string_view text);

}  // namespace denim::sim
