// What `make bench-dual` measures: how busy multipliers are with useful products where B has zeros
// too, and what that costs the accumulators; cycles of the exact models. B is random, or what
// activations of a network are, or one more sparse matrix.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "gen/spec/layout.hpp"
#include "gen/spec/spec.hpp"
#include "sw/engines/engine.hpp"
#include "sw/flow/operands.hpp"
#include "tests/bench/support/layers.hpp"
#include "tests/bench/support/products.hpp"
#include "tests/bench/support/report.hpp"

namespace denim::bench {

class DualBench {
 public:
  explicit DualBench(Report& report) : report_(report) {
    // The second form has units for tiles of 256 rows and 512 columns, the preset for 512 and 256.
    const std::vector<std::string> wide{"unit_cols=8"};
    engines_.push_back({"dstc_8_16_32", spec::Spec::load("dstc_8_16_32")});
    engines_.push_back({"outer_4_4_64", spec::Spec::load("outer_4_4_64")});
    engines_.push_back({"outer_4_4_64, unit_cols=8", spec::Spec::load("outer_4_4_64", wide)});
    engines_.push_back({"demm_8_128_64", spec::Spec::load("demm_8_128_64")});
  }

  // The layers with at least `least_depth` columns of A.
  // Non-zeros of synthetic ones do not crowd in columns as those of pruned layers do, so they are
  // not held against what others counted.
  void run(const std::vector<Layer>& all, bool synthetic) {
    synthetic_ = synthetic;
    for (const Layer& layer : all)
      if (layer.depth() >= least_depth && layer.nonzeros > 0) layers_.push_back(&layer);
    if (layers_.empty())
      throw std::runtime_error(fmt::format("no layer has {} columns of A or more", least_depth));
    report_.paragraph(fmt::format(
        "Written by `make bench-dual MD=docs/results.md`. {} {} with K ≥ {}, times a B from the "
        "seed; cycles of the exact models, which tests hold equal to the RTL's. All engines have "
        "512 multipliers; a useful product is a pair of non-zeros, and busy are useful products / "
        "(multipliers · cycles). Results wait for nothing outside, and beats are as wide as each "
        "engine's: how many bits a cycle those are stands beside the accesses.",
        layers_.size(),
        synthetic ? "synthetic layers in the shapes of pruned ResNet-50 and Transformer layers"
                  : "pruned layers (`DATA`)",
        least_depth));
    section(random_b(false));
    const Set own = random_b(true);
    if (!own.layers.empty()) section(own);
  }

  // Layers with the B that belongs to each.
  void run(const std::string& title, const std::string& key, const std::string& meaning,
           const std::vector<Product>& products) {
    Set set{title, key, meaning, {}, {}, {}, false};
    double nonzeros = 0, all = 0;
    for (const Product& product : products) {
      nonzeros += static_cast<double>(count_nonzeros(product.b));
      all += static_cast<double>(product.b.size());
      set.layers.push_back(&product.layer);
    }
    set.densities = {fmt::format("{:.3f}", nonzeros / all)};
    set.b = [&products](std::size_t layer, std::size_t) { return products[layer].b; };
    section(set);
  }

 private:
  static constexpr std::size_t least_depth = 512;
  static constexpr std::size_t columns = 512;
  static constexpr double multipliers = 512;
  static constexpr std::array densities{1.0, 0.5, 0.3};
  static constexpr double margin = .01;
  // What others counted of these shapes on 13 pruned layers, 256 columns, loads and drains left
  // out.
  static constexpr std::array known{std::array{.42, .30, .25}, std::array{.81, .77, .75}};

  struct Engine {
    std::string name;
    spec::Spec spec;
  };

  // What a section is of.
  struct Set {
    std::string title, key, meaning;
    std::vector<const Layer*> layers;
    std::vector<std::string> densities;  // of B, a row of the tables each
    std::function<tensor::Matrix<std::int32_t>(std::size_t layer, std::size_t density)> b;
    bool is_known = false;  // others counted this
  };

  // The layers times a B from the seed; each with the J of its network, or all with one.
  Set random_b(bool own) const {
    Set set;
    set.title = own ? "Each layer with its own J" : fmt::format("J = {}", columns);
    set.key = own ? "own_columns" : "columns_512";
    for (const Layer* layer : layers_)
      if (!own || layer->pixels > 0) set.layers.push_back(layer);
    for (const double density : densities) set.densities.push_back(fmt::format("{:.1f}", density));
    set.b = [own, layers = set.layers](std::size_t layer, std::size_t density) {
      const std::size_t j = own ? layers[layer]->pixels : columns;
      return flow::random_b(layers[layer]->depth(), j, seed, bits, densities[density]);
    };
    set.is_known = !own && !synthetic_;
    return set;
  }

  // Of one engine, on one layer or on all.
  struct Work {
    std::uint64_t products = 0, cycles = 0;
    std::uint64_t waits = 0;   // cycles in which multipliers wait for operands, or units for units
    std::uint64_t drains = 0;  // for results that leave
    std::uint64_t conflicts = 0;  // for banks
    std::uint64_t reads = 0, writes = 0, a_bits = 0, b_bits = 0;

    void add(const Work& more) {
      products += more.products;
      cycles += more.cycles;
      waits += more.waits;
      drains += more.drains;
      conflicts += more.conflicts;
      reads += more.reads;
      writes += more.writes;
      a_bits += more.a_bits;
      b_bits += more.b_bits;
    }
    double of_cycles(std::uint64_t part) const {
      return static_cast<double>(part) / static_cast<double>(cycles);
    }
    double of_products(std::uint64_t part) const {
      return static_cast<double>(part) / static_cast<double>(products);
    }
    double busy() const { return of_cycles(products) / multipliers; }
    double busy_at_work() const {
      return static_cast<double>(products) /
             (multipliers * static_cast<double>(cycles - waits - drains - conflicts));
    }
    Json json() const {
      return {{"products_useful", products},
              {"cycles", cycles},
              {"utilisation", busy()},
              {"waits", waits},
              {"drains", drains},
              {"bank_conflicts", conflicts},
              {"accumulator_reads", reads},
              {"accumulator_writes", writes},
              {"a_bits", a_bits},
              {"b_bits", b_bits}};
    }
  };

  static std::uint64_t products(const tensor::Matrix<std::int32_t>& a,
                                const tensor::Matrix<std::int32_t>& b) {
    std::vector<std::uint64_t> in_column(a.cols());
    for (std::size_t r = 0; r < a.rows(); ++r)
      for (std::size_t k = 0; k < a.cols(); ++k) in_column[k] += a(r, k) != 0 ? 1 : 0;
    std::uint64_t sum = 0;
    for (std::size_t k = 0; k < b.rows(); ++k) {
      const auto zeros = static_cast<std::uint64_t>(std::ranges::count(b.row(k), 0));
      sum += in_column[k] * (b.cols() - zeros);
    }
    return sum;
  }

  static Work work_of(const spec::Spec& spec, const engines::Term& a,
                      const tensor::Matrix<std::int32_t>& b) {
    const engines::Cost cost = engines::schedule(spec, {{}, std::span(&a, 1), b})->cost();
    Work work;
    work.cycles = cost.cycles;
    for (const auto& [name, cycles] : cost.by_cause) {
      if (name == "waits" || name == "load_bound") work.waits += cycles;
      if (name == "result_bound") work.drains += cycles;
      if (name == "bank_conflicts") work.conflicts += cycles;
    }
    for (const auto& [name, number] : cost.counts) {
      if (name == "accumulator_reads") work.reads = number;
      if (name == "accumulator_writes") work.writes = number;
    }
    for (const spec::StreamDeclaration& stream : spec.engine().streams) {
      if (!stream.sink) continue;
      const std::uint64_t bits =
          cost.stream(stream.name).beats * spec::layout(spec, stream.name).width;
      (stream.carries == spec::Carries::a ? work.a_bits : work.b_bits) += bits;
    }
    return work;
  }

  // Held against what others counted, where they did.
  std::string shown_at_work(const Work& work, const std::string& engine, const std::string& density,
                            double wanted) {
    const std::string text = fmt::format("{:.3f}", work.busy_at_work());
    if (wanted == 0) return text;
    return report_.cell(text, std::abs(work.busy_at_work() - wanted) <= margin,
                        fmt::format("{}, B density {}: {} busy without waits, drains and "
                                    "conflicts; {} ± {}",
                                    engine, density, text, wanted, margin));
  }

  void section(const Set& set) {
    report_.section(set.title);
    std::vector<std::string> head{"engine", "B density", "cycles",    "busy",
                                  "waits",  "drains",    "conflicts", "busy, less those"};
    if (set.is_known) head.emplace_back("counted by others");
    Table busy{head};
    Table accesses{{"engine", "B density", "reads / product", "writes / product", "A bits / cycle",
                    "B bits / cycle"}};
    std::vector<std::vector<Work>> all(engines_.size(), std::vector<Work>(set.densities.size()));
    Json& json = report_.json()[set.key];
    for (std::size_t l = 0; l < set.layers.size(); ++l) {
      const Layer& layer = *set.layers[l];
      const engines::Term a(layer.a);
      for (std::size_t d = 0; d < set.densities.size(); ++d) {
        const auto b = set.b(l, d);
        const std::uint64_t pairs = products(layer.a, b);
        for (std::size_t e = 0; e < engines_.size(); ++e) {
          Work work = work_of(engines_[e].spec, a, b);
          work.products = pairs;
          all[e][d].add(work);
          Json row{{"layer", layer.name},
                   {"engine", engines_[e].name},
                   {"cols", b.cols()},
                   {"b_density",
                    static_cast<double>(count_nonzeros(b)) / static_cast<double>(b.size())}};
          row.update(work.json());
          json.push_back(row);
        }
      }
    }
    for (std::size_t e = 0; e < engines_.size(); ++e) {
      for (std::size_t d = 0; d < set.densities.size(); ++d) {
        const Work& work = all[e][d];
        const std::string& density = set.densities[d];
        const double wanted = set.is_known && e < known.size() ? known[e][d] : 0;
        std::vector<std::string> cells{engines_[e].name,
                                       density,
                                       grouped(work.cycles),
                                       fmt::format("{:.3f}", work.busy()),
                                       fmt::format("{:.3f}", work.of_cycles(work.waits)),
                                       fmt::format("{:.3f}", work.of_cycles(work.drains)),
                                       fmt::format("{:.3f}", work.of_cycles(work.conflicts)),
                                       shown_at_work(work, engines_[e].name, density, wanted)};
        if (set.is_known) cells.push_back(wanted > 0 ? fmt::format("{:.2f}", wanted) : "–");
        busy.add(cells);
        accesses.add({engines_[e].name, density,
                      fmt::format("{:.3f}", work.of_products(work.reads)),
                      fmt::format("{:.3f}", work.of_products(work.writes)),
                      fmt::format("{:.0f}", work.of_cycles(work.a_bits)),
                      fmt::format("{:.0f}", work.of_cycles(work.b_bits))});
      }
    }
    report_.paragraph(fmt::format(
        "{}{} layers, one after the other. Waits: the share of the cycles that go to units that "
        "wait for each other or for operands, or whose tile lies beyond C; drains: to results "
        "that leave; conflicts: for banks.{}",
        set.meaning.empty() ? "" : set.meaning + " ", set.layers.size(),
        set.is_known
            ? fmt::format(" The last column is what others counted of such steps on 13 pruned "
                          "layers, with nothing else in it; limit: ± {}.",
                          margin)
            : ""));
    report_.table(busy);
    report_.paragraph(
        "Reads and writes of accumulators a useful product, and bits of the streams, with bitmaps "
        "and schedule:");
    report_.table(accesses);
  }

  Report& report_;
  bool synthetic_ = false;
  std::vector<Engine> engines_;
  std::vector<const Layer*> layers_;
};

}  // namespace denim::bench
