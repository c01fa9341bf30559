// .npz files: arrays in a zip, by their names, and zips that are damaged.
#include <optional>

#include "sw/tensor/read.hpp"
#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/zip_file.hpp"
#include "tests/unit/tensor_files.hpp"

namespace {

using namespace denim::tensor;
using denim::test::TemporaryFolder;
using denim::test::zip_file;
using denim::test::ZipEntry;

using Ints = Matrix<std::int8_t>;

std::string npy_of(const std::vector<std::int8_t>& four) {
  return denim::test::cli::npy("|i1", "(2, 2)", denim::test::cli::bytes_of(four));
}

class Files {
 public:
  AnyMatrix read(const std::string& bytes, const std::string& behind = "") const {
    return std::get<Tensor>(read_tensor(folder_.write("x.npz", bytes).string() + behind));
  }

 private:
  TemporaryFolder folder_;
};

const std::string first = npy_of({1, 2, 3, 4});
const std::string second = npy_of({5, 6, 7, -8});

}  // namespace

TEST_CASE("An array of a .npz is read by its name, stored or packed", "[tensor][npz]") {
  const Files files;
  for (const bool packed : {false, true})
    for (const bool wide : {false, true}) {
      CAPTURE(packed, wide);
      const std::string one = zip_file({{"w.npy", first, packed}}, wide);
      CHECK(files.read(one) == AnyMatrix(Ints::from(2, 2, {1, 2, 3, 4})));
      CHECK(files.read(one, ":w") == AnyMatrix(Ints::from(2, 2, {1, 2, 3, 4})));
      const std::string two = zip_file(
          {{"w.npy", first, packed}, {"a/b:c.npy", second, packed}, {"note.txt", "x", false}},
          wide);
      CHECK(files.read(two, ":w") == AnyMatrix(Ints::from(2, 2, {1, 2, 3, 4})));
      CHECK(files.read(two, ":a/b:c") == AnyMatrix(Ints::from(2, 2, {5, 6, 7, -8})));
      CHECK_REFUSED(files.read(two), "x.npz: holds 2 arrays; name one as ", "x.npz:ARRAY, of: w, ",
                    "a/b:c");
      CHECK_REFUSED(files.read(two, ":v"), "x.npz: holds no array 'v'; it has: w, a/b:c");
    }
  std::vector<ZipEntry> many;
  for (int i = 0; i < 25; ++i) many.push_back({fmt::format("w{}.npy", i), first, false});
  CHECK_REFUSED(files.read(zip_file(many)), "holds 25 arrays", "w19 and 5 more");
}

TEST_CASE("A .npz as NumPy wrote it is read", "[tensor][npz]") {
  // numpy.savez_compressed('x.npz', w=numpy.arange(-4, 4, dtype=numpy.int8).reshape(2, 4)) of
  // NumPy 2.4.6.
  const unsigned char bytes[] =
      "\x50\x4b\x03\x04\x2d\x00\x00\x00\x08\x00\x00\x00\x21\x00\xff\xeb\xda\x34\xff\xff\xff\xff\xff"
      "\xff\xff\xff\x05\x00\x14\x00\x77\x2e\x6e\x70\x79\x01\x00\x10\x00\x88\x00\x00\x00\x00\x00\x00"
      "\x00\x4f\x00\x00\x00\x00\x00\x00\x00\x9b\xec\x17\xea\x1b\x10\xc9\xc8\x50\xc6\x50\xad\x9e\x92"
      "\x5a\x9c\x5c\xa4\x6e\xa5\xa0\x5e\x93\x69\xa8\xae\xa3\xa0\x9e\x96\x5f\x54\x52\x94\x98\x17\x9f"
      "\x5f\x94\x92\x0a\x12\x77\x4b\xcc\x29\x4e\x05\x8a\x17\x67\x24\x16\xa4\x02\xf9\x1a\x46\x3a\x0a"
      "\x26\x9a\x3a\x0a\xb5\x0a\x64\x03\xae\x3f\x7f\xff\xfd\x67\x60\x64\x62\x06\x00\x50\x4b\x01\x02"
      "\x2d\x03\x2d\x00\x00\x00\x08\x00\x00\x00\x21\x00\xff\xeb\xda\x34\x4f\x00\x00\x00\x88\x00\x00"
      "\x00\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x01\x00\x00\x00\x00\x77\x2e\x6e\x70"
      "\x79\x50\x4b\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00\x33\x00\x00\x00\x86\x00\x00\x00\x00"
      "\x00";
  const std::string file(reinterpret_cast<const char*>(bytes), sizeof bytes - 1);
  CHECK(Files().read(file) == AnyMatrix(Ints::from(2, 4, {-4, -3, -2, -1, 0, 1, 2, 3})));
}

TEST_CASE("A zip that is damaged or not an .npz is refused", "[tensor][npz]") {
  const Files files;
  const std::string good = zip_file({{"w.npy", first, true}});
  REQUIRE_NOTHROW(files.read(good));
  for (std::size_t size = 4; size < good.size(); ++size) {
    CAPTURE(size);
    CHECK_REFUSED(files.read(good.substr(0, size)), "x.npz: is no whole zip file");
  }
  CHECK_REFUSED(files.read("some text"), "x.npz: is no whole zip file");
  // Every byte, changed: never a crash, and a wrong matrix only where the checksum cannot know,
  // which is nowhere.
  const AnyMatrix right = Ints::from(2, 2, {1, 2, 3, 4});
  for (std::size_t at = 0; at < good.size(); ++at)
    for (const int change : {0x01, 0x80, 0xff}) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ change);
      CAPTURE(at, change);
      std::optional<AnyMatrix> read;
      try {
        read = files.read(bad);
      } catch (const TensorError&) {
      }
      CHECK((!read || *read == right));
    }
  const auto with = [&](std::size_t at, std::uint64_t value, int bytes) {
    std::string bad = good;
    return bad.replace(at, static_cast<std::size_t>(bytes),
                       denim::test::little_endian(value, bytes));
  };
  const std::size_t directory = good.find("PK\x01\x02");
  CHECK_REFUSED(files.read(with(directory + 24, 1000000, 4)), "x.npz:w: is damaged: 1000000");
  CHECK_REFUSED(files.read(with(directory + 24, first.size() - 1, 4)), "is damaged");
  CHECK_REFUSED(files.read(with(directory + 16, 5, 4)), "its checksum is another one");
  CHECK_REFUSED(files.read(with(directory + 10, 14, 2)), "is packed by method 14");
  CHECK_REFUSED(files.read(with(directory + 8, 1, 2)), "is encrypted");
  CHECK_REFUSED(files.read(zip_file({{"readme.txt", "x", false}})), "a zip file without arrays");
  CHECK_REFUSED(files.read(zip_file({})), "a zip file without arrays");
  CHECK_REFUSED(files.read(zip_file({{"w.npy", "no array", true}})), "x.npz:w: not a .npy file");
}
