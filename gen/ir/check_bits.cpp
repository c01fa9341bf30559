// Drivers and readers, bit by bit, at the default parameters.
#include <algorithm>

#include "gen/ir/check_passes.hpp"

namespace denim::ir::detail {
namespace {

std::string bits_text(const Signal& signal, std::int64_t low, std::int64_t end) {
  if (low == 0 && end == signal.width) return "";
  if (end == low + 1) return "bit " + std::to_string(low) + " ";
  return "bits " + std::to_string(end - 1) + ":" + std::to_string(low) + " ";
}

void check_drives(const Module& module, Signal& signal) {
  const std::string subject = signal_subject(signal.name);
  if (signal.role == Signal::Role::input || signal.role == Signal::Role::memory) return;
  std::sort(signal.drives.begin(), signal.drives.end(),
            [](const Drive& a, const Drive& b) { return a.low < b.low; });
  const auto undriven = [&](std::int64_t low, std::int64_t end) {
    const std::string bits = bits_text(signal, low, end);
    const bool plural = bits.starts_with("bits");
    refuse(module, subject,
           bits + (plural ? "have" : "has") +
               " no driver; assign it or connect an output of an instance to it");
  };
  std::int64_t end = 0;
  const Drive* before = nullptr;
  for (const Drive& drive : signal.drives) {
    if (drive.low > end) undriven(end, drive.low);
    if (drive.low < end) {
      const std::string bits = bits_text(signal, drive.low, std::min(end, drive.low + drive.width));
      refuse(module, subject,
             bits + (bits.starts_with("bits") ? "have" : "has") + " two drivers, " + before->by +
                 " and " + drive.by + "; one a bit");
    }
    end = drive.low + drive.width;
    before = &drive;
  }
  if (end < signal.width) undriven(end, signal.width);
}

void check_reads(const Module& module, Signal& signal) {
  if (signal.role == Signal::Role::output || signal.name.find("unused_") != std::string::npos)
    return;
  if (signal.may_be_unread && !signal.reads.empty()) return;
  std::sort(signal.reads.begin(), signal.reads.end());
  std::int64_t end = 0;
  const auto unread = [&](std::int64_t low, std::int64_t high) {
    const std::string bits = bits_text(signal, low, high);
    const char* advice = signal.role == Signal::Role::input
                             ? "remove the port, or take the bits to a net named unused_..."
                             : "remove the net, leave the output open that drives it, or "
                               "name it unused_... if that is meant";
    refuse(module, signal_subject(signal.name),
           (bits.empty() ? "is " : bits + (bits.starts_with("bits") ? "are " : "is ")) +
               "never read; " + advice + " (Verilator's -Wall refuses it)");
  };
  for (const Segment& read : signal.reads) {
    if (read.low > end) unread(end, read.low);
    end = std::max(end, read.low + read.width);
  }
  if (end < signal.width) unread(end, signal.width);
}

}  // namespace

void check_bits(const Module& module, Elaboration& elaboration) {
  for (Signal& signal : elaboration.signals) check_drives(module, signal);
  for (Signal& signal : elaboration.signals) check_reads(module, signal);
}

}  // namespace denim::ir::detail
