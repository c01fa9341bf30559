#include "gen/emit/gtkwave.hpp"

#include <fmt/format.h>

#include "gen/emit/bundle_files.hpp"
#include "gen/spec/layout.hpp"

namespace denim::emit {

namespace {

// Flags of a line in a save file: the format of the signals that follow, and the begin and end of a
// group (GTKWave's analyzer.h).
constexpr std::string_view binary = "@28";
constexpr std::string_view hexadecimal = "@22";
constexpr std::string_view unsigned_decimal = "@24";
constexpr std::string_view signed_decimal = "@420";
constexpr std::string_view group_begin = "@800200";
constexpr std::string_view group_end = "@1000200";

// A wave window has room for so many elements of a repeated field.
constexpr unsigned most_elements = 8;

std::string signal(const std::string& path, unsigned width) {
  return width == 1 ? path : fmt::format("{}[{}:0]", path, width - 1);
}

// Bits [low +: width] of a signal under a name of their own; GTKWave counts from the top bit.
std::string bits_of(const std::string& name, const std::string& path, unsigned total, unsigned low,
                    unsigned width) {
  const std::string whole = signal(path, total);
  if (width == 1) return fmt::format("+{{{}}} ({}){}\n", name, total - 1 - low, whole);
  std::string line = fmt::format("#{{{}[{}:0]}}", name, width - 1);
  for (unsigned bit = width; bit-- > 0;) line += fmt::format(" ({}){}", total - 1 - low - bit, whole);
  return line + "\n";
}

std::string fields_of(const spec::Layout& layout, const std::string& path) {
  std::string text;
  for (const spec::Field& field : layout.fields) {
    const std::string_view format = field.width == 1           ? binary
                                    : field.name == "value" || field.name == "data"
                                        ? signed_decimal
                                        : unsigned_decimal;
    for (unsigned i = 0; i < std::min(field.count, most_elements); ++i) {
      const std::string name = fmt::format(
          "{}.{}{}", layout.stream, field.name, field.count > 1 ? std::to_string(i) : "");
      text += fmt::format("{}\n{}", format,
                          bits_of(name, path, layout.width, field.bit(i), field.width));
    }
  }
  return text;
}

}  // namespace

std::string write_gtkwave(const ir::Module& top, const spec::Spec& spec) {
  const std::string root = fmt::format("TOP.{}.", wrapper_name(top));
  std::string text = fmt::format("[*] denim, spec {}, hash {}\n", spec.name(), spec.hash());
  text += fmt::format("[timestart] 0\n[size] 1600 900\n[sst_width] 250\n{}\n{}clk_i\n{}rst_ni\n",
                      binary, root, root);
  for (const spec::StreamDeclaration& stream : spec.engine().streams) {
    const spec::Layout layout = spec::layout(spec, stream.name);
    const char in = stream.sink ? 'i' : 'o';
    const char out = stream.sink ? 'o' : 'i';
    const std::string data = fmt::format("{}{}_data_{}", root, stream.name, in);
    text += fmt::format("{0}\n-stream {1}\n{2}\n{3}{1}_valid_{4}\n{3}{1}_ready_{5}\n{6}\n{7}\n",
                        group_begin, stream.name, binary, root, in, out, hexadecimal,
                        signal(data, layout.width));
    text += fields_of(layout, data);
    text += fmt::format("{}\n-stream {}\n", group_end, stream.name);
  }
  const auto errors = static_cast<unsigned>(spec.engine().errors.size());
  text += fmt::format("{}\n-errors\n", group_begin);
  for (unsigned bit = 0; bit < errors; ++bit) {
    text += fmt::format("{}\n{}", binary,
                        bits_of("error." + spec.engine().errors[bit].name, root + "error_o", errors,
                                bit, 1));
  }
  return text + fmt::format("{}\n-errors\n", group_end);
}

}  // namespace denim::emit
