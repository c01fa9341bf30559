// The main of every test executable, for Catch2 v2 (Debian 12) and v3 (Debian 13) alike.
//
// Beyond Catch2's own: tests run in the order of the source with random seed 0 unless the command
// line says otherwise; a run of no test at all fails; a failing run names its seed; and the counts
// of test cases go to the file that DENIM_TEST_COUNTS names ("passed failed skipped"), which
// tests/run adds up.
#define CATCH_CONFIG_RUNNER
#include "tests/catch.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>

namespace {

#if defined(CATCH_VERSION_MAJOR) && CATCH_VERSION_MAJOR >= 3
using ListenerBase = Catch::EventListenerBase;
std::size_t skipped_cases(const Catch::Totals& totals) {
  return static_cast<std::size_t>(totals.testCases.skipped);
}
#else
using ListenerBase = Catch::TestEventListenerBase;
std::size_t skipped_cases(const Catch::Totals&) { return 0; }  // v2 cannot skip
#endif

bool ran_no_test = false;
unsigned rng_seed = 0;

class CountsListener : public ListenerBase {
 public:
  using ListenerBase::ListenerBase;

  void testRunEnded(const Catch::TestRunStats& stats) override {
    const auto& cases = stats.totals.testCases;
    const auto skipped = skipped_cases(stats.totals);
    // A case marked [!mayfail] or [!shouldfail] that failed did what it said.
    const auto passed = static_cast<std::size_t>(cases.passed + cases.failedButOk);
    const auto failed = static_cast<std::size_t>(cases.failed);
    ran_no_test = passed + failed + skipped == 0;
    if (failed != 0) {
      std::cout << "rng seed: " << rng_seed << " (repeat with --rng-seed " << rng_seed << ")"
                << std::endl;
    }
    if (const char* path = std::getenv("DENIM_TEST_COUNTS")) {
      std::ofstream(path) << passed << ' ' << failed << ' ' << skipped << '\n';
    }
  }
};

CATCH_REGISTER_LISTENER(CountsListener)

}  // namespace

int main(int argc, char** argv) {
  Catch::Session session;
  session.configData().rngSeed = 0;
  if (const int status = session.applyCommandLine(argc, argv); status != 0) return status;
  rng_seed = static_cast<unsigned>(session.configData().rngSeed);
  const int status = session.run();
  if (status == 0 && ran_no_test) {
    std::cerr << argv[0] << ": no test was run\n";
    return 4;
  }
  return status;
}
