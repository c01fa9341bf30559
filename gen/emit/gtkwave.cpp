#include "gen/emit/gtkwave.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/emit/bundle_file.hpp"
#include "gen/spec/layout.hpp"
#include "gen/spec/ports.hpp"

namespace denim::emit {

namespace {

// GTKWave's flags of a trace.
constexpr unsigned flag_hex = 0x22;      // and right-justified
constexpr unsigned flag_bit = 0x28;      // binary, right-justified
constexpr unsigned flag_decimal = 0x24;  // unsigned, right-justified
constexpr unsigned flag_signed = 0x420;  // decimal, right-justified
constexpr unsigned flag_group_start = 0x800200;
constexpr unsigned flag_closed_start = 0xc00200;
constexpr unsigned flag_group_end = 0x1000200;
constexpr unsigned flag_closed_end = 0x1401200;
constexpr unsigned shown_elements = 16;  // of a field with many

class SaveFile {
 public:
  void line(const std::string& text) { text_ += text + "\n"; }

  void signal(const std::string& port, unsigned width) {
    format(width == 1 ? flag_bit : flag_hex);
    line(in_trace(port, width));
  }

  // Bits [low +: width] of a port as a signal of their own. GTKWave counts a vector's bits from its
  // left end.
  void bits(const std::string& label, const std::string& port, unsigned port_width, unsigned low,
            unsigned width, unsigned flags) {
    format(flags);
    text_ += fmt::format("{}{{{}}}", width == 1 ? '+' : '#', label);
    for (unsigned i = width; i-- > 0;) {
      text_ += fmt::format(" ({}){}", port_width - 1 - (low + i), in_trace(port, port_width));
    }
    text_ += "\n";
  }

  template <class Body>
  void group(const std::string& label, bool closed, const Body& body) {
    format(closed ? flag_closed_start : flag_group_start);
    line("-" + label);
    body();
    format(closed ? flag_closed_end : flag_group_end);
    line("-" + label);
  }

  const std::string& text() const { return text_; }

 private:
  // "TOP.a_data_i[31:0]", as Verilator's trace of the wrapper names a port.
  static std::string in_trace(const std::string& port, unsigned width) {
    return width == 1 ? "TOP." + port : fmt::format("TOP.{}[{}:0]", port, width - 1);
  }
  void format(unsigned flags) { line(fmt::format("@{:x}", flags)); }

  std::string text_;
};

void add_field(SaveFile& save, const std::string& port, unsigned port_width,
               const spec::Field& field) {
  const unsigned flags = field.width == 1               ? flag_bit
                         : spec::is_signed(field.holds) ? flag_signed
                                                        : flag_decimal;
  if (field.count == 1) {
    return save.bits(field.name, port, port_width, field.offset, field.width, flags);
  }
  const unsigned shown = std::min(field.count, shown_elements);
  const std::string label = shown == field.count
                                ? field.name
                                : fmt::format("{} 0..{} of {}", field.name, shown - 1, field.count);
  save.group(label, true, [&] {
    for (unsigned i = 0; i < shown; ++i) {
      save.bits(fmt::format("{}{}", field.name, i), port, port_width, field.bit(i), field.width,
                flags);
    }
  });
}

void add_stream(SaveFile& save, const spec::Spec& spec, const spec::StreamDeclaration& stream) {
  const spec::Layout layout = spec::layout(spec, stream.name);
  const char from_host = stream.sink ? 'i' : 'o';
  const char from_engine = stream.sink ? 'o' : 'i';
  const std::string data = fmt::format("{}_data_{}", stream.name, from_host);
  save.group(fmt::format("stream {} ({} the engine)", stream.name, stream.sink ? "into" : "out of"),
             false, [&] {
               save.signal(fmt::format("{}_valid_{}", stream.name, from_host), 1);
               save.signal(fmt::format("{}_ready_{}", stream.name, from_engine), 1);
               const unsigned width = spec::passage(spec, stream.name).width;
               save.signal(data, width);
               if (width != layout.width) return;  // no field stays in its place
               for (const spec::Field& field : layout.fields)
                 add_field(save, data, layout.width, field);
             });
}

}  // namespace

std::string write_gtkwave(const spec::Spec& spec) {
  SaveFile save;
  save.line(fmt::format("[*] denim, spec {}, hash {}", spec.name(), spec.hash()));
  save.line("[size] 1400 900");
  save.line("[pos] -1 -1");
  save.line("*-5 0 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1");
  save.line("[signals_width] 260");
  save.signal("clk_i", 1);
  save.signal("rst_ni", 1);
  for (const spec::StreamDeclaration& stream : spec.engine().streams)
    add_stream(save, spec, stream);
  for (const spec::SettingDeclaration& setting : spec.engine().settings_of(spec)) {
    save.signal(setting.name + "_i", static_cast<unsigned>(setting.width));
  }
  const auto errors = spec.engine().errors_of(spec);
  if (!errors.empty())
    save.group("errors", false, [&] {
      for (unsigned bit = 0; bit < errors.size(); ++bit) {
        save.bits(errors[bit].name, "error_o", static_cast<unsigned>(errors.size()), bit, 1,
                  flag_bit);
      }
    });
  save.line("[pattern_trace] 1");
  save.line("[pattern_trace] 0");
  return save.text();
}

namespace {
const RegisterBundleFile save_file("{}.gtkw", [](const Contents& contents) {
  return write_gtkwave(contents.spec);
});
}  // namespace

}  // namespace denim::emit
