// What kind a file is: its contents say, and files of other programs are refused by name.
#include "sw/tensor/read.hpp"

#include "sw/tensor/memory.hpp"
#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/zip_file.hpp"
#include "tests/unit/tensor_files.hpp"

namespace {

using namespace denim::tensor;
using denim::test::TemporaryFolder;
using denim::test::cli::npy;
using namespace std::string_literals;

class Files {
 public:
  TensorOrPattern read(const std::string& name, const std::string& bytes,
                       std::optional<int> zero_point = {}) const {
    return read_tensor(folder_.write(name, bytes), zero_point);
  }
  AnyMatrix matrix(const std::string& name, const std::string& bytes,
                   std::optional<int> zero_point = {}) const {
    return std::get<Tensor>(read(name, bytes, zero_point));
  }

 private:
  TemporaryFolder folder_;
};

const std::string an_npy = npy("|i1", "(1, 2)", "\1\2");
const std::string an_smtx = "1, 2, 1\n0 1\n1\n";
const std::string an_mtx = "%%MatrixMarket matrix coordinate integer general\n1 2 1\n1 2 3\n";

}  // namespace

TEST_CASE("A file is what its contents say, whatever it is called", "[tensor][read]") {
  const Files files;
  const AnyMatrix one_two = Matrix<std::int8_t>::from(1, 2, {1, 2});
  for (const char* name : {"x", "x.npy", "x.npz", "x.smtx", "x.mtx", "x.pt", "x.dat"}) {
    CAPTURE(name);
    CHECK(files.matrix(name, an_npy) == one_two);
    CHECK(files.matrix(name, denim::test::zip_file({{"w.npy", an_npy, true}})) == one_two);
    CHECK(files.matrix(name, an_mtx) == AnyMatrix(Matrix<std::int64_t>::from(1, 2, {0, 3})));
  }
  const Pattern pattern{1, 2, {0, 1}, {1}};
  for (const char* name : {"x", "x.smtx", "x.SMTX", "x.dat"}) {
    CAPTURE(name);
    CHECK(std::get<Pattern>(files.read(name, an_smtx)) == pattern);
    CHECK(std::get<Pattern>(files.read(name, "\xef\xbb\xbf" + an_smtx)) == pattern);
  }
  CHECK(files.matrix("x.mtx", "\xef\xbb\xbf" + an_mtx).cols() == 2);
}

TEST_CASE("What has no mark is judged as what it is called", "[tensor][read]") {
  const Files files;
  CHECK_REFUSED(files.read("x.npy", "hello"), "x.npy: not a .npy file");
  CHECK_REFUSED(files.read("x.npz", "hello"), "x.npz: is no whole zip file");
  CHECK_REFUSED(files.read("x.mtx", "hello"), "x.mtx:1:1: the first line must be");
  CHECK_REFUSED(files.read("x.smtx", "hello"), "x.smtx:1:1: the number of rows expected");
  CHECK_REFUSED(files.read("x.dat", "hello"), "x.dat: is of a kind that denim does not know",
                ".npz");
  CHECK_REFUSED(files.read("x.dat", ""), "x.dat: is empty");
  CHECK_REFUSED(files.read("x.smtx",
                           "\xff\xfe"
                           "1\0"s),
                "x.smtx:1:1: this is UTF-16");
}

TEST_CASE("Files of other programs are refused by name with the command that converts",
          "[tensor][read]") {
  const Files files;
  struct Case {
    const char* extension;
    std::string bytes;  // with their mark; empty: only the name tells
    const char* what;
    const char* command;
  };
  const std::string torch = denim::test::zip_file({{"archive/data.pkl", "x", false}});
  const std::string keras = denim::test::zip_file({{"model.weights.h5", "x", false}});
  const Case cases[] = {
      {".pt", torch, "a PyTorch file", "torch.load('"},
      {".pth", torch, "a PyTorch file", "weights_only=True"},
      {".pt", "\x80\x02\x8a\x0a", "a Python pickle", "torch.load('"},
      {".keras", keras, "a Keras model", "keras.saving.load_model('"},
      {".h5", "\x89HDF\r\n\x1a\n....", "an HDF5 file", "h5py.File('"},
      {".safetensors", "\x10\0\0\0\0\0\0\0{\"w\":{}}"s, "a safetensors file", "load_file('"},
      {".onnx", "\x08\x07\x12\x07pytorch", "an ONNX model", "onnx.load('"},
      {".tflite", "\x1c\0\0\0TFL3..."s, "a TensorFlow Lite model", "Interpreter('"},
      {".mat", "MATLAB 5.0 MAT-file", "a MATLAB file", "scipy.io.loadmat('"},
      {".gz", "\x1f\x8b\x08", "compressed by gzip", "gunzip --keep '"},
      {".bz2", "BZh9", "compressed by bzip2", "bunzip2"},
      {".xz",
       "\xfd"
       "7zXZ",
       "compressed by xz", "unxz"},
      {".zst", "\x28\xb5\x2f\xfd", "compressed by zstd", "unzstd"},
      {".npy", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n",
       "a Git-LFS pointer", "git lfs pull --include='"},
  };
  for (const Case& foreign : cases) {
    CAPTURE(foreign.what);
    // By its contents under any name, and by its name where the contents say nothing.
    for (const std::string& name : {"x.npy"s, "x"s, "x.smtx"s, "x"s + foreign.extension})
      CHECK_REFUSED(files.read(name, foreign.bytes), name.c_str(), foreign.what,
                    "which denim does not read; convert it: ", foreign.command, "x");
    if (foreign.extension == ".npy"s || foreign.bytes[0] == '\x80') continue;
    CHECK_REFUSED(files.read("y"s + foreign.extension, "no mark"), foreign.what, foreign.command);
  }
  // A name that a shell would take apart is left for the reader to put in.
  CHECK_REFUSED(files.read("it's $(x).gz", "\x1f\x8b"), "gunzip --keep 'FILE'");
}

TEST_CASE("A file without arrays has none of a name", "[tensor][read]") {
  const TemporaryFolder folder;
  const std::string file = folder.write("x.npy", an_npy).string();
  CHECK_REFUSED(read_tensor(file + ":w"), "x.npy: is no .npz, so it holds no array 'w'");
  CHECK_REFUSED(read_tensor(folder.path() / "none.npz:w"), "none.npz: cannot be opened");
  // A file of the whole name is meant as it is.
  CHECK(std::holds_alternative<Tensor>(read_tensor(folder.write("a:b.npy", an_npy))));
  CHECK(file_of(file + ":w") == file);
  CHECK(file_of("none.npz:a:b") == "none.npz");
  CHECK(file_of("-:w") == "-");
  CHECK(file_of(folder.path() / "a:b.npy") == folder.path() / "a:b.npy");
}

TEST_CASE("A pattern that is too large when dense is refused before it is made", "[tensor][read]") {
  std::string offsets = "0";
  for (int row = 0; row < 20000; ++row) offsets += " 1";
  CHECK_REFUSED(Files().read("x.smtx", "20000, 4294967295, 1\n" + offsets + "\n3\n"),
                "x.smtx: a matrix of 20000 × 4294967295 needs 343597.4 GB, and ", " GB are free");
}

TEST_CASE("What does not fit the memory is refused", "[tensor]") {
  CHECK(free_memory() > 0);
  CHECK_NOTHROW(check_memory("it", 1e6));
  CHECK_REFUSED(check_memory("it", 1e18), "it needs 1000000000.0 GB, and ");
  CHECK_REFUSED(Matrix<float>(1 << 24, 1 << 24), "a matrix of 16777216 × 16777216 needs ");
}
