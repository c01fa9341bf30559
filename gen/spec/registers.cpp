#include "gen/spec/registers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <utility>

#include "denim_version.hpp"

namespace denim::spec {

namespace {

constexpr unsigned watchdog_bit = 31;  // of ERROR, in every design

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// "1.2.3" as 0x00010203.
std::uint32_t version_number() {
  std::uint32_t number = 0, part = 0;
  for (const char c : std::string_view(DENIM_VERSION)) {
    if (c == '.') {
      number = (number << 8) | std::exchange(part, 0);
    } else if (c >= '0' && c <= '9') {
      part = 10 * part + static_cast<std::uint32_t>(c - '0');
    } else {
      break;
    }
  }
  return number << 8 | part;
}

class RegisterTable {
 public:
  void add(std::string name, std::string meaning, std::vector<RegisterField> fields) {
    const auto offset = static_cast<std::uint32_t>(all_.size()) * (register_width / 8);
    all_.push_back({std::move(name), offset, std::move(meaning), std::move(fields)});
  }
  void constant(std::string name, std::uint32_t value, const std::string& meaning) {
    add(std::move(name), meaning, {{"value", 0, register_width, Access::constant, value, meaning}});
  }
  void setting(std::string name, unsigned width, const std::string& meaning,
               const std::string& signal) {
    if (width > register_width)
      throw std::logic_error("setting " + signal + " is wider than its register");
    add(std::move(name), meaning, {{"value", 0, width, Access::setting, 0, meaning, signal}});
  }
  // A number of 64 bits.
  void count(const std::string& name, const std::string& meaning, const std::string& signal) {
    for (const bool high : {false, true}) {
      add(name + (high ? "_HIGH" : "_LOW"),
          fmt::format("{}; {} half of 64 bits", meaning, high ? "upper" : "lower"),
          {{"value", 0, register_width, Access::status, 0, meaning, signal,
            high ? register_width : 0}});
    }
  }
  std::vector<RegisterDeclaration> take() { return std::move(all_); }

 private:
  std::vector<RegisterDeclaration> all_;
};

// A bit for each stream and side of its handshake.
std::vector<RegisterField> handshakes(const Spec& spec) {
  std::vector<RegisterField> fields;
  for (const StreamDeclaration& stream : spec.engine().streams) {
    for (const char* side : {"valid", "ready"}) {
      const auto bit = static_cast<unsigned>(fields.size());
      fields.push_back({stream.name + "_" + side, bit, 1, Access::status, 0,
                        fmt::format("{} of stream {} in this cycle", side, stream.name), "status",
                        bit});
    }
  }
  return fields;
}

// A bit for each error of the engine, and one for the watchdog.
std::vector<RegisterField> error_fields(const Spec& spec, Access access,
                                        const std::string& ending) {
  std::vector<RegisterField> fields;
  for (const ErrorDeclaration& error : spec.engine().errors_of(spec)) {
    const auto bit = static_cast<unsigned>(fields.size());
    fields.push_back({error.name, bit, 1, access, 0, error.meaning, "error" + ending, bit});
  }
  if (fields.size() > watchdog_bit)
    throw std::logic_error("an engine has more error bits than its register ERROR");
  fields.push_back({"watchdog", watchdog_bit, 1, access, 0,
                    "For WATCHDOG cycles in a row a beat has waited and none has passed",
                    "error_watchdog" + ending});
  return fields;
}

void add_parameters(const Spec& spec, RegisterTable& table) {
  for (const KeyDeclaration& key : spec.keys()) {
    const KeyValue value = spec.value(key.name);
    const std::string meaning = "Key of the spec: " + key.meaning;
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      table.constant("PARAM_" + upper(key.name), static_cast<std::uint32_t>(*number), meaning);
    } else if (const auto* flag = std::get_if<bool>(&value)) {
      table.constant("PARAM_" + upper(key.name), *flag ? 1 : 0, meaning);
    }
  }
}

}  // namespace

std::uint32_t RegisterField::mask() const {
  return (width == register_width ? ~std::uint32_t{0} : (std::uint32_t{1} << width) - 1) << low;
}

bool RegisterDeclaration::is_plain() const {
  return fields.size() == 1 && fields.front().name == "value";
}

std::vector<RegisterDeclaration> registers(const Spec& spec) {
  RegisterTable table;
  const std::uint64_t hash = std::stoull(spec.hash(), nullptr, 16);
  table.constant("ID", register_map_id, "Says that these are the registers of an engine: DNIM");
  table.constant(
      "MAP_VERSION", register_map_version,
      "Version of the registers from ID to CYCLES_HIGH, which are the same in all designs");
  table.constant("VERSION", version_number(), "Of denim, a byte each: major, minor, patch");
  table.constant("SPEC_HASH_LOW", static_cast<std::uint32_t>(hash),
                 "Lower half of the spec's hash, by which software knows the design");
  table.constant("SPEC_HASH_HIGH", static_cast<std::uint32_t>(hash >> 32),
                 "Upper half of the spec's hash");
  table.add("CONTROL", "What the engine may do",
            {{"enable", 0, 1, Access::setting, 0,
              "The streams in are open; 0 stops each of them between two beats, and what is in the "
              "engine leaves",
              "enable"},
             {"soft_reset", 1, 1, Access::command, 0,
              "Resets the engine, its error bits, packets and counters, and no register, as soon "
              "as no beat waits on a stream out; until then the streams in are closed",
              "soft_reset"}});
  table.setting("TLAST_BEATS", register_width,
                "Beats in a packet of a stream out, the last of which has tlast; 0: none has. To "
                "be changed only while no beat is on its way",
                "tlast_beats");
  table.setting("WATCHDOG", register_width,
                "Cycles in a row in which a beat waits on some stream and none passes on any, "
                "after which ERROR.watchdog rises; 0: it does not",
                "watchdog");
  table.add("STATUS", "Handshakes of the streams, seen in front of the engine", handshakes(spec));
  table.add("ERROR", "Sticky error bits", error_fields(spec, Access::event, ""));
  table.add("ERROR_MASK", "Bits of ERROR that raise irq_o while they are set",
            error_fields(spec, Access::setting, "_mask"));
  table.count("CYCLES", "Cycles in which CONTROL.enable was set", "cycles");
  for (const StreamDeclaration& stream : spec.engine().streams) {
    table.count(upper(stream.name) + "_BEATS",
                fmt::format("Beats of stream {} that have passed", stream.name),
                stream.name + "_beats");
    table.count(upper(stream.name) + "_STALLS",
                fmt::format("Cycles in which a beat of stream {} waited", stream.name),
                stream.name + "_stalls");
  }
  for (const SettingDeclaration& setting : spec.engine().settings_of(spec))
    table.setting(upper(setting.name), static_cast<unsigned>(setting.width),
                  "To be changed only while no beat is on its way: " + setting.meaning,
                  setting.name);
  add_parameters(spec, table);
  return table.take();
}

std::string_view access_text(Access access) {
  switch (access) {
    case Access::setting:
      return "read and write";
    case Access::command:
      return "write 1 to start";
    case Access::event:
      return "write 1 to clear";
    default:
      return "read only";
  }
}

}  // namespace denim::spec
