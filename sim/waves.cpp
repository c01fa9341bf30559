#include "sim/waves.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "sim/error.hpp"
#include "sim/process.hpp"

namespace denim::sim {

namespace {

namespace fs = std::filesystem;

constexpr const char* form = "write FILE.fst, FILE.fst@FROM:TO, FILE.fst@FROM: or FILE.fst@:TO";

[[noreturn]] void refuse(std::string_view text, const std::string& what) {
  throw SimError(fmt::format("--waves {}: {}; {}", text, what, form));
}

std::optional<std::uint64_t> parse_cycle(std::string_view whole, std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::uint64_t cycle = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cycle);
  if (error != std::errc() || end != text.data() + text.size()) {
    refuse(whole, fmt::format("'{}' is no cycle", text));
  }
  return cycle;
}

}  // namespace

Waves Waves::parse(std::string_view text) {
  Waves waves;
  const auto at = text.rfind('@');
  // A '/' after the '@' makes it part of a folder's name.
  const bool window = at != std::string_view::npos && text.find('/', at) == std::string_view::npos;
  waves.file = std::string(text.substr(0, window ? at : std::string_view::npos));
  if (waves.file.filename().empty()) refuse(text, "no file is named");
  if (waves.file.extension() != ".fst") {
    refuse(text, fmt::format("waves are written as FST, so the name of '{}' ends in .fst",
                             waves.file.string()));
  }
  if (!window) return waves;
  const std::string_view cycles = text.substr(at + 1);
  const auto colon = cycles.find(':');
  if (colon == std::string_view::npos) refuse(text, "there is no ':' between FROM and TO");
  waves.from = parse_cycle(text, cycles.substr(0, colon));
  waves.to = parse_cycle(text, cycles.substr(colon + 1));
  if (waves.from && waves.to && *waves.from > *waves.to) {
    refuse(text, fmt::format("FROM {} is after TO {}", *waves.from, *waves.to));
  }
  return waves;
}

fs::path Waves::save_file() const { return fs::path(file).replace_extension(".gtkw"); }

std::string Waves::open_hint() const {
  return to_text({{"gtkwave", file.string(), save_file().string()}, {}});
}

void Waves::check_writable() const {
  const fs::path parent = file.has_parent_path() ? file.parent_path() : fs::path(".");
  std::error_code error;
  if (!fs::is_directory(parent, error)) {
    throw SimError(fmt::format("{}: there is no folder {}", file.string(), parent.string()));
  }
  if (fs::is_directory(file, error) || fs::is_directory(save_file(), error)) {
    throw SimError(fmt::format("{}: is a folder", file.string()));
  }
  if (access(parent.c_str(), W_OK | X_OK) != 0) {
    throw SimError(fmt::format("{}: the folder {} cannot be written: {}", file.string(),
                               parent.string(), std::strerror(errno)));
  }
}

std::string save_file_text(const Waves& waves, const Manifest& manifest) {
  return fmt::format("[*] cycle c starts at {} c ns\n[dumpfile] \"{}\"\n[timestart] {}\n{}",
                     cycle_nanoseconds, fs::absolute(waves.file).string(),
                     waves.from.value_or(0) * cycle_nanoseconds, manifest.save_text);
}

}  // namespace denim::sim
