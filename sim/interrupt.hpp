// Signals that end the program, turned into something that can be waited for and cleaned up after.
#pragma once

#include <chrono>

namespace denim::sim {

// While one lives, SIGINT, SIGTERM and SIGHUP do not end the program: they are noted, and wake
// wait(). A signal that was ignored before stays ignored. Scopes nest and may be on several
// threads; the last to go puts the old actions back, and raises a signal that nobody took.
class InterruptScope {
 public:
  InterruptScope();
  ~InterruptScope();
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;

  // The signal that came, 0 for none.
  int pending() const;
  // Throws Interrupted if one came: the signal is taken, on this and every other thread that asks.
  void check() const;
  // Sleeps for at most `time`, less if a signal comes.
  void wait(std::chrono::milliseconds time) const;
  // Readable once a signal came; for poll().
  int descriptor() const;
};

}  // namespace denim::sim
