// Cycles of `nm_array`, measured on RTL, where every fold is full: laws that hold by hand.
#include "gen/spec/ports.hpp"
#include "tests/catch.hpp"
#include "tests/engines/nm_array/specs.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_simulator.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

// `folds` tiles of A, one after the other along K or down the rows, in which every block of every
// row has as many non-zeros as the term keeps; `waves` columns of B stream past each, `visits`
// times.
struct Full {
  std::size_t down = 1, along = 1, visits = 1, waves = 1;
  std::size_t folds() const { return down * along * visits; }
};

std::uint64_t measured(const spec::Spec& spec, const tasd::Term& term, const Full& full) {
  const auto size = [&](const char* key) { return static_cast<std::size_t>(spec.integer(key)); };
  const auto n = static_cast<std::size_t>(term.n);
  const std::size_t m = size("m");
  const std::size_t depth = full.along * size("pe_rows") * (size("n") / n) * m;
  Ints a(full.down * size("pe_cols"), depth);
  for (std::size_t r = 0; r < a.rows(); ++r) {
    for (std::size_t k = 0; k < depth; ++k) {
      if ((k + r) % m < n) a(r, k) = 1 + static_cast<std::int32_t>((r + k) % 7);
    }
  }
  Ints b(depth, full.visits * full.waves);
  for (std::size_t i = 0; i < b.size(); ++i) b.values()[i] = static_cast<std::int32_t>(i % 13) - 6;
  const auto golden = golden::multiply(a, b);
  const std::vector<denim::engines::Term> terms{denim::engines::Term(a, term)};
  const auto compiled = denim::engines::compile(spec, {{}, terms, b});
  const sim::RunResult result =
      sim::run(simulator_of(spec), spec, filled(spec, compiled.program, golden), {});
  CHECK(result.ok());
  CHECK(result.cycles == compiled.cost.cycles);
  CHECK(compiled.cost.stream("a").stored == full.down * full.along * size("pe_rows"));
  return result.cycles;
}

// Sizes whose columns of B come in tiles of just as many waves.
std::vector<Full> sizes(const spec::Spec& spec) {
  const auto rows = static_cast<std::size_t>(spec.integer("rows"));
  std::vector<Full> all;
  for (const auto& [down, along] :
       {std::pair<std::size_t, std::size_t>{1, 1}, {1, 2}, {3, 1}, {2, 3}}) {
    for (std::size_t waves = 1; waves <= rows; ++waves) all.push_back({down, along, 1, waves});
    all.push_back({down, along, 3, rows});
  }
  return all;
}

constexpr NamedSpec tall = nm_named("tall",
                                    "n = 1\nm = 1\npe_rows = 6\npe_cols = 2\nrows = 5\n"
                                    "overlap = false\nskip_empty = false\n");
constexpr NamedSpec flat = nm_named("flat",
                                    "n = 1\nm = 1\npe_rows = 1\npe_cols = 5\nrows = 3\n"
                                    "overlap = false\nskip_empty = false\n");
constexpr NamedSpec point = nm_named("point",
                                     "n = 1\nm = 1\npe_rows = 1\npe_cols = 1\nrows = 4\n"
                                     "overlap = false\nskip_empty = false\n");
constexpr std::array classics{classic, tall, flat, point};

}  // namespace

TEST_CASE("nm_array: the law of the classic array", "[nm_array][laws]") {
  build_simulators(specs_of(classics));
  for (const NamedSpec& named : classics) {
    const spec::Spec spec = named.spec();
    const auto pe_rows = static_cast<std::uint64_t>(spec.integer("pe_rows"));
    const auto pe_cols = static_cast<std::uint64_t>(spec.integer("pe_cols"));
    for (const Full& full : sizes(spec)) {
      CAPTURE(named.name, full.down, full.along, full.visits, full.waves);
      // The constant: registers of input, product, accumulator and result, once.
      CHECK(measured(spec, {1, 1}, full) ==
            full.folds() * (2 * pe_rows + pe_cols + full.waves - 2) + 4);
    }
  }
}

TEST_CASE("nm_array: the laws of all forms", "[nm_array][laws]") {
  build_simulators(specs_of(nm_array_specs));
  for (const NamedSpec& named : nm_array_specs) {
    const spec::Spec spec = named.spec();
    const auto rows = static_cast<std::uint64_t>(spec.integer("pe_rows"));
    const auto columns = static_cast<std::uint64_t>(spec.integer("pe_cols"));
    const auto m = spec.integer("m");
    const bool systolic = spec.word("flow") == "systolic";
    const std::uint64_t select = m > 1 ? 1 : 0;
    const auto latency = static_cast<std::uint64_t>(spec::latency_to_port(spec));
    std::vector<tasd::Term> terms;
    for (const spec::Pattern& pattern : spec.patterns("patterns")) {
      terms.push_back({static_cast<int>(pattern.n), static_cast<int>(pattern.m)});
    }
    if (terms.empty()) terms.push_back({static_cast<int>(spec.integer("n")), static_cast<int>(m)});
    for (const tasd::Term& term : terms) {
      for (const Full& full : sizes(spec)) {
        CAPTURE(named.name, term.to_string(), full.down, full.along, full.visits, full.waves);
        std::uint64_t wanted = rows + full.waves + latency;  // of one fold
        if (spec.flag("overlap")) {
          // The next weights come in as soon as the first wave has left the first row.
          const std::uint64_t loaded = rows + select + (systolic ? columns : 1);
          wanted += (full.folds() - 1) * std::max<std::uint64_t>(full.waves, loaded);
        } else {
          // They come in when the last wave has left the last row.
          const std::uint64_t way = select + (systolic ? rows + columns - 2 : 0);
          wanted += (full.folds() - 1) * (full.waves + way + rows);
        }
        CHECK(measured(spec, term, full) == wanted);
      }
    }
  }
}
