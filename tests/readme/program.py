"""Makes a whole program of a block of a document.

    python3 program.py DOCUMENT cpp|c|python|go [NUMBER]      prints it

C++ and Python stand in the README as they are; C and Go are the inside of a function, and get the rest
here. NUMBER counts the blocks of a language from 1.
"""

import re
import sys

C = """#include <stdio.h>
#include <stdlib.h>
%(include)s

int main(int argc, char **argv) {
  static unsigned char log[1 << 22];
  FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
  if (file == NULL) return 2;
  const size_t log_size = fread(log, 1, sizeof log, file);
  fclose(file);
%(body)s
  if (error == NULL) fwrite(readiness_buffer_data(answer), 1, readiness_buffer_size(answer), stdout);
  const int code = error == NULL ? 0 : 1;
  readiness_error_free(error);
  readiness_buffer_free(answer);
  readiness_cycle_free(cycle);
  return code;
}
"""

GO = """package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	readiness "readiness.example/readiness"
)

// What a block does not use of them.
var (
	_ = log.Printf
	_ = time.Now
)

func run(ctx context.Context) error {
%(body)s
	return err
}

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
"""


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def program(text, language, number):
    found = blocks(text, language)
    if not 1 <= number <= len(found):
        raise SystemExit(f"program: block {number} of {language} is not there; it has {len(found)}")
    body = found[number - 1]
    if language == "c":
        include = "".join(line + "\n" for line in body.splitlines() if line.startswith("#include"))
        rest = "\n".join("  " + line for line in body.splitlines() if not line.startswith("#include"))
        return C % {"include": include, "body": rest}
    if language == "go":
        return GO % {"body": body}
    return body


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as readme:
        sys.stdout.write(program(readme.read(), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1))
