/** Tells whether something built is older than what it was built from, by names, sizes and times of files. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** Path below the root of the repository, with forward slashes. @param {string} file */
export function fromRoot(file) {
  return relative(ROOT, file).split(sep).join('/');
}

/**
 * A digest of names, sizes and times of the files (folders are walked); a missing one counts as missing.
 * @param {readonly string[]} paths below the root
 */
export function fingerprint(paths) {
  const hash = createHash('sha256');
  /** @param {string} path */
  const visit = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) hash.update(`${path} missing\n`);
    else if (stat.isDirectory()) for (const name of readdirSync(path).toSorted()) visit(join(path, name));
    else hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
  };
  for (const path of paths) visit(join(ROOT, path));
  return hash.digest('hex');
}

/**
 * The inputs of a build, beside its output: `{inputs, fingerprint}`. Take the fingerprint before building, so that a
 * file edited during the build makes the output stale.
 * @param {string} stampFile @param {readonly string[]} inputs @param {string} digest
 */
export function writeStamp(stampFile, inputs, digest) {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ inputs, fingerprint: digest }));
}

/**
 * Whether `output` exists and its stamp still describes the inputs (those it names itself, unless others are given).
 * @param {string} output @param {string} stampFile @param {readonly string[]} [inputs]
 */
export function isFresh(output, stampFile, inputs) {
  if (!existsSync(output) || !existsSync(stampFile)) return false;
  const stamp = JSON.parse(readFileSync(stampFile, 'utf8'));
  return stamp.fingerprint === fingerprint(inputs ?? stamp.inputs);
}
