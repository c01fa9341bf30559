// `nm_array` in the frame of tests.
#include "tests/engines/frame/tests.hpp"
#include "tests/engines/nm_array/catalogue.hpp"
#include "tests/engines/nm_array/specs.hpp"

namespace denim::test::engines {

namespace {

const std::vector<std::string> sizes{"1", "a power of two", "odd"};
const std::vector<std::string> flag{"false", "true"};
const std::vector<Choices> choices{{"flow", {"\"systolic\"", "\"broadcast\""}},
                                   {"reduction", {"\"tree\"", "\"chain\""}},
                                   {"overlap", flag},
                                   {"read_latency", {"0", "1"}},
                                   {"accumulate_registers", {"0", "1", "2"}},
                                   {"skip_empty", flag},
                                   {"patterns", {"none", "one", "several"}},
                                   {"m", sizes},
                                   {"n", {"1", "2", "3 or more"}},
                                   {"pe_rows", sizes},
                                   {"pe_cols", sizes},
                                   {"a_width", {"4", "8", "16"}},
                                   {"b_width", {"4", "8", "16"}},
                                   {"rows", sizes}};
// What a spec refuses: the patterns' N are different, divide n and are at most m; and without
// patterns n itself is at most m. A chain is of sums that move from row to row.
const std::vector<std::string> impossible{"flow = \"broadcast\", reduction = \"chain\"",
                                          "patterns = several, m = 1", "patterns = several, n = 1"};

// A number: whether it is one, a power of two or odd.
std::string kind(std::int64_t value) {
  if (value == 1) return "1";
  return (value & (value - 1)) == 0 ? "a power of two" : "odd";
}

std::string choice(const spec::Spec& spec, const std::string& key) {
  if (key == "patterns") {
    const std::size_t count = spec.patterns(key).size();
    return count == 0 ? "none" : count == 1 ? "one" : "several";
  }
  if (key == "n") return spec.integer(key) < 3 ? std::to_string(spec.integer(key)) : "3 or more";
  for (const char* size : {"m", "pe_rows", "pe_cols", "rows"}) {
    if (key == size) return kind(spec.integer(key));
  }
  return spec::to_text(spec.value(key));
}

// What stalls meet: weights that load, waves that stream past, the first wave of a tile that takes
// its weights along while the rows behind it are loaded again, results that wait for `c`.
std::vector<NamedCase> stalled_cases(const spec::Spec& spec) {
  const auto k = static_cast<std::size_t>(spec.integer("pe_rows") * spec.integer("m"));
  const auto r = static_cast<std::size_t>(spec.integer("pe_cols"));
  const auto t = static_cast<std::size_t>(spec.integer("rows"));
  return {
      {"several folds", {r + 1, 2 * k + 1, t, Pattern::mixed, Values::uniform, "lossless", 3}},
      {"several column tiles", {r, k, 2 * t + 1, Pattern::half, Values::extreme, "lossless", 0}},
      // Every wave gives a result, and the next tile waits behind them.
      {"a result a wave", {3 * r, k, t, Pattern::full, Values::extreme, "lossless", 1}},
      // The wave that releases a tile is its first.
      {"one wave", {2 * r, 2 * k, 1, Pattern::full, Values::uniform, "lossless", 2}},
      {"one PE", {1, 1, t, Pattern::full, Values::uniform, "lossless", 0}},
  };
}

// Each form of what may stall: overlapped or serial, systolic or broadcast, sums of a PE or chains,
// accumulators read at once or by a register, one wave a tile.
const std::vector<NamedSpec> stalled{
    flexible,      classic, serial_wide, broadcast_flexible, serial_flexible,
    serial_column, square,  chained,     chained_serial};

// Several folds of each of two tiles of rows, a tile of zeros, and two column tiles.
const Case several_folds{10, 43, 8, Pattern::stripes, Values::uniform, "lossless", 2};

Subject nm_array() {
  Subject subject{.name = "nm_array",
                  .specs = {nm_array_specs.begin(), nm_array_specs.end()},
                  .choices = {choices, choice, impossible},
                  .cases = {.corner_step = 113, .random = 50},
                  .stalls = {.specs = stalled,
                             .two = {flexible, serial_column, square, chained},
                             .joint = stalled,
                             .cases = stalled_cases},
                  .malformed = {.specs = {flexible, classic, broadcast_flexible, serial_odd,
                                          serial_flexible, serial_wide, parts_flexible},
                                .catalogue = nm_array_catalogue,
                                .standstill_specs = {flexible, classic, broadcast_flexible},
                                .standstills = nm_array_standstills},
                  .random = {.specs = {nm_array_specs.begin(), nm_array_specs.end()},
                             .seeds = 60,
                             .most_sound = 50,
                             .job = nm_array_random_job,
                             .possible_errors = nm_array_possible_errors,
                             .bits = nm_array_random_bits},
                  .program_bugs = {{flexible, several_folds, nm_array_program_bugs()}}};
  // Not with those for stalls of several streams at once, where a bubble behind `b` and a port that
  // is late may cost their sum: the array does not close a bubble while a result waits.
  for (std::vector<NamedSpec>* specs :
       {&subject.specs, &subject.random.specs, &subject.stalls.specs})
    specs->insert(specs->end(), nm_array_parts.begin(), nm_array_parts.end());
  return subject;
}

const Tests<nm_array> tests;

}  // namespace

}  // namespace denim::test::engines
