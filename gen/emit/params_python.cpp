// <name>_params.py, the constants of the engine for Python, such as a bench of cocotb.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "gen/emit/bundle_file.hpp"
#include "gen/emit/constants.hpp"

namespace denim::emit {

namespace {

std::string python_constant(const std::string& name, const spec::KeyValue& value) {
  std::string upper = name;
  std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return std::toupper(c); });
  const auto* flag = std::get_if<bool>(&value);
  const std::string text = flag ? (*flag ? "True" : "False") : spec::to_text(value);
  return fmt::format("{} = {}", upper, text);
}

std::string write_python(const Contents& contents) {
  return fmt::format("{}\"\"\"The constants of {}, for software that feeds the engine.\"\"\"\n\n{}",
                     provenance(contents.spec, "# "), contents.engine.name,
                     constants_text(contents.spec, {"#", 0, python_constant}));
}

const RegisterBundleFile python_params("{}_params.py", write_python);

}  // namespace

}  // namespace denim::emit
