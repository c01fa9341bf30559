// What is taken for a whole FST file.
#include "sim/fst_file.hpp"

#include <fstream>

#include "sim/run.hpp"
#include "tests/catch.hpp"
#include "tests/sim/test_engine.hpp"

namespace denim::test {
namespace {

namespace fs = std::filesystem;

TEST_CASE("an FST file that was cut anywhere is not whole", "[sim][waves]") {
  const TemporaryFolder folder;
  write_test_bundle(folder.path() / "bundle");
  sim::BuildOptions build;
  build.cache = shared_cache();
  build.trace = sim::Trace::main;
  const sim::Simulator simulator = sim::build(folder.path() / "bundle", build);
  sim::RunOptions options;
  options.waves = sim::Waves::parse((folder.path() / "w.fst").string() + "@:20");
  const TestJob job = test_job(14, 42);
  REQUIRE(sim::run(simulator, test_spec(), job.program, options).ok());
  const std::string bytes = text_of(folder.path() / "w.fst");
  const fs::path file = folder.path() / "copy.fst";
  const auto whole = [&](const std::string& text, std::uint64_t end) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
    return sim::is_whole_fst(file, end);
  };
  REQUIRE(bytes.size() > 600);
  CHECK(whole(bytes, 205));
  CHECK_FALSE(whole(bytes, 206));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    if (whole(bytes.substr(0, size), 205)) FAIL("whole with " << size << " of its bytes");
  }
  CHECK_FALSE(whole(bytes + '\3', 205));
  CHECK_FALSE(whole(bytes.substr(330), 205));  // without its header
  CHECK_FALSE(sim::is_whole_fst(folder.path() / "nowhere.fst", 0));
}

}  // namespace
}  // namespace denim::test
