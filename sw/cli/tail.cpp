#include "sw/cli/tail.hpp"

#include <fmt/format.h>

#include "gen/spec/tail.hpp"
#include "sw/cli/cli.hpp"

namespace denim::cli {

void TailOptions::add_to(Command& command) {
  Option scale =
      command
          .number(
              "--scale", scale_, 0, (1 << spec::tail_scale_width) - 1,
              "Of a spec with a tail: factor m of q = sat(RNE(c·m / 2^s)) (default: with s what "
              "fits the results)")
          .type_name("M");
  Option shift = command
                     .number("--shift", shift_, 0, spec::tail_max_shift,
                             "Of a spec with a tail: the s of that")
                     .type_name("S");
  scale.needs(shift);
  shift.needs(scale);
  command.flag("--relu", relu_, "Of a spec with a tail: what is negative becomes zero");
  command
      .text("--a-is", a_is_,
            "What A holds: activations, as a tail that takes C apart needs, or weights")
      .type_name("WHAT")
      .one_of({"activations", "weights"});
}

void TailOptions::check(const spec::Spec& spec) const {
  if (!spec::has_tail(spec) && (scale_ || relu_ || !a_is_.empty())) {
    const char* const options = "--scale, --shift, --relu and --a-is";
    if (spec.engine().key("tail") != nullptr) {
      throw spec::SpecError(fmt::format("{}: {} has no tail; set tail = \"requantise\" or \"tasd\"",
                                        options, spec.name()));
    }
    std::string able;
    for (const spec::EngineDeclaration* engine : spec::engines()) {
      if (engine->key("tail") != nullptr) able += (able.empty() ? "" : ", ") + engine->name;
    }
    throw spec::SpecError(fmt::format("{}: {} is a {}, which cannot have a tail; take one of: {}",
                                      options, spec.name(), spec.engine().name, able));
  }
  if (!spec::tail_takes_apart(spec) || a_is_ == "activations") return;
  throw spec::SpecError(fmt::format(
      "{} has tail = \"tasd\", whose blocks lie along the columns of C. They are the next layer's "
      "K "
      "only where A holds activations and B weights{}",
      spec.name(),
      a_is_.empty() ? ": say --a-is activations if that is so, or set tail = \"requantise\""
                    : "; with weights in A they are its columns: set tail = \"requantise\""));
}

std::string TailOptions::command_line() const {
  std::string text;
  if (scale_) text += fmt::format(" --scale {} --shift {}", *scale_, *shift_);
  if (relu_) text += " --relu";
  if (!a_is_.empty()) text += " --a-is " + a_is_;
  return text;
}

}  // namespace denim::cli
