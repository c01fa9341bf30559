// Combinational loops, and the paths from input to output ports.
//
// A bit is followed backwards through assignments to what really decides it: an input port, or an
// output port of an instance. So independent slices of one wide net never make a loop.
#include <algorithm>
#include <set>

#include "gen/ir/check_passes.hpp"

namespace denim::ir::detail {
namespace {

using Inputs = std::set<int>;  // signals that are input ports

class PathFinder {
 public:
  PathFinder(const Module& module, const Elaboration& elaboration)
      : module_(module), elaboration_(elaboration), states_(elaboration.nodes.size()) {
    // Every node, also those that lead to no output port.
    for (std::size_t node = 0; node < states_.size(); ++node)
      inputs_of_node(static_cast<int>(node));
  }

  // The input ports that decide a segment.
  void add_inputs(const Segment& segment, Inputs& inputs) {
    const Signal& signal = signal_of(segment);
    if (signal.role == Signal::Role::input) {
      inputs.insert(segment.signal);
      return;
    }
    const auto& drives = signal.drives;
    auto drive = std::partition_point(drives.begin(), drives.end(), [&](const Drive& one) {
      return one.low + one.width <= segment.low;
    });
    const std::int64_t end = segment.low + segment.width;
    for (; drive != drives.end() && drive->low < end; ++drive) {
      if (drive->kind == Drive::Kind::node) {
        trail_.push_back({&signal.name, segment, true});
        const Inputs& found = inputs_of_node(drive->node);
        inputs.insert(found.begin(), found.end());
        trail_.pop_back();
      } else if (drive->kind == Drive::Kind::copy) {
        const std::int64_t low = std::max(drive->low, segment.low);
        const std::int64_t width = std::min(drive->low + drive->width, end) - low;
        follow_copy({segment.signal, low, width},
                    {drive->source.signal, drive->source.low + low - drive->low, width}, inputs);
      }
    }
  }

  // Refuses a loop that nothing but assignments makes, which no node would find.
  void check_copies() {
    for (std::size_t signal = 0; signal < elaboration_.signals.size(); ++signal) {
      Inputs ignored;
      add_inputs({static_cast<int>(signal), 0, elaboration_.signals[signal].width}, ignored);
    }
  }

 private:
  enum class Progress { untouched, begun, done };
  struct State {
    Progress progress = Progress::untouched;
    std::size_t trail = 0;  // of the signals, where the node was entered
    Inputs inputs;
  };

  const Signal& signal_of(const Segment& segment) const {
    return elaboration_.signals[static_cast<std::size_t>(segment.signal)];
  }

  // A step of the way back from what was asked for.
  struct Step {
    const std::string* name;
    Segment segment;
    bool is_signal;
  };

  // Segments only get narrower along a chain of assignments, so a loop comes back to one of them.
  void follow_copy(const Segment& target, const Segment& source, Inputs& inputs) {
    trail_.push_back({&signal_of(target).name, target, true});
    if (!copying_.insert(target).second) {
      const auto first = std::find_if(trail_.begin(), trail_.end(), [&](const Step& step) {
        return step.is_signal && step.segment == target;
      });
      refuse_loop(static_cast<std::size_t>(first - trail_.begin()));
    }
    add_inputs(source, inputs);
    copying_.erase(target);
    trail_.pop_back();
  }

  const Inputs& inputs_of_node(int node) {
    State& state = states_[static_cast<std::size_t>(node)];
    if (state.progress == Progress::done) return state.inputs;
    const Node& one = elaboration_.nodes[static_cast<std::size_t>(node)];
    trail_.push_back({&one.name, {}, false});
    if (state.progress == Progress::begun) refuse_loop(state.trail);
    state.progress = Progress::begun;
    state.trail = trail_.size() - 1;
    for (const Segment& input : one.inputs) add_inputs(input, state.inputs);
    state.progress = Progress::done;
    trail_.pop_back();
    return state.inputs;
  }

  // The trail leads backwards; the message follows the data and names a signal of the loop.
  [[noreturn]] void refuse_loop(std::size_t begin) const {
    std::string chain;
    const std::string* signal = trail_.back().name;
    for (std::size_t i = trail_.size(); i-- > begin;) {
      chain += (chain.empty() ? "" : " -> ") + *trail_[i].name;
      if (trail_[i].is_signal) signal = trail_[i].name;
    }
    refuse(module_, signal_subject(*signal),
           "a combinational loop, " + chain + "; put a register into it");
  }

  const Module& module_;
  const Elaboration& elaboration_;
  std::vector<State> states_;
  std::vector<Step> trail_;
  std::set<Segment> copying_;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> find_paths(const Module& module,
                                                            const Elaboration& elaboration) {
  PathFinder finder(module, elaboration);
  finder.check_copies();
  std::vector<std::pair<std::string, std::string>> paths;
  for (std::size_t port = 0; port < module.ports.size(); ++port) {
    if (module.ports[port].direction == Direction::in) continue;
    Inputs inputs;
    finder.add_inputs({static_cast<int>(port), 0, elaboration.signals[port].width}, inputs);
    for (const int input : inputs)
      paths.emplace_back(module.ports[static_cast<std::size_t>(input)].name,
                         module.ports[port].name);
  }
  return paths;
}

}  // namespace denim::ir::detail
