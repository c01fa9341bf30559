// Generated `nm_array` engines against the golden model.
#include "tests/engines/run_cases.hpp"
#include "tests/support/nm_array_specs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

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

}  // namespace

TEST_CASE("nm_array: in the specs of these tests each choice meets each other", "[nm_array]") {
  const std::vector<std::string> sizes{"1", "a power of two", "odd"};
  const std::vector<std::string> flag{"false", "true"};
  const std::vector<Choices> choices{{"flow", {"\"systolic\"", "\"broadcast\""}},
                                     {"overlap", flag},
                                     {"read_latency", {"0", "1"}},
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
  // patterns n itself is at most m.
  const std::vector<std::string> impossible{"patterns = several, m = 1",
                                            "patterns = several, n = 1"};
  for (const std::string& pair : pairs_not_met(nm_array_specs, choices, choice)) {
    CAPTURE(pair);
    CHECK(std::ranges::count(impossible, pair) == 1);
  }
}

TEST_CASE("nm_array is bit- and cycle-exact", "[nm_array][cases]") {
  const bool all = std::getenv("DENIM_ENGINE_CASE") == nullptr;
  if (all) build_simulators(specs_of(nm_array_specs));
  std::size_t cases = 0;
  for (const NamedSpec& named : nm_array_specs) {
    CAPTURE(named.name);
    cases += run_spec(named, 113, 50);
  }
  if (all) CHECK(cases >= 1000);  // each without stalls and with them
}
