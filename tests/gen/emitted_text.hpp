// Rules of emitted texts. Each says what breaks it in a text, line by line; empty: nothing does.
#pragma once

#include <algorithm>
#include <cctype>
#include <functional>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace denim::test {

// Comments and what they hold taken out, lines kept.
inline std::string code_of(const std::string& text) {
  return std::regex_replace(text, std::regex("//[^\n]*|/\\*[^\n]*\\*/"), "");
}

// Calls `breaks` for each line; the lines for which it returns true.
inline std::string lines_that(const std::string& text,
                              const std::function<bool(const std::string&)>& breaks) {
  std::istringstream lines(text);
  std::string found;
  int number = 0;
  for (std::string line; std::getline(lines, line);)
    if (++number; breaks(line)) found += std::to_string(number) + ": " + line + "\n";
  return found;
}

// Lines of more than 100 characters, of which one may be several bytes.
inline std::string long_lines(const std::string& text) {
  return lines_that(text, [](const std::string& line) {
    return std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xc0) != 0x80; }) > 100;
  });
}

// Lines with two statements, declarations or connections; what a condition or a loop of one
// statement has may stand behind it, and parameters of an instance stand in one line.
inline std::string crowded_lines(const std::string& text) {
  static const std::regex loop_head("for \\([^)]*\\)"),
      word("\\b(assign|input|output|localparam)\\b"), parameters("#\\(\\..*\\)\\) "),
      connection("\\.\\w+ *\\("), several("^ *logic [^;]*,"),
      behind_begin("\\bbegin\\b(?!( : \\w+)? *$)"), before_end("[^ ] *\\bend\\b");
  const auto count = [](const std::string& line, const std::regex& what) {
    return std::distance(std::sregex_iterator(line.begin(), line.end(), what), {});
  };
  return lines_that(code_of(text), [&](const std::string& whole) {
    const std::string line =
        std::regex_replace(std::regex_replace(whole, loop_head, "for"), parameters, "");
    const std::size_t end = line.find(';');
    return (end != std::string::npos &&
            line.find_first_not_of(' ', end + 1) != std::string::npos) ||
           count(line, word) > 1 || count(line, connection) > 1 ||
           std::regex_search(line, several) || std::regex_search(line, behind_begin) ||
           std::regex_search(line, before_end);
  });
}

// Offsets that nobody checks by reading: an index with more than two named parameters in it, such
// as x[Segments*AEndWidth+AEndOffset-AEndWidth +: AEndWidth], or a parameter that is an offset. A
// range in a declaration has a blank before it and is no index.
inline std::string offset_polynomials(const std::string& text) {
  const auto is_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
  };
  static const std::regex offset("\\b(parameter|localparam) +int +\\w*Offset\\b"),
      name("\\b[A-Z]\\w*");
  return lines_that(code_of(text), [&](const std::string& line) {
    if (std::regex_search(line, offset)) return true;
    struct Index {
      bool is_index;
      std::string inside;
    };
    std::vector<Index> open;  // what is inside of one that it has is not its own
    const auto is_polynomial = [](const std::string& inside) {
      std::istringstream sides(std::regex_replace(inside, std::regex("\\+:"), ":"));
      for (std::string side; std::getline(sides, side, ':');)
        if (std::distance(std::sregex_iterator(side.begin(), side.end(), name), {}) > 2)
          return true;
      return false;
    };
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '[') {
        open.push_back({i > 0 && (is_word(line[i - 1]) || line[i - 1] == ']'), {}});
      } else if (line[i] == ']' && !open.empty()) {
        if (open.back().is_index && is_polynomial(open.back().inside)) return true;
        open.pop_back();
      } else if (!open.empty()) {
        open.back().inside += line[i];
      }
    }
    return false;
  });
}

// Statements that drive what another scope declares, and names through a scope that are no net in
// a turn of a loop: gen_lane[n].gen_column[c].sum is one.
inline std::string cross_scope_drivers(const std::string& text) {
  static const std::regex blank("\\s+"),
      through("[A-Za-z_]\\w*(\\[[^\\]]*\\])?(\\.\\w+(\\[[^\\]]*\\])?)+"),
      in_turn("(gen_\\w+\\[[^\\]]*\\]\\.)+(?!gen_|u_)[a-z]\\w*(\\[[^\\]]*\\])?"),
      driven("(^|assign |begin |\\) |: )(\\{[^}]*\\}|[\\w.\\[\\]+:* ()-]+) <?= "),
      output("\\.\\w+_o *\\([^)]*\\.");
  // Statements are what ends with a semicolon; connections are seen in them.
  const std::string code = std::regex_replace(code_of(text), std::regex("`\\w+( SYNTHESIS)?"), "");
  std::istringstream statements(std::regex_replace(code, blank, " "));
  std::string found;
  for (std::string statement; std::getline(statements, statement, ';');) {
    bool breaks = std::regex_search(statement, output);
    std::smatch target;
    if (std::regex_search(statement, target, driven))
      breaks = breaks || target[2].str().find('.') != std::string::npos;
    for (std::sregex_iterator one(statement.begin(), statement.end(), through), end; one != end;
         ++one)
      breaks = breaks || !std::regex_match(one->str(), in_turn);
    if (breaks) found += statement + ";\n";
  }
  return found;
}

// What the instances in a text are of, but for those that stop elaboration.
inline std::set<std::string> instantiated(const std::string& text) {
  const std::string code = code_of(text);
  static const std::regex instance("[ )](u_\\w+) \\(");
  std::set<std::string> found;
  for (std::sregex_iterator one(code.begin(), code.end(), instance), end; one != end; ++one) {
    // Back over the parameters to what it is of.
    auto at = static_cast<std::size_t>(one->position(1));
    int depth = 0;
    do {
      --at;
      depth += code[at] == ')' ? 1 : code[at] == '(' ? -1 : 0;
    } while (at > 0 && (depth > 0 || code[at] == ' ' || code[at] == '(' || code[at] == '#'));
    std::size_t begin = at + 1;
    while (begin > 0 &&
           (std::isalnum(static_cast<unsigned char>(code[begin - 1])) || code[begin - 1] == '_'))
      --begin;
    if (one->str(1) != "u_stop") found.insert(code.substr(begin, at + 1 - begin));
  }
  return found;
}

}  // namespace denim::test
