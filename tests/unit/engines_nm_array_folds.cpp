// How `nm_array` takes A apart: the menu, and the folds of each tile.
#include <fmt/format.h>

#include <numeric>
#include <set>

#include "sw/engines/nm_array/folds.hpp"
#include "tests/catch.hpp"
#include "tests/engines/nm_array/specs.hpp"
#include "tests/support/engine_cases.hpp"

using namespace denim;
using namespace denim::test::engines;
using denim::engines::nm_array::Fold;
using denim::engines::nm_array::FoldMaker;
using denim::engines::nm_array::Sizes;

namespace {

// An engine with these patterns of blocks of m; their N divide n.
spec::Spec spec_with(std::uint32_t n, std::uint32_t m, const std::vector<std::uint32_t>& patterns,
                     const std::string& more = "") {
  std::string text;
  for (const std::uint32_t own : patterns) {
    text += fmt::format("{}\"{}:{}\"", text.empty() ? "" : ", ", own, m);
  }
  return nm_array_spec("folds", fmt::format("n = {}\nm = {}\npatterns = [{}]\n"
                                            "rows = 4\nacc_width = 48\n{}",
                                            n, m, text, more));
}

std::uint32_t least_common_multiple(const std::vector<std::uint32_t>& numbers) {
  std::uint32_t all = 1;
  for (const std::uint32_t number : numbers) all = std::lcm(all, number);
  return all;
}

std::vector<std::string> menu_of(const spec::Spec& spec) {
  std::vector<std::string> texts;
  for (const tasd::Series& series : denim::engines::find_engine("nm_array").menu(spec)) {
    texts.push_back(series.to_string());
  }
  return texts;
}

std::uint32_t kept(const tasd::Series& series) {
  std::uint32_t sum = 0;
  for (const tasd::Term& term : series.terms) sum += static_cast<std::uint32_t>(term.n);
  return sum;
}

// Fewest patterns that add up to each total up to `most`; 0 where none do. By going on from every
// total that can be reached with one term fewer.
std::vector<std::uint32_t> fewest(const std::vector<std::uint32_t>& patterns, std::uint32_t most) {
  std::vector<std::uint32_t> terms(most + 1);
  std::set<std::uint32_t> reached{0};
  for (std::uint32_t count = 1; !reached.empty(); ++count) {
    std::set<std::uint32_t> next;
    for (const std::uint32_t total : reached) {
      for (const std::uint32_t n : patterns) {
        if (total + n > most || terms[total + n] != 0) continue;
        terms[total + n] = count;
        next.insert(total + n);
      }
    }
    reached = next;
  }
  return terms;
}

using NonZero = std::tuple<std::size_t, std::size_t, std::int32_t>;  // row, column, value

struct Taken {
  std::vector<std::vector<Fold>> tiles;
  std::vector<tasd::TermStats> stats;
};
Taken take(const spec::Spec& spec, const std::vector<denim::engines::Term>& terms) {
  const Sizes sizes(spec);
  FoldMaker maker(sizes, terms);
  Taken taken;
  for (std::size_t base = 0; base < terms.front().rows(); base += sizes.pe_cols) {
    taken.tiles.push_back(maker.make(base));
  }
  taken.stats = maker.taken();
  return taken;
}

// Every weight is in its block once, no block of a fold is empty unless all are sent, folds hold no
// more than the array. Returns the non-zeros of all folds.
std::multiset<NonZero> check_folds(const spec::Spec& spec, const Taken& taken, std::size_t rows,
                                   std::size_t depth) {
  const Sizes sizes(spec);
  std::multiset<NonZero> all;
  for (std::size_t tile = 0; tile < taken.tiles.size(); ++tile) {
    for (const Fold& fold : taken.tiles[tile]) {
      const std::uint32_t n = sizes.patterns.at(fold.pattern);
      CHECK_FALSE(fold.blocks.empty());
      CHECK(fold.blocks.size() <= sizes.fold_blocks(fold.pattern));
      CHECK(fold.loads(sizes) <= sizes.pe_rows);
      std::uint64_t nonzeros = 0;
      for (const auto& block : fold.blocks) {
        REQUIRE(block.weights.size() == std::size_t{n} * sizes.pe_cols);
        bool empty = true;
        for (std::size_t c = 0; c < sizes.pe_cols; ++c) {
          std::set<std::uint16_t> positions;
          for (std::size_t i = 0; i < n; ++i) {
            const auto& weight = block.weights[c * n + i];
            CHECK(weight.position < sizes.m);
            if (weight.value == 0) continue;
            empty = false;
            ++nonzeros;
            CHECK(positions.insert(weight.position).second);
            const std::size_t row = tile * sizes.pe_cols + c;
            const std::size_t column = std::size_t{block.number} * sizes.m + weight.position;
            CHECK(row < rows);
            CHECK(column < depth);
            all.emplace(row, column, weight.value);
          }
        }
        if (sizes.skip_empty) CHECK_FALSE(empty);
      }
      CHECK(fold.nonzeros == nonzeros);
    }
  }
  return all;
}

std::multiset<NonZero> nonzeros_of(const Ints& a) {
  std::multiset<NonZero> all;
  for (std::size_t r = 0; r < a.rows(); ++r) {
    for (std::size_t k = 0; k < a.cols(); ++k) {
      if (a(r, k) != 0) all.emplace(r, k, a(r, k));
    }
  }
  return all;
}

std::size_t count_folds(const std::vector<Fold>& folds, std::uint32_t pattern) {
  return static_cast<std::size_t>(
      std::ranges::count_if(folds, [&](const Fold& fold) { return fold.pattern == pattern; }));
}

// In block b of each of `rows` rows: as many non-zeros as counts[b].
Ints with_counts(std::size_t rows, std::size_t m, const std::vector<std::size_t>& counts) {
  Ints a(rows, m * counts.size());
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t b = 0; b < counts.size(); ++b) {
      for (std::size_t i = 0; i < counts[b]; ++i) a(r, b * m + (i + r) % m) = 1;
    }
  }
  return a;
}

}  // namespace

TEST_CASE("nm_array menu: by hand", "[engines][nm_array]") {
  CHECK(menu_of(spec_with(1, 1, {})) == std::vector<std::string>{"1:1"});
  CHECK(menu_of(spec_with(2, 4, {})) == std::vector<std::string>{"2:4", "2:4+2:4"});
  CHECK(menu_of(spec_with(2, 3, {})) == std::vector<std::string>{"2:3", "2:3+2:3"});
  CHECK(menu_of(spec_with(4, 4, {1, 2, 4})) ==
        std::vector<std::string>{"1:4", "2:4", "2:4+1:4", "4:4"});
  CHECK(menu_of(spec_with(8, 8, {1, 2, 4, 8})) ==
        std::vector<std::string>{"1:8", "2:8", "2:8+1:8", "4:8", "4:8+1:8", "4:8+2:8",
                                 "4:8+2:8+1:8", "8:8"});
  // Not the greedy one: 6 is 3+3, not 4+1+1.
  CHECK(menu_of(spec_with(12, 6, {1, 3, 4})) ==
        std::vector<std::string>{"1:6", "1:6+1:6", "3:6", "4:6", "4:6+1:6", "3:6+3:6"});
  // No total of one; and the last keeps more than a block has.
  CHECK(menu_of(spec_with(6, 7, {2, 3})) ==
        std::vector<std::string>{"2:7", "3:7", "2:7+2:7", "3:7+2:7", "3:7+3:7", "3:7+2:7+2:7"});
  CHECK(menu_of(spec_with(4, 9, {4})) == std::vector<std::string>{"4:9", "4:9+4:9", "4:9+4:9+4:9"});
}

TEST_CASE("nm_array menu: each total once, fewest terms, the last one lossless",
          "[engines][nm_array]") {
  std::size_t menus = 0;
  for (std::uint32_t m = 1; m <= 9; ++m) {
    for (std::uint32_t chosen = 1; chosen < 1U << m; ++chosen) {
      std::vector<std::uint32_t> patterns;
      for (std::uint32_t n = 1; n <= m; ++n) {
        if ((chosen >> (n - 1) & 1) != 0) patterns.push_back(n);
      }
      const std::uint32_t n = least_common_multiple(patterns);
      if (n > 64) continue;
      const spec::Spec spec = spec_with(n, m, patterns, "pe_rows = 1\npe_cols = 1\n");
      CAPTURE(m, patterns);
      const std::vector<std::uint32_t> wanted = fewest(patterns, 2 * m);
      std::vector<std::uint32_t> totals;
      bool sound = true;
      for (const tasd::Series& series : denim::engines::find_engine("nm_array").menu(spec)) {
        totals.push_back(kept(series));
        sound = sound && !series.repeat_last && series.terms.size() == wanted.at(totals.back());
        for (std::size_t t = 0; t < series.terms.size(); ++t) {
          const auto own = static_cast<std::uint32_t>(series.terms[t].n);
          sound = sound && series.terms[t].m == static_cast<int>(m) &&
                  std::ranges::count(patterns, own) == 1 &&
                  (t == 0 || series.terms[t].n <= series.terms[t - 1].n);
        }
      }
      std::vector<std::uint32_t> possible;  // up to the first that keeps all
      for (std::uint32_t total = 1; possible.empty() || possible.back() < m; ++total) {
        if (wanted.at(total) != 0) possible.push_back(total);
      }
      CHECK(totals == possible);
      CHECK(sound);
      ++menus;
    }
  }
  CHECK(menus > 300);
}

TEST_CASE("nm_array folds: every non-zero once, whatever the series", "[engines][nm_array]") {
  std::size_t chosen = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    tensor::Rng rng(seed);
    const spec::Spec spec = nm_array_specs[rng.below(nm_array_specs.size())].spec();
    const Cases cases(spec);
    const std::size_t number = rng.below(cases.corners() + 50);
    Case c = cases.at(number);
    if (seed % 2 == 0) c.series = "lossless";
    CAPTURE(seed, number, to_text(c), spec.canonical());
    Ints a = flow::draw_a(spec, c, rng);
    const auto terms = terms_of(spec, a, c.series);
    const Taken taken = take(spec, terms);
    const std::multiset<NonZero> wanted = nonzeros_of(a);
    CHECK((check_folds(spec, taken, a.rows(), a.cols()) == wanted));
    chosen += terms.size() == 1 && terms[0].pattern.m == 0 ? 1 : 0;
    std::size_t count = 0;
    double magnitude = 0;
    for (const tasd::TermStats& stats : taken.stats) {
      count += stats.kept_count;
      magnitude += stats.kept_magnitude;
      CHECK(stats.share > 0);
    }
    CHECK(count == wanted.size());
    double all = 0;
    for (const std::int32_t value : a.values()) all += std::abs(static_cast<double>(value));
    CHECK(magnitude == all);
  }
  CHECK(chosen > 300);
}

TEST_CASE("nm_array folds: each block by the cheapest series that loses nothing",
          "[engines][nm_array]") {
  // Enough blocks of each kind that all folds are full: nothing has a reason to move.
  const spec::Spec spec = spec_with(4, 4, {1, 2, 4}, "pe_rows = 2\npe_cols = 3\n");
  std::vector<std::size_t> counts;
  for (std::size_t count = 0; count <= 4; ++count) counts.insert(counts.end(), 8, count);
  const Ints a = with_counts(3, 4, counts);
  const Taken taken = take(spec, {denim::engines::Term(a)});
  REQUIRE(taken.tiles.size() == 1);
  // 1:4 for one and, beside 2:4, for three: 16 blocks, 8 a fold. 2:4: 16 blocks, 4 a fold. 4:4: 8.
  CHECK(count_folds(taken.tiles[0], 0) == 2);
  CHECK(count_folds(taken.tiles[0], 1) == 4);
  CHECK(count_folds(taken.tiles[0], 2) == 4);
  CHECK((check_folds(spec, taken, 3, a.cols()) == nonzeros_of(a)));
  const std::vector<tasd::TermStats> wanted{{{1, 4}, 3 * 16, 48, 16.0 / 40},
                                            {{2, 4}, 3 * 32, 96, 16.0 / 40},
                                            {{4, 4}, 3 * 32, 96, 8.0 / 40}};
  CHECK(taken.stats == wanted);

  SECTION("by the fullest row of the block") {
    Ints one = a;
    for (std::size_t k = 0; k < a.cols(); ++k) one(0, k) = one(2, k) = 0;
    const Taken same = take(spec, {denim::engines::Term(one)});
    for (const std::uint32_t pattern : {0, 1, 2}) {
      CHECK(count_folds(same.tiles[0], pattern) == count_folds(taken.tiles[0], pattern));
    }
  }
  SECTION("the largest magnitudes in the first term") {
    Ints three(1, 32);  // full folds again
    for (std::size_t k = 0; k < 32; k += 4) {
      three(0, k) = 1;
      three(0, k + 1) = -9;
      three(0, k + 3) = 5;
    }
    const Taken parts = take(spec, {denim::engines::Term(three)});
    const std::vector<tasd::TermStats> split{{{1, 4}, 8, 8, 1}, {{2, 4}, 16, 8 * 14, 1}};
    CHECK(parts.stats == split);
  }
  // A series of several patterns may leave a fold of each, in each tile of rows, partly empty.
  SECTION("as cheap as every entry of the menu, but for folds that are not full") {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      tensor::Rng rng(seed);
      const spec::Spec any = nm_array_specs[rng.below(nm_array_specs.size())].spec();
      const Case c = Cases(any).at(rng.below(1000));
      const Ints whole = flow::draw_a(any, c, rng);
      const auto cost = [&](const std::string& series) {
        Ints rest = whole;
        const auto terms = terms_of(any, rest, series);
        const Ints b(c.depth, c.columns);
        const auto schedule = denim::engines::schedule(any, {{}, terms, b});
        return std::pair(schedule->cost().stream("b").beats, rest == whole);
      };
      CAPTURE(seed, to_text(c), any.canonical());
      const auto tile = static_cast<std::size_t>(any.integer("pe_cols"));
      const auto others = static_cast<std::size_t>(any.number("pattern_count") - 1);
      const std::size_t not_full = others * ((whole.rows() + tile - 1) / tile) * c.columns;
      for (const std::string& series : menu_of(any)) {
        const auto [waves, lossless] = cost(series);
        if (lossless) CHECK(cost("lossless").first <= waves + not_full);
      }
    }
  }
}

TEST_CASE("nm_array folds: blocks move into denser folds only to save a fold",
          "[engines][nm_array]") {
  // Folds of 8, 4 and 2 blocks of 1:4, 2:4 and 4:4.
  const spec::Spec spec = spec_with(4, 4, {1, 2, 4}, "pe_rows = 2\npe_cols = 3\n");
  const auto folds = [&](std::size_t ones, std::size_t twos, std::size_t fours) {
    std::vector<std::size_t> counts(ones, 1);
    counts.insert(counts.end(), twos, 2);
    counts.insert(counts.end(), fours, 4);
    const Ints a = with_counts(3, 4, counts);
    const Taken taken = take(spec, {denim::engines::Term(a)});
    CHECK((check_folds(spec, taken, 3, a.cols()) == nonzeros_of(a)));
    std::vector<std::size_t> blocks(3);
    for (const Fold& fold : taken.tiles.at(0)) blocks[fold.pattern] += fold.blocks.size();
    return blocks;
  };
  using Blocks = std::vector<std::size_t>;
  CHECK(folds(3, 1, 0) == Blocks{0, 4, 0});  // all three fit beside the one
  CHECK(folds(3, 2, 0) == Blocks{3, 2, 0});  // one would not
  CHECK(folds(3, 2, 1) == Blocks{0, 4, 2});  // two places here, one there
  CHECK(folds(1, 0, 1) == Blocks{0, 0, 2});
  CHECK(folds(8, 1, 1) == Blocks{8, 0, 2});  // full folds stay; the last 2:4 moves
  CHECK(folds(9, 3, 0) == Blocks{8, 4, 0});  // only what the last fold holds
  CHECK(folds(8, 3, 0) == Blocks{8, 3, 0});  // a full fold saves nothing in parts
  CHECK(folds(1, 4, 2) == Blocks{1, 4, 2});  // no room
  CHECK(folds(0, 1, 1) == Blocks{0, 0, 2});
  CHECK(folds(0, 2, 1) == Blocks{0, 2, 1});
}

TEST_CASE("nm_array folds: explicit terms keep their pattern", "[engines][nm_array]") {
  const spec::Spec spec = spec_with(4, 4, {1, 2, 4}, "pe_rows = 2\npe_cols = 3\n");
  const Ints a = with_counts(3, 4, std::vector<std::size_t>(8, 2));
  CHECK(take(spec, {denim::engines::Term(a, {2, 4})}).tiles[0].size() == 2);
  const Taken dense = take(spec, {denim::engines::Term(a, {4, 4})});
  CHECK(dense.tiles[0].size() == 4);
  CHECK(count_folds(dense.tiles[0], 2) == 4);
  CHECK_REFUSED(take(spec, {denim::engines::Term(a, {1, 4})}), "row 0 of A has more than 1",
                "columns 0 … 3", "a term 1:4 has at most 1");
}

TEST_CASE("nm_array folds: blocks of zeros", "[engines][nm_array]") {
  const auto with = [](bool skip) {
    return spec_with(2, 4, {1, 2},
                     fmt::format("pe_rows = 1\npe_cols = 2\nskip_empty = {}\n", skip));
  };
  const Ints a = with_counts(2, 4, {0, 1, 0, 2, 0, 0});
  const Taken skipped = take(with(true), {denim::engines::Term(a)});
  CHECK(skipped.tiles[0].size() == 2);
  // The sparsest pattern carries what is empty: four empty blocks and one of 1:4, two a fold.
  const Taken sent = take(with(false), {denim::engines::Term(a)});
  CHECK(count_folds(sent.tiles[0], 0) == 3);
  CHECK(count_folds(sent.tiles[0], 1) == 1);
  for (const bool skip : {false, true}) {
    const Taken all = take(with(skip), {denim::engines::Term(a, {2, 4})});
    CHECK(all.tiles[0].size() == (skip ? 2 : 6));
    CHECK((check_folds(with(skip), all, 2, a.cols()) == nonzeros_of(a)));
  }
}

TEST_CASE("nm_array: a term that the engine does not have is refused with its menu",
          "[engines][nm_array]") {
  const spec::Spec spec = flexible.spec();
  const auto& engine = denim::engines::find_engine("nm_array");
  const Ints a(2, 8);
  const Ints b(8, 3);
  for (const tasd::Term& term : {tasd::Term{3, 4}, {1, 8}, {2, 8}, {4, 8}, {1, 1}, {2, 2}}) {
    const std::vector<denim::engines::Term> terms{denim::engines::Term(a, {2, 4}),
                                                  denim::engines::Term(a, term)};
    CHECK_REFUSED(denim::engines::schedule(spec, {{}, terms, b}), "cannot run the term",
                  term.to_string().c_str(), "1:4, 2:4, 2:4+1:4, 4:4", "lossless");
  }
  for (const tasd::Term& term : {tasd::Term{1, 4}, {2, 4}, {4, 4}}) {
    const std::vector<denim::engines::Term> terms{denim::engines::Term(a, term)};
    CHECK_NOTHROW(denim::engines::schedule(spec, {{}, terms, b}));
  }
  CHECK(engine.lossless(spec) == tasd::Series{{}, true});
}
