// cli/commands.h: the commands of `readiness`. Each adds itself to the parser; when it is chosen it
// runs and leaves its exit code.
//
// Exit codes: 0 done; with --gate 0 GO, 10 HOLD, 20 NO_GO; 1 the input is wrong; 2 the command line
// is wrong.
#pragma once

#include <CLI/CLI.hpp>

namespace readiness::cli {

inline constexpr int kDone = 0;
inline constexpr int kWrongInput = 1;
inline constexpr int kWrongUsage = 2;
inline constexpr int kHold = 10;
inline constexpr int kNoGo = 20;

void AddAssess(CLI::App& app, int& exit_code);
void AddExplain(CLI::App& app, int& exit_code);
void AddDiff(CLI::App& app, int& exit_code);
void AddAppend(CLI::App& app, int& exit_code);
void AddVerify(CLI::App& app, int& exit_code);
void AddLog(CLI::App& app, int& exit_code);
void AddPolicy(CLI::App& app, int& exit_code);
void AddMetrics(CLI::App& app, int& exit_code);
void AddRank(CLI::App& app, int& exit_code);

}  // namespace readiness::cli
