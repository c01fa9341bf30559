#include "sim/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cmath>
#include <cstring>
#include <ctime>
#include <limits>
#include <memory>

#include "gen/spec/layout.hpp"
#include "gen/spec/ports.hpp"
#include "sim/beat_check.hpp"
#include "sim/dut.hpp"
#include "sim/error.hpp"
#include "sim/interrupt.hpp"
#include "sim/registers.hpp"
#include "sim/streams.hpp"
#include "sim/wave_writer.hpp"

namespace denim::sim {

namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned reset_cycles = 4;
// Cycles between looks at the time and at signals; a cycle with waves takes a hundred times as
// long.
constexpr std::uint64_t glance = 1 << 16;
constexpr std::uint64_t traced_glance = 1 << 10;
constexpr auto progress_period = std::chrono::milliseconds(500);
constexpr std::uint64_t max_extra_beats = 100;

void check_options(const RunOptions& options, const Manifest& manifest) {
  if (!(options.stall >= 0 && options.stall < 1)) {
    throw SimError(fmt::format("a stall of {} is no probability from 0 to below 1", options.stall));
  }
  for (const auto& [name, bits] : options.stream_bits) {
    if (bits == 0) throw SimError(fmt::format("stream '{}' moves 0 bits a cycle", name));
    if (std::ranges::find(manifest.streams, name, &ManifestStream::name) == manifest.streams.end())
      throw SimError(fmt::format("the engine has no stream '{}' that could be bounded", name));
  }
}

void check_fit(const Simulator& simulator, const spec::Spec& spec) {
  const Manifest& manifest = simulator.manifest;
  if (manifest.spec_hash != spec.hash()) {
    throw SimError(
        fmt::format("the bundle in {} was made from another spec ({}, not {}); make it "
                    "again with `denim gen`",
                    manifest.folder.string(), manifest.spec_hash, spec.hash()));
  }
  for (const ManifestStream& stream : manifest.streams) {
    const unsigned width = spec::layout(spec, stream.name).width;
    if (width != stream.width) {
      throw SimError(
          fmt::format("stream '{}' has {} bits in the bundle, {} in the spec's table; "
                      "make the bundle again with `denim gen`",
                      stream.name, stream.width, width));
    }
    const unsigned port_width = spec::passage(spec, stream.name).width;
    if (port_width != stream.port_width) {
      throw SimError(
          fmt::format("stream '{}' leaves in parts of {} bits in the bundle, of {} by the spec; "
                      "make the bundle again with `denim gen`",
                      stream.name, stream.port_width, port_width));
    }
  }
}

// A source, and what its beats are held against.
struct Source {
  Source(SourceDriver its_driver, const program::Program& program, const program::Output& output,
         spec::Layout its_layout, std::vector<spec::Pattern> terms)
      : driver(std::move(its_driver)),
        layout(std::make_unique<spec::Layout>(std::move(its_layout))),
        check(program, output, *layout, std::move(terms)),
        wanted(check.wanted()) {}

  SourceDriver driver;
  std::unique_ptr<spec::Layout> layout;  // keeps its address
  BeatCheck check;
  std::uint64_t wanted;  // beats
  std::uint64_t taken = 0;
};

void set_input(const DenimDutPort& port, std::uint64_t value) {
  std::memcpy(port.storage, &value, std::min<std::size_t>(port.bytes, sizeof value));
}

// What a number of cycles may grow to when streams are withheld.
std::uint64_t stretched(std::uint64_t cycles, double stall, int streams) {
  const double result = static_cast<double>(cycles) / std::pow(1 - stall, streams);
  return static_cast<std::uint64_t>(std::min(result, 1e15));
}

class Runner {
 public:
  Runner(const Simulator& simulator, const spec::Spec& spec, const program::Program& program,
         const RunOptions& options);

  RunResult run();

 private:
  void reset();
  template <bool stalls, bool traced>
  void loop();
  template <bool stalls, bool traced>
  bool step();
  void add_source(const spec::Spec& spec, const ManifestStream& stream,
                  const program::Program& program);
  void set_inputs(const program::Program& program);
  void set_up_registers();
  void check_registers();
  void receive(Source& source);
  void check_frame(Source& source);
  void note_error();
  bool go_on();
  void plan_next_look();
  void report_standstill(const std::string& what);
  void fault(const std::string& what) {
    if (result_.faults.size() < RunResult::max_faults) result_.faults.push_back(what);
  }
  void stopped() {
    fault(fmt::format("cycle {}: the engine stopped itself: {}", cycle_, dut_.message()));
  }
  std::uint64_t read_errors() const;

  const Manifest& manifest_;
  const RunOptions& options_;
  const StallOptions stall_;
  Dut dut_;
  std::uint8_t* clock_;
  std::uint8_t* reset_n_;
  const DenimDutPort* errors_ = nullptr;
  std::vector<SinkDriver> sinks_;
  std::vector<Source> sources_;
  InterruptScope interrupt_;
  std::unique_ptr<WaveWriter> waves_;
  RunResult result_;

  std::optional<RegisterBus> registers_;    // of a top that has such
  std::vector<program::Setting> settings_;  // that are written to them
  std::uint64_t packet_beats_ = 0;

  std::uint64_t cycle_ = 0;
  std::uint64_t all_ = 0;          // beats to pass on all streams
  std::uint64_t more_parts_ = 0;   // of those that pass in several parts
  std::uint64_t left_ = 0;         // of them
  std::uint64_t next_look_ = 0;    // cycle in which go_on() is to be asked
  std::uint64_t last_move_ = 0;    // cycle of the last handshake
  std::uint64_t idle_limit_ = 0;   // cycles without any
  std::uint64_t limit_ = 0;        // cycles
  std::uint64_t afterwards_ = 0;   // cycles to watch when all beats have passed
  std::uint64_t results_end_ = 0;  // the cycle behind that in which the last result has left
  std::optional<std::uint64_t> first_offer_;
  bool flooded_ = false;  // a source gives beats without end
  Clock::time_point next_progress_;
};

Runner::Runner(const Simulator& simulator, const spec::Spec& spec, const program::Program& program,
               const RunOptions& options)
    : manifest_(simulator.manifest),
      options_(options),
      stall_{options.stall, options.seed, options.stream_bits},
      dut_(simulator.library, options.seed),
      clock_(static_cast<std::uint8_t*>(dut_.port(manifest_.clock).storage)),
      reset_n_(static_cast<std::uint8_t*>(dut_.port(manifest_.reset_n).storage)) {
  if (!manifest_.registers.empty()) registers_.emplace(dut_, manifest_);
  if (registers_ || !manifest_.packet_beats.empty()) {
    // Also 0, which ends none.
    packet_beats_ = Random(options.seed, "packets").next() % 8;
  }
  if (!manifest_.packet_beats.empty()) set_input(dut_.port(manifest_.packet_beats), packet_beats_);
  if (!manifest_.errors.empty()) errors_ = &dut_.port("error_o");
  for (const ManifestStream& stream : manifest_.streams) {
    if (!stream.sink) {
      add_source(spec, stream, program);
      continue;
    }
    sinks_.emplace_back(dut_, stream, program.stream(stream.name), stall_);
    all_ += sinks_.back().size();
  }
  left_ = all_;
  set_inputs(program);
  const int streams = static_cast<int>(manifest_.streams.size());
  std::uint64_t longest = 1;  // cycles of a beat
  for (const ManifestStream& stream : manifest_.streams) {
    longest = std::max(longest,
                       program::beat_cycles(options.stream_bits, stream.name, stream.port_width));
  }
  limit_ = options.cycle_limit != 0
               ? options.cycle_limit
               : stretched(64 * (all_ + more_parts_) * longest + 64 * manifest_.latency + 100'000,
                           options.stall, streams);
  idle_limit_ =
      stretched(10'000 + 16 * manifest_.latency + 16 * (longest - 1), options.stall, streams);
  afterwards_ = stretched(64 + 4 * manifest_.latency + 2 * (longest - 1), options.stall, 1);
  if (!options.stream_bits.empty()) first_offer_ = 0;
  if (options.waves) waves_ = std::make_unique<WaveWriter>(dut_, manifest_, *options.waves);
}

void Runner::add_source(const spec::Spec& spec, const ManifestStream& stream,
                        const program::Program& program) {
  const auto output = std::ranges::find_if(program.outputs, [&](const program::Output& candidate) {
    return candidate.beats.name() == stream.name;
  });
  if (output == program.outputs.end()) {
    throw SimError(fmt::format("the program does not state the beats of stream '{}'", stream.name));
  }
  sources_.emplace_back(
      SourceDriver(dut_, stream, stall_, packet_beats_), program, *output,
      spec::layout(spec, stream.name),
      spec.engine().taken ? spec.engine().taken(spec) : std::vector<spec::Pattern>());
  all_ += sources_.back().wanted;
  more_parts_ += sources_.back().wanted * (stream.parts - 1);
}

void Runner::set_inputs(const program::Program& program) {
  for (const ManifestSetting& setting : manifest_.settings) {
    const auto found = std::ranges::find(program.settings, setting.name, &program::Setting::name);
    if (found == program.settings.end()) {
      throw SimError(fmt::format("the program does not set '{}'", setting.name));
    }
    if (setting.width < 64 && found->value >> setting.width != 0) {
      throw SimError(fmt::format("the program sets '{}' to {}, which {} bits do not hold",
                                 setting.name, found->value, setting.width));
    }
    if (registers_) {
      settings_.push_back(*found);
    } else {
      set_input(dut_.port(setting.port()), found->value);
    }
  }
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// What a host writes before it offers beats.
void Runner::set_up_registers() try {
  const std::string hash = fmt::format("{:012x}", registers_->read_pair("SPEC_HASH"));
  if (hash != manifest_.spec_hash)
    fault(fmt::format("register SPEC_HASH is {}, the bundle's spec has {}", hash,
                      manifest_.spec_hash));
  registers_->write("TLAST_BEATS", static_cast<std::uint32_t>(packet_beats_));
  for (const program::Setting& setting : settings_)
    registers_->write(upper(setting.name), static_cast<std::uint32_t>(setting.value));
  registers_->write("CONTROL", 1);  // enable
  result_.setup_cycles = registers_->cycles();
} catch (const RegisterError& error) {
  fault(error.what());
}

// When all has passed: what the registers have counted, and seen of errors.
void Runner::check_registers() try {
  const auto check = [&](const std::string& name, std::uint64_t is, std::uint64_t expected) {
    if (is != expected)
      fault(fmt::format("register {} is {}, but the host saw {}", name, is, expected));
  };
  for (const SinkDriver& sink : sinks_) {
    const std::string name = upper(sink.name()) + "_BEATS";
    check(name, registers_->read_pair(name), sink.size() - sink.left());
  }
  for (const Source& source : sources_) {
    const std::string name = upper(source.driver.name()) + "_BEATS";
    check(name, registers_->read_pair(name), source.taken * source.driver.parts());  // at the port
  }
  check("ERROR", registers_->read("ERROR"), result_.error_bits);
} catch (const RegisterError& error) {
  fault(error.what());
}

void Runner::reset() {
  dut_.check_assertions(false);
  *reset_n_ = 0;
  for (Source& source : sources_) source.driver.accept();
  for (unsigned i = 0; i < reset_cycles; ++i) {
    *clock_ = 0;
    if (!dut_.eval()) return stopped();
    *clock_ = 1;
    if (!dut_.eval()) return stopped();
  }
  *reset_n_ = 1;
  dut_.check_assertions(true);
}

std::uint64_t Runner::read_errors() const {
  switch (errors_->bytes) {
    case 1:
      return *static_cast<const std::uint8_t*>(errors_->storage);
    case 2:
      return *static_cast<const std::uint16_t*>(errors_->storage);
    case 4:
      return *static_cast<const std::uint32_t*>(errors_->storage);
    default:
      return *static_cast<const std::uint64_t*>(errors_->storage);
  }
}

void Runner::check_frame(Source& source) {
  if (const auto wrong = source.driver.wrong_frame())
    fault(fmt::format("cycle {}: {}", cycle_, *wrong));
}

void Runner::note_error() {
  const std::uint64_t bits = read_errors();
  if (result_.error_bits == 0 && bits != 0) result_.error_cycle = cycle_;
  if ((result_.error_bits & ~bits) != 0) {
    fault(fmt::format("cycle {}: a bit of error_o fell ({}); error bits are sticky", cycle_,
                      manifest_.error_names(result_.error_bits & ~bits)));
  }
  result_.error_bits |= bits;
}

void Runner::receive(Source& source) {
  last_move_ = cycle_;
  if (!source.driver.complete() && source.taken < source.wanted) return;
  ++source.taken;
  if (source.check.receive(source.driver.beat(), cycle_)) {
    results_end_ = std::max(results_end_, source.driver.end());
    if (--left_ == 0) plan_next_look();
    return;
  }
  fault(
      fmt::format("cycle {}: a beat of {} came that the program does not expect; all its {} had "
                  "come",
                  cycle_, source.driver.name(), source.wanted));
  if (source.taken - source.wanted < max_extra_beats) return;
  flooded_ = true;
  next_look_ = cycle_;
}

// One cycle; false if the model stopped itself.
template <bool stalls, bool traced>
bool Runner::step() {
  for (SinkDriver& sink : sinks_) {
    sink.drive<stalls>(cycle_);
    if (!first_offer_ && sink.offered()) first_offer_ = cycle_;
  }
  for (Source& source : sources_) source.driver.drive<stalls>(cycle_);
  *clock_ = 0;
  if (!dut_.eval()) return false;
  if (traced) waves_->dump(cycle_, false);

  std::uint64_t taken = 0;
  for (std::size_t i = 0; i < sinks_.size(); ++i) {
    taken |= static_cast<std::uint64_t>(sinks_[i].taken()) << i;
  }
  for (Source& source : sources_) {
    if (source.driver.taken(cycle_)) {
      receive(source);
      if (source.driver.has_frame()) check_frame(source);
    }
    if (!stalls) continue;
    if (const auto broken = source.driver.broken_rule()) {
      fault(fmt::format("cycle {}: {}", cycle_, *broken));
    }
  }
  *clock_ = 1;
  if (!dut_.eval()) return false;
  if (traced) waves_->dump(cycle_, true);

  for (std::size_t i = 0; taken != 0; ++i, taken >>= 1) {
    if ((taken & 1) == 0) continue;
    sinks_[i].advance(cycle_);
    last_move_ = cycle_;
    if (--left_ == 0) plan_next_look();
  }
  if (errors_ && read_errors() != result_.error_bits) note_error();
  return true;
}

template <bool stalls, bool traced>
void Runner::loop() {
  do {
    if (!step<stalls, traced>()) return stopped();
    ++cycle_;
  } while (cycle_ < next_look_ || go_on());
}

void Runner::plan_next_look() {
  next_look_ = std::min(limit_, cycle_ + (waves_ ? traced_glance : glance));
  next_look_ = std::min(next_look_, last_move_ + (left_ == 0 ? afterwards_ : idle_limit_));
}

// Everything that need not be asked in every cycle.
bool Runner::go_on() {
  if (left_ == 0 && cycle_ >= last_move_ + afterwards_) return false;
  if (flooded_) return false;
  if (cycle_ >= last_move_ + idle_limit_) {
    report_standstill(fmt::format("no stream moved for {} cycles", idle_limit_));
    return false;
  }
  if (cycle_ >= limit_) {
    report_standstill(fmt::format("not done after {} cycles", limit_));
    return false;
  }
  interrupt_.check();
  if (options_.progress && Clock::now() >= next_progress_) {
    options_.progress(all_ - left_, all_);
    next_progress_ = Clock::now() + progress_period;
  }
  plan_next_look();
  return true;
}

void Runner::report_standstill(const std::string& what) {
  std::string text = fmt::format("{}, the last in cycle {}", what, last_move_);
  for (const SinkDriver& sink : sinks_) {
    if (sink.left() == 0) continue;
    text += fmt::format("; stream {} waits for {} with beat {} of {}", sink.name(),
                        sink.ready_name(), sink.size() - sink.left() + 1, sink.size());
  }
  for (const Source& source : sources_) {
    if (source.taken >= source.wanted) continue;
    text += fmt::format("; the host waits for {} with result {} of {}", source.driver.valid_name(),
                        source.taken + 1, source.wanted);
  }
  fault(text);
}

RunResult Runner::run() {
  const std::clock_t start = std::clock();
  next_progress_ = Clock::now() + progress_period;
  plan_next_look();
  reset();
  if (registers_ && result_.faults.empty()) set_up_registers();
  if (result_.faults.empty()) {
    try {
      if (stall_.any()) {
        waves_ ? loop<true, true>() : loop<true, false>();
      } else {
        waves_ ? loop<false, true>() : loop<false, false>();
      }
    } catch (const Interrupted&) {
      if (!waves_) throw;  // what there is of them is kept; the end of run() throws again
    }
    if (registers_ && result_.faults.empty()) check_registers();
    if (!dut_.finish()) stopped();
  }
  result_.seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  result_.simulated_cycles = reset_cycles + cycle_ + (registers_ ? registers_->cycles() : 0);
  std::uint64_t end = results_end_;
  for (const SinkDriver& sink : sinks_) {
    if (options_.stream_bits.contains(sink.name())) end = std::max(end, sink.end());
  }
  if (first_offer_ && end != 0) result_.cycles = end - *first_offer_;
  for (const SinkDriver& sink : sinks_) {
    result_.streams.push_back({sink.name(), sink.size() - sink.left(), sink.size()});
  }
  for (Source& source : sources_) {
    result_.streams.push_back({source.driver.name(), source.taken, source.wanted});
    source.check.finish(cycle_);
    result_.mismatches += source.check.mismatches();
    const auto& first = source.check.first();
    result_.first.insert(result_.first.end(), first.begin(), first.end());
    if (source.check.has_results()) result_.results = source.check.take_results();
    auto terms = source.check.take_terms();
    if (!terms.empty()) result_.terms = std::move(terms);
  }
  std::string kept;
  if (waves_) {
    if (const auto note = waves_->publish(cycle_)) {
      result_.notes.push_back(*note);
    } else {
      kept = fmt::format("{} has the waves up to cycle {}", options_.waves->file.string(),
                         std::min(cycle_ - 1, options_.waves->to.value_or(UINT64_MAX)));
    }
  }
  if (const std::string printed = dut_.message(); !printed.empty()) {
    result_.notes.push_back("the engine printed: " + printed);
  }
  try {
    interrupt_.check();
  } catch (const Interrupted& interrupted) {
    throw Interrupted(interrupted.signal(), kept);
  }
  return std::move(result_);
}

}  // namespace

RunResult run(const Simulator& simulator, const spec::Spec& spec, const program::Program& program,
              const RunOptions& options) {
  check_options(options, simulator.manifest);
  check_fit(simulator, spec);
  return Runner(simulator, spec, program, options).run();
}

}  // namespace denim::sim
