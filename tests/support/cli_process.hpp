// Running the real `denim` as a user does: arguments, environment and folder given, standard output
// and error apart, a time limit, and a terminal if it is to have one.
#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "sim/process.hpp"

extern char** environ;  // POSIX leaves the declaration to the program

namespace denim::test::cli {

/// How a process ended and what it said.
struct Ended {
  int status = -1;  // exit status; -1 if a signal ended it
  int signal = 0;   // that ended it
  bool hung = false;
  std::string out;
  std::string err;  // on a terminal: all that was written there
  std::string command;

  bool ok() const { return status == 0; }
  std::string all() const {
    return fmt::format("{}\nstatus {}, signal {}{}\n--- stdout\n{}--- stderr\n{}", command, status,
                       signal, hung ? ", ended because it hung" : "", out, err);
  }
};

/// What a process is started with.
struct Call {
  std::vector<std::string> arguments;              // the first is the program's path
  std::filesystem::path folder;                    // to run in
  std::map<std::string, std::string> environment;  // beside and in place of our own
  bool terminal = false;                           // standard error is one
};

/// A running process that leads a process group, as a shell makes it. Ended with the object.
class Running {
 public:
  explicit Running(const Call& call) {
    ended_.command =
        fmt::format("cd {} && {}", call.folder.string(), sim::to_text({call.arguments, {}, {}}));
    const auto [out_read, out_write] = make_pipe();
    out_ = out_read;
    std::string terminal;
    int err_write = -1;
    if (call.terminal) {
      terminal = open_terminal();
    } else {
      std::tie(err_, err_write) = make_pipe();
    }

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out_write, STDOUT_FILENO);
    if (call.terminal) {
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, terminal.c_str(), O_RDWR | O_NOCTTY,
                                       0);
    } else {
      posix_spawn_file_actions_adddup2(&actions, err_write, STDERR_FILENO);
    }
    posix_spawn_file_actions_addchdir_np(&actions, call.folder.c_str());
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);

    std::vector<std::string> arguments = call.arguments;
    std::vector<std::string> environment;
    for (const auto& [name, value] : call.environment) environment.push_back(name + "=" + value);
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string text(*entry);
      if (!call.environment.contains(text.substr(0, text.find('=')))) environment.push_back(text);
    }
    const int error = posix_spawn(&pid_, arguments[0].c_str(), &actions, &attributes,
                                  pointers(arguments).data(), pointers(environment).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(out_write);
    if (err_write >= 0) close(err_write);
    if (error != 0) {
      pid_ = -1;
      close_all();
      throw std::runtime_error(ended_.command + ": " + std::strerror(error));
    }
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    if (pid_ > 0) {
      kill(-pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    close_all();
  }

  /// As Ctrl-C does it for SIGINT: to the whole group.
  void send(int signal) const { kill(-pid_, signal); }

  /// All of it, once it is over; a process that takes longer is ended.
  Ended wait(int seconds = 120) {
    const auto deadline = Clock::now() + std::chrono::seconds(seconds);
    while (out_ >= 0 || err_ >= 0) {
      if (!ended_.hung && Clock::now() >= deadline) {
        ended_.hung = true;
        send(SIGKILL);
      }
      // What it started may hold the pipes for longer than it lives.
      if (Clock::now() >= deadline + std::chrono::seconds(5)) close_all();
      std::array<pollfd, 2> entries{{{out_, POLLIN, 0}, {err_, POLLIN, 0}}};
      poll(entries.data(), entries.size(), 100);
      if (entries[0].revents != 0) read_some(out_, ended_.out);
      if (entries[1].revents != 0) read_some(err_, ended_.err);
    }
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    if (WIFEXITED(status)) ended_.status = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) ended_.signal = WTERMSIG(status);
    return ended_;
  }

 private:
  using Clock = std::chrono::steady_clock;

  static std::pair<int, int> make_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    return {ends[0], ends[1]};
  }

  // Our end becomes err_; the other end's path.
  std::string open_terminal() {
    err_ = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    std::array<char, 128> name{};
    if (err_ < 0 || grantpt(err_) != 0 || unlockpt(err_) != 0 ||
        ptsname_r(err_, name.data(), name.size()) != 0) {
      throw std::runtime_error("no pseudo-terminal");
    }
    return name.data();
  }

  static std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (std::string& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
  }

  // Closes the descriptor at the end; a terminal ends with an error once nobody holds it.
  static void read_some(int& descriptor, std::string& text) {
    std::array<char, 65536> buffer;
    const ssize_t count = read(descriptor, buffer.data(), buffer.size());
    if (count > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(count));
    } else if (count == 0 || errno != EINTR) {
      close(descriptor);
      descriptor = -1;
    }
  }

  void close_all() {
    for (int* descriptor : {&out_, &err_}) {
      if (*descriptor >= 0) close(*descriptor);
      *descriptor = -1;
    }
  }

  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  Ended ended_;
};

/// True as soon as `condition` is; false if it is not within `seconds`.
template <class Condition>
bool becomes_true(Condition&& condition, int seconds = 60) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace denim::test::cli
