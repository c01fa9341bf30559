#include "sw/synth/liberty.hpp"

#include <fmt/format.h>

#include <cctype>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "sw/synth/error.hpp"

namespace denim::synth {

namespace {

// Words and signs, without comments, blanks and quotes; empty at the end.
class Words {
 public:
  explicit Words(const std::string& text) : text_(text) {}

  std::string next() {
    skip();
    if (at_ >= text_.size()) return {};
    if (text_[at_] == '"') {
      const std::size_t begin = ++at_;
      at_ = std::min(text_.find('"', begin), text_.size());
      return text_.substr(begin, at_++ - begin);
    }
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    if (at_ == begin) ++at_;
    return text_.substr(begin, at_ - begin);
  }

 private:
  static bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '-' ||
           c == '+' || c == '$';
  }
  void skip() {
    while (at_ < text_.size()) {
      if (text_.compare(at_, 2, "/*") == 0) {
        const std::size_t end = text_.find("*/", at_ + 2);
        at_ = end == std::string::npos ? text_.size() : end + 2;
      } else if (text_.compare(at_, 2, "//") == 0) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (std::isspace(static_cast<unsigned char>(text_[at_])) || text_[at_] == '\\') {
        ++at_;
      } else {
        return;
      }
    }
  }

  const std::string& text_;
  std::size_t at_ = 0;
};

}  // namespace

std::map<std::string, double> cell_areas(const std::filesystem::path& liberty) {
  std::ifstream file(liberty, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.good() && !file.eof())
    throw SynthError(fmt::format("{}: cannot be read", liberty.string()));

  std::map<std::string, double> areas;
  std::vector<std::string> around;  // the groups that are open
  std::string cell, head;           // the name of the cell; the word before a group's name
  Words words(text);
  for (std::string before, word = words.next(); !word.empty();
       before = std::exchange(word, words.next())) {
    if (word == "(") {
      head = before;
      std::string name = words.next();
      if (head == "cell" && around.size() == 1) cell = name;
      word = name;
    } else if (word == "{") {
      around.push_back(head);
    } else if (word == "}") {
      if (!around.empty()) around.pop_back();
    } else if (word == ":" && before == "area" && around.size() == 2 && around.back() == "cell") {
      word = words.next();
      try {
        areas[cell] = std::stod(word);
      } catch (const std::exception&) {
        throw SynthError(fmt::format("{}: cell {} has the area '{}', which is no number",
                                     liberty.string(), cell, word));
      }
    }
  }
  if (areas.empty()) {
    throw SynthError(
        fmt::format("{}: no Liberty library: it has no cell with an area", liberty.string()));
  }
  return areas;
}

}  // namespace denim::synth
