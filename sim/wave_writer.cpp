#include "sim/wave_writer.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "sim/cache.hpp"
#include "sim/error.hpp"

namespace denim::sim {

namespace fs = std::filesystem;

namespace {

fs::path with_suffix(const fs::path& file, const std::string& suffix) {
  fs::path result = file;
  result += suffix;
  return result;
}

}  // namespace

WaveWriter::WaveWriter(Dut& dut, const Manifest& manifest, const Waves& waves)
    : dut_(dut),
      manifest_(manifest),
      waves_(waves),
      temporary_(with_suffix(waves.file, fmt::format(".tmp-{}", getpid()))) {
  if (!dut.traces()) throw SimError("waves are wanted, but the simulator was built without them");
  waves.check_writable();
}

WaveWriter::~WaveWriter() {
  if (open_) {
    dut_.close_waves();
    remove_temporary();
  }
}

void WaveWriter::remove_temporary() const {
  std::error_code ignored;
  fs::remove(temporary_, ignored);
  fs::remove(with_suffix(temporary_, ".hier"), ignored);  // of Verilator's writer, while it is open
}

void WaveWriter::dump_shown(std::uint64_t cycle, bool clock) {
  if (!open_) {
    dut_.open_waves(temporary_);
    open_ = true;
  }
  dut_.dump_waves(cycle * cycle_nanoseconds + (clock ? cycle_nanoseconds / 2 : 0));
}

std::optional<std::string> WaveWriter::publish(std::uint64_t cycles) {
  if (!open_) {
    return fmt::format("{} is not written: the run ended after {} cycles, before cycle {}",
                       waves_.file.string(), cycles, waves_.from.value_or(0));
  }
  open_ = false;
  dut_.close_waves();
  std::error_code error;
  fs::rename(temporary_, waves_.file, error);
  if (error) {
    remove_temporary();
    throw SimError(fmt::format("{}: cannot be written: {}", waves_.file.string(), error.message()));
  }
  const fs::path save = waves_.save_file();
  const fs::path save_temporary = with_suffix(save, fmt::format(".tmp-{}", getpid()));
  write_whole(save_temporary, save_file_text(waves_, manifest_));
  fs::rename(save_temporary, save);
  return std::nullopt;
}

}  // namespace denim::sim
