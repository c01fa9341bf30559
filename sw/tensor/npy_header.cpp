#include "sw/tensor/npy_header.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

namespace denim::tensor {

namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

struct DtypeName {
  std::string_view descr;
  Dtype dtype;
  std::size_t size;
};

// In the order of Dtype. NumPy knows no bfloat16: the package ml_dtypes has it written as two bytes
// of a void with a byte order, which void itself, '|V2', has not.
constexpr std::array<DtypeName, 10> kDtypes{{{"|i1", Dtype::kInt8, 1},
                                             {"<i2", Dtype::kInt16, 2},
                                             {"<i4", Dtype::kInt32, 4},
                                             {"<i8", Dtype::kInt64, 8},
                                             {"<f2", Dtype::kFloat16, 2},
                                             {"<f4", Dtype::kFloat32, 4},
                                             {"<f8", Dtype::kFloat64, 8},
                                             {"<V2", Dtype::kBfloat16, 2},
                                             {"|u1", Dtype::kUint8, 1},
                                             {"|b1", Dtype::kBool, 1}}};

const DtypeName& name_of(Dtype dtype) { return kDtypes[static_cast<std::size_t>(dtype)]; }

/// A type string of NumPy as a Dtype, or a FileError that says what to convert to.
Dtype parse_descr(std::string_view descr, const std::string& path) {
  for (const DtypeName& name : kDtypes)
    if (descr == name.descr) return name.dtype;
  if (descr == "<i1" || descr == ">i1") return Dtype::kInt8;  // one byte has no order

  const char kind = descr.size() >= 2 ? descr[1] : '?';
  std::string_view what = "elements of a type that denim does not read";
  if (descr.starts_with('>') && (kind == 'i' || kind == 'f'))
    throw FileError(path, fmt::format("big-endian elements ('{}'); save them little-endian, with "
                                      "a.astype('<{}')",
                                      descr, descr.substr(1)));
  if (kind == 'u') what = "unsigned elements";
  if (kind == 'c') what = "complex elements";
  if (kind == 'O') what = "Python objects";
  std::string_view hint = "";
  if (kind == 'V') {
    what = "elements without a type";
    hint = "; where they are of one of ml_dtypes, save a.view(THAT_TYPE).astype('float32')";
  }
  throw FileError(path, fmt::format("{} ('{}'); denim reads int8, int16, int32, int64, float16, "
                                    "float32, float64, bfloat16, bool, and uint8 with a zero "
                                    "point{}",
                                    what, descr, hint));
}

/// A recursive-descent parser for the one Python dictionary that a header may hold. Nothing is
/// evaluated, and what it does not know it refuses with the offset in the file.
class DictParser {
 public:
  DictParser(std::string_view text, std::size_t file_offset, const std::string& path)
      : text_(text), file_offset_(file_offset), path_(path) {}

  NpyHeader parse() {
    NpyHeader header;
    std::optional<std::string_view> descr;
    bool has_order = false;
    bool has_shape = false;
    expect('{');
    while (!accept('}')) {
      const std::size_t key_at = skip_spaces();
      const std::string_view key = string();
      expect(':');
      bool repeated = false;
      if (key == "descr") {
        repeated = descr.has_value();
        if (skip_spaces(); at_ < text_.size() && text_[at_] == '[')
          throw FileError(path_, "structured elements (records); save one field of them alone");
        descr = string();
      } else if (key == "fortran_order") {
        repeated = has_order;
        header.fortran_order = boolean();
        has_order = true;
      } else if (key == "shape") {
        repeated = has_shape;
        header.shape = tuple();
        has_shape = true;
      } else {
        fail(key_at,
             fmt::format("unknown key '{}'; there are 'descr', 'fortran_order' and 'shape'", key));
      }
      if (repeated) fail(key_at, fmt::format("the key '{}' stands twice", key));
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    if (skip_spaces() != text_.size()) fail(at_, "text after the dictionary");
    if (!descr) fail(0, "the key 'descr' is missing");
    if (!has_order) fail(0, "the key 'fortran_order' is missing");
    if (!has_shape) fail(0, "the key 'shape' is missing");
    header.dtype = parse_descr(*descr, path_);
    return header;
  }

 private:
  [[noreturn]] void fail(std::size_t at, std::string_view message) const {
    throw FileError(
        path_, fmt::format("malformed .npy header at byte {}: {}", file_offset_ + at, message));
  }

  std::size_t skip_spaces() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n'))
      ++at_;
    return at_;
  }

  bool accept(char wanted) {
    if (skip_spaces() == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  void expect(char wanted) {
    if (!accept(wanted)) fail(at_, fmt::format("'{}' expected", wanted));
  }

  std::string_view string() {
    skip_spaces();
    if (at_ == text_.size() || (text_[at_] != '\'' && text_[at_] != '"'))
      fail(at_, "a quoted string expected");
    const std::size_t begin = at_ + 1;
    const std::size_t end = text_.find(text_[at_], begin);
    if (end == std::string_view::npos) fail(at_, "the string does not end");
    at_ = end + 1;
    return text_.substr(begin, end - begin);
  }

  bool boolean() {
    skip_spaces();
    for (const bool value : {false, true}) {
      const std::string_view word = value ? "True" : "False";
      if (text_.substr(at_).starts_with(word)) {
        at_ += word.size();
        return value;
      }
    }
    fail(at_, "True or False expected");
  }

  std::vector<std::size_t> tuple() {
    std::vector<std::size_t> numbers;
    expect('(');
    while (!accept(')')) {
      numbers.push_back(number());
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return numbers;
  }

  std::size_t number() {
    skip_spaces();
    std::size_t value = 0;
    const char* const begin = text_.data() + at_;
    const auto [end, code] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (code == std::errc::result_out_of_range) fail(at_, "the dimension overflows 64 bits");
    if (code != std::errc{}) fail(at_, "a dimension expected, a whole number that is not negative");
    at_ += static_cast<std::size_t>(end - begin);
    if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // a long integer of Python 2
    return value;
  }

  std::string_view text_;
  std::size_t file_offset_;
  const std::string& path_;
  std::size_t at_ = 0;
};

}  // namespace

std::size_t file_size_of(Dtype dtype) { return name_of(dtype).size; }

NpyHeader parse_npy_header(std::string_view bytes, const std::string& path) {
  if (bytes.empty()) throw FileError(path, "the file is empty; a .npy file is expected");
  if (!bytes.starts_with(kMagic) && !kMagic.starts_with(bytes))
    throw FileError(path, "not a .npy file: it does not begin with \\x93NUMPY");

  const auto byte = [&](std::size_t at) -> std::size_t {
    if (at >= bytes.size())
      throw FileError(path, fmt::format("truncated: the file ends in its header, after {} bytes",
                                        bytes.size()));
    return static_cast<unsigned char>(bytes[at]);
  };
  const std::size_t major = byte(6);
  const std::size_t minor = byte(7);
  if (major < 1 || major > 3 || minor != 0)
    throw FileError(path, fmt::format("unsupported .npy version {}.{}; denim reads 1.0, 2.0 and "
                                      "3.0",
                                      major, minor));
  const std::size_t length_bytes = major == 1 ? 2 : 4;
  std::size_t length = 0;
  for (std::size_t i = 0; i < length_bytes; ++i) length |= byte(8 + i) << (8 * i);

  const std::size_t begin = 8 + length_bytes;
  if (bytes.size() - begin < length)
    throw FileError(path, fmt::format("truncated: the header should have {} bytes, the file ends "
                                      "after {} of them",
                                      length, bytes.size() - begin));
  NpyHeader header = DictParser(bytes.substr(begin, length), begin, path).parse();
  header.data_offset = begin + length;
  return header;
}

std::string make_npy_header(Dtype dtype, std::size_t rows, std::size_t cols) {
  constexpr std::size_t kAlignment = 64;
  constexpr std::size_t kPreamble = 10;  // magic, version, length
  std::string dict = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}, {}), }}",
                                 name_of(dtype).descr, rows, cols);
  const std::size_t used = kPreamble + dict.size() + 1;
  dict.append((kAlignment - used % kAlignment) % kAlignment, ' ');
  dict.push_back('\n');

  std::string header(kMagic);
  header.push_back('\x01');
  header.push_back('\x00');
  header.push_back(static_cast<char>(dict.size() & 0xff));
  header.push_back(static_cast<char>(dict.size() >> 8));
  return header + dict;
}

}  // namespace denim::tensor
