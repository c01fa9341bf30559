#include "sim/mapped_files.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <mutex>

namespace denim::sim {

namespace {

std::mutex mapped_mutex;
int mapped_scopes = 0;  // of all threads, under the mutex
struct sigaction mapped_old_action;
thread_local volatile std::sig_atomic_t mapped_depth = 0;  // scopes of this thread
thread_local volatile std::size_t pages_replaced = 0;

void replace_page(int signal, siginfo_t* info, void*) {
  const auto size = static_cast<std::uintptr_t>(getpagesize());
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  void* const page = reinterpret_cast<void*>(address & ~(size - 1));
  if (mapped_depth > 0 && info->si_code == BUS_ADRERR &&
      mmap(page, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
          page) {
    pages_replaced = pages_replaced + 1;
    return;
  }
  // Somebody else's: it happens again, and does what it does to any program.
  sigaction(signal, &mapped_old_action, nullptr);
}

}  // namespace

MappedFileScope::MappedFileScope() : before_(pages_replaced) {
  const std::lock_guard lock(mapped_mutex);
  if (mapped_scopes++ == 0) {
    struct sigaction action {};
    action.sa_sigaction = replace_page;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGBUS, &action, &mapped_old_action);
  }
  mapped_depth = mapped_depth + 1;
}

MappedFileScope::~MappedFileScope() {
  const std::lock_guard lock(mapped_mutex);
  mapped_depth = mapped_depth - 1;
  if (--mapped_scopes == 0) sigaction(SIGBUS, &mapped_old_action, nullptr);
}

bool MappedFileScope::page_missing() const { return pages_replaced != before_; }

}  // namespace denim::sim
