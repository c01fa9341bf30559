// What must hold of every program that a compiler makes, told from the engine contract: results,
// deliveries, cycles and their causes.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "gen/spec/ports.hpp"
#include "tests/catch.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_interpreted.hpp"
#include "tests/support/engine_outputs.hpp"

namespace denim::test::engines {

// The result as the host puts it together from what came.
inline tensor::Matrix<std::int64_t> collect(const program::Program& program,
                                            const Interpreted& done) {
  tensor::Matrix<std::int64_t> c(program.rows, program.columns);
  for (std::size_t i = 0; i < done.results.size(); ++i) {
    const std::vector<std::int64_t>& data = done.results[i].data;
    for (unsigned at = 0; at < data.size(); ++at) {
      const program::Place place = program.output("c").place(i, at);
      if (program.inside(place)) {
        c(place.row, place.column) = data[at];
      } else {
        CHECK(data[at] == 0);  // beyond the matrix
      }
    }
  }
  return c;
}

// The rows that are said to be zero are rows of zeros of A. (That each element comes once, or its
// row is zero, golden::fill checks.)
inline void check_zero_rows(const Job& job) {
  const program::Program& program = job.compiled.program;
  const std::set<std::uint32_t> zero(program.zero_rows.begin(), program.zero_rows.end());
  CHECK(zero.size() == program.zero_rows.size());
  for (const std::uint32_t row : zero) {
    for (const std::int32_t value : job.a.row(row)) CHECK(value == 0);
  }
}

template <class A, class B>
void check_results(const spec::Spec& spec, const Job& job) {
  const program::Program& program = job.compiled.program;
  const std::vector<A> a = read_all<A>(spec, program.stream("a"));
  const std::vector<B> b = read_all<B>(spec, program.stream("b"));
  const Interpreted done = interpret(spec, std::span(a), std::span(b));
  CHECK(done.errors.empty());
  CHECK(done.unset == 0);
  CHECK_FALSE(done.stuck(a.size(), b.size()));
  // The interpreter knows nothing of registers at the ports.
  const int registers = done.cycles == 0 ? 0 : spec::cycles_in(spec) + spec::cycles_out(spec);
  CHECK(done.cycles + static_cast<std::uint64_t>(registers) == job.compiled.cost.cycles);
  CHECK(program.rows == job.a.rows());
  CHECK(program.columns == job.b.cols());
  // Exactly the results that the program lists, in its order.
  const program::Output& output = program.output("c");
  REQUIRE(done.results.size() == output.size());
  for (std::size_t i = 0; i < done.results.size(); ++i) {
    REQUIRE(done.results[i].row == named_by(spec, output, i, "row"));
  }
  CHECK((collect(program, done) == job.golden));
  CHECK_NOTHROW(filled(spec, program, job.golden));
  check_zero_rows(job);
}

// The causes, by their names: named in this order, adding up to the cycles.
inline std::map<std::string, std::uint64_t> checked_causes(const denim::engines::Cost& cost,
                                                           const std::vector<std::string>& names) {
  std::map<std::string, std::uint64_t> cycles;
  REQUIRE(cost.by_cause.size() == names.size());
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    CHECK(cost.by_cause[i].name == names[i]);
    cycles[names[i]] = cost.by_cause[i].cycles;
    CHECK(cost.by_cause[i].cycles <= cost.cycles);
    sum += cost.by_cause[i].cycles;
  }
  CHECK(sum == cost.cycles);
  return cycles;
}

}  // namespace denim::test::engines
