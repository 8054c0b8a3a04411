"""What the tests of evx batch share."""
import os, subprocess, sys, tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
failures = []
count = 0


def check(true, what):
    global count
    count += 1
    if not true:
        failures.append(what)
        print("FAILED:", what)


def end(name):
    print(f"{count} checks of {name}, {len(failures)} failed")
    sys.exit(1 if failures else 0)


def run(evx, *words, cwd, given=None, timeout=300, **environment):
    done = subprocess.run([evx, *map(str, words)], cwd=cwd, input=given, capture_output=True, timeout=timeout,
                          env={**os.environ, **environment})
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def make(folder, number, *names):
    subprocess.run([ROOT / "tools/bench/make-archive", str(number), *names], cwd=folder, check=True)


def folder():
    return tempfile.TemporaryDirectory(prefix="evx-batch-")
