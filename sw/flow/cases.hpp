// Seeded GEMMs for an engine: operands of a shape, a pattern of non-zeros and a kind of values; a
// series; stalls. Tests, benches and regressions draw from here, so that a number names one case.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sw/engines/engine.hpp"
#include "sw/tensor/matrix.hpp"
#include "sw/tensor/random.hpp"

namespace denim::flow {

// Patterns of the non-zeros of A.
//
// structured: as many in each k-block of each row as a beat takes. spread: one in each row, so that
// every beat could complete several. blocks: half in every other k-block, the others empty.
// columns: the same few columns in all rows, which a banked memory has in few banks. mixed: each
// k-block has a density of its own, from none to all. stripes: as many rows as the engine takes at
// once are half full, as many are empty.
enum class Pattern {
  none,
  one,
  structured,
  thin,
  half,
  one_row,
  full,
  spread,
  blocks,
  columns,
  mixed,
  stripes
};
inline constexpr std::size_t patterns_count = static_cast<std::size_t>(Pattern::stripes) + 1;
std::string to_text(Pattern pattern);

// lowest: the least value everywhere, whose products are the largest.
enum class Values { lowest, extreme, uniform, small };
std::string to_text(Values values);

struct Case {
  std::size_t rows = 1;
  std::size_t depth = 1;
  std::size_t columns = 1;
  Pattern pattern = Pattern::full;
  Values values = Values::uniform;
  std::string series = "lossless";
  std::uint64_t seed = 0;
  double stall = 0.3;  // of the stalled run
};
std::string to_text(const Case& c);

struct Gemm {
  tensor::Matrix<std::int32_t> a;  // R×K
  tensor::Matrix<std::int32_t> b;  // K×J
};

// The operands of a case, from its seed alone, in the widths of the spec. Values that could
// overflow the spec's accumulators give way to smaller kinds.
Gemm draw(const spec::Spec& spec, Case c);
tensor::Matrix<std::int32_t> draw_a(const spec::Spec& spec, const Case& c, tensor::Rng& rng);

// Series that mean something for the spec: what it is built for, common ones, several passes, sums
// in another order; each also as the beginning of a lossless one.
std::vector<std::string> series_for(const spec::Spec& spec);

// Every combination of corner sizes (1, 2, 3, and around one and two of what fills the engine),
// then seeded random cases, all of them by their number.
class Cases {
 public:
  explicit Cases(const spec::Spec& spec);

  std::size_t corners() const {
    return rows_.size() * depths_.size() * columns_.size() * patterns_count;
  }
  Case at(std::size_t number) const;

 private:
  std::vector<std::size_t> rows_, depths_, columns_;
  std::vector<std::string> series_;
};

}  // namespace denim::flow
