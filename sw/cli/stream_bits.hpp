// --stream-bits: how many bits a cycle the streams of an engine move.
#pragma once

#include <string>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sim/program/stream_times.hpp"
#include "sw/cli/command.hpp"

namespace denim::cli {

class StreamBitsOption {
 public:
  void add_to(Command& command);

  bool given() const { return !text_.empty(); }
  // For an engine. Throws spec::SpecError for a stream that it does not have.
  program::StreamBits of(const spec::Spec& spec) const;
  const std::string& text() const { return text_; }  // as it was given
  // The part of a command line that says the same.
  std::string command_line() const { return given() ? " --stream-bits " + text_ : std::string(); }

 private:
  std::string text_;
};

}  // namespace denim::cli
