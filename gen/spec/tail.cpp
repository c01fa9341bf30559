#include "gen/spec/tail.hpp"

#include <fmt/format.h>

#include <numeric>

#include "gen/spec/spec.hpp"
#include "gen/spec/tasd.hpp"

namespace denim::spec {

namespace {

constexpr int requantise_stages = 3;  // multiply, shift, saturate

template <class T>
std::vector<T> joined(std::vector<T> first, const std::vector<T>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

const std::vector<KeyDeclaration>& keys() {
  static const std::vector<KeyDeclaration> all{
      {"tail", WordType{{"none", "requantise", "tasd"}}, std::string("none"), "",
       "what the results pass: requantise: q = sat(RNE(c · scale / 2^shift)); tasd: that, and "
       "units "
       "that take each row of a beat apart into a series of n:m terms"},
      {"tail_width", IntegerType{4, 16, {4, 8, 16}}, std::int64_t{8}, "bits",
       "width of a requantised value, signed"},
      {"tail_terms", PatternsType{max_tasd_block, true}, List{"4:8"}, "",
       "of tasd, the series: each term is taken of what the ones before it left"},
      {"tail_form", WordType{{"serial", "sorter"}}, std::string("sorter"), "",
       "of tasd: a comparator tree that takes one element of each block a cycle, or a pipelined "
       "selection network that takes a beat a cycle"},
      {"tail_levels", IntegerType{0, 15}, std::int64_t{2}, "comparators",
       "of the sorter, in a row between two registers; 0: all of them"},
  };
  return all;
}

}  // namespace

std::vector<KeyDeclaration> with_tail(std::vector<KeyDeclaration> own) {
  return joined(std::move(own), keys());
}

std::vector<DerivedDeclaration> with_tail(std::vector<DerivedDeclaration> own,
                                          std::string elements_key) {
  return joined(
      std::move(own),
      {{"result_width",
        [](const Spec& spec) { return spec.integer(has_tail(spec) ? "tail_width" : "acc_width"); }},
       {"tail_pairs",
        [key = std::move(elements_key)](const Spec& spec) {
          return tail_takes_apart(spec) ? tasd_pairs(spec.patterns("tail_terms"), spec.integer(key))
                                        : std::int64_t{0};
        }},
       {"tail_largest_m",
        [](const Spec& spec) { return tasd_largest_m(spec.patterns("tail_terms")); }}});
}

std::vector<StageDeclaration> with_tail(std::vector<StageDeclaration> own) {
  return joined(std::move(own), {{"tail", tail_cycles}});
}

std::vector<FieldDeclaration> with_tail(std::vector<FieldDeclaration> own) {
  return joined(std::move(own), {{"value", Width::of_key("tail_width"), "tail_pairs",
                                  tasd_value_meaning, Holds::pair_values},
                                 {"index", Width::of_index("tail_largest_m"), "tail_pairs",
                                  tasd_index_meaning, Holds::pair_indices}});
}

std::vector<SettingDeclaration> tail_settings() {
  return {{"scale", tail_scale_width, "factor of a result, unsigned", has_tail},
          {"shift", tail_shift_width,
           fmt::format("power of two that divides a result, at most {}", tail_max_shift), has_tail},
          {"relu", 1, "1: what is negative becomes zero", has_tail}};
}

std::string check_tail(const Spec& spec, std::string_view elements_key) {
  const bool apart = tail_takes_apart(spec);
  for (const KeyDeclaration& key : keys()) {
    const bool used = key.name == "tail" || apart || (has_tail(spec) && key.name == "tail_width");
    if (used || spec.value(key.name) == key.default_value) continue;
    return fmt::format("{} is {} with tail = \"{}\", which does not use it; leave it out", key.name,
                       to_text(spec.value(key.name)), spec.word("tail"));
  }
  if (!apart) return {};
  return check_tasd_terms("tail_terms", spec.patterns("tail_terms"), elements_key,
                          spec.integer(elements_key));
}

bool has_tail(const Spec& spec) {
  return spec.engine().key("tail") != nullptr && spec.word("tail") != "none";
}

bool tail_takes_apart(const Spec& spec) { return has_tail(spec) && spec.word("tail") == "tasd"; }

std::vector<Pattern> tail_taken(const Spec& spec) {
  return tail_takes_apart(spec) ? spec.patterns("tail_terms") : std::vector<Pattern>();
}

std::vector<int> tail_stages(const Spec& spec) {
  if (!has_tail(spec)) return {};
  std::vector<int> stages(requantise_stages, 1);
  if (!tail_takes_apart(spec)) return stages;
  return joined(std::move(stages),
                tasd_stages(spec.patterns("tail_terms"), spec.word("tail_form") == "serial",
                            spec.integer("tail_levels")));
}

int tail_cycles(const Spec& spec) {
  const std::vector<int> stages = tail_stages(spec);
  return std::accumulate(stages.begin(), stages.end(), 0);
}

int latency_before_tail(const Spec& spec) {
  return spec.engine().latency(spec) - tail_cycles(spec);
}

}  // namespace denim::spec
