#include "sim/wave_writer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "sim/cache.hpp"
#include "sim/error.hpp"
#include "sim/fst_file.hpp"

namespace denim::sim {

namespace fs = std::filesystem;

namespace {

fs::path with_suffix(const fs::path& file, const std::string& suffix) {
  fs::path result = file;
  result += suffix;
  return result;
}

// Why a file does not take more, found by trying; empty if it does.
std::string why_full(const fs::path& file) {
  const int descriptor = open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (descriptor < 0) return std::strerror(errno);
  const std::vector<char> some(1 << 16);
  std::string why;
  for (std::size_t left = some.size(); left != 0 && why.empty();) {
    const ssize_t count = write(descriptor, some.data(), left);
    if (count < 0) why = std::strerror(errno);
    left -= static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  }
  close(descriptor);
  return why;
}

}  // namespace

WaveWriter::WaveWriter(Dut& dut, const Manifest& manifest, const Waves& waves)
    : dut_(dut),
      manifest_(manifest),
      waves_(waves),
      temporary_(with_suffix(waves.file, fmt::format(".tmp-{}", getpid()))),
      save_temporary_(with_suffix(waves.save_file(), fmt::format(".tmp-{}", getpid()))) {
  if (!dut.traces()) throw SimError("waves are wanted, but the simulator was built without them");
  waves.check_writable();
}

WaveWriter::~WaveWriter() {
  if (open_) {
    const MappedFileScope mapped;
    dut_.close_waves();
  }
  remove_temporaries();
}

void WaveWriter::remove_temporaries() const {
  std::error_code ignored;
  fs::remove(temporary_, ignored);
  fs::remove(with_suffix(temporary_, ".hier"), ignored);  // of Verilator's writer, while it is open
  fs::remove(save_temporary_, ignored);
}

void WaveWriter::refuse(const std::string& why) const {
  throw SimError(
      fmt::format("{}: cannot be written: {} (the writer of waves also needs some room "
                  "in /tmp)",
                  waves_.file.string(), why));
}

void WaveWriter::check(bool done, const MappedFileScope& mapped) {
  if (mapped.page_missing()) refuse(std::strerror(ENOSPC));
  if (!done) refuse(dut_.message());
}

void WaveWriter::dump_shown(std::uint64_t cycle, bool clock) {
  const MappedFileScope mapped;
  if (!open_) {
    const bool done = dut_.open_waves(temporary_);
    open_ = true;
    check(done, mapped);
  }
  last_ = cycle * cycle_nanoseconds + (clock ? cycle_nanoseconds / 2 : 0);
  check(dut_.dump_waves(last_), mapped);
}

std::optional<std::string> WaveWriter::publish(std::uint64_t cycles) {
  if (!open_) {
    return fmt::format("{} is not written: the run ended after {} cycles, before cycle {}",
                       waves_.file.string(), cycles, waves_.from.value_or(0));
  }
  open_ = false;
  {
    const MappedFileScope mapped;
    check(dut_.close_waves(), mapped);
  }
  if (!is_whole_fst(temporary_, last_)) {
    const std::string why = why_full(temporary_);
    refuse(why.empty() ? "what Verilator wrote is not a whole file" : why);
  }
  // Both are written before either takes its place.
  write_whole(save_temporary_, save_file_text(waves_, manifest_));
  std::error_code error;
  fs::rename(temporary_, waves_.file, error);
  if (!error) fs::rename(save_temporary_, waves_.save_file(), error);
  if (error) refuse(error.message());
  return std::nullopt;
}

}  // namespace denim::sim
