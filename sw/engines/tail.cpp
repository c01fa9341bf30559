#include "sw/engines/tail.hpp"

#include <vector>

#include "gen/spec/layout.hpp"
#include "gen/spec/tail.hpp"
#include "sw/engines/tasd_pairs.hpp"

namespace denim::engines {

namespace {

class Taker {
 public:
  Taker(const spec::Spec& spec, const program::Program& program, tensor::Matrix<std::int64_t>& c)
      : program_(program),
        c_(c),
        terms_(spec.patterns("tail_terms")),
        layout_(spec::layout(spec, "c")),
        data_(layout_.field("data")),
        row_(layout_.field("row")),
        value_(layout_.field("value")),
        index_(layout_.field("index")),
        values_(data_.count) {}

  program::BeatStream beats() {
    program::BeatStream stream("c", layout_.width);
    for (const program::Result& result : program_.results) {
      const auto beat = stream.append();
      take(result);
      set(beat, row_, 0, result.address);
      for (unsigned i = 0; i < data_.count; ++i) set(beat, data_, i, values_[i]);
      for (unsigned i = 0; i < value_.count; ++i) {
        set(beat, value_, i, pairs_[i].value);
        set(beat, index_, i, pairs_[i].index);
      }
    }
    return stream;
  }

 private:
  static void set(std::span<std::uint64_t> beat, const spec::Field& field, unsigned i,
                  std::int64_t value) {
    program::set_bits(beat, field.bit(i), field.width, static_cast<std::uint64_t>(value));
  }

  // The values of a result beat are taken apart, and the residual goes back to C.
  void take(const program::Result& result) {
    for (unsigned i = 0; i < data_.count; ++i) {
      const auto place = program_.place(result, i);
      values_[i] =
          program_.inside(place) ? static_cast<std::int32_t>(c_(place.row, place.column)) : 0;
    }
    pairs_.clear();
    take_pairs(values_, terms_, pairs_);
    for (unsigned i = 0; i < data_.count; ++i) {
      const auto place = program_.place(result, i);
      if (program_.inside(place)) c_(place.row, place.column) = values_[i];
    }
  }

  const program::Program& program_;
  tensor::Matrix<std::int64_t>& c_;
  std::vector<spec::Pattern> terms_;
  spec::Layout layout_;
  spec::Field data_, row_, value_, index_;
  std::vector<std::int32_t> values_;
  std::vector<Pair> pairs_;
};

}  // namespace

void add_tail(const spec::Spec& spec, const TailSettings& settings, program::Program& program,
              tensor::Matrix<std::int64_t>& c) {
  program.settings = {{"scale", settings.scale},
                      {"shift", settings.shift},
                      {"relu", settings.relu ? std::uint64_t{1} : 0}};
  if (spec::tail_takes_apart(spec)) program.stated.push_back(Taker(spec, program, c).beats());
}

}  // namespace denim::engines
