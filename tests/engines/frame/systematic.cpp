#include "tests/engines/frame/systematic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include "gen/ir/visit.hpp"

namespace denim::test::engines {

namespace {

using ir::Expr;
using ir::Operator;
using ir::Value;

// A node of a value, by the numbers of the parts that lead to it.
using Place = std::vector<std::size_t>;

Edit inside(const Place& place, Edit edit) {
  for (auto number = place.rbegin(); number != place.rend(); ++number)
    edit = edits::part(*number, std::move(edit));
  return edit;
}

// Equal for equal values.
std::string text_of(const Value& value) {
  std::string text;
  if (const auto* reference = std::get_if<ir::Reference>(&value.node())) {
    for (const ir::Turn& turn : reference->turns)
      text += fmt::format("{}[{}].", turn.label, turn.index.text());
    text += reference->name;
    if (reference->slice) text += fmt::format("[{}]", reference->slice->low.text());
  } else if (const auto* constant = std::get_if<ir::Constant>(&value.node())) {
    text = fmt::format("{}", constant->value);
  } else if (const auto* operation = std::get_if<ir::Operation>(&value.node())) {
    constexpr std::array names{"+", "-", "*", "&", "|", "~", "any", "==", "<", "?"};
    text = names.at(static_cast<std::size_t>(operation->op));
  } else if (const auto* resized = std::get_if<ir::Resize>(&value.node())) {
    text = resized->is_signed ? "signed" : "resized";
  } else if (const auto* number = std::get_if<ir::Number>(&value.node())) {
    text = number->value.text();
  } else {
    text = std::holds_alternative<ir::Concatenation>(value.node()) ? "{}"
           : std::holds_alternative<ir::Replication>(value.node()) ? "repeated"
                                                                   : "select";
  }
  std::string parts;
  ir::for_each_part(value, [&](const Value& part) { parts += " " + text_of(part); });
  return parts.empty() ? text : "(" + text + parts + ")";
}

// Enough of it to find the value.
std::string label_of(const Value& value) {
  const std::string text = text_of(value);
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

class Systematic {
 public:
  explicit Systematic(const spec::Spec& spec) : spec_(spec), design_(bundle::design(spec)) {
    sites_ = sites_of(design_, spec.name());
  }

  std::vector<Mutation> all() {
    for (const auto& [path, site] : sites_) {
      if (path.ends_with(".enable") || path.ends_with(".write"))
        add(path + " is always set", path, edits::ones());
      if (path.ends_with(".clear")) add(path + " is never set", path, edits::zero());
      add_nodes(path, *site.value, site.widths, {});
    }
    add_swaps();
    return std::move(mutations_);
  }

 private:
  void add(const std::string& what, const std::string& path, Edit edit) {
    mutations_.push_back({what, {{path, std::move(edit)}}});
  }

  void add_nodes(const std::string& path, const Value& value, const Widths& widths,
                 const Place& place) {
    const auto name = [&](const std::string& what) {
      return fmt::format("{}: {} {}", path, label_of(value), what);
    };
    if (const auto* operation = std::get_if<ir::Operation>(&value.node())) {
      const auto other = [&](Operator from, Operator to, const char* what) {
        if (operation->op == from) add(name(what), path, inside(place, edits::with(to)));
      };
      other(Operator::add, Operator::subtract, "+ is -");
      other(Operator::subtract, Operator::add, "- is +");
      other(Operator::bit_and, Operator::bit_or, "& is |");
      other(Operator::bit_or, Operator::bit_and, "| is &");
      if (operation->op == Operator::choose)
        add(name("? chooses the other"), path, inside(place, edits::swapped(1, 2)));
    } else if (const auto* resized = std::get_if<ir::Resize>(&value.node())) {
      const bool extends = width_of(resized->value.front(), widths) != resized->width;
      if (resized->is_signed && extends)
        add(name("is extended by zeros"), path, inside(place, edits::as_unsigned()));
    } else if (const auto* reference = std::get_if<ir::Reference>(&value.node())) {
      add_shift(name("is the next one"), path, place, *reference);
    }
    std::size_t number = 0;
    ir::for_each_part(value, [&](const Value& part) {
      Place deeper = place;
      deeper.push_back(number++);
      add_nodes(path, part, widths, deeper);
    });
  }

  // Of the ways to name a neighbour, the first with which the design is sound.
  void add_shift(const std::string& what, const std::string& path, const Place& place,
                 const ir::Reference& reference) {
    std::vector<Edit> ways;
    for (const int by : {1, -1}) {
      if (reference.slice && reference.slice->index.empty()) ways.push_back(edits::on(by));
      for (std::size_t turn = reference.turns.size(); turn-- > 0;)
        ways.push_back(edits::in_turn(turn, by));
    }
    std::set<std::string> names;
    if (reference.slice) reference.slice->low.collect_names(names);
    for (const ir::Turn& turn : reference.turns) turn.index.collect_names(names);
    for (const std::string& name : names) {
      if (is_parameter(name)) continue;
      for (const int turn : {0, 1}) ways.push_back(edits::at(name, turn));
    }
    for (Edit& way : ways) {
      Mutation mutation{what, {{path, inside(place, std::move(way))}}};
      if (!is_sound(mutation)) continue;
      mutations_.push_back(std::move(mutation));
      return;
    }
  }

  bool is_parameter(const std::string& name) const {
    return std::ranges::any_of(design_.modules(), [&](const ir::Module& module) {
      return module.parameter(name) != nullptr;
    });
  }

  bool is_sound(const Mutation& mutation) const {
    try {
      Mutant(spec_).add(mutation, 1);
      return true;
    } catch (const std::logic_error&) {
      return false;
    }
  }

  // Of two inputs of an instance.
  void add_swaps() {
    for (auto one = sites_.begin(); one != sites_.end(); ++one) {
      if (!one->second.is_input) continue;
      const std::string instance = one->first.substr(0, one->first.rfind('.') + 1);
      for (auto other = std::next(one); other != sites_.end() && other->first.starts_with(instance);
           ++other) {
        const Site& a = one->second;
        const Site& b = other->second;
        if (!b.is_input || text_of(*a.value) == text_of(*b.value) ||
            width_of(*a.value, a.widths) != width_of(*b.value, b.widths))
          continue;
        mutations_.push_back(
            {fmt::format("{} and {} change places", one->first,
                         other->first.substr(instance.size())),
             {{one->first, edits::put(*b.value)}, {other->first, edits::put(*a.value)}}});
      }
    }
  }

  const spec::Spec& spec_;
  ir::Design design_;
  std::map<std::string, Site> sites_;
  std::vector<Mutation> mutations_;
};

}  // namespace

std::vector<Mutation> systematic_mutations(const spec::Spec& spec) {
  return Systematic(spec).all();
}

}  // namespace denim::test::engines
