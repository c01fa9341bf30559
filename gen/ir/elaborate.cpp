#include "gen/ir/elaborate.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "gen/ir/check_passes.hpp"
#include "gen/ir/visit.hpp"

namespace denim::ir::detail {
namespace {

// A piece of a value, least significant first: bits of a signal, what an operator makes of signals,
// or, without either, a constant.
struct Piece {
  std::int64_t width = 0;
  std::optional<Segment> source;
  std::vector<Segment> made_of = {};
};

std::string bits_text(std::int64_t low, std::int64_t width) {
  if (width == 1) return "bit " + std::to_string(low);
  return "bits " + std::to_string(low + width - 1) + ":" + std::to_string(low);
}

// The input ports that each output port of an interface depends on combinationally.
using Dependencies = std::map<std::string, std::set<std::string>>;

class Elaborator {
 public:
  explicit Elaborator(const Module& module) : module_(module) {
    for (const Parameter& parameter : module.parameters)
      values_[parameter.name] = parameter.value.evaluate(values_);
    for (const Port& port : module.ports)
      add_signal(port.name, port.width,
                 port.direction == Direction::in ? Signal::Role::input : Signal::Role::output);
  }

  Elaboration run() {
    declare_scope(module_.body);
    elaborate_scope(module_.body);
    return std::move(result_);
  }

 private:
  Signal& add_signal(const std::string& name, const Expr& width, Signal::Role role) {
    const std::int64_t bits = width.evaluate(values_);
    if (bits < 1)
      refuse(module_, signal_subject(prefix_ + name),
             "is " + std::to_string(bits) + " bits wide at the default parameters; at least 1");
    ids_[prefix_ + name] = static_cast<int>(result_.signals.size());
    Signal& added = result_.signals.emplace_back();
    added.name = prefix_ + name;
    added.role = role;
    added.width = bits;
    return added;
  }

  void add_net(const Net& net) {
    Signal& added = add_signal(net.name, net.width, Signal::Role::net);
    added.may_be_unread = net.may_be_unread;
    if (!net.words) return;
    added.word_width = added.width;
    added.width *= net.words->evaluate(values_);
    if (added.width < 1)
      refuse(module_, signal_subject(added.name),
             "has no word at the default parameters; at least 1");
  }

  // The signal of that name nearest around, seen from where the elaboration stands.
  int id_of(const Reference& reference) const {
    std::string name;
    for (const Turn& turn : reference.turns)
      name += turn.label + "[" + std::to_string(turn.index.evaluate(values_)) + "].";
    name += reference.name;
    std::string around = prefix_;
    while (true) {
      const auto found = ids_.find(around + name);
      if (found != ids_.end()) return found->second;
      if (around.empty()) break;
      around.pop_back();  // the dot
      const auto dot = around.rfind('.');
      around.erase(dot == std::string::npos ? 0 : dot + 1);
    }
    refuse(module_, signal_subject(name), "the loop has no such turn at the default parameters");
  }

  Segment segment_of(const Reference& reference) const {
    const int id = id_of(reference);
    const Signal& signal = result_.signals[static_cast<std::size_t>(id)];
    const Segment all = word_of(reference, {id, 0, signal.width});
    if (!reference.slice) return all;
    const std::int64_t width = reference.word.empty() ? signal.width : signal.word_width;
    Segment segment{id, reference.slice->low.evaluate(values_),
                    reference.slice->width.evaluate(values_)};
    // An element whose number is a signal may be any of them.
    if (!reference.slice->index.empty()) segment.width = width - segment.low;
    if (segment.width < 1)
      refuse(module_, signal_subject(signal.name),
             "a slice of " + std::to_string(segment.width) +
                 " bits at the default parameters; at least 1");
    if (segment.low < 0 || segment.low > width - segment.width)
      refuse(module_, signal_subject(signal.name),
             "a slice takes " + bits_text(segment.low, segment.width) + ", but there are " +
                 std::to_string(width) + " bits at the default parameters");
    // Of any word there may be, all of it.
    if (all.width > width) return all;
    segment.low += all.low;
    return segment;
  }

  // Of an array of nets the bits of the word with a fixed number; otherwise all: a word whose
  // address is a signal may be any of them, and a memory's words are not told apart.
  Segment word_of(const Reference& reference, const Segment& all) const {
    const Signal& signal = result_.signals[static_cast<std::size_t>(all.signal)];
    if (signal.role == Signal::Role::memory || reference.word.empty() ||
        !is_fixed(reference.word.front()))
      return all;
    const auto* number = std::get_if<Number>(&reference.word.front().node());
    const std::int64_t word =
        number ? number->value.evaluate(values_)
               : static_cast<std::int64_t>(std::get<Constant>(reference.word.front().node()).value);
    const std::int64_t words = all.width / signal.word_width;
    if (word < 0 || word >= words)
      refuse(module_, signal_subject(signal.name),
             "has no word " + std::to_string(word) + ", but " + std::to_string(words) +
                 " at the default parameters");
    return {all.signal, word * signal.word_width, signal.word_width};
  }

  // Whether the reference is to the same bits for all time.
  bool is_wiring(const Reference& reference) const {
    if (reference.slice && !reference.slice->index.empty()) return false;
    return reference.word.empty() || (is_fixed(reference.word.front()) && !is_memory(reference));
  }
  bool is_memory(const Reference& reference) const {
    return result_.signals[static_cast<std::size_t>(id_of(reference))].role == Signal::Role::memory;
  }

  // The width of what is no mere wiring; check_scopes() has seen to the widths of its operands.
  std::int64_t made_width(const Value& value, const std::string& subject) const {
    if (const auto* reference = std::get_if<Reference>(&value.node())) {
      if (reference->slice) return reference->slice->width.evaluate(values_);
      const Signal& signal = result_.signals[static_cast<std::size_t>(id_of(*reference))];
      return reference->word.empty() ? signal.width : signal.word_width;
    }
    if (const auto* resized = std::get_if<Resize>(&value.node())) {
      const std::int64_t width = resized->width.evaluate(values_);
      if (width < 1)
        refuse(module_, subject,
               "is resized to " + std::to_string(width) +
                   " bits at the default parameters; at least 1");
      return width;
    }
    if (const auto* selection = std::get_if<Selection>(&value.node())) {
      check_number(*selection, subject);
      return width_of(selection->values.front(), subject);
    }
    const auto& operation = std::get<Operation>(value.node());
    switch (operation.op) {
      case Operator::any:
      case Operator::equal:
      case Operator::less:
        return 1;
      case Operator::choose:
        return width_of(operation.operands[1], subject);
      default:
        return width_of(operation.operands[0], subject);
    }
  }

  // Of more values than the number can name, the last ones would never be chosen.
  void check_number(const Selection& selection, const std::string& subject) const {
    const std::int64_t bits = width_of(selection.number.front(), subject);
    const auto values = selection.values.size();
    if (bits < 63 && values > std::size_t{1} << bits)
      refuse(module_, subject,
             "a selection of " + std::to_string(values) + " values by a number of " +
                 std::to_string(bits) + " bits, which names " +
                 std::to_string(std::size_t{1} << bits) +
                 " at the default parameters; give it a wider number or fewer values");
  }

  std::int64_t width_of(const Value& value, const std::string& subject) const {
    std::vector<Piece> pieces;
    add_pieces(value, subject, pieces);
    std::int64_t width = 0;
    for (const Piece& piece : pieces) width += piece.width;
    return width;
  }

  // Adds the pieces of a value, least significant first.
  void add_pieces(const Value& value, const std::string& subject,
                  std::vector<Piece>& pieces) const {
    if (const auto* reference = std::get_if<Reference>(&value.node());
        reference && is_wiring(*reference)) {
      const Segment segment = segment_of(*reference);
      pieces.push_back({segment.width, segment});
    } else if (const auto* constant = std::get_if<Constant>(&value.node())) {
      pieces.push_back({constant_width(*constant, subject), std::nullopt});
    } else if (const auto* number = std::get_if<Number>(&value.node())) {
      const std::int64_t is = number->value.evaluate(values_);
      const Constant same{number->width, static_cast<std::uint64_t>(is)};
      pieces.push_back({constant_width(same, subject), std::nullopt});
    } else if (const auto* parts = std::get_if<Concatenation>(&value.node())) {
      for (auto part = parts->parts.rbegin(); part != parts->parts.rend(); ++part)
        add_pieces(*part, subject, pieces);
    } else if (const auto* repeated = std::get_if<Replication>(&value.node())) {
      add_repeated(*repeated, subject, pieces);
    } else {
      Piece made{made_width(value, subject), std::nullopt};
      for_each_part(value, [&](const Value& part) {
        std::vector<Piece> inside;
        add_pieces(part, subject, inside);
        for (const Piece& piece : inside) add_sources(piece, made.made_of);
      });
      // A word of a memory holds still; an element of a vector depends on all that it may be.
      if (const auto* chosen = std::get_if<Reference>(&value.node()); chosen && !is_memory(*chosen))
        made.made_of.push_back(segment_of(*chosen));
      pieces.push_back(std::move(made));
    }
  }

  static void add_sources(const Piece& piece, std::vector<Segment>& sources) {
    if (piece.source) sources.push_back(*piece.source);
    sources.insert(sources.end(), piece.made_of.begin(), piece.made_of.end());
  }

  std::int64_t constant_width(const Constant& constant, const std::string& subject) const {
    const std::int64_t width = constant.width.evaluate(values_);
    if (width < 1)
      refuse(
          module_, subject,
          "a constant of " + std::to_string(width) + " bits at the default parameters; at least 1");
    if (width < 64 && (constant.value >> width) != 0)
      refuse(module_, subject,
             "the constant " + std::to_string(constant.value) + " does not fit into " +
                 std::to_string(width) + " bits at the default parameters");
    return width;
  }

  void add_repeated(const Replication& repeated, const std::string& subject,
                    std::vector<Piece>& pieces) const {
    const std::int64_t count = repeated.count.evaluate(values_);
    if (count < 1)
      refuse(
          module_, subject,
          "a replication of " + std::to_string(count) + " at the default parameters; at least 1");
    std::vector<Piece> once;
    add_pieces(repeated.part.front(), subject, once);
    if (once.size() == 1 && !once.front().source && once.front().made_of.empty()) {
      pieces.push_back({once.front().width * count, std::nullopt});
      return;
    }
    for (std::int64_t i = 0; i < count; ++i) pieces.insert(pieces.end(), once.begin(), once.end());
  }

  void add_reads(const Value& value) {
    for_each_reference(value, [&](const Reference& reference) {
      const Segment segment = segment_of(reference);
      auto& reads = result_.signals[static_cast<std::size_t>(segment.signal)].reads;
      if (reads.empty() || reads.back() != segment) reads.push_back(segment);
    });
  }

  void add_drive(const Segment& target, Drive drive) {
    drive.low = target.low;
    drive.width = target.width;
    result_.signals[static_cast<std::size_t>(target.signal)].drives.push_back(drive);
  }

  // Calls `visit` with the bits of a target, the lowest first.
  template <class Visit>
  void for_each_target(const Value& target, const Visit& visit) const {
    if (const auto* parts = std::get_if<Concatenation>(&target.node())) {
      for (auto part = parts->parts.rbegin(); part != parts->parts.rend(); ++part)
        for_each_target(*part, visit);
    } else {
      visit(segment_of(std::get<Reference>(target.node())));
    }
  }

  std::string subject_of(const Value& target) const {
    if (const auto* parts = std::get_if<Concatenation>(&target.node()))
      return subject_of(parts->parts.front());
    return signal_subject(prefix_ + std::get<Reference>(target.node()).name);
  }

  void elaborate_assignment(const Assignment& assignment) {
    add_reads(assignment.value);
    std::vector<Piece> pieces;
    add_pieces(assignment.value, subject_of(assignment.target), pieces);
    auto piece = pieces.begin();
    std::int64_t used = 0;  // bits of the piece that have their target
    for_each_target(assignment.target, [&](Segment target) {
      while (target.width > 0) {
        Segment bits = target;
        bits.width = std::min(target.width, piece->width - used);
        drive(bits, *piece, used);
        target.low += bits.width;
        target.width -= bits.width;
        used += bits.width;
        if (used < piece->width) continue;
        ++piece;
        used = 0;
      }
    });
  }

  // Bits from `first` on of the piece drive the target.
  void drive(const Segment& target, const Piece& piece, std::int64_t first) {
    Drive drive;
    drive.by = "an assignment";
    if (piece.source) {
      drive.kind = Drive::Kind::copy;
      drive.source = *piece.source;
      drive.source.low += first;
      drive.source.width = target.width;
    } else if (!piece.made_of.empty()) {
      drive.kind = Drive::Kind::node;
      drive.node = static_cast<int>(result_.nodes.size());
      result_.nodes.push_back({"an operator", piece.made_of});
    }
    add_drive(target, drive);
  }

  // A register ends every combinational path, but its values must be sound.
  void elaborate_register(const Register& one) {
    const std::string subject = subject_of(one.target);
    const auto read = [&](const Value& value) {
      add_reads(value);
      std::vector<Piece> ignored;
      add_pieces(value, subject, ignored);
    };
    read(one.value);
    if (one.enable) read(*one.enable);
    if (one.reset) read(*one.reset);
    if (one.clear) read(one.clear->when);
    if (one.clear) read(one.clear->value);
    read(Reference{module_.clock, std::nullopt});
    if (one.reset) read(Reference{module_.reset_n, std::nullopt});
    for_each_target(one.target, [&](const Segment& target) {
      Drive drive;
      drive.by = "a register";
      add_drive(target, drive);
    });
  }

  void elaborate_memory(const Memory& memory) {
    for (const Value* value : {&memory.write, &memory.address, &memory.data}) {
      add_reads(*value);
      std::vector<Piece> ignored;
      add_pieces(*value, signal_subject(prefix_ + memory.name), ignored);
    }
    add_reads(Reference{module_.clock, std::nullopt});
  }

  const Dependencies& dependencies_of(const Interface& of) {
    const auto [found, is_new] = dependencies_.try_emplace(&of);
    if (is_new) {
      for (const auto& [from, to] : of.paths) found->second[to].insert(from);
    }
    return found->second;
  }

  void elaborate_instance(const Instance& instance) {
    const Dependencies& dependencies = dependencies_of(*instance.of);
    std::map<std::string_view, std::vector<Segment>> inputs;
    for (const auto& [name, value] : instance.connections) {
      if (!value || instance.of->port(name)->direction == Direction::out) continue;
      add_reads(*value);
      std::vector<Piece> pieces;
      add_pieces(*value, signal_subject(prefix_ + instance.name + "." + name), pieces);
      if (dependencies.empty()) continue;
      for (const Piece& piece : pieces) add_sources(piece, inputs[name]);
    }
    for (const auto& [name, value] : instance.connections) {
      if (!value || instance.of->port(name)->direction == Direction::in) continue;
      Drive drive;
      drive.by = "an output of " + instance.name;
      const auto depends = dependencies.find(name);
      if (depends != dependencies.end()) {
        drive.kind = Drive::Kind::node;
        drive.node = static_cast<int>(result_.nodes.size());
        Node& node = result_.nodes.emplace_back();
        node.name = prefix_ + instance.name + "." + name;
        for (const std::string& input : depends->second) {
          const std::vector<Segment>& segments = inputs[input];
          node.inputs.insert(node.inputs.end(), segments.begin(), segments.end());
        }
      }
      for_each_target(*value, [&](const Segment& target) { add_drive(target, drive); });
    }
  }

  template <class Body>
  void for_each_turn(const Loop& loop, const Body& body) {
    const std::int64_t count = loop.count.evaluate(values_);
    if (count < 1)
      refuse(module_, "loop " + prefix_ + loop.label,
             "takes " + std::to_string(count) + " turns at the default parameters; at least 1");
    const std::string around = prefix_;
    for (std::int64_t index = 0; index < count; ++index) {
      prefix_ = around + loop.label + "[" + std::to_string(index) + "].";
      values_[loop.index] = index;
      body();
    }
    values_.erase(loop.index);
    prefix_ = around;
  }

  template <class Body>
  void in_branch(const FirstTurn& turn, const Body& body) {
    const std::string around = prefix_;
    const bool is_first = values_.at(turn.index) == 0;
    prefix_ += is_first ? "gen_first." : "gen_next.";
    body(is_first ? turn.first : turn.next);
    prefix_ = around;
  }

  // All nets come first: a reference may look into a loop from before it.
  void declare_scope(const Scope& scope) {
    for (const Net& net : scope.nets()) add_net(net);
    for (const Memory& memory : scope.memories()) {
      Signal& added = add_signal(memory.name, memory.width, Signal::Role::memory);
      added.word_width = added.width;
    }
    for (const Loop& loop : scope.loops()) for_each_turn(loop, [&] { declare_scope(loop.body); });
    for (const FirstTurn& turn : scope.first_turns())
      in_branch(turn, [&](const Scope& branch) { declare_scope(branch); });
  }

  void elaborate_scope(const Scope& scope) {
    for (const Assignment& assignment : scope.assignments()) elaborate_assignment(assignment);
    for (const Register& one : scope.registers()) elaborate_register(one);
    for (const Memory& memory : scope.memories()) elaborate_memory(memory);
    for (const Instance& instance : scope.instances()) elaborate_instance(instance);
    for (const Loop& loop : scope.loops()) for_each_turn(loop, [&] { elaborate_scope(loop.body); });
    for (const FirstTurn& turn : scope.first_turns())
      in_branch(turn, [&](const Scope& branch) { elaborate_scope(branch); });
  }

  const Module& module_;
  Values values_;
  std::unordered_map<std::string, int> ids_;  // by full name: "gen_column[3].sum"
  std::string prefix_;
  std::map<const Interface*, Dependencies> dependencies_;
  Elaboration result_;
};

}  // namespace

Elaboration elaborate(const Module& module) { return Elaborator(module).run(); }

}  // namespace denim::ir::detail
