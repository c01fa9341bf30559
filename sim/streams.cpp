#include "sim/streams.hpp"

#include <fmt/format.h>

#include "sim/error.hpp"

namespace denim::sim {

namespace {

std::uint8_t* storage(const DenimDutPort& port) { return static_cast<std::uint8_t*>(port.storage); }

std::uint64_t top_mask(unsigned width) {
  return width % 64 == 0 ? ~std::uint64_t{0} : (std::uint64_t{1} << width % 64) - 1;
}

// The model takes the bits above a port's width for zero.
void check_beats(const program::BeatStream& beats, const ManifestStream& stream) {
  if (beats.width() != stream.width) {
    throw SimError(fmt::format("the program's beats of stream '{}' have {} bits, the engine's {}",
                               stream.name, beats.width(), stream.width));
  }
  const std::uint64_t mask = top_mask(beats.width());
  for (std::size_t i = 0; i < beats.stored(); ++i) {
    if ((beats.beat(i).back() & ~mask) != 0) {
      throw SimError(fmt::format("beat {} of stream '{}' has bits above its {}", i, stream.name,
                                 beats.width()));
    }
  }
}

}  // namespace

SinkDriver::SinkDriver(const Dut& dut, const ManifestStream& stream,
                       const program::BeatStream& beats, const StallOptions& stall)
    : name_(stream.name),
      data_(storage(dut.port(stream.data_port()))),
      valid_(storage(dut.port(stream.valid_port()))),
      ready_(storage(dut.port(stream.ready_port()))),
      bytes_(dut.port(stream.data_port()).bytes),
      words_(beats.words_per_beat()),
      size_(beats.size()),
      left_(beats.size()),
      coin_(stall.probability, Random(stall.seed, "stall " + stream.name)),
      garbage_(stall.seed, "garbage " + stream.name),
      garbage_beat_(beats.words_per_beat()),
      width_(beats.width()) {
  check_beats(beats, stream);
  *valid_ = 0;  // inputs start random too
  if (size_ > 0) {
    begin_ = next_ = beats.beat(0).data();
    end_ = begin_ + beats.stored() * words_;
  }
}

void SinkDriver::withhold() {
  for (std::uint64_t& word : garbage_beat_) word = garbage_.next();
  garbage_beat_.back() &= top_mask(width_);
  std::memcpy(data_, garbage_beat_.data(), bytes_);
}

void SinkDriver::advance() {
  offered_ = false;
  *valid_ = 0;
  if (--left_ == 0) withhold();
  next_ += words_;
  if (next_ == end_) next_ = begin_;  // the stored beats, once more
}

SourceDriver::SourceDriver(const Dut& dut, const ManifestStream& stream, const StallOptions& stall)
    : name_(stream.name),
      data_(storage(dut.port(stream.data_port()))),
      valid_(storage(dut.port(stream.valid_port()))),
      ready_(storage(dut.port(stream.ready_port()))),
      bytes_(dut.port(stream.data_port()).bytes),
      beat_(stream.width / 64 + 2),
      held_(bytes_),
      coin_(stall.probability, Random(stall.seed, "stall " + stream.name)) {}

std::optional<std::string> SourceDriver::broken_rule() {
  const bool was_waiting = waiting_;
  const bool valid = *valid_ != 0;
  waiting_ = valid && *ready_ == 0;
  if (was_waiting && !valid) {
    return fmt::format("{}_valid_o fell before {}_ready_i rose", name_, name_);
  }
  const bool changed = was_waiting && std::memcmp(held_.data(), data_, bytes_) != 0;
  if (waiting_) std::memcpy(held_.data(), data_, bytes_);
  if (changed) return fmt::format("{}_data_o changed while it waited for {}_ready_i", name_, name_);
  return std::nullopt;
}

}  // namespace denim::sim
