// What `make bench-demm` tells of pruned layers: cycles of the exact model against the bound of
// full beats, for several forms of the engine.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sw/engines/engine.hpp"
#include "tests/bench/support/layers.hpp"
#include "tests/bench/support/reference.hpp"
#include "tests/bench/support/report.hpp"

namespace denim::bench {

// A form of the engine, and the share of the bound that it must reach.
struct Form {
  std::string name, key, preset;
  std::vector<std::string> overrides;
  double least = 0;  // reference / cycles
};

inline const std::vector<Form>& forms() {
  static const std::vector<Form> all{
      {"S=2", "segments_2", "demm_8_128_64", {"segments=2"}, 0.97},
      {"S=4", "segments_4", "demm_8_128_64", {}, 0.99},
      {"banked", "banked", "demm_8_128_64_banked", {}, 0.94},
  };
  return all;
}

// Few rows, or few non-zeros, leave a banked memory too little choice.
inline bool banked_limit_applies(const Layer& layer) {
  return layer.density() >= 0.0995 && layer.rows() >= 128;
}

// The largest cause of cycles beside ideal beats and fill, if it is more than a hundredth of them.
inline std::string binding_cause(const engines::Cost& cost) {
  const engines::Cost::Cause* largest = nullptr;
  for (const auto& cause : cost.by_cause) {
    if (cause.name == "ideal_beats" || cause.name == "fill") continue;
    if (largest == nullptr || cause.cycles > largest->cycles) largest = &cause;
  }
  return largest == nullptr || largest->cycles * 100 <= cost.cycles ? "none" : largest->name;
}

class GeometricMean {
 public:
  void add(double value) {
    sum_ += std::log(value);
    ++count_;
  }
  double value() const { return count_ == 0 ? 0 : std::exp(sum_ / count_); }

 private:
  double sum_ = 0;
  int count_ = 0;
};

class LayersSection {
 public:
  LayersSection(Report& report, const std::string& source) : report_(report), source_(source) {
    for (const Form& form : forms()) {
      specs_.push_back(spec::Spec::load(form.preset, form.overrides));
      cycles_.titles.push_back(form.name + " cycles");
      cycles_.titles.push_back("reference / cycles");
      use_.titles.push_back(form.name + " utilisation");
      use_.titles.push_back("binds");
    }
    cycles_.titles.push_back("published / S=4");
    ratios_.resize(forms().size());
    utilisations_.resize(forms().size());
  }

  void run(const std::vector<Layer>& layers) {
    report_.section("Pruned layers");
    report_.paragraph(fmt::format(
        "{}. Each layer with K ≥ {} times {} columns. Cycles are the exact model's; that it equals "
        "RTL is tested by `make test`, and above and below. Reference: b rows of the first tile + "
        "Σ "
        "over tiles max(⌈non-zeros/N⌉, b rows that the next one needs), tiles in natural order, "
        "only b rows that a non-zero names; at least a cycle for each row with a non-zero and "
        "column tile. A ratio above 1 is the schedule's, which visits the tiles in an order that "
        "hides more loads; such a one counts as 1 in the mean. Published / S=4: cycles of the "
        "published form, `demm_8_128_64_published`, over the default's.",
        source_, bound_.m, columns));
    std::string limits = "Limits on reference / cycles:";
    for (const Form& form : forms()) limits += fmt::format(" {} {:.2f},", form.name, form.least);
    report_.paragraph(limits +
                      " the last one where density, rounded, is at least 0.1 and R at least 128.");
    for (const Layer& layer : layers) {
      if (layer.depth() >= bound_.m && layer.nonzeros != 0) add(layer);
    }
    summarise();
    report_.table(cycles_);
    report_.paragraph(
        "The same layers. Utilisation: useful multiplications / (512 · cycles). Binds: what takes "
        "the most of the cycles that full beats would not need, if that is more than 1 % of all.");
    report_.table(use_);
  }

 private:
  static constexpr std::size_t columns = 256;
  static constexpr double multipliers = 512;

  void add(const Layer& layer) {
    const std::uint64_t reference = reference_cycles(layer.a, columns, bound_);
    const engines::Term term(layer.a);
    std::vector<std::string> cells{layer.name, std::to_string(layer.rows()),
                                   std::to_string(layer.depth()),
                                   fmt::format("{:.4f}", layer.density()), grouped(reference)};
    std::vector<std::string> use{layer.name};
    Json json{{"layer", layer.name},          {"folder", layer.folder},
              {"rows", layer.rows()},         {"depth", layer.depth()},
              {"nonzeros", layer.nonzeros},   {"density", layer.density()},
              {"reference_cycles", reference}};
    std::uint64_t default_cycles = 0;
    for (std::size_t f = 0; f < forms().size(); ++f) {
      const Form& form = forms()[f];
      const engines::Cost cost = schedule(specs_[f], term);
      const double ratio = static_cast<double>(reference) / static_cast<double>(cost.cycles);
      const double utilisation = static_cast<double>(layer.nonzeros) *
                                 static_cast<double>(columns) /
                                 (multipliers * static_cast<double>(cost.cycles));
      const bool limited = form.name != "banked" || banked_limit_applies(layer);
      const std::string cause = binding_cause(cost);
      const std::string text = fmt::format("{:.4f}", ratio);
      cells.push_back(grouped(cost.cycles));
      cells.push_back(limited ? report_.cell(text, ratio >= form.least,
                                             fmt::format("{}, {}: {} of the reference, at least {}",
                                                         layer.name, form.name, text, form.least))
                              : "(" + text + ")");
      use.push_back(fmt::format("{:.3f}", utilisation));
      use.push_back(cause);
      ratios_[f].add(std::min(ratio, 1.0));
      utilisations_[f].add(utilisation);
      Json causes;
      for (const auto& by : cost.by_cause) causes[by.name] = by.cycles;
      json[form.key] = {{"cycles", cost.cycles},
                        {"ratio", ratio},
                        {"utilisation", utilisation},
                        {"binds", cause},
                        {"limit", limited ? Json(form.least) : Json()},
                        {"cycles_by_cause", causes}};
      if (form.name == "S=4") default_cycles = cost.cycles;
    }
    const std::uint64_t published = schedule(published_, term).cycles;
    const double gain = static_cast<double>(published) / static_cast<double>(default_cycles);
    cells.push_back(fmt::format("{:.2f}", gain));
    gains_.add(gain);
    json["published_cycles"] = published;
    json["published_ratio"] = gain;
    cycles_.add(cells);
    use_.add(use);
    report_.json()["layers"].push_back(json);
  }

  static engines::Cost schedule(const spec::Spec& spec, const engines::Term& term) {
    const tensor::Matrix<std::int32_t> b(term.cols(), columns);
    return engines::schedule(spec, {{}, std::span(&term, 1), b})->cost();
  }

  void summarise() {
    std::vector<std::string> cells{"geometric mean", "", "", "", ""};
    std::vector<std::string> use{"geometric mean"};
    Json json;
    for (std::size_t f = 0; f < forms().size(); ++f) {
      cells.push_back("");
      cells.push_back(fmt::format("{:.4f}", ratios_[f].value()));
      use.push_back(fmt::format("{:.3f}", utilisations_[f].value()));
      use.push_back("");
      json[forms()[f].key] = {{"ratio", ratios_[f].value()},
                              {"utilisation", utilisations_[f].value()}};
    }
    cells.push_back(fmt::format("{:.2f}", gains_.value()));
    json["published_ratio"] = gains_.value();
    cycles_.add(cells);
    use_.add(use);
    report_.json()["layers_geometric_mean"] = json;
  }

  Report& report_;
  std::string source_;
  Bound bound_;
  std::vector<spec::Spec> specs_;
  spec::Spec published_ = spec::Spec::load("demm_8_128_64_published");
  Table cycles_{{"layer", "R", "K", "density", "reference"}};
  Table use_{{"layer"}};
  std::vector<GeometricMean> ratios_, utilisations_;
  GeometricMean gains_;
};

}  // namespace denim::bench
