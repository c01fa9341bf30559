// Disks without room for the waves, and files that may not grow: the reason, status 2, nothing
// left.
#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"
#include "tests/support/tools.hpp"

namespace denim::test::cli {
namespace {

namespace fs = std::filesystem;

// Waves of some megabytes, in the folder `disk`.
const std::string traced = std::string(DENIM_BINARY) +
                           " run demm_2_8_4 --synthetic 32x512@0.3 --cols 48 "
                           "--waves disk/w.fst --json j.json";

Ended shell(const User& user, const std::string& line, bool own_mounts) {
  Call call = user.call({"-c", line});
  call.arguments[0] = "/bin/sh";
  if (own_mounts) call.arguments = Arguments{"/usr/bin/unshare", "--mount"} + call.arguments;
  return Running(call).wait();
}

// Runs `traced` with a small file system in place of a folder; `left` says what was left in disk/.
struct Disk {
  std::string folder;  // "disk" or "/tmp"
  std::string size;    // "16k"
  std::string before = "true";
};
Ended on(const User& user, const Disk& disk) {
  // The user's folders lie in /tmp, so they are shown elsewhere too.
  return shell(user,
               fmt::format("mount --bind . /mnt && cd /mnt && mount -t tmpfs -o size={} none {} && "
                           "{} && {{ {}; status=$?; ls -A disk >left; exit $status; }}",
                           disk.size, disk.folder, disk.before, traced),
               /*own_mounts=*/true);
}

bool may_mount(const User& user) {
  const Ended ended =
      shell(user, "mount --bind . /mnt && cd /mnt && mount -t tmpfs -o size=16k none disk",
            /*own_mounts=*/true);
  if (!ended.ok()) WARN("skipped: this user may not mount a small file system: " << ended.err);
  return ended.ok();
}

TEST_CASE("waves that a disk has no room for are an error", "[cli][full]") {
  const User user;
  fs::create_directories(user.path("disk"));
  // Builds the simulator, and shows that all is well where there is room.
  REQUIRE(shell(user, traced, false).ok());
  CHECK(fs::file_size(user.path("disk/w.fst")) > 1'000'000);
  fs::remove_all(user.path("disk"));
  fs::create_directories(user.path("disk"));
  fs::remove(user.path("j.json"));
  if (!may_mount(user)) return;

  // Nothing fits; less than a page; the names of the signals fit; most of it fits; 4 KB are left of
  // more; no room for what the writer of waves keeps elsewhere.
  const Disk disk =
      GENERATE(Disk{"disk", "4k"}, Disk{"disk", "16k"}, Disk{"disk", "64k"}, Disk{"disk", "1m"},
               Disk{"disk", "1m", "head -c 1044480 /dev/zero >disk/other"}, Disk{"/tmp", "8k"},
               Disk{"/tmp", "16k"}, Disk{"/tmp", "64k"});
  CAPTURE(disk.folder, disk.size, disk.before);
  if (std::string_view(DENIM_BINARY).starts_with(disk.folder + "/")) {
    WARN("skipped: a file system at " << disk.folder << " would hide " DENIM_BINARY);
    return;
  }
  const Ended ended = on(user, disk);
  INFO(ended.all());
  CHECK(ended.status == 2);
  CHECK(ended.out.empty());
  CHECK_THAT(ended.err, ContainsSubstring("denim: error: disk/w.fst: cannot be written: No space"));
  CHECK(user.text("left") == (disk.before == "true" ? "" : "other\n"));
  CHECK_FALSE(user.has("j.json"));
}

TEST_CASE("waves and results that may not grow so large are an error", "[cli][full]") {
  const User user;
  fs::create_directories(user.path("disk"));
  REQUIRE(shell(user, traced, false).ok());
  fs::remove_all(user.path("disk"));
  fs::create_directories(user.path("disk"));
  fs::remove(user.path("j.json"));
  const std::string limit = GENERATE("1", "8", "64", "1024");  // blocks of 512 bytes or 1 KB
  CAPTURE(limit);
  Ended ended = shell(user, "ulimit -f " + limit + "; exec " + traced, false);
  INFO(ended.all());
  CHECK(ended.status == 2);
  CHECK(ended.out.empty());
  CHECK_THAT(ended.err,
             ContainsSubstring("denim: error: disk/w.fst: cannot be written: File too large"));
  CHECK(fs::is_empty(user.path("disk")));
  CHECK_FALSE(user.has("j.json"));

  const std::string results =
      "exec " DENIM_BINARY " run demm_2_8_4 --synthetic 32x64@0.3 --cols 400 --c disk/c.npy";
  REQUIRE(shell(user, results, false).ok());  // builds the simulator
  fs::remove(user.path("disk/c.npy"));
  ended = shell(user, "ulimit -f 1; " + results, false);
  INFO(ended.all());
  CHECK(ended.status == 2);
  CHECK_THAT(ended.err, ContainsSubstring("disk/c.npy"));
  CHECK(fs::is_empty(user.path("disk")));
}

TEST_CASE("decompose leaves its folder and its metrics, or neither", "[cli][full]") {
  const User user;
  const auto decompose = [&](const std::string& limit) {
    return shell(user, limit + DENIM_BINARY " decompose a.npy --series 2:4 -o terms --json j.json",
                 false);
  };
  user.write("a.npy", npy(integers(2, 8, 0.5, 1).as<std::int8_t>()));
  REQUIRE(decompose("exec ").ok());
  const auto metrics = fs::file_size(user.path("j.json"));
  REQUIRE(metrics < fs::file_size(user.path("terms/manifest.json")));
  fs::remove_all(user.path("terms"));
  fs::remove(user.path("j.json"));

  // The metrics fit, the manifest does not; then neither does.
  const auto limit = GENERATE_COPY(metrics, metrics - 1);
  const Ended ended = decompose(fmt::format("exec prlimit --fsize={} ", limit));
  INFO(ended.all());
  CHECK(ended.status == 2);
  CHECK_THAT(ended.err, ContainsSubstring("File too large"));
  CHECK_FALSE(user.has("terms"));
  CHECK_FALSE(user.has("j.json"));
}

}  // namespace
}  // namespace denim::test::cli
