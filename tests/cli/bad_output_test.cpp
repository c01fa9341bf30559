// Outputs that cannot be written are refused before anything runs. Tests may run as root, whom
// permissions do not stop: so a file is in the way, or the place takes no files from anybody.
#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

namespace fs = std::filesystem;

/// A user whose cache is empty and whose Verilator says that it was called.
class RunWatcher : public User {
 public:
  RunWatcher() {
    own_cache(/*with_runtime=*/false);
    put_first_in_path("verilator", "touch " + called().string() + "\nexec /usr/bin/false\n");
    write("a.smtx", "2, 9, 3\n0 1 3\n3 0 8\n");
    write("file", "a file\n");
    fs::create_directories(path("folder"));
  }

  void check_refused(const Arguments& more, std::initializer_list<std::string> parts) const {
    const Arguments run{"run", "demm_2_8_4", "--a", "a.smtx", "--cols", "2"};
    CHECK_BAD(*this, run + more, parts);
    CHECK_FALSE(fs::exists(called()));
    CHECK(fs::is_empty(root() / "cache"));
  }

 private:
  fs::path called() const { return root() / "verilator-was-called"; }
};

TEST_CASE("an output of run that cannot be written is refused before anything runs", "[cli][bad]") {
  const RunWatcher user;
  for (const char* option : {"--json", "--c"}) {
    CAPTURE(option);
    user.check_refused({option, "folder"}, {"folder: is a folder"});
    user.check_refused({option, "nowhere/x"}, {"nowhere/x: ", "there is no folder", "nowhere"});
    user.check_refused({option, "file/x"}, {"file/x: ", "there is no folder", "file"});
    user.check_refused({option, "/dev/null"}, {"/dev/null: ", "no regular file"});
    user.check_refused({option, "/proc/denim-test"}, {"/proc/denim-test: cannot be written"});
  }
  user.check_refused({"--waves", "nowhere/x.fst"}, {"nowhere/x.fst: there is no folder nowhere"});
  user.check_refused({"--waves", "file/x.fst@1:2"}, {"file/x.fst: there is no folder file"});
  user.check_refused({"--waves", "/proc/x.fst"}, {"/proc/x.fst: cannot be written"});
  fs::create_directories(user.path("x.fst"));
  user.check_refused({"--waves", "x.fst"}, {"x.fst: is a folder"});
  fs::create_directories(user.path("y.gtkw"));
  user.check_refused({"--waves", "y.fst"}, {"y.fst: is a folder"});
  user.check_refused({"--c", "x", "--json", "folder/../x"}, {"x: ", "two outputs"});
  user.check_refused({"--json", "z.gtkw", "--waves", "z.fst"}, {"z.gtkw: ", "two outputs"});
  // One bad output is enough, and the good one is not begun.
  user.check_refused({"--c", "c.npy", "--json", "file/x"}, {"file/x: "});
  user.check_refused({"--json", "j.json", "--waves", "file/x.fst"}, {"file/x.fst: "});
}

TEST_CASE("an output that is an input is refused, and the input stays", "[cli][bad]") {
  const RunWatcher user;
  user.write("s.toml", "engine = \"demm\"\nn = 2\nm = 8\ncolumns = 4\n");
  const std::string pattern = user.text("a.smtx");
  for (const char* option : {"--json", "--c"}) {
    user.check_refused({option, "a.smtx"}, {"a.smtx: is read"});
    user.check_refused({option, "folder/../a.smtx"}, {"is read, and would be overwritten"});
  }
  CHECK_BAD(user, {"run", "./s.toml", "--a", "a.smtx", "--cols", "2", "--json", "s.toml"},
            {"s.toml: is read"});
  CHECK_BAD(user, {"decompose", "a.smtx", "--series", "2:4", "--json", "a.smtx"},
            {"a.smtx: is read"});
  CHECK_BAD(user, {"decompose", "a.smtx", "--menu", "./s.toml", "--json", "s.toml"},
            {"s.toml: is read"});
  const Arguments compare{"compare", "--rtl", "none", "--engines", "s.toml"};
  CHECK_BAD(user, compare + Arguments{"--a", "a.smtx", "--cols", "2", "--md", "s.toml"},
            {"s.toml: is read"});
  CHECK_BAD(user, compare + Arguments{"--a", "a.smtx", "--cols", "2", "--svg", "a.smtx"},
            {"a.smtx: is read"});
  user.write("l.csv", "layer,file,n\nx,a.smtx,2\n");
  CHECK_BAD(user, compare + Arguments{"--model-list", "l.csv", "--json", "l.csv"},
            {"l.csv: is read"});
  CHECK_BAD(user, compare + Arguments{"--model-list", "l.csv", "--json", "a.smtx"},
            {"a.smtx: is read"});
  CHECK(user.text("a.smtx") == pattern);
}

TEST_CASE("a folder that cannot be written is refused", "[cli][bad]") {
  const RunWatcher user;
  const auto refused = [&](const Arguments& command) {
    CAPTURE(command.front());
    const auto bad = [&](const std::string& folder, const std::string& why) {
      CHECK_BAD(user, command + Arguments{"-o", folder}, {folder + ": ", why});
    };
    bad("file/x", "cannot be created");
    bad("file/x/y/z", "cannot be created");
    bad("/proc/denim-test", "cannot be ");
    bad("/proc/denim-test/x", "cannot be ");
  };
  refused({"gen", "demm_2_8_4"});
  refused({"compile", "demm_2_8_4", "--a", "a.smtx", "--cols", "2"});
  refused({"decompose", "a.smtx", "--series", "2:4"});
  refused({"demo", "demm_2_8_4"});
  CHECK_BAD(user, {"gen", "demm_2_8_4", "-o", "file"}, {"file: is a file"});
  CHECK_BAD(user, {"decompose", "a.smtx", "--series", "2:4", "--json", "folder"},
            {"folder: is a folder"});
  CHECK_BAD(user, {"decompose", "a.smtx", "--series", "2:4", "--json", "file/x", "-o", "out"},
            {"file/x: "});
  CHECK_BAD(user, {"decompose", "a.smtx", "--series", "2:4", "--json", "j.json", "-o", "file/x"},
            {"file/x: "});
  // The default folder of gen.
  user.write("build", "in the way");
  CHECK_BAD(user, {"gen", "demm_2_8_4"}, {"build/demm_2_8_4-", "cannot be created"});
  CHECK_BAD(user, {"demo", "demm_2_8_4"}, {"build/demo: cannot be created"});
}

TEST_CASE("a folder that permissions close is refused", "[cli][bad]") {
  const User user;
  user.write("a.smtx", "2, 9, 3\n0 1 3\n3 0 8\n");
  fs::create_directories(user.path("closed"));
  fs::permissions(user.path("closed"), fs::perms::owner_read | fs::perms::owner_exec |
                                           fs::perms::others_read | fs::perms::others_exec);
  // Root is stopped by nothing, so it becomes nobody, who must be able to come here.
  const fs::path program = user.root() / "bin/denim";
  fs::create_directories(program.parent_path());
  fs::copy_file(DENIM_BINARY, program);
  for (const fs::path& folder : {user.root(), user.work()}) {
    fs::permissions(folder, fs::perms::owner_all | fs::perms::others_all);
  }
  const auto refused = [&](const Arguments& arguments, const char* what) {
    Call call = user.call({});
    call.arguments = Arguments{program.string()} + arguments;
    if (geteuid() == 0) {
      call.arguments =
          Arguments{"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"} +
          call.arguments;
    }
    const auto before = user.files();
    const Ended ended = Running(call).wait();
    INFO(ended.all());
    CHECK(ended.status == 2);
    CHECK(ended.out.empty());
    CHECK_THAT(ended.err, ContainsSubstring(what));
    CHECK(user.files() == before);
  };
  const Arguments run{"run", "demm_2_8_4", "--a", "a.smtx", "--cols", "2"};
  refused(run + Arguments{"--json", "closed/x"}, "closed/x: cannot be written: Permission denied");
  refused(run + Arguments{"--waves", "closed/x.fst"}, "Permission denied");
  refused({"gen", "demm_2_8_4", "-o", "closed/x"}, "closed/x: cannot be created");
  refused({"demo", "demm_2_8_4", "-o", "closed/x"},
          "closed/x: cannot be created: Permission denied");
}

TEST_CASE("a cache that cannot be written is refused", "[cli][bad]") {
  User user;
  user.write("a.smtx", "2, 9, 3\n0 1 3\n3 0 8\n");
  user.write("file", "a file\n");
  const Arguments run{"run", "demm_2_8_4", "--a", "a.smtx", "--cols", "2", "--json", "j.json"};
  user.set("DENIM_CACHE", user.path("file/cache").string());
  CHECK_BAD(user, run, {"file/cache", "cannot be "});
  for (const char* name : {"DENIM_CACHE", "XDG_CACHE_HOME", "HOME"}) user.set(name, "");
  CHECK_BAD(user, run, {"DENIM_CACHE=DIR"});
}

TEST_CASE("outputs that are there already are replaced", "[cli][run]") {
  const User user;
  user.write("a.npy", npy(integers(3, 9, 0.5, 1).as<std::int8_t>()));
  user.write("c.npy", "old");
  user.write("j.json", "old");
  user.write("elsewhere/real.json", "old");
  const Arguments run{"run", "demm_2_8_4", "--a", "a.npy", "--cols", "2", "--c", "c.npy", "--json"};
  REQUIRE(user.denim(run + Arguments{"j.json"}).ok());
  CHECK(read_npy<std::int32_t>(user.text("c.npy")).rows == 3);
  CHECK(user.json("j.json").at("rows") == 3);
  fs::create_symlink("elsewhere/real.json", user.path("link.json"));
  REQUIRE(user.denim(run + Arguments{"link.json"}).ok());
  CHECK(fs::is_symlink(user.path("link.json")));
  CHECK(user.json("elsewhere/real.json").at("rows") == 3);
  CHECK(user.files("").size() == 6);  // nothing beside them
}

}  // namespace
}  // namespace denim::test::cli
