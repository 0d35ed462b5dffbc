// One process at a time: a lock file with the pid and the start time of the process that has it. In plain
// JavaScript, since the set-up needs it before the packages are there; deploy/backing/install/lock.ts builds on it.
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const { dirname } = require("node:path");

const patienceMs = 15 * 60_000; // npm ci over a slow line; nobody waits longer than that for another clone's start.
const lookEveryMs = 100;

/** Waits until the lock is free, takes it, and returns the function that gives it back. */
function holdLock(path, say) {
  fs.mkdirSync(dirname(path), { recursive: true });
  const deadline = Date.now() + patienceMs;
  for (let waited = false; ; waited = true) {
    const holder = tryLock(path);
    if (holder === undefined) return () => fs.rmSync(path, { force: true });
    if (Date.now() > deadline) throw new Error(`Process ${holder.pid} has been setting up for 15 minutes (${path}).`);
    if (!waited) say(`Process ${holder.pid} is setting this clone up; waiting for it …`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lookEveryMs);
  }
}

/** Takes the lock and returns undefined, or returns the live process that has it. */
function tryLock(path) {
  const mine = `${path}.${process.pid}`;
  fs.writeFileSync(mine, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
  try {
    for (;;) {
      try {
        fs.linkSync(mine, path); // A link appears with its content, so nobody ever reads half a lock.
        return undefined;
      } catch (problem) {
        if (problem.code !== "EEXIST") throw problem;
      }
      const holder = readLock(path);
      if (holder && startOf(holder.pid) === holder.started) return holder;
      if (holder) bury(path, holder);
    }
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/** Removes a dead process's lock. Moved aside first: should it be a new one by then, it is put back. */
function bury(path, dead) {
  const grave = `${path}.${process.pid}.old`;
  try {
    fs.renameSync(path, grave);
  } catch (problem) {
    if (problem.code === "ENOENT") return; // Somebody else has buried it.
    throw problem;
  }
  const moved = readLock(grave);
  if (moved && (moved.pid !== dead.pid || moved.started !== dead.started)) fs.linkSync(grave, path);
  fs.rmSync(grave, { force: true });
}

function readLock(path) {
  try {
    return JSON.parse(fs.readFileSync(path, "utf8"));
  } catch (problem) {
    if (problem.code === "ENOENT") return undefined;
    if (problem instanceof SyntaxError) return { pid: 0, started: "unreadable" }; // Not ours: nobody's.
    throw problem;
  }
}

/** When the process started, in words only worth comparing; undefined when it is not running (a zombie is not). */
function startOf(pid) {
  try {
    if (process.platform === "linux") {
      // The name in brackets may itself hold spaces and brackets; after the last one, field 3 of proc(5) comes first.
      const fields = fs
        .readFileSync(`/proc/${pid}/stat`, "latin1")
        .replace(/^.*\) /s, "")
        .split(" ");
      return "ZX".includes(fields[0]) ? undefined : fields[19];
    }
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { PATH: process.env.PATH, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
    return line.startsWith("Z") ? undefined : line.replace(/^\S+\s+/, "");
  } catch (problem) {
    if (problem.code === "ENOENT" || problem.code === "ESRCH" || problem.status === 1) return undefined;
    throw problem;
  }
}

module.exports = { holdLock, tryLock, readLock, startOf };
