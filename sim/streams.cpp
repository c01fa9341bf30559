#include "sim/streams.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/error.hpp"

namespace denim::sim {

namespace {

std::uint8_t* storage(const DenimDutPort& port) { return static_cast<std::uint8_t*>(port.storage); }

// Bit `bit` of a port's storage, little-endian.
bool bit_of(const std::uint8_t* bytes, unsigned bit) {
  return (bytes[bit / 8] >> bit % 8 & 1) != 0;
}

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
      ready_name_(stream.ready_port()),
      data_(storage(dut.port(stream.data_port()))),
      valid_(storage(dut.port(stream.valid_port()))),
      ready_(storage(dut.port(stream.ready_port()))),
      bytes_(dut.port(stream.data_port()).bytes),
      words_(beats.words_per_beat()),
      size_(beats.size()),
      left_(beats.size()),
      arrivals_(program::beat_cycles(stall.stream_bits, stream.name, stream.width)),
      coin_(stall.probability, Random(stall.seed, "stall " + stream.name)),
      garbage_(stall.seed, "garbage " + stream.name),
      garbage_beat_(beats.words_per_beat()),
      width_(dut.port(stream.data_port()).width) {
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

void SinkDriver::advance(std::uint64_t cycle) {
  arrivals_.pass(offered_in_, cycle);
  taken_until_ = cycle + 1;
  offered_ = false;
  *valid_ = 0;
  if (--left_ == 0) withhold();
  next_ += words_;
  if (next_ == end_) next_ = begin_;  // the stored beats, once more
}

SourceDriver::SourceDriver(const Dut& dut, const ManifestStream& stream, const StallOptions& stall,
                           std::uint64_t packet_beats)
    : name_(stream.name),
      data_(storage(dut.port(stream.data_port()))),
      valid_(storage(dut.port(stream.valid_port()))),
      ready_(storage(dut.port(stream.ready_port()))),
      bytes_(dut.port(stream.data_port()).bytes),
      beat_(stream.port_width / 64 + 2),
      whole_(stream.width / 64 + 2),
      parts_(stream.parts),
      whole_width_(stream.width),
      width_(stream.port_width),
      port_width_(dut.port(stream.data_port()).width),
      keep_(stream.names.keep.empty() ? nullptr : &dut.port(stream.names.keep)),
      last_(stream.names.last.empty() ? nullptr : &dut.port(stream.names.last)),
      packet_beats_(packet_beats),
      held_(bytes_ + 1),
      departures_(program::beat_cycles(stall.stream_bits, stream.name, stream.port_width)),
      coin_(stall.probability, Random(stall.seed, "stall " + stream.name)),
      names_{stream.valid_port(), stream.ready_port(), stream.data_port(), stream.names.keep,
             stream.names.last} {}

bool SourceDriver::complete() {
  if (parts_ == 1) return true;
  if (part_ == 0) std::ranges::fill(whole_, 0);
  const unsigned begin = part_ * width_;
  program::copy_bits(beat_, 0, whole_, begin, std::min(width_, whole_width_ - begin));
  part_ = (part_ + 1) % parts_;
  return part_ == 0;
}

std::optional<std::string> SourceDriver::broken_rule() {
  const bool was_waiting = waiting_;
  const bool valid = *valid_ != 0;
  waiting_ = valid && *ready_ == 0;
  if (was_waiting && !valid) {
    return fmt::format("{} fell before {} rose", names_.valid, names_.ready);
  }
  const std::uint8_t last = last_ ? *storage(*last_) : 0;
  const bool changed =
      was_waiting && (std::memcmp(held_.data(), data_, bytes_) != 0 || held_.back() != last);
  if (waiting_) {
    std::memcpy(held_.data(), data_, bytes_);
    held_.back() = last;
  }
  if (changed) return fmt::format("{} changed while it waited for {}", names_.data, names_.ready);
  return std::nullopt;
}

std::optional<std::string> SourceDriver::wrong_frame() {
  // The last part of a beat may have less than the others.
  const unsigned used = parts_ > 1 && part_ == 0 ? whole_width_ - (parts_ - 1) * width_ : width_;
  for (unsigned bit = used; bit < port_width_; ++bit) {
    if (bit_of(data_, bit))
      return fmt::format("bit {} of {} is set, of its padding", bit, names_.data);
  }
  if (keep_) {
    for (unsigned byte = 0; byte < keep_->width; ++byte) {
      if (!bit_of(storage(*keep_), byte))
        return fmt::format("bit {} of {} is 0; all bytes are kept", byte, names_.keep);
    }
  }
  if (!last_) return std::nullopt;
  const bool ends = ++packet_passed_ == packet_beats_;
  if (ends) packet_passed_ = 0;
  if ((*storage(*last_) != 0) == ends) return std::nullopt;
  return fmt::format("{} is {} in beat {} of a packet of {}", names_.last, ends ? 0 : 1,
                     ends ? packet_beats_ : packet_passed_, packet_beats_);
}

}  // namespace denim::sim
