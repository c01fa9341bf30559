#include "sim/interrupt.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <utility>

#include "sim/error.hpp"

namespace denim::sim {

namespace {

constexpr std::array<int, 3> signals{SIGINT, SIGTERM, SIGHUP};

// Shared by all scopes, under `scopes_mutex` but for what the handler touches.
std::mutex scopes_mutex;
int scopes = 0;
std::array<int, 2> wake_pipe{-1, -1};
std::array<struct sigaction, signals.size()> old_actions;
volatile std::sig_atomic_t pending_signal = 0;
volatile std::sig_atomic_t signal_taken = 0;  // somebody threw Interrupted for it
volatile std::sig_atomic_t wake_descriptor = -1;

void note_signal(int signal) {
  const int kept = errno;
  pending_signal = signal;
  const char byte = 0;
  // Full means that the waiter is already woken.
  [[maybe_unused]] const auto written = write(static_cast<int>(wake_descriptor), &byte, 1);
  errno = kept;
}

void install() {
  if (pipe2(wake_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    throw SimError(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  }
  wake_descriptor = wake_pipe[1];
  pending_signal = 0;
  signal_taken = 0;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    struct sigaction action {};
    action.sa_handler = note_signal;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(signals[i], nullptr, &old_actions[i]);
    const bool ignored =
        (old_actions[i].sa_flags & SA_SIGINFO) == 0 && old_actions[i].sa_handler == SIG_IGN;
    if (!ignored) sigaction(signals[i], &action, nullptr);
  }
}

void uninstall() {
  for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &old_actions[i], nullptr);
  close(wake_pipe[0]);
  close(wake_pipe[1]);
  if (pending_signal != 0 && signal_taken == 0) raise(pending_signal);
}

}  // namespace

Interrupted::Interrupted(int signal, std::string kept)
    : SimError(fmt::format("interrupted by signal {} ({})", signal, strsignal(signal))),
      signal_(signal),
      kept_(std::move(kept)) {}

InterruptScope::InterruptScope() {
  const std::lock_guard lock(scopes_mutex);
  if (scopes == 0) install();
  ++scopes;
}

InterruptScope::~InterruptScope() {
  const std::lock_guard lock(scopes_mutex);
  if (--scopes == 0) uninstall();
}

int InterruptScope::pending() const { return pending_signal; }

void InterruptScope::check() const {
  if (pending_signal == 0) return;
  signal_taken = 1;
  throw Interrupted(pending_signal);
}

int InterruptScope::descriptor() const { return wake_pipe[0]; }

void InterruptScope::wait(std::chrono::milliseconds time) const {
  pollfd entry{descriptor(), POLLIN, 0};
  poll(&entry, 1, static_cast<int>(time.count()));
}

}  // namespace denim::sim
