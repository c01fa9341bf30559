// What an engine declares about itself, as tables: the keys of its spec, the bits of its streams,
// its error bits and its pipeline stages. gen/engines/<engine>/tables.cpp holds them;
// the parser, the generator, the compiler, the simulator and the documentation all read them there.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace denim::spec {

class Spec;

using List = std::vector<std::string>;
using KeyValue = std::variant<std::int64_t, bool, std::string, List>;

// A whole number from min to max; only those of `only`, where it is not empty.
struct IntegerType {
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::vector<std::int64_t> only = {};
};
// One of a few words.
struct WordType {
  std::vector<std::string> words;
};

// true or false.
struct FlagType {};

// A list of different N:M patterns, "2:4", with 1 ≤ N ≤ M ≤ max_m; or, as a series, of at least
// one, in an order that counts, and perhaps the same again.
struct PatternsType {
  std::int64_t max_m = 0;
  bool series = false;
};
struct Pattern {
  std::int64_t n = 0;
  std::int64_t m = 0;
};
// The pattern that a text says, nothing where it says none.
std::optional<Pattern> parse_pattern(std::string_view text);

struct KeyDeclaration {
  std::string name;
  std::variant<IntegerType, WordType, FlagType, PatternsType> type;
  KeyValue default_value;
  std::string unit;  // "bits", "rows", …; empty where there is none
  std::string meaning;

  std::string type_text() const;  // "integer 1…1024", "one of 4, 8, 16", "\"regs\" or …"
};

// A number that follows from the keys, under a name of its own: fields may use it like a key.
struct DerivedDeclaration {
  std::string name;
  std::function<std::int64_t(const Spec&)> value;
};

// The width of a field: a number of bits, the value of a key (or of what is derived from keys), or
// the bits that an index below such a value, or a count up to it, takes. The index may be one of
// `over` equal shares of the value.
struct Width {
  enum class Kind { bits, key, index, count };
  Kind kind = Kind::bits;
  std::int64_t bits = 1;
  std::string key = {};
  std::string over = {};  // a key that divides `key`; empty for the whole

  static Width of(std::int64_t bits) { return {Kind::bits, bits}; }
  static Width of_key(std::string key) { return {Kind::key, 0, std::move(key)}; }
  static Width of_index(std::string key, std::string over = {}) {
    return {Kind::index, 0, std::move(key), std::move(over)};
  }
  static Width of_count(std::string key) { return {Kind::count, 0, std::move(key)}; }
  std::int64_t evaluate(const Spec& spec) const;
};

// What a field holds. Values are signed; all else counts or names something.
enum class Holds {
  control,  // what the program says: an address, a position, a mark
  values,   // of the operand that the stream carries; of results, what no term has taken of them
  pair_values,   // of results: what the terms have taken (EngineDeclaration::taken), as pairs of a
  pair_indices,  // value and its index in its block
};
inline bool is_signed(Holds holds) { return holds == Holds::values || holds == Holds::pair_values; }

// `repeat` elements of `width` bits side by side, element 0 lowest; fields follow one another from
// bit 0 up, in the order of their table.
struct FieldDeclaration {
  std::string name;
  Width width;
  // A key, or derived, that says how many elements; empty for one. None: the spec does without
  // the field.
  std::string repeat;
  std::string meaning;
  Holds holds = Holds::control;
};

// Whether the bits that name one of `count` things can also name something beyond them.
bool can_exceed(std::int64_t count);

// Of which matrix a stream carries values: an operand, or what is computed.
enum class Carries { a, b, results };

struct StreamDeclaration {
  std::string name;
  Carries carries;
  bool sink = true;  // true: the engine takes beats; false: it gives them
  std::string meaning;
  std::vector<FieldDeclaration> fields;
};

// An input that holds still while the engine works: its port is <name>_i.
struct SettingDeclaration {
  std::string name;
  std::int64_t width = 1;  // bits
  std::string meaning;
  std::function<bool(const Spec&)> present;  // whether the spec has it
};

// A sticky bit of error_o, in order from bit 0.
struct ErrorDeclaration {
  std::string name;
  std::string meaning;
  // Whether a beat can raise it, for some legal value of the parameters that may be overridden;
  // none: always.
  std::function<bool(const Spec&)> present = {};
};

// What a key, or what is derived, must be in terms of another: the parser refuses a spec that does
// not keep to it, and the RTL an override.
struct BoundDeclaration {
  std::string value;     // a key, or derived
  bool is_least = true;  // the value is at least the bound; otherwise at most
  std::string bound;     // a key, or derived
  // What is wrong and what would be right, of a spec that does not keep to it; begins with a key.
  std::function<std::string(const Spec&)> message;

  bool holds(const Spec& spec) const;
};

// A step of the pipeline from the handshake of the beat that becomes a result (`timed`) to the
// valid beat that it leads to.
struct StageDeclaration {
  std::string name;
  std::function<int(const Spec&)> cycles;  // 0: the spec does without the step
};
// A step that takes as long in every spec.
inline std::function<int(const Spec&)> always(int cycles) {
  return [cycles](const Spec&) { return cycles; };
}

// A key of other engines that this one has no use for, and why not: "reason" of "'key' is no key of
// this engine: reason".
struct LackedKey {
  std::string name;
  std::string reason;
};

// What a program keeps to, or what comes back otherwise than one would guess: a paragraph of a
// bundle's README.
struct RuleDeclaration {
  std::string name;
  std::function<std::string(const Spec&)> text;  // Markdown; empty: the spec has no such rule
};

struct EngineDeclaration {
  std::string name;
  std::string meaning;
  std::vector<KeyDeclaration> keys;
  std::vector<StreamDeclaration> streams;
  std::vector<ErrorDeclaration> errors;
  std::vector<StageDeclaration> stages;
  std::vector<DerivedDeclaration> derived = {};
  std::vector<SettingDeclaration> settings = {};
  std::vector<BoundDeclaration> bounds = {};
  std::string timed = "an `a` beat with `last`";  // from which the stages count
  // What no single key can tell: returns what is wrong and what would be right, empty if nothing.
  std::function<std::string(const Spec&)> check;
  std::function<std::int64_t(const Spec&)> multipliers = [](const Spec&) {
    return std::int64_t{0};
  };
  // Of B on the chip, in front of the multipliers: bits that it holds.
  std::function<std::int64_t(const Spec&)> b_buffer_bits = [](const Spec&) {
    return std::int64_t{0};
  };
  // The series that is taken of the results; none, or empty: they leave as they are.
  std::function<std::vector<Pattern>(const Spec&)> taken = {};
  std::vector<LackedKey> lacked = {};
  std::vector<RuleDeclaration> rules = {};

  const KeyDeclaration* key(std::string_view key_name) const;  // also of port_keys()
  std::vector<KeyDeclaration> every_key() const;               // `keys`, and port_keys()
  const StreamDeclaration& stream(std::string_view stream_name) const;
  int stage(const Spec& spec, std::string_view stage_name) const;  // its cycles
  int latency(const Spec& spec) const;                             // sum of the stages, cycles
  // The results are A·B where there is a B, else A itself.
  bool takes_b() const;
  const StreamDeclaration& results() const;  // the first stream that carries them
  std::vector<SettingDeclaration> settings_of(const Spec& spec) const;  // that it has
  std::vector<ErrorDeclaration> errors_of(const Spec& spec) const;      // that it can raise
};

// The engines linked into the program, sorted by name. engines::Registration adds them.
std::span<const EngineDeclaration* const> engines();
const EngineDeclaration* find_engine(std::string_view name);

void add_engine(const EngineDeclaration& declaration);  // which must outlive the program

}  // namespace denim::spec
