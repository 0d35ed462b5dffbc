// What has to be there before a command can run on Node 24: the packages and the generated types.
// Says what it does on standard error, and nothing when there is nothing to do.
const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const { join } = require("node:path");
const { holdLock } = require("./lock.cjs");

const typeMarker = "types/generated/.made";

function setUp(root, nodeFlags) {
  if (!packagesAreDue(root) && !typesAreDue(root)) return;
  const release = holdLock(join(root, ".antragsbus", "setup.lock"), say);
  try {
    // Looked at again: the process that held the lock may have done it all.
    if (packagesAreDue(root)) installPackages(root);
    if (typesAreDue(root)) makeTypes(root, nodeFlags);
  } finally {
    release();
  }
}

/** Node 24 of the packages; the machine's own where the packages' install scripts are switched off and it is as new. */
function nodeOfProject(root) {
  const own = join(root, "node_modules", "node", "bin", "node");
  if (fs.existsSync(own)) return own;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  throw new Error(
    `${own} is missing, because npm is set to ignore install scripts: allow them (npm config delete ignore-scripts) or use Node 24.`,
  );
}

function packagesAreDue(root) {
  const marker = join(root, "node_modules", ".antragsbus-lock-sha256");
  const wanted = lockHash(root);
  if (readText(marker) === wanted) return false;
  if (!installedByHand(root)) return true;
  fs.writeFileSync(marker, wanted);
  return false;
}

/** True when somebody has run npm themselves and every package of the lock file is there in its version. */
function installedByHand(root) {
  const hidden = readText(join(root, "node_modules", ".package-lock.json"));
  if (hidden === undefined || !fs.existsSync(join(root, "node_modules", "node", "bin", "node"))) return false;
  const have = JSON.parse(hidden).packages;
  const want = JSON.parse(fs.readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  return Object.keys(want).every(
    (path) => path === "" || (have[path] ? have[path].version === want[path].version : want[path].optional),
  );
}

function installPackages(root) {
  say("Installing the npm packages (npm ci) …");
  const since = Date.now();
  // npm tells its scripts where it lies itself; started without npm, the one on the PATH is taken.
  const npm = process.env.npm_execpath;
  const [file, first] = npm && /npm-cli\.c?js$/.test(npm) ? [process.execPath, [npm]] : ["npm", []];
  const done = spawnSync(file, [...first, "ci", "--include=dev"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (done.error) throw new Error(`npm cannot be run (${done.error.message}); Node's installer brings it.`);
  if (done.status !== 0) {
    process.stderr.write(wordsOf(done));
    throw new Error(`npm ci failed with ${done.signal || `exit code ${done.status}`}; its own words are above.`);
  }
  fs.writeFileSync(join(root, "node_modules", ".antragsbus-lock-sha256"), lockHash(root));
  say(`The npm packages are there after ${((Date.now() - since) / 1000).toFixed(1)} s.`);
}

/** What npm says about its failure: its errors without the page of options below them, or else everything. */
function wordsOf(done) {
  const said = `${done.stdout}${done.stderr}`;
  const errors = said.split("\n").filter((line) => /^npm (error|ERR!)/.test(line));
  const usage = errors.findIndex((line) => line.endsWith("Clean install a project"));
  return errors.length > 0 ? `${errors.slice(0, usage < 0 ? undefined : usage).join("\n")}\n` : said;
}

/** Due when a schema, a folder with some (one was removed) or the generator is newer than the last success. */
function typesAreDue(root) {
  const generator = join(root, "deploy", "types.ts");
  const schemas = join(root, "schemas");
  if (!fs.existsSync(generator) || !fs.existsSync(schemas)) return false;
  const made = fs.statSync(join(root, typeMarker), { throwIfNoEntry: false });
  const newer = [newest(schemas), fs.statSync(generator).mtimeMs, ...servicesOf(root).map(newestOfService)];
  return !made || Math.max(...newer) > made.mtimeMs;
}

const servicesOf = (root) => {
  const services = join(root, "services");
  if (!fs.existsSync(services)) return [];
  return fs
    .readdirSync(services, { withFileTypes: true })
    .flatMap((one) => (one.isDirectory() ? join(services, one.name) : []));
};

/** When what types are made of was changed last in a service's folder. */
function newestOfService(folder) {
  const [forms, decision] = [join(folder, "forms"), join(folder, "decision.schema.json")];
  return Math.max(
    fs.existsSync(forms) ? newest(forms) : 0,
    fs.statSync(decision, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
}

function makeTypes(root, nodeFlags) {
  const since = Date.now() / 1000;
  const done = spawnSync(nodeOfProject(root), [...nodeFlags, join(root, "deploy", "types.ts")], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (done.error) throw done.error;
  if (done.status !== 0) {
    process.stderr.write(done.stdout + done.stderr);
    throw new Error("The types could not be made from schemas/; the reason is above.");
  }
  fs.mkdirSync(join(root, "types", "generated"), { recursive: true });
  fs.writeFileSync(join(root, typeMarker), "");
  // Dated to the beginning: a schema changed while the generator ran counts as newer.
  fs.utimesSync(join(root, typeMarker), since, since);
}

function newest(folder) {
  let latest = fs.statSync(folder).mtimeMs;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    latest = Math.max(latest, fs.statSync(join(entry.parentPath || entry.path, entry.name)).mtimeMs);
  }
  return latest;
}

function lockHash(root) {
  return createHash("sha256")
    .update(fs.readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

/** The file's text, or undefined when there is no such file. */
function readText(path) {
  return fs.existsSync(path) ? fs.readFileSync(path, "utf8") : undefined;
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

module.exports = { setUp, nodeOfProject };
