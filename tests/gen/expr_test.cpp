// The normal form, the values and the text of ir::Expr.
#include "gen/ir/expr.hpp"

#include <cctype>
#include <random>
#include <stdexcept>

#include "tests/catch.hpp"

namespace {

using denim::ir::Definitions;
using denim::ir::Expr;
using denim::ir::Values;

const Expr a = Expr::name("A");
const Expr b = Expr::name("B");
const Expr columns = Expr::name("Columns");
const Expr acc_width = Expr::name("AccWidth");
const Expr i = Expr::name("i");

// An expression with its value worked out on the side by plain arithmetic.
struct Case {
  Expr expression;
  std::int64_t value;
};

class RandomCases {
 public:
  explicit RandomCases(unsigned seed) : random_(seed) {
    for (const char* name : {"A", "B", "Columns", "AccWidth", "i"}) values[name] = draw(1, 20);
  }

  Case make(int depth) {
    const int kind = depth == 0 ? static_cast<int>(draw(0, 1)) : static_cast<int>(draw(0, 5));
    if (kind == 0) {
      const std::int64_t number = draw(-9, 9);
      return {number, number};
    }
    if (kind == 1) {
      auto chosen = values.begin();
      std::advance(chosen, draw(0, static_cast<std::int64_t>(values.size()) - 1));
      return {Expr::name(chosen->first), chosen->second};
    }
    const Case left = make(depth - 1);
    if (kind == 2) return {Expr::index_width(left.expression), denim::ir::index_width(left.value)};
    const Case right = make(depth - 1);
    if (kind == 3) return {left.expression + right.expression, left.value + right.value};
    if (kind == 4) return {left.expression - right.expression, left.value - right.value};
    return {left.expression * right.expression, left.value * right.value};
  }

  Values values;

 private:
  std::int64_t draw(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }
  std::mt19937 random_;
};

// Works out the value of a text by itself: sums of products of numbers, names, parentheses and
// index_width.
class Arithmetic {
 public:
  Arithmetic(std::string text, const Values& values) : text_(std::move(text)), values_(values) {}
  std::int64_t value() {
    const std::int64_t result = sum();
    return at_ == text_.size() ? result : throw std::logic_error("rest: " + text_.substr(at_));
  }

 private:
  bool take(const std::string& what) {
    if (text_.compare(at_, what.size(), what) != 0) return false;
    at_ += what.size();
    return true;
  }
  std::int64_t sum() {
    std::int64_t result = product();
    while (true) {
      if (take(" + "))
        result += product();
      else if (take(" - "))
        result -= product();
      else
        return result;
    }
  }
  std::int64_t product() {
    std::int64_t result = factor();
    while (take(" * ")) result *= factor();
    return result;
  }
  std::int64_t factor() {
    if (take("-")) return -factor();
    const bool is_width = take("denim_pkg::index_width");
    if (take("(")) {
      const std::int64_t inside = sum();
      if (!take(")")) throw std::logic_error("no end: " + text_);
      return is_width ? denim::ir::index_width(inside) : inside;
    }
    std::string word;
    while (at_ < text_.size() && std::isalnum(static_cast<unsigned char>(text_[at_])) != 0)
      word += text_[at_++];
    const auto named = values_.find(word);
    return named != values_.end() ? named->second : std::stoll(word);
  }

  std::string text_;
  std::size_t at_ = 0;
  const Values& values_;
};

}  // namespace

TEST_CASE("index_width is the width that names each of count things", "[expr]") {
  CHECK(denim::ir::index_width(-1) == 1);
  CHECK(denim::ir::index_width(0) == 1);
  CHECK(denim::ir::index_width(1) == 1);
  CHECK(denim::ir::index_width(2) == 1);
  CHECK(denim::ir::index_width(3) == 2);
  for (int bits = 1; bits < 62; ++bits) {
    const std::int64_t power = std::int64_t{1} << bits;
    CHECK(denim::ir::index_width(power) == bits);
    CHECK(denim::ir::index_width(power + 1) == bits + 1);
  }
}

TEST_CASE("an expression has the value that plain arithmetic gives", "[expr]") {
  for (unsigned seed = 0; seed < 400; ++seed) {
    RandomCases cases(seed);
    const Case one = cases.make(4);
    INFO("seed " << seed << ": " << one.expression.text());
    CHECK(one.expression.evaluate(cases.values) == one.value);
  }
}

TEST_CASE("equal polynomials have one normal form", "[expr]") {
  for (unsigned seed = 0; seed < 400; ++seed) {
    RandomCases cases(seed);
    const Expr x = cases.make(3).expression;
    const Expr y = cases.make(3).expression;
    const Expr z = cases.make(2).expression;
    INFO("seed " << seed << ": " << x.text() << "; " << y.text() << "; " << z.text());
    CHECK(x + y == y + x);
    CHECK(x * y == y * x);
    CHECK((x + y) + z == x + (y + z));
    CHECK((x * y) * z == x * (y * z));
    CHECK(x * (y + z) == x * y + x * z);
    CHECK((x + y) * (x - y) == x * x - y * y);
    CHECK(x - x == Expr(0));
    CHECK(x * 1 == x);
    CHECK(x * 0 == Expr());
    CHECK((x + y) - y == x);
    CHECK(((x <=> y) == 0) == (x == y));
    CHECK((x <=> y) == (0 <=> (y <=> x)));
    Expr doubled = x;
    doubled += doubled;
    CHECK(doubled == 2 * x);
  }
}

TEST_CASE("different polynomials differ", "[expr]") {
  CHECK(a != b);
  CHECK(a + 1 != a);
  CHECK(a * b != a + b);
  CHECK(Expr::index_width(a) != Expr::index_width(b));
  CHECK(Expr::index_width(a) != a);
  CHECK(Expr::index_width(a + b) == Expr::index_width(b + a));
}

TEST_CASE("constants are folded", "[expr]") {
  CHECK((Expr(3) * 4 + 1).constant() == 13);
  CHECK((a - a + 5).constant() == 5);
  CHECK(Expr().constant() == 0);
  CHECK(Expr::index_width(128).constant() == 7);
  CHECK(Expr::index_width(128).text() == "7");
  CHECK_FALSE(a.is_constant());
  CHECK_REFUSED((a + 1).constant(), "\"A + 1\"", "no constant");
}

TEST_CASE("the text keeps the author's form", "[expr]") {
  CHECK(Expr().text() == "0");
  CHECK(Expr(-3).text() == "-3");
  CHECK((columns * acc_width + 1).text() == "Columns * AccWidth + 1");
  CHECK((1 + columns * acc_width).text() == "1 + Columns * AccWidth");
  CHECK((acc_width * columns * i).text() == "AccWidth * Columns * i");
  CHECK(Expr::index_width(Expr::name("Rows")).text() == "denim_pkg::index_width(Rows)");
  CHECK((Expr::index_width(a + 1) * b + a).text() == "denim_pkg::index_width(A + 1) * B + A");
  CHECK((a - 1).text() == "A - 1");
  CHECK((1 - a).text() == "1 - A");
  CHECK((b - a * 2).text() == "B - A * 2");
  CHECK((a * b - a + 1).text() == "A * B - A + 1");
}

TEST_CASE("parentheses stand where they must", "[expr]") {
  CHECK(((a + 1) * b).text() == "(A + 1) * B");
  CHECK((b * (a - 1)).text() == "B * (A - 1)");
  CHECK((a - (b + 1)).text() == "A - (B + 1)");
  CHECK((a - (b - columns)).text() == "A - (B - Columns)");
  CHECK((a + (b - columns)).text() == "A + B - Columns");
  CHECK((0 - a).text() == "-A");
  CHECK((0 - (a + b)).text() == "-(A + B)");
  CHECK((a * -1).text() == "A * (-1)");
}

TEST_CASE("constants are folded in the text, and what changes nothing is left out", "[expr]") {
  CHECK((a + 1 - 1).text() == "A");
  CHECK((a + 1 + 2).text() == "A + 3");
  CHECK((a + 1 - 4).text() == "A - 3");
  CHECK((a * 1 + 0).text() == "A");
  CHECK((0 + 1 * a).text() == "A");
  CHECK((a * 0 + b).text() == "B");
  CHECK((a - a + 5).text() == "5");
  CHECK((0 - a - 1).text() == "-A - 1");
}

TEST_CASE("the text has the value of the expression", "[expr]") {
  for (unsigned seed = 0; seed < 400; ++seed) {
    RandomCases cases(seed);
    const Case one = cases.make(4);
    const std::string text = one.expression.text();
    INFO("seed " << seed << ": " << text);
    CHECK(Arithmetic(text, cases.values).value() == one.value);
  }
}

TEST_CASE("a substitution keeps the form", "[expr]") {
  CHECK(((a + 1) * b).substitute({{"A", columns * 2}}).text() == "(Columns * 2 + 1) * B");
  CHECK((a * b).substitute({{"A", 1}}).text() == "B");
}

TEST_CASE("localparams are expanded, also within index_width", "[expr]") {
  const Definitions definitions = {{"A", b + 1}, {"B", columns * 2}, {"Total", a * b}};
  CHECK(Expr::name("Total").expand(definitions) == (2 * columns + 1) * (2 * columns));
  CHECK(Expr::index_width(a).expand(definitions) == Expr::index_width(2 * columns + 1));
  CHECK(Expr::index_width(a).expand({{"A", 9}}).constant() == 4);
  CHECK(columns.expand(definitions) == columns);
}

TEST_CASE("a definition that leads back to itself is refused", "[expr]") {
  CHECK_REFUSED(a.expand({{"A", a * a}}), "\"A\"", "leads back to itself");
  CHECK_REFUSED((a + 1).expand({{"A", b}, {"B", Expr::index_width(a)}}), "leads back to itself");
}

TEST_CASE("substitution replaces once and all at the same time", "[expr]") {
  CHECK((a + 2 * b).substitute({{"A", b}, {"B", a}}) == b + 2 * a);
  CHECK(a.substitute({{"A", a + 1}}) == a + 1);
}

TEST_CASE("names are found, also within index_width", "[expr]") {
  const std::set<std::string> expected = {"A", "B", "Columns"};
  CHECK((a * b + Expr::index_width(columns * 2)).names() == expected);
  CHECK(Expr(4).names().empty());
}

TEST_CASE("a missing value and an overflow are errors", "[expr]") {
  CHECK_THROWS_AS(a.evaluate({}), std::out_of_range);
  CHECK_REFUSED(Expr::index_width(a).evaluate({{"B", 1}}), "\"A\"");
  const Expr huge = std::int64_t{1} << 62;
  CHECK_THROWS_AS(huge + huge, std::overflow_error);
  CHECK_THROWS_AS(huge * 4, std::overflow_error);
  CHECK_THROWS_AS((huge * a).evaluate({{"A", 2}}), std::overflow_error);
}
