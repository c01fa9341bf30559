// Compiler of `tasd_unit`: each row of A as beats of m values, the last one filled up with zeros.
// The results are A itself, which the unit takes apart.
#include <algorithm>

#include "gen/engines/tasd_unit/engine.hpp"
#include "gen/spec/layout.hpp"
#include "gen/spec/tasd.hpp"
#include "sw/engines/engine.hpp"
#include "sw/engines/stage_chain.hpp"

namespace denim::engines {

namespace {

using Matrix = tensor::Matrix<std::int32_t>;

class TasdSchedule : public Schedule {
 public:
  TasdSchedule(const spec::Spec& spec, const Matrix& a)
      : spec_(spec), a_(a), m_(static_cast<std::size_t>(spec.integer("m"))) {}

  Cost cost() const override {
    Cost cost;
    cost.streams = {{"a", beats(), beats()}, {"t", beats(), beats()}, {"r", beats(), beats()}};
    Streams unbounded = Streams::bare(spec_);
    play(unbounded);
    cost.cycles = unbounded.cycles();
    const auto fill = static_cast<std::uint64_t>(spec_.engine().latency(spec_));
    cost.by_cause = {
        {"ideal_beats", beats()}, {"unit_bound", cost.cycles - beats() - fill}, {"fill", fill}};
    return cost;
  }

  // Both outputs are offered a beat at once, and it goes on when both have taken it.
  void play(Streams& streams) const override {
    StageChain chain(spec::tasd_stages(spec_.patterns("terms"), spec_.word("form") == "serial",
                                       spec_.integer("levels")));
    Streams::Input& values = streams.input("a");
    Streams::Output &pairs = streams.output("t"), &rests = streams.output("r");
    for (std::uint64_t i = 0; i < beats(); ++i) {
      values.take(chain.pass(values.offered(), [&](std::uint64_t valid) {
        return std::max(pairs.take(valid), rests.take(valid));
      }));
    }
  }

  program::Program program() override {
    const spec::Layout layout = spec::layout(spec_, "a");
    const spec::Field& data = layout.field("data");
    program::Program program;
    program.rows = a_.rows();
    program.columns = a_.cols();
    program::BeatStream values("a", layout.width);
    for (const char* name : {"t", "r"}) {
      program.outputs.push_back({{name, spec::layout(spec_, name).width},
                                 static_cast<unsigned>(m_),
                                 program::along_rows});
    }
    for (std::size_t row = 0; row < a_.rows(); ++row) {
      for (std::size_t begin = 0; begin < a_.cols(); begin += m_) {
        const auto part = a_.row(row).subspan(begin, std::min(m_, a_.cols() - begin));
        const auto beat = values.append();
        for (unsigned i = 0; i < part.size(); ++i) {
          program::set_bits(beat, data.bit(i), data.width, static_cast<std::uint64_t>(part[i]));
        }
        for (program::Output& output : program.outputs) output.append({row, begin});
      }
    }
    program.streams.push_back(std::move(values));
    return program;
  }

  std::uint64_t beats() const { return a_.rows() * ((a_.cols() + m_ - 1) / m_); }

  spec::Spec spec_;
  Matrix a_;
  std::size_t m_;
};

tasd::Series own_series(const spec::Spec& spec) {
  tasd::Series series;
  for (const spec::Pattern& term : spec.patterns("terms")) {
    series.terms.push_back({static_cast<int>(term.n), static_cast<int>(term.m)});
  }
  return series;
}

std::string refuses(const spec::Spec& spec, const tasd::Series& series) {
  const tasd::Series own = own_series(spec);
  return series == own ? "" : "the unit is built for its own, " + own.to_string();
}

std::unique_ptr<Schedule> schedule(const spec::Spec& spec, const Workload& workload) {
  return std::make_unique<TasdSchedule>(spec, workload.a);
}

const Registration registration{
    denim::tasd_unit::tables(), denim::tasd_unit::generate,
    Engine{.lossless = own_series,
           .menu = [](const spec::Spec& spec) { return std::vector{own_series(spec)}; },
           .refuses = refuses,
           .fills =
               [](const spec::Spec& spec) {
                 return Extent{1, spec.integer("m"), 0};
               },
           .schedule = schedule}};

}  // namespace

}  // namespace denim::engines
