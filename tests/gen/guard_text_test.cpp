// Guards as text: what they are called, and that the tools stop where one does not hold, and
// nowhere else, whatever the value.
#include <span>
#include <string>
#include <vector>

#include "gen/emit/sv_guard.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/sv_lint.hpp"

namespace denim::test {
namespace {

using ir::Expr;
using ir::Guard;

const Expr rows = Expr::name("Rows");
const Expr width = Expr::name("AccWidth");
const Expr sum = Expr::name("SumWidth");

std::string lines(const Guard& guard, int indent) {
  return emit::guard_lines(std::span(&guard, 1), indent);
}

TEST_CASE("a guard's lines", "[guard]") {
  CHECK(lines(Guard::at_least(rows, 2), 2) ==
        "  if (Rows < 2) begin : gen_guard_1\n"
        "    Rows_must_be_at_least_2 u_stop ();\n"
        "  end\n");
  CHECK(lines(Guard::at_most(width, sum * 2 + 1), 0) ==
        "if (AccWidth > SumWidth * 2 + 1) begin : gen_guard_1\n"
        "  AccWidth_must_be_at_most_SumWidth_times_2_plus_1 u_stop ();\n"
        "end\n");
  const std::vector<Guard> two{Guard::power_of_two(rows),
                               Guard::multiple_of(width + sum, rows - 1)};
  CHECK(emit::guard_lines(two, 2) ==
        "  if (Rows != 2 ** $clog2(Rows)) begin : gen_guard_1\n"
        "    Rows_must_be_a_power_of_two u_stop ();\n"
        "  end else if ((AccWidth + SumWidth) % (Rows - 1) != 0) begin : gen_guard_2\n"
        "    AccWidth_plus_SumWidth_must_be_a_multiple_of_Rows_minus_1 u_stop ();\n"
        "  end\n");
  CHECK(emit::guard_name(Guard::at_least(width, Expr::index_width(rows * 4) + sum)) ==
        "AccWidth_must_be_at_least_index_width_Rows_times_4_plus_SumWidth");
}

TEST_CASE("whether a guard holds", "[guard]") {
  const ir::Values values{{"Rows", 8}, {"AccWidth", 20}, {"SumWidth", 19}};
  CHECK(Guard::at_least(width, sum + 1).holds(values));
  CHECK_FALSE(Guard::at_least(width, sum + 2).holds(values));
  CHECK(Guard::at_most(sum, width - 1).holds(values));
  CHECK_FALSE(Guard::at_most(sum, width - 2).holds(values));
  CHECK(Guard::power_of_two(rows).holds(values));
  for (const int other : {-8, -1, 0, 3, 6}) CHECK_FALSE(Guard::power_of_two(other).holds(values));
  CHECK(Guard::multiple_of(rows, 4).holds(values));
  CHECK_FALSE(Guard::multiple_of(rows + 1, 4).holds(values));
  CHECK(Guard::between(rows, 8, 8).holds(values));
  CHECK_FALSE(Guard::between(rows, 9, 12).holds(values));
  CHECK(Guard::one_of(rows, {4, 8}).holds(values));
  CHECK_FALSE(Guard::one_of(rows, {4, 16}).holds(values));
}

struct Case {
  Guard guard;
  std::vector<std::int64_t> good;  // values of Rows, where SumWidth is 5
  std::vector<std::int64_t> bad;
};

TEST_CASE("each tool stops where a guard does not hold, and only there", "[guard][lint]") {
  const std::vector<Case> cases{
      {Guard::at_least(rows, sum), {5, 6}, {4, 0, -1, -1000}},
      {Guard::at_most(rows, sum * sum), {25, 1, 0, -3}, {26, 100000}},
      {Guard::at_least(rows, Expr::index_width(sum)), {3, 4}, {2}},
      {Guard::power_of_two(rows), {1, 2, 8, 1024}, {3, 6, 0, -1, -8}},
      {Guard::multiple_of(rows, sum - 1), {4, 16, 0}, {5, 7, 1}},
      {Guard::between(rows, 2, sum * 2), {2, 7, 10}, {1, 11, 0, -4}},
      {Guard::one_of(rows, {4, 8, 16}), {4, 8, 16}, {3, 5, 0, 32, -8}},
  };
  for (const Case& one : cases) {
    const std::string name = emit::guard_name(one.guard);
    CAPTURE(name);
    const ScratchFolder folder;
    folder.write("guarded.sv",
                 "module guarded #(\n  parameter int Rows = " + std::to_string(one.good.front()) +
                     ",\n  parameter int SumWidth = 5\n) (\n  output logic y_o\n);\n" +
                     lines(one.guard, 2) + "  assign y_o = Rows == SumWidth;\nendmodule\n");
    const Sources sources{folder.path(),
                          {DENIM_SOURCE_DIR "/rtl/common/denim_pkg.sv", "guarded.sv"}};
    for (const std::int64_t value : one.good) {
      CAPTURE(value);
      CHECK(one.guard.holds({{"Rows", value}, {"SumWidth", 5}}));
      CHECK(lint(sources, "guarded", {{"Rows", value}}) == "");
    }
    for (const std::int64_t value : one.bad) {
      CAPTURE(value);
      CHECK_FALSE(one.guard.holds({{"Rows", value}, {"SumWidth", 5}}));
      const Settings settings{{"Rows", value}};
      for (const Said& said : each_lint(sources, "guarded", settings)) {
        CHECK_FALSE(said.ok());
        CHECK_THAT(said.output, ContainsSubstring(name));
      }
    }
  }
}

}  // namespace
}  // namespace denim::test
