// What the simulator part throws. what() is a whole message: what is wrong, where, what to do.
#pragma once

#include <stdexcept>
#include <string>

namespace denim::sim {

// The environment, a bundle or an argument does not allow the run. What an engine does wrong while
// it runs is no exception: it is in RunResult.
class SimError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// SIGINT, SIGTERM or SIGHUP came; everything half-done has been cleaned up. The caller ends the
// program, best by restoring the default action and raising signal() again.
class Interrupted : public SimError {
 public:
  // `kept` says what is there of the work all the same, such as waves; empty if nothing is.
  explicit Interrupted(int signal, std::string kept = {});
  int signal() const { return signal_; }
  const std::string& kept() const { return kept_; }

 private:
  int signal_;
  std::string kept_;
};

}  // namespace denim::sim
