// Writes the waves of one run: the FST file and its save file appear when the run is over, whole
// or, where the disk has no room for them, not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "sim/dut.hpp"
#include "sim/manifest.hpp"
#include "sim/mapped_files.hpp"
#include "sim/waves.hpp"

namespace denim::sim {

class WaveWriter {
 public:
  // Throws SimError where the files cannot be written or the simulator has no waves.
  WaveWriter(Dut& dut, const Manifest& manifest, const Waves& waves);
  ~WaveWriter();
  WaveWriter(const WaveWriter&) = delete;
  WaveWriter& operator=(const WaveWriter&) = delete;

  // The state in `cycle`, before and after the clock has risen. Throws SimError where it cannot be
  // written.
  void dump(std::uint64_t cycle, bool clock) {
    if (waves_.shows(cycle)) dump_shown(cycle, clock);
  }
  // Puts the files in place, or throws SimError. Returns a note if the window showed no cycle: then
  // there is none.
  std::optional<std::string> publish(std::uint64_t cycles);

 private:
  void dump_shown(std::uint64_t cycle, bool clock);
  void check(bool done, const MappedFileScope& mapped);
  [[noreturn]] void refuse(const std::string& why) const;
  void remove_temporaries() const;

  Dut& dut_;
  const Manifest& manifest_;
  Waves waves_;
  std::filesystem::path temporary_;
  std::filesystem::path save_temporary_;
  bool open_ = false;
  std::uint64_t last_ = 0;  // nanoseconds of the last state
};

}  // namespace denim::sim
