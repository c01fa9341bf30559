// A tiny engine, its bundles and its programs, so that the simulator is tested with nothing of the
// generator: it takes one `a` and one `b` beat together and gives c.data[j] = a.value · b.data[j],
// c.row = a.row one cycle later. Its `a` beats also say what it is to do wrong, so that one build
// serves all tests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sim/program/program.hpp"
#include "sw/tensor/matrix.hpp"

namespace denim::test {

// What an engine may do wrong: the field a.bug, as the Verilog text reads it.
enum class Bug {
  none = 0,
  valid_falls = 1,     // c_valid_o falls although it was not taken
  data_changes = 2,    // c_data_o changes while it waits
  hangs = 3,           // takes no fourth beat
  extra_beat = 4,      // repeats the last beat once the inputs are quiet
  wrong_row = 5,       // beat 2 names another row
  wrong_value = 6,     // beat 2 has one wrong element
  drops_beat = 7,      // beat 2 never comes
  asserts = 8,         // an assertion fails at beat 2
  finishes = 9,        // $finish at beat 2
  padding = 10,        // the highest column is never zero
  reads_unset = 11,    // adds a register that is not reset
  uses_garbage = 12,   // remembers b's payload also when it is not valid
  endless_beats = 13,  // gives beats for ever
  errors_fall = 14,    // the error bit is not sticky
};

// The engine's spec; it has 4 columns.
spec::Spec test_spec();

// Writes a bundle of the engine into `folder`, which it makes. `variant` goes into the text: the
// bundles of two variants share no simulator.
void write_test_bundle(const std::filesystem::path& folder, int variant = 0);

struct TestJob {
  program::Program program;               // that says what must come
  tensor::Matrix<std::int64_t> expected;  // rows × columns
};
// A product of rows × columns; every fifth row (4, 9, …) is zero and not sent. At most 16 rows.
TestJob test_job(std::uint32_t rows, std::uint32_t columns, Bug bug = Bug::none);

// A folder that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// A cache that all tests of this process share, so that each bundle is built once.
const std::filesystem::path& shared_cache();

// Sets an environment variable and puts it back.
class ScopedVariable {
 public:
  ScopedVariable(const char* name, const std::string& value);
  ~ScopedVariable();
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;

 private:
  const char* name_;
  bool was_set_;
  std::string old_;
};

// Runs `body` in a child process, which exits with what it returns (99 for an exception).
int start_child(const std::function<int()>& body);
// Its exit status, or minus the signal that ended it. A child that hangs is killed.
int wait_for_child(int pid);

// All of a text file.
std::string text_of(const std::filesystem::path& file);

// Files and folders directly in `folder`, sorted.
std::vector<std::string> names_in(const std::filesystem::path& folder);

}  // namespace denim::test
