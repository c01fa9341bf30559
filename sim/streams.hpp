// The host's end of an engine's streams, one call a cycle. A beat is copied only when it is first
// offered or taken.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "sim/dut.hpp"
#include "sim/manifest.hpp"
#include "sim/program/program.hpp"
#include "sim/program/stream_times.hpp"
#include "sim/random.hpp"

namespace denim::sim {

// When a stream is withheld: at random, and where it is bounded.
struct StallOptions {
  double probability = 0;
  std::uint64_t seed = 0;
  program::StreamBits stream_bits = {};

  bool any() const { return probability > 0 || !stream_bits.empty(); }
};

// Offers the beats of a program to a sink of the engine.
class SinkDriver {
 public:
  // Throws SimError where the beats do not fit the port.
  SinkDriver(const Dut& dut, const ManifestStream& stream, const program::BeatStream& beats,
             const StallOptions& stall);

  // Before the clock rises. With stalls, a beat that is offered stays; between beats, and after the
  // last, the payload is garbage.
  template <bool stalls>
  void drive(std::uint64_t cycle) {
    if (offered_ || left_ == 0) return;
    if (stalls && (cycle < arrivals_.next() || coin_.flip())) return withhold();
    std::memcpy(data_, next_, bytes_);
    *valid_ = 1;
    offered_ = true;
    offered_in_ = cycle;
  }
  bool offered() const { return offered_; }
  // After the model has settled: whether the beat is taken in this cycle.
  bool taken() const { return offered_ && *ready_ != 0; }
  // Once the clock has risen, if it was taken in that cycle.
  void advance(std::uint64_t cycle);

  const std::string& name() const { return name_; }
  const std::string& ready_name() const { return ready_name_; }
  std::uint64_t size() const { return size_; }
  std::uint64_t left() const { return left_; }
  std::uint64_t end() const { return taken_until_; }  // behind the cycle of the last beat taken

 private:
  void withhold();  // the payload, until there is a beat

  std::string name_;
  std::string ready_name_;
  std::uint8_t* data_ = nullptr;
  std::uint8_t* valid_ = nullptr;
  const std::uint8_t* ready_ = nullptr;
  std::size_t bytes_ = 0;
  const std::uint64_t* next_ = nullptr;
  const std::uint64_t* begin_ = nullptr;
  const std::uint64_t* end_ = nullptr;
  std::size_t words_ = 0;
  std::uint64_t size_ = 0;
  std::uint64_t left_ = 0;
  bool offered_ = false;
  std::uint64_t offered_in_ = 0;  // cycle
  program::Arrivals arrivals_;
  std::uint64_t taken_until_ = 0;
  Coin coin_;
  Random garbage_;
  std::vector<std::uint64_t> garbage_beat_;
  unsigned width_ = 0;  // of the port, with the padding above a beat
};

// Takes beats from the source of the engine, or the parts of such as leave in several, and watches
// that what is offered stays as it is.
class SourceDriver {
 public:
  // In packets of so many beats, where the stream has a port that ends them.
  SourceDriver(const Dut& dut, const ManifestStream& stream, const StallOptions& stall,
               std::uint64_t packet_beats);

  template <bool stalls>
  void drive(std::uint64_t cycle) {
    if (stalls) *ready_ = cycle < departures_.next() || coin_.flip() ? 0 : 1;
  }
  void accept() { *ready_ = 1; }  // in every cycle, where there are no stalls
  // After the model has settled: whether a beat is taken in this cycle; beat() is its payload.
  bool taken(std::uint64_t cycle) {
    if (*valid_ == 0 || *ready_ == 0) return false;
    std::memcpy(beat_.data(), data_, bytes_);
    departures_.pass(cycle);
    return true;
  }
  // Once what is taken is here: whether a beat is whole with it, which is then beat().
  bool complete();
  // The cycle behind that in which all beats taken have left.
  std::uint64_t end() const { return departures_.end(); }
  unsigned parts() const { return parts_; }  // in which a beat passes the port
  // The beat taken, as words, and one word more.
  const std::vector<std::uint64_t>& beat() const { return parts_ == 1 ? beat_ : whole_; }
  // What the engine did against the rules of a stream, if anything; to be asked once a cycle when
  // ready may be low.
  std::optional<std::string> broken_rule();
  // What is wrong beside the payload of a beat that is taken, if anything; to be asked once for
  // each: the end of a packet, the bytes that are kept, and zeros above the payload.
  std::optional<std::string> wrong_frame();
  bool has_frame() const {
    return last_ || keep_ || width_ != port_width_ || whole_width_ % width_ != 0;
  }

  const std::string& name() const { return name_; }
  const std::string& valid_name() const { return names_.valid; }

 private:
  std::string name_;
  const std::uint8_t* data_ = nullptr;
  const std::uint8_t* valid_ = nullptr;
  std::uint8_t* ready_ = nullptr;
  std::size_t bytes_ = 0;
  std::vector<std::uint64_t> beat_;
  std::vector<std::uint64_t> whole_;  // of parts
  unsigned parts_ = 1;
  unsigned part_ = 0;  // of them, that have been taken
  unsigned whole_width_ = 0;
  unsigned width_ = 0;       // of a beat, or of a part
  unsigned port_width_ = 0;  // with the padding above it
  const DenimDutPort* keep_ = nullptr;
  const DenimDutPort* last_ = nullptr;
  std::uint64_t packet_beats_ = 0;
  std::uint64_t packet_passed_ = 0;  // beats of a packet
  std::vector<std::uint8_t> held_;   // the payload that waits for ready, and the end of a packet
  bool waiting_ = false;
  program::Departures departures_;
  Coin coin_;
  ManifestStream::Names names_;  // of the ports
};

}  // namespace denim::sim
