// Drives the real command: every command, flag, exit code and kind of bad input.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

struct Ran {
  int exit_code = -1;
  std::string out;
  std::string err;
};

std::string Contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

// An entry as JSON: its id, when it was recorded on 2026-01-<day>, who acts, and the fact.
std::string Entry(const std::string& id, int day, const std::string& actor,
                  const std::string& fact) {
  const std::string two = day < 10 ? "0" + std::to_string(day) : std::to_string(day);
  return R"({"id": ")" + id + R"(", "recordedAt": "2026-01-)" + two + R"(T00:00:00Z", "actor": ")" +
         actor + "\", " + fact + "}";
}

std::string Opened() {
  return Entry("e1", 1, "ana",
               R"("cycleOpened": {"id": "c", "title": "Checkout",)"
               R"( "opener": {"id": "ana", "name": "Ana Ruiz", "kind": "PERSON"}})");
}
std::string Party(const std::string& id, int day = 1) {
  return Entry("p-" + id, day, "ana",
               R"("partyAdded": {"party": {"id": ")" + id + R"(", "name": ")" + id +
                   R"(", "kind": "PERSON"}})");
}
std::string Decision(const std::string& id, int day, const std::string& owner = "ana") {
  return Entry("d-" + id, day, "ana",
               R"("decisionOpened": {"id": ")" + id + R"(", "title": "About )" + id +
                   R"(", "owner": ")" + owner + "\"}");
}

std::string CycleOf(const std::vector<std::string>& entries) {
  std::string json = R"({"schemaVersion": "1", "playbook": "launch", "entries": [)";
  for (size_t i = 0; i < entries.size(); ++i) json += (i == 0 ? "\n" : ",\n") + entries[i];
  return json + "\n]}\n";
}

class Cli : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "readiness-cli-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& bytes) {
    const fs::path path = folder_ / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }

  // A cycle of four entries with one decision.
  std::string Cycle(const std::string& name = "c.cycle.json") {
    return Write(name,
                 CycleOf({Opened(), Party("ben"), Decision("pay", 2, "ben"), Decision("ship", 3)}));
  }

  Ran Run(const std::vector<std::string>& arguments, const std::string& input = "",
          const std::string& environment = "") {
    const fs::path out = folder_ / "stdout";
    const fs::path err = folder_ / "stderr";
    std::ofstream(folder_ / "stdin", std::ios::binary) << input;
    std::string command = environment + " " + Quoted(READINESS_CLI);
    for (const auto& argument : arguments) command += " " + Quoted(argument);
    command += " <" + Quoted((folder_ / "stdin").string()) + " >" + Quoted(out.string()) + " 2>" +
               Quoted(err.string());
    const int status = std::system(command.c_str());
    Ran ran;
    ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    ran.out = Contents(out);
    ran.err = Contents(err);
    return ran;
  }

  // The message of a log that is refused.
  std::string Refusal(const std::vector<std::string>& entries) {
    const Ran ran = Run({"verify", Write("bad.cycle.json", CycleOf(entries))});
    EXPECT_EQ(ran.exit_code, 1) << ran.out;
    EXPECT_THAT(ran.out, IsEmpty());
    EXPECT_THAT(ran.err, HasSubstr("bad.cycle.json: "));
    return ran.err;
  }

  fs::path folder_;
};

// --- the command line
// ------------------------------------------------------------------------------

TEST_F(Cli, HelpGoesToStandardOutputAndNamesEveryCommand) {
  const Ran ran = Run({"--help"});
  EXPECT_EQ(ran.exit_code, 0);
  for (const char* command : {"assess", "explain", "diff", "append", "verify", "log", "policy"}) {
    EXPECT_THAT(ran.out, HasSubstr(command));
  }
  EXPECT_THAT(ran.err, IsEmpty());
}

TEST_F(Cli, HelpOfACommandNamesItsFlags) {
  const Ran ran = Run({"assess", "--help"});
  EXPECT_EQ(ran.exit_code, 0);
  for (const char* flag : {"--as-of", "--since", "--format", "--gate"}) {
    EXPECT_THAT(ran.out, HasSubstr(flag));
  }
}

TEST_F(Cli, VersionNamesTheEngineToo) {
  const Ran ran = Run({"--version"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, AllOf(StartsWith("readiness "), HasSubstr("engine ")));
}

TEST_F(Cli, RefusesACommandLineItDoesNotUnderstandWithTwo) {
  const std::string cycle = Cycle();
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"rank"},
      {"rank", cycle, "--nodes", "n.tsv", "--edges", "e.tsv"},
      {"rank", "--nodes", "n.tsv"},
      {"rank", "--nodes", "n.tsv", "--edges", "e.tsv", "--as-of", "2026-01-01"},
      {"rank", cycle, "--as-of", "yesterday"},
      {"rank", cycle, "--top", "0"},
      {"metrics"},
      {"playbook", "list"},
      {"agenda", cycle},
      {"report", cycle, "weekly"},
      {"assess"},
      {"assess", cycle, "--telemetry"},
      {"metrics", "--telemetry", "t.csv"},
      {"metrics", "--as-of", "2026-01-01"},
      {"metrics", "--telemetry", "t.csv", "--as-of", "2026-01-01", "--within", "7"},
      {"metrics", "--telemetry", "t.csv", "--as-of", "2026-01-01", "--by", "kind"},
      {"assess", cycle, "--state"},
      {"metrics", "--as-of", "2026-01-01", "--save-state", "s"},
      {"assess", cycle, "--format", "pdf"},
      {"assess", cycle, "extra"},
      {"explain", cycle},
      {"explain", "--nodes", "n.tsv", "a"},
      {"explain", "--nodes", "n.tsv", "--edges", "e.tsv"},
      {"explain", cycle, "a", "--nodes", "n.tsv", "--edges", "e.tsv"},
      {"explain", "a", "--nodes", "n.tsv", "--edges", "e.tsv", "--as-of", "2026-01-01"},
      {"diff", cycle},
      {"diff", cycle, "--from", "2026-01-01"},
      {"append", cycle},
      {"log", cycle, "--format", "html"},
  };
  for (const auto& arguments : wrong) {
    const Ran ran = Run(arguments);
    std::string shown;
    for (const auto& argument : arguments) shown += argument + " ";
    EXPECT_EQ(ran.exit_code, 2) << shown;
    EXPECT_THAT(ran.out, IsEmpty()) << shown;
    EXPECT_THAT(ran.err, StartsWith("readiness: ")) << shown;
  }
}

TEST_F(Cli, NamesTheOptionThatItDoesNotKnow) {
  const std::string cycle = Cycle();
  EXPECT_THAT(Run({"assess", cycle, "--formt", "json"}).err,
              StartsWith("readiness: \"--formt\" is no option of assess"));
  EXPECT_THAT(
      Run({"--bogus"}).err,
      StartsWith("readiness: \"--bogus\" is no option of readiness; a command comes first"));
}

TEST_F(Cli, RefusesATimeThatIsNoneWithTwo) {
  const std::string cycle = Cycle();
  for (const char* time : {"yesterday", "2026-13-01", "2026-01-01T00:00:00", "1767225600", ""}) {
    const Ran ran = Run({"assess", cycle, "--as-of", time, "--format", "json"});
    EXPECT_EQ(ran.exit_code, 2) << time;
    EXPECT_THAT(ran.err, HasSubstr("--as-of")) << time;
  }
  EXPECT_EQ(Run({"assess", cycle, "--since", "now"}).exit_code, 2);
  EXPECT_EQ(Run({"assess", cycle, "--since", "2026-02-01", "--as-of", "2026-01-05"}).exit_code, 2);
  EXPECT_EQ(Run({"diff", cycle, "--from", "2026-01-03", "--to", "2026-01-02"}).exit_code, 2);
}

// --- assess
// ----------------------------------------------------------------------------------------

TEST_F(Cli, AssessDefaultsToTheLastEntryAndSaysSo) {
  const Ran ran = Run({"assess", Cycle()});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, StartsWith("HOLD  Checkout (c), as of 2026-01-03 00:00 UTC"));
  EXPECT_EQ(ran.err, "as of 2026-01-03T00:00:00Z, when the last entry was recorded\n");
}

TEST_F(Cli, AssessKnowsNothingThatWasRecordedLater) {
  const std::string cycle = Cycle();
  const Ran ran = Run({"assess", cycle, "--as-of", "2026-01-02"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("as of 2026-01-02 00:00 UTC"));
  EXPECT_THAT(ran.out, Not(HasSubstr("ship")));
  EXPECT_THAT(ran.err, IsEmpty());
}

TEST_F(Cli, AssessTakesAnOffsetAndADateForTheSameMoment) {
  const std::string cycle = Cycle();
  const Ran one = Run({"assess", cycle, "--as-of", "2026-01-03", "--format", "json"});
  const Ran other =
      Run({"assess", cycle, "--as-of", "2026-01-03T01:00:00+01:00", "--format", "json"});
  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_EQ(one.out, other.out);
}

TEST_F(Cli, AssessReadsTheClockOnlyWhenAskedTo) {
  const Ran ran = Run({"assess", Cycle(), "--as-of", "now", "--format", "json"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("the clock's now"));
}

TEST_F(Cli, AssessBeforeTheFirstEntryIsRefused) {
  const Ran ran = Run({"assess", Cycle(), "--as-of", "2025-01-01"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("nothing is known at 2025-01-01T00:00:00Z"));
}

TEST_F(Cli, AssessPrintsEveryFormatAndNothingElse) {
  const std::string cycle = Cycle();
  const std::vector<std::pair<std::string, std::string>> formats = {
      {"text", "HOLD  "}, {"json", "{"}, {"markdown", "# HOLD"}, {"html", "<!DOCTYPE html>"}};
  for (const auto& [format, beginning] : formats) {
    const Ran ran = Run({"assess", cycle, "--format", format, "--as-of", "2026-01-03"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(ran.out, StartsWith(beginning));
    EXPECT_THAT(ran.err, IsEmpty());
  }
  EXPECT_GT(Run({"assess", cycle, "--format", "binpb"}).out.size(), 100U);
}

TEST_F(Cli, AssessSignsItsInputs) {
  const std::string cycle = Cycle();
  const Ran one = Run({"assess", cycle, "--as-of", "2026-01-03", "--format", "json"});
  const Ran same = Run({"assess", cycle, "--as-of", "2026-01-03", "--format", "json"});
  const Ran other = Run({"assess", cycle, "--as-of", "2026-01-02", "--format", "json"});
  EXPECT_EQ(one.out, same.out);
  const auto digest = [](const Ran& ran) {
    const size_t at = ran.out.find("\"inputsDigest\"");
    return at == std::string::npos ? "" : ran.out.substr(at, 90);
  };
  EXPECT_THAT(digest(one), ::testing::ContainsRegex("[0-9a-f]{64}"));
  EXPECT_NE(digest(one), digest(other));
}

TEST_F(Cli, AssessComparesWithTheMomentThatSinceNames) {
  const Ran ran = Run({"assess", Cycle(), "--since", "2026-01-02"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("Since 2026-01-02 00:00 UTC"));
}

TEST_F(Cli, AssessSaysThatNothingIsKnownAtASinceBeforeTheFirstEntry) {
  const Ran ran = Run({"assess", Cycle(), "--since", "2025-12-01"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err,
              HasSubstr("nothing is known at 2025-12-01T00:00:00Z, the moment of --since"));
  EXPECT_THAT(ran.out, Not(HasSubstr("Since ")));
  EXPECT_THAT(Run({"assess", Cycle(), "--since", "2026-01-01"}).err,
              Not(HasSubstr("nothing is known")));
}

TEST_F(Cli, GateExitsWithTenOnHold) {
  const Ran ran = Run({"assess", Cycle(), "--gate"});
  EXPECT_EQ(ran.exit_code, 10);
  EXPECT_THAT(ran.out, StartsWith("HOLD"));
}

// A circular dependency is recorded and wrong: FAIL, and so NO_GO.
TEST_F(Cli, GateExitsWithTwentyOnNoGo) {
  const auto waits = [](const std::string& id, const std::string& one, const std::string& other) {
    return Entry(id, 4, "ana",
                 R"("dependencyDeclared": {"dependent": ")" + one + R"(", "prerequisite": ")" +
                     other + R"(", "owner": "ana", "checkpoint": "weekly", "metric": "m"})");
  };
  const std::string cycle =
      Write("n.cycle.json", CycleOf({Opened(), Decision("a", 2), Decision("b", 3),
                                     waits("w1", "a", "b"), waits("w2", "b", "a")}));
  const Ran ran = Run({"assess", cycle, "--gate"});
  EXPECT_EQ(ran.exit_code, 20) << ran.out << ran.err;
}

// Two approvers put a GO in the place of the computed verdict.
TEST_F(Cli, GateExitsWithZeroOnGo) {
  const auto approver = [](const std::string& id) {
    return Entry("r-" + id, 2, "ana",
                 R"("roleAssigned": {"party": ")" + id + R"(", "role": "APPROVER"})");
  };
  const std::string cycle = Write(
      "g.cycle.json",
      CycleOf({Opened(), Party("ben"), Party("cleo"), approver("ben"), approver("cleo"),
               Entry("o1", 3, "ben",
                     R"("overrideGranted": {"id": "o", "verdict": "GO", "approvers": ["ben",)"
                     R"( "cleo"], "reason": "pilot only", "until": "2026-02-01T00:00:00Z"})")}));
  const Ran ran = Run({"assess", cycle, "--gate"});
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, AllOf(StartsWith("GO  "), HasSubstr("pilot only")));
}

TEST_F(Cli, WithoutGateTheVerdictIsNoExitCode) { EXPECT_EQ(Run({"assess", Cycle()}).exit_code, 0); }

TEST_F(Cli, ColourIsNeverWrittenToAFile) {
  EXPECT_THAT(Run({"assess", Cycle()}, "", "TERM=xterm").out, Not(HasSubstr("\x1b")));
}

// --- files
// -----------------------------------------------------------------------------------------

TEST_F(Cli, ReadsStandardInput) {
  const Ran ran = Run({"assess", "-"}, CycleOf({Opened(), Decision("pay", 2)}));
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, StartsWith("HOLD"));
}

TEST_F(Cli, TellsTheFormatByExtensionElseByTheFirstByte) {
  const std::string json = CycleOf({Opened()});
  EXPECT_EQ(Run({"verify", Write("plain", "\xEF\xBB\xBF \n" + json)}).exit_code, 0);
  // Named binary, it is read as binary and refused.
  EXPECT_EQ(Run({"verify", Write("x.cycle.binpb", json)}).exit_code, 1);
}

TEST_F(Cli, NamesTheFileThatItCannotRead) {
  const std::string nowhere = (folder_ / "nowhere.cycle.json").string();
  const Ran missing = Run({"assess", nowhere});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_EQ(missing.err, "readiness: " + nowhere + ": there is no such file\n");
  const Ran folder = Run({"assess", folder_.string()});
  EXPECT_EQ(folder.exit_code, 1);
  EXPECT_THAT(folder.err, HasSubstr("is a directory, not a file"));
  const Ran empty = Run({"assess", Write("empty.cycle.json", "")});
  EXPECT_EQ(empty.exit_code, 1);
  EXPECT_THAT(empty.err, HasSubstr("empty.cycle.json: is empty"));
  const Ran nothing = Run({"assess", "-"}, "");
  EXPECT_EQ(nothing.exit_code, 1);
  EXPECT_THAT(nothing.err, HasSubstr("standard input: is empty"));
}

TEST_F(Cli, RefusesAFileThatIsLargerThanTheLimitWithoutReadingIt) {
  const std::string path = Write("huge.cycle.json", "{");
  fs::resize_file(path, (std::uintmax_t{256} << 20) + 1);  // Sparse: it takes no space.
  const Ran ran = Run({"verify", path});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("is larger than 268435456 bytes"));
}

TEST_F(Cli, RefusesJsonThatIsNoneWithLineAndColumn) {
  const Ran ran = Run({"verify", Write("x.cycle.json", "{\"entries\": [\n  {,}\n]}")});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("line 2"));
}

TEST_F(Cli, NamesEntryNumberIdAndFieldOfAWrongField) {
  const Ran ran =
      Run({"verify", Write("x.cycle.json", CycleOf({Opened(), Entry("e2", 2, "ana",
                                                                    R"("riskRaised": {"id": "r",)"
                                                                    R"( "severty": 0.5})")}))});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("entry 2 (e2)"), HasSubstr("riskRaised"),
                             HasSubstr("severty"), HasSubstr("did you mean \"severity\"?")));
}

TEST_F(Cli, RefusesAKeyThatIsGivenTwice) {
  const Ran ran = Run({"verify", Write("x.cycle.json", R"({"entries": [], "entries": []})")});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("entries"));
}

TEST_F(Cli, NeverEchoesControlCharactersOfALogToTheTerminal) {
  const Ran ran =
      Run({"verify", Write("x.cycle.json", CycleOf({Opened(), Entry("e\\u001b[2J", 2, "nobody",
                                                                    R"("scopeLocked": {})")}))});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, Not(HasSubstr("\x1b")));
}

TEST_F(Cli, AReaderThatGoesAwayIsNoCrash) {
  const std::string cycle = Cycle();
  const std::string command = "(" + Quoted(READINESS_CLI) + " log " + Quoted(cycle) +
                              "; echo $? >" + Quoted((folder_ / "code").string()) + ") | true";
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(Contents(folder_ / "code"), "0\n");
}

TEST_F(Cli, AFullDiskIsSaidAndIsAnError) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "/dev/full is absent";
  const std::string command =
      Quoted(READINESS_CLI) + " policy >/dev/full 2>" + Quoted((folder_ / "err").string());
  const int status = std::system(command.c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1);
  EXPECT_THAT(Contents(folder_ / "err"), HasSubstr("standard output: "));
}

// --- logs that the engine refuses
// ------------------------------------------------------------------

TEST_F(Cli, RefusesAReferenceToWhatWasNeverIntroduced) {
  EXPECT_THAT(Refusal({Opened(), Decision("pay", 2, "nobody")}),
              AllOf(HasSubstr("entry 2 (d-pay): reference: "), HasSubstr("\"nobody\"")));
}

// Two owners are recorded and shown: the verdict holds until one of them goes.
TEST_F(Cli, HoldsWhereADecisionHasTwoOwners) {
  const std::string cycle =
      Write("two.cycle.json",
            CycleOf({Opened(), Party("ben"), Decision("pay", 2),
                     Entry("e4", 3, "ana",
                           R"("decisionOwnerAssigned": {"decision": "pay", "owner": "ben",)"
                           R"( "besidePrevious": true})")}));
  const Ran ran = Run({"assess", cycle, "--gate"});
  EXPECT_EQ(ran.exit_code, 10) << ran.err;
  const Ran why = Run({"explain", cycle, "ASSIGN_OWNERS/decision-owner:pay"});
  EXPECT_EQ(why.exit_code, 0) << why.err;
  EXPECT_THAT(why.out, HasSubstr("UNKNOWN(INVALID_OWNER)"));
}

TEST_F(Cli, RefusesAnApprovalByWhoIsNoApprover) {
  EXPECT_THAT(
      Refusal({Opened(), Party("ben"),
               Entry("e3", 2, "ana",
                     R"("artifactVersionPublished": {"artifact": "spec",)"
                     R"( "version": "1"})"),
               Entry("e4", 3, "ben",
                     R"("approvalGranted": {"id": "a", "artifact": "spec", "version": "1"})")}),
      AllOf(HasSubstr("entry 4 (e4): R36: "), HasSubstr("\"ben\"")));
}

TEST_F(Cli, RefusesADecisionThatIsDecidedBeforeItIsOpened) {
  EXPECT_THAT(Refusal({Opened(), Entry("e2", 2, "ana",
                                       R"("decisionDecided": {"decision": "pay",)"
                                       R"( "outcome": "APPROVED", "rationale": "yes"})")}),
              AllOf(HasSubstr("entry 2 (e2): R29: "), HasSubstr("\"pay\"")));
}

TEST_F(Cli, RefusesADependencyOnItself) {
  EXPECT_THAT(Refusal({Opened(), Decision("pay", 2),
                       Entry("e3", 3, "ana",
                             R"("dependencyDeclared": {"dependent": "pay", "prerequisite": "pay",)"
                             R"( "owner": "ana", "checkpoint": "w", "metric": "m"})")}),
              HasSubstr("entry 3 (e3): R26: \"pay\" depends on itself"));
}

TEST_F(Cli, RefusesATimeThatRunsBackwards) {
  EXPECT_THAT(Refusal({Opened(), Decision("pay", 3), Decision("ship", 2)}),
              AllOf(HasSubstr("entry 3 (d-ship): R76: "), HasSubstr("2026-01-02T00:00:00Z")));
}

TEST_F(Cli, RefusesAnIdThatIsUsedTwice) {
  EXPECT_THAT(Refusal({Opened(), Entry("e2", 2, "ana", R"("scopeLocked": {"reason": "a"})"),
                       Entry("e2", 3, "ana", R"("scopeLocked": {"reason": "b"})")}),
              HasSubstr("entry 3 (e2): R76: entry id \"e2\" stands with other content"));
  EXPECT_THAT(
      Refusal({Opened(), Decision("pay", 2),
               Entry("e3", 3, "ana", R"("decisionOpened": {"id": "pay", "owner": "ana"})")}),
      HasSubstr("entry 3 (e3): identity: decision \"pay\" exists already"));
}

TEST_F(Cli, CountsTheSameEntryTwiceInAFileAsOne) {
  const Ran ran =
      Run({"verify",
           Write("t.cycle.json", CycleOf({Opened(), Decision("pay", 2), Decision("pay", 2)}))});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("entries        2 (3 in the file"));
}

// --- verify, log, policy
// ---------------------------------------------------------------------------

TEST_F(Cli, VerifyCountsDatesAndSignsALogThatStands) {
  const Ran ran = Run({"verify", Cycle()});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("entries        4\n"),
                             HasSubstr("first          e1, recorded 2026-01-01T00:00:00Z"),
                             HasSubstr("last           d-ship, recorded 2026-01-03T00:00:00Z"),
                             HasSubstr("sha256 "), HasSubstr("issues         ")));
  EXPECT_THAT(Run({"verify", Cycle(), "--format", "json"}).out,
              AllOf(HasSubstr("\"entries\": \"4\""), HasSubstr("\"inputsDigest\": \"")));
}

TEST_F(Cli, VerifyListsEachProblemInTheData) {
  const std::string cycle =
      Write("i.cycle.json",
            CycleOf({Opened(), Entry("e2", 2, "ana",
                                     R"("importIssueNoted": {"file": "plan.csv", "row": "3",)"
                                     R"( "field": "date", "message": "TBD is no date"})")}));
  EXPECT_THAT(Run({"verify", cycle}).out,
              AllOf(HasSubstr("plan.csv"), HasSubstr("TBD is no date")));
}

TEST_F(Cli, LogPrintsALineAnEntryAndJsonThatIsTheLog) {
  const std::string cycle = Cycle();
  const Ran text = Run({"log", cycle});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_EQ(std::count(text.out.begin(), text.out.end(), '\n'), 4);
  EXPECT_THAT(text.out, HasSubstr("decision_opened  pay   About pay; owner ben\n"));
  const Ran json = Run({"log", cycle, "--format", "json"});
  const Ran again = Run({"log", "-", "--format", "json"}, json.out);
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(json.out, again.out);
}

TEST_F(Cli, PolicyIsJsonThatNamesItsCriteria) {
  const Ran ran = Run({"policy"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, AllOf(StartsWith("{"), HasSubstr("\"default/1\""), HasSubstr("\"approval\""),
                             HasSubstr("\"tierTable\"")));
  EXPECT_THAT(ran.err, IsEmpty());
}

// --- explain, diff
// ---------------------------------------------------------------------------------

TEST_F(Cli, ExplainSaysWhatAnIdIsWhoOwnsItAndWhatTheLogSays) {
  const std::string cycle = Cycle();
  const Ran ran = Run({"explain", cycle, "pay"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(StartsWith("decision pay: About pay\n"), HasSubstr("Owner: ben"),
                             HasSubstr("State: proposed"), HasSubstr("decision_opened"),
                             HasSubstr("ASSIGN_OWNERS/decision-owner:pay")));
  const Ran json = Run({"explain", cycle, "pay", "--format", "json"});
  EXPECT_EQ(json.exit_code, 0);
  EXPECT_THAT(json.out,
              AllOf(HasSubstr("\"kind\": \"decision\""), HasSubstr("\"owner\": \"ben\"")));
}

TEST_F(Cli, ExplainRefusesAnUnknownIdAndNamesWhatIsWrittenAlike) {
  const Ran ran = Run({"explain", Cycle(), "shop"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("is called \"shop\""), HasSubstr("ship")));
  EXPECT_THAT(ran.out, IsEmpty());
}

TEST_F(Cli, ExplainKnowsNothingThatWasRecordedLater) {
  EXPECT_EQ(Run({"explain", Cycle(), "ship", "--as-of", "2026-01-02"}).exit_code, 1);
}

TEST_F(Cli, DiffSaysWhatChangedBetweenTwoMoments) {
  const std::string cycle = Cycle();
  const Ran ran = Run({"diff", cycle, "--from", "2026-01-02", "--to", "2026-01-03"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("from 2026-01-02 00:00 to 2026-01-03 00:00 UTC"), HasSubstr("ship")));
  const Ran json =
      Run({"diff", cycle, "--from", "2026-01-02", "--to", "2026-01-03", "--format", "json"});
  EXPECT_THAT(json.out, AllOf(HasSubstr("\"fromVerdict\": \"HOLD\""), HasSubstr("\"decisions\": ["),
                              HasSubstr("\"id\": \"ship\"")));
}

// --- append
// ----------------------------------------------------------------------------------------

TEST_F(Cli, AppendAddsAnEntryAndPrintsItsPlace) {
  const std::string cycle = Cycle();
  const std::string entry = Write("e.json", Decision("copy", 4));
  const Ran ran = Run({"append", cycle, "--entry", entry});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out, "entry 5 (d-copy) appended\n");
  EXPECT_THAT(Run({"log", cycle}).out, HasSubstr("About copy"));
}

TEST_F(Cli, AppendTakesTheSameEntryOnceAndSaysSo) {
  const std::string cycle = Cycle();
  const std::string entry = Write("e.json", Decision("copy", 4));
  ASSERT_EQ(Run({"append", cycle, "--entry", entry}).exit_code, 0);
  const std::string before = Contents(cycle);
  const Ran ran = Run({"append", cycle, "--entry", entry});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out, "entry 5 (d-copy) stands already; nothing changed\n");
  EXPECT_EQ(Contents(cycle), before);
}

TEST_F(Cli, AppendBeginsALogWithItsFirstEntryAndNoOther) {
  const std::string path = (folder_ / "new.cycle.json").string();
  const Ran early = Run({"append", path, "--entry", "-"}, Decision("copy", 4));
  EXPECT_EQ(early.exit_code, 1);
  EXPECT_THAT(early.err, HasSubstr("no such file, and only cycle_opened begins one"));
  EXPECT_FALSE(fs::exists(path));
  const std::string opened = R"({"id": "e1", "recordedAt": "2026-01-01T00:00:00Z", "actor": "ana",
      "cycleOpened": {"id": "c", "title": "C", "opener": {"id": "ana", "kind": "PERSON"}}})";
  const Ran ran = Run({"append", path, "--entry", "-"}, opened);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out, "entry 1 (e1) begins " + path + "\n");
  EXPECT_EQ(Run({"append", path, "--entry", "-"}, opened).out,
            "entry 1 (e1) stands already; nothing changed\n");
  EXPECT_EQ(Run({"verify", path}).exit_code, 0);
  const std::string binary = (folder_ / "new.cycle.binpb").string();
  EXPECT_EQ(Run({"append", binary, "--entry", "-"}, opened).exit_code, 0);
  EXPECT_NE(Contents(binary)[0], '{');
  const Ran bad = Run({"append", (folder_ / "bad.json").string(), "--entry", "-"},
                      R"({"id": "e1", "actor": "ana", "cycleOpened": {"id": "c"}})");
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_FALSE(fs::exists(folder_ / "bad.json"));
}

TEST_F(Cli, VerifyAndAppendShowTextOfALogHarmlessly) {
  const std::string path = (folder_ / "odd.cycle.json").string();
  const std::string opened = R"({"id": "e\u001b[2J", "recordedAt": "2026-01-01T00:00:00Z",
      "actor": "ana", "cycleOpened": {"id": "c\u202e\n", "opener": {"id": "ana", "kind": "PERSON"}}})";
  const Ran ran = Run({"append", path, "--entry", "-"}, opened);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  for (const std::string& shown : {ran.out, Run({"verify", path}).out}) {
    EXPECT_THAT(shown, Not(HasSubstr("\x1b")));
    EXPECT_THAT(shown, Not(HasSubstr("\xE2\x80\xAE")));
  }
}

TEST_F(Cli, AppendReadsTheEntryFromStandardInput) {
  EXPECT_EQ(Run({"append", Cycle(), "--entry", "-"}, Decision("copy", 4)).exit_code, 0);
}

TEST_F(Cli, AppendSaysThatAListOrAWholeLogIsNoEntry) {
  const std::string cycle = Cycle();
  const Ran list = Run({"append", cycle, "--entry", "-"}, "\n [" + Decision("copy", 4) + "]");
  EXPECT_EQ(list.exit_code, 1);
  EXPECT_THAT(list.err, HasSubstr("standard input: is a JSON list; an entry is one JSON object"));
  const Ran log = Run({"append", cycle, "--entry", cycle});
  EXPECT_EQ(log.exit_code, 1);
  EXPECT_THAT(log.err, HasSubstr("is a whole log; give one entry of it"));
}

TEST_F(Cli, AppendChangesNothingWhereTheRulesRefuse) {
  const std::string cycle = Cycle();
  const std::string before = Contents(cycle);
  for (const auto& entry : {Decision("pay", 4), Decision("late", 2),
                            std::string(R"({"id": "e9", "actor": "ana", "scopeLocked": {}})"),
                            std::string("{}"), std::string("{")}) {
    const Ran ran = Run({"append", cycle, "--entry", "-"}, entry);
    EXPECT_EQ(ran.exit_code, 1) << entry;
    EXPECT_THAT(ran.err, StartsWith("readiness: ")) << entry;
    EXPECT_EQ(Contents(cycle), before) << entry;
  }
  // Nothing is left beside it: the log, and the files of this test.
  size_t files = 0;
  for (const auto& file : fs::directory_iterator(folder_))
    files += file.is_regular_file() ? 1U : 0U;
  EXPECT_EQ(files, 4U);
}

TEST_F(Cli, AppendNeedsARecordedAtBecauseItReadsNoClock) {
  const Ran ran = Run({"append", Cycle(), "--entry", "-"},
                      R"({"id": "e9", "actor": "ana", "scopeLocked": {"reason": "x"}})");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("recorded_at"));
}

TEST_F(Cli, AppendKeepsThePermissionsAndFollowsLinks) {
  const std::string cycle = Cycle();
  fs::permissions(cycle, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  const fs::path link = folder_ / "link.cycle.json";
  fs::create_symlink("c.cycle.json", link);
  ASSERT_EQ(Run({"append", link.string(), "--entry", "-"}, Decision("copy", 4)).exit_code, 0);
  EXPECT_TRUE(fs::is_symlink(link));
  struct stat info {};
  ASSERT_EQ(::stat(cycle.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0640U);
  EXPECT_THAT(Contents(cycle), HasSubstr("About copy"));
}

TEST_F(Cli, AppendRefusesStandardInputAsLog) {
  EXPECT_EQ(Run({"append", "-", "--entry", Write("e.json", Decision("copy", 4))}).exit_code, 2);
}

TEST_F(Cli, AppendsThatRunAtOnceLoseNoEntry) {
  const std::string cycle = Cycle();
  std::string command;
  for (int i = 0; i < 8; ++i) {
    const std::string id = "copy" + std::to_string(i);
    command += Quoted(READINESS_CLI) + " append " + Quoted(cycle) + " --entry " +
               Quoted(Write(id + ".json", Decision(id, 4))) + " >/dev/null & ";
  }
  ASSERT_EQ(std::system((command + "wait").c_str()), 0);
  EXPECT_THAT(Run({"verify", cycle}).out, HasSubstr("entries        12\n"));
}

std::string WithoutBlanks(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

// a leaks with 0.2 and reaches b with 0.5; b is worth 10, c stands alone, worth 1, and leaks with
// 0.5. Without a the loss falls by 1, without c by 0.5.
class Rank : public Cli {
 protected:
  std::string Nodes(const std::string& rows = "a\t0.2\t0\nb\t0\t10\nc\t0.5\t1\n") {
    return Write("nodes.tsv", "id\tprobability\timpact\n" + rows);
  }
  std::string Edges(const std::string& rows = "a\tb\t0.5\n") {
    return Write("edges.tsv", "from\tto\tprobability\n" + rows);
  }
  Ran RunRank(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"rank", "--nodes", nodes_, "--edges", edges_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }
  void ExpectRefused(const std::string& words) {
    const Ran ran = RunRank();
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.out, IsEmpty());
    EXPECT_THAT(ran.err, HasSubstr(words));
  }
  std::string nodes_;
  std::string edges_;
};

TEST_F(Rank, PutsTheRiskFirstWhoseAbsenceSavesMost) {
  nodes_ = Nodes();
  edges_ = Edges();
  const Ran ran = RunRank();
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.err, IsEmpty());
  EXPECT_THAT(ran.out, StartsWith("3 nodes, 1 edge, 2 touchpoints.\n"
                                  "Expected loss 1.5 an hour, exact.\n"));
  EXPECT_THAT(ran.out, HasSubstr("\n1     a     1 (66.67 %)"));
  EXPECT_THAT(ran.out, HasSubstr("\n2     c     0.5 (33.33 %)"));
}

TEST_F(Rank, PrintsJsonWithTheFieldsOfAnAssessment) {
  nodes_ = Nodes();
  edges_ = Edges();
  const Ran ran = RunRank({"--format", "json"});
  EXPECT_EQ(ran.exit_code, 0);
  for (const char* field :
       {"\"id\": \"a\"", "\"rank\": \"1\"", "\"expectedLossDelta\": 1.0", "\"standalone\": 1.0",
        "\"proximityHops\": \"1\"", "\"proximityProbability\": 0.5", "\"downstreamCount\": \"1\"",
        "\"method\": \"exact\"", "\"rrw\": 3.0", "\"blockedWork\": [", "\"reach\": 2.0",
        "\"actions\": []"}) {
    EXPECT_THAT(ran.out, HasSubstr(field));
  }
}

TEST_F(Rank, ExplainSaysWhyANodeStandsWhereItDoes) {
  nodes_ = Nodes();
  edges_ = Edges();
  const Ran text = Run({"explain", "--nodes", nodes_, "--edges", edges_, "a"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.err, IsEmpty());
  // a costs 10 * 0.5 for each 1 of its chance, and c 0.5: the same at 0.1.
  EXPECT_THAT(text.out, AllOf(StartsWith("node a\nNumber 1 of 3 by what customers would not lose"),
                              HasSubstr("unless that chance falls below 10 %: then c"),
                              HasSubstr("50.0 %  a -> b"), Not(HasSubstr("tier"))));
  const Ran json = Run({"explain", "--nodes", nodes_, "--edges", edges_, "a", "--format", "json"});
  for (const char* field : {"\"id\": \"a\"", "\"riskCount\": \"3\"", "\"expectedLossDelta\": 1,",
                            "\"touchpoint\": \"b\"", "\"swapProbability\": 0\n", "\"decline\": {",
                            "\"probability\": 0.1"}) {
    EXPECT_THAT(json.out, HasSubstr(field));
  }
  EXPECT_THAT(json.out, HasSubstr("\"bands\": []"));  // No tiers outside a cycle.
  const Ran missing = Run({"explain", "--nodes", nodes_, "--edges", edges_, "aa"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, HasSubstr("there is no node \"aa\""));
}

// a and b fail each other, by way of c too.
TEST_F(Rank, NamesTheMembersOfACircleAndTheShortestCycle) {
  nodes_ = Nodes("a\t0.2\t0\nb\t0\t10\nc\t0.5\t1\nd\t0.1\t0\n");
  edges_ = Edges("a\tb\t0.5\nb\ta\t0.5\nb\tc\t0.5\nc\ta\t0.5\n");
  const std::string words = "3 nodes fail each other: a, b, c; shortest cycle: a -> b -> a";
  EXPECT_THAT(RunRank().out, HasSubstr("\nCircular dependencies: 1\n  " + words + "\n"));
  const Ran json = RunRank({"--format", "json"});
  EXPECT_THAT(WithoutBlanks(json.out),
              HasSubstr(R"("circularDependencies":[{"kind":"failure","members":["a","b","c"],)"
                        R"("shortestCycle":["a","b"],"isShortest":true}])"));
  EXPECT_THAT(Run({"explain", "--nodes", nodes_, "--edges", edges_, "c"}).out, HasSubstr(words));
  EXPECT_THAT(Run({"explain", "--nodes", nodes_, "--edges", edges_, "d"}).out,
              Not(HasSubstr("ircular")));
  const Ran why = Run({"explain", "--nodes", nodes_, "--edges", edges_, "c", "--format", "json"});
  EXPECT_THAT(why.out, HasSubstr("\"shortestCycle\": ["));
}

TEST_F(Rank, SaysThatAProbabilityIsMissingAndNotThatTheGraphIsWide) {
  nodes_ = Nodes("a\t\t0\nb\t0\t10\nc\t0.5\t1\n");
  edges_ = Edges();
  EXPECT_THAT(RunRank().out,
              HasSubstr("Expected loss between 0.5 and 5.5 an hour: 1 probability on which it "
                        "rests is missing.\n"));
}

// Of any likelihood from 0 to 1 alike a costs more than c where it is above 0.1.
TEST_F(Rank, SaysWhoIsAmongTheFirstWhereAProbabilityIsMissing) {
  nodes_ = Nodes("a\t\t0\nb\t0\t10\nc\t0.5\t1\n");
  edges_ = Edges();
  EXPECT_THAT(RunRank({"--top", "1"}).out, HasSubstr("Among first 1"));
  EXPECT_THAT(RunRank({"--format", "json", "--top", "1"}).out,
              AllOf(HasSubstr("\"topProbability\": 0.89"), HasSubstr("\"topProbabilityLow\": 0.85"),
                    HasSubstr("\"topProbabilityHigh\": 0.92")));
}

TEST_F(Rank, PrintsAsManyAsAreAskedFor) {
  nodes_ = Nodes();
  edges_ = Edges();
  const Ran ran = RunRank({"--format", "json", "--top", "1"});
  EXPECT_THAT(ran.out, AllOf(HasSubstr("\"id\": \"a\""), Not(HasSubstr("\"id\": \"c\""))));
  EXPECT_EQ(RunRank({"--top", "0"}).exit_code, 2);
}

TEST_F(Rank, WithoutATouchpointItSaysThatProximityIsUndefined) {
  nodes_ = Nodes("a\t0.2\t0\nb\t0\t\n");
  edges_ = Edges();
  const Ran ran = RunRank({"--format", "json"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("proximity is undefined"));
  EXPECT_THAT(ran.out, Not(HasSubstr("proximityHops")));
}

TEST_F(Rank, AMissingProbabilityIsABracketAndNeverZero) {
  nodes_ = Nodes("a\t\t0\nb\t0\t10\n");
  edges_ = Edges();
  const Ran ran = RunRank({"--format", "json"});
  EXPECT_THAT(ran.out, AllOf(HasSubstr("\"expectedLossDeltaLow\": 0.0"),
                             HasSubstr("\"expectedLossDeltaHigh\": 5.0"),
                             HasSubstr("\"method\": \"bracket\"")));
}

TEST_F(Rank, ReportsCirclesAndGoesOn) {
  nodes_ = Nodes();
  edges_ = Edges("a\tb\t0.5\nb\ta\t0.5\n");
  const Ran ran = RunRank();
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("1 circular dependency"));
}

TEST_F(Rank, RefusesWhatIsWrongByFileAndLine) {
  nodes_ = Nodes("a\t0.2\t0\nb\t1.5\t10\n");
  edges_ = Edges();
  ExpectRefused(
      "nodes.tsv: line 3: graph/probability: probability must be a number from 0 to 1, got 1.5");
  nodes_ = Nodes("a\tlikely\t0\n");
  ExpectRefused("nodes.tsv: line 2: CSV: probability must be a number, got \"likely\"");
  nodes_ = Nodes("a\tnan\t0\n");
  ExpectRefused("got nan");
  nodes_ = Nodes("a\t0.1\t-1\n");
  ExpectRefused("impact must be a number from 0 to 1e+15, got -1");
  nodes_ = Nodes("a\t0.1\t0\nb\t0.1\t1\na\t0.1\t0\n");
  ExpectRefused("nodes.tsv: line 4");
  nodes_ = Nodes("\t0.1\t0\n");
  ExpectRefused("the id is empty");
  nodes_ = Nodes();
  edges_ = Edges("a\tb\t0.5\na\tnowhere\t0.5\n");
  ExpectRefused("edges.tsv: line 3: graph/unknown-node: to names \"nowhere\", which is no node");
  edges_ = Edges("a\ta\t0.5\n");
  ExpectRefused("\"a\" would fail from itself");
  edges_ = Edges("a\tb\t2\n");
  ExpectRefused("edges.tsv: line 2");
  edges_ = Write("edges.tsv", "from\tto\n");
  ExpectRefused("probability");
  edges_ = (fs::temp_directory_path() / "no such file").string();
  ExpectRefused("no such file");
}

// Failure runs bank -> pay -> page; an hour of the page is worth 1,000 * 0.5. The bank leaks with
// 0.125 and reaches it with 0.5 * 0.75, so 23.4375 an hour are expected to be lost.
class RankCycle : public Cli {
 protected:
  static std::string Node(const std::string& id, const std::string& kind) {
    return Entry("n-" + id, 2, "ana",
                 R"("nodeDeclared": {"id": ")" + id + R"(", "kind": ")" + kind + "\"}");
  }
  static std::string Edge(const std::string& from, const std::string& to,
                          const std::string& probability) {
    return Entry("g-" + from, 3, "ana",
                 R"("edgeDeclared": {"prerequisite": ")" + from + R"(", "dependent": ")" + to +
                     R"(", "probability": )" + probability + "}");
  }
  static std::string Risk(const std::string& id, int day, const std::string& more) {
    return Entry("r-" + id, day, "ana",
                 R"("riskRaised": {"id": ")" + id + R"(", "title": "About )" + id +
                     R"(", "node": "bank", "owner": "ana")" + more + "}");
  }
  std::string Shop(const std::vector<std::string>& more = {}) {
    std::vector<std::string> entries = {
        Opened(),
        Node("bank", "COMPONENT"),
        Node("pay", "COMPONENT"),
        Node("page", "TOUCHPOINT"),
        Edge("bank", "pay", "0.5"),
        Edge("pay", "page", "0.75"),
        Entry("t-page", 3, "ana",
              R"("touchpointDeclared": {"node": "page", "value": 1000, "severity": 0.5})"),
        Risk("away", 4, R"(, "likelihood": {"point": 0.125}, "severity": 0.9)"),
        Entry("m-retry", 4, "ana",
              R"("mitigationPlanned": {"id": "retry", "risk": "away", "strategy": "REDUCE",)"
              R"( "owner": "ana", "cost": 7, "probabilityFall": 0.0625})"),
        Decision("pay-twice", 5)};
    entries.insert(entries.end(), more.begin(), more.end());
    return Write("shop.cycle.json", CycleOf(entries));
  }
};

TEST_F(RankCycle, SaysWhatThreatensCustomersMostWhatToDecideAndWhatSavesMost) {
  const Ran ran = Run({"rank", Shop()});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.err, StartsWith("as of 2026-01-05"));
  EXPECT_THAT(ran.out, HasSubstr("expected to cost customers 23.4 an hour."));
  EXPECT_THAT(ran.out, HasSubstr("away: 23.4 an hour, 100.0 % of all."));
  EXPECT_THAT(ran.out, HasSubstr("pay-twice"));
  EXPECT_THAT(ran.out, HasSubstr("retry"));
}

TEST_F(RankCycle, PrintsJsonWithTheFieldsOfAnAssessment) {
  const Ran ran = Run({"rank", Shop(), "--format", "json"});
  EXPECT_EQ(ran.exit_code, 0);
  for (const char* field : {"\"id\": \"away\"",
                            "\"rank\": \"1\"",
                            "\"rankLow\": \"1\"",
                            "\"rankHigh\": \"1\"",
                            "\"tier\": \"ACT\"",
                            "\"certified\": false",
                            "\"owner\": \"ana\"",
                            "\"expectedLossDelta\": 23.4375",
                            "\"share\": 1.0",
                            "\"raw\": 8.0",
                            "\"rrw\": \"Infinity\"",
                            "\"proximityHops\": \"2\"",
                            "\"proximityProbability\": 0.375",
                            "\"downstreamCount\": \"2\"",
                            "\"topProbability\": 1.0",
                            "\"method\": \"exact\"",
                            "\"ageCycleCount\": \"0\"",
                            "\"exposureScore\": 0.3375",
                            "\"compoundedExposureScore\": 0.3375",
                            "\"foundIn\": \"opened\"",
                            "\"isFoundLate\": false",
                            "\"recoveryOptions\": [",
                            "\"decision\": \"pay-twice\"",
                            "\"mitigation\": \"retry\"",
                            "\"lossFall\": 11.71875",
                            "\"method\": \"exact\"",
                            "\"topProbabilityLow\": 1.0",
                            "\"circularDependencies\": []",
                            "\"lossFallInOrder\": 11.71875",
                            "\"cost\": 7.0"}) {
    EXPECT_THAT(ran.out, HasSubstr(field));
  }
}

TEST_F(RankCycle, PrintsAsManyAsAreAskedForAsOfTheMoment) {
  const std::string cycle = Shop({Risk("slow", 6, R"(, "likelihood": {"point": 0.01})")});
  EXPECT_THAT(Run({"rank", cycle, "--top", "1"}).out, HasSubstr("and 1 more risk"));
  const Ran ran = Run({"rank", cycle, "--format", "json", "--top", "1"});
  EXPECT_THAT(ran.out, AllOf(HasSubstr("\"id\": \"away\""), Not(HasSubstr("\"slow\""))));
  EXPECT_THAT(Run({"rank", cycle, "--format", "json", "--as-of", "2026-01-05"}).out,
              Not(HasSubstr("\"slow\"")));
}

TEST_F(RankCycle, WhatIsMissingIsSaidAndIsNoZero) {
  const Ran ran = Run({"rank", Shop({Risk("dark", 6, "")}), "--format", "json"});
  EXPECT_THAT(ran.err, HasSubstr("1 open risk has no likelihood: dark"));
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("\"method\": \"tier\""), HasSubstr("\"expectedLossDeltaLow\": 0.0")));
}

TEST_F(RankCycle, DrawsWhoIsAmongTheFirstTenWhereLikelihoodsAreNotCertain) {
  std::vector<std::string> risks;
  for (int i = 10; i < 22; ++i) {
    risks.push_back(Risk("r" + std::to_string(i), 6,
                         R"(, "likelihood": {"beta": {"a": 1, "b": 9}}, "severity": 0.9)"));
  }
  const std::string cycle = Shop(risks);
  EXPECT_THAT(Run({"rank", cycle}).out, HasSubstr("First ten"));
  const std::string json = Run({"rank", cycle, "--format", "json"}).out;
  size_t count = 0;
  for (size_t at = json.find("\"topProbabilityHigh\""); at != std::string::npos;
       at = json.find("\"topProbabilityHigh\"", at + 1)) {
    ++count;
  }
  EXPECT_EQ(count, 13u);  // Each has its chance with its interval.
}

TEST_F(RankCycle, NamesTheMembersOfACircleOverWhichFailureRuns) {
  const std::string cycle =
      Shop({Entry("g-page", 6, "ana",
                  R"("edgeDeclared": {"prerequisite": "page", "dependent": "bank",)"
                  R"( "probability": 0.5})")});
  const std::string words =
      "3 nodes fail each other: bank, page, pay; shortest cycle: bank -> pay "
      "-> page -> bank";
  EXPECT_THAT(Run({"rank", cycle}).out, HasSubstr(words));
  EXPECT_THAT(Run({"explain", cycle, "away"}).out, HasSubstr("circular dependency: 3 nodes"));
  EXPECT_THAT(Run({"rank", cycle, "--format", "json"}).out, HasSubstr("\"shortestCycle\": ["));
}

TEST_F(RankCycle, RefusesALogThatIsWrongByEntryAndRule) {
  const Ran ran = Run({"rank", Shop({Edge("nowhere", "pay", "0.5")})});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(ran.err, HasSubstr("shop.cycle.json: "));
  EXPECT_THAT(ran.err, HasSubstr("nowhere"));
}

TEST_F(RankCycle, ExplainSaysWhyARiskStandsWhereItDoes) {
  const std::string cycle = Shop();
  const Ran text = Run({"explain", cycle, "away"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.out,
              AllOf(HasSubstr("without it customers would lose 23.4375 less an hour"),
                    HasSubstr("37.5 %  bank -> pay -> page"), HasSubstr("Where customers feel it"),
                    HasSubstr("No common cause is declared"),
                    HasSubstr("retry saves 11.7188 an hour for 7 owner-hours")));
  const Ran json = Run({"explain", cycle, "away", "--format", "json"});
  for (const char* field : {"\"riskExplanation\": {", "\"touchpoint\": \"page\"",
                            "\"fallHigh\": 23.4375", "\"tierRow\": ", "\"milder\": {",
                            "\"commonCauses\": []", "\"dimension\": \"likelihood\""}) {
    EXPECT_THAT(json.out, HasSubstr(field));
  }
}

}  // namespace
