#include "sw/flow/cases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <span>
#include <stdexcept>

#include "gen/spec/layout.hpp"
#include "sw/tasd/series.hpp"

namespace denim::flow {

namespace {

using Ints = tensor::Matrix<std::int32_t>;
using tensor::Rng;

constexpr std::size_t values_count = 4;

// Non-zero.
std::int32_t random_value(Rng& rng, Values values, unsigned width) {
  const std::int64_t max = (std::int64_t{1} << (width - 1)) - 1;
  const std::int64_t extremes[]{-max - 1, max, -1, 1};
  std::int64_t value = 0;
  switch (values) {
    case Values::lowest:
      value = -max - 1;
      break;
    case Values::extreme:
      value = extremes[rng.below(4)];
      break;
    case Values::uniform:
      value = rng.uniform_int(-max - 1, max);
      break;
    case Values::small:
      value = rng.bernoulli(0.5) ? 1 : -1;
      break;
  }
  return static_cast<std::int32_t>(value == 0 ? 1 : value);
}

// Σ|a|·max|b| of the fullest row stays within the accumulators.
bool fits_accumulators(const Ints& a, const Ints& b, std::int64_t acc_width) {
  for (std::size_t r = 0; r < a.rows(); ++r) {
    std::int64_t bound = 0;
    for (std::size_t k = 0; k < a.cols(); ++k) {
      std::int64_t largest = 0;
      for (const std::int64_t value : b.row(k)) largest = std::max(largest, std::abs(value));
      bound += std::abs(std::int64_t{a(r, k)}) * largest;
    }
    if (bound >= std::int64_t{1} << (acc_width - 1)) return false;
  }
  return true;
}

// 1, 2, 3, odd, around one `unit` and over two.
std::vector<std::size_t> corner_sizes(std::int64_t unit) {
  const auto u = static_cast<std::size_t>(unit);
  std::vector<std::size_t> sizes{1, 2, 3, u, u + 1, 2 * u + 1};
  if (u > 1) sizes.push_back(u - 1);
  std::sort(sizes.begin(), sizes.end());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  return sizes;
}

// Of an engine with a menu that it keeps to: all that it offers, each also as the beginning of a
// lossless one, and sums in another order.
std::vector<std::string> series_of_menu(const std::vector<tasd::Series>& menu) {
  std::vector<std::string> series{"lossless"};
  for (const tasd::Series& entry : menu) {
    series.push_back(entry.to_string());
    series.push_back(entry.to_string() + "+lossless");
  }
  const std::string least = menu.front().to_string();
  const std::string most = menu.back().to_string();
  series.push_back(least + "+" + least);
  series.push_back(least + "+" + most + "+" + least);
  return series;
}

// How many non-zeros of how many columns the spec is built for: the most that one term of its own
// series has, and its block.
tasd::Term own_term(const spec::Spec& spec) {
  tasd::Term most{1, 1};
  for (const tasd::Series& series : engines::find_engine(spec.engine().name).menu(spec)) {
    for (const tasd::Term& term : series.terms) {
      if (term.n > most.n || most.m == 1) most = term;
    }
  }
  return most;
}

}  // namespace

std::string to_text(Pattern pattern) {
  constexpr const char* names[]{"none", "one",    "structured", "thin",    "half",  "one_row",
                                "full", "spread", "blocks",     "columns", "mixed", "stripes"};
  return names[static_cast<std::size_t>(pattern)];
}

std::string to_text(Values values) {
  constexpr const char* names[]{"lowest", "extreme", "uniform", "small"};
  return names[static_cast<std::size_t>(values)];
}

std::string to_text(const Case& c) {
  return fmt::format("seed {}, {} × {} times {} columns, pattern {}, values {}, series {}", c.seed,
                     c.rows, c.depth, c.columns, to_text(c.pattern), to_text(c.values), c.series);
}

Ints draw_a(const spec::Spec& spec, const Case& c, Rng& rng) {
  Ints a(c.rows, c.depth);
  const unsigned width = spec::value_width(spec, spec::Carries::a);
  const tasd::Term own = own_term(spec);
  const auto n = static_cast<std::size_t>(own.n);
  const auto m = static_cast<std::size_t>(own.m);
  const auto sprinkle = [&](std::size_t row, double density) {
    for (std::int32_t& value : a.row(row)) {
      if (rng.bernoulli(density)) value = random_value(rng, c.values, width);
    }
  };
  const std::size_t chosen = rng.below(c.rows);
  const auto at_once =
      static_cast<std::size_t>(engines::find_engine(spec.engine().name).fills(spec).rows);
  std::vector<std::size_t> columns;
  for (std::size_t i = 1 + rng.below(n); i > 0; --i) columns.push_back(rng.below(c.depth));
  for (std::size_t r = 0; r < c.rows; ++r) {
    switch (c.pattern) {
      case Pattern::none:
        break;
      case Pattern::one:
        if (r == chosen) a(r, rng.below(c.depth)) = random_value(rng, c.values, width);
        break;
      case Pattern::structured:  // as many in each block as fit, somewhere
        for (std::size_t begin = 0; begin < c.depth; begin += m) {
          const std::size_t length = std::min(m, c.depth - begin);
          for (std::size_t left = std::min(n, length); left > 0;) {
            std::int32_t& value = a(r, begin + rng.below(length));
            if (value != 0) continue;
            value = random_value(rng, c.values, width);
            --left;
          }
        }
        break;
      case Pattern::thin:
        sprinkle(r, 0.05);
        break;
      case Pattern::half:
        sprinkle(r, 0.5);
        break;
      case Pattern::one_row:
        if (r == chosen) sprinkle(r, 0.7);
        break;
      case Pattern::full:
        sprinkle(r, 1);
        break;
      case Pattern::spread:
        a(r, rng.below(c.depth)) = random_value(rng, c.values, width);
        break;
      case Pattern::blocks:
        sprinkle(r, 0.5);
        for (std::size_t k = 0; k < c.depth; ++k) {
          if (k / m % 2 == chosen % 2) a(r, k) = 0;
        }
        break;
      case Pattern::columns:
        for (const std::size_t k : columns) a(r, k) = random_value(rng, c.values, width);
        break;
      case Pattern::mixed:
        for (std::size_t k = 0; k < c.depth; ++k) {
          const std::size_t density = (k / m + chosen) % (m + 1);
          if (rng.below(m) < density) a(r, k) = random_value(rng, c.values, width);
        }
        break;
      case Pattern::stripes:
        if (r / at_once % 2 == chosen % 2) sprinkle(r, 0.5);
        break;
    }
  }
  return a;
}

Gemm draw(const spec::Spec& spec, Case c) {
  while (true) {
    Rng rng(c.seed);
    Gemm gemm{draw_a(spec, c, rng), Ints(c.depth, c.columns)};
    for (std::int32_t& value : gemm.b.values()) {
      const bool zero = c.values != Values::lowest && rng.bernoulli(0.1);
      value = zero ? 0 : random_value(rng, c.values, spec::value_width(spec, spec::Carries::b));
    }
    if (fits_accumulators(gemm.a, gemm.b, spec.integer("acc_width"))) return gemm;
    if (c.values == Values::small) throw std::logic_error("the case is too large: " + to_text(c));
    c.values = static_cast<Values>(static_cast<int>(c.values) + 1);
  }
}

std::vector<std::string> series_for(const spec::Spec& spec) {
  const auto& engine = engines::find_engine(spec.engine().name);
  if (engine.lossless(spec).terms.empty()) return series_of_menu(engine.menu(spec));
  const auto [n, m] = own_term(spec);
  std::vector<std::string> series{"lossless", "2:4", "2:4+2:8", "2:4+lossless", "1:3+3:7+lossless"};
  series.push_back(fmt::format("{}:{}", std::min(n + 1, m), m));
  if (3 * m <= 1024) {
    series.push_back(fmt::format("{}:{}", n, 2 * m));
    series.push_back(fmt::format("{}:{}+lossless", 2 * n, 3 * m));
  }
  return series;
}

Cases::Cases(const spec::Spec& spec) : series_(series_for(spec)) {
  const engines::Extent full = engines::find_engine(spec.engine().name).fills(spec);
  rows_ = corner_sizes(full.rows);
  depths_ = corner_sizes(full.depth);
  columns_ = corner_sizes(full.columns);
}

Case Cases::at(std::size_t number) const {
  Case c;
  c.seed = number < corners() ? number : number - corners();
  Rng rng(number);
  c.series = series_[rng.below(series_.size())];
  c.values = static_cast<Values>(rng.below(values_count));
  c.stall = number % 2 == 0 ? 0.3 : 0.9;
  if (number < corners()) {
    const auto digit = [&](std::size_t base) {
      const std::size_t result = number % base;
      number /= base;
      return result;
    };
    c.pattern = static_cast<Pattern>(digit(patterns_count));
    c.rows = rows_[digit(rows_.size())];
    c.depth = depths_[digit(depths_.size())];
    c.columns = columns_[digit(columns_.size())];
  } else {
    c.pattern = static_cast<Pattern>(rng.below(patterns_count));
    c.rows = 1 + rng.below(3 * rows_.back() / 2);
    c.depth = 1 + rng.below(3 * depths_.back() / 2);
    c.columns = 1 + rng.below(3 * columns_.back() / 2);
  }
  return c;
}

}  // namespace denim::flow
