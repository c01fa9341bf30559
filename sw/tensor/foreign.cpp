#include "sw/tensor/foreign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "sw/tensor/file.hpp"

namespace denim::tensor {

namespace {

struct Kind {
  std::string_view what;
  bool (*has_mark)(std::string_view bytes);  // null: only the name tells
  std::array<std::string_view, 3> extensions;
  // {0} is the file, {1} the file without its extension.
  std::string_view convert;
};

constexpr std::string_view pytorch_convert =
    "python3 -c \"import torch, numpy; numpy.savez('{1}.npz', **{{k: v.float().numpy() for k, v in "
    "torch.load('{0}', map_location='cpu', weights_only=True).items()}})\"";

// The length of a safetensors header in front of the JSON that it is.
bool is_safetensors(std::string_view bytes) {
  return bytes.size() > 9 && bytes.substr(3, 5) == std::string_view("\0\0\0\0\0", 5) &&
         bytes[8] == '{';
}

// A ModelProto begins with its ir_version, a small number, and goes on with another of its fields.
bool is_onnx(std::string_view bytes) {
  return bytes.size() > 3 && bytes[0] == '\x08' && bytes[1] > 0 && bytes[1] < 32 &&
         (bytes[2] == '\x12' || bytes[2] == '\x1a' || bytes[2] == '\x3a' || bytes[2] == '\x42');
}

// Protocols 2 to 5, as torch.save before version 1.6, joblib and pickle.dump write them.
bool is_pickle(std::string_view bytes) {
  return bytes.size() > 2 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5;
}

// In a zip.
constexpr Kind pytorch{"a PyTorch file", nullptr, {".pt", ".pth", ".ckpt"}, pytorch_convert};
constexpr Kind keras{
    "a Keras model",
    nullptr,
    {".keras"},
    "python3 -c \"import keras, numpy; numpy.savez('{1}.npz', **{{w.path: w.numpy() "
    "for w in keras.saving.load_model('{0}').weights}})\""};

const Kind kinds[] = {
    {"a Git-LFS pointer, which stands for a file that is not here",
     [](std::string_view bytes) {
       return bytes.starts_with("version https://git-lfs.github.com/spec/");
     },
     {},
     "git lfs pull --include='{0}'"},
    {"compressed by gzip",
     [](std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); },
     {".gz", ".tgz"},
     "gunzip --keep '{0}' (and tar xf what is a .tar then)"},
    {"compressed by bzip2",
     [](std::string_view bytes) { return bytes.starts_with("BZh"); },
     {".bz2"},
     "bunzip2 --keep '{0}'"},
    {"compressed by xz",
     [](std::string_view bytes) {
       return bytes.starts_with(
           "\xfd"
           "7zXZ");
     },
     {".xz"},
     "unxz --keep '{0}'"},
    {"compressed by zstd",
     [](std::string_view bytes) { return bytes.starts_with("\x28\xb5\x2f\xfd"); },
     {".zst"},
     "unzstd '{0}'"},
    {"an HDF5 file",
     [](std::string_view bytes) { return bytes.starts_with("\x89HDF\r\n\x1a\n"); },
     {".h5", ".hdf5"},
     "python3 -c \"import h5py, numpy; a = {{}}; h5py.File('{0}').visititems(lambda n, v: "
     "a.update({{n: v[()]}}) if isinstance(v, h5py.Dataset) else None); numpy.savez('{1}.npz', "
     "**a)\""},
    {"a TensorFlow Lite model",
     [](std::string_view bytes) { return bytes.size() > 8 && bytes.substr(4, 4) == "TFL3"; },
     {".tflite"},
     "python3 -c \"import numpy, tensorflow; i = tensorflow.lite.Interpreter('{0}'); "
     "i.allocate_tensors(); numpy.savez('{1}.npz', **{{d['name']: i.get_tensor(d['index']) for d "
     "in i.get_tensor_details()}})\""},
    {"a MATLAB file",
     [](std::string_view bytes) { return bytes.starts_with("MATLAB "); },
     {".mat"},
     "python3 -c \"import scipy.io, numpy; numpy.savez('{1}.npz', **scipy.io.loadmat('{0}'))\""},
    {"a safetensors file",
     is_safetensors,
     {".safetensors"},
     "python3 -c \"import numpy; from safetensors.torch import load_file; numpy.savez('{1}.npz', "
     "**{{k: v.float().numpy() for k, v in load_file('{0}').items()}})\""},
    pytorch,
    keras,
    {"a Python pickle, as torch.save wrote it in the past", is_pickle, {".pkl"}, pytorch_convert},
    {"an ONNX model",
     is_onnx,
     {".onnx"},
     "python3 -c \"import onnx, numpy; from onnx.numpy_helper import to_array; "
     "numpy.savez('{1}.npz', **{{t.name: to_array(t) for t in "
     "onnx.load('{0}').graph.initializer}})\""},
};

std::string say(const Kind& kind, const std::filesystem::path& path) {
  const auto plain = [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("_-./=:+,@% ").find(static_cast<char>(c)) != std::string_view::npos;
  };
  // A name that a shell or Python would take apart is left for the reader to put in.
  const std::string name = path.string();
  const bool usable = !is_standard(path) && std::ranges::all_of(name, plain);
  const std::string file = usable ? name : "FILE";
  const std::string stem =
      usable ? std::filesystem::path(path).replace_extension().string() : "OUT";
  return fmt::format("is {}, which denim does not read; convert it: {}", kind.what,
                     fmt::format(fmt::runtime(kind.convert), file, stem));
}

}  // namespace

std::optional<std::string> foreign_file(std::string_view bytes, const std::filesystem::path& path) {
  for (const Kind& kind : kinds)
    if (kind.has_mark != nullptr && kind.has_mark(bytes)) return say(kind, path);
  std::string extension = path.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (extension.empty()) return std::nullopt;
  for (const Kind& kind : kinds)
    if (std::ranges::find(kind.extensions, extension) != kind.extensions.end())
      return say(kind, path);
  return std::nullopt;
}

std::optional<std::string> foreign_zip(std::string_view member, const std::filesystem::path& path) {
  if (member.ends_with("data.pkl")) return say(pytorch, path);
  if (member.ends_with("model.weights.h5")) return say(keras, path);
  return std::nullopt;
}

}  // namespace denim::tensor
