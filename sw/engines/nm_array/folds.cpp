#include "sw/engines/nm_array/folds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace denim::engines::nm_array {

namespace {

std::string to_text(std::span<const tasd::Series> menu) {
  std::string text;
  for (const tasd::Series& series : menu) {
    text += (text.empty() ? "" : ", ") + series.to_string();
  }
  return text;
}

int kept_by(const tasd::Series& series) {
  int kept = 0;
  for (const tasd::Term& term : series.terms) kept += term.n;
  return kept;
}

}  // namespace

Sizes::Sizes(const spec::Spec& spec)
    : n(static_cast<std::uint32_t>(spec.integer("n"))),
      m(static_cast<std::uint32_t>(spec.integer("m"))),
      pe_rows(static_cast<std::uint32_t>(spec.integer("pe_rows"))),
      pe_cols(static_cast<std::uint32_t>(spec.integer("pe_cols"))),
      rows(static_cast<std::uint32_t>(spec.integer("rows"))),
      overlap(spec.flag("overlap")),
      systolic(spec.word("flow") == "systolic"),
      skip_empty(spec.flag("skip_empty")) {
  for (const spec::Pattern& pattern : spec.patterns("patterns")) {
    patterns.push_back(static_cast<std::uint32_t>(pattern.n));
  }
  if (patterns.empty()) patterns.push_back(n);
}

std::optional<std::size_t> Sizes::pattern_of(const tasd::Term& term) const {
  const auto found = std::ranges::find(patterns, static_cast<std::uint32_t>(term.n));
  if (found == patterns.end() || term.m != static_cast<int>(m)) return std::nullopt;
  return static_cast<std::size_t>(found - patterns.begin());
}

std::string refusal(const Sizes& sizes, const tasd::Term& term) {
  return fmt::format(
      "the engine cannot run the term {}; its menu is {}, or any sum of those, or lossless",
      term.to_string(), to_text(menu(sizes)));
}

std::vector<tasd::Series> menu(const Sizes& sizes) {
  // fewest[k]: the terms whose N add up to k, by their places in the patterns, the largest first.
  std::vector<std::vector<std::size_t>> fewest(1);
  std::vector<tasd::Series> all;
  for (std::uint32_t kept = 1; all.empty() || kept_by(all.back()) < static_cast<int>(sizes.m);
       ++kept) {
    std::vector<std::size_t> best;
    for (std::size_t p = sizes.patterns.size(); p-- > 0;) {
      const std::uint32_t n = sizes.patterns[p];
      if (n > kept) continue;
      const auto& rest = fewest[kept - n];
      const bool reached = n == kept || !rest.empty();
      if (!reached || (!best.empty() && rest.size() + 1 >= best.size())) continue;
      best = rest;
      best.insert(std::ranges::find_if(best, [&](std::size_t other) { return other < p; }), p);
    }
    fewest.push_back(best);
    if (best.empty()) continue;
    tasd::Series series;
    for (const std::size_t p : best) series.terms.push_back(sizes.term(p));
    all.push_back(std::move(series));
  }
  return all;
}

FoldMaker::FoldMaker(const Sizes& sizes, std::span<const Term> terms, std::size_t groups)
    : sizes_(sizes),
      terms_(terms),
      groups_(sizes.skip_empty ? 1 : groups),
      blocks_(static_cast<std::uint32_t>((terms.front().cols() + sizes.m - 1) / sizes.m)),
      menu_(menu(sizes)),
      need_(blocks_),
      at_(blocks_),
      counts_(sizes.patterns.size()),
      magnitudes_(sizes.patterns.size()),
      taken_blocks_(sizes.patterns.size()) {
  std::size_t place = 0;
  for (std::uint32_t need = 0; need <= sizes.m; ++need) {
    while (kept_by(menu_[place]) < static_cast<int>(need)) ++place;
    choice_.push_back(place);
  }
  for (const Term& term : terms) {
    if (term.pattern.m != 0) pattern_of(term);
  }
}

std::size_t FoldMaker::rows_from(std::size_t base) const {
  const std::size_t in_group = terms_.front().rows() / groups_;
  return std::min<std::size_t>(sizes_.pe_cols, in_group - base % in_group);
}

FoldMaker::Span FoldMaker::blocks_from(std::size_t base) const {
  const std::size_t group = base / (terms_.front().rows() / groups_);
  const std::size_t in_group = terms_.front().cols() / groups_;
  return {static_cast<std::uint32_t>(group * in_group / sizes_.m),
          static_cast<std::uint32_t>(((group + 1) * in_group + sizes_.m - 1) / sizes_.m)};
}

std::size_t FoldMaker::pattern_of(const Term& term) const {
  if (const auto pattern = sizes_.pattern_of(term.pattern)) return *pattern;
  throw OperandError(refusal(sizes_, term.pattern));
}

Block& FoldMaker::block_at(std::vector<Block>& list, std::uint32_t number, std::size_t pattern) {
  if (at_[number] < 0) {
    at_[number] = static_cast<std::int32_t>(list.size());
    list.push_back({number, std::vector<Weight>(sizes_.pe_cols * sizes_.patterns[pattern])});
  }
  return list[static_cast<std::size_t>(at_[number])];
}

void FoldMaker::add_term(const Term& term, std::size_t base, std::size_t count, Lists& lists) {
  const std::size_t pattern = pattern_of(term);
  const std::uint32_t n = sizes_.patterns[pattern];
  std::vector<Block> list;
  std::ranges::fill(at_, -1);
  if (!sizes_.skip_empty) {
    const Span span = blocks_from(base);
    for (std::uint32_t b = span.first; b < span.end; ++b) block_at(list, b, pattern);
  }
  for (std::size_t r = 0; r < count; ++r) {
    const auto columns = term.columns(base + r);
    const auto values = term.values(base + r);
    std::uint32_t number = 0;
    std::uint32_t taken = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::uint32_t b = columns[i] / sizes_.m;
      if (i == 0 || b != number) taken = 0;
      number = b;
      if (taken == n) {
        throw OperandError(fmt::format(
            "row {} of A has more than {} non-zeros in columns {} … {}; a term {} has at most {}",
            base + r, n, b * sizes_.m, (b + 1) * sizes_.m - 1, term.pattern.to_string(), n));
      }
      block_at(list, b, pattern).weights[r * n + taken++] = {
          static_cast<std::uint16_t>(columns[i] - b * sizes_.m),
          static_cast<std::int16_t>(values[i])};
    }
  }
  std::ranges::sort(list, {}, &Block::number);
  std::ranges::move(list, std::back_inserter(lists[pattern]));
}

void FoldMaker::add_chosen(const Term& term, std::size_t base, std::size_t count, Lists& lists) {
  std::ranges::fill(need_, 0);
  for (std::size_t r = 0; r < count; ++r) {
    const auto columns = term.columns(base + r);
    for (std::size_t begin = 0, end = 0; begin < columns.size(); begin = end) {
      const std::uint32_t b = columns[begin] / sizes_.m;
      while (end < columns.size() && columns[end] / sizes_.m == b) ++end;
      need_[b] = std::max(need_[b], static_cast<std::uint32_t>(end - begin));
    }
  }
  // The terms of each block, one list after the other, in the order of its series.
  std::vector<std::size_t> starts(blocks_ + 1);
  std::vector<std::pair<std::size_t, std::size_t>> places;  // pattern, place in its list
  const Span span = blocks_from(base);
  for (std::uint32_t b = 0; b < blocks_; ++b) {
    starts[b] = places.size();
    const bool leave_out = sizes_.skip_empty || b < span.first || b >= span.end;
    if (need_[b] == 0 && leave_out) continue;
    for (const tasd::Term& taken : menu_[choice_[need_[b]]].terms) {
      const auto found = std::ranges::find(sizes_.patterns, static_cast<std::uint32_t>(taken.n));
      const auto pattern = static_cast<std::size_t>(found - sizes_.patterns.begin());
      places.emplace_back(pattern, lists[pattern].size());
      lists[pattern].push_back({b, std::vector<Weight>(sizes_.pe_cols * *found)});
    }
  }
  starts[blocks_] = places.size();

  std::vector<std::int32_t> residual(sizes_.m);
  std::vector<std::int32_t> kept(sizes_.m);
  for (std::size_t r = 0; r < count; ++r) {
    const auto columns = term.columns(base + r);
    const auto values = term.values(base + r);
    for (std::size_t begin = 0, end = 0; begin < columns.size(); begin = end) {
      const std::uint32_t b = columns[begin] / sizes_.m;
      std::ranges::fill(residual, 0);
      for (; end < columns.size() && columns[end] / sizes_.m == b; ++end) {
        residual[columns[end] - b * sizes_.m] = values[end];
      }
      for (std::size_t t = starts[b]; t < starts[b + 1]; ++t) {
        const auto [pattern, place] = places[t];
        const std::uint32_t n = sizes_.patterns[pattern];
        tasd::split_block<std::int32_t>(residual, kept, static_cast<int>(n));
        std::size_t at = r * n;
        for (std::uint32_t i = 0; i < sizes_.m; ++i) {
          if (kept[i] == 0) continue;
          lists[pattern][place].weights[at++] = {static_cast<std::uint16_t>(i),
                                                 static_cast<std::int16_t>(kept[i])};
        }
      }
    }
  }
}

// Patterns from the sparsest: what its last fold holds goes to denser ones, if there is room.
void FoldMaker::fill_up(Lists& lists) const {
  const auto free = [&](std::size_t p) {
    const std::size_t capacity = sizes_.fold_blocks(p);
    return (capacity - lists[p].size() % capacity) % capacity;
  };
  for (std::size_t p = 0; p < lists.size(); ++p) {
    std::size_t rest = lists[p].size() % sizes_.fold_blocks(p);
    std::size_t room = 0;
    for (std::size_t denser = p + 1; denser < lists.size(); ++denser) room += free(denser);
    if (rest == 0 || rest > room) continue;
    for (std::size_t denser = p + 1; denser < lists.size(); ++denser) {
      for (std::size_t moved = std::min(rest, free(denser)); moved > 0; --moved, --rest) {
        const Block from = std::move(lists[p].back());
        lists[p].pop_back();
        Block& to = lists[denser].emplace_back();
        to.number = from.number;
        to.weights.resize(sizes_.pe_cols * sizes_.patterns[denser]);
        for (std::uint32_t r = 0; r < sizes_.pe_cols; ++r) {
          const auto* weights = from.weights.data() + r * sizes_.patterns[p];
          std::copy_n(weights, sizes_.patterns[p], to.weights.data() + r * sizes_.patterns[denser]);
        }
      }
    }
  }
}

std::vector<Fold> FoldMaker::make(std::size_t base) {
  const std::size_t count = rows_from(base);
  Lists lists(sizes_.patterns.size());
  for (const Term& term : terms_) {
    term.pattern.m == 0 ? add_chosen(term, base, count, lists) : add_term(term, base, count, lists);
    all_blocks_ += blocks_;
  }
  fill_up(lists);
  std::vector<Fold> folds;
  for (std::uint32_t p = 0; p < lists.size(); ++p) {
    taken_blocks_[p] += lists[p].size();
    const std::size_t capacity = sizes_.fold_blocks(p);
    for (std::size_t begin = 0; begin < lists[p].size(); begin += capacity) {
      Fold fold;
      fold.pattern = p;
      const auto first = lists[p].begin() + static_cast<std::ptrdiff_t>(begin);
      const auto number = std::min(capacity, lists[p].size() - begin);
      fold.blocks.assign(std::make_move_iterator(first),
                         std::make_move_iterator(first + static_cast<std::ptrdiff_t>(number)));
      for (const Block& block : fold.blocks) {
        for (const Weight& weight : block.weights) {
          fold.nonzeros += weight.value != 0;
          magnitudes_[p] += std::abs(static_cast<double>(weight.value));
        }
      }
      counts_[p] += fold.nonzeros;
      folds.push_back(std::move(fold));
    }
  }
  return folds;
}

std::vector<tasd::TermStats> FoldMaker::taken() const {
  std::vector<tasd::TermStats> stats;
  for (std::size_t p = 0; p < counts_.size(); ++p) {
    if (taken_blocks_[p] == 0) continue;
    stats.push_back({sizes_.term(p), counts_[p], magnitudes_[p],
                     static_cast<double>(taken_blocks_[p]) / static_cast<double>(all_blocks_)});
  }
  return stats;
}

}  // namespace denim::engines::nm_array
