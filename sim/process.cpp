#include "sim/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>

#include "sim/error.hpp"

extern char** environ;  // POSIX leaves the declaration to the program

namespace denim::sim {

namespace {

constexpr auto patience = std::chrono::seconds(2);  // between asking a tool to end and killing it

// A process group for tools and what they start. All that is left of it ends with the object, and
// also when this program is killed: the leader is a child that waits for the end of a pipe which we
// alone hold open, and then ends its group.
class Group {
 public:
  Group();
  ~Group() {
    close(lifeline_);
    waitpid(leader_, nullptr, 0);
  }
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  pid_t id() const { return leader_; }
  void send(int signal) const { kill(-leader_, signal); }

 private:
  pid_t leader_ = -1;
  int lifeline_ = -1;
};

Group::Group() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw SimError(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  }
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);  // the leader is to see nothing but the end
  leader_ = fork();
  if (leader_ == 0) {
    // Only what may be called between fork and exec, for there may be other threads. Everything
    // that is open is closed: other groups' pipes, the outputs of tools.
    setpgid(0, 0);
    dup2(ends[0], 0);
    close_range(1, ~0U, 0);
    char none = 0;
    while (read(0, &none, 1) < 0 && errno == EINTR) {
    }
    kill(0, SIGKILL);
    _exit(0);
  }
  const int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  close(ends[0]);
  if (leader_ < 0) {
    close(ends[1]);
    throw SimError(fmt::format("no process can be started: {}", std::strerror(error)));
  }
  lifeline_ = ends[1];
  setpgid(leader_, leader_);  // it does so too; whoever comes first
}

// A running tool. Its output comes through a pipe that its children hold too: the end of the
// output is the end of all of them.
class Process {
 public:
  // In `group`, or in one of its own: Ctrl-C on a terminal is for this program to deal with.
  Process(const Command& command, const Group* group);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  int descriptor() const { return output_; }
  // Takes what can be read; false once all of it is over, and outcome() is complete.
  bool read_some();
  Outcome& outcome() { return outcome_; }

 private:
  void close_output();

  pid_t pid_ = -1;
  int output_ = -1;
  Outcome outcome_;
};

// Pointers into `texts`, ended by a null, as exec wants them.
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> full_environment(const std::vector<std::string>& extra) {
  std::vector<std::string> result = extra;
  // What tools say is read, and perl writes a warning before it where a locale is not installed.
  result.emplace_back("LC_ALL=C");
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text(*entry);
    const std::string_view name = text.substr(0, text.find('=') + 1);
    const auto same = [&](const std::string& other) { return other.starts_with(name); };
    if (std::none_of(result.begin(), result.end(), same)) result.emplace_back(text);
  }
  return result;
}

Process::Process(const Command& command, const Group* group) {
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) {
    throw SimError(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  }
  output_ = pipe_ends[0];

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDERR_FILENO);
  if (!command.folder.empty()) {
    posix_spawn_file_actions_addchdir_np(&actions, command.folder.c_str());
  }

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ}) sigaddset(&defaults, signal);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, group ? group->id() : 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);

  std::vector<std::string> arguments = command.arguments;
  std::vector<std::string> environment = full_environment(command.environment);
  const int error = posix_spawnp(&pid_, arguments[0].c_str(), &actions, &attributes,
                                 pointers(arguments).data(), pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(pipe_ends[1]);
  if (error != 0) {
    pid_ = -1;
    outcome_.found = false;
    outcome_.output = fmt::format("{}: {}", arguments[0], std::strerror(error));
    close_output();
  }
}

Process::~Process() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close_output();
}

void Process::close_output() {
  if (output_ >= 0) close(output_);
  output_ = -1;
}

bool Process::read_some() {
  std::array<char, 65536> buffer;
  ssize_t count = -1;
  if (output_ >= 0) {
    do {
      count = read(output_, buffer.data(), buffer.size());
    } while (count < 0 && errno == EINTR);
  }
  if (count > 0) {
    outcome_.output.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
  }
  close_output();
  if (pid_ > 0) {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    if (WIFEXITED(status)) outcome_.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) {
      outcome_.output += fmt::format("\n(ended by signal {}: {})\n", WTERMSIG(status),
                                     strsignal(WTERMSIG(status)));
    }
  }
  return false;
}

// Asks all to end, and ends them where they do not.
void end_all(const Group& group, std::vector<std::unique_ptr<Process>>& running) {
  if (!running.empty()) group.send(SIGTERM);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  bool killed = false;
  while (!running.empty()) {
    if (!killed && std::chrono::steady_clock::now() >= deadline) {
      group.send(SIGKILL);
      killed = true;
    }
    pollfd entry{running.back()->descriptor(), POLLIN, 0};
    const bool started = entry.fd >= 0;
    if (started && poll(&entry, 1, 50) <= 0) continue;
    if (!running.back()->read_some()) running.pop_back();
  }
}

}  // namespace

Outcome run_tool(const Command& command) {
  Process process(command, nullptr);
  if (process.outcome().found) {
    while (process.read_some()) {
    }
  }
  return std::move(process.outcome());
}

void run_tools(std::span<const Command> commands, unsigned parallel,
               const InterruptScope& interrupt,
               const std::function<bool(std::size_t, const Outcome&)>& done) {
  const Group group;
  std::vector<std::unique_ptr<Process>> running;
  std::vector<std::size_t> indices;  // of running, in commands
  std::size_t next = 0;
  bool go_on = true;
  try {
    while (go_on && (next < commands.size() || !running.empty())) {
      while (next < commands.size() && running.size() < std::max(parallel, 1U)) {
        running.push_back(std::make_unique<Process>(commands[next], &group));
        indices.push_back(next++);
      }
      std::vector<pollfd> entries{{interrupt.descriptor(), POLLIN, 0}};
      for (const auto& process : running) entries.push_back({process->descriptor(), POLLIN, 0});
      // A tool that did not start has no descriptor to wait for.
      const bool failed = std::any_of(running.begin(), running.end(), [](const auto& process) {
        return process->descriptor() < 0;
      });
      poll(entries.data(), entries.size(), failed ? 0 : -1);
      interrupt.check();
      for (std::size_t i = running.size(); i-- > 0;) {
        const bool ready = running[i]->descriptor() < 0 || entries[i + 1].revents != 0;
        if (!ready || running[i]->read_some()) continue;
        const Outcome outcome = std::move(running[i]->outcome());
        const std::size_t index = indices[i];
        running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
        indices.erase(indices.begin() + static_cast<std::ptrdiff_t>(i));
        go_on = done(index, outcome) && go_on;
      }
    }
  } catch (...) {
    end_all(group, running);
    throw;
  }
  end_all(group, running);
}

std::string shell_quoted(const std::string& word) {
  const auto plain = [](unsigned char c) {
    return c < 128 &&
           (std::isalnum(c) != 0 ||
            std::string_view("_-./=:+,@%").find(static_cast<char>(c)) != std::string_view::npos);
  };
  if (!word.empty() && std::ranges::all_of(word, plain)) return word;
  std::string quoted(1, '\'');
  for (const char c : word) {
    if (c == '\'') {
      quoted.append("'\\''");
    } else {
      quoted.push_back(c);
    }
  }
  quoted.push_back('\'');
  return quoted;
}

std::string to_text(const Command& command) {
  std::string text;
  for (const std::string& argument : command.arguments) {
    text += (text.empty() ? "" : " ") + shell_quoted(argument);
  }
  return text;
}

}  // namespace denim::sim
