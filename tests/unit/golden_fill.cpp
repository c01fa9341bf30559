// What must come back, filled in where a program says: each way in which a program can fail to
// bring every result once is refused.
#include "sw/golden/fill.hpp"

#include "gen/spec/layout.hpp"
#include "tests/catch.hpp"

using namespace denim;

namespace {

const spec::Spec& small() {
  static const spec::Spec spec = spec::Spec::parse(
      "engine = \"demm\"\nn = 1\nm = 2\ncolumns = 2\nrows = 4\nmemory = \"regs\"\n", "test",
      "small");
  return spec;
}

// 3 × 3 results in beats of two columns; row 1 is zero and does not come.
tensor::Matrix<std::int64_t> results() {
  return tensor::Matrix<std::int64_t>::from(3, 3, {1, -2, 3, 0, 0, 0, 4, 5, -6});
}

program::Program program_of(const std::vector<program::Place>& places) {
  program::Program program;
  program.rows = 3;
  program.columns = 3;
  program.zero_rows = {1};
  program::Output output({"c", spec::layout(small(), "c").width}, 2, program::along_rows);
  for (const program::Place& place : places) static_cast<void>(output.append(place));
  program.outputs.push_back(std::move(output));
  return program;
}

const std::vector<program::Place> whole{{0, 0}, {2, 0}, {0, 2}, {2, 2}};

}  // namespace

TEST_CASE("values go where the program says, and zeros beyond", "[golden][fill]") {
  program::Program program = program_of(whole);
  golden::fill(small(), results(), program);
  const spec::Layout layout = spec::layout(small(), "c");
  const spec::Field& data = layout.field("data");
  const std::vector<std::vector<std::int64_t>> wanted{{1, -2}, {4, 5}, {3, 0}, {-6, 0}};
  for (std::size_t beat = 0; beat < wanted.size(); ++beat) {
    for (unsigned i = 0; i < 2; ++i) {
      CAPTURE(beat, i);
      CHECK(program::get_signed_bits(program.outputs[0].beats.beat(beat), data.bit(i),
                                     data.width) == wanted[beat][i]);
    }
  }
}

TEST_CASE("a program that does not bring each result once is refused", "[golden][fill]") {
  const auto fill = [](program::Program program, const tensor::Matrix<std::int64_t>& c) {
    golden::fill(small(), c, program);
  };
  program::Program program = program_of({{0, 0}, {2, 0}, {0, 2}});
  CHECK_REFUSED(fill(program, results()), "stream c", "row 2, column 2 never comes");
  program = program_of({{0, 0}, {2, 0}, {0, 1}, {2, 2}});
  CHECK_REFUSED(fill(program, results()), "row 0, column 1 comes twice");
  program = program_of(whole);
  program.zero_rows.clear();
  CHECK_REFUSED(fill(program, results()), "row 1, column 0 never comes");
  program.zero_rows = {1, 1};
  CHECK_REFUSED(fill(program, results()), "row 1, column 0 comes");
  program.zero_rows = {1, 2};
  CHECK_REFUSED(fill(program, results()), "row 2, column 0 comes, and its row is taken for zero");
  program.zero_rows = {1, 3};
  CHECK_REFUSED(fill(program, results()), "row 3", "is no row");
  program.zero_rows = {1};
  tensor::Matrix<std::int64_t> other = results();
  other(1, 2) = 7;
  CHECK_REFUSED(fill(program, other), "row 1, column 2 is not zero, and its row is taken for zero");
  CHECK_REFUSED(fill(program, tensor::Matrix<std::int64_t>(3, 4)), "results of 3 × 3", "3 × 4");
}
