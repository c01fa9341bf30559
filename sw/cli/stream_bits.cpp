#include "sw/cli/stream_bits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>

namespace denim::cli {

namespace {

constexpr std::uint64_t most = 1 << 20;

struct Item {
  std::string stream;  // empty: each that carries an operand
  std::uint64_t bits = 0;
};

std::optional<std::uint64_t> parse_bits(std::string_view text) {
  constexpr std::size_t longest = 7;  // digits
  const bool digits = std::ranges::all_of(
      text, [](char digit) { return std::isdigit(static_cast<unsigned char>(digit)) != 0; });
  if (text.empty() || text.size() > longest || !digits) return std::nullopt;
  const std::uint64_t bits = std::stoull(std::string(text));
  return bits >= 1 && bits <= most ? std::optional(bits) : std::nullopt;
}

// Returns what is wrong, "" for nothing.
std::string parse(const std::string& text, std::vector<Item>& items) {
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const std::string item = text.substr(at, end - at);
    at = end + 1;
    const std::size_t equals = item.find('=');
    const bool is_named = equals != std::string::npos;
    const std::string number = is_named ? item.substr(equals + 1) : item;
    const auto bits = parse_bits(number);
    if (!bits) {
      return fmt::format(
          "'{}' says no bits a cycle, from 1 to {}; give a=32,b=32,c=32, some of them, or 32 for "
          "each stream of an operand",
          item, most);
    }
    const std::string stream = is_named ? item.substr(0, equals) : std::string();
    if (is_named && stream.empty()) {
      return fmt::format("'{}' names no stream; give a={}", item, number);
    }
    if (!is_named && text != item) {
      return fmt::format("'{}' stands beside others and names no stream; give a={}", item, number);
    }
    if (std::ranges::find(items, stream, &Item::stream) != items.end()) {
      return fmt::format("stream '{}' is named twice; once will do", stream);
    }
    items.push_back({stream, *bits});
  }
  return {};
}

}  // namespace

void StreamBitsOption::add_to(Command& command) {
  command
      .text("--stream-bits", text_,
            "Streams move at most so many bits a cycle; those not named any number. W alone: each "
            "stream of an operand")
      .type_name("a=W,b=W,c=W")
      .check([](const std::string& text) {
        std::vector<Item> items;
        return parse(text, items);
      });
}

program::StreamBits StreamBitsOption::of(const spec::Spec& spec) const {
  program::StreamBits bits;
  if (!given()) return bits;
  std::vector<Item> items;
  parse(text_, items);
  const auto& streams = spec.engine().streams;
  for (const Item& item : items) {
    if (item.stream.empty()) {
      for (const spec::StreamDeclaration& stream : streams) {
        if (stream.sink) bits.emplace(stream.name, item.bits);
      }
      continue;
    }
    if (std::ranges::find(streams, item.stream, &spec::StreamDeclaration::name) == streams.end()) {
      std::string names;
      for (const spec::StreamDeclaration& stream : streams) {
        names += (names.empty() ? "" : ", ") + stream.name;
      }
      throw spec::SpecError(fmt::format("--stream-bits {}: {} has no stream '{}'; it has {}", text_,
                                        spec.engine().name, item.stream, names));
    }
    bits.emplace(item.stream, item.bits);
  }
  return bits;
}

}  // namespace denim::cli
