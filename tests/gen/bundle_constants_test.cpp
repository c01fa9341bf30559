// The constants of a bundle in C++, Python and SystemVerilog: each language, asked for all that the
// C++ header has, gives the same. That the header is right is the matter of bundle_params_test.cpp.
#include <fmt/format.h>

#include <cctype>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/axis_bundle.hpp"
#include "tests/support/bundle_folder.hpp"

namespace denim::test {
namespace {

using Values = std::map<std::string, std::string>;  // name as in C++ → value as text

struct Name {
  std::string text;
  bool is_text = false;  // what it names is one
};

std::vector<Name> names_of(const std::string& header) {
  static const std::regex declaration(R"(inline constexpr (?:int|bool|char) (\w+)(\[\])? = )");
  std::vector<Name> names;
  for (std::sregex_iterator at(header.begin(), header.end(), declaration), end; at != end; ++at)
    names.push_back({(*at)[1], (*at)[2].matched});
  return names;
}

std::size_t matches(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  return static_cast<std::size_t>(
      std::distance(std::sregex_iterator(text.begin(), text.end(), regex), {}));
}

// "a_index_offset" → "AIndexOffset".
std::string upper_camel_case(const std::string& name) {
  std::istringstream parts(name);
  std::string camel;
  for (std::string part; std::getline(parts, part, '_'); camel += part)
    part.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(part.front())));
  return camel;
}

std::string upper_case(std::string name) {
  for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

class Constants {
 public:
  explicit Constants(const spec::Spec& spec) : bundle_(spec) {}

  std::string name(const std::string& ending) const { return bundle_.bundle().top + ending; }
  std::filesystem::path path(const std::string& ending) const {
    return bundle_.path() / name(ending);
  }
  std::vector<Name> names() const { return names_of(text_of(path("_params.hpp"))); }

  Values in_cpp() const {
    std::string program = fmt::format("#include \"{}\"\n#include <iostream>\nint main() {{\n",
                                      path("_params.hpp").string());
    for (const Name& one : names())
      program += fmt::format("  std::cout << \"{0}=\" << {1}::{0} << \"\\n\";\n", one.text,
                             name("_params"));
    const ScratchFolder folder;
    folder.write("program.cpp", program + "}\n");
    return said({"g++", "-std=c++17", "-o", "program", "program.cpp"}, {"./program"}, folder);
  }

  Values in_python() const {
    std::string program = fmt::format("import {} as params\n", name("_params"));
    for (const Name& one : names())
      program += fmt::format(
          "v = params.{}\nprint('{}=' + (' '.join(v) if isinstance(v, list) else v if "
          "isinstance(v, str) else str(int(v))))\n",
          upper_case(one.text), one.text);
    const ScratchFolder folder;
    folder.write("program.py", program);
    return said({"true"},
                {"env", "PYTHONDONTWRITEBYTECODE=1", "PYTHONPATH=" + bundle_.path().string(),
                 "python3", "program.py"},
                folder);
  }

  Values in_icarus() const {
    std::string program = "module ask;\n  initial begin\n";
    for (const Name& one : names())
      program +=
          fmt::format("    $display(\"{}=%0{}\", {}::{});\n", one.text, one.is_text ? 's' : 'd',
                      name("_params_pkg"), upper_camel_case(one.text));
    const ScratchFolder folder;
    folder.write("program.sv", program + "  end\nendmodule\n");
    return said({"iverilog", "-g2012", "-Wall", "-o", "program", path("_params_pkg.sv").string(),
                 "program.sv"},
                {"vvp", "-n", "program"}, folder);
  }

  // What the four tools say of a module that uses one of the constants.
  std::string lint_package() const {
    const ScratchFolder folder;
    const std::string package = name("_params_pkg") + ".sv";
    folder.write(package, text_of(bundle_.path() / package));
    folder.write("user.sv", fmt::format("module user (\n  input  logic [{0}::ABeatWidth-1:0] d_i,\n"
                                        "  output logic [{0}::ABeatWidth-1:0] q_o\n);\n"
                                        "  assign q_o = d_i;\nendmodule\n",
                                        name("_params_pkg")));
    return lint({folder.path(), {package, "user.sv"}}, "user");
  }

 private:
  static Values said(const std::vector<std::string>& build, const std::vector<std::string>& ask,
                     const ScratchFolder& folder) {
    const Said built = run(build, folder.path());
    INFO(built.complaint());
    REQUIRE(built.complaint() == "");
    const Said answer = run(ask, folder.path());
    INFO(answer.complaint());
    REQUIRE(answer.ok());
    Values values;
    std::istringstream lines(answer.output);
    for (std::string line; std::getline(lines, line);)
      values[line.substr(0, line.find('='))] = line.substr(line.find('=') + 1);
    return values;
  }

  BundleFolder bundle_;
};

TEST_CASE("C++, Python and SystemVerilog have the same constants", "[bundle][packaging]") {
  for (const EngineForm& form : axis_forms()) {
    CAPTURE(form);
    const Constants constants(form.spec());
    const Values expected = constants.in_cpp();
    CHECK(expected.size() == constants.names().size());
    CHECK(expected.at("spec_hash") == form.spec().hash());
    CHECK(constants.in_python() == expected);
    CHECK(constants.in_icarus() == expected);
    // And no others.
    CHECK(matches(text_of(constants.path("_params.hpp")), "\ninline ") == expected.size());
    CHECK(matches(text_of(constants.path("_params.py")), "\n[A-Z]\\w* = ") == expected.size());
    CHECK(matches(text_of(constants.path("_params_pkg.sv")), "\n  localparam ") == expected.size());
    CHECK(constants.lint_package() == "");
  }
}

TEST_CASE("a constant that one language has otherwise is noticed", "[bundle][packaging]") {
  const Constants constants(spec::Spec::load("demm_2_8_4"));
  const Values expected = constants.in_cpp();
  const auto edit = [&](const std::string& ending, const std::string& from, const std::string& to) {
    std::string text = text_of(constants.path(ending));
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    std::ofstream(constants.path(ending)) << text.replace(at, from.size(), to);
  };
  edit("_params.py", "B_ROW_OFFSET = 32", "B_ROW_OFFSET = 33");
  CHECK(constants.in_python() != expected);
  edit("_params_pkg.sv", "BRowOffset = 32", "BRowOffset = 33");
  CHECK(constants.in_icarus() != expected);
  edit("_params_pkg.sv", "localparam bit Overlap = 1'b0", "localparam string Overlap = 1'b0");
  CHECK(constants.lint_package() != "");
}

}  // namespace
}  // namespace denim::test
