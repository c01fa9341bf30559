// Comma-separated tables: what is read, and what is refused where.
#include "sw/cli/csv.hpp"

#include "sw/tensor/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"

namespace denim::cli {
namespace {

using Texts = std::vector<std::vector<std::string>>;

class Files {
 public:
  Csv read(const std::string& text) const {
    folder_.write("t.csv", text);
    return read_csv(folder_.path() / "t.csv");
  }

  // Names, then records.
  Texts texts(const std::string& text) const {
    const Csv csv = read(text);
    Texts result(1);
    for (const CsvField& field : csv.names) result.front().push_back(field.text);
    for (const auto& record : csv.records) {
      for (result.emplace_back(); const CsvField& field : record) {
        result.back().push_back(field.text);
      }
    }
    return result;
  }

  // What is said, behind the name of the file.
  std::string refusal(const std::string& text) const {
    try {
      read(text);
      return "read";
    } catch (const tensor::FileError& error) {
      const std::string what = error.what();
      return what.substr(what.find("t.csv") + 5);
    }
  }

 private:
  test::ScratchFolder folder_;
};

TEST_CASE("csv fields are read as they are meant", "[cli][csv]") {
  const Files files;
  CHECK(files.texts("a,b\n1,2\n") == Texts{{"a", "b"}, {"1", "2"}});
  CHECK(files.texts("a,b\r\n1,2\r\n3,4") == Texts{{"a", "b"}, {"1", "2"}, {"3", "4"}});
  CHECK(files.texts("\xef\xbb\xbf"
                    "a\n1\n") == Texts{{"a"}, {"1"}});
  CHECK(files.texts("\n a b ,\tc\n\n , x y\t\n  \n") == Texts{{"a b", "c"}, {"", "x y"}});
  CHECK(files.texts("a,b\n\"x, y\",\"say \"\"no\"\"\"\n") ==
        Texts{{"a", "b"}, {"x, y", "say \"no\""}});
  CHECK(files.texts("a,b\n \" 1 \" ,\"\"\n") == Texts{{"a", "b"}, {" 1 ", ""}});
  CHECK(files.texts("a,b\n,1\n") == Texts{{"a", "b"}, {"", "1"}});
  CHECK(files.texts("ä,b\n") == Texts{{"ä", "b"}});
}

TEST_CASE("csv of spreadsheets and scripts is read", "[cli][csv]") {
  const Files files;
  const Texts expected{{"a", "b"}, {"1", "2"}, {"3", "4"}};
  CHECK(files.texts("# made by a script\na,b\n #,\n1,2\n\n3,4\n# the end") == expected);
  CHECK(files.texts("a;b\n1;2\n3; 4\n") == expected);
  CHECK(files.texts("a\tb\n1\t2\n 3\t4\r\n") == expected);
  // Empty columns at the end, of the names or of any line, and lines of nothing else.
  CHECK(files.texts("a,b,\n1,2,\n3,4\n") == expected);
  CHECK(files.texts("a,b\n1,2,\n,\n3,4,,\n") == expected);
  CHECK(files.texts("a\tb\t\n1\t2\t\n\t\t\n3\t4\t\n") == expected);
  CHECK(files.texts("a,,\n1,\n") == Texts{{"a"}, {"1"}});
  // The separator is that of the names; others are text, and so is one in quotes.
  CHECK(files.texts("a;b\n1,5;\"2;3\"\n") == Texts{{"a", "b"}, {"1,5", "2;3"}});
  CHECK(files.texts("\"a,b\";c\n1;2\n") == Texts{{"a,b", "c"}, {"1", "2"}});
  CHECK(files.texts("a\tb\n\t2\n") == Texts{{"a", "b"}, {"", "2"}});
}

TEST_CASE("csv fields know where they stand", "[cli][csv]") {
  const Csv csv = Files().read("a,b\n\n 1,  \"2\"\n");
  CHECK(csv.names[1].line == 1);
  CHECK(csv.names[1].column == 3);
  CHECK(csv.records[0][0].line == 3);
  CHECK(csv.records[0][0].column == 2);
  CHECK(csv.records[0][1].column == 6);
}

TEST_CASE("what is no csv is refused with its place", "[cli][csv]") {
  const Files files;
  const auto refused = [&](const std::string& text, const std::string& begin) {
    CAPTURE(text);
    CHECK_THAT(files.refusal(text), Matchers::StartsWith(begin));
  };
  refused("", ": is empty; its first line must name the columns");
  refused("\n \n", ": is empty");
  refused("a,b,a\n", ":1:5: 'a' names a second column");
  refused("a,,,b\n", ":1:4: '' names a second column");
  refused("a,b,\n1,2,3\n", ":2:5: the line has 3 fields and the first line names 2");
  refused("a;b\n1;\"2\" x\n", ":2:7: the field goes on behind its quotes; ';' or the end");
  refused("#\n", ": is empty");
  refused(
      "\xff\xfe"
      "a",
      ":1:1: this is UTF-16");
  refused("a,b\n1\n", ":2:1: the line has 1 field and the first line names 2");
  refused("a,b\n1,2\n1,2,3,4\n", ":3:5: the line has 4 fields and the first line names 2");
  refused("a,b\n1,\"2\n", ":2:3: the quote is not closed");
  refused("a,b\n1,\"2\" x\n", ":2:7: the field goes on behind its quotes");
  refused("a,b\n\xe4,1\n", ":2:1: this is no UTF-8");
  refused("a,b\n1,x\xc3\n", ":2:4: this is no UTF-8");
  CHECK_THROWS_AS(read_csv("/nowhere/t.csv"), tensor::FileError);
}

}  // namespace
}  // namespace denim::cli
